//! `docs/events.md`: all kinds of events in the log, and of limits.

use crate::check_or_write;
use server::observe::event::EventKind;
use server::observe::metrics::LabelText;
use server::store::LimitKind;
use std::fmt::Write;

const ABOUT: &str = "\
# Events

Made from the code (`server/src/observe/event.rs`); a test keeps it current. Whatever happens to an account leaves one line in the log, as JSON
with the target `event`:

```json
{\"timestamp\":\"…\",\"level\":\"INFO\",\"target\":\"event\",\"message\":\"event\",\"kind\":\"sign_in\",\"outcome\":\"success\",
 \"method\":\"password\",\"account\":\"XGmK0eTgNnyfyOAMHPiEXg\",\"request_id\":\"1b2f90ce-7a01c6d3\",\"network\":\"192.0.2.0/24\"}
```

| field | meaning |
|---|---|
| `kind` | what has happened: see the table below |
| `outcome` | `success`, unless the kind says otherwise |
| `request_id` | the request, which has a line of its own; the header `x-request-id` of its response has the same value |
| `network` | the network that the request came from (IPv4 /24, IPv6 /56), or the whole address with `log_whole_addresses` |
| `account` | the account's ID, as in tokens (`sub`) |
| `client` | the `client_id` of the device |
| `device` | the ID of the linked device |
| `method` | `password`, `email`, `phone`, `authenticator`, `passkey` or `recovery_code` |
| `purpose` | the purpose of a code or a verification: `sign_in`, `create_account`, `reset_password`, `verify`, `step_up` or `add_method` |
| `limit` | the kind of limit that was reached: see the last table |
| `channel`, `message_id` | a message, as in `countersign outbox list` |

A field without a value is left out. No line has a secret, a code, or a part of an email address or phone number. A `message_delivery` has no
account; for a code, its `message_id` is that of the `code_sent`. Other events have none if no account has the typed name, or if the request was
rejected before the account was known.

`countersign account show` prints an account's ID. To follow a complaint, search the log for the ID, or for the reference that a person gives to
support, which is the request's ID. Operators' commands are logged by the server: within a second if it runs, otherwise at its next start.

| kind | meaning |
|---|---|
";

#[test]
fn the_list_of_events_is_current() {
    let mut text = ABOUT.to_owned();
    for (_, name, about) in EventKind::ALL {
        let _ = writeln!(text, "| `{name}` | {} |", about.trim_end_matches('.'));
    }
    text.push_str("\n| limit | what it limits |\n|---|---|\n");
    for &(name, about) in LimitKind::REPORTED {
        let _ = writeln!(text, "| `{}` | {} |", LabelText(name), about.trim_end_matches('.'));
    }
    check_or_write("docs/events.md", &text);
}
