//! Single-use codes: sent, entered, and nothing told to strangers (U1–U6, U9).

use crate::server::{Answer, Browser, Server, address};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::config::Config;
use server::store::{Lane, Message};

const REQUEST: &str = "/api/single-use-code/request";
const SIGN_IN: &str = "/api/session/sign-in-with-code";
const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const WRONG: &str = "000000";

/// Ann with her phone; and Ann of the stories, with a password.
async fn server() -> Server {
    let server = Server::start().await;
    let names = ["bea@example.com", PHONE].map(|name| Contact::parse(name).expect("a contact"));
    assert_eq!(server.ctx.store.add_account(names.to_vec(), None).await.expect("stored"), Ok(()));
    server
}

impl Server {
    async fn ask(&self, whom: Value) -> Answer {
        self.call(&Browser::default(), REQUEST, json!({ "for": whom })).await
    }

    async fn enter(&self, browser: &Browser, whom: Value, code: &str) -> Answer {
        self.call(browser, SIGN_IN, json!({ "for": whom, "code": code })).await
    }

    /// What would be handed over now.
    async fn messages(&self) -> Vec<Message> {
        let mut taken = Vec::new();
        for lane in [Lane::Mails, Lane::Texts, Lane::Nobody] {
            taken.extend(self.ctx.store.take_due_messages(lane, 100).await.expect("taken"));
        }
        taken.into_iter().map(|taken| taken.message.expect("opens")).collect()
    }

    /// Has a code sent and reads the message.
    async fn code(&self, whom: Value) -> String {
        let answer = self.ask(whom).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let last = self.messages().await.pop().expect("a message");
        assert!(!last.decoy);
        last.code.expect("a code")
    }
}

fn name(name: &str) -> Value {
    json!({ "name": name })
}

/// Some other code than this one.
fn other(code: &str) -> &'static str {
    if code == WRONG { "111111" } else { WRONG }
}

#[tokio::test]
async fn a_code_by_mail_signs_in_once() {
    let server = server().await;
    let code = server.code(name("Ann@Example.com")).await;
    let mut browser = Browser::default();
    let answer = server.enter(&browser, name(ANN), &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"][0]["name"], ANN);
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "sent-code-used");
}

#[tokio::test]
async fn a_text_goes_to_a_phone_of_the_account_only() {
    let server = server().await;
    let text = json!({ "name": "bea@example.com", "phone": "0151 23456789", "country": "DE" });
    let answer = server.ask(text.clone()).await.json();
    assert_eq!((answer["to"].as_str(), answer["text"].as_bool()), (Some(PHONE), Some(true)));
    let message = server.messages().await.pop().expect("a text");
    assert_eq!((message.to.as_str(), message.decoy), (PHONE, false));
    let code = message.code.expect("a code");
    assert!(message.text.ends_with(&format!("\n@localhost #{code}")), "{}", message.text);
    assert_eq!(server.enter(&Browser::default(), text, &code).await.status, StatusCode::OK);

    // Ann's name with Bea's phone: a decoy, which nothing opens.
    let crossed = json!({ "name": ANN, "phone": PHONE });
    server.advance(60);
    assert_eq!(server.ask(crossed.clone()).await.status, StatusCode::OK);
    let message = server.messages().await.pop().expect("written like any other");
    assert!(message.decoy);
    assert_eq!(
        server.enter(&Browser::default(), crossed, &message.code.expect("a code")).await.error(),
        "wrong-sent-code"
    );
}

#[tokio::test]
async fn a_phone_is_a_name_too() {
    let server = server().await;
    let typed = json!({ "name": "0151 23456789", "country": "DE" });
    let code = server.code(typed.clone()).await;
    let mut browser = Browser::default();
    let answer = server.enter(&browser, typed, &code).await;
    browser.take_cookie(&answer);
    assert_eq!(answer.json()["accounts"][0]["name"], "bea@example.com", "shown by its address");
    let told = |answer: Answer| answer.json()["fields"][0]["rule"]["rule"].as_str().map(str::to_owned);
    assert_eq!(told(server.ask(json!({ "name": "0151 23456789" })).await).as_deref(), Some("country"));
    assert_eq!(
        told(server.ask(json!({ "name": "0900 1 123456", "country": "DE" })).await).as_deref(),
        Some("phone_service")
    );
    assert_eq!(told(server.ask(name("ann")).await).as_deref(), Some("email_or_phone"));
}

#[tokio::test]
async fn known_and_unknown_names_hear_the_same_to_the_letter() {
    let server = server().await;
    let pairs = [
        (name(ANN), name("nobody@example.com")),
        (json!({ "name": PHONE }), json!({ "name": "+4915123456000" })),
        (
            json!({ "name": "bea@example.com", "phone": PHONE }),
            json!({ "name": "bea@example.com", "phone": "+4915123456001" }),
        ),
    ];
    for (known, unknown) in pairs {
        let alike = |a: Answer, b: Answer| {
            let mut heard = [a, b].map(|answer| (answer.status, answer.headers, answer.text));
            for (_, headers, text) in &mut heard {
                headers.remove("x-request-id");
                for to in [ANN, "nobody@example.com", PHONE, "+4915123456000", "+4915123456001"] {
                    *text = text.replace(to, "…");
                }
            }
            assert_eq!(heard[0].0, heard[1].0);
            assert_eq!(heard[0].2, heard[1].2);
            let names = |at: usize| heard[at].1.keys().map(|key| key.as_str().to_owned()).collect::<Vec<_>>();
            assert_eq!(names(0), names(1));
            heard[0].2.clone()
        };
        alike(
            server.enter(&Browser::default(), known.clone(), WRONG).await,
            server.enter(&Browser::default(), unknown.clone(), WRONG).await,
        );
        alike(server.ask(known.clone()).await, server.ask(unknown.clone()).await);
        let soon = alike(server.ask(known.clone()).await, server.ask(unknown.clone()).await);
        assert!(soon.contains("too-many") && soon.contains("60"), "{soon}");
        for _ in 0..4 {
            server.advance(60);
            alike(server.ask(known.clone()).await, server.ask(unknown.clone()).await);
        }
        server.advance(60);
        let hour = alike(server.ask(known.clone()).await, server.ask(unknown.clone()).await);
        assert!(hour.contains("3300"), "five in an hour: {hour}");
        let mut last = String::new();
        for _ in 0..12 {
            last = alike(
                server.enter(&Browser::default(), known.clone(), WRONG).await,
                server.enter(&Browser::default(), unknown.clone(), WRONG).await,
            );
        }
        assert!(last.contains("sent-code-spent") || last.contains("too-many"), "{last}");
        server.advance(24 * 3600);
    }
    let (decoys, real): (Vec<_>, Vec<_>) = server.messages().await.into_iter().partition(|message| message.decoy);
    assert_eq!(
        (decoys.len(), real.len()),
        (15, 15),
        "as many messages are written, and those for nobody are told apart only in the outbox"
    );
}

#[tokio::test]
async fn only_the_newest_code_counts_and_an_older_one_says_so() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(60);
    let second = server.code(name(ANN)).await;
    if first != second {
        assert_eq!(server.enter(&Browser::default(), name(ANN), &first).await.error(), "sent-code-replaced");
    }
    assert_eq!(server.enter(&Browser::default(), name(ANN), &second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_text_replaces_the_mail_before_it() {
    let server = server().await;
    let mail = server.code(name("bea@example.com")).await;
    let text = json!({ "name": "bea@example.com", "phone": PHONE });
    let by_text = server.code(text.clone()).await;
    assert_eq!(server.enter(&Browser::default(), name("bea@example.com"), &mail).await.error(), "sent-code-replaced");
    assert_eq!(server.enter(&Browser::default(), text, &by_text).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes_and_is_remembered_for_a_day() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    server.advance(599);
    assert_eq!(server.enter(&Browser::default(), name(ANN), other(&code)).await.error(), "wrong-sent-code");
    server.advance(1);
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "sent-code-expired");
    server.advance(24 * 3600);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "wrong-sent-code", "forgotten");
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
async fn a_thousand_tries_at_once_accept_a_code_once() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    let tries = (0..1000).map(|_| async { server.enter(&Browser::default(), name(ANN), &code).await.status });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1);
}

async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn a_code_survives_a_restart_and_is_in_no_file_in_the_clear() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    for file in std::fs::read_dir(server.folder()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("read");
        assert!(
            !bytes.windows(6).any(|window| window == code.as_bytes()),
            "the code, or a chance of one in ten thousand"
        );
    }
    let server = server.restarted().await;
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn how_far_a_code_got_is_told_in_browsers_the_account_knows() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let stage = async |browser: &Browser| {
        let answer = server.call(browser, "/api/single-use-code/delivery", json!({ "for": name(ANN) })).await;
        answer.json()["stage"].as_str().map(str::to_owned)
    };
    server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    assert_eq!(stage(&owner).await.as_deref(), Some("waiting"));
    assert_eq!(stage(&Browser::default()).await.as_deref(), Some("untold"));
}

#[tokio::test]
async fn a_block_whose_codes_are_never_entered_gets_no_more_texts_and_can_be_allowed_again() {
    let mut config = Config::default();
    config.limits.codes_per_address = 0;
    let server = Server::with(config).await;
    let names = vec![Contact::parse(PHONE).expect("a phone")];
    assert_eq!(server.ctx.store.add_account(names, None).await.expect("stored"), Ok(()));
    let owner_code = server.code(name(PHONE)).await;
    let mut owner = Browser::default();
    let answer = server.enter(&owner, name(PHONE), &owner_code).await;
    owner.take_cookie(&answer);
    let neighbour = |n: usize| name(&format!("+49151234600{n:02}"));
    for n in 0..20 {
        assert_eq!(server.ask(neighbour(n)).await.status, StatusCode::OK, "one network alone stops no block");
    }
    let mut elsewhere = Browser::default();
    for n in 20..37u8 {
        elsewhere.address = Some(std::net::IpAddr::from([198, 51, 100, n]));
        let asked = server.call(&elsewhere, REQUEST, json!({ "for": neighbour(n.into()) })).await;
        assert_eq!(asked.status, StatusCode::OK);
    }
    assert_eq!(server.ask(neighbour(50)).await.error(), "texts-unavailable");
    assert_eq!(
        server.ask(name(PHONE)).await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "another block goes on; only the pause holds"
    );
    assert!(server.ctx.metrics.to_text().contains("text_blocks_stopped_total{country=\"DE\"} 1"));
    let stopped = server.ctx.store.stopped_blocks().expect("read");
    assert_eq!(stopped.iter().map(|block| block.block.as_str()).collect::<Vec<_>>(), ["+491512346"]);
    assert!(server.ctx.store.allow_block("+491512346".into()).await.expect("written"));
    assert_eq!(server.ask(neighbour(50)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn tries_at_an_ended_code_are_counted_and_an_earlier_one_tells_strangers_nothing() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(61);
    server.code(name(ANN)).await;
    server.ask(name("nobody@example.com")).await;
    server.advance(600);
    for who in [ANN, "nobody@example.com"] {
        for n in 0..10 {
            let heard = server.enter(&Browser::default(), name(who), &format!("{n:06}")).await;
            assert!(["sent-code-expired", "sent-code-replaced"].contains(&heard.error().as_str()), "{who} {n}");
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
