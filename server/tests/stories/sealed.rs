//! Sealed data opens only in the row that it was sealed for (N9). What version 0.1 has sealed opens until it is resealed.

use crate::authenticators::{App, with_app};
use crate::process::{Process, countersign, run};
use crate::server::{Browser, Server};
use crate::tokens::{linked, refresh, text};
use crate::upgrade::copy_of_0_1_0;
use axum::http::StatusCode;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rusqlite::Connection;
use serde_json::{Value, json};
use server::config::Config;
use server::rng::Rng;
use server::secrets::{SealedPlace, ServerKey};
use server::store::{Folder, Lane, ResealReport, Resealed, Store};
use sha2::Sha256;
use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

const EVE: &str = "eve@example.com";

impl Server {
    fn database(&self) -> Connection {
        Connection::open(self.folder().join("countersign.db")).expect("opens")
    }

    fn key(&self) -> ServerKey {
        ServerKey::from_hex(&fs::read_to_string(self.folder().join("key")).expect("a key")).expect("a key")
    }

    /// Seals everything in the store as version 0.1 did.
    fn seal_as_0_1_0(&self) {
        let (key, database) = (self.key(), self.database());
        let replace = |table: &str, column: &str, row: i64, sealed: Vec<u8>| {
            let sql = format!("UPDATE {table} SET {column} = ?1 WHERE id = ?2");
            assert_eq!(database.execute(&sql, (sealed, row)).expect("written"), 1);
        };
        for (id, sealed) in rows::<i64>(&database, "SELECT id, sealed FROM outbox") {
            let plain = key.open(SealedPlace::Message(id), &sealed).expect("opens");
            replace("outbox", "sealed", id, old_form(&key, "outbox", &plain));
        }
        for (id, sealed) in rows::<i64>(&database, "SELECT id, seed FROM refresh_family") {
            let plain = key.open(SealedPlace::RefreshSeed(id), &sealed).expect("opens");
            replace("refresh_family", "seed", id, old_form(&key, "refresh-seed", &plain));
        }
        for (id, sealed) in rows::<String>(&database, "SELECT id, sealed FROM signing_key") {
            let plain = key.open(SealedPlace::SigningKey(&id), &sealed).expect("opens");
            let sql = "UPDATE signing_key SET sealed = ?1 WHERE id = ?2";
            database.execute(sql, (old_form(&key, "signing-key", &plain), id)).expect("written");
        }
        for (account, sealed) in rows::<String>(&database, "SELECT account, seed FROM authenticator") {
            let place = SealedPlace::AuthenticatorSeed { account: &account, method: 2 };
            let plain = key.open(place, &sealed).expect("opens");
            let sql = "UPDATE authenticator SET seed = ?1 WHERE account = ?2";
            database.execute(sql, (old_form(&key, "authenticator-seed", &plain), account)).expect("written");
        }
        let sql = "UPDATE meta SET value = ?1 WHERE name = 'key_check'";
        assert_eq!(database.execute(sql, [key.old_check()]).expect("written"), 1);
    }

    /// Another process's store on the same folder.
    fn beside(&self) -> Store {
        let folder = Folder::new(self.folder(), None);
        Store::open(&folder, self.clock.clone(), Rng::system(), Config::default().policy()).expect("opens")
    }

    /// Whether a code of an app completes Ann's sign-in.
    async fn is_accepted(&self, app: &App) -> bool {
        self.advance(60);
        let mut browser = Browser::default();
        assert!(self.needs_second_step(&mut browser).await);
        let answer = self.second_step(&browser, json!({ "method": 2, "code": app.code_at(self, 0) })).await;
        answer.status == StatusCode::OK
    }
}

fn rows<Id: rusqlite::types::FromSql>(database: &Connection, sql: &str) -> Vec<(Id, Vec<u8>)> {
    let mut statement = database.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("read");
    rows.collect::<rusqlite::Result<_>>().expect("read")
}

/// Data as version 0.1 sealed it: bound to its purpose only.
fn old_form(key: &ServerKey, purpose: &str, plain: &[u8]) -> Vec<u8> {
    let bytes = key.to_hex();
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&bytes[at..at + 2], 16).expect("hex")).collect();
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&bytes).expect("a key");
    mac.update(&[u8::try_from(purpose.len()).expect("short")]);
    mac.update(purpose.as_bytes());
    mac.update(b"seal");
    let nonce: [u8; 24] = Rng::system().bytes();
    let payload = Payload { msg: plain, aad: purpose.as_bytes() };
    let sealed = XChaCha20Poly1305::new(&mac.finalize().into_bytes()).encrypt(&XNonce::from(nonce), payload);
    [nonce.as_slice(), &sealed.expect("sealed")].concat()
}

/// A server with Ann's and Eve's accounts, each with an app.
async fn two_apps() -> (Server, App, App) {
    let (server, _, anns) = with_app().await;
    server.add_account(EVE).await;
    let mut eve = server.browser(EVE).await;
    server.complete_step_up(&mut eve).await;
    let eves = server.add_app(&eve).await;
    (server, anns, eves)
}

/// Copies the seed of Eve's app to Ann's.
const MOVE_SEED: &str = "UPDATE authenticator SET last_step = 0, seed =
     (SELECT seed FROM authenticator WHERE account = (SELECT account FROM sign_in_name WHERE name = 'eve@example.com'))";

#[tokio::test]
async fn the_seed_of_an_app_does_not_open_for_another_account() {
    for is_bound in [false, true] {
        let (mut server, anns, eves) = two_apps().await;
        if !is_bound {
            server.seal_as_0_1_0();
            server = server.restarted().await;
        }
        assert!(server.is_accepted(&anns).await);
        server.execute(MOVE_SEED);
        assert_eq!(server.is_accepted(&eves).await, !is_bound, "whether Eve signs in as Ann; bound: {is_bound}");
    }
}

#[tokio::test]
async fn the_seed_of_refresh_tokens_does_not_open_for_another_grant() {
    let (server, tokens) = linked().await;
    let another = crate::tokens::link(&server, "openid offline_access").await;
    server.execute("UPDATE refresh_family SET seed = (SELECT seed FROM refresh_family ORDER BY id DESC LIMIT 1)");
    let refused = refresh(&server, &text(&tokens, "refresh_token")).await;
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "damaged, not merely wrong: {}", refused.text);
    assert_eq!(refresh(&server, &text(&another, "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_message_does_not_open_in_another_row() {
    let server = Server::start().await;
    server.add_account(EVE).await;
    for name in ["ann@example.com", EVE] {
        server.request_code(json!({ "name": name })).await;
    }
    server.execute("UPDATE outbox SET sealed = (SELECT sealed FROM outbox ORDER BY id LIMIT 1)");
    let taken = server.ctx.store.take_due_messages(Lane::Emails, 10).await.expect("taken");
    let opened: Vec<_> = taken.iter().map(|taken| taken.message.as_ref().map(|message| &*message.to).ok()).collect();
    assert_eq!(opened, [Some("ann@example.com"), None]);
}

#[tokio::test]
async fn a_signing_key_does_not_open_under_another_id() {
    let server = Server::start().await;
    assert!(server.ctx.store.signing_keys().await.is_ok());
    server.execute("UPDATE signing_key SET id = 'another'");
    assert!(server.ctx.store.signing_keys().await.is_err());
}

#[tokio::test]
async fn what_version_0_1_has_sealed_opens_until_it_is_resealed() {
    let (server, anns, eves) = two_apps().await;
    server.request_code(json!({ "name": EVE })).await;
    server.seal_as_0_1_0();
    let moved: Vec<_> = rows::<String>(&server.database(), "SELECT account, seed FROM authenticator");
    let server = server.restarted().await; // reads the signing keys
    assert!(!server.ctx.store.is_resealed().await.expect("read"));
    assert!(server.is_accepted(&anns).await);

    let one = Resealed { rows: 1, unreadable: 0 };
    let report = server.beside().reseal().await.expect("resealed");
    let ResealReport { signing_keys, refresh_seeds, authenticator_seeds, messages } = report;
    assert_eq!((signing_keys, refresh_seeds), (one, Resealed::default()));
    assert_eq!((authenticator_seeds.rows, messages.unreadable), (2, 0));
    assert!(messages.rows >= 1);
    assert!(server.ctx.store.is_resealed().await.expect("read"));
    assert!(server.is_accepted(&anns).await, "nothing is lost");
    let mails = server.ctx.store.take_due_messages(Lane::Emails, 10).await.expect("taken");
    assert!(mails.iter().all(|taken| taken.message.is_ok()));
    assert_eq!(server.ctx.store.reseal().await.expect("resealed"), ResealReport::default(), "a second time");

    // A copy from before, in its own row and in another one: the running server refuses both.
    let database = server.database();
    for (account, seed) in &moved {
        let sql = "UPDATE authenticator SET last_step = 0, seed = ?1";
        database.execute(sql, [seed]).expect("written");
        assert!(!server.is_accepted(&anns).await && !server.is_accepted(&eves).await, "{account}");
    }
    let report = server.ctx.store.reseal().await.expect("resealed");
    assert_eq!(report.authenticator_seeds, Resealed { rows: 0, unreadable: 2 }, "it isn't resealed later, either");
}

#[tokio::test]
async fn what_cannot_be_opened_is_counted_once_and_wiped_messages_are_not() {
    let (server, _) = linked().await;
    let wiped = server.ctx.store.take_due_messages(Lane::Emails, 1).await.expect("taken").pop().expect("a message");
    server.ctx.store.give_up_message(wiped.lease, "for a test".into(), true).await.expect("written");
    server.request_code(json!({ "name": EVE })).await;
    for (table, column) in [("signing_key", "sealed"), ("refresh_family", "seed"), ("outbox", "sealed")] {
        server.execute(&format!("UPDATE {table} SET {column} = zeroblob(60) WHERE length({column}) > 0"));
    }
    let one = Resealed { rows: 0, unreadable: 1 };
    let ResealReport { signing_keys, refresh_seeds, messages, .. } = server.ctx.store.reseal().await.expect("resealed");
    assert_eq!([signing_keys, refresh_seeds, messages], [one; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resealing_loses_nothing_that_is_written_meanwhile() {
    let (server, tokens) = linked().await;
    server.seal_as_0_1_0();
    let rows = rows::<i64>(&server.database(), "SELECT id, seed FROM refresh_family");
    let database = server.database();
    for id in 1..=1000 {
        let sealed = old_form(&server.key(), "outbox", b"{}");
        database
            .execute("INSERT INTO outbox (id, lane, sealed, due) VALUES (?1, 0, ?2, ?3)", (id, sealed, i64::MAX))
            .expect("written");
    }
    assert_eq!(rows.len(), 1);
    let (browser, beside) = (server.browser("ann@example.com").await, server.beside());
    let resealing = tokio::spawn(async move { beside.reseal().await });
    let mut token = text(&tokens, "refresh_token");
    let mut refreshes = 0;
    while !resealing.is_finished() {
        refreshes += 1;
        token = text(&refresh(&server, &token).await.json(), "refresh_token");
        let linked = crate::tokens::link_in(&server, &browser, "openid offline_access").await;
        assert_eq!(refresh(&server, &text(&linked, "refresh_token")).await.status, StatusCode::OK);
    }
    assert!(refreshes > 0, "nothing happened beside it");
    let report = resealing.await.expect("ends").expect("resealed");
    assert!(report.messages.rows >= 1000 && report.refresh_seeds.rows == 1, "{report:?}");
    assert_eq!(refresh(&server, &token).await.status, StatusCode::OK);
    assert_eq!(server.ctx.store.reseal().await.expect("resealed"), ResealReport::default());
}

fn reseal(data: &Path) -> Value {
    let output = run(&["store", "reseal", "--data", data.to_str().expect("text")], "");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[test]
fn the_command_reseals_a_store_of_0_1_0_while_the_server_runs_and_says_what_it_did() {
    let (folder, _) = copy_of_0_1_0();
    let _server = Process::start(folder.path());
    let first = reseal(folder.path());
    assert!(first[0].as_str().is_some_and(|line| line.starts_with("resealed 1 signing key")), "{first}");
    let again = json!([
        "resealed 0 signing keys",
        "resealed 0 refresh token seeds",
        "resealed 0 authenticator app seeds",
        "resealed 0 messages",
        "the form of older versions is no longer accepted",
    ]);
    assert_eq!(reseal(folder.path()), again);
}

#[test]
fn a_server_logs_at_each_start_that_its_store_of_0_1_0_should_be_resealed_until_it_is() {
    let (folder, _) = copy_of_0_1_0();
    let logged = |data: &Path| {
        let log = data.join("log");
        let mut server = countersign();
        let serve = ["serve", "--dev", "--listen", "127.0.0.1:0", "--data", data.to_str().expect("text")];
        server.args(serve).stderr(Stdio::from(File::create(&log).expect("a log")));
        let mut server = server.spawn().expect("starts");
        loop {
            let text = fs::read_to_string(&log).expect("a log");
            if text.contains("\"serving\"") {
                server.kill().and_then(|()| server.wait()).expect("ends");
                return text.matches("countersign store reseal").count();
            }
            assert!(server.try_wait().expect("a child").is_none(), "{text}");
            std::thread::yield_now();
        }
    };
    assert_eq!(logged(folder.path()), 1);
    reseal(folder.path());
    assert_eq!(logged(folder.path()), 0);
}
