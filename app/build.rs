//! Generates the accessors of the page's texts, and sets the linker flags that the splitter needs.

use std::path::Path;
use std::process::ExitCode;
use std::{env, error::Error, fs};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let accessors = words::Catalog::read(Path::new("locales"))?.accessors(words::Speaker::Page);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), accessors)?;

    // Relocations show the splitter which function needs which. Only the final link gets the flag, so that no dependency
    // is rebuilt for it.
    let is_split = env::var_os("CARGO_FEATURE_SPLIT").is_some();
    if is_split && env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    Ok(())
}
