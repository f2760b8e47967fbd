use super::*;

fn card(title: &str, lang: &str, right_to_left: bool) -> Card {
    Card {
        lang: lang.to_owned(),
        right_to_left,
        small: false,
        department: "Department for Engagement".to_owned(),
        title: title.to_owned(),
        facts: vec!["Open until 31 March 2027".to_owned(), "1,240 people answered".to_owned()],
    }
}

/// The shades of a card's pixels, row by row.
fn pixels(card: &Card) -> (u32, u32, Vec<u8>) {
    let png = card.draw().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Indexed, png::BitDepth::Four));
    let shades = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    (info.width, info.height, shades)
}

/// Leftmost and rightmost column with ink, in these rows.
fn ends(card: &Card, rows: std::ops::Range<usize>) -> (usize, usize) {
    let (width, _, shades) = pixels(card);
    let width = width as usize;
    let inked = |x: &usize| rows.clone().any(|y| shades[y * width + x] > 4);
    ((0..width).find(inked).unwrap(), (0..width).rfind(inked).unwrap())
}

#[test]
fn a_card_comes_back_from_its_text() {
    let card = card("Maps", "en", false);
    assert_eq!(Card::unpack(&card.pack()), Some(card));
    assert_eq!(Card::unpack("en\0\0\0Only a department"), None);
}

#[test]
fn sizes() {
    let large = card("Maps", "en", false);
    let small = Card { small: true, ..large.clone() };
    let (width, height, shades) = pixels(&large);
    assert_eq!((width, height, shades.len()), (1200, 630, 1200 * 630));
    let (width, height, shades) = pixels(&small);
    assert_eq!((width, height, shades.len()), (600, 315, 600 * 315));
    for card in [large, small] {
        assert!(card.draw().unwrap().len() < 60_000);
    }
}

#[test]
fn a_text_begins_where_its_language_does() {
    let rows = 170..490;
    let (left, right) = ends(&card("Maps", "en", false), rows.clone());
    assert!((78..100).contains(&left) && right < 600, "{left} {right}");
    let (left, right) = ends(&card("خرائط", "ar", true), rows);
    assert!(left > 600 && (1100..1123).contains(&right), "{left} {right}");
}

#[test]
fn nothing_leaves_the_card_whatever_the_title() {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ".repeat(6);
    let words = "what people say about buses in the evening ".repeat(12);
    let urdu = "حکومت آپ کی رائے جاننا چاہتی ہے کہ زچگی کے فوائد کیسے بہتر بنائے جائیں ".repeat(8);
    for (title, lang, right_to_left) in [
        ("", "en", false),
        (&*long, "pl", false),
        (&*words, "en", false),
        (&*urdu, "ur", true),
        ("\u{10ffff}🙂\n\t", "en", false),
    ] {
        let card = card(title, lang, right_to_left);
        let (width, height, shades) = pixels(&card);
        assert_eq!(shades.len(), (width * height) as usize);
        if !title.trim().is_empty() {
            let (left, right) = ends(&card, 150..505);
            assert!(left >= 70 && right <= 1130, "{lang} {left} {right}: {title}");
        }
        // Between title and facts there is room.
        let ink = (500..512).any(|y| (0..1200).any(|x| shades[y * 1200 + x] > 4));
        assert!(!ink, "{title}");
    }
}

#[test]
fn letters_of_arabic_join() {
    // Whether some column between the first and the last with ink has none.
    let gap = |title: &str| {
        let card = card(title, "ar", true);
        let (left, right) = ends(&card, 170..490);
        let (_, _, shades) = pixels(&card);
        (left..right).any(|x| (170..490).all(|y| shades[y * 1200 + x] <= 4))
    };
    for word in ["ببب", "نعم", "پیش", "ٹیسٹ"] {
        assert!(!gap(word), "{word}");
        let apart: Vec<String> = word.chars().map(String::from).collect();
        assert!(gap(&apart.join("\u{200c}")), "{word}: kept apart");
    }
    // Lam and alef become one letter.
    use crate::text::{Fonts, Style};
    let fonts = Fonts::own().unwrap();
    let style = Style { size: 64.0, lang: "ar", right_to_left: true };
    let width = |text: &str| fonts.line(text, 0..text.len(), style).width;
    assert!(width("لا") < width("ل\u{200c}ا"));
}

#[test]
fn digits_and_names_keep_their_order_in_a_line_from_right_to_left() {
    use crate::text::{Fonts, Style};
    let fonts = Fonts::own().unwrap();
    let style = Style { size: 64.0, lang: "ar", right_to_left: true };
    let shape = |text: &str| fonts.line(text, 0..text.len(), style).path;
    // A number alone is drawn as in a line from left to right.
    let plain = Style { right_to_left: false, lang: "en", ..style };
    assert_eq!(shape("2027").len(), fonts.line("2027", 0..4, plain).path.len());
    assert!(!shape("مفتوح حتى 31 مارس 2027").is_empty());
}

#[test]
fn every_letter_of_the_languages_is_in_a_font() {
    let latin = rustybuzz::Face::from_slice(include_bytes!("../fonts/latin.ttf"), 0).unwrap();
    let arabic = rustybuzz::Face::from_slice(include_bytes!("../fonts/arabic.ttf"), 0).unwrap();
    for letter in "ABCXYZabcxyz0123456789ÂÊÎÔÛŴŶâêîôûŵŷẀẁẂẃẄẅỲỳĄĆĘŁŃÓŚŹŻąćęłńóśźż“”‘’–—…·%£€&/()?!.,:;".chars()
    {
        assert!(latin.glyph_index(letter).is_some(), "{letter}");
    }
    for letter in "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیےةىكهأإآؤئًٌٍَُِّْ،؛؟۔۰۱۹٠٩".chars()
    {
        assert!(arabic.glyph_index(letter).is_some(), "{letter}");
    }
}
