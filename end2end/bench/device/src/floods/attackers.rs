//! The flood: each network has accounts of its own, whose browsers are known to them, and sends all that costs much and that no limit
//! refuses yet. What the limits allow its strangers in an hour is sent in a few rounds. Of the new passwords in known browsers, which have
//! turns of their own, only one is sent in each round. More accounts sign in from the network of some owners.

mod answers;

use super::{NEIGHBORHOOD, NETWORKS, sign_in_known};
use crate::Outcome;
use crate::load::Connection;
use crate::outbox;
use crate::rates::ROUNDS;
use crate::requests::{COSTLY, Request, ask_to_create, member, open_from, page_with, sign_in, sign_in_wrong};
use crate::servers::Running;
use answers::{Answers, Flood, Kind};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

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
/// The accounts that a network creates in each round: it can ask for 30 codes an hour. Each request is sent twice at the same time, because
/// a network may send 60 new passwords an hour.
const CREATED: usize = 30 / ROUNDS;
/// The ID of a request with a new password: the second one gets the answer of the first, but costs as much.
const OPERATION: &str = "a-request-of-the-flood";
/// The time from one authorization that a network opens to the next: 600 a minute are allowed.
const OPENED_EVERY: Duration = Duration::from_millis(100);
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

    /// Sends a round of the flood. Fails if it is answered otherwise than it is meant.
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
            for network in &self.networks {
                connections.spawn(open_repeatedly(address, number(network.number), until));
                connections.spawn(send_twice(address, network.creations(round), until));
                for (kind, requests) in network.requests(round) {
                    connections.spawn(send_all(address, kind, requests, until));
                }
            }
            Flood::of(connections.join_all().await)
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
    fn requests(&self, round: usize) -> [(Kind, Vec<Request>); 2] {
        let number = number(self.number);
        let unknown = |at: usize| format!("nobody-{}-{round}-{at}@example.net", self.number);
        let (session, code) = &self.resetting[round];
        let reset = with_new_password("/api/account/reset-password", &session.header(), (&session.name, code), number);
        let guesses = (0..GUESSES).map(|at| sign_in_wrong(&unknown(at), number));
        [(Kind::NewPasswords, vec![reset]), (Kind::Guesses, guesses.collect())]
    }

    /// The requests of a round that create accounts.
    fn creations(&self, round: usize) -> Vec<Request> {
        let create = |(name, code): &(String, String)| {
            with_new_password("/api/account/create", "", (name, code), number(self.number))
        };
        self.creating[round].iter().map(create).collect()
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
    let recipient = format!("{{\"name\":\"{name}\"}}");
    let body =
        format!("{{\"for\":{recipient},\"code\":\"{code}\",\"password\":\"{COSTLY}\",\"operation\":\"{OPERATION}\"}}");
    page_with(path, headers, &body, number)
}

async fn sign_in_repeatedly(address: SocketAddr, session: Session, until: Instant) -> Outcome<Answers> {
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
    Ok((Kind::SignIns, statuses))
}

/// Opens authorizations as often as a network may.
async fn open_repeatedly(address: SocketAddr, number: usize, until: Instant) -> Outcome<Answers> {
    let (mut connection, mut due) = (Connection::open(address).await?, Instant::now());
    let mut statuses = Vec::new();
    while due < until {
        sleep_until(due.into()).await;
        statuses.push(connection.send(&open_from(number)).await?.0);
        due += OPENED_EVERY;
    }
    Ok((Kind::Authorizations, statuses))
}

async fn send_all(address: SocketAddr, kind: Kind, requests: Vec<Request>, until: Instant) -> Outcome<Answers> {
    let mut connection = Connection::open(address).await?;
    let mut statuses = Vec::new();
    for request in requests {
        if Instant::now() < until {
            statuses.push(connection.send(&request).await?.0);
        }
    }
    Ok((kind, statuses))
}

/// Sends each request with a new password on two connections at the same time.
async fn send_twice(address: SocketAddr, requests: Vec<Request>, until: Instant) -> Outcome<Answers> {
    let (mut first, mut second) = (Connection::open(address).await?, Connection::open(address).await?);
    let mut statuses = Vec::new();
    for request in requests {
        if Instant::now() < until {
            let (one, other) = tokio::join!(first.send(&request), second.send(&request));
            statuses.extend([one?.0, other?.0]);
        }
    }
    Ok((Kind::NewPasswords, statuses))
}
