//! How a questionnaire travels to programs of the same build, the application and the views: as one text in which each
//! member has its place. A number is its digits and a colon; a text is its length in bytes, a colon and itself:
//! `1:2:en5:Title`. So no parser of JSON travels with the application, and what a text holds needs no escaping.
//!
//! [`Definition::parse`](crate::Definition::parse) reads what people write: it knows names, limits and faults. What it
//! made is sound, so that reading it again needs none of these: measured, that is 3 KB (brotli) less Wasm in the widget.
//! What is unpacked is trusted: it comes from the edge and from nobody else.

/// Written behind what is packed already, and read back.
pub(crate) trait Packed: Sized {
    fn pack(&self, out: &mut String);

    /// `None` for anything that [`Self::pack`] did not write.
    fn unpack(places: &mut Places<'_>) -> Option<Self>;
}

/// The places of a packed text that are not read yet.
pub(crate) struct Places<'a>(&'a str);

impl<'a> Places<'a> {
    pub(crate) fn next<T: Packed>(&mut self) -> Option<T> {
        T::unpack(self)
    }

    pub(crate) fn number(&mut self) -> Option<usize> {
        let (digits, rest) = self.0.split_once(':')?;
        self.0 = rest;
        digits.parse().ok()
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }
}

/// The whole as one text.
pub(crate) fn packed_text(value: &impl Packed) -> String {
    let mut out = String::new();
    value.pack(&mut out);
    out
}

/// Reads what [`packed_text`] wrote.
pub(crate) fn unpack_text<T: Packed>(text: &str) -> Option<T> {
    let mut places = Places(text);
    let value = places.next()?;
    places.0.is_empty().then_some(value)
}

pub(crate) fn pack_number(number: usize, out: &mut String) {
    out.push_str(&number.to_string());
    out.push(':');
}

pub(crate) fn pack_text(text: &str, out: &mut String) {
    pack_number(text.len(), out);
    out.push_str(text);
}

/// Packs a struct as its fields, in the order given.
macro_rules! packed {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut String) {
                $(self.$field.pack(out);)*
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Option<Self> {
                Some(Self { $($field: places.next()?),* })
            }
        }
    };
}

/// Packs a newtype as what it holds.
macro_rules! packed_newtype {
    ($name:ident) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut String) {
                self.0.pack(out);
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Option<Self> {
                places.next().map(Self)
            }
        }
    };
}

/// Packs an enum as its variant's number and fields. A number keeps its variant for ever; new ones get new numbers.
macro_rules! packed_enum {
    ($name:ident { $($number:literal = $variant:ident $(($($field:ident),+))?),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self, out: &mut String) {
                match self {
                    $(Self::$variant $(($($field),+))? => {
                        $crate::packed::pack_number($number, out);
                        $($($field.pack(out);)+)?
                    })*
                }
            }

            fn unpack(places: &mut $crate::packed::Places<'_>) -> Option<Self> {
                Some(match places.number()? {
                    $($number => {
                        $($(let $field = places.next()?;)+)?
                        Self::$variant $(($($field),+))?
                    })*
                    _ => return None,
                })
            }
        }
    };
}

pub(crate) use {packed, packed_enum, packed_newtype};

impl Packed for String {
    fn pack(&self, out: &mut String) {
        pack_text(self, out);
    }

    fn unpack(places: &mut Places<'_>) -> Option<Self> {
        places.text().map(str::to_owned)
    }
}

macro_rules! packed_numbers {
    ($($number:ty)*) => {$(
        impl Packed for $number {
            fn pack(&self, out: &mut String) {
                pack_number(*self as usize, out);
            }

            fn unpack(places: &mut Places<'_>) -> Option<Self> {
                places.number().map(|number| number as Self)
            }
        }
    )*};
}

packed_numbers!(u8 u32 usize);

impl Packed for bool {
    fn pack(&self, out: &mut String) {
        pack_number((*self).into(), out);
    }

    fn unpack(places: &mut Places<'_>) -> Option<Self> {
        places.number().map(|number| number == 1)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut String) {
        pack_number(self.len(), out);
        self.iter().for_each(|item| item.pack(out));
    }

    fn unpack(places: &mut Places<'_>) -> Option<Self> {
        let mut items = Vec::new();
        // Not with the capacity of the number: what is unpacked is trusted, but costs nothing before it is there.
        for _ in 0..places.number()? {
            items.push(places.next()?);
        }
        Some(items)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut String) {
        self.is_some().pack(out);
        self.iter().for_each(|value| value.pack(out));
    }

    fn unpack(places: &mut Places<'_>) -> Option<Self> {
        Some(if places.next()? { Some(places.next()?) } else { None })
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut String) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(places: &mut Places<'_>) -> Option<Self> {
        Some((places.next()?, places.next()?))
    }
}
