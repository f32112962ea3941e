//! One stylesheet from many: `style/main.css` with each `@import` replaced by the file it names.
//!
//! `main.css` is valid CSS: it defines the order and the layers, and works without this step too.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::trunk::Build;

/// The path at which `index.html` expects the sheet, from the project's root.
const SHEET: &str = "target/style.css";

/// Trunk's hook before the build.
pub(crate) fn write() -> Result<()> {
    let build = Build::from_env()?;
    let folder = build.app.join("../style");
    let sheet = dense(&join(&read(&folder.join("main.css"))?, &|file| read(&folder.join(file)))?);
    if fs::read_to_string(SHEET).is_ok_and(|old| old == sheet) {
        return Ok(());
    }
    fs::create_dir_all(Path::new(SHEET).parent().unwrap_or(Path::new(".")))?;
    Ok(fs::write(SHEET, sheet)?)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// CSS without comments, empty lines and indentation.
fn dense(css: &str) -> String {
    let mut rest = css;
    let mut plain = String::with_capacity(css.len());
    while let Some((before, after)) = rest.split_once("/*") {
        plain += before;
        rest = after.split_once("*/").map_or("", |(_, behind)| behind);
    }
    plain += rest;
    plain.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// Replaces each line `@import "file.css";` or `@import "file.css" layer(name);` of `main`.
fn join(main: &str, file: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut sheet = String::new();
    for line in main.lines() {
        let Some(import) = line.trim().strip_prefix("@import") else {
            sheet += line;
            sheet.push('\n');
            continue;
        };
        let (name, layer) = parse_import(import).ok_or_else(|| {
            format!("style/main.css: {line:?} must be of the form @import \"file.css\"; or @import \"file.css\" layer(name);")
        })?;
        let css = file(name)?;
        if css.lines().any(|line| line.trim_start().starts_with("@import")) {
            return Err(format!("style/{name}: @import belongs in style/main.css").into());
        }
        sheet += &layer.map_or(css.clone(), |layer| format!("@layer {layer} {{\n{css}}}\n"));
    }
    Ok(sheet)
}

/// The file and, if there is one, the layer of ` "file.css" layer(name);`.
fn parse_import(import: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = import.trim_start().strip_prefix('"')?.split_once('"')?;
    match rest.trim() {
        ";" => Some((name, None)),
        rest => Some((name, Some(rest.strip_prefix("layer(")?.strip_suffix(");")?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(name: &str) -> Result<String> {
        match name {
            "a.css" => Ok("a { color: red }\n".into()),
            "b/c.css" => Ok("c {}\n".into()),
            "nested.css" => Ok("@import \"a.css\";\n".into()),
            other => Err(format!("{other}: not found").into()),
        }
    }

    #[test]
    fn imports_are_replaced_in_order_and_in_their_layers() {
        let main = "@layer base, parts;\n@import \"a.css\" layer(base);\n@import \"b/c.css\";\n";
        assert_eq!(
            join(main, &files).expect("both files are there"),
            "@layer base, parts;\n@layer base {\na { color: red }\n}\nc {}\n"
        );
    }

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(dense("a {\n  /* why\n  so */\n  color: red; /* x */\n\n}\n"), "a {\ncolor: red;\n}\n");
    }

    #[test]
    fn what_cannot_be_joined_is_said() {
        for (main, part) in [
            ("@import url(a.css);", "must be of the form"),
            ("@import \"missing.css\";", "missing.css: not found"),
            ("@import \"nested.css\";", "belongs in style/main.css"),
        ] {
            let error = join(main, &files).expect_err(main).to_string();
            assert!(error.contains(part), "{main}: {error}");
        }
    }
}
