//! Trunk's hook after the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use words::{Catalog, Language, SOURCE};

use crate::Result;
use crate::assets::{Assets, FOLDER, integrity};
use crate::budget::BASE;
use crate::doors::Doors;
use crate::shell::{Slots, fill_as_server};
use crate::split::Split;
use crate::text::dense_html;
use crate::trunk::Build;
use crate::{budget, doors, split, style};

/// The name of the file of each area's texts, in one language.
type WordFiles = BTreeMap<String, String>;

/// Finishes the page that Trunk has built.
pub(crate) fn write() -> Result<()> {
    let build = Build::from_env()?;
    let catalog = Catalog::read(&build.app.join("locales"))?;
    let page = Page { doors: doors::read(&build.app.join("src"))?, build, catalog };
    let mut assets = Assets::new(page.build.stage.join(FOLDER))?;
    if page.build.release { page.release(&mut assets) } else { page.development(&mut assets) }
}

/// The parts of the page.
struct Page {
    build: Build,
    catalog: Catalog,
    doors: Doors,
}

impl Page {
    /// `index.html` in English, filled as a server would fill it.
    fn development(&self, assets: &mut Assets) -> Result<()> {
        let path = self.build.stage.join("index.html");
        let language = self.catalog.language(SOURCE).ok_or("English is missing")?;
        let words = self.add_words(language, assets)?;
        let style = self.add_style(assets)?;
        let html = self.fill(&fs::read_to_string(&path)?, language, &words, &style, "")?;
        Ok(fs::write(path, fill_as_server(&html)?)?)
    }

    /// `index.<language>.html` for the server to fill, and assets that never change.
    fn release(&self, assets: &mut Assets) -> Result<()> {
        let template = self.build.stage.join("index.html");
        let mut html = dense_html(&fs::read_to_string(&template)?);
        fs::remove_file(template)?;
        let old = [assets.take("app-", ".js")?, assets.take("app-", "_bg.wasm")?];
        let split = split::split(assets, &self.build.app, self.build.small)?;
        for (old, new) in old.iter().zip([&split.js, &split.wasm]) {
            html = html.replace(old, new);
        }
        let js_integrity = integrity(&assets.read(&split.js)?);

        let style = self.add_style(assets)?;
        let mut shells = Vec::new();
        for language in self.catalog.languages() {
            let words = self.add_words(language, assets)?;
            let html = self.fill(&html, language, &words, &style, &js_integrity)?;
            fs::write(self.build.stage.join(format!("index.{}.html", language.tag())), &html)?;
            shells.push(budget::Shell { language: language.tag().to_owned(), html, words });
        }
        assets.compress(self.build.small)?;
        if self.build.small { self.weigh(assets, &split, &shells, &style) } else { Ok(()) }
    }

    /// Adds the texts that the page fetches. Texts of the shell alone are in no file.
    fn add_words(&self, language: &Language, assets: &mut Assets) -> Result<WordFiles> {
        let mut files = WordFiles::new();
        for area in self.doors.values().flatten().map(String::as_str).chain([BASE]).collect::<BTreeSet<_>>() {
            let json = self.catalog.json(language, area);
            let json = json.ok_or_else(|| format!("a door loads the words `{area}`, which no locale has"))?;
            let name = assets.add(&format!("words-{area}-{}-", language.tag()), ".json", json.as_bytes())?;
            files.insert(area.to_owned(), name);
        }
        Ok(files)
    }

    /// Adds the style of the screens in chunks; returns its name.
    fn add_style(&self, assets: &mut Assets) -> Result<String> {
        assets.add("screens-", ".css", style::screens(&self.build.app)?.as_bytes())
    }

    /// Fills the slots. `style` is the name of the sheet that the chunks load.
    fn fill(
        &self,
        html: &str,
        language: &Language,
        words: &WordFiles,
        style: &str,
        js_integrity: &str,
    ) -> Result<String> {
        let address = |(area, name): (&String, &String)| (area.clone(), self.folder() + name);
        let words = words.iter().map(address).collect();
        let style = self.folder() + style;
        Slots { catalog: &self.catalog, language, words: &words, style: &style, js_integrity }.fill(html)
    }

    fn weigh(&self, assets: &Assets, split: &Split, shells: &[budget::Shell], style: &str) -> Result<()> {
        let limits = budget::Limits::read(&self.build.app.join("budget.toml"))?;
        let (folder, chunks, doors) = (&self.folder(), &split.chunks, &self.doors);
        let measured = budget::Measured { folder, shells, chunks, doors, style };
        let loads = measured.loads(&limits, &|name| assets.weight(name))?;
        print!("{}", budget::table(&loads));
        budget::check(&loads)
    }

    /// The start of every asset's address.
    fn folder(&self) -> String {
        format!("{}{FOLDER}/", self.build.public_url)
    }
}
