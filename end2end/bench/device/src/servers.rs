//! The servers that are compared: each is a process on 127.0.0.1, stopped by its process id.

use crate::Outcome;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest time that a start may take; only a broken server needs it.
const STARTED_WITHIN: Duration = Duration::from_secs(20);
/// The interval between two checks of a server that is starting: short compared with the measured times.
const LOOK_AGAIN: Duration = Duration::from_micros(250);

/// The unit of CPU times: Linux has reported hundredths of a second, whatever its timer does.
const TICK: Duration = Duration::from_millis(10);

/// Each request has a network address of its own.
const CONFIG: &str = "trusted_proxies = ['127.0.0.1/32']

[[clients]]
id = 'tv'
name = 'TV'
kind = 'tv'

[[clients]]
id = 'api'
name = 'API'
kind = 'app'
secret = 'a-secret-of-more-than-thirty-two-characters'
";

/// Without limits: nearly all of the bench measures the cost of a request that is accepted.
const NO_LIMITS: &str = "
[limits]
device_authorizations_per_minute = 0
resend_after_seconds = 0
codes_per_hour = 0
codes_per_day = 0
codes_per_address = 0
wrong_codes_per_account = 0
unknown_codes_per_account = 0
unknown_codes_per_address = 0
";

/// A provider of texts, whose callbacks are measured. It is sent none.
const TEXTS: &str = "
[twilio]
url = 'http://127.0.0.1:9'
account = 'AC1'
token = 'an-auth-token-of-the-provider'
from = '+15550100123'
";

/// A limit that older binaries don't know.
const NO_NEWER_LIMITS: &str = "sign_ins_per_account = 0\n";

/// The servers that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Countersign,
    /// An older binary of Countersign.
    Before,
    /// See [`crate::bare`].
    Bare,
    /// The npm package oidc-provider, with its store in memory.
    OidcProvider,
}

impl Contender {
    /// All contenders, in the order of their turns.
    pub(crate) const ALL: [Self; 3] = [Self::Countersign, Self::Bare, Self::OidcProvider];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Countersign => "Countersign",
            Self::Before => "before",
            Self::Bare => "bare",
            Self::OidcProvider => "oidc-provider",
        }
    }

    fn ready(self) -> &'static str {
        match self {
            Self::Countersign | Self::Before | Self::Bare => "/readyz",
            Self::OidcProvider => "/.well-known/openid-configuration",
        }
    }
}

/// The paths that the bench uses.
pub(crate) struct Bench {
    /// The release binary.
    pub(crate) countersign: PathBuf,
    before: PathBuf,
    oidc_provider: PathBuf,
}

impl Bench {
    pub(crate) fn begin() -> Outcome<Self> {
        let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let built = bench.join("../../target/release/countersign");
        let countersign = std::env::var_os("COUNTERSIGN_BIN").map_or(built, PathBuf::from);
        if !countersign.exists() {
            return Err(format!("{} is missing: `make build` makes it", countersign.display()).into());
        }
        let before = std::env::var_os("BENCH_BEFORE").map(PathBuf::from).unwrap_or_default();
        Ok(Self { countersign, before, oidc_provider: bench.join("oidc/server.mjs") })
    }

    /// The binary of Countersign, or the older one: each makes and reads its own stores.
    fn binary(&self, contender: Contender) -> &Path {
        if contender == Contender::Before { &self.before } else { &self.countersign }
    }

    /// Adds an account to a contender's store.
    pub(crate) fn add_account(&self, contender: Contender, data: &Path, email: &str, password: &str) -> Outcome<()> {
        let mut command = Command::new(self.binary(contender));
        command.args(["account", "add", "--email", email, "--password-stdin", "--data"]).arg(data);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        child.stdin.take().ok_or("no pipe")?.write_all(password.as_bytes())?;
        if child.wait()?.success() { Ok(()) } else { Err("the account could not be added".into()) }
    }

    /// Adds accounts without passwords.
    pub(crate) fn add_people(&self, data: &Path, emails: impl Iterator<Item = String>) -> Outcome<()> {
        for email in emails {
            let mut command = Command::new(&self.countersign);
            command.args(["account", "add", "--email", &email, "--data"]).arg(data);
            if !command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?.success() {
                return Err("the account could not be added".into());
            }
        }
        Ok(())
    }

    /// A new folder beside this binary: on a real disk, because the system's temporary folder may be in memory.
    pub(crate) fn folder() -> Outcome<TempDir> {
        let binary = std::env::current_exe()?;
        Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(binary.parent().ok_or("this binary has no folder")?)?)
    }

    /// Starts a server on a folder's data, and waits until it is ready.
    pub(crate) fn start(&self, contender: Contender, folder: &Path) -> Outcome<Running> {
        let newer = if contender == Contender::Before { "" } else { NO_NEWER_LIMITS };
        fs::write(folder.join("config.toml"), [CONFIG, NO_LIMITS, newer].concat())?;
        self.start_configured(contender, folder)
    }

    /// Starts Countersign without limits, and with a provider of texts.
    pub(crate) fn start_with_texts(&self, folder: &Path) -> Outcome<Running> {
        fs::write(folder.join("config.toml"), [CONFIG, NO_LIMITS, NO_NEWER_LIMITS, TEXTS].concat())?;
        self.start_configured(Contender::Countersign, folder)
    }

    /// Starts Countersign with its limits, except that one network can open as many authorizations as the bench needs, and that each account
    /// can sign in as often as its connections can, so that a few accounts flood like many.
    pub(crate) fn start_limited(&self, folder: &Path) -> Outcome<Running> {
        let limits = "[limits]\ndevice_authorizations_per_minute = 0\n";
        fs::write(folder.join("config.toml"), [CONFIG, limits, NO_NEWER_LIMITS].concat())?;
        self.start_configured(Contender::Countersign, folder)
    }

    fn start_configured(&self, contender: Contender, folder: &Path) -> Outcome<Running> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = self.command(contender, folder, port)?;
        let log = folder.join("log");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
        let begun = Instant::now();
        let mut running = Running { child: command.spawn()?, address, started_in: Duration::ZERO };
        while !is_ready(address, contender.ready()) {
            if begun.elapsed() > STARTED_WITHIN || running.child.try_wait()?.is_some() {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(format!("{} does not start: {said}", contender.name()).into());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        running.started_in = begun.elapsed();
        Ok(running)
    }

    fn command(&self, contender: Contender, folder: &Path, port: u16) -> Outcome<Command> {
        let mut command = match contender {
            Contender::Countersign | Contender::Before => {
                let config = folder.join("config.toml");
                let binary = self.binary(contender);
                let mut command = Command::new(binary);
                command.arg("serve").args(dev(binary)?).arg("--config").arg(config);
                command.arg("--data").arg(folder.join("data"));
                command.args([
                    "--listen",
                    &format!("127.0.0.1:{port}"),
                    "--public-url",
                    &format!("http://localhost:{port}"),
                ]);
                return Ok(command);
            }
            Contender::Bare => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("bare");
                command
            }
            Contender::OidcProvider => {
                let mut command = Command::new("node");
                command.env("NODE_ENV", "production").arg(&self.oidc_provider);
                command
            }
        };
        command.arg(port.to_string()).arg(folder);
        Ok(command)
    }
}

/// The option for a server without a mail server; older binaries need none.
fn dev(binary: &Path) -> Outcome<Option<&'static str>> {
    let help = Command::new(binary).args(["serve", "--help"]).output()?;
    Ok(String::from_utf8_lossy(&help.stdout).contains("--dev").then_some("--dev"))
}

/// A running server; stopped when dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The time from the start of the process to its first successful response.
    pub(crate) started_in: Duration,
}

impl Running {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Resident memory in bytes, as Linux reports it.
    pub(crate) fn resident(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system tells no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    }

    /// The CPU time of the process so far, as Linux reports it.
    pub(crate) fn cpu_time(&self) -> Outcome<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(") ").ok_or("the system reports no CPU time")?;
        let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<u32>).sum::<Result<u32, _>>()?;
        Ok(TICK * ticks)
    }

    /// Stops it as an operator would, and waits until it has exited.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr, path: &str) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(STARTED_WITHIN))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer.ends_with(b" 200"))
}
