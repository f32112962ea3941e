//! A password that an operator chose: it must be as hard to guess as one that a person chooses on the page (S5).

use crate::cli::environment;
use crate::config::Config;
use crate::credentials::passwords::{NewPassword, NotHashed};
use crate::ctx::passwords_of;
use crate::rng::Rng;
use domain::contact::Contact;
use domain::field::{Guessable, LONGEST_PASSWORD};
use std::error::Error;
use std::path::Path;

/// The hash of a password for the account with these names. The settings name the brand and the list of breached passwords.
pub(super) async fn hash(
    password: String,
    names: &[Contact],
    settings: Option<&Path>,
) -> Result<NewPassword, Box<dyn Error>> {
    if password.chars().count() > LONGEST_PASSWORD {
        return Err(format!("a password can have at most {LONGEST_PASSWORD} characters").into());
    }
    let config = Config::load(settings, environment())?;
    let passwords = passwords_of(&config, &Rng::system())?;
    let about = names.iter().map(|name| name.as_str().to_owned()).chain([config.brand.name]).collect();
    passwords.hash_new_by_command(password, about).await.map_err(|cause| match cause {
        NotHashed::Guessable(because) => format!(
            "this password is easy to guess: {}; use three or four words that don't belong together",
            reason(because)
        )
        .into(),
        NotHashed::Failed(failure) => failure.into(),
    })
}

fn reason(because: Guessable) -> &'static str {
    match because {
        Guessable::Common => "many people use it or one like it",
        Guessable::Breached => "it has appeared in a data breach elsewhere",
        Guessable::Personal => "it is based on the account's name or the brand's",
        Guessable::Name => "it is a name",
        Guessable::Word => "it is a single word",
        Guessable::Keyboard => "its keys are next to each other",
        Guessable::Repeats => "it repeats characters or words",
        Guessable::Sequence => "its letters or digits are in order",
        Guessable::Date => "it is a date or a year",
        Guessable::Short => "it is too short for its simple pattern",
    }
}
