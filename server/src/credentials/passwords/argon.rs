//! argon2id. Each background thread reuses its memory, since allocating 19 MiB costs half as much as a hash.

use crate::failure::Failure;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::cell::RefCell;
use subtle::ConstantTimeEq;

/// The parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

thread_local! {
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// The hash of a password with the current parameters, as a PHC string.
pub(super) fn hash(password: &str, salt: &[u8]) -> Result<String, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    derive(Algorithm::Argon2id, Version::V0x13, params.clone(), password, salt, &mut out)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(Salt::new(salt).map_err(failed)?),
        hash: Some(Output::new(&out).map_err(failed)?),
    };
    Ok(hash.to_string())
}

/// Whether a password matches a hash with any parameters.
pub(super) fn verify(password: &str, hash: &str) -> Result<bool, Failure> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let version = hash.version.map(Version::try_from).transpose().map_err(failed)?.unwrap_or_default();
    let params = Params::try_from(&hash).map_err(failed)?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Err(failed("no salt or no hash")) };
    let mut out = vec![0; expected.len()];
    derive(algorithm, version, params, password, salt, &mut out)?;
    Ok(out.ct_eq(expected.as_ref()).into())
}

/// Whether a hash has other parameters than the current ones.
pub(super) fn is_outdated(hash: &str) -> bool {
    !hash.starts_with(&prefix())
}

/// A hash with the current parameters that matches no password.
pub(super) fn nobodys() -> String {
    format!("{}{}${}", prefix(), "A".repeat(22), "A".repeat(43))
}

fn prefix() -> String {
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$")
}

fn derive(
    algorithm: Algorithm,
    version: Version,
    params: Params,
    password: &str,
    salt: &[u8],
    out: &mut [u8],
) -> Result<(), Failure> {
    let blocks = params.block_count();
    let argon2 = Argon2::new(algorithm, version, params);
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(blocks, Block::new());
        let derived = argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut *memory);
        memory.fill(Block::new()); // leftovers would let a reader test guesses cheaply
        derived.map_err(failed)
    })
}

fn failed(cause: impl std::fmt::Display) -> Failure {
    Failure::internal(cause.to_string())
}
