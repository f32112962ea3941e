//! Sign-in with a password: the share of the cores' argon2id capacity that becomes sign-ins, whether unknown names take equally long, and the
//! effect of a flood on devices.

use crate::Outcome;
use crate::codes::{TIMED, flooded, known, timed};
use crate::load::{self, Bounds};
use crate::rates::{MEASURED, ROUNDS, WARM_UP, median};
use crate::requests::{PASSWORD, Request, sign_in, sign_in_wrong};
use crate::servers::{Bench, Contender};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::time::Instant;

/// Accounts with the same password: enough that none has so many failures that its responses are delayed.
const PEOPLE: usize = TIMED / 10;

/// The measurements.
pub(crate) struct SigningIn {
    /// Welch's t of wrong passwords for known and unknown names.
    pub(crate) tried: f64,
    pub(crate) per_second: f64,
    /// Checks per second, by the same library on as many cores as the server uses for them.
    pub(crate) bare: f64,
    /// The p99 of polling without and with a flood of sign-ins, in milliseconds.
    pub(crate) quiet: f64,
    pub(crate) flooded: f64,
}

/// Measures Countersign, and the library alone.
pub(crate) fn measure(bench: &Bench) -> Outcome<SigningIn> {
    let folder = Bench::folder()?;
    for number in 0..PEOPLE {
        bench.add_account(Contender::Countersign, &folder.path().join("data"), &known(number), PASSWORD)?;
    }
    let server = bench.start(Contender::Countersign, folder.path())?;
    let (mut rates, mut bares) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        bares.push(bare()?);
        load::send(server.address, requests(), Bounds::time(WARM_UP))?;
        rates.push(load::send(server.address, requests(), Bounds::time(MEASURED))?.per_second());
        println!(
            "sign-ins, round {round} of {ROUNDS}:  {:.0}/s  bare argon2id {:.0}/s",
            rates[round - 1],
            bares[round - 1]
        );
    }
    let (quiet, flooded, _) = flooded(&server, "sign-ins", requests)?;
    let tried = timed(&server, PEOPLE, sign_in_wrong)?;
    println!("timing of wrong passwords for known and unknown names: t = {tried:.2}");
    Ok(SigningIn { tried, per_second: median(rates), bare: median(bares), quiet, flooded })
}

fn requests() -> Vec<Request> {
    (0..10_000).map(|number| sign_in(&known(number % PEOPLE), number)).collect()
}

/// OWASP's parameters, like the server's; on all cores except one.
fn bare() -> Outcome<f64> {
    let cores = std::thread::available_parallelism()?.get().saturating_sub(1).max(1);
    let begun = Instant::now();
    let threads: Vec<_> = (0..cores).map(|_| std::thread::spawn(move || check_until(begun))).collect();
    let mut checks = 0.0;
    for thread in threads {
        checks += f64::from(thread.join().map_err(|_| "a thread panicked")??);
    }
    Ok(checks / begun.elapsed().as_secs_f64())
}

fn check_until(begun: Instant) -> Outcome<u32> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|cause| cause.to_string())?;
    let argon2id = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2id
        .hash_password_with_salt(PASSWORD.as_bytes(), b"somesaltsomesalt")
        .map_err(|cause| cause.to_string())?;
    let hash = hash.to_string();
    let mut checks = 0;
    while begun.elapsed() < MEASURED {
        let hash = PasswordHash::new(&hash).map_err(|cause| cause.to_string())?;
        argon2id.verify_password(PASSWORD.as_bytes(), &hash).map_err(|cause| cause.to_string())?;
        checks += 1;
    }
    Ok(checks)
}
