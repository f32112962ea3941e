//! The name of a browser as a person knows it: "Firefox on Windows, Berlin".

use serde::{Deserialize, Serialize};

/// What a browser is called. Only these tables' names are in it, because the text that it comes from is untrusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrowserName {
    /// The product: `Firefox`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The operating system or the device: `Windows`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
}

/// The parts of a name that are known, each with the words that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownParts<'a> {
    /// A product on a system: "Firefox on Windows".
    Both(&'a str, &'a str),
    /// A product, which needs no words: "Firefox".
    Product(&'a str),
    /// An unknown product on a system: "A browser on Windows".
    System(&'a str),
    /// Neither: "A browser".
    Neither,
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
        let found = |names: &[(&str, &str)]| {
            names.iter().find(|(mark, _)| user_agent.contains(*mark)).map(|(_, name)| (*name).to_owned())
        };
        Self { product: found(PRODUCTS), system: found(SYSTEMS) }
    }

    /// The parts that are known, to be named in words.
    pub fn known_parts(&self) -> KnownParts<'_> {
        match (self.product.as_deref(), self.system.as_deref()) {
            (Some(product), Some(system)) => KnownParts::Both(product, system),
            (Some(product), None) => KnownParts::Product(product),
            (None, Some(system)) => KnownParts::System(system),
            (None, None) => KnownParts::Neither,
        }
    }
}
