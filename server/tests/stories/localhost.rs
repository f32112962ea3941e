//! Programs share the cookies of localhost, whatever their ports are.

use crate::server::{Browser, Server};
use axum::http::StatusCode;
use server::config::Config;
use server::rng::Rng;
use server::secrets::Token;

/// A cookie of our name that looks like ours, and is none.
fn foreign(number: u64) -> String {
    format!("session={}", Token::new(i64::try_from(number).expect("a small number"), &Rng::seeded(number)).to_text())
}

/// The status of a request that needs a session, from a browser that sends these cookies of other programs before its own.
async fn status(server: &Server, browser: &Browser, others: &[String]) -> StatusCode {
    let own = browser.cookie.clone().expect("a cookie");
    let cookie = others.iter().cloned().chain([own]).collect::<Vec<_>>().join("; ");
    server.read(&Browser { cookie: Some(cookie), ..browser.clone() }, "/api/devices").await.status
}

#[tokio::test]
async fn cookies_of_our_name_that_other_programs_have_set_sign_nobody_out() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let texts = ["session=eyJhbGciOiJub25lIn0.e30.", "session=", "session", "xsession=a"].map(str::to_owned);
    for others in
        [vec![foreign(1)], vec![foreign(1), foreign(2), foreign(3)], [texts.as_slice(), &[foreign(1)]].concat()]
    {
        assert_eq!(status(&server, &browser, &others).await, StatusCode::OK, "{others:?}");
    }
}

#[tokio::test]
async fn the_fifth_cookie_of_our_name_is_not_read() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let many: Vec<_> = (1..=4).map(foreign).collect();
    assert_eq!(status(&server, &browser, &many).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_readme_names_our_cookies() {
    let readme = include_str!("../../../README.md");
    let is_named = |name: &str| readme.contains(&format!("`{name}`"));
    for public_url in ["http://localhost:8080", "https://id.example"] {
        let public_url = public_url.parse().expect("an address");
        let server = Server::with(Config { public_url, ..Config::default() }).await;
        let cookie = server.browser("ann@example.com").await.cookie.expect("a cookie");
        let (name, _) = cookie.split_once('=').expect("a name and a value");
        assert!(is_named(name), "{name}");
    }
    // The page itself sets these.
    assert!(include_str!("../../../app/index.html").contains("document.cookie = `lang="));
    assert!(include_str!("../../../app/src/parts/cookies.rs").contains("\"cookie-test\""));
    assert!(is_named("lang") && is_named("cookie-test"));
}
