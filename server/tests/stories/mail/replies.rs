//! The replies of mail servers: each decides, with the command that it answers, whether the email is sent again (U6, U8).

use super::carriers;
use crate::mail_server::MailServer;
use server::config::Secret;
use server::delivery::deliver_due;
use server::store::Lane;

/// What a row of the operators' table has between backticks in a cell.
fn quoted(row: &'static str, cell: usize) -> impl Iterator<Item = &'static str> {
    row.split(" | ").nth(cell).expect("a cell").split('`').skip(1).step_by(2)
}

/// The first reply of each row in the operators' table, to each of its commands: the row, the step at which the email is rejected, the
/// command that the log names for it, and the reply.
fn rejections() -> Vec<(&'static str, [&'static str; 3])> {
    let document = include_str!("../../../../docs/messages.md");
    let section = document.split("### Replies of mail servers").nth(1).expect("a table");
    let mut rejections = Vec::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let reply = quoted(row, 0).next().expect("a reply");
        for command in quoted(row, 1) {
            // An email is rejected before it is sent, or after.
            let steps = [Some(command), (command == "DATA").then_some(".")];
            rejections.extend(steps.into_iter().flatten().map(|step| (row, [step, command, reply])));
        }
    }
    rejections
}

#[tokio::test]
async fn each_reply_of_a_mail_server_decides_whether_the_email_is_sent_again() {
    let mails = MailServer::start(&["AUTH PLAIN"]);
    let mut smtp = mails.settings();
    smtp.url = Secret(smtp.url.0.replace("://", "://acme:password@"));
    let server = super::server(smtp).await;
    let carriers = carriers(&server);
    let (mut given_up, mut waiting) = (0_usize, 0_u32);
    for (number, (row, [step, command, reply])) in rejections().into_iter().enumerate() {
        mails.reject(step, reply);
        let address = format!("rejected-{number}@example.com");
        server.add_account_with(&address).await;
        server.send_code_to(&address, &carriers).await;
        let causes = server.given_up().await;
        let is_given_up = causes.len() > given_up;
        let result = if is_given_up { "Countersign gives up" } else { "Countersign retries" };
        assert!(row.ends_with(&format!("| {result}. |")), "{reply} at {step}: {row}");
        if is_given_up {
            let cause = format!("responded with {reply} to {command}:");
            assert!(causes.iter().any(|other| other.contains(&cause)), "{cause} {causes:?}");
            given_up += 1;
        } else {
            waiting += 1;
        }
    }
    assert!(given_up >= 15 && waiting >= 30, "{given_up} and {waiting} rejections");
    assert_eq!(mails.emails().len(), 0);
    assert_eq!(server.ctx.store.lane_level(Lane::Emails).await.expect("read").waiting, waiting);
    let (metrics, _) = crate::metrics::metrics(&server, None).await;
    let delivered = |outcome: &str, number: String| {
        let labels = format!("channel=\"email\",provider=\"smtp\",outcome=\"{outcome}\"");
        format!("countersign_message_deliveries_total{{{labels}}} {number}")
    };
    let seen = format!("countersign_outbox_given_up_messages {given_up}");
    for line in [delivered("given_up", given_up.to_string()), delivered("put_off", waiting.to_string()), seen] {
        assert!(metrics.lines().any(|each| each == line), "{line}: {metrics}");
    }
}

#[tokio::test]
async fn a_code_that_rejects_a_mailbox_ends_no_attempts_if_it_answers_another_command() {
    for (step, reply) in [
        ("MAIL", "550 5.7.1"),
        ("MAIL", "553"),
        ("MAIL", "550 5.1.1"),
        ("DATA", "554"),
        (".", "554"),
        (".", "552 5.3.4"),
        (".", "550"),
    ] {
        let mails = MailServer::start(&[]);
        let server = super::server(mails.settings()).await;
        let carriers = carriers(&server);
        server.add_account_with("eve@example.com").await;
        mails.reject(step, reply);
        server.send_code_to("eve@example.com", &carriers).await;
        assert_eq!(server.given_up().await, Vec::<String>::new(), "{reply} at {step}");
        mails.accept();
        server.advance(62);
        deliver_due(&server.ctx, &carriers).await.expect("delivers");
        assert_eq!(mails.emails().len(), 1, "{reply} at {step}: once the operator has fixed it");
    }
}

#[tokio::test]
async fn an_operator_has_a_minute_to_fix_what_a_mail_server_rejects() {
    for (reply, first, last) in [("450 4.2.0", 1, 3), ("550 5.7.1", 60, 61)] {
        let mails = MailServer::start(&[]);
        let server = super::server(mails.settings()).await;
        mails.reject("RCPT", reply);
        server.add_account_with("eve@example.com").await;
        server.send_code_to("eve@example.com", &carriers(&server)).await;
        let is_due = async || server.ctx.store.has_due_messages(Lane::Emails).await.expect("read");
        server.advance(first - 1);
        assert!(!is_due().await, "{reply}: too early");
        server.advance(last + 1 - first);
        assert!(is_due().await, "{reply}: too late");
    }
}
