//! What commands print: errors, help and lists.

use crate::process::{countersign, failure, folder_with_client, free_port, run};
use crate::server::PASSWORD;
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Output, Stdio};

#[test]
fn a_failed_command_prints_one_clear_line() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("an address").to_string();
    let add = |email| failure(&["account", "add", "--data", data, "--email", email, "--password-stdin"]);
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "lisen = '127.0.0.1:0'").expect("written");
    let table = [
        (add("ann"), "name@example.com"),
        (failure(&["client", "add", "--data", data, "--id", "a b", "--name", "x", "--kind", "tv"]), "client id"),
        (failure(&["client", "add", "--data", data, "--id", "a", "--name", "x", "--kind", "tv", "--logo", data]), data),
        (failure(&["client", "remove", "--data", data, "--id", "nope"]), "no client"),
        (failure(&["client", "list", "--data", "/proc/nowhere"]), "/proc/nowhere"),
        (
            failure(&["client", "add", "--data", "/proc/nowhere", "--id", "a", "--name", "x", "--kind", "tv"]),
            "/proc/nowhere",
        ),
        (failure(&["serve", "--dev", "--data", data, "--listen", &taken]), taken.as_str()),
        (failure(&["serve", "--data", data, "--config", "/nowhere.toml"]), "/nowhere.toml"),
        (failure(&["serve", "--data", data, "--config", file.to_str().expect("text")]), "\"listen\""),
        (failure(&["device", "--server", "http://127.0.0.1:9", "--client", "tv"]), "127.0.0.1:9"),
        (
            failure(&["client", "add", "--data", data, "--id", "a", "--name", "x", "--kind", "tv", "--secret-stdin"]),
            "the secret of the client \"a\" must have 32 to 256 characters",
        ),
    ];
    for (output, expected) in table {
        assert!(output.contains(expected) && output.lines().count() == 1, "{expected}: {output}");
    }
    assert!(failure(&["serve", "--data", data, "--public-url", "http://example.com"]).contains("https"));
    assert!(failure(&["serve", "--data", data, "--listen", "nowhere"]).contains("nowhere"));
    assert!(failure(&["serve", "--dev", "--data", data, "--listen", &taken]).contains("listen: "));
    assert!(failure(&["device", "--server", "localhost:8080", "--client", "tv"]).contains("http://localhost:8080"));
}

#[test]
fn a_device_says_what_is_wrong_with_the_address_of_the_server() {
    let told = |server: &str| failure(&["device", "--server", server, "--client", "tv"]);
    assert!(told("http://id.example").contains("it must start with https://"));
    let refused = format!("http://127.0.0.1:{}", free_port());
    assert!(told(&refused).contains(&format!("no server answers at {refused}; is it running?")));

    let plain = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = plain.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in plain.incoming() {
            let mut stream = stream.expect("a connection");
            // The whole first message, so that the answer isn't lost in a reset.
            assert!(stream.read(&mut [0; 4096]).expect("a handshake") > 0);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let told = told(&format!("https://{address}"));
    let said = format!("https://{address} doesn't speak https; on this machine, try http://{address}");
    assert!(told.contains(&said) && told.lines().count() == 1, "{told}");
}

/// The help of a command, and of all commands below it that do something.
fn helps(command: &str) -> Vec<(String, String)> {
    let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
    let help = String::from_utf8(run(&arguments, "").stdout).expect("text");
    let Some((_, listed)) = help.split_once("\nCommands:\n") else { return vec![(command.to_owned(), help)] };
    // A longer indent continues the description before it.
    let lines = listed.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let names = lines.filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !["", "help"].contains(name))
        .flat_map(|name| helps(format!("{command} {name}").trim()))
        .collect()
}

#[test]
fn every_command_has_help_with_an_example() {
    let helps = helps("");
    assert!(helps.len() >= 25, "{helps:?}");
    for (command, help) in helps {
        let examples = help.split("Example").nth(1).unwrap_or_default();
        assert!(examples.contains(&format!("countersign {command} ")), "{command}: {help}");
        // A longer line would be wrapped in a narrow terminal, and a copy of it would be two commands.
        assert!(examples.lines().all(|line| line.len() < 80), "{command}: {help}");
    }
}

#[test]
fn a_password_set_by_a_command_is_as_hard_to_guess_as_on_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let (data, list, config) = (path("data"), path("breached.bin"), path("c.toml"));
    let (other, link) = (format!("{list}.other"), format!("{list}.new"));
    std::fs::write(&other, "kept").expect("written");
    std::os::unix::fs::symlink(&other, &link).expect("linked");
    assert!(run(&["passwords", "compact", &list], "tr0ub4dor&3 walnut").status.success());
    assert_eq!(std::fs::read_to_string(&other).expect("read"), "kept", "it doesn't write through a link");
    std::fs::write(&config, "breached_passwords = 'breached.bin'\n[brand]\nname = 'Lighthouse'").expect("written");
    let add = ["account", "add", "--data", &data, "--email", "berta.blume@example.com", "--password-stdin"];
    let refused = |command: &[&str], password| {
        let output = run(&[command, &["--config", &config]].concat(), password);
        assert!(!output.status.success(), "{password}");
        String::from_utf8(output.stderr).expect("text")
    };
    for (password, because) in [
        ("password", "many people use it"),
        ("Blume1987", "the account's name"),
        ("Lighthouse1987", "the brand's"),
        ("tr0ub4dor&3 walnut", "data breach"),
    ] {
        let told = refused(&add, password);
        assert!(told.contains(because) && told.lines().count() == 1, "{password}: {told}");
    }
    assert!(!folder.path().join("data").exists(), "a password that is refused makes no store");
    assert!(run(&add, PASSWORD).status.success());
    let set = ["account", "set-password", "--data", &data, "berta.blume@example.com", "--password-stdin"];
    assert!(refused(&set, "Blume1987").contains("the account's name"));
    assert!(run(&set, "walnut harbour 42 tides").status.success());
}

#[test]
fn an_empty_list_says_so_but_not_to_programs() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    for list in [["outbox", "list"], ["texts", "stopped"]] {
        let output = run(&[list[0], list[1], "--data", data], "");
        assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (b"".as_slice(), b"none\n".as_slice()));
    }
}

#[test]
fn a_single_thing_is_counted_in_the_singular() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("breached.bin");
    let output = run(&["passwords", "compact", file.to_str().expect("text")], PASSWORD);
    assert!(String::from_utf8_lossy(&output.stdout).ends_with(": 1 password\n"), "{output:?}");
}

/// Runs a command with its standard output elsewhere.
fn run_into(to: impl Into<Stdio>, arguments: &[&str]) -> Output {
    countersign().args(arguments).stdin(Stdio::null()).stdout(to).output().expect("ends")
}

/// Runs a command whose output nobody reads.
fn run_into_closed_pipe(arguments: &[&str]) -> Output {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    run_into(writer, arguments)
}

#[test]
fn a_command_whose_output_nobody_reads_ends_quietly_unless_a_new_secret_is_lost() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let api = ["--id", "api", "--name", "API", "--kind", "app", "--secret-stdin"];
    assert!(run(&[&["client", "add", "--data", data], &api[..]].concat(), &"s".repeat(32)).status.success());
    assert!(run(&["account", "add", "--data", data, "--email", "ann@example.com"], "").status.success());
    let show = ["account", "show", "--data", data, "ann@example.com"];
    for command in [&["client", "list", "--data", data], &["account", "list", "--data", data], &show[..]] {
        let output = run_into_closed_pipe(command);
        assert!(output.status.success() && output.stderr.is_empty(), "{command:?}: {output:?}");
    }
    let changed = run_into_closed_pipe(&["account", "disable", "--data", data, "ann@example.com"]);
    assert!(changed.status.success(), "{changed:?}");
    assert!(failure(&["account", "disable", "--data", data, "ann@example.com"]).contains("is disabled already"));
    let rotate = ["client", "rotate-secret", "--data", data, "--id", "api"];
    let set_password = ["account", "set-password", "--data", data, "ann@example.com"];
    for command in [&rotate[..], &set_password] {
        let output = run_into_closed_pipe(command);
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(!output.status.success() && said.contains("the new secret is lost"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_command_whose_output_cannot_be_written_fails_with_one_clear_line() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let full = File::options().write(true).open("/dev/full").expect("opens");
    let output = run_into(full, &["client", "list", "--data", data]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(!output.status.success() && said.contains("can't write to standard output"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}
