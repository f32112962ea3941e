//! The texts that each chunk loads, as the doors of `app/src` declare them: `lazy::door! { name: chunk a, words B + C => … }`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Result;

/// The start of a door.
const DOOR: &str = "lazy::door! {";

/// For each chunk, the areas of texts that all its doors load, as `words` names them: `single_use_code`.
pub(crate) type Doors = BTreeMap<String, BTreeSet<String>>;

/// Reads the doors of every file in `source`.
pub(crate) fn read(source: &Path) -> Result<Doors> {
    let mut doors = Doors::new();
    read_folder(source, &mut doors)?;
    Ok(doors)
}

fn read_folder(folder: &Path, doors: &mut Doors) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(&path, doors)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            add(&fs::read_to_string(&path)?, doors).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

fn add(source: &str, doors: &mut Doors) -> Result<()> {
    for door in source.split(DOOR).skip(1) {
        let (chunk, areas) =
            parse(door).ok_or_else(|| format!("a door of another form:{}", door.lines().next().unwrap_or_default()))?;
        doors.entry(chunk).or_default().extend(areas);
    }
    Ok(())
}

/// Reads ` name: chunk a, words B + C => …`.
fn parse(door: &str) -> Option<(String, Vec<String>)> {
    let (head, _) = door.split_once("=>")?;
    let (_, head) = head.split_once(": chunk ")?;
    let (chunk, areas) = head.split_once(", words ")?;
    Some((chunk.to_owned(), areas.split('+').map(|area| snake(area.trim())).collect()))
}

/// The name of the area's file for `SignIn`, an enum's variant: `sign_in`.
fn snake(variant: &str) -> String {
    let letters = variant.char_indices().map(|(at, letter)| {
        let start = if at > 0 && letter.is_ascii_uppercase() { "_" } else { "" };
        format!("{start}{}", letter.to_ascii_lowercase())
    });
    letters.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_of_a_chunk_load_their_words_together() {
        let mut doors = Doors::new();
        let source = "lazy::door! { a_door: chunk one, words SignIn => a() }\nfn a() {}\n\
            lazy::door! { b_door: chunk one, words Base + NewPassword => b(C) }\nlazy::door! { c: chunk two, words Base => c() }";
        add(source, &mut doors).expect("all are doors");
        let of = |chunk: &str| doors[chunk].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(of("one"), ["base", "new_password", "sign_in"]);
        assert_eq!(of("two"), ["base"]);
    }

    #[test]
    fn a_door_of_another_form_is_refused() {
        assert!(add("lazy::door! { a_door => a() }", &mut Doors::new()).is_err());
    }
}
