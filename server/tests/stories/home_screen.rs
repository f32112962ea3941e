//! The page on the home screen of a phone or a computer, with the brand's name and color (O3).

use crate::server::{Browser, Server};
use axum::http::StatusCode;
use server::config::{Brand, Config};

#[tokio::test]
async fn the_page_can_be_put_on_a_home_screen() {
    let color = Some("#0b5fff".parse().expect("a color"));
    let brand = Brand { name: "Acme".into(), color, ..Brand::default() };
    let server = Server::with(Config { brand, ..Config::default() }).await;
    let browser = Browser::default();
    let manifest = server.read(&browser, "/manifest.webmanifest").await;
    assert_eq!(manifest.status, StatusCode::OK);
    assert_eq!(manifest.headers["content-type"], "application/manifest+json");
    let manifest = manifest.json();
    for (key, value) in [("name", "Acme"), ("theme_color", "#0b5fff"), ("start_url", "/"), ("display", "minimal-ui")] {
        assert_eq!(manifest[key], value, "{key}");
    }
    for icon in manifest["icons"].as_array().expect("icons") {
        let answer = server.read(&browser, icon["src"].as_str().expect("an address")).await;
        assert_eq!(answer.status, StatusCode::OK, "{icon}");
        assert_eq!(answer.headers["content-type"], icon["type"].as_str().expect("a type"), "{icon}");
    }
}
