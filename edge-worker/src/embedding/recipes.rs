//! How to embed in the systems that pages are made with. `tests/browser/embed.spec.ts` renders each snippet by its system's
//! own rules.

use super::needs;
use super::tag::{Tag, escaped};

/// One system.
pub(crate) struct Recipe {
    /// For its place on the page and in its address.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) steps: Vec<Step>,
}

/// What to do, in a sentence, and what to paste there.
pub(crate) struct Step {
    pub(crate) words: String,
    pub(crate) code: Option<Code>,
}

/// What is pasted.
pub(crate) struct Code {
    /// What it is, for its label.
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

fn say(words: impl Into<String>) -> Step {
    Step { words: words.into(), code: None }
}

fn paste(words: impl Into<String>, name: &'static str, text: String) -> Step {
    Step { words: words.into(), code: Some(Code { name, text }) }
}

/// All of them for a tag, the plainest first.
pub(crate) fn all(tag: &Tag<'_>) -> Vec<Recipe> {
    let recipe = |id, title, steps| Recipe { id, title, steps };
    vec![
        recipe("html", "Any page (HTML)", html(tag)),
        recipe("wordpress", "WordPress", wordpress(tag)),
        recipe("drupal", "Drupal", drupal(tag)),
        recipe("discourse", "Discourse", discourse(tag)),
        recipe("xenforo", "XenForo", xenforo(tag)),
        recipe("phpbb", "phpBB", phpbb(tag)),
        recipe("govuk", "A page with the GOV.UK Design System", govuk(tag)),
        recipe("react", "React", react(tag)),
        recipe("frame", "A frame", frame(tag)),
        recipe("link", "A plain link", link(tag)),
    ]
}

fn html(tag: &Tag<'_>) -> Vec<Step> {
    vec![
        paste("Paste this where the form shall stand.", "Tag", tag.placed()),
        paste(
            "Or this, as often as you like on a page: whom the script does not reach finds a link, and you choose its words.",
            "Element and script",
            tag.both(),
        ),
    ]
}

fn wordpress(tag: &Tag<'_>) -> Vec<Step> {
    vec![
        paste(
            "As an administrator or editor (on a network of sites, as its super admin: WordPress takes scripts out of what others \
             save), open the page in the block editor, choose “Code editor” in its options, and paste the block.",
            "Block",
            format!("<!-- wp:html -->\n{}\n<!-- /wp:html -->", tag.both()),
        ),
        say(format!(
            "Without that right, paste the form’s address on a line of its own: WordPress makes the form in a frame of it. {}",
            tag.address()
        )),
    ]
}

fn drupal(tag: &Tag<'_>) -> Vec<Step> {
    let attributes = match tag.integrity() {
        None => "{ async: true }".to_owned(),
        Some((hash, origin)) => format!("{{ async: true, integrity: \"{hash}\", crossorigin: {origin} }}"),
    };
    vec![
        paste(
            "In your theme, MYTHEME.libraries.yml:",
            "Library",
            format!(
                "soundings:\n  js:\n    {}: {{ type: external, minified: true, attributes: {attributes} }}",
                tag.source()
            ),
        ),
        paste("In MYTHEME.info.yml, for all pages:", "Theme", "libraries:\n  - MYTHEME/soundings".to_owned()),
        paste(
            "In the text format that your editors use, add this to the “Allowed HTML tags”:",
            "Allowed HTML tags",
            "<take-soundings consultation site lang theme load heading-level> <a href>".to_owned(),
        ),
        paste("In the page, with the editor’s “Source” button:", "Element", tag.element()),
    ]
}

fn discourse(tag: &Tag<'_>) -> Vec<Step> {
    let names: Vec<String> =
        attribute_pairs(tag).into_iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    let pinned = tag.integrity().map_or_else(String::new, |(hash, origin)| {
        format!("\n  script.integrity = \"{hash}\";\n  script.crossOrigin = \"{origin}\";")
    });
    vec![
        paste(
            "As an administrator, make a theme component (Customize, Themes, Components, Edit code) with the file \
             javascripts/discourse/api-initializers/soundings.js. Discourse lets its own themes’ scripts through its policy; add the \
             address of the edge to the setting “content security policy script src”.",
            "Theme component",
            format!(
                "import {{ apiInitializer }} from \"discourse/lib/api\";\n\n\
                 export default apiInitializer((api) => {{\n\
                 \x20 const script = document.createElement(\"script\");\n\
                 \x20 script.src = \"{source}\";{pinned}\n\
                 \x20 document.head.append(script);\n\
                 \x20 api.decorateCookedElement((post) => {{\n\
                 \x20   for (const wrap of post.querySelectorAll('[data-wrap=\"soundings\"]')) {{\n\
                 \x20     const widget = document.createElement(\"take-soundings\");\n\
                 \x20     for (const name of [\"consultation\", \"site\", \"lang\", \"theme\", \"load\", \"heading-level\"]) {{\n\
                 \x20       const value = wrap.getAttribute(\"data-\" + name);\n\
                 \x20       if (value) widget.setAttribute(name, value);\n\
                 \x20     }}\n\
                 \x20     widget.append(...wrap.childNodes);\n\
                 \x20     wrap.replaceWith(widget);\n\
                 \x20   }}\n\
                 \x20 }});\n\
                 }});",
                source = tag.source()
            ),
        ),
        paste(
            "Then anybody writes this in a post:",
            "Post",
            format!("[wrap=soundings {}]\n[{}]({})\n[/wrap]", names.join(" "), tag.words(), tag.address()),
        ),
        say(format!(
            "Without the component, a post’s line with the form’s address alone becomes a card: {}. It becomes the form in a frame \
             once an administrator adds {}/f/ to the setting “allowed iframes”.",
            tag.address(),
            tag.edge
        )),
    ]
}

fn attribute_pairs(tag: &Tag<'_>) -> Vec<(&'static str, String)> {
    let mut all = vec![("consultation", tag.consultation.to_string()), ("site", tag.site.to_owned())];
    all.extend(tag.lang.map(|lang| ("lang", lang.code().to_owned())));
    all
}

fn xenforo(tag: &Tag<'_>) -> Vec<Step> {
    let named = tag.consultation.as_str();
    vec![
        say(
            "As an administrator, add a BB code media site (Content, BB codes, Media sites) with the site ID “soundings”.",
        ),
        paste("Match URLs:", "Match URLs", format!("{}/f/{{$id}}?*\n{0}/f/{{$id}}", tag.edge)),
        paste(
            "Embed template:",
            "Embed template",
            tag.both().replace(&format!("\"{named}\""), "\"{$id}\"").replace(&format!("/f/{named}?"), "/f/{$id}?"),
        ),
        paste("Then anybody posts the form’s address, or writes:", "Post", format!("[MEDIA=soundings]{named}[/MEDIA]")),
    ]
}

fn phpbb(tag: &Tag<'_>) -> Vec<Step> {
    let named = tag.consultation.as_str();
    let element = tag.element().replace('\n', "").replace("  <a", "<a");
    vec![
        paste("In your style’s template overall_footer.html, before </body>:", "Template", tag.script()),
        say("As an administrator, add a custom BBCode (Posting, Messages, BBCodes)."),
        paste("BBCode usage:", "BBCode usage", "[soundings]{IDENTIFIER}[/soundings]".to_owned()),
        paste(
            "HTML replacement:",
            "HTML replacement",
            element
                .replace(&format!("\"{named}\""), "\"{IDENTIFIER}\"")
                .replace(&format!("/f/{named}?"), "/f/{IDENTIFIER}?"),
        ),
        paste("Then anybody writes in a post:", "Post", format!("[soundings]{named}[/soundings]")),
    ]
}

fn govuk(tag: &Tag<'_>) -> Vec<Step> {
    vec![
        paste(
            "In the template, in the column of the text. The form has its own styles, sizes and focus, and takes none of the page’s.",
            "Template",
            format!(
                "<div class=\"govuk-grid-row\">\n  <div class=\"govuk-grid-column-two-thirds\">\n{}\n  </div>\n</div>",
                indented(&tag.both(), "    ")
            ),
        ),
        paste(
            "Such services have strict content policies. Add to yours:",
            "Content-Security-Policy",
            needs::lines(tag.edge.as_str()),
        ),
        say("www.gov.uk itself runs no script of others: use the plain link there."),
    ]
}

fn react(tag: &Tag<'_>) -> Vec<Step> {
    // In JSX an element's attributes are written as in HTML; what a hash is, is not.
    let script = tag.script().replace("crossorigin=", "crossOrigin=");
    vec![paste(
        "React 19 writes the element as it stands, and puts the script into the page’s head once, however often you show it.",
        "Component",
        format!(
            "export function Soundings() {{\n  return (\n    <>\n{}\n{}\n    </>\n  );\n}}",
            indented(&script, "      "),
            indented(&tag.element(), "      ")
        ),
    )]
}

fn frame(tag: &Tag<'_>) -> Vec<Step> {
    vec![
        paste(
            "Where a system takes frames and no scripts. Only pages of the site’s registered addresses may show it.",
            "Frame",
            format!(
                "<iframe src=\"{}\" title=\"{}\" width=\"600\" height=\"700\"></iframe>",
                escaped(&tag.frame_address()),
                tag.words()
            ),
        ),
        paste(
            "Where scripts are allowed too, this gives the frame the height that its form asks for; without it the frame scrolls.",
            "Script",
            format!("<script async src=\"{}/v1/frame.js\"></script>", tag.edge),
        ),
    ]
}

fn link(tag: &Tag<'_>) -> Vec<Step> {
    vec![
        paste(
            "In a letter, a message or a post: the form on a page of its own, for any browser.",
            "Address",
            tag.address(),
        ),
        paste(
            "As HTML, where scripts are not allowed:",
            "Link",
            format!("<a href=\"{}\">{}</a>", escaped(&tag.address()), tag.words()),
        ),
    ]
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::html;
    use crate::embedding::tag::{LEVEL, Load, Theme};
    use contract::{ConsultationId, Lang, Origin};

    fn recipes(pinned: bool) -> Vec<Recipe> {
        let (edge, id) = (Origin::parse("https://e.example").unwrap(), ConsultationId::parse("maps").unwrap());
        let version = crate::published::all().next().filter(|_| pinned);
        all(&Tag {
            edge: &edge,
            consultation: &id,
            site: "forum",
            lang: Some(Lang::Cy),
            theme: Theme::Dark,
            load: Load::Eager,
            level: LEVEL,
            version,
        })
    }

    fn code(recipes: &[Recipe], id: &str, name: &str) -> String {
        let recipe = recipes.iter().find(|one| one.id == id).unwrap();
        let codes = recipe.steps.iter().filter_map(|step| step.code.as_ref());
        codes.filter(|code| code.name == name).map(|code| code.text.clone()).next().unwrap()
    }

    #[test]
    fn what_is_pasted_as_html_holds_the_element_and_one_script() {
        for pinned in [false, true] {
            let all = recipes(pinned);
            for (id, name) in [
                ("html", "Element and script"),
                ("wordpress", "Block"),
                ("xenforo", "Embed template"),
                ("govuk", "Template"),
                ("react", "Component"),
            ] {
                let page = html::read(&code(&all, id, name));
                assert_eq!((page.elements.len(), page.scripts.len()), (1, 1), "{id}");
                assert_eq!(page.scripts[0].get("integrity").is_some(), pinned, "{id}");
                assert_eq!(page.elements[0].get("theme"), Some("dark"), "{id}");
            }
        }
    }

    #[test]
    fn a_consultation_of_the_posts_own_takes_the_place_of_the_tags() {
        let all = recipes(false);
        for (id, name, named) in [("xenforo", "Embed template", "{$id}"), ("phpbb", "HTML replacement", "{IDENTIFIER}")]
        {
            let text = code(&all, id, name);
            assert!(!text.contains("maps"), "{text}");
            assert_eq!(text.matches(named).count(), 2, "{text}");
        }
    }

    #[test]
    fn a_frame_is_of_the_site_in_its_language_and_colours() {
        let page = html::read(&code(&recipes(false), "frame", "Frame"));
        let source = page.frames[0].get("src").unwrap();
        assert_eq!(source, "https://e.example/f/maps/frame?site=forum&lang=cy&theme=dark");
        assert_eq!(page.frames[0].get("title"), Some("Dweud eich dweud"));
    }

    #[test]
    fn drupal_lets_through_what_the_element_has() {
        let all = recipes(true);
        let allowed = code(&all, "drupal", "Allowed HTML tags");
        let page = html::read(&code(&all, "drupal", "Element"));
        for name in page.elements[0].names() {
            assert!(allowed.split([' ', '>']).any(|own| own == name), "{name}");
        }
        assert!(code(&all, "drupal", "Library").contains("integrity: \"sha384-"));
    }
}
