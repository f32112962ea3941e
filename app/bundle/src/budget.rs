//! What the page weighs, and what it may weigh.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Result;
use crate::assets::{SMALLEST, brotli};
use crate::shell::fill_as_server;
use crate::split::Chunks;

/// `budget.toml`. Sizes are bytes after brotli.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    first_load: FirstLoad,
    /// Chunk by name, its words included.
    chunks: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLoad {
    bytes: usize,
    requests: usize,
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
    pub(crate) words: BTreeMap<String, String>,
}

/// Files that a browser gets together, in the language in which they weigh most.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Load {
    what: String,
    files: Vec<(String, usize)>,
    bytes: usize,
    /// Requests too count for the first load only.
    requests: Option<usize>,
}

impl Load {
    fn sum(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// The first load of `/link`, then each chunk.
pub(crate) fn measure(
    folder: &str,
    shells: &[Shell],
    chunks: &Chunks,
    limits: &Limits,
    weight: &dyn Fn(&str) -> Result<usize>,
) -> Result<Vec<Load>> {
    let FirstLoad { bytes, requests } = limits.first_load;
    let first = heaviest(shells, &|shell| {
        let files = first_load(folder, shell, weight)?;
        Ok(Load { what: format!("first load ({})", shell.language), files, bytes, requests: Some(requests) })
    })?;
    let mut loads = vec![first];
    for (name, file) in chunks {
        let limit = limits.chunks.get(name);
        let bytes = *limit.ok_or_else(|| format!("app/budget.toml has no limit for the chunk `{name}`"))?;
        loads.push(heaviest(shells, &|shell| {
            let words = shell.words.get(name).and_then(|url| url.strip_prefix(folder));
            let names = std::iter::once(file.as_str()).chain(words);
            let files = names.map(|file| Ok((file.to_owned(), weight(file)?))).collect::<Result<_>>()?;
            Ok(Load { what: format!("chunk {name} ({})", shell.language), files, bytes, requests: None })
        })?);
    }
    Ok(loads)
}

/// The same load in the language in which it weighs most.
fn heaviest(shells: &[Shell], load: &dyn Fn(&Shell) -> Result<Load>) -> Result<Load> {
    let loads = shells.iter().map(load).collect::<Result<Vec<_>>>()?;
    loads.into_iter().max_by_key(Load::sum).ok_or_else(|| "there is no language".into())
}

/// The page and every asset that it names, but for those it only keeps in mind.
fn first_load(folder: &str, shell: &Shell, weight: &dyn Fn(&str) -> Result<usize>) -> Result<Vec<(String, usize)>> {
    let html = fill_as_server(&shell.html)?;
    let mut files = vec![(format!("index.{}.html", shell.language), brotli(html.as_bytes(), SMALLEST)?.len())];
    for name in named_assets(&html, folder) {
        files.push((name.to_owned(), weight(name)?));
    }
    Ok(files)
}

/// The names of the assets in `html`, without those in its `build` block, which are fetched later if at all.
fn named_assets<'a>(html: &'a str, folder: &str) -> BTreeSet<&'a str> {
    let (before, block) = html.split_once("id=\"build\">").unwrap_or((html, ""));
    let after = block.split_once("</script>").map_or("", |(_, after)| after);
    let addresses = [before, after].into_iter().flat_map(|html| html.split(folder).skip(1));
    addresses.filter_map(|address| address.split(['"', '\'', ')', ' ', '>']).next()).collect()
}

/// Every figure, for people.
pub(crate) fn table(loads: &[Load]) -> String {
    let mut table = String::from("page weight, brotli, in the heaviest language:\n");
    for load in loads {
        let requests =
            load.requests.map_or(String::new(), |limit| format!(", {} requests of {limit}", load.files.len()));
        let _ = writeln!(table, "  {:<44}{:>9} of {:>7} bytes{requests}", load.what, load.sum(), load.bytes);
        for (name, bytes) in &load.files {
            let _ = writeln!(table, "    {name:<42}{bytes:>9}");
        }
    }
    table
}

/// Fails, naming each limit that is exceeded.
pub(crate) fn check(loads: &[Load]) -> Result<()> {
    let mut over = Vec::new();
    for load in loads {
        if load.sum() > load.bytes {
            over.push(format!("{}: {} bytes over", load.what, load.sum() - load.bytes));
        }
        if let Some(limit) = load.requests.filter(|limit| load.files.len() > *limit) {
            over.push(format!("{}: {} requests of {limit}", load.what, load.files.len()));
        }
    }
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

    fn measured(bytes: usize, requests: usize, chunk: usize) -> Result<Vec<Load>> {
        let limits =
            format!("chunks = {{ sign_in = {chunk} }}\n[first_load]\nbytes = {bytes}\nrequests = {requests}\n");
        let words = BTreeMap::from([("sign_in".into(), "/assets/sign.json".into())]);
        let shells = [Shell { language: "en".into(), html: HTML.into(), words }];
        let chunks = BTreeMap::from([("sign_in".into(), "sign_in.chunk".into())]);
        measure("/assets/", &shells, &chunks, &toml::from_str(&limits)?, &|name| Ok(name.len() * 100))
    }

    #[test]
    fn only_what_the_browser_fetches_at_once_counts() {
        let names: Vec<&str> = named_assets(HTML, "/assets/").into_iter().collect();
        assert_eq!(names, ["a.css", "a.js", "base.json"]);
    }

    #[test]
    fn limits_hold() {
        let loads = measured(10_000, 4, 2_200).expect("all can be weighed");
        assert_eq!(loads[0].files.len(), 4, "{loads:?}");
        assert_eq!(loads[1].sum(), 1_300 + 900);
        check(&loads).expect("within limits");
        assert!(table(&loads).contains("4 requests of 4"), "{}", table(&loads));
    }

    #[test]
    fn each_excess_is_named() {
        let error = check(&measured(10, 3, 100).expect("all can be weighed")).expect_err("over").to_string();
        for part in ["first load (en): ", "4 requests of 3", "chunk sign_in (en): 2100 bytes over"] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn a_chunk_without_a_limit_is_refused() {
        let limits = "chunks = {}\n[first_load]\nbytes = 1\nrequests = 1\n";
        let limits: Limits = toml::from_str(limits).expect("as in budget.toml");
        let shells = [Shell { language: "en".into(), html: String::new(), words: BTreeMap::new() }];
        let chunks = BTreeMap::from([("new".into(), "new.chunk".into())]);
        let error = measure("/assets/", &shells, &chunks, &limits, &|_| Ok(1)).expect_err("no limit").to_string();
        assert!(error.contains("`new`"), "{error}");
    }
}
