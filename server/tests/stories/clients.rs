//! Clients: their origins, and their secrets, which end only by an explicit word (O12).

use crate::process::{Process, failure, folder_with_client, run};
use crate::server::Server;
use axum::http::StatusCode;
use domain::device::DeviceKind;
use server::config::{ClientConfig, Secret};
use server::grants::clients;
use server::store::{ClientRefusal, NewClient, Stop};
use std::path::Path;

const FIRST: &str = "the first secret of thirty-two characters";
const SECOND: &str = "the second secret of thirty-two characters";
const THIRD: &str = "the third secret of thirty-two characters";

/// A server with the confidential client `api`.
async fn server() -> Server {
    let server = Server::start().await;
    let secret = Some(Secret(FIRST.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("api", "The API", DeviceKind::App) }).await;
    server
}

/// The outcome of a change that is done or refused.
fn refusal<T>(changed: Result<T, Stop>) -> Result<T, ClientRefusal> {
    changed.map_err(|stop| match stop {
        Stop::ClientRefused(refusal) => refusal,
        failed => panic!("{failed}"),
    })
}

impl Server {
    async fn rotate(&self, id: &str, secret: &str, ends_old: bool) -> Result<(), ClientRefusal> {
        let rotated = self.ctx.store.rotate_secret(id.to_owned(), &Secret(secret.into()), ends_old).await;
        self.ctx.clients.refresh(&self.ctx.store).await.expect("read");
        refusal(rotated).map(drop)
    }

    /// Whether each of the three secrets is the client's.
    async fn accepted(&self) -> [bool; 3] {
        let mut accepted = [false; 3];
        for (accepted, secret) in accepted.iter_mut().zip([FIRST, SECOND, THIRD]) {
            let form = [("client_id", "api"), ("client_secret", secret), ("token", "any")];
            *accepted = self.form("/oauth/introspect", &form).await.status == StatusCode::OK;
        }
        accepted
    }
}

#[tokio::test]
async fn a_replaced_secret_works_for_another_day() {
    let server = server().await;
    assert_eq!(server.accepted().await, [true, false, false]);
    server.rotate("api", SECOND, false).await.expect("rotated");
    assert_eq!(server.accepted().await, [true, true, false]);
    server.advance(24 * 3600 - 1);
    server.ctx.store.purge().await.expect("purged");
    assert!(server.ctx.store.clients().await.expect("read").remove(0).old_secret.is_some());
    assert_eq!(server.accepted().await, [true, true, false]);
    server.advance(1);
    assert_eq!(server.accepted().await, [false, true, false]);
    server.ctx.store.purge().await.expect("purged");
    let api = server.ctx.store.clients().await.expect("read").remove(0);
    assert_eq!((api.id.as_str(), api.old_secret), ("api", None), "its hash is forgotten");
}

#[tokio::test]
async fn a_second_rotation_ends_the_oldest_secret() {
    let server = server().await;
    server.rotate("api", SECOND, false).await.expect("rotated");
    server.rotate("api", THIRD, false).await.expect("rotated");
    assert_eq!(server.accepted().await, [false, true, true]);
}

#[tokio::test]
async fn a_stolen_secret_ends_at_once() {
    let server = server().await;
    server.rotate("api", SECOND, false).await.expect("rotated");
    server.rotate("api", THIRD, true).await.expect("rotated");
    assert_eq!(server.accepted().await, [false, false, true]);
}

#[tokio::test]
async fn a_secret_that_is_set_anew_ends_the_old_one_and_any_other_change_keeps_both() {
    let server = server().await;
    server.rotate("api", SECOND, false).await.expect("rotated");
    server.add_client(ClientConfig::new("api", "Another name", DeviceKind::App)).await;
    assert_eq!(server.accepted().await, [true, true, false]);
    let secret = Some(Secret(THIRD.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("api", "The API", DeviceKind::App) }).await;
    assert_eq!(server.accepted().await, [false, false, true]);
}

#[tokio::test]
async fn only_a_secret_that_a_command_has_set_can_be_replaced() {
    let server = server().await;
    let id = |id: &str| id.to_owned();
    assert_eq!(server.rotate("nope", SECOND, false).await, Err(ClientRefusal::Unknown(id("nope"))));
    assert_eq!(server.rotate("tv", SECOND, false).await, Err(ClientRefusal::Public(id("tv"))));
    for state in [1, 2] {
        server.execute(&format!("UPDATE client SET from_file = {state} WHERE id = 'api'"));
        assert_eq!(server.rotate("api", SECOND, false).await, Err(ClientRefusal::SecretInFile(id("api"))));
    }
    server.execute("UPDATE client SET from_file = 0 WHERE id = 'api'");
    assert_eq!(server.accepted().await, [true, false, false]);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// A folder with the public client `tv` and the confidential client `api`, both added by commands.
fn folder() -> tempfile::TempDir {
    let folder = folder_with_client();
    let add = ["client", "add", "--data", text(folder.path()), "--id", "api", "--name", "API", "--kind", "app"];
    assert!(run(&[add.as_slice(), &["--secret-stdin"]].concat(), FIRST).status.success());
    folder
}

#[test]
fn a_rotated_secret_works_in_a_running_server_within_a_second() {
    let folder = folder();
    let process = Process::start(folder.path());
    let is_accepted = |secret: &str| {
        let form = [("client_id", "api"), ("client_secret", secret), ("token", "any")];
        process.form("/oauth/introspect", &form).expect("answers").contains("active")
    };
    let rotated = run(&["client", "rotate-secret", "--data", text(folder.path()), "--id", "api"], "");
    let told = String::from_utf8(rotated.stderr).expect("text");
    assert!(told.starts_with("the old secret works until ") && told.ends_with(" GMT\n"), "{told}");
    let printed = String::from_utf8(rotated.stdout).expect("text");
    let made = printed.trim_end();
    assert!(made.len() == 64 && printed.lines().count() == 1, "{printed}");
    let clock = server::clock::Clock::system();
    let begun = clock.now();
    while !is_accepted(made) {
        assert!(clock.now().since(begun).as_millis() < 1000, "still unknown after a second");
    }
    assert!(is_accepted(FIRST));
    let rotate = ["client", "rotate-secret", "--data", text(folder.path()), "--id", "api", "--secret-stdin"];
    let rotated = run(&[rotate.as_slice(), &["--revoke-old"]].concat(), SECOND);
    assert_eq!(rotated.stdout, b"changed api\n", "it isn't printed: {rotated:?}");
    let begun = clock.now();
    while is_accepted(made) {
        assert!(clock.now().since(begun).as_millis() < 1000, "still valid after a second");
    }
    assert!(is_accepted(SECOND) && !is_accepted(FIRST));
    assert!(failure(&rotate).contains("must have 32 to 256 characters"));
}

/// A configuration file with clients.
fn settings(folder: &Path, clients: &str) -> String {
    let file = folder.join("settings.toml");
    std::fs::write(&file, clients).expect("written");
    text(&file).to_owned()
}

/// The lines of `client list`: the ID and the notes about it.
fn listed(folder: &Path) -> Vec<String> {
    let output = run(&["client", "list", "--data", text(folder)], "");
    let line = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        format!("{}: {}", columns[0], columns[4])
    };
    String::from_utf8(output.stdout).expect("text").lines().map(line).collect()
}

const FILM: &str = "[[clients]]\nid = 'film'\nname = 'Films'\nkind = 'app'\n";

#[test]
fn a_client_removed_from_the_configuration_file_is_suspended_and_listed_with_its_origin() {
    let folder = folder();
    let knows_film = |clients: &str| {
        let process = Process::start_with(folder.path(), &["--config", &settings(folder.path(), clients)]);
        let answer = process.form("/oauth/device_authorization", &[("client_id", "film")]).expect("answers");
        process.device_code().expect("a client that was added by a command stays");
        !answer.contains("invalid_client")
    };
    assert!(knows_film(FILM));
    let by_command = ["api: confidential, added by command", "tv: public, added by command"];
    let [api, tv] = by_command;
    assert_eq!(listed(folder.path()), [api, "film: public, from the configuration", tv]);
    assert!(!knows_film("clients = []"));
    let suspended = [api, "film: public, from the configuration, suspended", tv];
    assert_eq!(listed(folder.path()), suspended);
    let add = ["client", "add", "--data", text(folder.path()), "--id", "film", "--name", "Films", "--kind", "app"];
    assert!(failure(&add).contains("is suspended"), "its devices don't get access again by mistake");
    assert_eq!(listed(folder.path()), suspended);
    assert!(knows_film(FILM));
    let remove = ["client", "remove", "--data", text(folder.path()), "--id", "film"];
    assert!(failure(&remove).contains("configuration file"));
}

/// Starts with clients that aren't accepted. Returns the error, which must change nothing.
fn refused(folder: &Path, clients: &str) -> String {
    let before = listed(folder);
    let serve = ["serve", "--dev", "--data", text(folder), "--listen", "127.0.0.1:0", "--config"];
    let told = failure(&[serve.as_slice(), &[&settings(folder, clients)]].concat());
    let errors = told.lines().filter(|line| !line.starts_with('{')).count(); // the others are the log
    assert_eq!((listed(folder), errors), (before, 1), "{told}");
    told
}

#[test]
fn a_client_of_the_configuration_takes_over_none_of_a_command() {
    let folder = folder();
    let told = refused(folder.path(), "[[clients]]\nid = 'api'\nname = 'API'\nkind = 'app'");
    assert!(told.contains("\"api\"") && told.contains("remove it from the configuration"), "{told}");
    let told = refused(folder.path(), &[FILM, FILM].concat());
    assert!(told.contains("two clients have the id \"film\""), "{told}");
}

#[test]
fn a_client_of_the_configuration_loses_its_secret_only_by_an_explicit_word() {
    let folder = folder();
    let start = |clients: &str| Process::start_with(folder.path(), &["--config", &settings(folder.path(), clients)]);
    let confidential = format!("{FILM}secret = '{FIRST}'");
    drop(start(&confidential));
    for suspended in [false, true] {
        if suspended {
            drop(start("clients = []"));
        }
        let told = refused(folder.path(), FILM);
        assert!(told.contains("\"film\"") && told.contains("public = true"), "{told}");
    }
    assert!(refused(folder.path(), &format!("{confidential}\npublic = true")).contains("can't have a secret"));
    drop(start(&format!("{FILM}public = true")));
    assert_eq!(listed(folder.path())[1], "film: public, from the configuration");
    drop(start(FILM));
}

#[test]
fn a_client_of_the_configuration_gets_wider_only_by_an_explicit_word() {
    let folder = folder();
    let start = |clients: &str| Process::start_with(folder.path(), &["--config", &settings(folder.path(), clients)]);
    let films = |rest: &str| format!("{FILM}{rest}");
    drop(start(&films("sensitive = true\nscopes = ['openid']\naudience = 'https://api.example'")));
    for (kept, word) in [
        ("scopes = ['openid']\naudience = 'https://api.example'", "sensitive = false"),
        ("sensitive = true\naudience = 'https://api.example'", "scopes = []"),
        ("sensitive = true\nscopes = ['openid']", "this server's address"),
    ] {
        let told = refused(folder.path(), &films(kept));
        assert!(told.contains("\"film\"") && told.contains(word), "{told}");
    }
    drop(start("clients = []"));
    assert!(refused(folder.path(), FILM).contains("sensitive = true"), "nor while it is suspended");
    drop(start(&films("sensitive = false\nscopes = []\naudience = 'http://localhost:8080'")));
    let [_, film, _] = listed(folder.path()).try_into().expect("three clients");
    assert_eq!(film, "film: public, from the configuration, for http://localhost:8080");
    drop(start(&films("audience = 'http://localhost:8080'")));
}

/// The line of `client list` about a client.
fn line(folder: &Path, id: &str) -> String {
    let output = run(&["client", "list", "--data", text(folder)], "");
    let lines = String::from_utf8(output.stdout).expect("text");
    lines.lines().find(|line| line.starts_with(&format!("{id}\t"))).expect("listed").to_owned()
}

#[test]
fn a_client_that_a_command_changes_keeps_what_the_command_does_not_name() {
    let folder = folder();
    let add = |more: &[&str]| {
        let base = ["client", "add", "--data", text(folder.path()), "--id", "s", "--kind", "tv"];
        let output = run(&[base.as_slice(), more].concat(), FIRST);
        assert!(output.status.success(), "{output:?}");
        line(folder.path(), "s")
    };
    let named = ["--name", "S", "--sensitive", "--scope", "openid", "--audience", "https://api.example"];
    add(&[named.as_slice(), &["--code", "digits", "--secret-stdin"]].concat());
    let kept = "confidential, added by command, sensitive, for https://api.example";
    assert_eq!(add(&["--name", "S2"]), format!("s\tS2\ttv\tdigits\t{kept}\topenid"));
    let words = ["--name", "S2", "--not-sensitive", "--all-scopes", "--no-audience", "--code", "letters"];
    let changed = "s\tS2\ttv\tletters\tconfidential, added by command\topenid email offline_access";
    assert_eq!(add(&words), changed);
}

#[tokio::test]
async fn a_command_does_not_change_a_client_that_a_server_has_just_found_in_its_configuration_or_missed_there() {
    let server = Server::start().await;
    let film = || clients::client(&ClientConfig::new("film", "Films", DeviceKind::App)).expect("a client");
    let store = &server.ctx.store;
    let start_with = async |clients: Vec<NewClient>| {
        store.put_file_clients(clients).await.expect("no conflict");
    };
    let add = async || refusal(store.add_client(film()).await);
    let remove = async || refusal(store.remove_client("film".into()).await);
    start_with(vec![film()]).await;
    assert_eq!(add().await, Err(ClientRefusal::InFile("film".into())));
    assert_eq!(remove().await, Err(ClientRefusal::InFile("film".into())));
    start_with(Vec::new()).await;
    assert_eq!(add().await, Err(ClientRefusal::Suspended("film".into())));
    assert_eq!((remove().await, remove().await), (Ok(true), Ok(false)));
    assert_eq!((add().await, add().await), (Ok(false), Ok(true)));
}
