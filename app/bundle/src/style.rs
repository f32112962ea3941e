//! Two stylesheets from many: `style/main.css`, which the page loads at its start, and `style/screens.css`, which the chunks load, with
//! each `@import` replaced by the file it names.
//!
//! Both are valid CSS: they define the order and the layers, and work without this step too.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::trunk::Build;

/// The path at which `index.html` expects the first sheet, from the project's root.
const SHEET: &str = "target/style.css";

/// Trunk's hook before the build.
pub(crate) fn write() -> Result<()> {
    let build = Build::from_env()?;
    let sheet = sheet(&build.app, "main.css")?;
    if fs::read_to_string(SHEET).is_ok_and(|old| old == sheet) {
        return Ok(());
    }
    fs::create_dir_all(Path::new(SHEET).parent().unwrap_or(Path::new(".")))?;
    Ok(fs::write(SHEET, sheet)?)
}

/// The sheet of the screens in chunks.
pub(crate) fn screens(app: &Path) -> Result<String> {
    sheet(app, "screens.css")
}

/// One of the two sheets, by the name of the file that lists its parts.
fn sheet(app: &Path, list: &str) -> Result<String> {
    let folder = app.join("../style");
    Ok(dense(&join(list, &read(&folder.join(list))?, &|file| read(&folder.join(file)))?))
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

/// Replaces each line `@import "file.css";` or `@import "file.css" layer(name);` of the content of the file `list`.
fn join(list: &str, content: &str, file: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut sheet = String::new();
    for line in content.lines() {
        let Some(import) = line.trim().strip_prefix("@import") else {
            sheet += line;
            sheet.push('\n');
            continue;
        };
        let (name, layer) = parse_import(import).ok_or_else(|| {
            format!(
                "style/{list}: {line:?} must be of the form @import \"file.css\"; or @import \"file.css\" layer(name);"
            )
        })?;
        let css = file(name)?;
        if css.lines().any(|line| line.trim_start().starts_with("@import")) {
            return Err(format!("style/{name}: @import belongs in style/{list}").into());
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
            join("main.css", main, &files).expect("both files are there"),
            "@layer base, parts;\n@layer base {\na { color: red }\n}\nc {}\n"
        );
    }

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(dense("a {\n  /* why\n  so */\n  color: red; /* x */\n\n}\n"), "a {\ncolor: red;\n}\n");
    }

    /// Each rule reaches the page, and only once.
    #[test]
    fn every_file_is_in_one_sheet() {
        let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
        let lists = ["main.css", "screens.css"].map(|list| read(&style.join(list)).expect("a list"));
        let is_inlined = |name: &str| ["tokens.css", "first.css", "main.css", "screens.css"].contains(&name);
        for folder in ["", "components/"] {
            for entry in fs::read_dir(style.join(folder)).expect("a folder") {
                let file = entry.expect("a file");
                let name = format!("{folder}{}", file.file_name().to_string_lossy());
                if file.path().extension().is_some_and(|end| end == "css") && !is_inlined(&name) {
                    let imports: usize = lists.iter().map(|list| list.matches(&format!("\"{name}\"")).count()).sum();
                    assert_eq!(imports, 1, "{name}");
                }
            }
        }
        for list in ["main.css", "screens.css"] {
            let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
            assert!(!sheet(&app, list).expect(list).contains("@import"), "{list}");
        }
    }

    /// The spaces, and the sizes of text except that of codes, in rem (`style/README.md`).
    const SPACES: [f64; 9] = [0.25, 0.375, 0.5, 0.75, 1.0, 1.25, 1.5, 2.25, 3.0];
    const TEXTS: [f64; 6] = [0.8125, 0.9375, 1.0625, 1.1875, 1.75, 1.9375];
    /// What is smaller moves an icon or a line into place; what is larger than the largest space is room for something.
    const LEAST_SPACE: f64 = 0.2;

    /// The name and the content, without comments, of each file of the style.
    fn all_css() -> Vec<(String, String)> {
        let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style");
        let folders = [style.clone(), style.join("components")];
        let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
        let files = entries.map(|entry| entry.expect("a file").path());
        let css = files.filter(|file| file.extension().is_some_and(|extension| extension == "css"));
        css.map(|file| (file.display().to_string(), dense(&read(&file).expect("CSS")))).collect()
    }

    /// The lengths in rem of a value, without their signs.
    fn lengths(value: &str) -> Vec<f64> {
        let words = value.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
        words.filter_map(|word| word.strip_suffix("rem")?.parse().ok()).collect()
    }

    /// The lengths of a declaration that are not on its scale.
    fn off_the_scale(property: &str, value: &str) -> Vec<f64> {
        let is_space = property.starts_with("margin") || property.starts_with("padding") || property == "gap";
        let is_text = matches!(property, "font" | "font-size") && !value.contains("max(");
        let scale: &[f64] = match (is_space, is_text) {
            (true, _) => &SPACES,
            (_, true) => &TEXTS,
            _ => return Vec::new(),
        };
        let is_meant = |length: f64| is_text || (LEAST_SPACE..=3.0).contains(&length);
        let is_off = |length: &f64| is_meant(*length) && !scale.iter().any(|step| (step - length).abs() < 0.001);
        lengths(value).into_iter().filter(is_off).collect()
    }

    #[test]
    fn spaces_and_sizes_of_text_are_steps_of_their_scales() {
        assert_eq!(off_the_scale("padding-block", " calc(-.75rem - 1px) min(.875rem, 5vw)"), [0.875]);
        assert_eq!(off_the_scale("font", " 500 1rem/1.6 var(--mono)"), [1.0]);
        for (file, css) in all_css() {
            for (property, value) in css.split([';', '{', '}']).filter_map(|piece| piece.split_once(':')) {
                let off = off_the_scale(property.trim(), value);
                assert!(off.is_empty(), "{file}: {property}:{value}: {off:?} rem");
            }
        }
    }

    /// A browser drops a color that uses a function which it doesn't know.
    #[test]
    fn no_color_depends_on_what_older_browsers_lack() {
        for (file, css) in all_css() {
            let for_all = css.split("@supports").next().unwrap_or_default();
            for function in ["light-dark(", "(from "] {
                assert!(!for_all.contains(function), "{file}: {function} without a color before it");
            }
        }
    }

    #[test]
    fn what_cannot_be_joined_is_said() {
        for (main, part) in [
            ("@import url(a.css);", "must be of the form"),
            ("@import \"missing.css\";", "missing.css: not found"),
            ("@import \"nested.css\";", "nested.css: @import belongs in style/main.css"),
        ] {
            let error = join("main.css", main, &files).expect_err(main).to_string();
            assert!(error.contains(part), "{main}: {error}");
        }
    }
}
