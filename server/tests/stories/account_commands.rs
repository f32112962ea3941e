//! An operator's commands about accounts, beside a running server.

mod others;
mod reports;
mod unlocking;

use crate::log::Log;
use crate::process::{failure, run};
use crate::server::{Answer, Browser, PASSWORD, Server, other_code};
use crate::tokens::{introspect, linked, refresh, text, userinfo};
use axum::http::{Request, StatusCode};
use domain::contact::Contact;
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::cli::CommandReports;
use server::clock::Clock;
use server::config::{ClientConfig, Config};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";

impl Server {
    /// Runs a command about an account beside this server. Returns what it prints.
    fn command(&self, arguments: &[&str]) -> String {
        let data = self.folder().to_str().expect("text");
        let arguments = [&["account", arguments[0], "--data", data], &arguments[1..]].concat();
        let output = run(&arguments, PASSWORD);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    async fn sign_in_ann(&self, password: &str) -> Answer {
        let body = json!({ "name": ANN, "password": password });
        self.call(&Browser::default(), "/api/session/sign-in-with-password", body).await
    }

    /// The messages about commands, as the server sends them: the recipient, the subject and the text of each.
    async fn reports(&self) -> Vec<(String, String, String)> {
        self.messages().await; // whatever was sent before
        assert!(CommandReports::default().report(&self.ctx).await.expect("read"), "all reported");
        let messages = self.messages().await;
        messages.into_iter().map(|message| (message.to, message.subject, message.text)).collect()
    }
}

#[tokio::test]
async fn nobody_signs_in_to_a_disabled_account_and_its_tokens_are_inactive_until_it_is_enabled() {
    let (server, tokens) = linked().await;
    let (access, token) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let browser = server.browser(ANN).await;
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    server.advance(61);
    server.request_code(json!({ "name": ANN })).await;
    let code = server.newest_mail().await.code.expect("a code");
    assert_eq!(server.command(&["disable", ANN]), "disabled ann@example.com\n");

    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"], json!([]));
    assert_eq!(introspect(&server, &access).await, json!({ "active": false }));
    assert_eq!(introspect(&server, &token).await, json!({ "active": false }));
    assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &token).await.error(), "invalid_grant");
    assert_eq!(server.poll(&device).await.error(), "access_denied", "an approval from before");
    let whom = json!({ "name": ANN });
    let with_old_code = server.enter_code(&Browser::default(), whom.clone(), &code).await;
    assert_eq!(with_old_code.error(), "sent-code-replaced", "a code from before");
    assert_eq!(server.sign_in_ann(PASSWORD).await.error(), "account-disabled");
    assert_eq!(server.sign_in_ann("a wrong one").await.error(), "wrong-password", "strangers learn nothing");
    server.advance(61);
    server.request_code(whom.clone()).await;
    let code = server.newest_mail().await.code.expect("a code");
    let wrong = other_code(&code);
    assert_eq!(server.enter_code(&Browser::default(), whom.clone(), wrong).await.error(), "wrong-sent-code");
    assert_eq!(server.enter_code(&Browser::default(), whom, &code).await.error(), "account-disabled");

    assert_eq!(server.command(&["enable", ANN]), "enabled ann@example.com\n");
    let body = json!({ "name": ANN, "password": PASSWORD });
    let again = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    assert_eq!(again.json()["pending"], true, "the browser is no longer known");
    assert_eq!(introspect(&server, &access).await["active"], true);
    assert_eq!(userinfo(&server, &access).await, StatusCode::OK);
    assert_eq!(refresh(&server, &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_disabled_account_neither_waits_for_a_second_step_nor_gets_a_new_password() {
    let (server, ..) = crate::authenticators::with_app().await;
    server.command(&["disable", ANN]);
    assert_eq!(server.sign_in_ann(PASSWORD).await.error(), "account-disabled");
    let whom = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", whom).await;
    let code = server.newest_mail().await.code.expect("a code");
    let body = json!({ "for": { "name": ANN }, "code": code, "password": "walnut harbour 42 tides" });
    let reset = server.call(&Browser::default(), "/api/account/reset-password", body).await;
    assert_eq!(reset.error(), "account-disabled");
    server.command(&["enable", ANN]);
    assert_eq!(server.sign_in_ann(PASSWORD).await.json()["pending"], true, "the password is the one of before");
}

#[tokio::test]
async fn every_contact_is_told_in_the_accounts_language_and_each_command_leaves_one_event() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    let body = json!({ "name": ANN, "password": PASSWORD }).to_string();
    let mut request = Request::post("/api/session/sign-in-with-password").header("accept-language", "de-AT");
    for (name, value) in [("content-type", "application/json"), ("sec-fetch-site", "same-origin")] {
        request = request.header(name, value);
    }
    let cookie = browser.cookie.take().expect("a cookie");
    let request = request.header("cookie", cookie).body(body.into()).expect("a request");
    assert_eq!(server.send(request).await.status, StatusCode::OK);

    let table: [(&[&str], &str, &str); 7] = [
        (&["disable"], "account_disabled", "Ihr Countersign-Konto wurde deaktiviert"),
        (&["enable"], "account_enabled", "Ihr Countersign-Konto wurde wieder aktiviert"),
        (&["sign-out"], "account_signed_out", "Sie wurden bei Countersign überall abgemeldet"),
        (&["sign-out", "--devices"], "account_devices_unlinked", "Sie wurden bei Countersign überall abgemeldet"),
        (&["set-password", "--password-stdin"], "account_password_set", "Ihr Countersign-Passwort wurde ersetzt"),
        (&["unlock"], "account_unlocked", "Sie können wieder versuchen, sich bei Countersign anzumelden"),
        (&["delete", "--yes"], "account_deleted", "Ihr Countersign-Konto wurde gelöscht"),
    ];
    for (command, kind, subject) in table {
        server.command(&[&command[..1], &[ANN], &command[1..]].concat());
        let (log, guard) = Log::begin();
        let told = server.reports().await;
        drop(guard);
        let to: Vec<_> = told.iter().map(|(to, ..)| to.as_str()).collect();
        assert_eq!(to, [ANN, PHONE], "{command:?}");
        assert_eq!(told[0].1, subject);
        assert!(told[0].2.contains("Team von Countersign") && told[1].2.starts_with("Countersign: "), "{told:?}");
        let events = log.lines("event");
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!((&events[0]["kind"], events[0]["account"].is_string()), (&json!(kind), true));
        assert!(!log.text().contains("example.com") && !log.text().contains("4915123456789"), "{}", log.text());
        assert_eq!(server.reports().await, [], "once");
    }
}

#[tokio::test]
async fn a_deleted_account_leaves_nothing_behind() {
    let (server, _) = linked().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    server.add_app(&browser).await;
    server.recovery_codes(&browser).await;
    let waiting = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": waiting.user_code })).await;
    let account = browser.account.clone().expect("an account");
    server.advance(61);
    assert_eq!(server.request_code(json!({ "name": ANN })).await.status, StatusCode::OK);
    server.sign_in_ann("a wrong one").await;
    server.add_account("ben@example.com").await;
    server.command(&["delete", ANN, "--yes"]);
    assert!(server.messages().await.iter().all(|message| message.code.is_none()), "its code isn't sent any more");
    assert_eq!(server.poll(&waiting).await.error(), "access_denied");
    assert_eq!(server.reports().await.len(), 2, "both contacts are told");
    server.advance(180); // the messages above were taken for delivery
    server::delivery::deliver_due(&server.ctx, &server::delivery::Carriers::to_folder(server.folder().join("outbox")))
        .await
        .expect("delivered");
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    let mut names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("a statement");
    let tables: Vec<String> = names.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("the tables");
    for table in &tables {
        let mut statement = file.prepare(&format!("SELECT * FROM {table}")).expect("a statement");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let values: Vec<String> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).expect("a value"))).collect();
            let line = values.join(" ");
            let bytes = |text: &str| format!("{:?}", text.as_bytes()).trim_matches(['[', ']']).to_owned();
            for trace in [&account, ANN, PHONE] {
                assert!(!line.contains(trace) && !line.contains(&bytes(trace)), "{table}: {line}");
            }
        }
    }
    for table in ["session", "known_browser", "oauth_grant", "device", "challenge", "outbox", "undo", "recovery_code"] {
        let rows: i64 =
            file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count");
        assert_eq!(rows, 0, "{table}");
    }
    assert_eq!(server.sign_in_ann(PASSWORD).await.error(), "wrong-password");
    let ben = json!({ "name": "ben@example.com", "password": PASSWORD });
    let ben = server.call(&Browser::default(), "/api/session/sign-in-with-password", ben).await;
    assert_eq!(ben.status, StatusCode::OK, "other accounts stay");
}

#[tokio::test]
async fn signing_out_ends_sessions_and_unlinks_devices_only_if_asked_to() {
    let (server, tokens) = linked().await;
    let access = text(&tokens, "access_token");
    let browser = server.browser(ANN).await;
    server.advance(61);
    let code = server.code(json!({ "name": ANN })).await;
    server.command(&["sign-out", ANN]);
    let with_old_code = server.enter_code(&Browser::default(), json!({ "name": ANN }), &code).await;
    assert_eq!(with_old_code.error(), "sent-code-replaced", "a code from before");
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"], json!([]));
    assert_eq!(userinfo(&server, &access).await, StatusCode::OK);
    server.command(&["sign-out", ANN, "--devices"]);
    assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_password_set_by_an_operator_replaces_the_old_one_and_is_printed_only_if_it_was_made() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let code = server.code(json!({ "name": ANN })).await;
    let printed = server.command(&["set-password", ANN]);
    let with_old_code = server.enter_code(&Browser::default(), json!({ "name": ANN }), &code).await;
    assert_eq!(with_old_code.error(), "sent-code-replaced", "a code from before");
    let (said, made) = printed.trim_end().split_once('\n').expect("two lines");
    assert_eq!(said, "set a new password for ann@example.com");
    assert!(made.len() >= 16, "{made}");
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"], json!([]), "signed out");
    assert_eq!(server.sign_in_ann(PASSWORD).await.error(), "wrong-password");
    assert_eq!(server.sign_in_ann(made).await.status, StatusCode::OK);
    assert_eq!(server.command(&["set-password", ANN, "--password-stdin"]), "set a new password for ann@example.com\n");
    assert_eq!(server.sign_in_ann(PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn accounts_are_listed_in_pages_and_shown_without_their_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::on(folder, Clock::system(), Config::default()).await;
    server.add_client(ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv)).await;
    for name in ["ann@example.com", "anna@example.com", "ben@example.com"] {
        server.add_account(name).await;
    }
    let phone = Contact::parse(PHONE).expect("a phone");
    server.ctx.store.add_account(vec![phone], None).await.expect("stored");
    server.command(&["disable", "ben@example.com"]);
    let names = |printed: &str| -> Vec<String> {
        printed.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
    };
    let all = server.command(&["list"]);
    assert_eq!(names(&all), [PHONE, "ann@example.com", "anna@example.com", "ben@example.com"]);
    assert!(all.lines().nth(3).is_some_and(|line| line.contains("\tdisabled\t")), "{all}");
    assert_eq!(names(&server.command(&["list", "--name", "ANN"])), ["ann@example.com", "anna@example.com"]);
    assert_eq!(names(&server.command(&["list", "--limit", "2"])), [PHONE, "ann@example.com"]);
    let next = server.command(&["list", "--limit", "2", "--after", "ann@example.com"]);
    assert_eq!(names(&next), ["anna@example.com", "ben@example.com"]);
    let browser = server.browser(ANN).await;
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    server.sign_in_ann("a wrong one").await;
    let shown = server.command(&["show", ANN]);
    for line in [
        "sign-in names: ann@example.com",
        "state: enabled",
        "password: yes",
        "two-step verification: off",
        "sign-in methods: 1",
        "sessions: 1",
        "devices: 1",
    ] {
        assert!(shown.lines().any(|each| each == line), "{line}: {shown}");
    }
    assert!(shown.contains("  a browser, 192.0.2.0/24\tsigned in "), "the network, and not the address: {shown}");
    assert!(shown.contains("  email\tann@example.com\t") && shown.contains("  Living Room TV\t"), "{shown}");
    assert!(
        shown.contains("  1\twrong passwords for ann@example.com, entered in browsers that the account doesn't know"),
        "{shown}"
    );
    let id = shown.lines().find_map(|line| line.strip_prefix("account: ")).expect("an ID");
    assert_eq!(server.command(&["show", id]), shown, "by its ID");
    assert_eq!(Value::from(id), json!(browser.account));
}

#[test]
fn a_command_about_an_unknown_account_fails_with_one_clear_line() {
    let folder = crate::process::folder_with_client();
    let data = folder.path().to_str().expect("text");
    for command in ["show", "disable", "enable", "delete", "sign-out", "set-password", "unlock"] {
        let said = failure(&["account", command, "--data", data, "nobody@example.com"]);
        assert!(said.contains("there is no account \"nobody@example.com\"") && said.lines().count() == 1, "{said}");
    }
    let added = run(&["account", "add", "--data", data, "--email", ANN], "");
    assert!(added.status.success());
    assert!(failure(&["account", "enable", "--data", data, ANN]).contains("isn't disabled"));
    run(&["account", "disable", "--data", data, ANN], "");
    assert!(failure(&["account", "disable", "--data", data, ANN]).contains("is disabled already"));
}

#[tokio::test]
async fn an_account_is_deleted_only_after_a_yes() {
    let (server, _) = linked().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    let account = browser.account.expect("an account");
    let what = format!("the account {account} of {ANN}, with 2 sign-in methods and 1 device");
    let data = server.folder().to_str().expect("text");
    let said = failure(&["account", "delete", "--data", data, ANN]);
    assert!(said.contains(&what) && said.contains("--yes") && said.lines().count() == 1, "{said}");
    assert_eq!(server.sign_in_ann(PASSWORD).await.status, StatusCode::OK, "it is still there");
    assert_eq!(server.command(&["delete", ANN, "--yes"]), format!("deleted {what}\n"));
}
