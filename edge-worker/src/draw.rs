//! Where cards are drawn: in the Worker by a Wasm module of its own, which a panic cannot take anything else along with;
//! natively, in tests, by the same code as a crate.

/// What stands on a card. Its text form is what the module reads.
pub(crate) use cards::Card;

/// A card's PNG; `None` where the module broke off, or is of another build. A new instance of it draws the next one.
#[cfg(target_arch = "wasm32")]
pub(crate) fn png(card: &str) -> Option<Vec<u8>> {
    use wasm_bindgen::prelude::*;

    // The build gives this name to what wasm-bindgen made of the crate `cards`.
    #[wasm_bindgen(module = "soundings-cards")]
    extern "C" {
        #[wasm_bindgen(catch)]
        fn draw(card: &str) -> Result<js_sys::Uint8Array, JsValue>;

        #[wasm_bindgen(js_name = "__wbg_reset_state")]
        fn reset_cards();
    }

    match draw(card) {
        Ok(png) => Some(png.to_vec()),
        Err(_) => {
            worker::console_error!("a card was not drawn");
            reset_cards();
            None
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn png(card: &str) -> Option<Vec<u8>> {
    cards::Card::unpack(card)?.draw()
}
