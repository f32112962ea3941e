//! The JavaScript between browser and wasm: wasm-bindgen's glue with the splitter's loader merged into it.
//!
//! In two files, the two would import each other, so neither could be named by a hash; one file also saves a request.

use std::fmt::Write;

use crate::Result;
use crate::text::swap;

/// A chunk, its file, and the file's digest.
pub(crate) struct ChunkFile {
    pub(crate) chunk: String,
    pub(crate) name: String,
    pub(crate) integrity: String,
}

/// The name under which the loader is imported.
const LOADER: &str = "./__wasm_split.js";

/// Loads a chunk's parts from its one file.
const OURS: &str = include_str!("loader.js");

/// Replaces the splitter's loader, which fetches each part separately, by ours; only its list of the base's exports stays.
pub(crate) fn loader(splitters: &str, chunks: &[ChunkFile]) -> Result<String> {
    let changed = "the splitter's loader is not as expected: compare it with app/bundle/src/loader.js";
    let (imports, rest) = splitters.split_once("function wrapAsyncCb(").ok_or(changed)?;
    let exports = rest.lines().filter(|line| line.starts_with("export const ")).count();
    // Parts that need other parts would have to wait for them.
    let apart = rest.lines().filter(|line| line.starts_with(", []);")).count();
    let shared = rest.lines().filter(|line| line.starts_with("const __chunk_")).count();
    if exports != chunks.len() || apart != shared {
        return Err(changed.into());
    }
    let mut js = format!("{imports}{OURS}");
    for ChunkFile { chunk, name, integrity } in chunks {
        let export = format!("export const __wasm_split_load_{chunk} = ");
        if !rest.contains(&export) {
            return Err(changed.into());
        }
        writeln!(js, "{export}chunk(\"./{name}\", \"{integrity}\");")?;
    }
    Ok(js)
}

/// `glue`, which imports `loader`, which imports `glue`, merged into one module.
pub(crate) fn fold(glue: &str, loader: &str, main_module: &str) -> Result<String> {
    let loader = swap(loader, &format!("import {{ initSync }} from \"{main_module}\";\n"), "")?;
    let exports: Vec<&str> =
        loader.lines().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();

    // wasm-bindgen imports the loader once for each split point: `import * as import7 from "./__wasm_split.js"`.
    let from_loader = format!(" from \"{LOADER}\"");
    let (imports, rest): (Vec<&str>, Vec<&str>) = glue.lines().partition(|line| line.starts_with("import "));
    let mut names = String::new();
    for line in imports {
        let name = line.strip_prefix("import * as ").and_then(|line| line.split_once(&from_loader));
        let (name, _) = name.ok_or_else(|| format!("the glue has an import that would have no file: {line}"))?;
        writeln!(names, "const {name} = chunkLoader;")?;
    }
    if names.is_empty() {
        return Err("the glue does not import the loader of the chunks".into());
    }
    // Where the glue only uses the module's name, as a key of the wasm's imports, the name can stay.
    let folded = format!(
        "{loader}const chunkLoader = {{ {exports} }};\n{names}{rest}\n",
        loader = loader.replace("export const ", "const "),
        exports = exports.join(", "),
        rest = rest.join("\n"),
    );
    Ok(folded)
}

/// Removes indentation and the lines that are only comments. The glue has no strings that span lines.
pub(crate) fn dense(js: &str) -> String {
    let lines = js.lines().map(str::trim).filter(|line| {
        !line.is_empty() && !["//", "/*", "* ", "*/"].iter().any(|mark| line.starts_with(mark)) && *line != "*"
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import * as import1 from \"./__wasm_split.js\"\nimport * as import2 from \"./__wasm_split.js\"\n\
        let wasm;\nconst imports = { \"./__wasm_split.js\": import1 };\nexport { initSync };\n";
    const FILE: &str = "import { initSync } from \"./app.js\";\n\nfunction load() {}\n\
        export const __wasm_split_load_a = load(() => fetch(new URL(\"./split_a.wasm\", import.meta.url)));\n";

    #[test]
    fn loader_and_glue_become_one_module() {
        let folded = fold(GLUE, FILE, "./app.js").expect("both are as expected");
        assert!(!folded.contains("\nimport ") && !folded.starts_with("import "), "{folded}");
        assert!(folded.contains(
            "const chunkLoader = { __wasm_split_load_a };\nconst import1 = chunkLoader;\nconst import2 = chunkLoader;\n"
        ));
        assert!(folded.contains("\nconst __wasm_split_load_a ="), "{folded}");
        assert!(folded.ends_with("export { initSync };\n"), "{folded}");
    }

    #[test]
    fn glue_of_another_shape_is_refused() {
        assert!(fold("let wasm;", FILE, "./app.js").is_err(), "no loader import");
        assert!(fold("import { a } from './snippets/a.js';", FILE, "./app.js").is_err(), "a snippet");
        assert!(fold(GLUE, "export const a = 1;", "./app.js").is_err(), "no import of the glue");
    }

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(
            dense("/**\n * It.\n */\nlet a = {\n    b: 'http://c', // d\n};\n"),
            "let a = {\nb: 'http://c', // d\n};\n"
        );
    }

    #[test]
    fn chunks_are_found_by_their_names() {
        const SPLITTERS: &str = "import { initSync } from \"./app.js\";\nfunction getSharedImports() {}\nfunction wrapAsyncCb(callee) {}\n\
            const __chunk_1 = makeLoad(() => {}\n, []);\nexport const __wasm_split_load_a = wrapAsyncCb(makeLoad(() => {}\n, [__chunk_1]));\n";
        let chunk = |chunk: &str| ChunkFile {
            chunk: chunk.into(),
            name: format!("app-{chunk}-12.chunk"),
            integrity: "sha256-x".into(),
        };
        let js = loader(SPLITTERS, &[chunk("a")]).expect("the chunk is there");
        assert!(js.contains("export const __wasm_split_load_a = chunk(\"./app-a-12.chunk\", \"sha256-x\");"), "{js}");
        assert!(js.starts_with("import {") && !js.contains("makeLoad("), "{js}");
        assert!(loader(SPLITTERS, &[chunk("b")]).is_err(), "another chunk");
        assert!(loader(SPLITTERS, &[]).is_err(), "too few");
        assert!(
            loader(&SPLITTERS.replace(", []);", ", [__chunk_2]);"), &[chunk("a")]).is_err(),
            "a part that needs another"
        );
    }
}
