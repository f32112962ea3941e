//! The responses to strangers, and their limits, don't reveal whether a name is known (U2–U4, S8).

use super::{ANN, OTHER, PHONE, REQUEST, WRONG, name, server};
use crate::server::{Answer, Browser, Server, address, other_code};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::config::{Config, Limits};

#[tokio::test]
async fn known_and_unknown_names_get_identical_responses() {
    let server = server().await;
    let pairs = [
        (name(ANN), name("nobody@example.com")),
        (name(PHONE), name("+4915123456000")),
        (
            json!({ "name": "bea@example.com", "phone": PHONE }),
            json!({ "name": "bea@example.com", "phone": "+4915123456001" }),
        ),
    ];
    for (known, unknown) in pairs {
        let pair = NamePair { server: &server, known, unknown };
        assert_eq!(pair.enter().await, "wrong-sent-code", "before a code is sent");
        assert_eq!(pair.ask().await, "200 OK");
        assert_eq!(pair.ask().await, "too-many 60");
        for _ in 0..4 {
            server.advance(60);
            assert_eq!(pair.ask().await, "200 OK");
        }
        server.advance(60);
        assert_eq!(pair.ask().await, "too-many 3300", "five in an hour");
        for _ in 0..4 {
            assert_eq!(pair.enter().await, "wrong-sent-code");
        }
        // If both have the same name, they share its limit of ten.
        for _ in 0..if pair.known["name"] == pair.unknown["name"] { 0 } else { 5 } {
            assert_eq!(pair.enter().await, "sent-code-spent");
        }
        assert_eq!(pair.enter().await, "too-many 86100", "ten in a day, the first of them five minutes ago");
        server.advance(24 * 3600);
    }
    let (decoys, real): (Vec<_>, Vec<_>) = server.messages().await.into_iter().partition(|message| message.decoy);
    assert_eq!((decoys.len(), real.len()), (15, 15), "the same number of messages; only the outbox marks decoys");
}

/// A known and an unknown name.
struct NamePair<'a> {
    server: &'a Server,
    known: Value,
    unknown: Value,
}

impl NamePair<'_> {
    async fn ask(&self) -> String {
        self.compare(
            &self.server.request_code(self.known.clone()).await,
            &self.server.request_code(self.unknown.clone()).await,
        )
    }

    async fn enter(&self) -> String {
        let nobody = Browser::default();
        let known = self.server.enter_code(&nobody, self.known.clone(), WRONG).await;
        self.compare(&known, &self.server.enter_code(&nobody, self.unknown.clone(), WRONG).await)
    }

    /// A summary of both responses, which may differ only in the typed name.
    fn compare(&self, known: &Answer, unknown: &Answer) -> String {
        let heard = [(known, &self.known), (unknown, &self.unknown)].map(|(answer, whom)| {
            let to = whom["phone"].as_str().or(whom["name"].as_str()).expect("a name");
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            headers.remove("content-length"); // depends on the name in the body
            (answer.status, headers, answer.text.replace(to, "…"))
        });
        assert_eq!(heard[0], heard[1]);
        let json = known.json();
        match (json["type"].as_str(), json["retry_after_s"].as_u64()) {
            (Some(problem), Some(wait)) => format!("{problem} {wait}"),
            (Some(problem), None) => problem.to_owned(),
            _ => known.status.to_string(),
        }
    }
}

#[tokio::test]
async fn ten_wrong_codes_a_day_block_strangers_but_not_the_owners_browser() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    for _ in 0..2 {
        let code = server.code(name(ANN)).await;
        for _ in 0..5 {
            server.enter_code(&Browser::default(), name(ANN), other_code(&code)).await;
        }
        server.advance(60);
    }
    let code = server.code(name(ANN)).await;
    let refused = server.enter_code(&Browser::default(), name(ANN), &code).await;
    assert_eq!(refused.error(), "too-many");
    assert_eq!(server.enter_code(&owner, name(ANN), &code).await.status, StatusCode::OK, "S8");
}

#[tokio::test]
async fn wrong_codes_for_one_name_do_not_reveal_the_accounts_other_names() {
    let server = server().await;
    for _ in 0..2 {
        let code = server.code(name("bea@example.com")).await;
        for _ in 0..5 {
            server.enter_code(&Browser::default(), name("bea@example.com"), other_code(&code)).await;
        }
        server.advance(60);
    }
    let code = server.code(name(PHONE)).await;
    assert_eq!(
        server.enter_code(&Browser::default(), name(PHONE), other_code(&code)).await.error(),
        "wrong-sent-code",
        "the same as for any name"
    );
    let refused = server.enter_code(&Browser::default(), name(PHONE), &code).await;
    assert_eq!(refused.error(), "too-many", "only the owner has the right code");
}

#[tokio::test]
async fn strangers_cannot_use_up_the_owners_limit_of_requested_codes() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    for _ in 0..5 {
        assert_eq!(server.request_code(name(ANN)).await.status, StatusCode::OK);
        server.advance(60);
    }
    assert_eq!(server.request_code(name(ANN)).await.error(), "too-many");
    let answer = server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    assert_eq!((answer.status, answer.json()["tracked"].as_bool()), (StatusCode::OK, Some(true)));
}

#[tokio::test]
async fn one_network_can_request_thirty_codes_an_hour() {
    let server = server().await;
    let mut browser = Browser { address: Some(address("198.51.100.1")), ..Browser::default() };
    for n in 0..30 {
        let answer = server.call(&browser, REQUEST, json!({ "for": name(&format!("p{n}@example.com")) })).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let refused = server.call(&browser, REQUEST, json!({ "for": name("p30@example.com") })).await;
    assert_eq!(refused.error(), "too-many");
    browser.address = Some(address("198.51.100.2"));
    assert_eq!(server.call(&browser, REQUEST, json!({ "for": name("p30@example.com") })).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_networks_known_browsers_have_their_own_limit_of_requested_codes() {
    let server = server().await;
    let mut known = Vec::new();
    for n in 0..7 {
        let person = format!("p{n}@example.com");
        server.add_account(&person).await;
        known.push((server.browser(&person).await, person));
    }
    let ask = async |(browser, person): &(Browser, String)| {
        server.call(browser, REQUEST, json!({ "for": name(person) })).await
    };
    for _ in 0..5 {
        for each in &known[..6] {
            assert_eq!(ask(each).await.status, StatusCode::OK);
        }
        server.advance(60);
    }
    assert_eq!(ask(&known[6]).await.error(), "too-many", "thirty in an hour");
    assert_eq!(server.request_code(name("q@example.com")).await.status, StatusCode::OK, "strangers have their own");
}

#[tokio::test]
async fn one_account_gets_half_of_the_codes_that_its_networks_known_browsers_may_request() {
    let limits = Limits { resend_after_seconds: 0, codes_per_hour: 0, codes_per_day: 0, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    server.add_account(OTHER).await;
    for person in [OTHER, ANN] {
        let browser = server.browser(person).await;
        let ask = async || server.call(&browser, REQUEST, json!({ "for": name(person) })).await;
        for _ in 0..15 {
            assert_eq!(ask().await.status, StatusCode::OK);
        }
        assert_eq!(ask().await.error(), "too-many");
    }
}

#[tokio::test]
async fn an_expired_code_looks_like_one_that_was_never_requested() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(61);
    server.code(name(ANN)).await;
    for who in [ANN, "never@example.com"] {
        server.enter_code(&Browser::default(), name(who), other_code(&first)).await;
    }
    server.advance(600);
    for who in [ANN, "never@example.com"] {
        for expected in ["wrong-sent-code 4", "wrong-sent-code 3", "wrong-sent-code 2", "wrong-sent-code 1"] {
            let heard = server.enter_code(&Browser::default(), name(who), other_code(&first)).await.json();
            assert_eq!(
                format!("{} {}", heard["type"].as_str().expect("a type"), heard["attempts_left"]),
                expected,
                "{who}"
            );
        }
        for _ in 0..5 {
            let heard = server.enter_code(&Browser::default(), name(who), other_code(&first)).await;
            assert_eq!(heard.error(), "sent-code-spent", "{who}");
        }
        assert_eq!(server.enter_code(&Browser::default(), name(who), &first).await.error(), "too-many", "{who}");
    }
}

#[tokio::test]
async fn requests_from_another_accounts_browser_do_not_use_up_the_owners_limit() {
    let server = server().await;
    let mut owner = Browser { address: Some(address("198.51.100.9")), ..Browser::default() };
    let code = server.code(name("bea@example.com")).await;
    let answer = server.enter_code(&owner, name("bea@example.com"), &code).await;
    owner.take_cookie(&answer);
    let mallory = server.browser(ANN).await;
    for _ in 0..5 {
        server.call(&mallory, REQUEST, json!({ "for": { "name": ANN, "phone": PHONE } })).await;
        server.advance(60);
    }
    let asked = server.call(&owner, REQUEST, json!({ "for": name(PHONE) })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
}

#[tokio::test]
async fn an_owners_actions_do_not_change_the_responses_to_strangers() {
    let server = Server::start().await;
    let stranger = Browser { address: Some(crate::server::address("198.51.100.7")), ..Browser::default() };
    let password = async |name: &str| {
        let body = json!({ "name": name, "password": "guessed" });
        let answer = server.call(&stranger, "/api/session/sign-in-with-password", body).await;
        (answer.error(), answer.json()["retry_after_s"].clone())
    };
    let alike = async |what: &str| {
        let answers = (password(ANN).await, password("nobody@example.com").await);
        assert_eq!(answers.0, answers.1, "{what}");
        let asked = async |name: &str| server.call(&stranger, REQUEST, json!({ "for": { "name": name } })).await.text;
        let (known, unknown) = (asked(ANN).await, asked("nobody@example.com").await);
        assert_eq!(known.replace(ANN, "nobody@example.com"), unknown, "{what}");
    };
    for _ in 0..10 {
        alike("before").await;
    }
    server.advance(31); // until the next attempt is allowed
    let wrong_code = async |name: &str| {
        let tried = server.enter_code(&stranger, json!({ "name": name }), WRONG).await;
        (tried.error(), tried.json()["attempts_left"].clone())
    };
    for _ in 0..2 {
        assert_eq!(wrong_code(ANN).await, wrong_code("nobody@example.com").await);
    }
    let owner = server.browser(ANN).await; // with a code, because of the failures
    server.call(&owner, REQUEST, json!({ "for": { "name": ANN } })).await;
    assert_eq!(wrong_code(ANN).await, wrong_code("nobody@example.com").await, "the owner has requested a code");
    for _ in 0..3 {
        alike("after a sign-in").await;
    }
    server.advance(60);
    let body = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    let nobody = json!({ "for": { "name": "nobody@example.com" }, "purpose": "reset-password" });
    server.call(&stranger, REQUEST, nobody).await;
    server.call(&stranger, REQUEST, body).await;
    let sent = server.messages().await.into_iter().filter(|message| !message.decoy);
    let code = sent.filter_map(|mail| mail.code).next_back();
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": "walnut harbour 42 tides" });
    let answer = server.call(&Browser::default(), "/api/account/reset-password", reset).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    for _ in 0..3 {
        alike("after a reset").await;
    }
}

#[tokio::test]
async fn wrong_codes_for_one_name_are_not_counted_for_another() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let wrong = other_code(&server.code(name(PHONE)).await);
    for _ in 0..2 {
        server.enter_code(&Browser::default(), name(PHONE), wrong).await;
    }
    let asked = server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let code = server.newest_mail().await.code.expect("a code");
    let entered = server.enter_code(&Browser::default(), name(ANN), other_code(&code)).await;
    assert_eq!(entered.json()["attempts_left"], 4, "{}", entered.text);
}
