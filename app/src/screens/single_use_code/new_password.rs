//! The new password beside the code, and what is said of one that is easy to guess (S5).

use domain::Problem;
use domain::api::single_use_code::AskedFor;
use domain::problem::{FieldRule, Guessable};
use leptos::prelude::*;

use super::Codes;
use crate::locale::t;
use crate::parts::password_field::{PASSWORD, PasswordField, name_for_managers};
use crate::parts::summary::Alert;

/// The field; signing in with a code has none.
pub(super) fn new_password(codes: Codes, field: PasswordField) -> Option<AnyView> {
    let hint = match codes.purpose {
        AskedFor::SignIn => return None,
        AskedFor::CreateAccount => t::new_password::optional(),
        AskedFor::ResetPassword => t::new_password::hint(),
    };
    let name = codes.sent.get_untracked().map(|sent| sent.whom.name).unwrap_or_default();
    Some(
        view! {
            {name_for_managers(name)}
            {field.view(t::new_password::label(), Some(hint), "new-password", codes.alerts)}
        }
        .into_any(),
    )
}

/// What stands in the field. Only an account that has one already needs a password.
pub(super) fn typed(purpose: AskedFor, field: PasswordField) -> Result<Option<String>, Alert> {
    let typed = field.typed().map_err(|error| Alert::at(PASSWORD, error.into()))?;
    match (purpose, typed.is_empty()) {
        (AskedFor::ResetPassword, true) => Err(Alert::at(PASSWORD, t::new_password::missing().into())),
        (_, is_empty) => Ok((!is_empty).then_some(typed)),
    }
}

/// What is said of a password that the server refuses, if that is what the problem is about.
pub(super) fn refused(problem: &Problem) -> Option<Alert> {
    let Problem::Fields { fields } = problem else { return None };
    let rule = &fields.iter().find(|field| field.field == PASSWORD)?.rule;
    Some(match rule {
        FieldRule::Guessable { because } => {
            Alert::at(PASSWORD, format!("{} {}", self::because(*because), t::guessable::advice()))
        }
        _ => Alert::of_field(PASSWORD, problem.clone()),
    })
}

fn because(because: Guessable) -> &'static str {
    match because {
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
