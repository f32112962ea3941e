//! The final table.

use crate::codes::{Codes, TIMED};
use crate::costs::{Allowed, Cost};
use crate::floods::{Floods, NEIGHBORS, NETWORKS, Waits};
use crate::load::CONNECTIONS;
use crate::rates::{ROUNDS, Rates, WAITING};
use crate::servers::Contender;
use crate::signing_in::SigningIn;
use crate::sockets::Held;
use crate::standing::{self, Standing};
use crate::tokens::Pair;

/// Prints every figure beside its reference and its target.
pub(crate) fn print(
    opening: &Rates<3>,
    polling: &Rates<3>,
    refreshing: &Pair,
    introspecting: &Pair,
    standing: &Standing,
) {
    println!("\nMedians of {ROUNDS} interleaved rounds; {CONNECTIONS} keep-alive connections; all on this machine.\n");
    row(["", "Countersign", "beside", "", "ratio", "target"]);
    compare("authorizations opened /s", opening, [0.6, 1.5]);
    compare(&format!("polls /s, {} waiting", thousands(WAITING)), polling, [0.5, 6.0]);
    pair("refreshes /s", refreshing);
    pair("introspections /s, of 64 tokens", introspecting);
    let slow_down = polling.slow_down * 100.0;
    println!(
        "\n{slow_down:.0} % of Countersign's answers to polls were slow_down, the others authorization_pending.\n"
    );
    let waiting = thousands(standing::WAITING);
    alone(&format!("memory, {waiting} opened"), &megabytes(standing.opened), "≤ 40 MB");
    alone(&format!("memory, {waiting} polled"), &megabytes(standing.polled), "≤ 40 MB");
    alone(&format!("start, {waiting} waiting"), &format!("{:.1} ms", standing.start_ms), "≤ 50 ms");
    alone("start after a kill", &format!("{:.1} ms", standing.start_after_kill_ms), "≤ 50 ms");
    alone("binary", &megabytes(standing.binary), "≤ 30 MB");
}

/// The same for an older binary: which figures are slower than before.
pub(crate) fn print_before(figures: &[(&str, Pair)]) {
    println!("\nMedians of {ROUNDS} interleaved rounds, each on a store of its own.\n");
    row(["", "now", "", "", "ratio", "target"]);
    for (what, [now, before]) in figures {
        let ratio = format!("× {:.2}", now / before);
        row([what, &format!("{now:.0}"), Contender::Before.name(), &format!("{before:.0}"), &ratio, "≥ 1"]);
    }
}

/// The same for single-use codes.
pub(crate) fn print_codes(codes: &Codes) {
    println!();
    println!("Welch's t of {} known and as many unknown names:", thousands(TIMED));
    for (what, t) in &codes.timing {
        alone(what, &format!("{t:.2}"), "within ±4.5");
    }
    let ratio = format!("× {:.2}", codes.per_second / codes.opened_per_second);
    let (ours, opened) = (format!("{:.0}", codes.per_second), format!("{:.0}", codes.opened_per_second));
    row(["codes asked for /s", &ours, "opened", &opened, &ratio, ""]);
    let (flooded, quiet) = (format!("{:.2} ms", codes.flooded), format!("{:.2} ms", codes.quiet));
    row([
        "p99 of polls in a flood of them",
        &flooded,
        "quiet",
        &quiet,
        &format!("× {:.2}", codes.flooded / codes.quiet),
        "≤ 2",
    ]);
    println!("{:.0} % of the flood was refused for lack of time.", codes.busy * 100.0);
}

/// The same for passwords.
pub(crate) fn print_signing_in(signing_in: &SigningIn) {
    println!();
    alone(&format!("t of {} wrong passwords", thousands(TIMED)), &format!("{:.2}", signing_in.tried), "within ±4.5");
    let (ours, bare) = (format!("{:.0}", signing_in.per_second), format!("{:.0}", signing_in.bare));
    row([
        "sign-ins /s",
        &ours,
        "argon2id",
        &bare,
        &format!("× {:.2}", signing_in.per_second / signing_in.bare),
        "≥ 0.8",
    ]);
    let (flooded, quiet) = (format!("{:.2} ms", signing_in.flooded), format!("{:.2} ms", signing_in.quiet));
    row([
        "p99 of polls in a flood of them",
        &flooded,
        "quiet",
        &quiet,
        &format!("× {:.2}", signing_in.flooded / signing_in.quiet),
        "≤ 2",
    ]);
}

/// The same for the costliest flood.
pub(crate) fn print_floods(floods: &Floods) {
    println!(
        "\nA flood of all that costs much, from {NETWORKS} networks, and of {NEIGHBORS} accounts in the network of some owners:"
    );
    for (what, Waits { quiet, flooded }, target) in [
        ("p99 of owners' sign-ins", &floods.owners, "≤ 2000 ms"),
        ("p99 of owners in that network", &floods.neighbors, "≤ 2000 ms"),
        ("p99 of polls", &floods.polls, "≤ 1.5, or 5 ms"),
    ] {
        let ratio = format!("× {:.2}", flooded / quiet);
        row([what, &format!("{flooded:.2} ms"), "quiet", &format!("{quiet:.2} ms"), &ratio, target]);
    }
}

/// The same for connections that hold the server up.
pub(crate) fn print_sockets(kinds: &[Held]) {
    println!(
        "\nConnections that hold the server up: all are to be closed, and the p99 of polls at most doubled (medians of the rounds)."
    );
    for Held { what, opened, left, longest, quiet, busy, elsewhere, to_quiet, to_elsewhere } in kinds {
        let (busy, to_quiet, to_elsewhere) =
            (format!("{busy:.2} ms"), format!("× {to_quiet:.2}"), format!("× {to_elsewhere:.2}"));
        row([&format!("{opened} {what}"), &busy, "quiet", &format!("{quiet:.2} ms"), &to_quiet, "≤ 2"]);
        row(["", &busy, "held at the bare server", &format!("{elsewhere:.2} ms"), &to_elsewhere, ""]);
        println!("{:<34} {left} left open, the last was noticed after {:.0} s", "", longest.as_secs_f64());
    }
}

/// The cost table, as Markdown.
pub(crate) fn print_costs(costs: &[Cost]) {
    println!(
        "\n| endpoint | CPU time | allowed to a network | share of a core | store in a day |\n|---|---|---|---|---|"
    );
    for Cost { endpoint, allowed, cpu, stored } in costs {
        let cpu = cpu.as_secs_f64();
        let (allowed, share, stored) = match *allowed {
            Allowed::Hourly(most) => hourly(most, "an hour", (cpu, *stored)),
            Allowed::HourlyInBrowser(most) => hourly(most, "an hour for each account and browser", (cpu, *stored)),
            Allowed::Unlimited => ("any number".to_owned(), format!("all at {:.0} /s", 1.0 / cpu), size(*stored)),
        };
        println!("| {endpoint} | {:.2} ms | {allowed} | {share} | {stored} |", cpu * 1000.0);
    }
}

/// What an hourly limit allows, the share of a core that it takes, and the store's growth in a day.
fn hourly(most: u32, per: &str, (cpu, stored): (f64, f64)) -> (String, String, String) {
    let times = f64::from(most);
    (format!("{most} {per}"), percent(cpu * times / 3600.0), size(stored * times * 24.0))
}

fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
}

fn size(bytes: f64) -> String {
    if bytes < 1.0 { "–".to_owned() } else { format!("{:.0} kB", bytes / 1000.0) }
}

fn compare(what: &str, rates: &Rates<3>, targets: [f64; 2]) {
    let [ours, references @ ..] = rates.per_second;
    let [_, names @ ..] = Contender::ALL;
    for ((reference, name), target) in references.into_iter().zip(names).zip(targets) {
        let ratio = format!("× {:.2}", ours / reference);
        row([what, &format!("{ours:.0}"), name.name(), &format!("{reference:.0}"), &ratio, &format!("≥ {target}")]);
    }
}

fn pair(what: &str, [ours, theirs]: &Pair) {
    let ratio = format!("× {:.2}", ours / theirs);
    row([what, &format!("{ours:.0}"), Contender::OidcProvider.name(), &format!("{theirs:.0}"), &ratio, "≥ 3"]);
}

fn alone(what: &str, figure: &str, target: &str) {
    row([what, figure, "", "", "", target]);
}

fn row([what, ours, name, reference, ratio, target]: [&str; 6]) {
    println!("{what:<34} {ours:>12}   {name:<14} {reference:>8} {ratio:>8}   {target}");
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit behind the point")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn thousands(count: usize) -> String {
    format!("{},{:03}", count / 1000, count % 1000)
}
