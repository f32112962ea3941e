//! A client's right to learn of the waiting period of an account.

use super::{FILM, FIRST, folder, refused, settings};
use crate::process::Process;

#[test]
fn a_client_of_the_configuration_loses_the_account_status_only_by_an_explicit_word() {
    let folder = folder();
    let start = |clients: &str| Process::start_with(folder.path(), &["--config", &settings(folder.path(), clients)]);
    let films = |rest: &str| format!("{FILM}secret = '{FIRST}'\n{rest}");
    drop(start(&films("account_status = true")));
    let told = refused(folder.path(), &films(""));
    assert!(told.contains("\"film\"") && told.contains("account_status = false"), "{told}");
    drop(start(&films("account_status = false")));
    drop(start(&films("")));
    let public = format!("{FILM}public = true\naccount_status = true");
    assert!(refused(folder.path(), &public).contains("needs a secret"));
}
