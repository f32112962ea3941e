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

    fn of_chunk(what: String, files: Vec<(String, usize)>, bytes: usize) -> Self {
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
}

impl Measured<'_> {
    /// The first load of `/link`, then each chunk.
    pub(crate) fn loads(&self, limits: &Limits, weight: &dyn Fn(&str) -> Result<usize>) -> Result<Vec<Load>> {
        let mut loads = vec![heaviest(self.shells, &|shell| first(self.folder, shell, &limits.first_load, weight))?];
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
                Ok(Load::of_chunk(format!("chunk {name} ({})", shell.language), files, limit))
            })?);
        }
        Ok(loads)
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
mod tests {
    use super::*;

    const HTML: &str = r#"<link href="/assets/a.css"><link href="/assets/base.json">
        <script id="build">{"words":{"base":"/assets/base.json","sign_in":"/assets/sign.json"}}</script>
        <script>import('/assets/a.js')</script><img src='/assets/a.js'>"#;

    fn measured(bytes: usize, requests: usize, chunk: usize, glue: usize) -> Result<Vec<Load>> {
        let limits = format!(
            "chunks = {{ sign_in = {chunk} }}\n[first_load]\nbytes = {bytes}\nrequests = {requests}\nheaders = 10\n\
            session = 5\nshares = {{ glue = {glue} }}\n"
        );
        let words = [("base", "base.json"), ("sign_in", "sign.json"), ("form", "form.json")];
        let words = words.map(|(area, file)| (area.into(), file.into())).into();
        let shells = [Shell { language: "en".into(), html: HTML.into(), words }];
        let chunks = BTreeMap::from([("sign_in".into(), "sign_in.chunk".into())]);
        let doors = Doors::from([("sign_in".into(), ["base", "form", "sign_in"].map(String::from).into())]);
        let measured = Measured { folder: "/assets/", shells: &shells, chunks: &chunks, doors: &doors };
        measured.loads(&toml::from_str(&limits)?, &|name| Ok(name.len() * 100))
    }

    #[test]
    fn only_what_the_browser_fetches_at_once_counts() {
        let names: Vec<&str> = named_assets(HTML, "/assets/").into_iter().collect();
        assert_eq!(names, ["a.css", "a.js", "base.json"]);
    }

    #[test]
    fn limits_hold() {
        let loads = measured(10_000, 5, 3_100, 400).expect("all can be weighed");
        assert_eq!(loads[0].files.len(), 4, "{loads:?}");
        assert_eq!(loads[0].beside, 45, "headers of four files, and the session");
        check(&loads).expect("within limits");
        assert!(table(&loads).contains("5 requests of 5"), "{}", table(&loads));
    }

    #[test]
    fn a_chunk_weighs_all_words_that_it_loads() {
        let loads = measured(10_000, 5, 3_100, 400).expect("all can be weighed");
        assert_eq!(loads[1].sum(), 1_300 + 900 + 900, "its own and the forms', not those of the base: {loads:?}");
    }

    #[test]
    fn each_excess_is_named() {
        let error = check(&measured(10, 4, 100, 300).expect("all can be weighed")).expect_err("over").to_string();
        for part in [
            "first load (en): ",
            "first load (en): 1 requests over",
            "first load (en), share of glue: 100 bytes over",
            "chunk sign_in (en): 3000 bytes over",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn a_chunk_without_a_limit_or_a_door_is_refused() {
        let chunks = BTreeMap::from([("new".into(), "new.chunk".into())]);
        for (limits, part) in [("{}", "no limit for the chunk `new`"), ("{ new = 1 }", "no door")] {
            let limits = format!(
                "chunks = {limits}\n[first_load]\nbytes = 1\nrequests = 1\nheaders = 0\nsession = 0\nshares = {{}}\n"
            );
            let limits: Limits = toml::from_str(&limits).expect("as in budget.toml");
            let shells = [Shell { language: "en".into(), html: String::new(), words: BTreeMap::new() }];
            let measured = Measured { folder: "/", shells: &shells, chunks: &chunks, doors: &Doors::new() };
            let error = measured.loads(&limits, &|_| Ok(1)).expect_err("refused").to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
