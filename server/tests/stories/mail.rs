//! Emails over SMTP: how they are sent, addresses beyond ASCII, and the replies of mail servers (U6, U8).

mod connections;
mod replies;

use crate::mail_server::MailServer;
use crate::process::{Process, folder_with_client, wait_until};
use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use domain::contact::{Contact, Email};
use serde_json::json;
use server::config::{Config, Secret, Smtp};
use server::delivery::{Carriers, ask_mail_server, deliver_due, watch_mail_server};
use std::time::Duration;

/// An address whose part before the @ has no form in ASCII.
const BEYOND_ASCII: &str = "jürgen@example.com";

async fn server(smtp: Smtp) -> Server {
    let public_url = "https://id.example".parse().expect("an address");
    let mut config = Config { smtp: Some(smtp), public_url, ..Config::default() };
    config.limits.codes_per_address = 0;
    Server::with(config).await
}

fn carriers(server: &Server) -> Carriers {
    Carriers::new(&server.ctx.config).expect("settings")
}

impl Server {
    /// An account without a password.
    async fn add_account_with(&self, address: &str) {
        let names = vec![Contact::parse(address).expect("an address")];
        self.ctx.store.add_account(names, None).await.expect("stored");
    }

    /// The status of the response to a request for a code, and the rule that its name breaks.
    async fn rule_of_name(&self, name: &str) -> (StatusCode, Option<String>) {
        let answer = self.request_code(json!({ "name": name })).await;
        let rule = answer.json()["fields"][0]["rule"]["rule"].as_str().map(str::to_owned);
        (answer.status, rule)
    }

    async fn send_code_to(&self, address: &str, carriers: &Carriers) {
        assert_eq!(self.rule_of_name(address).await, (StatusCode::OK, None));
        deliver_due(&self.ctx, carriers).await.expect("delivers");
    }

    /// The cause of each message that was given up.
    async fn given_up(&self) -> Vec<String> {
        self.ctx.store.dead_letters().await.expect("read").into_iter().map(|letter| letter.cause).collect()
    }
}

#[tokio::test]
async fn an_email_comes_from_the_public_host_and_is_marked_as_automatic() {
    let mails = MailServer::start(&[]);
    let server = server(mails.settings()).await;
    server.send_code_to("ann@example.com", &carriers(&server)).await;
    assert_eq!(mails.commands()[0], "EHLO id.example");
    let emails = mails.emails();
    let [email] = &emails[..] else { panic!("{} emails", emails.len()) };
    let (head, _) = email.split_once("\r\n\r\n").expect("a head and a body");
    let head = head.replace("\r\n ", " ");
    for line in ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"] {
        assert!(head.lines().any(|other| other == line), "{line}: {head}");
    }
    let id = head.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("an id");
    assert!(id.starts_with('<') && id.ends_with("@id.example>"), "{id}");
    assert!(!head.to_lowercase().contains("list-"), "{head}");
}

#[tokio::test]
async fn without_smtputf8_an_address_beyond_ascii_is_refused_whether_or_not_it_has_an_account() {
    let mails = MailServer::start(&["8BITMIME"]);
    let server = server(mails.settings()).await;
    server.add_account(BEYOND_ASCII).await;
    let owner = server.sign_in_with_code().await;
    assert_eq!(ask_mail_server(&server.ctx, &carriers(&server)).await, Some(true));
    let refused = (StatusCode::UNPROCESSABLE_ENTITY, Some("email_utf8".to_owned()));
    for address in [BEYOND_ASCII, "Jürgen@Example.com", "nobody-ü@example.com", "用户@example.com"] {
        assert_eq!(server.rule_of_name(address).await, refused, "{address}");
        let asked = server.call(&owner, "/api/security/contact/request", json!({ "contact": address })).await;
        assert_eq!((asked.status, asked.json()["fields"][0]["field"].as_str()), (refused.0, Some("contact")));
    }
    for address in ["ann@exämple.com", "ann@example.com", "+4915123456789"] {
        assert_ne!(server.rule_of_name(address).await, refused, "{address}");
    }
    // A password needs no email.
    server.browser(BEYOND_ASCII).await;
}

#[tokio::test]
async fn a_mail_server_without_smtputf8_makes_no_password_enough() {
    let mails = MailServer::start(&[]);
    let server = server(mails.settings()).await;
    server.add_account(BEYOND_ASCII).await;
    let owner = server.browser(BEYOND_ASCII).await;
    assert_eq!(ask_mail_server(&server.ctx, &carriers(&server)).await, Some(true));
    let account = owner.account.clone().expect("an account");
    let options = server.read(&owner, &format!("/api/verify/options?account={account}")).await.json();
    assert_eq!((&options["password"], &options["methods"]), (&json!(false), &json!([])));
    let body = json!({ "account": account, "password": PASSWORD });
    assert_eq!(server.call(&owner, "/api/verify/password", body).await.error(), "nothing-to-verify");

    let mut thief = Browser::default();
    let body = json!({ "name": BEYOND_ASCII, "password": PASSWORD });
    let answer = server.call(&thief, "/api/session/sign-in-with-password", body).await;
    assert_eq!((&answer.json()["pending"], &answer.json()["accounts"]), (&json!(true), &json!([])));
    thief.take_cookie(&answer);
    let asked = server.call(&thief, "/api/verify/request", json!({ "method": 1 })).await;
    assert_eq!(asked.error(), "method-unknown", "no code can be sent there");
}

#[tokio::test]
async fn a_code_that_has_arrived_works_although_no_further_one_could_be_sent() {
    let mails = MailServer::start(&["SMTPUTF8"]);
    let server = server(mails.settings()).await;
    server.add_account_with(BEYOND_ASCII).await;
    assert_eq!(server.rule_of_name(BEYOND_ASCII).await, (StatusCode::OK, None));
    let code = server.newest_mail().await.code.expect("a code");
    server.ctx.emails.set_utf8(false);
    assert_eq!(server.rule_of_name(BEYOND_ASCII).await.1.as_deref(), Some("email_utf8"));
    let answer = server.enter_code(&Browser::default(), json!({ "name": BEYOND_ASCII }), &code).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[tokio::test]
async fn with_smtputf8_an_address_beyond_ascii_gets_its_email() {
    let mails = MailServer::start(&["8BITMIME", "SMTPUTF8"]);
    let server = server(mails.settings()).await;
    server.add_account_with(BEYOND_ASCII).await;
    let carriers = carriers(&server);
    server.ctx.emails.set_utf8(false);
    assert_eq!(ask_mail_server(&server.ctx, &carriers).await, Some(true));
    server.send_code_to(BEYOND_ASCII, &carriers).await;
    let commands = mails.commands();
    for command in ["MAIL FROM:<no-reply@acme.example> SMTPUTF8 BODY=8BITMIME", "RCPT TO:<jürgen@example.com>"] {
        assert!(commands.iter().any(|heard| heard == command), "{command}: {commands:?}");
    }
    assert_eq!(mails.emails().len(), 1);
    server.send_code_to("ann@exämple.com", &carriers).await; // nobody's: it only has to be accepted
}

#[tokio::test]
async fn a_message_that_the_mail_server_cannot_transport_is_given_up_at_once() {
    let mails = MailServer::start(&["8BITMIME"]);
    let server = server(mails.settings()).await;
    server.add_account_with(BEYOND_ASCII).await;
    server.send_code_to(BEYOND_ASCII, &carriers(&server)).await;
    let given_up = server.given_up().await;
    assert!(matches!(&given_up[..], [cause] if cause.contains("doesn't support SMTPUTF8")), "{given_up:?}");
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_changes_nothing() {
    let unreachable = Smtp { url: Secret("smtp://127.0.0.1:1".into()), from: "a@acme.example".into() };
    let server = server(unreachable).await;
    assert_eq!(ask_mail_server(&server.ctx, &carriers(&server)).await, Some(false));
    assert_eq!(server.rule_of_name(BEYOND_ASCII).await, (StatusCode::OK, None));
    assert_eq!(ask_mail_server(&server.ctx, &Carriers::to_folder(server.folder())).await, None, "there is none");
}

#[tokio::test]
async fn the_answer_of_a_mail_server_counts_although_it_does_not_say_goodbye() {
    let mails = MailServer::start(&[]);
    let server = server(mails.settings()).await;
    mails.leave_unanswered("QUIT");
    assert_eq!(ask_mail_server(&server.ctx, &carriers(&server)).await, Some(true));
}

#[test]
fn the_mail_server_is_asked_at_start() {
    let (mails, folder) = (MailServer::start(&[]), folder_with_client());
    let process = Process::start_in_production(folder.path(), &["--config", &mails.settings_file(folder.path())]);
    wait_until(|| process.log().contains("doesn't support SMTPUTF8"));
    assert_eq!(mails.commands()[0], "EHLO localhost");
    assert_eq!(process.write("/api/single-use-code/request", format!(r#"{{"for":{{"name":"{BEYOND_ASCII}"}}}}"#)), 422);
}

/// The timers' clock is stopped only while nothing is on its way, because the mail server answers in real time.
#[tokio::test]
async fn the_mail_server_is_asked_again_every_hour() {
    let mails = MailServer::start(&[]);
    let server = server(mails.settings()).await;
    let address = Email::parse(BEYOND_ASCII).expect("an address");
    tokio::spawn(watch_mail_server(server.ctx.clone(), carriers(&server)));
    let asked = || mails.commands().iter().filter(|command| command.starts_with("EHLO")).count();
    for times in 1..=3 {
        let answered = async {
            while asked() < times || server.ctx.emails.allow(&address).is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), answered).await.expect("asked in time");
        server.ctx.emails.set_utf8(true); // forgets the answer
        tokio::time::pause();
        tokio::time::advance(Duration::from_mins(59)).await;
        assert_eq!(asked(), times, "not within the hour");
        tokio::time::advance(Duration::from_mins(1)).await;
        tokio::time::resume();
    }
}

#[tokio::test]
async fn an_address_that_gets_no_email_is_refused_for_each_purpose() {
    let mails = MailServer::start(&[]);
    let server = server(mails.settings()).await;
    ask_mail_server(&server.ctx, &carriers(&server)).await;
    for purpose in ["create-account", "reset-password"] {
        let body = json!({ "for": { "name": BEYOND_ASCII }, "purpose": purpose });
        let asked = server.call(&Browser::default(), "/api/single-use-code/request", body).await;
        assert_eq!(asked.json()["fields"][0]["rule"]["rule"], "email_utf8", "{purpose}: {}", asked.text);
    }
}
