//! The bounds of JSON from strangers, checked before it is parsed (N8).

/// The deepest nesting.
const DEEPEST: usize = 8;
/// The most values: objects, lists, and what is in them.
const MOST_VALUES: usize = 256;

/// Rejects JSON that is nested too deeply or has too many values. Whether it is valid is left to the parser.
pub(crate) fn check_bounds(text: &[u8]) -> Result<(), String> {
    let (mut depth, mut values, mut is_text) = (0_usize, 1, false);
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_text = !is_text,
            b'\\' if is_text => drop(bytes.next()),
            _ if is_text => {}
            b'{' | b'[' => (depth, values) = (depth + 1, values + 1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("the JSON is nested more than {DEEPEST} levels deep"));
        }
        if values > MOST_VALUES {
            return Err(format!("the JSON has more than {MOST_VALUES} values"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, MOST_VALUES, check_bounds};

    #[test]
    fn deep_or_long_json_is_rejected_and_text_does_not_count() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check_bounds(nested(DEEPEST).as_bytes()), Ok(()));
        assert!(check_bounds(nested(DEEPEST + 1).as_bytes()).is_err_and(|why| why.contains("deep")));
        let list = |length: usize| format!("[{}]", vec!["1"; length].join(","));
        assert_eq!(check_bounds(list(MOST_VALUES - 1).as_bytes()), Ok(()));
        assert!(check_bounds(list(MOST_VALUES).as_bytes()).is_err_and(|why| why.contains("values")));
        let text = format!(r#"{{"a":"\\\"{}","b":1}}"#, "[{,".repeat(1000));
        assert_eq!(check_bounds(text.as_bytes()), Ok(()));
        for invalid in ["", "]]]]", "\"", "\"\\", "[}"] {
            assert_eq!(check_bounds(invalid.as_bytes()), Ok(()), "{invalid}");
        }
    }
}
