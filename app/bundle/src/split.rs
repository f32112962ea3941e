//! Splits one wasm into a base and chunks, each bound, optimized and named by the hash of its content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::assets::{Assets, integrity};
use crate::bind;
use crate::glue::{self, ChunkFile};
use crate::slim;
use crate::trunk;

/// The crate that Trunk builds, and so the start of its files' names.
const NAME: &str = "app";

/// The name that replaces it in the page.
pub(crate) struct Split {
    pub(crate) js: String,
    pub(crate) wasm: String,
    pub(crate) chunks: Chunks,
}

/// Each chunk's file.
pub(crate) type Chunks = BTreeMap<String, String>;

/// The parts of each chunk: its own, and those that it shares with others.
type Parts = BTreeMap<String, Vec<String>>;

/// Splits the wasm that cargo built and adds the files to `assets`; `small` takes a minute more.
pub(crate) fn split(assets: &mut Assets, app: &Path, small: bool) -> Result<Split> {
    let work = trunk::target()?.join("split");
    let _ = fs::remove_dir_all(&work); // it may not exist
    fs::create_dir_all(&work)?;
    let path = trunk::raw_wasm(NAME)?;
    let raw = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (parts, made_of) = cut(&raw, &work)?;

    // The parts have no JavaScript of their own, so only the base is bound.
    let base = work.join(format!("{NAME}_bg.wasm"));
    bind::base(&work.join(format!("{NAME}.wasm")), NAME, &work)?;
    let js = slim::without_unused(&fs::read_to_string(work.join(format!("{NAME}.js")))?);
    let loader = fs::read_to_string(work.join("__wasm_split.js"))?;
    fs::write(&base, slim::without_unused_exports(&fs::read(&base)?, &[&js, &loader])?)?;
    let wasms: Vec<&PathBuf> = parts.iter().chain([&base]).collect();
    shrink(&wasms, app, small)?;
    let (wasm, js) = slim::with_short_names(&fs::read(&base)?, &js)?;

    let files =
        made_of.iter().map(|(chunk, stems)| add_chunk(chunk, stems, &parts, assets)).collect::<Result<Vec<_>>>()?;
    let loader = glue::loader(&loader, &files)?;
    let js = glue::dense(&glue::fold(&js, &loader, &format!("./{NAME}.js"))?);
    Ok(Split {
        wasm: assets.add(&format!("{NAME}-"), "_bg.wasm", &wasm)?,
        js: assets.add(&format!("{NAME}-"), ".js", js.as_bytes())?,
        chunks: files.into_iter().map(|file| (file.chunk, file.name)).collect(),
    })
}

/// Writes base, parts and loader into `work`; returns the parts' files, and the parts that each chunk needs.
fn cut(raw: &[u8], work: &Path) -> Result<(Vec<PathBuf>, Parts)> {
    let base = work.join(format!("{NAME}.wasm"));
    let main_module = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(raw);
    options.output_dir = work;
    options.main_out_path = &base;
    options.main_module = &main_module;
    let cut = wasm_split_cli_support::transform(options)?;
    if cut.split_modules.is_empty() {
        return Err("the wasm has no chunks: was it built with the feature `split`? (scripts/page does)".into());
    }
    Ok((cut.split_modules, cut.prefetch_map.into_iter().collect()))
}

/// Removes debug information, and optimizes the files for size if `small`.
fn shrink(wasms: &[&PathBuf], app: &Path, small: bool) -> Result<()> {
    let level = if small { "small" } else { "quick" };
    run(Command::new("node").arg(app.join("bundle/shrink.mjs")).arg(level).args(wasms))
}

/// Runs a tool; its output is only shown when it fails.
fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error} (scripts/setup installs it)"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} failed: {command:?}\n{}", String::from_utf8_lossy(&output.stderr)).into())
}

/// Packs a chunk into one file: as separate files, small parts would be a request each, and compress badly.
fn add_chunk(chunk: &str, stems: &[String], parts: &[PathBuf], assets: &mut Assets) -> Result<ChunkFile> {
    // Its own part is last, because it needs the others.
    let own = format!("split_{chunk}");
    let mut stems: Vec<&String> = stems.iter().collect();
    stems.sort_by_key(|stem| **stem == own);
    if stems.last().is_none_or(|stem| **stem != own) {
        return Err(format!("the chunk {chunk} has no part of its own").into());
    }
    let (mut head, mut body) = (u32::try_from(stems.len())?.to_le_bytes().to_vec(), Vec::new());
    for stem in stems {
        let id = parts.iter().position(|part| part.file_stem().is_some_and(|name| name == stem.as_str()));
        let id = id.ok_or_else(|| format!("{chunk} needs {stem}, which is not there"))?;
        let bytes = fs::read(&parts[id])?;
        head.extend(u32::try_from(id)?.to_le_bytes());
        head.extend(u32::try_from(bytes.len())?.to_le_bytes());
        body.extend(bytes);
    }
    let bytes = [head, body].concat();
    let name = assets.add(&format!("{NAME}-{chunk}-"), ".chunk", &bytes)?;
    Ok(ChunkFile { chunk: chunk.to_owned(), name, integrity: integrity(&bytes) })
}
