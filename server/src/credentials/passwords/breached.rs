//! Passwords that were stolen elsewhere, in a file that is searched on disk and never loaded into memory.
//!
//! The file is [`MAGIC`] and the first [`WIDTH`] bytes of each password's SHA-1, sorted: the public lists have SHA-1 hashes
//! (<https://haveibeenpwned.com/Passwords>). With ten million passwords, the file has 50 MB and one in a hundred thousand other passwords
//! is taken for a listed one; with a thousand million, it has 5 GB, and one in a thousand is.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::fs::File;
use std::io::{self, BufRead, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The first bytes of the file.
const MAGIC: &[u8; 8] = b"breach 1";
/// The number of bytes of each hash.
const WIDTH: usize = 5;

type HashPrefix = [u8; WIDTH];

/// An open list of stolen passwords.
#[derive(Debug)]
pub struct Breached {
    file: File,
    entries: u64,
}

impl Breached {
    /// Opens a file that [`compact`] wrote.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut magic = [0; MAGIC.len()];
        let bytes = file.metadata()?.len().saturating_sub(MAGIC.len() as u64);
        if file.read_exact_at(&mut magic, 0).is_err() || magic != *MAGIC || bytes % WIDTH as u64 != 0 {
            return Err(io::Error::other("this file was not made by `countersign passwords compact`"));
        }
        Ok(Self { file, entries: bytes / WIDTH as u64 })
    }

    /// Whether the list contains a password.
    pub(super) fn has(&self, password: &str) -> io::Result<bool> {
        let wanted = prefix(digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()).as_ref());
        let (mut from, mut to) = (0, self.entries);
        while from < to {
            let middle = from.midpoint(to);
            let mut entry = HashPrefix::default();
            self.file.read_exact_at(&mut entry, MAGIC.len() as u64 + middle * WIDTH as u64)?;
            match entry.cmp(&wanted) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Ok(false)
    }
}

/// Writes the file for a list with a password in each line, or with its SHA-1 in hex, optionally followed by a colon and more text. Returns
/// the number of passwords. Needs as much memory as the file.
pub fn compact(list: impl BufRead, mut to: impl Write) -> io::Result<usize> {
    let mut prefixes = Vec::new();
    for line in list.split(b'\n') {
        let line = line?;
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if !line.is_empty() {
            prefixes.push(hashed(line).unwrap_or_else(|| prefix(digest(&SHA1_FOR_LEGACY_USE_ONLY, line).as_ref())));
        }
    }
    prefixes.sort_unstable();
    prefixes.dedup();
    if prefixes.is_empty() {
        return Err(io::Error::other("the list is empty"));
    }
    to.write_all(MAGIC)?;
    prefixes.iter().try_for_each(|prefix| to.write_all(prefix))?;
    to.flush()?;
    Ok(prefixes.len())
}

/// The number of hex digits of a SHA-1.
const HEX: usize = 40;

fn hashed(line: &[u8]) -> Option<HashPrefix> {
    let hex = line.split(|byte| *byte == b':').next().filter(|hex| hex.len() == HEX)?;
    let hex = std::str::from_utf8(hex).ok().filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let mut prefix = HashPrefix::default();
    for (byte, at) in prefix.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
    }
    Some(prefix)
}

fn prefix(hash: &[u8]) -> HashPrefix {
    std::array::from_fn(|at| hash[at])
}

#[cfg(test)]
mod tests {
    use super::{Breached, compact};
    use std::io::Write;

    #[test]
    fn a_list_of_passwords_or_of_their_hashes_is_found_again() {
        let list = "hunter2\n5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3861493\r\nletmein\n\nhunter2\n";
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        assert_eq!(compact(list.as_bytes(), &mut file).expect("written"), 3);
        let breached = Breached::open(file.path()).expect("opens");
        for (password, is_in) in [("hunter2", true), ("password", true), ("letmein", true), ("hunter3", false)] {
            assert_eq!(breached.has(password).expect("read"), is_in, "{password}");
        }
        file.write_all(b"x").expect("written");
        assert!(Breached::open(file.path()).is_err(), "cut off");
        let mut list = tempfile::NamedTempFile::new().expect("a file");
        list.write_all(b"hunter2\nletmein\nsecret\n").expect("written");
        assert!(Breached::open(list.path()).is_err(), "the list itself");
        assert!(compact(&b"\n"[..], &mut Vec::new()).is_err(), "an empty one");
    }
}
