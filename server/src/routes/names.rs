//! The values of requests' fields: sign-in names, contacts and numbers that people type, codes, and IDs.

use crate::credentials::{emails, phones};
use domain::Problem;
use domain::contact::{Contact, Typed, TypedPhone};
use domain::device::DeviceId;
use domain::field::{FieldProblem, FieldRule, Parsed};

/// A sign-in name: an email address or a phone number. `country` applies to a number without a plus sign.
pub(super) fn name(typed: &str, country: Option<&str>) -> Result<Contact, Problem> {
    contact("name", typed, country)
}

/// The email address or phone number in a field.
pub(super) fn contact(field: &str, typed: &str, country: Option<&str>) -> Result<Contact, Problem> {
    match Typed::read(typed, emails::fold).map_err(|rule| broken(field, rule))? {
        Typed::Email(email) => Ok(Contact::Email(email)),
        Typed::Phone(number) => dialed(field, &number, country),
    }
}

/// The phone number in a field.
pub(super) fn number(field: &str, typed: &str, country: Option<&str>) -> Result<Contact, Problem> {
    dialed(field, &TypedPhone::read(typed).map_err(|rule| broken(field, rule))?, country)
}

fn dialed(field: &str, typed: &TypedPhone, country: Option<&str>) -> Result<Contact, Problem> {
    phones::read(typed, country).map(Contact::Phone).map_err(|rule| {
        let field = if rule == FieldRule::Country { "country" } else { field };
        broken(field, rule)
    })
}

/// The value of a field that was parsed with its request.
pub(super) fn value<T>(field: &str, parsed: Parsed<T>) -> Result<T, Problem> {
    parsed.value().map_err(|rule| broken(field, rule))
}

/// The device that a request names. A text that is no ID is a device that the account doesn't have.
pub(super) fn device(parsed: Parsed<DeviceId>) -> Result<DeviceId, Problem> {
    parsed.value().map_err(|_| Problem::DeviceUnknown)
}

pub(super) fn broken(field: &str, rule: FieldRule) -> Problem {
    Problem::Fields { fields: vec![FieldProblem { field: field.to_owned(), rule }] }
}
