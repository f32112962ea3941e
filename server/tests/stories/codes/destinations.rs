//! One mailbox or phone gets a limited number of codes, whoever requests them and for whatever purpose (U4, U9, S8).

use super::{ANN, OTHER, PHONE, REQUEST, name, server, signed_in_with_code, with_method};
use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};

const VICTIM: &str = "victim@example.com";

/// Sends a request for a code, a minute after the one before. Returns whether the code is sent.
async fn is_sent(server: &Server, browser: &Browser, path: &str, body: Value) -> bool {
    server.advance(60);
    let answer = server.call(browser, path, body).await;
    assert!(answer.status == StatusCode::OK || answer.error() == "too-many", "{}", answer.text);
    answer.status == StatusCode::OK
}

#[tokio::test]
async fn strangers_and_other_accounts_share_one_limit() {
    let server = server().await;
    let mut sent = 0;
    for account in ["p0@example.com", "p1@example.com", "p2@example.com"] {
        server.add_account(account).await;
        let browser = signed_in_with_code(&server, account).await;
        for _ in 0..3 {
            let body = json!({ "contact": VICTIM });
            sent += u32::from(is_sent(&server, &browser, "/api/security/contact/request", body).await);
        }
    }
    assert_eq!(sent, 5, "five in an hour");
    for purpose in ["sign-in", "create-account", "reset-password"] {
        let body = json!({ "for": name(VICTIM), "purpose": purpose });
        assert!(!is_sent(&server, &Browser::default(), REQUEST, body).await, "{purpose}");
    }
}

#[tokio::test]
async fn an_owners_browsers_have_as_many_codes_as_strangers_for_all_purposes_together() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    for _ in 0..5 {
        assert!(is_sent(&server, &Browser::default(), REQUEST, json!({ "for": name(ANN) })).await);
    }
    for purpose in ["sign-in", "reset-password", "sign-in"] {
        assert!(is_sent(&server, &owner, REQUEST, json!({ "for": name(ANN), "purpose": purpose })).await, "{purpose}");
    }
    let step_up = json!({ "account": owner.account, "method": 1 });
    for expected in [true, true, false] {
        assert_eq!(is_sent(&server, &owner, "/api/verify/request", step_up.clone()).await, expected);
    }
    assert!(!is_sent(&server, &owner, REQUEST, json!({ "for": name(ANN) })).await, "nothing beyond");
    assert!(!is_sent(&server, &Browser::default(), REQUEST, json!({ "for": name(ANN) })).await);
}

#[tokio::test]
async fn a_thief_of_the_password_leaves_the_owner_some_codes() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let mut thief = Browser::default();
    let password = json!({ "name": ANN, "password": PASSWORD });
    thief.take_cookie(&server.call(&thief, "/api/session/sign-in-with-password", password).await);
    for expected in [true, true, true, false] {
        assert_eq!(is_sent(&server, &thief, "/api/verify/request", json!({ "method": 1 })).await, expected);
    }
    for expected in [true, true, false] {
        assert_eq!(is_sent(&server, &owner, REQUEST, json!({ "for": name(ANN) })).await, expected);
    }
}

#[tokio::test]
async fn strangers_cannot_use_up_the_codes_of_a_sign_in_whose_password_was_right() {
    let server = server().await;
    server.browser(ANN).await;
    for _ in 0..5 {
        is_sent(&server, &Browser::default(), REQUEST, json!({ "for": name(ANN) })).await;
    }
    let mut owner = Browser::default();
    let password = json!({ "name": ANN, "password": PASSWORD });
    owner.take_cookie(&server.call(&owner, "/api/session/sign-in-with-password", password).await);
    assert!(is_sent(&server, &owner, "/api/verify/request", json!({ "method": 1 })).await);
}

/// Steps another account up, which has a mailbox as its second method, with a code to it.
async fn steps_up(server: &Server, other: &Browser) -> bool {
    is_sent(server, other, "/api/verify/request", json!({ "account": other.account, "method": 2 })).await
}

#[tokio::test]
async fn another_account_with_the_same_method_spends_none_of_the_owners_codes() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let other = with_method(&server, OTHER, ANN).await;
    for expected in [true, true, true, true, true, false] {
        assert_eq!(steps_up(&server, &other).await, expected);
    }
    for expected in [true, true, true, true, true, false] {
        let step_up = json!({ "account": owner.account, "method": 1 });
        assert_eq!(is_sent(&server, &owner, "/api/verify/request", step_up).await, expected);
    }
}

#[tokio::test]
async fn another_account_with_the_same_method_does_not_notice_the_owners_codes() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let other = with_method(&server, OTHER, ANN).await;
    for _ in 0..4 {
        assert!(is_sent(&server, &owner, REQUEST, json!({ "for": name(ANN) })).await);
    }
    for expected in [true, true, true, true, true, false] {
        assert_eq!(steps_up(&server, &other).await, expected, "as if the owner had requested none");
    }
}

#[tokio::test]
async fn another_account_that_signs_in_with_a_method_does_not_move_its_codes_to_the_strangers() {
    let server = server().await;
    let only_verifies = with_method(&server, OTHER, VICTIM).await;
    server.add_account(VICTIM).await;
    let by_stranger = async || is_sent(&server, &Browser::default(), REQUEST, json!({ "for": name(VICTIM) })).await;
    for expected in [true, true, true, true, false] {
        assert_eq!(by_stranger().await, expected, "the code that added it is the first of five");
    }
    for expected in [true, true, true, true, true, false] {
        assert_eq!(steps_up(&server, &only_verifies).await, expected);
    }
}

#[tokio::test]
async fn all_accounts_that_only_verify_with_a_mailbox_get_thirty_codes_a_day_together() {
    let server = server().await;
    let mut accounts = Vec::new();
    for number in 0..4 {
        accounts.push(with_method(&server, &format!("p{number}@example.com"), VICTIM).await);
    }
    let (last, first) = accounts.split_last().expect("four");
    for _ in 0..2 {
        for account in first {
            for _ in 0..5 {
                assert!(steps_up(&server, account).await);
            }
        }
        server.advance(3600);
    }
    assert!(!steps_up(&server, last).await, "the 31st in a day");
    server.advance(24 * 3600);
    assert!(steps_up(&server, last).await);
}

#[tokio::test]
async fn a_mailbox_that_signs_in_to_no_account_has_codes_for_each_account_that_verifies_with_it() {
    let server = server().await;
    let one = with_method(&server, OTHER, VICTIM).await;
    let another = with_method(&server, "another@example.com", VICTIM).await;
    for account in [&one, &another] {
        for expected in [true, true, true, true, true, false] {
            assert_eq!(steps_up(&server, account).await, expected);
        }
    }
}

#[tokio::test]
async fn another_accounts_known_browser_spends_none_of_the_codes_of_a_phones_owner() {
    let server = server().await;
    let other = with_method(&server, OTHER, PHONE).await;
    for expected in [true, true, true, true, true, false] {
        let to_phone = json!({ "for": { "name": OTHER, "phone": PHONE } });
        assert_eq!(is_sent(&server, &other, REQUEST, to_phone).await, expected);
    }
    let by_stranger = json!({ "for": { "name": PHONE } });
    assert!(is_sent(&server, &Browser::default(), REQUEST, by_stranger).await, "it counts with the one that added it");
}

#[tokio::test]
async fn accounts_that_sign_in_with_a_mailbox_one_after_the_other_get_forty_codes_a_day_together() {
    let server = server().await;
    let mut accounts = Vec::new();
    for number in 0..5 {
        let email = format!("p{number}@example.com");
        accounts.push((with_method(&server, &email, VICTIM).await, email));
    }
    let takes_the_name = |email: &str| {
        let account = format!("SELECT account, verified FROM sign_in_name WHERE name = '{email}'");
        server.execute(&format!(
            "DELETE FROM sign_in_name WHERE name = '{VICTIM}';
             INSERT INTO sign_in_name (name, account, verified) SELECT '{VICTIM}', account, verified FROM ({account})"
        ));
    };
    let (last, first) = accounts.split_last().expect("five");
    for _ in 0..2 {
        for (account, email) in first {
            takes_the_name(email);
            for expected in [true, true, true, true, true, false] {
                assert_eq!(steps_up(&server, account).await, expected, "whoever had the name before");
            }
        }
        server.advance(3600);
    }
    takes_the_name(&last.1);
    assert!(!steps_up(&server, &last.0).await, "the 41st in a day");
    server.advance(24 * 3600);
    assert!(steps_up(&server, &last.0).await);
}
