//! A setting: its name, meaning, default and bounds. Only the structs that [`settings!`] makes define these.

use super::{ClientConfig, ConfigError, PublicUrl, Secret};
use ipnet::IpNet;
use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// A setting of the operator.
pub struct Setting {
    /// Its name in the file, with its section: `life.user_code_minutes`.
    pub name: String,
    /// Its meaning.
    pub about: String,
    /// Its default, as written in the file; `None` if it has none.
    pub default: Option<String>,
    /// Whether its section requires it.
    pub is_required: bool,
    /// The smallest and the largest value.
    pub bounds: Option<RangeInclusive<u32>>,
    /// The kind of its value.
    pub(super) kind: ValueKind,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Written without quotes.
    Plain,
    Text,
    /// An address of a page.
    Url,
    /// An address of a provider, which can contain a password or a token.
    ProviderUrl,
    Path,
    /// Text that nobody else may read.
    Secret,
}

impl Setting {
    /// Whether its value is written in quotes, so that `7` in the environment stays text.
    pub(super) fn is_text(&self) -> bool {
        self.kind != ValueKind::Plain
    }

    /// Its environment variable; `None` for a setting of a list's items.
    pub fn variable(&self) -> Option<String> {
        let is_in_list = self.name.starts_with("clients.");
        (!is_in_list).then(|| as_variable(&self.name))
    }
}

/// The prefix of all environment variables.
pub(super) const PREFIX: &str = "COUNTERSIGN_";

/// The environment variable of a name in the file.
pub(super) fn as_variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace('.', "_").to_uppercase())
}

/// A value's name, meaning and default.
pub(super) struct SettingInfo<'a, T: ?Sized> {
    pub(super) name: String,
    pub(super) about: &'static str,
    pub(super) default: Fallback<'a, T>,
}

/// The default of a value.
pub(super) enum Fallback<'a, T: ?Sized> {
    Is(&'a T),
    Nothing,
    Required,
}

/// A part of the configuration: a value, or a section of values.
pub(super) trait Listed {
    /// Adds the value, or the values of the section, to the list.
    fn list(info: SettingInfo<'_, Self>, list: &mut Vec<Setting>);

    /// Rejects values out of bounds.
    fn check(&self, _name: &str) -> Result<(), ConfigError> {
        Ok(())
    }
}

/// The full name of a setting in a section.
pub(super) fn within(section: &str, name: &str) -> String {
    if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }
}

/// Rejects a number out of bounds.
pub(super) fn check_bounds(name: &str, value: u32, bounds: &RangeInclusive<u32>) -> Result<(), ConfigError> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(ConfigError::Value(format!("{name} must be {} to {}", bounds.start(), bounds.end())))
}

impl<T: Listed> Listed for Option<T> {
    fn list(SettingInfo { name, about, default }: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
        let default = if let Fallback::Is(Some(value)) = default { Fallback::Is(value) } else { Fallback::Nothing };
        T::list(SettingInfo { name, about, default }, list);
    }

    fn check(&self, name: &str) -> Result<(), ConfigError> {
        self.as_ref().map_or(Ok(()), |value| value.check(name))
    }
}

impl Listed for Vec<ClientConfig> {
    fn list(SettingInfo { name, about, default: _ }: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
        ClientConfig::list(SettingInfo { name: name.clone(), about, default: Fallback::Nothing }, list);
        list.push(Setting::value(SettingInfo { name, about, default: Fallback::Is("[]") }, ValueKind::Plain, |text| {
            (*text).to_owned()
        }));
    }
}

impl Setting {
    fn value<T: ?Sized>(info: SettingInfo<'_, T>, kind: ValueKind, shown: impl Fn(&T) -> String) -> Self {
        let SettingInfo { name, about, default } = info;
        let is_required = matches!(default, Fallback::Required);
        let default = if let Fallback::Is(value) = default { Some(shown(value)) } else { None };
        Self { name, about: about.trim().to_owned(), default, is_required, bounds: None, kind }
    }
}

/// Implements [`Listed`] for values that are written in quotes.
macro_rules! text {
    ($($kind:ident: $type:ty, $shown:expr;)+) => {
        $(impl Listed for $type {
            fn list(info: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
                let shown: fn(&Self) -> String = $shown;
                list.push(Setting::value(info, ValueKind::$kind, |value| format!("{:?}", shown(value))));
            }
        })+
    };
}

text! {
    Text: String, Self::clone;
    Text: SocketAddr, ToString::to_string;
    Text: PublicUrl, ToString::to_string;
    Text: domain::color::Color, ToString::to_string;
    Url: url::Url, ToString::to_string;
    ProviderUrl: super::ProviderUrl, |url| url.to_string();
    Text: domain::device::DeviceKind, |kind| format!("{kind:?}").to_lowercase();
    Text: domain::code::user::Format, |format| format!("{format:?}").to_lowercase();
}

impl Listed for Secret {
    fn list(info: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
        list.push(Setting::value(info, ValueKind::Secret, |_| "\"…\"".to_owned()));
    }
}

impl Listed for PathBuf {
    fn list(info: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
        list.push(Setting::value(info, ValueKind::Path, |path| format!("{:?}", path.display().to_string())));
    }

    fn check(&self, name: &str) -> Result<(), ConfigError> {
        if self.as_os_str().is_empty() { Err(ConfigError::Value(format!("{name} can't be empty"))) } else { Ok(()) }
    }
}

/// Implements [`Listed`] for values that are written without quotes.
macro_rules! plain {
    ($($type:ty, $shown:expr;)+) => {
        $(impl Listed for $type {
            fn list(info: SettingInfo<'_, Self>, list: &mut Vec<Setting>) {
                list.push(Setting::value(info, ValueKind::Plain, $shown));
            }
        })+
    };
}

plain! {
    u32, ToString::to_string;
    bool, ToString::to_string;
    Vec<String>, |texts| in_brackets(texts);
    Vec<IpNet>, |networks| in_brackets(networks);
}

fn in_brackets(items: &[impl Display]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", items.join(", "))
}

/// Defines a section of the configuration: each field with its meaning, its default and optional bounds (`= 10, 1..=30`). An optional
/// section is marked `given`; its fields have no default, or their type's (`, default`).
macro_rules! settings {
    (
        $(#[$about:meta])*
        pub struct $Name:ident {
            $(
                $(#[doc = $field_about:literal])+
                $(#[serde($($serde:tt)+)])?
                $field:ident: $type:ty = $default:expr $(, $bounds:expr)?;
            )+
            $(skip {
                $(
                    $(#[doc = $skipped_about:literal])+
                    $skipped:ident: $skipped_type:ty = $skipped_default:expr;
                )+
            })?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $Name {
            $( $(#[doc = $field_about])+ $(#[serde($($serde)+)])? pub $field: $type, )+
            $( $( $(#[doc = $skipped_about])+ #[serde(skip)] pub $skipped: $skipped_type, )+ )?
        }

        impl Default for $Name {
            fn default() -> Self {
                Self { $( $field: $default, )+ $( $( $skipped: $skipped_default, )+ )? }
            }
        }

        impl crate::config::setting::Listed for $Name {
            fn list(info: crate::config::setting::SettingInfo<'_, Self>, list: &mut Vec<crate::config::setting::Setting>) {
                use crate::config::setting::{Fallback, Listed, SettingInfo, within};
                let defaults = <Self as std::default::Default>::default();
                $({
                    let (name, about) = (within(&info.name, stringify!($field)), concat!($($field_about),+));
                    <$type as Listed>::list(SettingInfo { name, about, default: Fallback::Is(&defaults.$field) }, list);
                    $( list.last_mut().expect("a setting was just listed").bounds = Some($bounds); )?
                })+
            }

            fn check(&self, name: &str) -> Result<(), crate::config::ConfigError> {
                use crate::config::setting::{Listed, within};
                $({
                    let name = within(name, stringify!($field));
                    $( crate::config::setting::check_bounds(&name, self.$field, &$bounds)?; )?
                    Listed::check(&self.$field, &name)?;
                })+
                Ok(())
            }
        }
    };
    (
        $(#[$about:meta])*
        pub struct $Name:ident given {
            $(
                $(#[doc = $field_about:literal])+
                $(#[serde($($serde:tt)+)])?
                $field:ident: $type:ty $(, $default:ident)?;
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $Name {
            $( $(#[doc = $field_about])+ $(#[serde($($serde)+)])? $(#[serde($default)])? pub $field: $type, )+
        }

        impl crate::config::setting::Listed for $Name {
            fn list(info: crate::config::setting::SettingInfo<'_, Self>, list: &mut Vec<crate::config::setting::Setting>) {
                use crate::config::setting::{Fallback, Listed, SettingInfo, within};
                $({
                    let (name, about) = (within(&info.name, stringify!($field)), concat!($($field_about),+));
                    let default: Option<$type> = [$( <$type as std::default::Default>::$default() )?].into_iter().next();
                    let default = default.as_ref().map_or(Fallback::Required, Fallback::Is);
                    <$type as Listed>::list(SettingInfo { name, about, default }, list);
                })+
            }
        }
    };
}
pub(super) use settings;
