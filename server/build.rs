//! Puts the built page (`dist/`) into the binary, and lists the languages there are words for.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("..");
    let (page, locales) = (root.join("dist"), root.join("app/locales"));
    println!("cargo::rerun-if-changed={}", page.display());
    println!("cargo::rerun-if-changed={}", locales.display());

    let mut code = String::from(
        "/// The built page, by path. Empty until the page has been built.\npub(super) static FILES: &[(&str, &[u8])] = &[\n",
    );
    for path in files(&page)? {
        let name = path.strip_prefix(&page).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let at = path.canonicalize()?.to_string_lossy().into_owned();
        let _ = writeln!(code, "    ({name:?}, include_bytes!({at:?})),");
    }
    code.push_str("];\n");
    fs::write(out("page.rs"), code)?;

    let mut languages: Vec<String> = match fs::read_dir(&locales) {
        Ok(entries) => entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect(),
        Err(_) => Vec::new(),
    };
    languages.sort();
    fs::write(
        out("languages.rs"),
        format!(
            "/// Languages there are words for, by their BCP 47 tags.\npub(crate) const LANGUAGES: &[&str] = &{languages:?};\n"
        ),
    )
}

fn out(name: &str) -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(name)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
