//! For `scripts/guards` only: runs a statement without one of its conditions, to find out whether a story then fails. Each part of a condition
//! with `AND` is a guard.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Write;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The guard that is left out: the statement's text with single spaces, and the number of the guard, after a tab.
static DROPPED: LazyLock<Option<(String, usize)>> = LazyLock::new(|| {
    let dropped = std::env::var("STORE_DROPS").ok()?;
    let (statement, number) = dropped.split_once('\t')?;
    Some((statement.to_owned(), number.parse().ok()?))
});
/// The statements that were run so far.
static SEEN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// A statement without the guard that the environment names, if it is one of this statement. Notes the statement.
pub(super) fn without_dropped(sql: &str) -> Cow<'_, str> {
    if let Some((statement, number)) = DROPPED.as_ref() {
        let same = with_single_spaces(sql) == *statement;
        return if same { without(sql, *number).into() } else { sql.into() };
    }
    if let Some(file) = std::env::var_os("STORE_NOTES") {
        note(sql, file.as_ref());
    }
    sql.into()
}

/// Appends a statement with guards to a file, once per process: its guards, then itself, separated by tabs.
fn note(sql: &str, file: &std::path::Path) {
    let text = with_single_spaces(sql);
    let guards = guards(&text);
    if !guards.is_empty() && SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(text.clone()) {
        let parts: Vec<&str> = guards.into_iter().map(|guard| text[guard].trim()).collect();
        let line = format!("{text}\t{}\n", parts.join("\t"));
        let file = std::fs::OpenOptions::new().append(true).create(true).open(file);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file should be written");
    }
}

fn with_single_spaces(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The statement in which a guard is always true. Its parameters stay.
fn without(sql: &str, number: usize) -> String {
    let mut text = with_single_spaces(sql);
    let guard = guards(&text)[number].clone();
    let whole = format!(" (true OR ({})) ", text[guard.clone()].trim());
    text.replace_range(guard, &whole);
    text
}

/// The words that begin or end a condition.
const AROUND: [&str; 14] =
    ["WHERE", "ON", "WHEN", "THEN", "OR", "ORDER", "LIMIT", "GROUP", "RETURNING", "JOIN", "LEFT", "AS", "END", "UNION"];

/// A condition, or a part of one, at one depth of parentheses.
#[derive(Default)]
struct Condition {
    begins: usize,
    parts: Vec<Range<usize>>,
}

impl Condition {
    fn end(&mut self, at: usize, next: usize, guards: &mut Vec<Range<usize>>) {
        if !self.parts.is_empty() {
            self.parts.push(self.begins..at);
            guards.append(&mut self.parts);
        }
        self.begins = next;
    }
}

/// The guards of a statement: the parts of each condition with `AND`, in the order of their ends.
fn guards(sql: &str) -> Vec<Range<usize>> {
    let (mut guards, mut open) = (Vec::new(), vec![Condition::default()]);
    let mut word = 0;
    for (at, c) in sql.char_indices().chain([(sql.len(), ' ')]) {
        if c.is_alphanumeric() || "$_.".contains(c) {
            continue;
        }
        let condition = open.last_mut().expect("parentheses are balanced");
        match &sql[word..at] {
            "AND" => {
                condition.parts.push(condition.begins..word);
                condition.begins = at;
            }
            other if AROUND.contains(&other) => condition.end(word, at, &mut guards),
            _ => {}
        }
        match c {
            '(' => open.push(Condition { begins: at + 1, parts: Vec::new() }),
            ')' => open.pop().expect("parentheses are balanced").end(at, at, &mut guards),
            ',' => condition.end(at, at + 1, &mut guards),
            _ => {}
        }
        word = at + c.len_utf8();
    }
    open.pop().expect("parentheses are balanced").end(sql.len(), sql.len(), &mut guards);
    guards
}

#[cfg(test)]
mod tests {
    use super::{guards, without};

    #[test]
    fn each_part_of_a_condition_is_a_guard() {
        for (sql, parts) in [
            ("SELECT 1 FROM a WHERE b = $1", vec![]),
            ("SELECT 1 FROM a WHERE b = $1 AND c = $2 ORDER BY d", vec!["b = $1", "c = $2"]),
            (
                "DELETE FROM a WHERE b = $1 AND ($2 OR EXISTS (SELECT 1 FROM c WHERE d = $3 AND NOT e)) AND f",
                vec!["d = $3", "NOT e", "b = $1", "($2 OR EXISTS (SELECT 1 FROM c WHERE d = $3 AND NOT e))", "f"],
            ),
            ("SELECT CASE WHEN a AND b THEN 1 END, c FROM d JOIN e ON f = g AND h", vec!["a", "b", "f = g", "h"]),
            ("SELECT a FROM b WHERE c AND d UNION ALL SELECT a FROM e WHERE f AND g", vec!["c", "d", "f", "g"]),
        ] {
            let found: Vec<&str> = guards(sql).into_iter().map(|guard| sql[guard].trim()).collect();
            assert_eq!(found, parts, "{sql}");
        }
    }

    #[test]
    fn a_guard_that_is_left_out_is_always_true() {
        let sql = "SELECT 1 FROM a WHERE b = $1\n AND c = $2";
        assert_eq!(without(sql, 1), "SELECT 1 FROM a WHERE b = $1 AND (true OR (c = $2)) ");
    }
}
