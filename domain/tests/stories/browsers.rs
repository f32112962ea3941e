//! Browsers have the names that people know.

use domain::browser::{BrowserName, KnownParts};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn named(user_agent: &str) -> String {
    match BrowserName::of(user_agent).known_parts() {
        KnownParts::Both(product, system) => format!("{product} on {system}"),
        KnownParts::Product(product) => product.to_owned(),
        KnownParts::System(system) => format!("A browser on {system}"),
        KnownParts::Neither => "A browser".to_owned(),
    }
}

#[test]
fn a_browser_has_the_name_of_its_product_and_system() {
    for (user_agent, name) in [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on ChromeOS",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) Edg/140.0", "Edge on Xbox"),
        ("Lynx/2.9 (Linux)", "A browser on Linux"),
        ("Firefox/140.0", "Firefox"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("<b>\u{202e}</b>", "A browser"),
    ] {
        assert_eq!(named(user_agent), name, "{user_agent}");
    }
}
