//! The values of columns and parameters, the same for every database.

use domain::Moment;
use domain::contact::Contact;

/// The value of a parameter or a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A type that can be a parameter of a statement.
pub(crate) trait ToSql {
    /// The value as the database gets it.
    fn to_sql(&self) -> Value<'_>;
}

/// A type that can be read from a column.
pub(crate) trait FromSql: Sized {
    /// Reads a value; `None` if it isn't one of this type.
    fn from_sql(value: Value<'_>) -> Option<Self>;
}

/// The parameters of a statement, `$1` first.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::value::ToSql::to_sql(&$value)),*] };
}

/// Maps the variants of an enum to their numbers or words in the store. A row with any other number or word can't be read.
macro_rules! stored {
    ($state:ident as text { $($name:ident = $word:literal),+ $(,)? }) => {
        impl $crate::store::value::ToSql for $state {
            fn to_sql(&self) -> $crate::store::value::Value<'_> {
                $crate::store::value::Value::Text(match self { $(Self::$name => $word),+ })
            }
        }

        impl $crate::store::value::FromSql for $state {
            fn from_sql(value: $crate::store::value::Value<'_>) -> Option<Self> {
                match value {
                    $($crate::store::value::Value::Text($word) => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
    ($state:ident { $($name:ident = $number:literal),+ $(,)? }) => {
        impl $crate::store::value::ToSql for $state {
            fn to_sql(&self) -> $crate::store::value::Value<'_> {
                $crate::store::value::Value::Integer(match self { $(Self::$name => $number),+ })
            }
        }

        impl $crate::store::value::FromSql for $state {
            fn from_sql(value: $crate::store::value::Value<'_>) -> Option<Self> {
                match <i64 as $crate::store::value::FromSql>::from_sql(value)? {
                    $($number => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use {stored, values};

impl<T: ToSql + ?Sized> ToSql for &T {
    fn to_sql(&self) -> Value<'_> {
        (**self).to_sql()
    }
}

impl<T: ToSql> ToSql for Option<T> {
    fn to_sql(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::to_sql)
    }
}

impl<T: FromSql> FromSql for Option<T> {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_sql(value).map(Some) }
    }
}

impl ToSql for bool {
    fn to_sql(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl FromSql for bool {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(value),
            Value::Integer(value) => Some(value != 0),
            _ => None,
        }
    }
}

impl ToSql for i64 {
    fn to_sql(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl FromSql for i64 {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Integer(value) = value { Some(value) } else { None }
    }
}

/// Implements both traits for integers that are stored as `i64`.
macro_rules! smaller {
    ($($number:ty),+) => { $(
        impl ToSql for $number {
            fn to_sql(&self) -> Value<'_> {
                Value::Integer((*self).into())
            }
        }

        impl FromSql for $number {
            fn from_sql(value: Value<'_>) -> Option<Self> {
                i64::from_sql(value)?.try_into().ok()
            }
        }
    )+ };
}
smaller!(u8, u32);

impl ToSql for Moment {
    fn to_sql(&self) -> Value<'_> {
        Value::Integer(self.0)
    }
}

impl FromSql for Moment {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        i64::from_sql(value).map(Self)
    }
}

impl ToSql for Contact {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl FromSql for Contact {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { Self::parse(text) } else { None }
    }
}

impl ToSql for str {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToSql for String {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromSql for String {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.to_owned()) } else { None }
    }
}

impl ToSql for [u8] {
    fn to_sql(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToSql for Vec<u8> {
    fn to_sql(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl FromSql for Vec<u8> {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { Some(bytes.to_vec()) } else { None }
    }
}

impl<const N: usize> ToSql for [u8; N] {
    fn to_sql(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> FromSql for [u8; N] {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::{FromSql, ToSql, Value};

    #[derive(Debug, PartialEq)]
    enum Light {
        Red,
        Green,
    }
    stored! { Light { Red = 0, Green = 2 } }

    #[test]
    fn a_state_is_kept_as_its_number_and_a_number_without_one_is_no_state() {
        assert_eq!(Light::Green.to_sql(), Value::Integer(2));
        assert_eq!(Light::from_sql(Value::Integer(0)), Some(Light::Red));
        assert_eq!(Light::from_sql(Value::Integer(1)), None, "never silently the last one");
        assert_eq!(Option::<Light>::from_sql(Value::Null), Some(None));
    }
}
