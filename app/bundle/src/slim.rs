//! Removes unused items on both sides of the boundary between wasm and glue, and shortens the names that both sides use.
//!
//! wasm-bindgen keeps everything that a crate exports (Leptos exports streams, which this page doesn't use) and every import from
//! before `wasm-opt`; and each name ends in a hash, which can't be compressed.

use std::collections::{BTreeMap, HashSet};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::Result;

/// The module from which the glue's functions are imported.
const GLUE: &str = "./app_bg.js";
/// Its name in the page.
const SHORT: &str = "g";

/// The glue without items that are not referenced. Its classes are exported, but never imported.
pub(crate) fn without_unused(glue: &str) -> String {
    let mut items = items(glue);
    loop {
        let is_used = |at: usize| {
            let name = items[at].name.as_deref();
            let others = || items.iter().enumerate().filter(|(other, _)| *other != at);
            name.is_none_or(|name| others().any(|(_, item)| identifiers(&item.text).any(|word| word == name)))
        };
        let used: Vec<bool> = (0..items.len()).map(is_used).collect();
        if !used.contains(&false) {
            return items.into_iter().map(|item| item.text).collect();
        }
        let mut used = used.into_iter();
        items.retain(|_| used.next() == Some(true));
    }
}

/// A declaration at the top level of the glue with its body; an item without a name stays.
struct Item {
    name: Option<String>,
    text: String,
}

fn items(glue: &str) -> Vec<Item> {
    let mut items = vec![Item { name: None, text: String::new() }];
    for line in glue.lines() {
        let line = line.strip_prefix("export class").map_or_else(|| line.to_owned(), |class| format!("class{class}"));
        let mut declared = ["function ", "async function ", "class ", "const ", "let "].iter();
        let name = declared.find_map(|start| identifiers(line.strip_prefix(start)?).next());
        if let Some(name) = name {
            let is_alone = !line.starts_with("let ") || !line.contains(',');
            items.push(Item { name: is_alone.then(|| name.to_owned()), text: String::new() });
        } else if line.starts_with("export ") {
            items.push(Item { name: None, text: String::new() });
        }
        if let Some(item) = items.last_mut() {
            item.text += &line;
            item.text.push('\n');
        }
    }
    items
}

/// The wasm without the exports that none of these scripts references.
pub(crate) fn without_unused_exports(wasm: &[u8], scripts: &[&str]) -> Result<Vec<u8>> {
    let named: HashSet<&str> = scripts.iter().flat_map(|script| identifiers(script)).collect();
    edit(wasm, &|from, name| (from.to_owned(), name.to_owned()), &|name| named.contains(name).then(|| name.to_owned()))
}

/// Wasm and glue with short names for their imports and exports. The glue loses the functions that the wasm does not import.
pub(crate) fn with_short_names(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let (imports, exports) = names_of(wasm)?;
    let imports: BTreeMap<String, String> = imports.into_iter().zip(0..).map(|(name, n)| (name, letters(n))).collect();
    let mangled = exports.into_iter().filter(|name| name.starts_with("_ZN"));
    let exports: BTreeMap<String, String> = mangled.zip(0..).map(|(name, n)| (name, format!("${n}"))).collect();
    if exports.values().any(|short| identifiers(glue).any(|word| word == short)) {
        return Err("the glue has names that begin with $ itself: app/bundle/src/slim.rs must choose others".into());
    }

    let kept = without_entries(glue, &|name| !imports.contains_key(name))?;
    let short = |name: &str| imports.get(name).or_else(|| exports.get(name)).cloned();
    let glue = replaced(&without_unused(&kept), &short).replace(&format!("\"{GLUE}\""), &format!("\"{SHORT}\""));
    let import = |from: &str, name: &str| match imports.get(name).filter(|_| from == GLUE) {
        Some(short) => (SHORT.to_owned(), short.clone()),
        None => (from.to_owned(), name.to_owned()),
    };
    let wasm = edit(wasm, &import, &|name| Some(exports.get(name).map_or(name, String::as_str).to_owned()))?;
    Ok((wasm, glue))
}

/// A number in base 26 with letters as digits: `a` to `z`, then two letters each.
fn letters(number: u16) -> String {
    let letter = |n: u16| char::from(b'a' + (n % 26) as u8);
    if number < 26 { letter(number).into() } else { format!("{}{}", letter(number / 26), letter(number)) }
}

/// The glue's object of imports without some of its entries: `name: function(…) {`, up to the line that closes it.
fn without_entries(glue: &str, is_dropped: &dyn Fn(&str) -> bool) -> Result<String> {
    let start = "const import0 = {\n";
    let (before, rest) = glue.split_once(start).ok_or("the glue has no `import0`")?;
    let (entries, after) = rest.split_once("\n    };\n").ok_or("the glue's `import0` does not end")?;
    let (mut kept, mut dropping) = (String::new(), false);
    for line in entries.lines() {
        if let Some((name, _)) = line.trim_start().split_once(": function(").filter(|_| line.starts_with("        _")) {
            dropping = is_dropped(name);
        }
        if !dropping {
            kept += line;
            kept.push('\n');
        }
    }
    Ok(format!("{before}{start}{kept}    }};\n{after}"))
}

fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_in_name(c)).filter(|word| !word.is_empty())
}

/// Replaces each identifier that has a new name.
fn replaced(text: &str, other: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c| !is_in_name(c)) {
        let end = piece.trim_end_matches(|c| !is_in_name(c)).len();
        out += &other(&piece[..end]).unwrap_or_else(|| piece[..end].to_owned());
        out += &piece[end..];
    }
    out
}

/// A module's imports from the glue, and its exports.
fn names_of(wasm: &[u8]) -> Result<(Vec<String>, Vec<String>)> {
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if import.module == GLUE {
                        imports.push(import.name.to_owned());
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    exports.push(export?.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok((imports, exports))
}

/// A module with new names for imports and exports; an export without one is dropped, and so is debug information.
fn edit(
    wasm: &[u8],
    import: &dyn Fn(&str, &str) -> (String, String),
    export_name: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for item in section.into_imports() {
                    let item = item?;
                    let (from, name) = import(item.module, item.name);
                    imports.import(&from, &name, RoundtripReencoder.entity_type(item.ty)?);
                }
                module.section(&imports);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section {
                    let export = export?;
                    if let Some(name) = export_name(export.name) {
                        exports.export(&name, RoundtripReencoder.export_kind(export.kind)?, export.index);
                    }
                }
                module.section(&exports);
            }
            Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    module.section(&RawSection {
                        id,
                        data: wasm.get(usize::try_from(range.start)?..usize::try_from(range.end)?).unwrap_or_default(),
                    });
                }
            }
        }
    }
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "export class Streams {\n    free() { wasm.streams_free(0); }\n}\nif (Symbol.dispose) Streams.prototype.x = 1;\n\
        function __wbg_get_imports() {\n    const import0 = {\n        __proto__: null,\n\
        \x20       __wbg_get_0123456789abcdef: function(arg0) {\n            return isLikeNone(arg0);\n        },\n\
        \x20       __wbg_gone_0123456789abcdef: function() { return handleError(function (arg0) {\n            return arg0.gone;\n        }, arguments); },\n\
        \x20   };\n    return { \"./app_bg.js\": import0 };\n}\nfunction _ZN1a17hE(arg0) {\n    wasm._ZN1a17hE(arg0);\n}\n\
        const user = _ZN1a17hE;\nfunction isLikeNone(x) {\n    return x;\n}\nfunction handleError(f) {\n    return f();\n}\n\
        async function init(user) {\n    __wbg_get_imports(user);\n}\nexport { init as default };\n";

    /// A module that imports one function of the glue, and exports it under three names.
    fn wasm() -> Vec<u8> {
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import(super::GLUE, "__wbg_get_0123456789abcdef", wasm_encoder::EntityType::Function(0));
        let mut exports = ExportSection::new();
        for name in ["_ZN1a17hE", "streams_free", "memory"] {
            exports.export(name, wasm_encoder::ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&exports);
        module.finish()
    }

    #[test]
    fn classes_that_nobody_names_go_with_what_only_they_name() {
        let glue = without_unused(SCRIPT);
        assert!(!glue.contains("Streams") && !glue.contains("streams_free"), "{glue}");
        assert!(glue.contains("async function init(user)") && glue.contains("export { init as default };"), "{glue}");
    }

    #[test]
    fn exports_that_no_script_names_go() {
        let slim = without_unused_exports(&wasm(), &[&without_unused(SCRIPT), "const { memory } = exports;"]);
        let (imports, exports) = names_of(&slim.expect("a module")).expect("a module");
        assert_eq!(exports, ["_ZN1a17hE", "memory"]);
        assert_eq!(imports, ["__wbg_get_0123456789abcdef"]);
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let (wasm, glue) = with_short_names(&wasm(), SCRIPT).expect("both are as expected");
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            if let Payload::ImportSection(section) = payload.expect("a module") {
                found.extend(
                    section.into_imports().map(|import| import.map(|it| (it.module.to_owned(), it.name.to_owned()))),
                );
            }
        }
        let found: Vec<_> = found.into_iter().collect::<std::result::Result<_, _>>().expect("imports");
        assert_eq!(found, [(SHORT.to_owned(), "a".to_owned())]);
        assert!(glue.contains("        a: function(arg0) {") && glue.contains("{ \"g\": import0 }"), "{glue}");
        assert!(glue.contains("function $0(arg0) {\n    wasm.$0(arg0);"), "{glue}");
    }

    #[test]
    fn what_is_not_imported_is_not_in_the_glue() {
        let (_, glue) = with_short_names(&wasm(), SCRIPT).expect("both are as expected");
        assert!(!glue.contains("__wbg_gone") && !glue.contains("handleError"), "{glue}");
        assert!(glue.contains("isLikeNone"), "{glue}");
    }

    #[test]
    fn short_names_are_all_different() {
        let names: HashSet<String> = (0..700).map(letters).collect();
        assert_eq!(names.len(), 700);
    }
}
