//! `wasm-bindgen` as a library, in the version of the crate. The tool of that name would bring a web server for tests along.

use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::Result;

/// The version, which Trunk asks for.
const VERSION: &str = wasm_bindgen_shared::SCHEMA_VERSION;

/// Does what Trunk's arguments for the tool say.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.typescript(true);
    let mut folder = None;
    for argument in arguments {
        match argument.split_once('=').unwrap_or((argument, "")) {
            ("--version", _) => {
                println!("wasm-bindgen {VERSION}");
                return Ok(());
            }
            ("--target", "web") => _ = bindgen.web(true)?,
            ("--out-dir", path) => folder = Some(path),
            ("--out-name", name) => _ = bindgen.out_name(name),
            ("--no-typescript", "") => _ = bindgen.typescript(false),
            (path, "") if !path.starts_with('-') => _ = bindgen.input_path(path),
            _ => return Err(format!("wasm-bindgen: {argument} isn't known here (app/bundle/src/bind.rs)").into()),
        }
    }
    let folder = folder.ok_or("wasm-bindgen: --out-dir is missing")?;
    Ok(bindgen.generate(Path::new(folder))?)
}

/// Binds the base of a split page: writes `name.js` and `name_bg.wasm` into a folder.
pub(crate) fn base(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).web(true)?.keep_lld_exports(true).demangle(false).typescript(false).out_name(name);
    Ok(bindgen.generate(folder)?)
}
