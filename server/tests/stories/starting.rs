//! How the server starts, or says why it doesn't (O9).

use crate::process::{Process, countersign, failure, folder_with_client, wait_until};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn without_a_mail_server_only_development_mode_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    for more in [[].as_slice(), &["--public-url", "http://localhost:8080"], &["--public-url", "https://id.example"]] {
        let serve = ["serve", "--data", text(&data), "--listen", "127.0.0.1:0"];
        let told = failure(&[&serve, more].concat());
        for part in ["smtp.url = \"smtps://user:password@mail.example:465\"", "smtp.from = ", "--dev"] {
            assert!(told.contains(part) && told.lines().count() == 1, "{part}: {told}");
        }
    }
    assert!(!data.exists(), "a failed start leaves nothing behind");
    let server = Process::start(&data);
    wait_until(|| server.log().contains("DEVELOPMENT: messages are written to a folder"));
}

#[test]
fn development_mode_is_refused_at_an_https_address_and_outside_the_command_line() {
    let folder = folder_with_client();
    let data = text(folder.path());
    let told = failure(&["serve", "--dev", "--data", data, "--public-url", "https://id.example"]);
    assert!(told.contains("--dev") && told.contains("https://id.example"), "{told}");
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "dev = true").expect("written");
    assert!(failure(&["serve", "--data", data, "--config", text(&file)]).contains("`countersign serve --dev`"));
    let output = countersign().args(["serve", "--data", data]).env("COUNTERSIGN_DEV", "true").output().expect("ends");
    assert!(String::from_utf8_lossy(&output.stderr).contains("`countersign serve --dev`"), "{output:?}");
    let told = failure(&["serve", "--data", data, "--outbox", data]);
    assert!(told.contains("--dev"), "only development has an outbox folder: {told}");
}

#[test]
fn the_developers_page_exists_in_development_only() {
    let folder = folder_with_client();
    let smtp = folder.path().join("smtp.toml");
    std::fs::write(&smtp, "[smtp]\nurl = 'smtp://127.0.0.1:9'\nfrom = 'a@acme.example'").expect("written");
    let statuses = |server: &Process| ["/dev/inbox", "/api/dev/inbox", "/nowhere"].map(|path| server.status(path));
    let [page, api, nowhere] = statuses(&Process::start_in_production(folder.path(), &["--config", text(&smtp)]));
    assert_eq!((page, api), (nowhere, 404), "as an unknown address");
    let [page, api, nowhere] = statuses(&Process::start(folder.path()));
    assert_eq!(api, 200);
    assert!(page == 200 || page == nowhere, "unless this binary was built without the page");
}

#[test]
fn texts_have_at_most_one_provider_and_go_out_over_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("c.toml");
    let both = "[twilio]\naccount='A'\ntoken='t'\nfrom='MG1'\n[sms_webhook]\nurl='https://texts.example'\nsecret='a secret of twenty-four letters'\n";
    for (settings, expected) in [
        (both, "either [twilio] or [sms_webhook]"),
        ("[sms_webhook]\nurl='http://texts.example'\nsecret='s'\n", "sms_webhook.url"),
        ("[sms_webhook]\nurl='https://ann:1#2@texts.example'\nsecret='s'\n", "percent-encode"),
        ("[sms_webhook]\nurl='https://ann:12/x@texts.example'\nsecret='s'\n", "percent-encode"),
    ] {
        std::fs::write(&config, settings).expect("written");
        let told = failure(&["serve", "--data", text(folder.path()), "--config", text(&config)]);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_start_warns_about_secrets_in_settings_that_others_can_read() {
    let (folder, secret) = (folder_with_client(), "a-secret-of-more-than-thirty-two-characters");
    let file = folder.path().join("settings.toml");
    let section = format!("[[clients]]\nid = 'film'\nname = 'Films'\nkind = 'app'\nsecret = '{secret}'\n");
    std::fs::write(&file, section).expect("written");
    let path = text(&file);
    let warning =
        format!("the settings in {path} contain secrets, and other users can read them; run: chmod 600 {path}");
    for (mode, warns) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&file, Permissions::from_mode(mode)).expect("set");
        let server = Process::start_with(folder.path(), &["--config", path]);
        wait_until(|| server.log().contains("\"serving\""));
        let log = server.log();
        assert!(log.contains(&warning) == warns && !log.contains(secret), "{mode:o}: {log}");
    }
}

#[test]
fn paths_in_the_file_are_relative_to_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let (etc, run_in) = (folder.path().join("etc"), folder.path().join("run"));
    std::fs::create_dir(&etc).and_then(|()| std::fs::create_dir(&run_in)).expect("made");
    let logo = etc.join("acme.svg");
    std::fs::write(etc.join("c.toml"), "data = 'store'\nbrand.logo = 'acme.svg'").expect("written");
    let serve = || {
        let mut serve = countersign();
        serve.current_dir(&run_in).args(["serve", "--dev", "--listen", "127.0.0.1:0", "--config", "../etc/c.toml"]);
        serve
    };
    let failure = |serve: &mut std::process::Command| {
        let output = serve.output().expect("ends");
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let told = failure(&mut serve());
    assert!(told.contains("brand.logo: /") && told.contains("/run/../etc/acme.svg: "), "the whole path: {told}");
    std::fs::write(&logo, "<svg/>").expect("written");
    let told = failure(serve().env("COUNTERSIGN_GEOIP_DATABASE", "places.mmdb"));
    let places = run_in.join("places.mmdb");
    assert!(told.contains(text(&places)), "a variable's is relative to the current folder: {told}");
    let mut child = serve().stderr(std::process::Stdio::null()).spawn().expect("starts");
    while !etc.join("store/countersign.db").exists() {
        assert!(child.try_wait().expect("a child").is_none(), "it stopped");
    }
    child.kill().and_then(|()| child.wait()).expect("ended");
}

#[test]
fn a_start_that_fails_changes_nothing_in_the_store() {
    let folder = folder_with_client();
    let (data, taken) = (text(folder.path()), std::net::TcpListener::bind("127.0.0.1:0").expect("a port"));
    let file = folder.path().join("c.toml");
    let section = "[[clients]]\nid = 'film'\nname = 'Films'\nkind = 'app'\n";
    std::fs::write(&file, section).expect("written");
    drop(Process::start_with(folder.path(), &["--config", text(&file)]));
    let listed = || crate::process::run(&["client", "list", "--data", data], "").stdout;
    let before = listed();
    let port = taken.local_addr().expect("an address").port();
    for (settings, expected) in [
        ("brand.logo = 'nowhere.svg'", "nowhere.svg"),
        ("geoip_database = 'nowhere.mmdb'", "nowhere.mmdb"),
        ("breached_passwords = 'nowhere.bin'", "nowhere.bin"),
        ("phone_countries = ['Germany']", "Germany"),
        ("smtp.url = 'smtps://mail example'\nsmtp.from = 'a@b.example'", "smtp.url"),
        ("smtp.url = 'smtps://mail.example'\nsmtp.from = 'nobody'", "smtp.from"),
        ("[[clients]]\nid = 'other'\nname = 'Other'\nkind = 'app'\nlogo = 'nowhere.png'", "nowhere.png"),
        (&format!("listen = '127.0.0.1:{port}'"), "listen: "),
        (&format!("metrics_listen = '127.0.0.1:{port}'\nlisten = '127.0.0.1:0'"), "metrics_listen: "),
    ] {
        std::fs::write(&file, settings).expect("written");
        let new = folder.path().join("new");
        for data in [data, text(&new)] {
            let told = failure(&["serve", "--dev", "--data", data, "--config", text(&file)]);
            let last = told.lines().last().unwrap_or_default();
            assert!(last.starts_with("countersign: ") && last.contains(expected), "{expected}: {told}");
        }
        assert!(!new.exists() && listed() == before, "{expected}");
    }
}
