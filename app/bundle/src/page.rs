//! Trunk's hook after the build.

use std::collections::BTreeMap;
use std::fs;

use words::{Catalog, Language, SOURCE};

use crate::Result;
use crate::assets::{Assets, FOLDER, integrity};
use crate::shell::{Slots, fill_as_server};
use crate::split::Split;
use crate::trunk::Build;
use crate::{budget, split};

/// The address of each area's words, in one language.
type WordFiles = BTreeMap<String, String>;

/// Finishes the page that Trunk has built.
pub(crate) fn write() -> Result<()> {
    let build = Build::from_env()?;
    let catalog = Catalog::read(&build.app.join("locales"))?;
    let mut assets = Assets::new(build.stage.join(FOLDER))?;
    if build.release { release(&build, &catalog, &mut assets) } else { development(&build, &catalog, &mut assets) }
}

/// `index.html` in English, as if a server had filled it.
fn development(build: &Build, catalog: &Catalog, assets: &mut Assets) -> Result<()> {
    let path = build.stage.join("index.html");
    let language = catalog.language(SOURCE).ok_or("English is missing")?;
    let words = add_words(build, catalog, language, assets)?;
    let slots = Slots { catalog, language, words: &words, js_integrity: "" };
    let html = slots.fill(&fs::read_to_string(&path)?)?;
    Ok(fs::write(path, fill_as_server(&html)?)?)
}

/// `index.<language>.html` for the server to fill, and assets for ever.
fn release(build: &Build, catalog: &Catalog, assets: &mut Assets) -> Result<()> {
    let template = build.stage.join("index.html");
    let mut html = fs::read_to_string(&template)?;
    fs::remove_file(template)?;
    let old = [assets.take("app-", ".js")?, assets.take("app-", "_bg.wasm")?];
    let split = split::split(assets, build.small)?;
    for (old, new) in old.iter().zip([&split.js, &split.wasm]) {
        html = html.replace(old, new);
    }
    let js_integrity = integrity(&assets.read(&split.js)?);

    let mut shells = Vec::new();
    for language in catalog.languages() {
        let words = add_words(build, catalog, language, assets)?;
        let slots = Slots { catalog, language, words: &words, js_integrity: &js_integrity };
        let html = slots.fill(&html)?;
        fs::write(build.stage.join(format!("index.{}.html", language.tag())), &html)?;
        shells.push(budget::Shell { language: language.tag().to_owned(), html, words });
    }
    assets.compress(build.small)?;
    if build.small { weigh(build, assets, &split, &shells) } else { Ok(()) }
}

fn add_words(build: &Build, catalog: &Catalog, language: &Language, assets: &mut Assets) -> Result<WordFiles> {
    let mut files = WordFiles::new();
    for area in catalog.areas() {
        let json = catalog.json(language, area).ok_or("every language has every area")?;
        let name = assets.add(&format!("words-{area}-{}-", language.tag()), ".json", json.as_bytes())?;
        files.insert(area.to_owned(), format!("{}{FOLDER}/{name}", build.public_url));
    }
    Ok(files)
}

fn weigh(build: &Build, assets: &Assets, split: &Split, shells: &[budget::Shell]) -> Result<()> {
    let limits = budget::Limits::read(&build.app.join("budget.toml"))?;
    let folder = format!("{}{FOLDER}/", build.public_url);
    let loads = budget::measure(&folder, shells, &split.chunks, &limits, &|name| assets.weight(name))?;
    print!("{}", budget::table(&loads));
    budget::check(&loads)
}
