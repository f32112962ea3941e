//! Edits of generated text that fail when they don't match.

use crate::Result;

/// Replaces `from` by `to`, and fails unless it occurs exactly once: a new version of a tool may write it differently.
pub(crate) fn swap(text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replacen(from, to, 1)),
        count => Err(format!("expected {from:?} once, found it {count} times").into()),
    }
}

/// `text` as HTML, in an element or in a quoted attribute.
pub(crate) fn escape_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

/// JSON as the content of a `<script>`: nothing in it can close the element.
pub(crate) fn escape_json(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// HTML without indentation, empty lines, and the comment lines of its scripts and styles.
pub(crate) fn dense_html(html: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let lines = html.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swap_wants_exactly_one() {
        assert_eq!(swap("a b", "b", "c").expect("one"), "a c");
        assert!(swap("a b", "x", "c").is_err());
        assert!(swap("b b", "b", "c").is_err());
    }

    #[test]
    fn filled_text_stays_text() {
        assert_eq!(escape_html(r#"<b a="1">'&"#), "&lt;b a=&quot;1&quot;&gt;&#39;&amp;");
        assert_eq!(escape_json(r#"{"a":"</script>"}"#), r#"{"a":"\u003c/script>"}"#);
    }

    #[test]
    fn dense_html_keeps_all_but_indentation_and_comment_lines() {
        let html = "<style>\n  /* why */\n  a {} /* so */\n</style>\n<script>\n  // why\n  go('//host'); // so\n\n</script>\n<a\n  href=\"/\">\n";
        let dense = "<style>\na {} /* so */\n</style>\n<script>\ngo('//host'); // so\n</script>\n<a\nhref=\"/\">\n";
        assert_eq!(dense_html(html), dense);
    }
}
