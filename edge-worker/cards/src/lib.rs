//! Draws the card that stands for a consultation where a link to it is shown: its title, whose it is, until when it is open
//! and how many answered, as a PNG.
//!
//! Pure: text in, bytes out. It knows nothing of consultations, and no clock, network or file; the fonts are in it. In the
//! Worker it is a Wasm module of its own, so that what it weighs and what it does touch nothing else.

#[cfg(feature = "draw")]
mod layout;
#[cfg(feature = "draw")]
mod paint;
#[cfg(feature = "draw")]
mod text;

/// What stands on a card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// The tag of the language of its texts (BCP 47), by which some letters have other forms.
    pub lang: String,
    /// Whether that is written from right to left.
    pub right_to_left: bool,
    /// Half as large each way.
    pub small: bool,
    /// Above the title.
    pub department: String,
    /// What is asked.
    pub title: String,
    /// Below it, beside each other.
    pub facts: Vec<String>,
}

/// Width of a card in pixels.
pub const WIDTH: u32 = 1200;
/// Height of a card in pixels.
pub const HEIGHT: u32 = 630;
/// Characters of a text that are looked at: more do not fit on a card.
const MOST: usize = 400;

impl Card {
    /// As one text, which [`Card::unpack`] reads.
    pub fn pack(&self) -> String {
        let flag = |set: bool| if set { "1" } else { "" };
        let own = [&self.lang, flag(self.right_to_left), flag(self.small), &self.department, &self.title];
        // No text of a definition has U+0000; one that had would only break off.
        own.into_iter().chain(self.facts.iter().map(String::as_str)).collect::<Vec<_>>().join("\0")
    }

    /// Reads what [`Card::pack`] wrote; `None` where it is not that.
    pub fn unpack(text: &str) -> Option<Self> {
        let mut parts = text.split('\0');
        let mut next = || parts.next().map(|part| part.chars().take(MOST).collect::<String>());
        let (lang, right_to_left, small) = (next()?, next()? == "1", next()? == "1");
        let (department, title) = (next()?, next()?);
        Some(Self { lang, right_to_left, small, department, title, facts: std::iter::from_fn(next).take(3).collect() })
    }

    /// The card as a PNG; `None` where it cannot be written, which no card is known to bring about.
    #[cfg(feature = "draw")]
    pub fn draw(&self) -> Option<Vec<u8>> {
        paint::png(&layout::place(self))
    }
}

/// What the Worker imports.
///
/// # Errors
/// The text is not a card: Worker and this module are of two builds.
#[cfg(all(feature = "draw", target_arch = "wasm32"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn draw(card: &str) -> Result<Vec<u8>, wasm_bindgen::JsValue> {
    Card::unpack(card).and_then(|card| card.draw()).ok_or_else(|| "not a card".into())
}

#[cfg(all(test, feature = "draw"))]
mod tests;
