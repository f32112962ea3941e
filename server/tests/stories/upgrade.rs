//! A database from version 0.1.0 opens, and everything in it keeps working.

use crate::authenticators::App;
use crate::process::{Process, failure, run};
use crate::server::{Browser, Device, Server};
use crate::tokens::{claims, introspect, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::Moment;
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::Config;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// A copy of that database, and the secrets that its users know.
pub(crate) fn copy_of_0_1_0() -> (TempDir, Value) {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/store-0.1.0");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in ["countersign.db", "key"] {
        fs::copy(old.join(file), folder.path().join(file)).expect("copied");
        fs::set_permissions(folder.path().join(file), Permissions::from_mode(0o600)).expect("set");
    }
    let known: Value = serde_json::from_slice(&fs::read(old.join("known.json")).expect("read")).expect("JSON");
    (folder, known)
}

/// A server on a copy of that database, a minute after its last write, and the secrets that its users know.
async fn upgraded() -> (Server, Value) {
    let (folder, known) = copy_of_0_1_0();
    let left = known["now_ms"].as_i64().expect("a number");
    let server = Server::on(folder, Clock::still_at(Moment(left + 60_000)), Config::default()).await;
    (server, known)
}

fn browser(known: &Value) -> Browser {
    Browser { cookie: Some(text(known, "cookie")), account: Some(text(known, "account")), ..Browser::default() }
}

#[tokio::test]
async fn people_stay_signed_in_and_keep_their_security_info() {
    let (server, known) = upgraded().await;
    for name in ["ann", "bob"] {
        let session = server.read(&browser(&known[name]), "/api/session").await.json();
        assert_eq!(session["current"], known[name]["account"], "{name}");
    }
    let ann = browser(&known["ann"]);
    let security = server.read(&ann, "/api/security").await.json();
    assert_eq!(security["two_step"], true);
    assert_eq!(security["recovery_codes"], 10);
    assert_eq!(security["methods"].as_array().map(Vec::len), Some(3), "an address, a phone and an app");
    let devices = server.read(&ann, "/api/devices").await.json();
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn tokens_keep_working() {
    let (server, known) = upgraded().await;
    let access = text(&known["tokens"], "access");
    assert_eq!(introspect(&server, &access).await["active"], true);
    assert_eq!(userinfo(&server, &access).await, StatusCode::OK);
    let next = refresh(&server, &text(&known["tokens"], "refresh")).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
    assert_eq!(refresh(&server, &text(&next.json(), "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reused_refresh_token_still_revokes_its_family() {
    let (server, known) = upgraded().await;
    assert_eq!(refresh(&server, &text(&known["tokens"], "first_refresh")).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&known["tokens"], "refresh")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn waiting_devices_get_their_responses() {
    let (server, known) = upgraded().await;
    let device = |code: &Value| Device {
        device_code: code.as_str().expect("text").to_owned(),
        user_code: known["pending"]["user_code"].as_str().expect("text").to_owned(),
    };
    let approved = server.poll(&device(&known["approved"])).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text);
    assert_eq!(server.poll(&device(&known["declined"])).await.error(), "access_denied");

    let pending = device(&known["pending"]["device_code"]);
    assert_eq!(server.poll(&pending).await.error(), "authorization_pending");
    let answer = server.call(&browser(&known["bob"]), "/api/link/approve", json!({ "code": pending.user_code })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    server.advance(5);
    assert_eq!(server.poll(&pending).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_sent_before_the_upgrade_signs_in() {
    let (server, known) = upgraded().await;
    let body = json!({ "for": { "name": "bob@example.com" }, "code": known["code"] });
    let answer = server.call(&Browser::default(), "/api/session/sign-in-with-code", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["current"], known["bob"]["account"]);
}

#[tokio::test]
async fn a_waiting_sign_in_is_completed_with_a_recovery_code() {
    let (server, known) = upgraded().await;
    let waiting = Browser { cookie: Some(text(&known, "waiting")), ..Browser::default() };
    let answer = server.second_step(&waiting, json!({ "code": known["recovery_code"] })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["current"], known["ann"]["account"]);
}

#[tokio::test]
async fn sealed_data_opens_before_and_after_it_is_resealed() {
    for is_resealed in [false, true] {
        let (server, known) = upgraded().await;
        if is_resealed {
            server.ctx.store.reseal().await.expect("resealed");
        }
        let server = server.restarted().await; // reads the signing keys
        assert_eq!(userinfo(&server, &text(&known["tokens"], "access")).await, StatusCode::OK);
        assert_eq!(refresh(&server, &text(&known["tokens"], "refresh")).await.status, StatusCode::OK);
        let app = App::with_secret_of(&json!({ "secret": known["authenticator"] }));
        let waiting = Browser { cookie: Some(text(&known, "waiting")), ..Browser::default() };
        let options = server.read(&waiting, "/api/verify/options").await.json();
        let method = options["methods"].as_array().expect("a list").iter().find(|one| one["kind"] == "authenticator");
        let shown = json!({ "method": method.expect("an app")["id"], "code": app.code_at(&server, 0) });
        let answer = server.second_step(&waiting, shown).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(server.messages().await.iter().all(|message| !message.text.is_empty()));
    }
}

#[tokio::test]
async fn passwords_still_sign_in() {
    let (server, known) = upgraded().await;
    let signed_in = server.browser("bob@example.com").await;
    assert_eq!(Some(text(&known["bob"], "account")), signed_in.account);
}

#[tokio::test]
async fn removing_a_device_revokes_tokens_issued_before() {
    let (server, known) = upgraded().await;
    let (access, first) = (text(&known["tokens"], "access"), text(&known["tokens"], "refresh"));
    let next = refresh(&server, &first).await.json();
    let told = introspect(&server, &access).await;
    assert_eq!((&told["active"], &told["device"]), (&json!(true), &claims(&text(&next, "access_token"))["device"]));
    let ann = browser(&known["ann"]);
    let left = server.call(&ann, "/api/devices/remove", json!({ "device": told["device"] })).await.json();
    assert_eq!(left["devices"].as_array().map(Vec::len), Some(1));
    for access in [access, text(&next, "access_token")] {
        assert_eq!(introspect(&server, &access).await, json!({ "active": false }));
        assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn an_open_page_of_0_1_0_is_out_of_date_and_says_so() {
    let (server, known) = upgraded().await;
    let (ann, waiting) =
        (browser(&known["ann"]), Browser { cookie: Some(text(&known, "waiting")), ..Browser::default() });
    for path in ["/api/verify/ways", "/api/single-use-code/ways"] {
        assert_eq!(server.read(&ann, path).await.error(), "no-such-endpoint", "{path}");
    }
    let code = json!({ "way": 1, "code": "123456" });
    assert_eq!(server.call(&waiting, "/api/verify", code).await.error(), "malformed");
    assert_eq!(server.call(&waiting, "/api/verify/request", json!({ "way": 1 })).await.error(), "malformed");
}

fn schema(data: &Path) -> u32 {
    let database = rusqlite::Connection::open(data.join("countersign.db")).expect("opens");
    database.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("read")
}

#[test]
fn a_command_leaves_the_store_of_a_running_older_server_alone() {
    let (folder, _) = copy_of_0_1_0();
    let data = folder.path().to_str().expect("text");
    let lock = File::create(folder.path().join("lock")).expect("made"); // as a server of 0.1.0 holds it
    lock.lock().expect("locked");
    let before = schema(folder.path());
    for command in
        [["client", "list"], ["outbox", "list"], ["keys", "list"], ["store", "reseal"], ["store", "accept-clock"]]
    {
        let refused = failure(&[&command[..], &["--data", data]].concat());
        let says = "is of an older version; restart it with this version first";
        assert!(refused.contains(says) && refused.lines().count() == 1, "{refused}");
        assert_eq!(schema(folder.path()), before, "{command:?}");
    }
    drop(lock);
    let listed = run(&["client", "list", "--data", data], "");
    assert!(listed.status.success() && schema(folder.path()) > before, "nobody uses it: {listed:?}");
    let _server = Process::start(folder.path());
    assert!(run(&["client", "list", "--data", data], "").status.success(), "beside a server of this version");
}

// It also passes if no command runs while the server starts: five rounds make that unlikely.
#[test]
fn a_server_starts_while_commands_migrate_its_store() {
    for _ in 0..5 {
        let (folder, _) = copy_of_0_1_0();
        let data = folder.path().to_str().expect("text");
        std::thread::scope(|scope| {
            let commands = [(); 4].map(|()| scope.spawn(|| run(&["client", "list", "--data", data], "")));
            let _server = Process::start(folder.path());
            for command in commands {
                let listed = command.join().expect("ends");
                assert!(listed.status.success(), "{listed:?}");
            }
        });
    }
}
