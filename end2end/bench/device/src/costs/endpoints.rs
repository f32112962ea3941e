//! The endpoints with the request that costs most, and the limit on it. An endpoint that does the same work as another one is left out.

use super::people::{NEW_PASSWORDS, OPERATION, RECOVERIES};
use super::{ACCOUNT, Caller};
use crate::requests::{
    Request, ask_code, ask_to_create, ask_to_reset, get, introspect, open, page_with, poll, post, post_with, refresh,
    sign_in, sign_in_wrong, try_code, try_to_create, try_to_reset,
};

/// How often a network may send a request.
#[derive(Clone, Copy)]
pub(crate) enum Allowed {
    /// This many in an hour.
    Hourly(u32),
    /// This many in an hour to one account in one browser that it knows, or in all others together.
    HourlyInBrowser(u32),
    /// Any number. Connections are limited.
    Unlimited,
}

/// Makes the request with a number that is used only once. The second argument is the refresh token of the last answer, or the last cookie
/// that the server has set.
type MakeRequest = Box<dyn Fn(usize, Option<&str>) -> Request>;

/// An endpoint with its costliest request.
pub(super) struct Endpoint {
    pub(super) name: &'static str,
    pub(super) allowed: Allowed,
    /// The statuses of the responses, so that only what is meant is measured.
    pub(super) statuses: &'static [u16],
    /// The most requests that can be sent.
    pub(super) most: usize,
    pub(super) request: MakeRequest,
}

fn endpoint(
    name: &'static str,
    allowed: Allowed,
    statuses: &'static [u16],
    request: impl Fn(usize) -> Request + 'static,
) -> Endpoint {
    Endpoint { name, allowed, statuses, most: usize::MAX, request: Box::new(move |number, _| request(number)) }
}

/// A request that begins a sign-in with a passkey.
pub(super) fn begin_passkey(number: usize) -> Request {
    page_with("/api/session/passkey/begin", "", "{}", number)
}

/// The characters of a link in a message: an ID of 8 bytes, and a secret of 32.
const LINK: usize = 54;

fn unknown(number: usize) -> String {
    format!("nobody-{number}@example.com")
}

/// All of them.
pub(super) fn all(caller: &Caller) -> Vec<Endpoint> {
    [of_strangers(caller), of_codes(caller), of_devices(caller), of_sessions(caller), of_step_ups(caller)]
        .into_iter()
        .flatten()
        .collect()
}

fn of_strangers(caller: &Caller) -> Vec<Endpoint> {
    use Allowed::{Hourly, HourlyInBrowser, Unlimited};
    let ceremony = caller.ceremony.clone();
    vec![
        endpoint("GET /link", Unlimited, &[200], |number| get("/link", "", number)),
        endpoint("GET /api/session", Unlimited, &[200], read(caller, "/api/session")),
        endpoint("POST /api/session/sign-in-with-password", Hourly(100), &[401], |number| {
            sign_in_wrong(&unknown(number), number)
        }),
        endpoint("… with a right password", HourlyInBrowser(60), &[200], |number| sign_in(ACCOUNT, number)),
        endpoint("POST /api/session/passkey/begin", Unlimited, &[200], begin_passkey),
        endpoint(
            "POST /api/session/sign-in-with-passkey: a malformed response",
            Unlimited,
            &[401, 410],
            move |number| {
                let credential = format!("[{}]", "[0],".repeat(60).trim_end_matches(','));
                let body = format!("{{\"ceremony\":\"{ceremony}\",\"credential\":\"{credential}\"}}");
                page_with("/api/session/sign-in-with-passkey", "", &body, number)
            },
        ),
        endpoint("POST /api/undo/read", Unlimited, &[404], |number| {
            page_with("/api/undo/read", "", &format!("{{\"link\":\"{}\"}}", "A".repeat(LINK)), number)
        }),
    ]
}

fn of_codes(caller: &Caller) -> Vec<Endpoint> {
    use Allowed::{Hourly, Unlimited};
    let (repeating, resetting) = (caller.people.clone(), caller.people.clone());
    vec![
        endpoint("POST /api/single-use-code/request", Hourly(30), &[200], |number| ask_code(&unknown(number), number)),
        endpoint("… to create an account", Hourly(30), &[200], |number| ask_to_create(&unknown(number), number)),
        endpoint("… to reset a password", Hourly(30), &[200], |number| ask_to_reset(ACCOUNT, number)),
        endpoint("POST /api/single-use-code/delivery", Unlimited, &[200], |number| {
            let body = format!("{{\"for\":{{\"name\":\"{}\"}}}}", unknown(number));
            page_with("/api/single-use-code/delivery", "", &body, number)
        }),
        endpoint("POST /api/session/sign-in-with-code", Hourly(100), &[401], |number| {
            try_code(&unknown(number), number)
        }),
        // Its answer was lost: the first request decides, and all others get the same answer.
        endpoint("… sent again", Unlimited, &[200], move |number| repeating.sign_in_again(number)),
        endpoint("POST /api/account/create", Hourly(100), &[401], |number| try_to_create(&unknown(number), number)),
        endpoint("POST /api/account/reset-password", Hourly(100), &[401], |number| {
            try_to_reset(&unknown(number), number)
        }),
        Endpoint {
            most: NEW_PASSWORDS,
            ..endpoint("… with a right code", Hourly(60), &[200], move |number| resetting.set_password(number))
        },
    ]
}

fn of_devices(caller: &Caller) -> Vec<Endpoint> {
    use Allowed::{Hourly, Unlimited};
    let device_code = caller.device_code.clone();
    let (refreshing, repeating) = (caller.refreshing.clone(), caller.repeating.clone());
    let forged = caller.forged_refresh_token.clone();
    let forged_access_token = || caller.forged_access_token.clone();
    let (introspected, revoked, sent) = (forged_access_token(), forged_access_token(), forged_access_token());
    vec![
        endpoint("POST /oauth/device_authorization", Hourly(600 * 60), &[200], |_| open()),
        endpoint("POST /oauth/token: a poll", Unlimited, &[400], move |_| poll(&device_code)),
        Endpoint {
            name: "POST /oauth/token: a refresh",
            allowed: Unlimited,
            statuses: &[200],
            most: usize::MAX,
            request: Box::new(move |number, newest| refresh(newest.filter(|_| number > 0).unwrap_or(&refreshing))),
        },
        // Its answer was lost: for ten seconds, it gets the same answer.
        endpoint("… sent again", Unlimited, &[200], move |_| refresh(&repeating)),
        endpoint("POST /oauth/token: a forged refresh token", Unlimited, &[400], move |_| refresh(&forged)),
        endpoint("POST /oauth/introspect: a forged token", Unlimited, &[200], move |_| introspect(&introspected)),
        endpoint("POST /oauth/revoke: a forged token", Unlimited, &[200], move |_| {
            post("/oauth/revoke", &format!("client_id=tv&token={revoked}"))
        }),
        endpoint("GET /oauth/userinfo: a forged token", Unlimited, &[401], move |number| {
            get("/oauth/userinfo", &format!("authorization: Bearer {sent}\r\n"), number)
        }),
        endpoint("POST /callbacks/twilio/…: a forged signature", Unlimited, &[403], {
            let request = forged_callback();
            move |_| request.clone()
        }),
    ]
}

/// A callback of the largest size, with as many fields as it can have. They are sorted before the signature is verified.
fn forged_callback() -> Request {
    let fields: Vec<_> = (0..4096).map(|number| format!("{:03x}", number * 1637 % 4096)).collect();
    post_with("/callbacks/twilio/1", "x-twilio-signature: c2lnbmF0dXJl\r\n", &fields.join("&"))
}

fn of_sessions(caller: &Caller) -> Vec<Endpoint> {
    use Allowed::{Hourly, Unlimited};
    let choose = format!("{{\"account\":\"{}\"}}", caller.account);
    let look_up = "{\"code\":\"KTR4V-9MXQF\"}".to_owned();
    let approve = format!("{{\"code\":\"{}\",\"operation\":\"{OPERATION}\"}}", caller.user_code);
    let verification = format!("{{\"account\":\"{}\",\"method\":{}}}", caller.account, caller.method);
    let contact = "{\"contact\":\"new@example.com\"}".to_owned();
    let get = |name, path| endpoint(name, Unlimited, &[200], read(caller, path));
    let post = |name, path, body| endpoint(name, Unlimited, &[200], write(caller, path, body));
    vec![
        get("GET /api/security", "/api/security"),
        get("GET /api/devices", "/api/devices"),
        get("GET /api/session/list", "/api/session/list"),
        post("POST /api/session/choose-account", "/api/session/choose-account", choose),
        endpoint("POST /api/link/look-up", Hourly(30), &[404], write(caller, "/api/link/look-up", look_up)),
        post("POST /api/link/approve: sent again", "/api/link/approve", approve),
        post("POST /api/verify/delivery", "/api/verify/delivery", verification),
        post("POST /api/security/contact/delivery", "/api/security/contact/delivery", contact),
    ]
}

fn of_step_ups(caller: &Caller) -> Vec<Endpoint> {
    use Allowed::Unlimited;
    let people = caller.people.clone();
    let begin = |name, path| endpoint(name, Unlimited, &[200], write(caller, path, "{}".to_owned()));
    vec![
        begin("POST /api/security/passkey/begin", "/api/security/passkey/begin"),
        begin("POST /api/security/authenticator/begin", "/api/security/authenticator/begin"),
        begin("POST /api/security/recovery-codes", "/api/security/recovery-codes"),
        Endpoint {
            name: "POST /api/verify/recovery-code",
            allowed: Unlimited,
            statuses: &[200],
            most: RECOVERIES,
            request: Box::new(move |number, newest| people.recover(number, newest)),
        },
    ]
}

/// A read in the caller's session.
fn read(caller: &Caller, path: &'static str) -> impl Fn(usize) -> Request + use<> {
    let headers = caller.headers();
    move |number| get(path, &headers, number)
}

/// A write in the caller's session.
fn write(caller: &Caller, path: &'static str, body: String) -> impl Fn(usize) -> Request + use<> {
    let headers = caller.headers();
    move |number| page_with(path, &headers, &body, number)
}
