//! How a questionnaire travels to programs of the same build, the application and the views: as one text in which each
//! member has its place. A number is its digits and a colon; a text is its length in bytes, a colon and itself:
//! `1:2:en5:Title`. So no parser of JSON travels with the application, and what a text holds needs no escaping.
//!
//! [`Definition::parse`](crate::Definition::parse) reads what people write: it knows names, limits and faults. What it
//! made is sound, so that reading it again needs none of these: measured, that is 3 KB (brotli) less Wasm in the widget.
//! What is unpacked is trusted: it comes from the edge and from nobody else.

use crate::locale::Lang;

/// Written behind what is packed already, and read back.
pub(crate) trait Packed: Sized {
    fn pack(&self, out: &mut Packing);

    /// Anything, and a failure noted in `places`, where [`Self::pack`] did not write it.
    fn unpack(places: &mut Places<'_>) -> Self;
}

/// The places of a packed text that are not read yet; a failure is noted once and seen at the end. A way out of each place
/// would have to drop what was read before it: 1 KB (brotli) of Wasm.
pub(crate) struct Places<'a> {
    rest: &'a str,
    failed: bool,
}

impl<'a> Places<'a> {
    pub(crate) fn next<T: Packed>(&mut self) -> T {
        T::unpack(self)
    }

    /// The next number; 0 after a failure, so that every list ends.
    pub(crate) fn number(&mut self) -> usize {
        let read = self.rest.split_once(':').and_then(|(digits, rest)| Some((digits.parse().ok()?, rest)));
        let (number, rest) = read.unwrap_or_else(|| self.fail());
        self.rest = rest;
        number
    }

    pub(crate) fn text(&mut self) -> &'a str {
        let length = self.number();
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or_else(|| self.fail());
        self.rest = rest;
        text
    }

    /// Notes the failure; nothing is left to read.
    pub(crate) fn fail<T: Default>(&mut self) -> T {
        self.failed = true;
        T::default()
    }
}

/// What is packed so far.
#[derive(Default)]
pub(crate) struct Packing {
    text: String,
    /// The one language in which a department's texts are wanted; all of theirs where `None`.
    pub(crate) only: Option<Lang>,
}

/// The whole as one text.
pub(crate) fn packed_text(value: &impl Packed) -> String {
    let mut out = Packing::default();
    value.pack(&mut out);
    out.text
}

/// The whole as one text, with a department's texts in one language alone: a form shows no other.
pub(crate) fn packed_text_in(lang: Lang, value: &impl Packed) -> String {
    let mut out = Packing { only: Some(lang), ..Packing::default() };
    value.pack(&mut out);
    out.text
}

/// Reads what [`packed_text`] wrote.
pub(crate) fn unpack_text<T: Packed>(text: &str) -> Option<T> {
    let mut places = Places { rest: text, failed: false };
    let value = places.next();
    (places.rest.is_empty() && !places.failed).then_some(value)
}

pub(crate) fn pack_number(number: usize, out: &mut Packing) {
    out.text.push_str(&number.to_string());
    out.text.push(':');
}

pub(crate) fn pack_text(text: &str, out: &mut Packing) {
    pack_number(text.len(), out);
    out.text.push_str(text);
}

/// Packs a struct as its fields, in the order given.
macro_rules! packed {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut $crate::packed::Packing) {
                $(self.$field.pack(out);)*
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Self {
                Self { $($field: places.next()),* }
            }
        }
    };
}

/// Packs a newtype as what it holds.
macro_rules! packed_newtype {
    ($name:ident) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut $crate::packed::Packing) {
                self.0.pack(out);
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Self {
                Self(places.next())
            }
        }
    };
}

/// Packs an enum as its variant's number and fields. A number keeps its variant for ever; new ones get new numbers. The
/// first one stands in for a number that there is not.
macro_rules! packed_enum {
    ($name:ident {
        0 = $first:ident $(($($first_field:ident),+))?
        $(, $number:literal = $variant:ident $(($($field:ident),+))?)* $(,)?
    }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut $crate::packed::Packing) {
                match self {
                    Self::$first $(($($first_field),+))? => {
                        $crate::packed::pack_number(0, out);
                        $($($first_field.pack(out);)+)?
                    }
                    $(Self::$variant $(($($field),+))? => {
                        $crate::packed::pack_number($number, out);
                        $($($field.pack(out);)+)?
                    })*
                }
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Self {
                match places.number() {
                    $($number => {
                        $($(let $field = places.next();)+)?
                        Self::$variant $(($($field),+))?
                    })*
                    number => {
                        if number != 0 {
                            places.fail::<()>();
                        }
                        $($(let $first_field = places.next();)+)?
                        Self::$first $(($($first_field),+))?
                    }
                }
            }
        }
    };
}

pub(crate) use {packed, packed_enum, packed_newtype};

impl Packed for String {
    fn pack(&self, out: &mut Packing) {
        pack_text(self, out);
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        places.text().to_owned()
    }
}

macro_rules! packed_numbers {
    ($($number:ty)*) => {$(
        impl Packed for $number {
            fn pack(&self, out: &mut $crate::packed::Packing) {
                pack_number(*self as usize, out);
            }

            fn unpack(places: &mut Places<'_>) -> Self {
                places.number() as Self
            }
        }
    )*};
}

packed_numbers!(u8 u32 usize);

impl Packed for bool {
    fn pack(&self, out: &mut Packing) {
        pack_number((*self).into(), out);
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        places.number() == 1
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Packing) {
        pack_number(self.len(), out);
        self.iter().for_each(|item| item.pack(out));
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        let mut items = Vec::new();
        for _ in 0..places.number() {
            if places.failed {
                break;
            }
            items.push(places.next());
        }
        items
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Packing) {
        self.is_some().pack(out);
        self.iter().for_each(|value| value.pack(out));
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        let any: bool = places.next();
        any.then(|| places.next())
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Packing) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        (places.next(), places.next())
    }
}
