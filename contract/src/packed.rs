//! How a questionnaire travels to programs of the same build, the application and the views: as nested lists in which each
//! member has its place, `[[["en", "Title"]], ...]`.
//!
//! [`Definition::parse`](crate::Definition::parse) reads what people write: it knows names, limits and faults. What it
//! made is sound, so that reading it again needs none of these: measured, that is 3 KB (brotli) less Wasm in the widget.
//! What is unpacked is trusted: it comes from the edge and from nobody else.

use crate::json::Value;

/// Written as a list or a plain value, and read back.
pub(crate) trait Packed: Sized {
    fn pack(&self) -> Value;

    /// `None` for anything that [`Self::pack`] did not write.
    fn unpack(value: &Value) -> Option<Self>;
}

/// The places of a list, read one after the other.
pub(crate) struct Places<'a>(std::slice::Iter<'a, Value>);

impl<'a> Places<'a> {
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Array(items) => Some(Self(items.iter())),
            _ => None,
        }
    }

    pub(crate) fn next<T: Packed>(&mut self) -> Option<T> {
        T::unpack(self.0.next()?)
    }
}

/// Packs a struct as the list of its fields, in the order given.
macro_rules! packed {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self) -> $crate::json::Value {
                $crate::json::Value::Array(vec![$(self.$field.pack()),*])
            }

            fn unpack(value: &$crate::json::Value) -> Option<Self> {
                let mut places = $crate::packed::Places::of(value)?;
                Some(Self { $($field: places.next()?),* })
            }
        }
    };
}

/// Packs a newtype as what it holds.
macro_rules! packed_newtype {
    ($name:ident) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self) -> $crate::json::Value {
                self.0.pack()
            }

            fn unpack(value: &$crate::json::Value) -> Option<Self> {
                $crate::packed::Packed::unpack(value).map(Self)
            }
        }
    };
}

/// Packs an enum as `[number, field, ...]`. A number keeps its variant for ever; new ones get new numbers.
macro_rules! packed_enum {
    ($name:ident { $($number:literal = $variant:ident $(($($field:ident),+))?),* $(,)? }) => {
        impl $crate::packed::Packed for $name {
            fn pack(&self) -> $crate::json::Value {
                $crate::json::Value::Array(match self {
                    $(Self::$variant $(($($field),+))? => vec![u32::pack(&$number), $($($field.pack()),+)?],)*
                })
            }

            fn unpack(value: &$crate::json::Value) -> Option<Self> {
                let mut places = $crate::packed::Places::of(value)?;
                Some(match places.next::<u32>()? {
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
    fn pack(&self) -> Value {
        Value::string(self)
    }

    fn unpack(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Packed for bool {
    fn pack(&self) -> Value {
        (*self).into()
    }

    fn unpack(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }
}

impl Packed for u32 {
    fn pack(&self) -> Value {
        (*self).into()
    }

    fn unpack(value: &Value) -> Option<Self> {
        u32::try_from(value.as_integer()?).ok()
    }
}

impl Packed for u8 {
    fn pack(&self) -> Value {
        u32::from(*self).into()
    }

    fn unpack(value: &Value) -> Option<Self> {
        u32::unpack(value).map(|number| number as u8)
    }
}

impl Packed for usize {
    fn pack(&self) -> Value {
        Value::Number(*self as f64)
    }

    fn unpack(value: &Value) -> Option<Self> {
        u32::unpack(value).map(|number| number as usize)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self) -> Value {
        Value::Array(self.iter().map(T::pack).collect())
    }

    fn unpack(value: &Value) -> Option<Self> {
        let mut places = Places::of(value)?;
        let mut items = Vec::new();
        while !places.0.as_slice().is_empty() {
            items.push(places.next()?);
        }
        Some(items)
    }
}

/// Nothing is `null`: what is optional here is never packed as `null` itself.
impl<T: Packed> Packed for Option<T> {
    fn pack(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::pack)
    }

    fn unpack(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            some => T::unpack(some).map(Some),
        }
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self) -> Value {
        Value::Array(vec![self.0.pack(), self.1.pack()])
    }

    fn unpack(value: &Value) -> Option<Self> {
        let mut places = Places::of(value)?;
        Some((places.next()?, places.next()?))
    }
}
