//! The connections to a mail server: how long they live, their encryption, and the password (U6, U8).

use super::{BEYOND_ASCII, carriers};
use crate::log::Log;
use crate::mail_server::MailServer;
use crate::process::failure;
use crate::server::Server;
use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use server::config::{Secret, Smtp};
use server::delivery::{Carriers, deliver_due};
use server::store::Lane;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The settings of a mail server with these parts of its address before the host and after the port.
fn settings(mails: &MailServer, credentials: &str, query: &str) -> Smtp {
    let mut smtp = mails.settings();
    smtp.url = Secret(smtp.url.0.replace("://", &format!("://{credentials}")) + query);
    smtp
}

/// The number of emails that wait for another attempt.
async fn waiting(server: &Server) -> u32 {
    server.ctx.store.lane_level(Lane::Emails).await.expect("read").waiting
}

/// How often a mail server has heard a command.
fn count(mails: &MailServer, command: &str) -> usize {
    mails.commands().iter().filter(|heard| heard.starts_with(command)).count()
}

/// Waits until so many connections are closed.
async fn closed(mails: &MailServer, connections: usize) {
    let closed = async {
        while count(mails, "QUIT") < connections {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("closed in time");
}

/// Sends emails to new accounts at once.
async fn send_at_once(server: &Server, carriers: &Carriers, accounts: impl IntoIterator<Item = u32>) {
    for number in accounts {
        let address = format!("eve-{number}@example.com");
        server.add_account_with(&address).await;
        assert_eq!(server.rule_of_name(&address).await, (StatusCode::OK, None));
    }
    deliver_due(&server.ctx, carriers).await.expect("delivers");
}

#[tokio::test]
async fn emails_share_a_connection_until_it_was_idle_for_a_minute() {
    let mails = MailServer::start(&[]);
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    for address in ["eve@example.com", "mallory@example.com"] {
        server.add_account_with(address).await;
        server.send_code_to(address, &carriers).await;
    }
    assert_eq!((count(&mails, "EHLO"), count(&mails, "MAIL"), count(&mails, "QUIT")), (1, 2, 0));
    tokio::time::pause();
    tokio::time::advance(Duration::from_mins(1)).await;
    tokio::time::resume();
    closed(&mails, 1).await;
}

#[tokio::test]
async fn a_connection_that_is_never_idle_for_a_minute_is_replaced_after_ten() {
    let mails = MailServer::start(&[]);
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    let mut connections = Vec::new();
    for number in 0..13 {
        send_at_once(&server, &carriers, [number]).await;
        connections.push(count(&mails, "EHLO"));
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(55)).await;
        tokio::time::resume();
    }
    let (last, before) = connections.split_last().expect("emails");
    assert!(before.iter().all(|number| *number == 1) && *last == 2, "{connections:?}");
    closed(&mails, 1).await;
}

#[tokio::test]
async fn one_task_closes_idle_connections_however_many_emails_they_had() {
    let mails = MailServer::start(&[]);
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let mut after_each = Vec::new();
    for number in 0..4 {
        send_at_once(&server, &carriers, [number]).await;
        after_each.push(tasks());
    }
    assert_eq!((count(&mails, "EHLO"), count(&mails, "MAIL")), (1, 4));
    assert!(after_each.iter().all(|tasks| *tasks == after_each[0]), "{after_each:?}");
}

#[tokio::test]
async fn of_the_connections_for_many_emails_at_once_four_are_kept() {
    let (six, four, received) = (Barrier::new(6), Barrier::new(4), AtomicU32::new(0));
    let mails = MailServer::start_slow(&[], move || {
        let together = if received.fetch_add(1, Ordering::Relaxed) < 6 { &six } else { &four };
        together.wait();
    });
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    send_at_once(&server, &carriers, 0..6).await;
    closed(&mails, 2).await;
    assert_eq!((mails.emails().len(), count(&mails, "EHLO"), count(&mails, "QUIT")), (6, 6, 2));
    send_at_once(&server, &carriers, 6..10).await;
    assert_eq!((mails.emails().len(), count(&mails, "EHLO"), count(&mails, "QUIT")), (10, 6, 2));
}

/// The timers' clock is stopped only for a moment, because the mail server answers in real time.
#[tokio::test]
async fn a_shared_connection_that_has_become_silent_leaves_time_for_a_new_one() {
    let mails = MailServer::start(&[]);
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    server.send_code_to("ann@example.com", &carriers).await;
    mails.leave_unanswered("NOOP");
    server.add_account_with("eve@example.com").await;
    assert_eq!(server.rule_of_name("eve@example.com").await, (StatusCode::OK, None));
    let five_seconds = async {
        while count(&mails, "NOOP") == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(5)).await;
        tokio::time::resume();
    };
    let (delivered, ()) = tokio::join!(deliver_due(&server.ctx, &carriers), five_seconds);
    delivered.expect("delivers");
    assert_eq!((mails.emails().len(), count(&mails, "EHLO")), (2, 2));
}

#[tokio::test]
async fn what_a_shared_connection_knows_of_the_mail_server_loses_no_email() {
    let mails = MailServer::start(&["8BITMIME"]);
    let server = super::server(mails.settings()).await;
    let carriers = carriers(&server);
    server.add_account_with(BEYOND_ASCII).await;
    server.send_code_to("ann@example.com", &carriers).await;
    mails.change_extensions(&["8BITMIME", "SMTPUTF8"]);
    server.send_code_to(BEYOND_ASCII, &carriers).await;
    assert_eq!((waiting(&server).await, server.given_up().await), (1, Vec::new()), "an operator has added SMTPUTF8");
    server.advance(3);
    deliver_due(&server.ctx, &carriers).await.expect("delivers");
    assert_eq!((waiting(&server).await, mails.emails().len()), (0, 2), "over a new connection");
}

#[tokio::test]
async fn a_mail_server_gets_the_password_of_its_address_decoded() {
    let mails = MailServer::start(&["AUTH LOGIN PLAIN"]);
    let server = super::server(settings(&mails, "ann%40acme.example:1%232%C3%BC+@", "")).await;
    server.send_code_to("ann@example.com", &carriers(&server)).await;
    let auth = format!("AUTH PLAIN {}", BASE64_STANDARD.encode("\u{0}ann@acme.example\u{0}1#2ü+"));
    assert_eq!(mails.commands()[1], auth);
    assert_eq!(mails.emails().len(), 1);

    let open = MailServer::start(&["AUTH LOGIN PLAIN"]);
    let server = super::server(open.settings()).await;
    server.send_code_to("ann@example.com", &carriers(&server)).await;
    assert_eq!(count(&open, "AUTH"), 0, "there is no password");
    assert_eq!(open.emails().len(), 1);
}

#[tokio::test]
async fn a_rejected_password_is_not_called_a_rejected_email() {
    let (log, _guard) = Log::begin();
    for (command, cause) in [
        ("EHLO", "550 to EHLO: it rejects this server, or the user name or password in smtp.url"),
        ("AUTH", "550 to AUTH: it rejects this server, or the user name or password in smtp.url"),
        ("MAIL", "550 to MAIL: it rejects the sender or the email, not the mailbox"),
    ] {
        let mails = MailServer::start(&["AUTH PLAIN"]);
        let server = super::server(settings(&mails, "acme:password@", "")).await;
        mails.reject(command, "550");
        server.send_code_to("ann@example.com", &carriers(&server)).await;
        assert!(log.text().contains(cause), "{cause}: {}", log.text());
    }
}

#[tokio::test]
async fn without_starttls_no_password_and_no_email_goes_to_a_mail_server_that_must_have_it() {
    let mails = MailServer::start(&["AUTH PLAIN"]);
    let server = super::server(settings(&mails, "acme:password@", "?tls=required")).await;
    server.send_code_to("ann@example.com", &carriers(&server)).await;
    assert_eq!(waiting(&server).await, 1, "an operator can fix it");
    let commands = mails.commands();
    assert!(commands.iter().all(|command| command.starts_with("EHLO") || command == "QUIT"), "{commands:?}");
}

#[tokio::test]
async fn an_email_from_an_address_beyond_ascii_waits_until_the_mail_server_has_smtputf8() {
    let mails = MailServer::start(&["8BITMIME"]);
    let smtp = Smtp { from: format!("Acme <{BEYOND_ASCII}>"), ..mails.settings() };
    let server = super::server(smtp).await;
    let carriers = carriers(&server);
    server.send_code_to("ann@example.com", &carriers).await;
    assert_eq!((waiting(&server).await, server.given_up().await.len()), (1, 0), "an operator can fix it");
    assert_eq!(count(&mails, "MAIL"), 0);

    let newer = MailServer::start(&["8BITMIME", "SMTPUTF8"]);
    let smtp = Smtp { from: format!("Acme <{BEYOND_ASCII}>"), ..newer.settings() };
    let server = super::server(smtp).await;
    server.send_code_to("ann@example.com", &super::carriers(&server)).await;
    assert!(newer.commands().contains(&format!("MAIL FROM:<{BEYOND_ASCII}> SMTPUTF8 BODY=8BITMIME")));
}

#[test]
fn a_start_says_what_to_do_about_a_password_with_reserved_characters() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, file) = (folder.path().join("data"), folder.path().join("smtp.toml"));
    for password in ["31415926#1", "31415926@1", "31415926/1", "1?31415926"] {
        let smtp = format!("[smtp]\nurl = 'smtps://acme:{password}@mail.example'\nfrom = 'no-reply@acme.example'\n");
        std::fs::write(&file, smtp).expect("written");
        let (data, file) = (data.to_str().expect("text"), file.to_str().expect("text"));
        let told = failure(&["serve", "--data", data, "--config", file]);
        assert!(told.contains("smtp.url") && told.contains("percent-encode"), "{told}");
        assert!(!told.contains("31415926"), "{told}");
    }
}
