//! The cost table: the CPU time and the store that the costliest request of each endpoint takes, and what one network can cause with it.

mod endpoints;

use crate::Outcome;
use crate::load::Connection;
use crate::requests::{PASSWORD, Request, member, sign_in};
use crate::servers::{Bench, Contender, Running};
pub(crate) use endpoints::Allowed;
use endpoints::Endpoint;
use std::path::Path;
use std::time::{Duration, Instant};

/// The time for which each request is repeated.
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
    /// The encrypted state of a sign-in with a passkey.
    ceremony: String,
    device_code: String,
}

/// Measures Countersign without limits: a request that is refused because of a limit costs less than the one that reached it.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Cost>> {
    let folder = Bench::folder()?;
    let data = folder.path().join("data");
    bench.add_account(Contender::Countersign, &data, ACCOUNT, PASSWORD)?;
    let server = bench.start(Contender::Countersign, folder.path())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let caller = Caller::prepare(&mut connection).await?;
        let mut costs = Vec::new();
        for endpoint in endpoints::all(&caller) {
            costs.push(cost(&server, &data, &mut connection, endpoint).await?);
        }
        Ok(costs)
    })
}

async fn cost(server: &Running, data: &Path, connection: &mut Connection, endpoint: Endpoint) -> Outcome<Cost> {
    let (cpu, size, begun) = (server.cpu_time()?, size(data)?, Instant::now());
    let mut count = 0;
    while begun.elapsed() < TIME {
        let (status, body) = connection.send(&(endpoint.request)(count)).await?;
        if status != endpoint.status {
            let body = String::from_utf8_lossy(body);
            return Err(format!("{}: request {count} is answered with {status} {body}", endpoint.name).into());
        }
        count += 1;
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
    async fn prepare(connection: &mut Connection) -> Outcome<Self> {
        let ask = async |connection: &mut Connection, request: Request, name: &str| {
            let (_, body) = connection.send(&request).await?;
            member(body, name)
                .ok_or_else(|| format!("there is no {name} in {}", String::from_utf8_lossy(body)))
                .map_err(Into::<Box<dyn std::error::Error + Send + Sync>>::into)
        };
        let account = ask(connection, sign_in(ACCOUNT, 0), "current").await?;
        let cookie = connection.cookie.take().ok_or("nobody was signed in")?;
        let ceremony = ask(connection, endpoints::begin_passkey(0), "ceremony").await?;
        let device_code = ask(connection, crate::requests::open(), "device_code").await?;
        Ok(Self { cookie, account, ceremony, device_code })
    }
}
