//! Includes the built page (`dist/`) in the binary of a release, and the words of messages in all languages of `app/locales`.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};
use words::{Catalog, Language, SOURCE, Speaker};

fn main() -> ExitCode {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("..");
    // A debug build reads the page when it starts, so that a change of the page compiles nothing of the server.
    println!("cargo::rustc-check-cfg=cfg(page_on_disk)");
    let page = if env::var("PROFILE").as_deref() == Ok("debug") {
        println!("cargo::rustc-cfg=page_on_disk");
        println!("cargo::rustc-env=PAGE={}", root.join("dist").display());
        Ok(())
    } else {
        page(&root.join("dist"))
    };
    match page.and_then(|()| messages(&root.join("app/locales"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn page(page: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", page.display());
    let mut code = String::from(
        "/// The built page, by path. Empty until it has been built.\nstatic FILES: &[(&str, &[u8])] = &[\n",
    );
    for path in files(page)? {
        let name = path.strip_prefix(page).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let at = path.canonicalize()?.to_string_lossy().into_owned();
        writeln!(code, "    ({name:?}, include_bytes!({at:?})),")?;
    }
    code.push_str(
        "];\n\n/// The files with their paths.\npub(super) fn files() -> Vec<File> {\n    FILES.to_vec()\n}\n",
    );
    Ok(fs::write(out("page.rs"), code)?)
}

/// Writes the words of messages and their accessors, for `src/messages/words.rs`.
fn messages(locales: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", locales.display());
    let catalog = Catalog::read(locales)?;
    let tags: Vec<&str> = catalog.languages().map(Language::tag).collect();
    let mut code = format!(
        "/// The languages with words, as BCP 47 tags.\npub(crate) const LANGUAGES: &[&str] = &{tags:?};\n\n\
         /// The words of each language.\nstatic ALL: &[Words] = &[\n"
    );
    for language in catalog.languages() {
        writeln!(code, "    {},", words_of(&catalog, language)?)?;
    }
    let english = catalog.language(SOURCE).ok_or("English is missing")?;
    write!(code, "];\n\n/// The English words.\nconst ENGLISH: Words = {};\n", words_of(&catalog, english)?)?;
    fs::write(out("words.rs"), code)?;
    Ok(fs::write(out("accessors.rs"), catalog.accessors(Speaker::Server))?)
}

fn words_of(catalog: &Catalog, language: &Language) -> Result<String, Box<dyn Error>> {
    let direction = language.text("language", "dir").ok_or("the locales lack `language.dir`")?;
    let texts = catalog.texts(language, "mail").ok_or("the locales lack `mail.toml`")?;
    let language = language.tag();
    Ok(format!("Words {{ language: {language:?}, direction: {direction:?}, texts: &{texts:?} }}"))
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
