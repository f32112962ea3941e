//! The flood: each network has accounts of its own, whose browsers are known to them, and sends all that costs much, on as many
//! connections as keep each queue full. A request that is refused because a limit is reached costs little, and is sent all the same.

use super::{NETWORKS, sign_in_known};
use crate::Outcome;
use crate::load::Connection;
use crate::requests::{Request, ask_code, ask_to_create, member, page_with, sign_in, sign_in_wrong};
use crate::servers::Running;
use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A password whose judgement takes long: nearly all of its characters can stand for several letters.
const COSTLY: &str = "4({<6&!/0&527(3#1|$+%48[395|+2@";
/// The connections of a network for each kind of request.
const CONNECTIONS: usize = 2;
/// The codes that a network has to create accounts with. It can ask for 30 an hour.
const CODES: usize = 10;

/// The attackers.
pub(super) struct Attackers {
    /// For each network, the sessions of its accounts.
    sessions: Vec<Vec<Session>>,
    /// For each network, names and the codes that create accounts with them.
    codes: Vec<Vec<(String, String)>>,
}

/// What the flood came to: the responses by status.
pub(super) struct Flood(HashMap<u16, usize>);

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts: Vec<_> = self.0.iter().collect();
        counts.sort_unstable();
        let counts: Vec<String> = counts.iter().map(|(status, count)| format!("{count} × {status}")).collect();
        write!(f, "{}", counts.join(", "))
    }
}

/// An attacker's account in a browser that it knows.
#[derive(Clone)]
struct Session {
    name: String,
    cookie: String,
    account: String,
}

fn accounts_of(network: usize) -> impl Iterator<Item = String> {
    (0..Kind::WITH_ACCOUNTS.len() * CONNECTIONS).map(move |at| format!("attacker-{network:02}-{at}@example.net"))
}

/// The names of the attackers' accounts.
pub(super) fn accounts() -> Vec<String> {
    (0..NETWORKS).flat_map(accounts_of).collect()
}

fn number(network: usize) -> usize {
    network << 8
}

impl Attackers {
    /// Signs the attackers in, and asks for their codes.
    pub(super) fn prepare(server: &Running, data: &Path) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = Connection::open(server.address).await?;
            let (mut sessions, mut names) = (Vec::new(), Vec::new());
            for network in 0..NETWORKS {
                let mut of_network = Vec::new();
                for name in accounts_of(network) {
                    let (_, body) = connection.send(&sign_in(&name, number(network))).await?;
                    let account = member(body, "current").ok_or("an attacker is not signed in")?;
                    let cookie = connection.cookie.take().ok_or("an attacker gets no cookie")?;
                    of_network.push(Session { name, cookie, account });
                }
                sessions.push(of_network);
                let mine: Vec<_> = (0..CODES).map(|at| format!("new-{network:02}-{at}@example.net")).collect();
                for name in &mine {
                    connection.send(&ask_to_create(name, number(network))).await?;
                }
                names.push(mine);
            }
            let sent = codes_in(&data.join("outbox"), NETWORKS * CODES).await?;
            let with_code = |name: String| sent.get(&name).cloned().map(|code| (name, code)).ok_or("a code is missing");
            let of_network = |names: Vec<String>| names.into_iter().map(with_code).collect::<Result<Vec<_>, _>>();
            Ok(Self { sessions, codes: names.into_iter().map(of_network).collect::<Result<_, _>>()? })
        })
    }

    /// Sends the flood for a time.
    pub(super) fn flood(&self, address: SocketAddr, time: Duration) -> Outcome<Flood> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let until = Instant::now() + time;
        runtime.block_on(async {
            let mut connections = JoinSet::new();
            for (network, (sessions, codes)) in self.sessions.iter().zip(&self.codes).enumerate() {
                let attacker = |session: &Session| Attacker { network, session: session.clone(), codes: codes.clone() };
                let with_accounts = Kind::WITH_ACCOUNTS.into_iter().cycle().zip(sessions);
                for (kind, session) in with_accounts {
                    connections.spawn(attacker(session).send(kind, address, until));
                }
                for kind in Kind::WITHOUT.into_iter().cycle().take(Kind::WITHOUT.len() * CONNECTIONS) {
                    connections.spawn(attacker(&sessions[0]).send(kind, address, until));
                }
            }
            let mut all = HashMap::new();
            for counts in connections.join_all().await {
                for (status, count) in counts? {
                    *all.entry(status).or_default() += count;
                }
            }
            Ok(Flood(all))
        })
    }
}

/// The kinds of requests.
#[derive(Clone, Copy)]
enum Kind {
    /// Right passwords in a known browser: no limit counts them.
    Known,
    /// New passwords of an account in a known browser.
    NewOfKnown,
    /// Wrong passwords for names that nobody has.
    Strangers,
    /// New passwords of new accounts, with right codes.
    NewOfStrangers,
    /// Codes for names that nobody has.
    Codes,
}

impl Kind {
    const WITH_ACCOUNTS: [Self; 2] = [Self::Known, Self::NewOfKnown];
    const WITHOUT: [Self; 3] = [Self::Strangers, Self::NewOfStrangers, Self::Codes];
}

/// One connection of a network.
struct Attacker {
    network: usize,
    session: Session,
    codes: Vec<(String, String)>,
}

impl Attacker {
    async fn send(mut self, kind: Kind, address: SocketAddr, until: Instant) -> Outcome<HashMap<u16, usize>> {
        let mut connection = Connection::open(address).await?;
        let mut counts = HashMap::new();
        for at in 0.. {
            if Instant::now() >= until {
                break;
            }
            let (status, _) = connection.send(&self.request(kind, at)).await?;
            *counts.entry(status).or_default() += 1;
            if let Some(cookie) = connection.cookie.take() {
                self.session.cookie = cookie;
            }
        }
        Ok(counts)
    }

    fn request(&self, kind: Kind, at: usize) -> Request {
        let (number, Session { name, cookie, account }) = (number(self.network), &self.session);
        match kind {
            Kind::Known => sign_in_known(name, cookie, number),
            Kind::NewOfKnown => {
                let headers = format!("cookie: {cookie}\r\nx-countersign-account: {account}\r\n");
                page_with("/api/account/change-password", &headers, &format!("{{\"password\":\"{COSTLY}\"}}"), number)
            }
            Kind::Strangers => sign_in_wrong(&format!("nobody-{}-{at}@example.net", self.network), number),
            Kind::NewOfStrangers => {
                let (name, code) = &self.codes[at % self.codes.len()];
                let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code}\",\"password\":\"{COSTLY}\"}}");
                page_with("/api/account/create", "", &body, number)
            }
            Kind::Codes => ask_code(&format!("nobody-{}-{at}@example.net", self.network), number),
        }
    }
}

/// The codes in the development folder, by recipient, once there are this many.
async fn codes_in(folder: &Path, count: usize) -> Outcome<HashMap<String, String>> {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let mut codes = HashMap::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json")
                && let message = serde_json::from_slice::<serde_json::Value>(&std::fs::read(path)?)?
                && let (Some(to), Some(code)) = (message["to"].as_str(), message["code"].as_str())
            {
                codes.insert(to.to_owned(), code.to_owned());
            }
        }
        if codes.len() >= count {
            return Ok(codes);
        }
        if Instant::now() > until {
            return Err(format!("only {} of {count} codes arrived", codes.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
