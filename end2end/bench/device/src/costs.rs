//! The cost table: the CPU time and the store that the costliest request of each endpoint takes, and what one network can cause with it.

mod endpoints;
mod linked;
mod people;

use crate::Outcome;
use crate::load::Connection;
use crate::outbox;
use crate::requests::{PASSWORD, get, member, open, page_with, sign_in};
use crate::servers::{Bench, Contender, Running};
pub(crate) use endpoints::Allowed;
use endpoints::Endpoint;
use linked::Linked;
use people::People;
use std::path::Path;
use std::time::{Duration, Instant};

/// The time for which each request is repeated, unless its codes are used up before.
const TIME: Duration = Duration::from_secs(2);
const ACCOUNT: &str = "ann@example.com";

/// A row of the table.
pub(crate) struct Cost {
    pub(crate) endpoint: &'static str,
    pub(crate) allowed: Allowed,
    /// CPU time of one request.
    pub(crate) cpu: Duration,
    /// Bytes by which one request makes the store larger.
    pub(crate) stored: f64,
}

/// The session whose requests are measured, and what they need.
pub(crate) struct Caller {
    cookie: String,
    account: String,
    /// The ID of the account's sign-in method.
    method: String,
    /// The encrypted state of a sign-in with a passkey.
    ceremony: String,
    device_code: String,
    /// The code of another device.
    user_code: String,
    /// The refresh token of a linked device.
    refreshing: String,
    /// The refresh token of another one, whose answer is lost.
    repeating: String,
    forged_access_token: String,
    forged_refresh_token: String,
    people: People,
}

/// Measures Countersign without limits: a request that is refused because of a limit costs less than the one that reached it.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Cost>> {
    let folder = Bench::folder()?;
    let data = folder.path().join("data");
    bench.add_account(Contender::Countersign, &data, ACCOUNT, PASSWORD)?;
    bench.add_people(&data, people::names())?;
    let server = bench.start_with_texts(folder.path())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let caller = Caller::prepare(&mut connection, &data).await?;
        let mut costs = Vec::new();
        for endpoint in endpoints::all(&caller) {
            costs.push(cost(&server, &data, &mut connection, endpoint).await?);
        }
        Ok(costs)
    })
}

async fn cost(server: &Running, data: &Path, connection: &mut Connection, endpoint: Endpoint) -> Outcome<Cost> {
    let (cpu, size, begun) = (server.cpu_time()?, size(data)?, Instant::now());
    let (mut count, mut newest) = (0, connection.cookie.clone());
    while begun.elapsed() < TIME && count < endpoint.most {
        let request = (endpoint.request)(count, newest.as_deref());
        let (status, body) = connection.send(&request).await?;
        if !endpoint.statuses.contains(&status) {
            let body = String::from_utf8_lossy(body);
            return Err(format!("{}: request {count} is answered with {status} {body}", endpoint.name).into());
        }
        count += 1;
        newest = member(body, "refresh_token").or_else(|| connection.cookie.clone());
    }
    let cpu = (server.cpu_time()?.saturating_sub(cpu)) / u32::try_from(count)?;
    let stored = f64::from(u32::try_from(self::size(data)?.saturating_sub(size))?) / f64::from(u32::try_from(count)?);
    Ok(Cost { endpoint: endpoint.name, allowed: endpoint.allowed, cpu, stored })
}

/// The size of the store in bytes.
fn size(data: &Path) -> Outcome<u64> {
    let store = rusqlite::Connection::open(data.join("countersign.db"))?;
    let pragma =
        |name: &str| store.query_row(&format!("SELECT {name} FROM pragma_{name}"), [], |row| row.get::<_, i64>(0));
    Ok(u64::try_from((pragma("page_count")? - pragma("freelist_count")?) * pragma("page_size")?)?)
}

impl Caller {
    /// Signs in, steps up, and links two devices.
    async fn prepare(connection: &mut Connection, data: &Path) -> Outcome<Self> {
        let account = ask(connection, &sign_in(ACCOUNT, 0), "current").await?;
        let headers = people::headers(&taken_cookie(connection)?, &account);
        let method = {
            let path = format!("/api/verify/options?account={account}");
            let (_, body) = connection.send(&get(&path, &headers, 0)).await?;
            serde_json::from_slice::<serde_json::Value>(body)?["methods"][0]["id"].clone()
        };
        let step_up = |path, code: &str| {
            let body = format!("{{\"account\":\"{account}\",\"method\":{method}{code}}}");
            page_with(path, &headers, &body, 0)
        };
        ask(connection, &step_up("/api/verify/request", ""), "to").await?;
        let codes = outbox::codes(data, 1).await?;
        let code = codes.get(ACCOUNT).ok_or("no code was sent")?;
        ask(connection, &step_up("/api/verify", &format!(",\"code\":\"{code}\"")), "current").await?;
        let cookie = taken_cookie(connection)?;
        let headers = people::headers(&cookie, &account);
        let linked = Linked::begin(connection, &headers).await?;
        Ok(Self {
            cookie,
            account,
            method: method.to_string(),
            ceremony: ask(connection, &endpoints::begin_passkey(0), "ceremony").await?,
            device_code: ask(connection, &open(), "device_code").await?,
            user_code: ask(connection, &open(), "user_code").await?,
            forged_access_token: linked.forged_access_token()?,
            forged_refresh_token: linked.forged_refresh_token()?,
            refreshing: linked.refresh,
            repeating: Linked::begin(connection, &headers).await?.refresh,
            people: People::prepare(connection, data, codes.len()).await?,
        })
    }

    /// The header lines of its session.
    fn headers(&self) -> String {
        people::headers(&self.cookie, &self.account)
    }
}

fn taken_cookie(connection: &mut Connection) -> Outcome<String> {
    Ok(connection.cookie.take().ok_or("there is no cookie")?)
}

/// A text member of the response.
async fn ask(connection: &mut Connection, request: &[u8], name: &str) -> Outcome<String> {
    let (_, body) = connection.send(request).await?;
    Ok(member(body, name).ok_or_else(|| format!("there is no {name} in {}", String::from_utf8_lossy(body)))?)
}
