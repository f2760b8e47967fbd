//! What the policy of a page that embeds has to allow, in one list that the builder, the checker and `docs/embedding.md` share.

/// What comes of it where a policy does not allow something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Effect {
    /// Only the plain link inside the element shows.
    Nothing,
    /// The frame stays empty.
    Frame,
    /// The form shows and sends; live checks, changing and withdrawing in place stay away.
    Application,
    /// Where sending fails, the button that sends by way of the form's own page does nothing.
    Fallback,
    /// A frame keeps the height that it has.
    Height,
}

impl Effect {
    /// It in words, to stand behind "without it" or a colon.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Nothing => "people see the plain link alone",
            Self::Frame => "the frame stays empty",
            Self::Application => "the form shows and sends; checks while typing and changes in place stay away",
            Self::Fallback => "where a request fails, there is no other way to send",
            Self::Height => "the frame keeps the height that it has, and scrolls",
        }
    }
}

/// One thing that a page's policy has to allow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    /// The directive that it is written under.
    pub(crate) directive: &'static str,
    /// Those that are looked at, the first that a policy has decides.
    pub(super) looked_at: &'static [&'static str],
    pub(super) what: What,
    pub(crate) effect: Effect,
    /// What it is for.
    pub(crate) why: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// The edge, for an address of it.
    Edge(&'static str),
    /// The loader, which may also be let in by a nonce or by its hash.
    Loader,
    /// Wasm.
    Wasm,
    /// The page of a frame.
    Frame,
}

/// All that a page's policy has to allow, what matters most first. Nothing for styles, pictures, fonts or frames: the widget's
/// styles are made by script, it has no pictures, and it stands in no frame. Trusted Types need no policy of their own.
pub(crate) const NEEDS: [Need; 5] = [
    Need {
        directive: "script-src",
        looked_at: &["script-src-elem", "script-src", "default-src"],
        what: What::Loader,
        effect: Effect::Nothing,
        why: "the script itself",
    },
    Need {
        directive: "connect-src",
        looked_at: &["connect-src", "default-src"],
        what: What::Edge("/v1/consultations/-/form"),
        effect: Effect::Nothing,
        why: "fetching the form, and sending answers",
    },
    Need {
        directive: "script-src",
        looked_at: &["script-src-elem", "script-src", "default-src"],
        what: What::Edge("/v1/assets/-/soundings.js"),
        effect: Effect::Application,
        why: "the application, which loads when somebody reaches for the form",
    },
    Need {
        directive: "script-src",
        looked_at: &["script-src", "default-src"],
        what: What::Wasm,
        effect: Effect::Application,
        why: "running the application, which is WebAssembly",
    },
    Need {
        directive: "form-action",
        looked_at: &["form-action"],
        what: What::Edge("/f/-"),
        effect: Effect::Fallback,
        why: "sending by way of the form's own page, where a request was blocked",
    },
];

/// What a page's policy has to allow where the form stands in a frame: that page has a policy of its own for all else.
pub(crate) const FRAMED: [Need; 1] = [Need {
    directive: "frame-src",
    looked_at: &["frame-src", "child-src", "default-src"],
    what: What::Frame,
    effect: Effect::Frame,
    why: "the frame with the form",
}];

/// The same for the script that gives frames their height, which is then the page's loader.
pub(crate) const RESIZED: [Need; 1] = [Need {
    directive: "script-src",
    looked_at: &["script-src-elem", "script-src", "default-src"],
    what: What::Loader,
    effect: Effect::Height,
    why: "the script that gives the frame its height",
}];

/// The directives for a page's policy, each with its sources.
pub(crate) fn directives(edge: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    for need in &NEEDS {
        let source = need.source(edge);
        match all.iter_mut().find(|(directive, _)| *directive == need.directive) {
            Some((_, sources)) if sources.split(' ').any(|own| own == source) => {}
            Some((_, sources)) => *sources = format!("{sources} {source}"),
            None => all.push((need.directive, source)),
        }
    }
    all
}

/// The same as lines of a policy.
pub(crate) fn lines(edge: &str) -> String {
    let line = |(directive, sources): (&str, String)| format!("{directive} {sources}");
    directives(edge).into_iter().map(line).collect::<Vec<_>>().join(";\n")
}

impl Need {
    /// What to write into a policy.
    pub(super) fn source(&self, edge: &str) -> String {
        match self.what {
            What::Wasm => "'wasm-unsafe-eval'".to_owned(),
            What::Loader | What::Edge(_) | What::Frame => edge.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = include_str!("../../../docs/embedding.md");

    #[test]
    fn the_document_says_the_same() {
        let lines = lines("https://HOST");
        assert_eq!(
            lines,
            "script-src https://HOST 'wasm-unsafe-eval';\nconnect-src https://HOST;\nform-action https://HOST"
        );
        assert!(DOCUMENT.contains(&format!("```\n{lines}\n```")), "docs/embedding.md has other directives");
    }
}
