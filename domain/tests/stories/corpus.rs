//! The inputs that the fuzzers found interesting, replayed.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks.rs"]
mod checks;

fn replay(corpus: &str, check: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(corpus);
    let files: Vec<_> = fs::read_dir(folder).expect("the corpus").collect::<Result<_, _>>().expect("its files");
    assert!(files.len() >= 10, "the corpus is there");
    for file in files {
        // The fuzzers pass on valid text only.
        if let Ok(text) = String::from_utf8(fs::read(file.path()).expect("a file of the corpus")) {
            check(&text);
        }
    }
}

#[test]
fn whatever_is_typed_is_read_or_refused() {
    replay("parse", checks::parse);
}

#[test]
fn whatever_is_pasted_brings_one_code_or_none() {
    replay("paste", checks::paste);
}
