//! The mail server of the stories. It records what it hears, and replies to each command as it is told.

use server::config::{Secret, Smtp};
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A mail server, on as many connections as others open.
pub(crate) struct MailServer {
    port: u16,
    heard: Arc<Mutex<Heard>>,
}

/// What a mail server has heard.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    emails: Vec<String>,
    /// The extensions that it names to new connections.
    extensions: &'static [&'static str],
    /// The command that it leaves unanswered.
    unanswered: Option<&'static str>,
    /// The step at which it rejects, and its reply there.
    rejection: Option<(String, String)>,
}

impl MailServer {
    /// A mail server with these extensions, such as `SMTPUTF8`.
    pub(crate) fn start(extensions: &'static [&'static str]) -> Self {
        Self::start_slow(extensions, || {})
    }

    /// As [`Self::start`], but each email is accepted only when `wait` returns.
    pub(crate) fn start_slow(extensions: &'static [&'static str], wait: impl Fn() + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Heard { extensions, ..Heard::default() }));
        let (shared, wait) = (Arc::clone(&heard), Arc::new(wait));
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let (heard, wait) = (Arc::clone(&shared), Arc::clone(&wait));
                std::thread::spawn(move || {
                    // The other side can end first.
                    let _ = speak(&stream, &heard, &*wait);
                });
            }
        });
        Self { port, heard }
    }

    /// The settings with which a server uses it.
    pub(crate) fn settings(&self) -> Smtp {
        let url = Secret(format!("smtp://127.0.0.1:{}", self.port));
        Smtp { url, from: "Acme <no-reply@acme.example>".into() }
    }

    /// A file in a folder with these settings.
    pub(crate) fn settings_file(&self, folder: &Path) -> String {
        let (file, Smtp { url: Secret(url), from }) = (folder.join("smtp.toml"), self.settings());
        std::fs::write(&file, format!("[smtp]\nurl = '{url}'\nfrom = '{from}'")).expect("written");
        file.to_str().expect("text").to_owned()
    }

    /// Has these extensions from now on, which connections that are open already don't learn.
    pub(crate) fn change_extensions(&self, extensions: &'static [&'static str]) {
        self.heard.lock().expect("not poisoned").extensions = extensions;
    }

    /// Leaves this command unanswered from now on.
    pub(crate) fn leave_unanswered(&self, command: &'static str) {
        self.heard.lock().expect("not poisoned").unanswered = Some(command);
    }

    /// Rejects each email at a step from now on: at a command such as `MAIL`, or at `.`, the end of an email.
    pub(crate) fn reject(&self, step: &str, reply: &str) {
        self.heard.lock().expect("not poisoned").rejection = Some((step.to_owned(), reply.to_owned()));
    }

    /// Accepts all emails from now on.
    pub(crate) fn accept(&self) {
        self.heard.lock().expect("not poisoned").rejection = None;
    }

    /// All commands that it has heard, in their order.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.heard.lock().expect("not poisoned").commands.clone()
    }

    /// All emails that it has accepted, as they came.
    pub(crate) fn emails(&self) -> Vec<String> {
        self.heard.lock().expect("not poisoned").emails.clone()
    }
}

fn speak(stream: &TcpStream, heard: &Mutex<Heard>, wait: &impl Fn()) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let say = |text: &str| {
        let mut stream = stream;
        stream.write_all(format!("{text}\r\n").as_bytes())
    };
    say("220 mail.example")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let command = line.trim_end().to_owned();
        line.clear();
        heard.lock().expect("not poisoned").commands.push(command.clone());
        let word = command.split_once(' ').map_or(command.as_str(), |(word, _)| word);
        if heard.lock().expect("not poisoned").unanswered == Some(word) {
            continue;
        }
        if let Some(reply) = rejection(heard, word) {
            say(&reply)?;
            continue;
        }
        match word {
            "EHLO" => {
                let extensions = heard.lock().expect("not poisoned").extensions;
                let lines = [&["mail.example"][..], extensions].concat();
                say(&format!("250-{}\r\n250 HELP", lines.join("\r\n250-")))?;
            }
            "DATA" => {
                say("354 go on")?;
                let email = read_email(&mut lines)?;
                wait();
                if let Some(reply) = rejection(heard, ".") {
                    say(&reply)?;
                } else {
                    heard.lock().expect("not poisoned").emails.push(email);
                    say("250 accepted")?;
                }
            }
            _ => say("250 fine")?,
        }
    }
    Ok(())
}

/// The reply with which an email is rejected at a step.
fn rejection(heard: &Mutex<Heard>, step: &str) -> Option<String> {
    let heard = heard.lock().expect("not poisoned");
    let (_, reply) = heard.rejection.as_ref().filter(|(at, _)| at == step)?;
    Some(format!("{reply} as it was told"))
}

fn read_email(lines: &mut impl BufRead) -> Result<String> {
    let mut email = String::new();
    loop {
        let before = email.len();
        if lines.read_line(&mut email)? == 0 || &email[before..] == ".\r\n" {
            email.truncate(before);
            return Ok(email);
        }
    }
}
