//! One wasm becomes a base and chunks, each bound, shrunk and named by its content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::assets::{Assets, integrity};
use crate::glue::{self, Renamed};
use crate::trunk;

/// The crate that Trunk builds, and so the start of its files' names.
const NAME: &str = "app";

/// What takes its place in the page.
pub(crate) struct Split {
    pub(crate) js: String,
    pub(crate) wasm: String,
    pub(crate) chunks: Chunks,
}

/// Each chunk's files: its own, and those that it shares with others.
pub(crate) type Chunks = BTreeMap<String, Vec<String>>;

/// Splits the wasm that cargo built and adds the files to `assets`.
pub(crate) fn split(assets: &mut Assets) -> Result<Split> {
    let work = trunk::target()?.join("split");
    let _ = fs::remove_dir_all(&work); // gone already is as good
    fs::create_dir_all(&work)?;
    let path = trunk::raw_wasm(NAME)?;
    let raw = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (chunks, users) = cut(&raw, &work)?;

    // The chunks have no JavaScript of their own, so only the base is bound.
    let base = work.join(format!("{NAME}_bg.wasm"));
    bind(&work.join(format!("{NAME}.wasm")), &work)?;
    let js = fs::read_to_string(work.join(format!("{NAME}.js")))?;
    for wasm in chunks.iter().chain([&base]) {
        shrink(wasm)?;
    }

    let renamed = chunks.iter().map(|chunk| add_chunk(chunk, assets)).collect::<Result<Vec<_>>>()?;
    let loader = glue::rename_chunks(&fs::read_to_string(work.join("__wasm_split.js"))?, &renamed)?;
    let js = glue::dense(&glue::fold(&js, &loader, &format!("./{NAME}.js"))?);
    let final_name = |stem: &String| renamed.iter().find(|chunk| chunk.stem == *stem).map(|chunk| chunk.name.clone());
    Ok(Split {
        wasm: assets.add(&format!("{NAME}-"), "_bg.wasm", &fs::read(&base)?)?,
        js: assets.add(&format!("{NAME}-"), ".js", js.as_bytes())?,
        chunks: users.into_iter().map(|(name, stems)| (name, stems.iter().filter_map(final_name).collect())).collect(),
    })
}

/// Writes base, chunks and loader into `work`; gives the chunks' files, and which chunk needs which of them.
fn cut(raw: &[u8], work: &Path) -> Result<(Vec<PathBuf>, Chunks)> {
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

fn bind(wasm: &Path, work: &Path) -> Result<()> {
    let mut command = Command::new("wasm-bindgen");
    command.args(["--target=web", "--keep-lld-exports", "--no-demangle", "--no-typescript", "--out-name", NAME]);
    run(command.arg("--out-dir").arg(work).arg(wasm))
}

fn shrink(wasm: &Path) -> Result<()> {
    let mut command = Command::new("wasm-opt");
    command.args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"]);
    // What rustc's wasm uses anyway.
    let features =
        ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
    command.args(features.map(|feature| format!("--enable-{feature}")));
    run(command.arg(wasm).arg("-o").arg(wasm))
}

/// Runs a tool; what it says is only shown when it fails.
fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error} (scripts/setup installs it)"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} failed: {command:?}\n{}", String::from_utf8_lossy(&output.stderr)).into())
}

fn add_chunk(path: &Path, assets: &mut Assets) -> Result<Renamed> {
    let bytes = fs::read(path)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // `split_` is a chunk, `chunk_` what several of them share.
    let name = stem.strip_prefix("split_").map_or_else(|| stem.replace("chunk_", "shared_"), str::to_owned);
    let name = assets.add(&format!("{NAME}-{name}-"), ".wasm", &bytes)?;
    Ok(Renamed { stem, name, integrity: integrity(&bytes) })
}
