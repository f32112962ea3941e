//! The page's weight, and its limits.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Result;
use crate::assets::{SMALLEST, brotli};
use crate::doors::Doors;
use crate::shell::fill_as_server;
use crate::split::Chunks;

/// The area that is part of the first load.
pub(crate) const BASE: &str = "base";

/// `budget.toml`. Sizes are bytes after brotli.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    first_load: FirstLoad,
    style: StyleLimits,
    /// Chunks by name, including all texts that they load.
    chunks: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLoad {
    /// Bytes as the browser counts them: bodies and headers.
    bytes: usize,
    requests: usize,
    /// The overhead of each file: status line and headers.
    headers: usize,
    /// The only response that isn't a file: the session, with its headers.
    session: usize,
    /// The limit of each kind of file; see [`share`].
    shares: BTreeMap<String, usize>,
}

/// The limits of the style.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StyleLimits {
    /// What `/link` loads, with the style inlined in it.
    link: usize,
    /// That, and the sheet that the chunks load.
    all: usize,
}

impl Limits {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
    }
}

/// One language's page.
pub(crate) struct Shell {
    pub(crate) language: String,
    pub(crate) html: String,
    /// The file of each area's texts.
    pub(crate) words: BTreeMap<String, String>,
}

/// Files that a browser downloads together, in the language in which they are the largest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Load {
    what: String,
    files: Vec<(String, usize)>,
    /// The bytes in addition to the files.
    beside: usize,
    bytes: usize,
    /// Requests and shares are for the first load only.
    requests: Option<usize>,
    shares: BTreeMap<String, usize>,
}

impl Load {
    fn sum(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes).sum::<usize>() + self.beside
    }

    /// Files outside the first load, with their limit.
    fn of_files(what: String, files: Vec<(String, usize)>, bytes: usize) -> Self {
        Self { what, files, beside: 0, bytes, requests: None, shares: BTreeMap::new() }
    }

    /// All requests, including the one for the session.
    fn requests(&self) -> usize {
        self.files.len() + 1
    }

    /// The exceeded limits, in words.
    fn over(&self) -> Vec<String> {
        let mut over = Vec::new();
        let mut hold = |what: String, sum: usize, limit: usize, of: &str| {
            if sum > limit {
                over.push(format!("{what}: {} {of} over", sum - limit));
            }
        };
        hold(self.what.clone(), self.sum(), self.bytes, "bytes");
        if let Some(limit) = self.requests {
            hold(self.what.clone(), self.requests(), limit, "requests");
        }
        for (kind, limit) in &self.shares {
            hold(format!("{}, share of {kind}", self.what), self.sum_of(kind), *limit, "bytes");
        }
        over
    }

    fn sum_of(&self, kind: &str) -> usize {
        self.files.iter().filter(|(name, _)| share(name) == kind).map(|(_, bytes)| bytes).sum()
    }
}

/// The kind of a file, by its name.
fn share(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("wasm") => "wasm",
        Some("js") => "glue",
        Some("css") => "style",
        Some("json") => "words",
        _ => "shell", // the page and its icon
    }
}

/// The content of the page, to be weighed.
pub(crate) struct Measured<'a> {
    /// The start of every asset's address.
    pub(crate) folder: &'a str,
    pub(crate) shells: &'a [Shell],
    pub(crate) chunks: &'a Chunks,
    pub(crate) doors: &'a Doors,
    /// The name of the sheet that the chunks load.
    pub(crate) style: &'a str,
}

impl Measured<'_> {
    /// The first load of `/link`, the style, then each chunk.
    pub(crate) fn loads(&self, limits: &Limits, weight: &dyn Fn(&str) -> Result<usize>) -> Result<Vec<Load>> {
        let mut loads = vec![heaviest(self.shells, &|shell| first(self.folder, shell, &limits.first_load, weight))?];
        loads.extend(self.styles(&limits.style, weight)?);
        for (name, file) in self.chunks {
            let limit = limits.chunks.get(name);
            let limit = *limit.ok_or_else(|| format!("app/budget.toml has no limit for the chunk `{name}`"))?;
            let areas =
                self.doors.get(name).ok_or_else(|| format!("no door in app/src leads to the chunk `{name}`"))?;
            loads.push(heaviest(self.shells, &|shell| {
                let mut files = vec![(file.clone(), weight(file)?)];
                for area in areas.iter().filter(|area| *area != BASE) {
                    let words = shell.words.get(area).ok_or_else(|| format!("there are no words `{area}`"))?;
                    files.push((words.clone(), weight(words)?));
                }
                Ok(Load::of_files(format!("chunk {name} ({})", shell.language), files, limit))
            })?);
        }
        Ok(loads)
    }

    /// The style that `/link` loads, and all style. It is the same in every language.
    fn styles(&self, limits: &StyleLimits, weight: &dyn Fn(&str) -> Result<usize>) -> Result<[Load; 2]> {
        let shell = self.shells.first().ok_or("there is no language")?;
        let inlined = brotli(inlined_style(&shell.html).as_bytes(), SMALLEST)?.len();
        let mut files = vec![("inlined".to_owned(), inlined)];
        for name in named_assets(&shell.html, self.folder).into_iter().filter(|name| share(name) == "style") {
            files.push((name.to_owned(), weight(name)?));
        }
        let of_link = Load::of_files("style of /link".into(), files.clone(), limits.link);
        files.push((self.style.to_owned(), weight(self.style)?));
        Ok([of_link, Load::of_files("all style".into(), files, limits.all)])
    }
}

/// The same load in the language in which it is the largest.
fn heaviest(shells: &[Shell], load: &dyn Fn(&Shell) -> Result<Load>) -> Result<Load> {
    let loads = shells.iter().map(load).collect::<Result<Vec<_>>>()?;
    loads.into_iter().max_by_key(Load::sum).ok_or_else(|| "there is no language".into())
}

/// The page and every asset that it loads at the start.
fn first(folder: &str, shell: &Shell, limits: &FirstLoad, weight: &dyn Fn(&str) -> Result<usize>) -> Result<Load> {
    let html = fill_as_server(&shell.html)?;
    let mut files = vec![(format!("index.{}.html", shell.language), brotli(html.as_bytes(), SMALLEST)?.len())];
    for name in named_assets(&html, folder) {
        files.push((name.to_owned(), weight(name)?));
    }
    Ok(Load {
        what: format!("first load ({})", shell.language),
        beside: files.len() * limits.headers + limits.session,
        files,
        bytes: limits.bytes,
        requests: Some(limits.requests),
        shares: limits.shares.clone(),
    })
}

/// The names of the assets in `html`, without those in its `build` block, which are fetched later if at all.
fn named_assets<'a>(html: &'a str, folder: &str) -> BTreeSet<&'a str> {
    let (before, block) = html.split_once("id=\"build\">").unwrap_or((html, ""));
    let after = block.split_once("</script>").map_or("", |(_, after)| after);
    let addresses = [before, after].into_iter().flat_map(|html| html.split(folder).skip(1));
    addresses.filter_map(|address| address.split(['"', '\'', ')', ' ', '>']).next()).collect()
}

/// The content of all `<style>` elements.
fn inlined_style(html: &str) -> String {
    let elements = html.split("<style").skip(1).filter_map(|after| after.split_once("</style>"));
    elements.filter_map(|(element, _)| element.split_once('>')).map(|(_, content)| content).collect()
}

/// All figures, for people.
pub(crate) fn table(loads: &[Load]) -> String {
    let mut table = String::from("page weight, brotli, in the heaviest language:\n");
    for load in loads {
        let requests =
            load.requests.map_or(String::new(), |limit| format!(", {} requests of {limit}", load.requests()));
        let _ = writeln!(table, "  {:<44}{:>9} of {:>7} bytes{requests}", load.what, load.sum(), load.bytes);
        for (name, bytes) in &load.files {
            let _ = writeln!(table, "    {name:<42}{bytes:>9}");
        }
        if load.beside > 0 {
            let _ = writeln!(table, "    {:<42}{:>9}", "headers, and who is signed in", load.beside);
        }
        for (kind, limit) in &load.shares {
            let _ =
                writeln!(table, "    {:<42}{:>9} of {limit:>7} bytes", format!("share of {kind}"), load.sum_of(kind));
        }
    }
    table
}

/// Fails, and names each limit that is exceeded.
pub(crate) fn check(loads: &[Load]) -> Result<()> {
    let over: Vec<String> = loads.iter().flat_map(Load::over).collect();
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("over the budget of app/budget.toml: {}", over.join("; ")).into())
    }
}

#[cfg(test)]
mod tests;
