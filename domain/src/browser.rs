//! The name of a browser as a person knows it: "Firefox on Windows, Berlin".

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a browser is called. Only these tables' names are in it, because the text that it comes from is untrusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrowserName {
    /// The product: `Firefox`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Cow<'static, str>>,
    /// The operating system or the device: `Windows`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<Cow<'static, str>>,
}

/// The words around the parts of a name, in one language.
pub struct BrowserWords<'a> {
    /// A product on a system: "Firefox on Windows".
    pub on_system: &'a dyn Fn(&str, &str) -> String,
    /// An unknown product on a system: "A browser on Windows".
    pub some_on_system: &'a dyn Fn(&str) -> String,
    /// Neither is known: "A browser".
    pub unknown: &'a str,
    /// A name with its place: "Firefox on Windows, Berlin".
    pub at: &'a dyn Fn(&str, &str) -> String,
}

/// Marks of products in a `User-Agent`. Browsers that are made from others have the others' marks, too, and are before them.
const PRODUCTS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("Silk/", "Silk"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marks of systems, in the same order.
const SYSTEMS: &[(&str, &str)] = &[
    ("Xbox", "Xbox"),
    ("PlayStation", "PlayStation"),
    ("Nintendo", "Nintendo"),
    ("iPhone", "iPhone"),
    ("iPod", "iPod"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Android", "Android"),
    ("Tizen", "TV"),
    ("Web0S", "TV"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

impl BrowserName {
    /// The name of the browser that sends this `User-Agent`.
    pub fn of(user_agent: &str) -> Self {
        let found = |names: &[(&str, &'static str)]| {
            names.iter().find(|(mark, _)| user_agent.contains(*mark)).map(|(_, name)| Cow::Borrowed(*name))
        };
        Self { product: found(PRODUCTS), system: found(SYSTEMS) }
    }

    /// The name in words, with the place if it is known. Every list, message and command names browsers with it.
    pub fn in_words(&self, place: Option<&str>, words: &BrowserWords) -> String {
        let name = match (&self.product, &self.system) {
            (Some(product), Some(system)) => (words.on_system)(product, system),
            (Some(product), None) => product.clone().into_owned(),
            (None, Some(system)) => (words.some_on_system)(system),
            (None, None) => words.unknown.to_owned(),
        };
        match place {
            Some(place) => (words.at)(&name, place),
            None => name,
        }
    }
}
