//! Enums that are sent: each variant is defined once, with its data, an example and its status.

/// Wraps an enum that is sent with a tag, and adds everything that would otherwise be another list of its variants: its reader, an example
/// of each variant, and, with statuses (`= 404`), its kinds and their status.
///
/// The first variant is `Unknown`: an older page reads a newer server's variant as this one, and a variant that lacks its data.
/// No two variants share a field's name, because all are read into one flat struct. serde's own reader of tagged enums buffers everything
/// before the tag, and its code is larger in wasm than all other readers of the page.
macro_rules! listed {
    (
        $(#[$about:meta])*
        pub enum $Name:ident, $Kind:ident by $tag:literal in $case:literal {
            $(#[$unknown_about:meta])*
            Unknown $(= $unknown_status:literal)?,
            $(
                $(#[$variant_about:meta])*
                $Variant:ident
                $({ $( $(#[$field_about:meta])* $field:ident: $type:ty = $example:expr ),+ $(,)? })?
                $(= $status:literal)?
            ),+ $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize)]
        #[serde(tag = $tag, rename_all = $case)]
        pub enum $Name {
            $(#[$unknown_about])*
            Unknown,
            $(
                $(#[$variant_about])*
                $Variant $({ $( $(#[$field_about])* $field: $type ),+ })?,
            )+
        }

        #[doc = concat!("A [`", stringify!($Name), "`] without its data.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
        #[serde(rename_all = $case)]
        pub enum $Kind {
            $(
                #[doc = concat!("See [`", stringify!($Name), "::", stringify!($Variant), "`].")]
                $Variant,
            )+
            #[doc = concat!("See [`", stringify!($Name), "::Unknown`].")]
            #[serde(other)]
            Unknown,
        }

        impl $Name {
            /// An example of each variant, for tests and documentation.
            pub fn examples() -> Vec<Self> {
                vec![Self::Unknown, $( Self::$Variant $({ $( $field: $example ),+ })? ),+]
            }

            /// The variant without its data.
            pub fn kind(&self) -> $Kind {
                match self {
                    Self::Unknown => $Kind::Unknown,
                    $( Self::$Variant { .. } => $Kind::$Variant, )+
                }
            }
        }

        crate::listed::status! { $Kind, Unknown $($unknown_status)?, $( $Variant $($status)? ),+ }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Flat {
                    #[serde(rename = $tag)]
                    kind: $Kind,
                    $($($( $field: Option<$type>, )+)?)+
                }
                let known = |flat: Flat| Some(match flat.kind {
                    $Kind::Unknown => Self::Unknown,
                    $( $Kind::$Variant => Self::$Variant $({ $( $field: crate::listed::Data::read(flat.$field)? ),+ })?, )+
                });
                Ok(known(Flat::deserialize(from)?).unwrap_or(Self::Unknown))
            }
        }
    };
}

/// The statuses of [`listed`] variants, if they have any.
macro_rules! status {
    ($Kind:ident, $($Variant:ident $status:literal),+) => {
        impl $Kind {
            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self {
                    $( Self::$Variant => $status, )+
                }
            }
        }
    };
    ($Kind:ident, $($Variant:ident),+) => {};
}

pub(crate) use {listed, status};

/// The value of a variant's field.
pub(crate) trait Data: Sized {
    /// The field's value, or `None` if a required field is missing.
    fn read(read: Option<Self>) -> Option<Self> {
        read
    }
}

impl Data for u64 {}
impl Data for String {}
impl<T> Data for Vec<T> {}
impl<T> Data for Option<T> {
    fn read(read: Option<Self>) -> Option<Self> {
        Some(read.flatten())
    }
}
