//! Whether the colours that a site chooses for the widget can be read: contrast ratios as WCAG 2.2 defines them.

/// A colour, each part from 0 to 255.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Colour([u8; 3]);

/// The custom properties that are colours, by their names after `--soundings-`, with what the widget takes without them, in
/// the light and in the dark: as `widget/styles/soundings.css` has them.
pub(crate) const COLOURS: [(&str, &str, [&str; 2]); 5] = [
    ("text", "Text", ["#1c2733", "#e7ecf1"]),
    ("background", "Background", ["#ffffff", "#1b222a"]),
    ("accent", "Links and buttons", ["#175c8c", "#86c5f0"]),
    ("border", "Borders of fields", ["#74828f", "#8d9aa7"]),
    ("focus", "Outline of what has focus", ["#b45309", "#ffc857"]),
];

/// Ratios that WCAG 2.2 asks for: of text (success criterion 1.4.3), and of what is to be recognised (1.4.11).
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;

/// Two colours that stand on each other, and how well they are told apart.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Pair {
    /// What stands on the background.
    pub(crate) what: &'static str,
    pub(crate) ratio: f64,
    pub(crate) least: f64,
}

impl Pair {
    /// Whether it is enough.
    pub(crate) fn holds(&self) -> bool {
        self.ratio >= self.least
    }
}

/// In which light the widget shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Light {
    Light,
    Dark,
}

impl Colour {
    /// Reads `#1c2733`, or `#fff` for `#ffffff`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |text: &str| u8::from_str_radix(text, 16).ok();
        match digits.len() {
            3 => {
                let mut parts = digits.chars().map(|digit| part(&format!("{digit}{digit}")));
                Some(Self([parts.next()??, parts.next()??, parts.next()??]))
            }
            6 => Some(Self([part(&digits[..2])?, part(&digits[2..4])?, part(&digits[4..])?])),
            _ => None,
        }
    }

    /// Relative luminance, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
pub(crate) fn ratio(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What stands on what, in one light; `chosen` gives the colour of a property that the site sets.
pub(crate) fn pairs(light: Light, chosen: impl Fn(&str) -> Option<Colour>) -> Vec<Pair> {
    let colour = |wanted: &str| {
        let usual = COLOURS
            .iter()
            .find(|(name, ..)| *name == wanted)
            .and_then(|(_, _, [bright, dark])| Colour::parse(if light == Light::Light { bright } else { dark }));
        // The table above has every name that is asked for.
        chosen(wanted).or(usual).unwrap_or(Colour([0; 3]))
    };
    let background = colour("background");
    let pair = |what, name, least| Pair { what, ratio: ratio(colour(name), background), least };
    vec![
        pair("Text", "text", TEXT),
        pair("Links, and words on buttons", "accent", TEXT),
        pair("Borders of fields", "border", SHAPE),
        pair("Outline of what has focus", "focus", SHAPE),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = include_str!("../../../widget/styles/soundings.css");

    #[test]
    fn colours() {
        for (text, parts) in
            [("#fff", Some([255; 3])), ("#1C2733", Some([0x1c, 0x27, 0x33])), ("#12", None), ("red", None)]
        {
            assert_eq!(Colour::parse(text), parts.map(Colour), "{text}");
        }
        assert_eq!((Colour::parse("#1c273"), Colour::parse("#ééé"), Colour::parse("")), (None, None, None));
    }

    #[test]
    fn ratios_are_those_of_the_standard() {
        let of =
            |one, other| (ratio(Colour::parse(one).unwrap(), Colour::parse(other).unwrap()) * 100.0).round() / 100.0;
        // As axe-core's `colorContrast` gives them.
        for (one, other, expected) in [
            ("#000", "#fff", 21.0),
            ("#fff", "#fff", 1.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4.0),
        ] {
            assert_eq!((of(one, other), of(other, one)), (expected, expected), "{one} {other}");
        }
    }

    #[test]
    fn what_the_widget_has_by_itself_is_the_styles_own_and_can_be_read() {
        for (name, _, [bright, dark]) in COLOURS {
            let bright = if bright == "#ffffff" { "#fff" } else { bright };
            let rule = format!("--{name}: var(--soundings-{name}, light-dark({bright}, {dark}));");
            assert!(STYLES.contains(&rule), "{rule}");
        }
        for light in [Light::Light, Light::Dark] {
            assert!(pairs(light, |_| None).iter().all(Pair::holds), "{light:?}");
        }
        let grey = |name: &str| (name == "text").then(|| Colour::parse("#aaaaaa").unwrap());
        assert_eq!(
            pairs(Light::Light, grey).iter().filter(|pair| !pair.holds()).map(|pair| pair.what).collect::<Vec<_>>(),
            ["Text"]
        );
    }
}
