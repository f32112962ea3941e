//! What strangers hear and what they may try: nothing that tells whether a name is known (U2–U4, S8).

use super::{ANN, PHONE, REQUEST, WRONG, name, other, server};
use crate::server::{Answer, Browser, Server, address};
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn known_and_unknown_names_hear_the_same_to_the_letter() {
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
        let pair = Pair { server: &server, known, unknown };
        assert_eq!(pair.enter().await, "wrong-sent-code", "before one is sent");
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
        // Where both have the same name, they share its ten.
        for _ in 0..if pair.known["name"] == pair.unknown["name"] { 0 } else { 5 } {
            assert_eq!(pair.enter().await, "sent-code-spent");
        }
        assert_eq!(pair.enter().await, "too-many 86100", "ten in a day, the first of them five minutes ago");
        server.advance(24 * 3600);
    }
    let (decoys, real): (Vec<_>, Vec<_>) = server.messages().await.into_iter().partition(|message| message.decoy);
    assert_eq!((decoys.len(), real.len()), (15, 15), "as many messages, told apart in the outbox only");
}

/// A name that an account has, and one that none has.
struct Pair<'a> {
    server: &'a Server,
    known: Value,
    unknown: Value,
}

impl Pair<'_> {
    async fn ask(&self) -> String {
        self.alike(&self.server.ask(self.known.clone()).await, &self.server.ask(self.unknown.clone()).await)
    }

    async fn enter(&self) -> String {
        let nobody = Browser::default();
        let known = self.server.enter(&nobody, self.known.clone(), WRONG).await;
        self.alike(&known, &self.server.enter(&nobody, self.unknown.clone(), WRONG).await)
    }

    /// What both heard, in short: they must not differ but in the name that was typed.
    fn alike(&self, known: &Answer, unknown: &Answer) -> String {
        let heard = [(known, &self.known), (unknown, &self.unknown)].map(|(answer, whom)| {
            let to = whom["phone"].as_str().or(whom["name"].as_str()).expect("a name");
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            headers.remove("content-length"); // of the name, which is in the text
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
async fn ten_failures_in_a_day_are_the_end_whatever_is_sent_and_the_owners_browser_is_not_concerned() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    for _ in 0..2 {
        let code = server.code(name(ANN)).await;
        for _ in 0..5 {
            server.enter(&Browser::default(), name(ANN), other(&code)).await;
        }
        server.advance(60);
    }
    let code = server.code(name(ANN)).await;
    let refused = server.enter(&Browser::default(), name(ANN), &code).await;
    assert_eq!(refused.error(), "too-many");
    assert_eq!(server.enter(&owner, name(ANN), &code).await.status, StatusCode::OK, "S8");
}

#[tokio::test]
async fn failures_at_one_name_do_not_tell_that_another_is_of_the_same_account() {
    let server = server().await;
    for _ in 0..2 {
        let code = server.code(name("bea@example.com")).await;
        for _ in 0..5 {
            server.enter(&Browser::default(), name("bea@example.com"), other(&code)).await;
        }
        server.advance(60);
    }
    let code = server.code(name(PHONE)).await;
    assert_eq!(
        server.enter(&Browser::default(), name(PHONE), other(&code)).await.error(),
        "wrong-sent-code",
        "as for any name"
    );
    let refused = server.enter(&Browser::default(), name(PHONE), &code).await;
    assert_eq!(refused.error(), "too-many", "who has the code may know");
}

#[tokio::test]
async fn strangers_cannot_use_up_what_an_owner_may_have_sent() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    for _ in 0..5 {
        assert_eq!(server.ask(name(ANN)).await.status, StatusCode::OK);
        server.advance(60);
    }
    assert_eq!(server.ask(name(ANN)).await.error(), "too-many");
    let answer = server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    assert_eq!((answer.status, answer.json()["tracked"].as_bool()), (StatusCode::OK, Some(true)));
}

#[tokio::test]
async fn one_network_asks_for_thirty_codes_an_hour() {
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
async fn a_code_that_has_ended_looks_like_one_that_was_never_asked_for() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(61);
    server.code(name(ANN)).await;
    for who in [ANN, "never@example.com"] {
        server.enter(&Browser::default(), name(who), other(&first)).await;
    }
    server.advance(600);
    for who in [ANN, "never@example.com"] {
        for expected in ["wrong-sent-code 4", "wrong-sent-code 3", "wrong-sent-code 2", "wrong-sent-code 1"] {
            let heard = server.enter(&Browser::default(), name(who), other(&first)).await.json();
            assert_eq!(
                format!("{} {}", heard["type"].as_str().expect("a type"), heard["attempts_left"]),
                expected,
                "{who}"
            );
        }
        for _ in 0..5 {
            let heard = server.enter(&Browser::default(), name(who), other(&first)).await;
            assert_eq!(heard.error(), "sent-code-spent", "{who}");
        }
        assert_eq!(server.enter(&Browser::default(), name(who), &first).await.error(), "too-many", "{who}");
    }
}

#[tokio::test]
async fn nobody_spends_an_owners_count_from_a_browser_of_their_own() {
    let server = server().await;
    let mut owner = Browser { address: Some(address("198.51.100.9")), ..Browser::default() };
    let code = server.code(name("bea@example.com")).await;
    let answer = server.enter(&owner, name("bea@example.com"), &code).await;
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
async fn what_an_owner_does_leaves_no_trace_in_what_strangers_hear() {
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
    server.advance(31); // until another try is allowed
    let wrong_code = async |name: &str| {
        let tried = server.enter(&stranger, json!({ "name": name }), WRONG).await;
        (tried.error(), tried.json()["attempts_left"].clone())
    };
    for _ in 0..2 {
        assert_eq!(wrong_code(ANN).await, wrong_code("nobody@example.com").await);
    }
    let owner = server.browser(ANN).await; // with a code beside the password, since there were failures
    server.call(&owner, REQUEST, json!({ "for": { "name": ANN } })).await;
    assert_eq!(wrong_code(ANN).await, wrong_code("nobody@example.com").await, "the owner has asked for a code");
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
