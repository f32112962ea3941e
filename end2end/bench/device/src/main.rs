//! The speed of requests from devices: opening authorizations, polling, and the cost of many waiting devices. All is measured together with
//! reference servers in the same run, so that the ratios mean the same on any machine. It prints ratios; it never fails on one.
#![expect(clippy::disallowed_methods, reason = "a bench measures real time, and its bare server has no rules to test")]

mod bare;
mod codes;
mod costs;
mod floods;
mod load;
mod outbox;
mod paced;
mod rates;
mod requests;
mod servers;
mod signing_in;
mod sockets;
mod standing;
mod table;
mod tokens;
mod welch;

use servers::Contender;
use std::error::Error;
use std::process::ExitCode;

/// The result of every step; `main` prints the error.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => run(),
        ["people"] => people(),
        ["before"] => before(),
        ["floods"] => floods(),
        ["costs"] => costs(),
        ["sockets"] => sockets(),
        // The bare server is this binary too, started by the bench as a separate process.
        ["bare", port, folder] => bare::serve(port, folder.as_ref()),
        _ => Err("usage: bench, bench people, bench floods, bench costs, bench sockets, bench before, or bench bare PORT FOLDER".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("bench: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let bench = servers::Bench::begin()?;
    let codes = codes::measure(&bench)?;
    let signing_in = signing_in::measure(&bench)?;
    let opening = rates::opening(&bench, Contender::ALL)?;
    let polling = rates::polling(&bench, Contender::ALL)?;
    let standing = standing::measure(&bench)?;
    let (refreshing, introspecting) =
        (tokens::refreshing(&bench, tokens::CONTENDERS)?, tokens::introspecting(&bench, tokens::CONTENDERS)?);
    table::print(&opening, &polling, &refreshing, &introspecting, &standing);
    table::print_codes(&codes);
    table::print_signing_in(&signing_in);
    floods()?;
    sockets()?;
    costs()
}

/// The effect of connections that hold the server up.
fn sockets() -> Outcome<()> {
    table::print_sockets(&sockets::measure(&servers::Bench::begin()?)?);
    Ok(())
}

/// The cost table.
fn costs() -> Outcome<()> {
    table::print_costs(&costs::measure(&servers::Bench::begin()?)?);
    Ok(())
}

/// The effect of the costliest flood.
fn floods() -> Outcome<()> {
    table::print_floods(&floods::measure(&servers::Bench::begin()?)?);
    Ok(())
}

/// The comparison with an older binary, which `BENCH_BEFORE` names.
fn before() -> Outcome<()> {
    let bench = servers::Bench::begin()?;
    let pair = [Contender::Countersign, Contender::Before];
    table::print_before(&[
        ("authorizations opened /s", rates::opening(&bench, pair)?.per_second),
        ("polls /s", rates::polling(&bench, pair)?.per_second),
        ("refreshes /s", tokens::refreshing(&bench, pair)?),
        ("introspections /s", tokens::introspecting(&bench, pair)?),
    ]);
    Ok(())
}

/// The measurements that only concern people.
fn people() -> Outcome<()> {
    let bench = servers::Bench::begin()?;
    let (codes, signing_in) = (codes::measure(&bench)?, signing_in::measure(&bench)?);
    table::print_codes(&codes);
    table::print_signing_in(&signing_in);
    Ok(())
}
