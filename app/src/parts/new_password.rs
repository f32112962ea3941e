//! The error of a new password that is easy to guess (S5).

use domain::Problem;
use domain::field::{FieldRule, Guessable};

use super::password_field::PASSWORD;
use super::summary::Alert;
use crate::locale::t;

/// The error of a password that the server rejects, if the problem is about it.
pub(crate) fn rejected_password(problem: &Problem) -> Option<Alert> {
    let Problem::Fields { fields } = problem else { return None };
    let rule = &fields.iter().find(|field| field.field == PASSWORD)?.rule;
    Some(match rule {
        FieldRule::Guessable { because } => {
            Alert::for_field(PASSWORD, format!("{} {}", reason_text(*because), t::guessable::advice()))
        }
        _ => Alert::of_field(PASSWORD, problem.clone()),
    })
}

fn reason_text(reason: Guessable) -> &'static str {
    match reason {
        Guessable::Common => t::guessable::common(),
        Guessable::Breached => t::guessable::breached(),
        Guessable::Personal => t::guessable::personal(),
        Guessable::Name => t::guessable::name(),
        Guessable::Word => t::guessable::word(),
        Guessable::Keyboard => t::guessable::keyboard(),
        Guessable::Repeats => t::guessable::repeats(),
        Guessable::Sequence => t::guessable::sequence(),
        Guessable::Date => t::guessable::date(),
        Guessable::Short => t::guessable::short(),
    }
}
