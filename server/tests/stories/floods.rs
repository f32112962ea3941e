//! Floods, which don't keep an owner's known browser waiting (N8, S8).

use crate::passkeys::with_passkey;
use crate::server::{Answer, Browser, PASSWORD, Server, join_all, other_code};
use axum::http::StatusCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::json;
use server::credentials::passwords::WorkRequester;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const ANN: &str = "ann@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";
const RESET: &str = "/api/account/reset-password";
/// A password whose judgement takes long.
const COSTLY: &str = "4@8({[<369&#!1/|0$5+7%2";

fn network(number: u8) -> IpAddr {
    IpAddr::from([198, 51, number, 7])
}

/// A kind of work that floods the server.
#[derive(Clone, Copy, Debug)]
struct Flood {
    /// Whether it comes from browsers that accounts know.
    is_known: bool,
    /// Whether it is new passwords.
    is_new: bool,
}

impl Flood {
    /// The requester with this number: one of five networks, and perhaps of twenty accounts.
    fn requester(self, number: u8) -> WorkRequester {
        let address = network(number % 5);
        if self.is_known {
            WorkRequester::known(&format!("account {}", number % 20), 1, address)
        } else {
            WorkRequester::stranger(address)
        }
    }
}

impl Server {
    /// A hundred tasks of a kind from five networks. Returns the number of finished ones, which grows.
    async fn flood(&self, flood: Flood) -> Arc<AtomicUsize> {
        let done = Arc::new(AtomicUsize::new(0));
        for number in 0..100 {
            let (passwords, done) = (self.ctx.passwords.clone(), Arc::clone(&done));
            let requester = flood.requester(number);
            let place = if flood.is_new { passwords.place_for_new(requester) } else { passwords.place(requester) };
            let place = place.expect("a place");
            tokio::spawn(async move {
                let _ = if flood.is_new {
                    passwords.hash_new(place, COSTLY.into(), Vec::new()).await.is_ok()
                } else {
                    passwords.verify(place, "wrong".into(), None).await.is_ok()
                };
                done.fetch_add(1, SeqCst);
            });
        }
        tokio::task::yield_now().await;
        done
    }
}

#[tokio::test]
async fn an_owners_known_browser_overtakes_a_flood() {
    for (is_known, is_new) in [(false, false), (false, true), (true, true), (true, false)] {
        let (server, flood) = (Server::start().await, Flood { is_known, is_new });
        let owner = server.browser(ANN).await;
        let done = server.flood(flood).await;
        let answer = server.call(&owner, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let done = done.load(SeqCst);
        assert!(done < 50, "{flood:?}: {done} of 100 came first");
    }
}

#[tokio::test]
async fn known_browsers_of_other_accounts_in_the_owners_network_leave_the_owner_a_place_and_the_next_turn() {
    let server = Server::start().await;
    let mut everyone = vec![(server.browser(ANN).await, ANN.to_owned())];
    for number in 1..=9 {
        let name = format!("other-{number}@example.com");
        server.add_account(&name).await;
        everyone.push((server.browser(&name).await, name));
    }
    let sign_in = async |at: usize| {
        let (browser, name) = &everyone[at];
        (at, server.call(browser, SIGN_IN, json!({ "name": name, "password": PASSWORD })).await.status)
    };
    // Ten sign-ins at once with each of the others, and then the owner's.
    let answers = join_all((0..90_usize).map(|number| 1 + number % 9).chain([0]).map(sign_in)).await;
    let signed_in: Vec<_> = answers.iter().filter(|(_, status)| *status == StatusCode::OK).map(|(at, _)| *at).collect();
    let earlier = signed_in.iter().position(|at| *at == 0);
    // One turn of each of the others, and those that run at the same time. With a core for each of the 46, nobody waits.
    let at_once = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
    let most = if at_once < 46 { 44.min(9 + 2 * at_once) } else { 45 };
    assert!(earlier.is_some_and(|others| others <= most), "{earlier:?} came first: {answers:?}");
    for other in 1..=9 {
        let accepted = signed_in.iter().filter(|at| **at == other).count();
        assert!(accepted >= 5, "account {other} has places, too: {accepted}");
    }
}

#[tokio::test]
async fn one_of_an_accounts_known_browsers_leaves_its_others_a_place() {
    let server = Server::start().await;
    let browsers = [server.browser(ANN).await, server.browser(ANN).await];
    let sign_in =
        async |at: usize| (at, server.call(&browsers[at], SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await);
    let answers = join_all((0..20).map(|_| 0).chain([1]).map(sign_in)).await;
    let signed_in =
        |at: usize| answers.iter().filter(|(each, answer)| *each == at && answer.status == StatusCode::OK).count();
    assert_eq!((signed_in(0), signed_in(1)), (5, 1));
    let refused = answers.iter().filter(|(at, answer)| *at == 0 && answer.status != StatusCode::OK);
    assert!(refused.into_iter().all(|(_, answer)| answer.error() == "unavailable"));
}

#[tokio::test]
async fn a_known_browser_has_no_further_places_for_each_of_its_accounts_names() {
    let server = Server::start().await;
    let owner = server.sign_in_with_code().await;
    server.add_contact(&owner, "new@example.com").await;
    let on = server.call(&owner, "/api/security/sign-in-name", json!({ "id": 2, "on": true })).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text);
    let (session, ann) = (server.session_of(&owner).await, Contact::parse(ANN).expect("a contact"));
    let to = server.ctx.store.addressee(ChallengePurpose::SignIn, ann.clone(), ann, Some(&session)).await;
    let (to, queue) = (to.expect("read"), &server.ctx.code_queue);
    let places: Vec<_> = std::iter::from_fn(|| queue.place(to.requester(network(1))).ok()).collect();
    assert_eq!(places.len(), 5);
    // The new name signs in, but can't reset the password yet, so no account gets this code.
    let body = json!({ "for": { "name": "new@example.com" }, "purpose": "reset-password" });
    let request = async || server.call(&owner, "/api/single-use-code/request", body.clone()).await;
    assert_eq!(request().await.error(), "unavailable", "the account's places are taken");
    drop(places);
    assert_eq!(request().await.status, StatusCode::OK);
}

#[tokio::test]
async fn strangers_who_fill_their_queues_leave_places_for_known_browsers() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    let (passwords, mut places) = (&server.ctx.passwords, Vec::new());
    for number in 0..=u8::MAX {
        let stranger = || WorkRequester::stranger(network(number));
        places.extend(std::iter::from_fn(|| passwords.place(stranger()).ok()));
        places.extend(std::iter::from_fn(|| passwords.place_for_new(stranger()).ok()));
    }
    let answer = server.call(&owner, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[tokio::test]
async fn a_school_whose_strangers_have_used_up_its_limits_signs_in_with_passkeys_and_in_known_browsers() {
    let (server, mut owner, mut passkey) = with_passkey().await;
    let stranger = Browser::default(); // in the owner's network
    let unknown_name = |number: usize| json!({ "name": format!("q{number}@example.com") });
    let mut last = [String::new(), String::new(), String::new()];
    for number in 0..=100 {
        let guess = json!({ "name": unknown_name(number)["name"], "password": "guessed" });
        let answers = [
            server.call(&stranger, SIGN_IN, guess).await,
            server.enter_code(&stranger, unknown_name(number), "000000").await,
            server.request_code(unknown_name(number)).await,
        ];
        last = answers.map(|answer| answer.json()["type"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(last, ["too-many"; 3], "passwords, codes and requested codes");
    let right = json!({ "name": ANN, "password": PASSWORD });
    assert_eq!(server.call(&stranger, SIGN_IN, right.clone()).await.error(), "too-many", "not even a right password");
    let elsewhere = server.passkey_sign_in_on(&stranger, &mut passkey, false).await;
    assert_eq!((elsewhere.status, &elsewhere.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", elsewhere.text);
    let known = server.passkey_sign_in_on(&owner, &mut passkey, false).await;
    assert_eq!((known.status, &known.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", known.text);
    owner.take_cookie(&known);
    let known = server.call(&owner, SIGN_IN, right).await;
    assert_eq!((known.status, &known.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", known.text);
}

#[tokio::test]
async fn a_new_password_is_looked_at_only_if_its_code_is_right() {
    let server = Server::start().await;
    let stranger = Browser { address: Some(network(1)), ..Browser::default() };
    let mut places = Vec::new();
    while let Ok(place) = server.ctx.passwords.place_for_new(WorkRequester::stranger(network(1))) {
        places.push(place);
    }
    let body = |name: &str, code: &str| json!({ "for": { "name": name }, "code": code, "password": COSTLY });
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&stranger, "/api/single-use-code/request", asked).await;
    let code = server.messages().await.pop().and_then(|message| message.code).expect("a code");
    for name in [ANN, "nobody@example.com"] {
        for path in [RESET, "/api/account/create"] {
            let refused = server.call(&stranger, path, body(name, other_code(&code))).await;
            assert_eq!(refused.error(), "wrong-sent-code", "without a place in the queue: {name}, {path}");
        }
    }
    let waits = server.call(&stranger, RESET, body(ANN, &code)).await;
    assert_eq!(waits.error(), "unavailable", "the right one needs a place");
    drop(places);
    assert_eq!(server.call(&stranger, RESET, body(ANN, &code)).await.status, StatusCode::OK, "and still works");
}

#[tokio::test]
async fn a_thousand_guesses_of_a_code_are_no_cheaper_with_a_weak_password() {
    let server = Server::start().await;
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", asked).await;
    let code = server.messages().await.pop().and_then(|message| message.code).expect("a code");
    let guess = async |code: String| {
        let body = json!({ "for": { "name": ANN }, "code": code, "password": "password" });
        server.call(&Browser::default(), RESET, body).await.error()
    };
    let wrong = (0..20).map(|n| format!("{n:06}")).filter(|each| *each != code);
    let answers = join_all(wrong.chain([code.clone()]).map(guess)).await;
    let told = answers.iter().filter(|answer| *answer == "wrong-sent-code").count();
    assert!(told < 5, "{answers:?}");
    assert!(!answers.contains(&"fields".to_owned()), "the sixth attempt learns nothing: {answers:?}");
}

#[tokio::test]
async fn wrong_passwords_for_one_name_count_for_the_account_and_do_not_reveal_its_other_names() {
    let server = Server::start().await;
    let names = ["bea@example.com", "bea@example.org", "+4915123456789"];
    let contacts = names.map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(contacts.to_vec(), Some(hash)).await.expect("stored");
    let owner = server.browser(names[0]).await;
    let stranger = Browser { address: Some(network(1)), ..Browser::default() };
    let try_in = async |browser: &Browser, name: &str, password: &str| {
        server.call(browser, SIGN_IN, json!({ "name": name, "password": password })).await
    };
    for _ in 0..10 {
        assert_eq!(try_in(&stranger, names[1], "guessed").await.error(), "wrong-password");
    }
    for name in [names[2], "nobody@example.com"] {
        let refused = try_in(&stranger, name, "guessed").await;
        assert_eq!(refused.error(), "wrong-password", "the same as for any name: {name}");
    }
    assert_eq!(try_in(&owner, names[2], PASSWORD).await.status, StatusCode::OK, "S8");
    server.advance(61);
    let answer = try_in(&stranger, names[2], PASSWORD).await.json();
    assert_eq!(answer["pending"], true, "after failures with another of its names, a code is asked for: {answer}");
}

#[tokio::test]
async fn while_an_accounts_count_is_used_up_a_right_password_is_answered_and_counted_as_a_wrong_one() {
    let server = Server::start().await;
    let names = ["bea@example.com", "bea@example.org"];
    let contacts = names.map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(contacts.to_vec(), Some(hash)).await.expect("stored");
    let try_in = async |name: &str, password: &str| {
        let body = json!({ "name": name, "password": password });
        let Answer { status, mut headers, text } = server.call(&Browser::default(), SIGN_IN, body).await;
        headers.remove("x-request-id");
        (status, headers, text)
    };
    for _ in 0..10 {
        try_in(names[0], "guessed").await;
    }
    let wrong = try_in(names[1], "guessed").await;
    for _ in 0..9 {
        assert_eq!(try_in(names[1], PASSWORD).await, wrong, "a guesser doesn't learn that it is right");
    }
    assert_eq!(try_in(names[1], PASSWORD).await.0, StatusCode::TOO_MANY_REQUESTS, "ten attempts, as for any name");
}
