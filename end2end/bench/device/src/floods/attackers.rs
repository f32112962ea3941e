//! The flood: each network has accounts of its own, whose browsers are known to them, and sends all that costs much and that no limit
//! refuses yet. What the limits allow in an hour is sent in a few rounds. More accounts sign in from the network of some owners.

use super::{NEIGHBORHOOD, NETWORKS, sign_in_known};
use crate::Outcome;
use crate::load::Connection;
use crate::outbox;
use crate::rates::ROUNDS;
use crate::requests::{COSTLY, Request, ask_code, ask_to_create, member, page_with, sign_in, sign_in_wrong};
use crate::servers::Running;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The connections of a network that sign in with right passwords, which no limit of the bench counts.
const SIGNING_IN: usize = 2;
/// The accounts in the network of some owners.
pub(crate) const NEIGHBORS: usize = 20;
/// The connections of such an account: together more than a network has places.
const CONNECTIONS_OF_A_NEIGHBOR: usize = 4;
/// The first of their addresses in that network.
const FIRST_NEIGHBOR: usize = NEIGHBORHOOD + 100;
/// The time until a refused sign-in is repeated.
const AGAIN: Duration = Duration::from_millis(20);
/// The accounts that a network creates in each round. It can ask for 30 codes an hour, also for other purposes.
const CREATED: usize = 3;
/// The codes that a network asks for in vain in each round.
const ASKED: usize = 2;
/// The wrong passwords of a network in each round: 100 an hour are allowed.
const GUESSES: usize = 100 / ROUNDS;

/// The attackers.
pub(super) struct Attackers {
    networks: Vec<Network>,
    /// Accounts that sign in again and again from the network of some owners.
    neighbors: Vec<Session>,
}

/// One network.
struct Network {
    number: usize,
    /// Accounts that sign in again and again.
    signing_in: Vec<Session>,
    /// For each round, an account whose password is reset in a browser that it knows, and the code for it.
    resetting: Vec<(Session, String)>,
    /// For each round, names and the codes that create accounts with them.
    creating: Vec<Vec<(String, String)>>,
}

/// An account in a browser that it knows.
#[derive(Clone)]
struct Session {
    name: String,
    /// Selects the network address.
    number: usize,
    /// The newest cookie of the browser. All connections share it.
    cookie: Arc<Mutex<String>>,
}

/// What the flood came to: the responses by status.
pub(super) struct Flood(BTreeMap<u16, usize>);

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.0.iter().map(|(status, count)| format!("{count} × {status}")).collect();
        write!(f, "{}", counts.join(", "))
    }
}

/// A number whose network address is in this network.
fn number(network: usize) -> usize {
    network << 8
}

fn account(network: usize, at: usize) -> String {
    format!("attacker-{network:02}-{at}@example.net")
}

/// The names of the attackers' accounts.
pub(super) fn accounts() -> Vec<String> {
    let of_network = |network| (0..SIGNING_IN + ROUNDS).map(move |at| account(network, at));
    (0..NETWORKS).flat_map(of_network).chain((0..NEIGHBORS).map(neighbor)).collect()
}

fn neighbor(at: usize) -> String {
    format!("neighbor-{at:02}@example.net")
}

impl Attackers {
    /// Signs the attackers in, and asks for their codes.
    pub(super) fn prepare(server: &Running, data: &Path) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = Connection::open(server.address).await?;
            let mut sessions = Vec::new();
            for network in 0..NETWORKS {
                let mut of_network = Vec::new();
                for at in 0..SIGNING_IN + ROUNDS {
                    of_network.push(Session::begin(&mut connection, number(network), account(network, at)).await?);
                }
                for session in &of_network[SIGNING_IN..] {
                    connection.send(&session.ask_to_reset()).await?;
                }
                for name in (0..ROUNDS).flat_map(|round| created_in(network, round)) {
                    connection.send(&ask_to_create(&name, number(network))).await?;
                }
                sessions.push(of_network);
            }
            let neighbors = neighbors(&mut connection).await?;
            let codes = outbox::codes(data, NETWORKS * (ROUNDS + ROUNDS * CREATED)).await?;
            let code = |name: &str| codes.get(name).cloned().ok_or_else(|| format!("{name} got no code"));
            let mut networks = Vec::new();
            for (number, mut signing_in) in sessions.into_iter().enumerate() {
                let resetting = signing_in.split_off(SIGNING_IN);
                let with_code = |session: Session| code(&session.name).map(|code| (session, code));
                let resetting = resetting.into_iter().map(with_code).collect::<Result<_, _>>()?;
                let of_round =
                    |round| created_in(number, round).map(|name| code(&name).map(|code| (name, code))).collect();
                let creating = (0..ROUNDS).map(of_round).collect::<Result<_, _>>()?;
                networks.push(Network { number, signing_in, resetting, creating });
            }
            Ok(Self { networks, neighbors })
        })
    }

    /// Sends a round of the flood.
    pub(super) fn flood(&self, address: SocketAddr, round: usize, time: Duration) -> Outcome<Flood> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let until = Instant::now() + time;
        runtime.block_on(async {
            let mut connections = JoinSet::new();
            let of_neighbor = |session| std::iter::repeat_n(session, CONNECTIONS_OF_A_NEIGHBOR);
            let of_networks = self.networks.iter().flat_map(|network| &network.signing_in);
            for session in of_networks.chain(self.neighbors.iter().flat_map(of_neighbor)) {
                connections.spawn(sign_in_repeatedly(address, session.clone(), until));
            }
            for requests in self.networks.iter().flat_map(|network| network.requests(round)) {
                connections.spawn(send_all(address, requests, until));
            }
            let mut all = BTreeMap::new();
            for statuses in connections.join_all().await {
                for status in statuses? {
                    *all.entry(status).or_default() += 1;
                }
            }
            Ok(Flood(all))
        })
    }
}

async fn neighbors(connection: &mut Connection) -> Outcome<Vec<Session>> {
    let mut sessions = Vec::new();
    for at in 0..NEIGHBORS {
        sessions.push(Session::begin(connection, FIRST_NEIGHBOR + at, neighbor(at)).await?);
    }
    Ok(sessions)
}

fn created_in(network: usize, round: usize) -> impl Iterator<Item = String> {
    (0..CREATED).map(move |at| format!("new-{network:02}-{round}-{at}@example.net"))
}

impl Network {
    /// The requests of a round, for one connection each.
    fn requests(&self, round: usize) -> [Vec<Request>; 4] {
        let number = number(self.number);
        let unknown = |at: usize| format!("nobody-{}-{round}-{at}@example.net", self.number);
        let (session, code) = &self.resetting[round];
        let reset = with_new_password("/api/account/reset-password", &session.header(), (&session.name, code), number);
        let created = self.creating[round].iter();
        [
            vec![reset],
            created.map(|(name, code)| with_new_password("/api/account/create", "", (name, code), number)).collect(),
            (0..GUESSES).map(|at| sign_in_wrong(&unknown(at), number)).collect(),
            (0..ASKED).map(|at| ask_code(&unknown(at), number)).collect(),
        ]
    }
}

impl Session {
    async fn begin(connection: &mut Connection, number: usize, name: String) -> Outcome<Self> {
        let (_, body) = connection.send(&sign_in(&name, number)).await?;
        member(body, "current").ok_or("an attacker is not signed in")?;
        let cookie = connection.cookie.take().ok_or("an attacker gets no cookie")?;
        Ok(Self { name, number, cookie: Arc::new(Mutex::new(cookie)) })
    }

    fn cookie(&self) -> String {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, cookie: String) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = cookie;
    }

    fn header(&self) -> String {
        format!("cookie: {}\r\n", self.cookie())
    }

    fn ask_to_reset(&self) -> Request {
        let body = format!("{{\"for\":{{\"name\":\"{}\"}},\"purpose\":\"reset-password\"}}", self.name);
        page_with("/api/single-use-code/request", &self.header(), &body, self.number)
    }
}

fn with_new_password(path: &str, headers: &str, (name, code): (&str, &str), number: usize) -> Request {
    let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code}\",\"password\":\"{COSTLY}\"}}");
    page_with(path, headers, &body, number)
}

async fn sign_in_repeatedly(address: SocketAddr, session: Session, until: Instant) -> Outcome<Vec<u16>> {
    let mut connection = Connection::open(address).await?;
    let mut statuses = Vec::new();
    while Instant::now() < until {
        let request = sign_in_known(&session.name, &session.cookie(), session.number);
        let (status, body) = connection.send(&request).await?;
        // If another connection was faster, the sign-in gets a browser that the account doesn't know, and waits for a code.
        let is_known = str::from_utf8(body)?.contains("\"pending\":false");
        statuses.push(status);
        if let Some(cookie) = connection.cookie.take().filter(|_| is_known) {
            session.keep(cookie);
        }
        if status != 200 {
            tokio::time::sleep(AGAIN).await;
        }
    }
    Ok(statuses)
}

async fn send_all(address: SocketAddr, requests: Vec<Request>, until: Instant) -> Outcome<Vec<u16>> {
    let mut connection = Connection::open(address).await?;
    let mut statuses = Vec::new();
    for request in requests {
        if Instant::now() < until {
            statuses.push(connection.send(&request).await?.0);
        }
    }
    Ok(statuses)
}
