//! The Rust source of the accessors: a module for each section, a function for each key.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::area::Area;
use crate::message::{Message, identifier};
use crate::speaker::Speaker;
use crate::table::{Place, places};

/// An accessor for each key of `areas`, and the enum of the areas.
///
/// The functions call `text`, `fill`, `plural` and, for the page, `number` of the module in which they are included, by full path, because
/// a key may be called `text` too.
pub(crate) fn generate(areas: &BTreeMap<&String, &Area>, speaker: Speaker) -> String {
    let mut rust = enumeration(areas);
    for (name, area) in areas {
        let mut open = None;
        for place in places(area).0 {
            if open != Some(place.section) {
                rust += if open.is_some() { "}\n" } else { "" };
                let _ = writeln!(rust, "pub mod {} {{", identifier(place.section));
                open = Some(place.section);
            }
            rust += &function(&variant(name), &place, speaker);
        }
        rust += if open.is_some() { "}\n" } else { "" };
    }
    rust
}

fn enumeration(areas: &BTreeMap<&String, &Area>) -> String {
    let arms = |value: &dyn Fn(&str, &Area) -> String| -> String {
        let arms =
            areas.iter().map(|(name, area)| format!("            Self::{} => {},\n", variant(name), value(name, area)));
        arms.collect::<Vec<_>>().concat()
    };
    let variants: Vec<String> = areas.keys().map(|name| variant(name)).collect();
    format!(
        "#[allow(dead_code)]\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         pub enum Area {{ {variants} }}\n\
         #[allow(dead_code)]\n\
         impl Area {{\n    \
             pub const COUNT: usize = {count};\n    \
             pub const fn name(self) -> &'static str {{\n        match self {{\n{names}        }}\n    }}\n    \
             pub const fn texts(self) -> u32 {{\n        match self {{\n{lengths}        }}\n    }}\n\
         }}\n",
        variants = variants.join(", "),
        count = areas.len(),
        names = arms(&|name, _| format!("{name:?}")),
        lengths = arms(&|_, area| places(area).1.to_string()),
    )
}

fn function(area: &str, place: &Place<'_>, speaker: Speaker) -> String {
    let Place { message, index, .. } = place;
    let key = identifier(place.key);
    let names = message.placeholders();
    let is_plural = matches!(message, Message::Plural(_));
    let number = |name: &&str| is_plural && *name == "n";
    let list = |each: &dyn Fn(&&str) -> String| names.iter().map(each).collect::<Vec<_>>();
    let mut arguments = list(&|name| format!("{}: {}", identifier(name), if number(name) { "u32" } else { "&str" }));
    let mut place = format!("super::Area::{area}, {index}");
    if speaker == Speaker::Server {
        arguments.insert(0, "words: super::super::Words".into());
        place.insert_str(0, "words, ");
    }
    // The browser writes a number in the language's digits; the server has no such tables.
    let digits = if speaker == Speaker::Server { "&n.to_string()" } else { "&super::super::number(n)" };
    let values = list(&|name| if number(name) { digits.into() } else { identifier(name) }).join(", ");
    let (result, body) = match (is_plural, names.is_empty()) {
        (true, _) => ("String", format!("super::super::plural({place}, n, &[{values}])")),
        (false, false) => ("String", format!("super::super::fill({place}, &[{values}])")),
        (false, true) => ("&'static str", format!("super::super::text({place})")),
    };
    let (arguments, doc) = (arguments.join(", "), message.main());
    format!("    #[doc = {doc:?}]\n    pub fn {key}({arguments}) -> {result} {{ {body} }}\n")
}

/// `sign_in` as an enum's variant: `SignIn`.
fn variant(name: &str) -> String {
    name.split(['_', '-'])
        .map(|word| {
            word.chars().next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + &word[1..])
        })
        .collect()
}
