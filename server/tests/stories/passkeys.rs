//! Passkeys: adding, using and removing them (I2, L15, S1, S3), and attacks.

use crate::passkey::SoftPasskey;
use crate::server::{Answer, Browser, PASSWORD, Server, address};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::credentials::passwords::WorkRequester;

const ANN: &str = "ann@example.com";

impl Server {
    async fn begin(&self, browser: &Browser, path: &str, body: Value) -> (Value, String) {
        let begun = self.call(browser, path, body).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
        (begun.json()["ceremony"].clone(), begun.json()["options"].as_str().expect("text").to_owned())
    }

    async fn add_passkey(&self, browser: &Browser, passkey: &mut SoftPasskey) -> Answer {
        let (ceremony, options) = self.begin(browser, "/api/security/passkey/begin", json!({})).await;
        let body = json!({ "ceremony": ceremony, "credential": passkey.create(&options), "name": "My laptop" });
        self.call(browser, "/api/security/passkey/add", body).await
    }

    async fn passkey_sign_in(&self, browser: &Browser, passkey: &mut SoftPasskey) -> Answer {
        self.passkey_sign_in_on(browser, passkey, false).await
    }

    /// The same, perhaps on a shared computer.
    pub(crate) async fn passkey_sign_in_on(
        &self,
        browser: &Browser,
        passkey: &mut SoftPasskey,
        shared: bool,
    ) -> Answer {
        let (ceremony, options) = self.begin(browser, "/api/session/passkey/begin", json!({})).await;
        let body = json!({ "ceremony": ceremony, "credential": passkey.get(&options), "shared": shared });
        self.call(browser, "/api/session/sign-in-with-passkey", body).await
    }

    pub(crate) async fn verify_with_passkey(
        &self,
        browser: &Browser,
        account: Option<&str>,
        passkey: &mut SoftPasskey,
    ) -> Answer {
        let (ceremony, options) = self.begin(browser, "/api/verify/passkey/begin", json!({ "account": account })).await;
        let body = json!({ "account": account, "ceremony": ceremony, "credential": passkey.get(&options) });
        self.call(browser, "/api/verify/passkey", body).await
    }
}

/// A server, a browser in which Ann has just signed in, and her passkey, which is method 2.
pub(crate) async fn with_passkey() -> (Server, Browser, SoftPasskey) {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let mut passkey = SoftPasskey::new(b"ann's laptop");
    let added = server.add_passkey(&browser, &mut passkey).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    (server, browser, passkey)
}

#[tokio::test]
async fn a_passkey_has_a_name_and_reports_whether_it_is_backed_up() {
    let (server, browser, _) = with_passkey().await;
    let mut other = SoftPasskey::new(b"ann's phone").backed_up();
    let info = server.add_passkey(&browser, &mut other).await.json();
    let shown = |at: usize| ["kind", "hint", "backed_up"].map(|field| info["methods"][at][field].clone());
    assert_eq!(shown(1), [json!("passkey"), json!("My laptop"), json!(false)]);
    assert_eq!(shown(2), [json!("passkey"), json!("My laptop (2)"), json!(true)], "the second one gets a number");
    assert_eq!(info["methods"][1]["established_in_s"], 30 * 24 * 3600);
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_name_and_completes_both_steps() {
    let (server, browser, mut passkey) = with_passkey().await;
    assert_eq!(server.call(&browser, "/api/security/two-step", json!({ "on": true })).await.status, StatusCode::OK);
    let session = server.passkey_sign_in(&Browser::default(), &mut passkey).await;
    assert_eq!(session.json()["accounts"][0]["name"], ANN, "{}", session.text);
    assert_eq!(session.json()["pending"], false);
    let mut elsewhere = Browser::default();
    elsewhere.take_cookie(&session);
    elsewhere.account = session.json()["current"].as_str().map(str::to_owned);
    let recovery = server.call(&elsewhere, "/api/security/recovery-codes", json!({})).await;
    assert_eq!(recovery.status, StatusCode::OK, "it counts as a step-up");
}

#[tokio::test]
async fn a_passkey_response_is_accepted_once_and_only_for_its_own_ceremony() {
    let (server, _, mut passkey) = with_passkey().await;
    let anyone = Browser::default();
    let (ceremony, options) = server.begin(&anyone, "/api/session/passkey/begin", json!({})).await;
    let (other, _) = server.begin(&anyone, "/api/session/passkey/begin", json!({})).await;
    let credential = passkey.get(&options);
    let sign_in = async |ceremony: &Value| {
        let body = json!({ "ceremony": ceremony, "credential": credential });
        server.call(&anyone, "/api/session/sign-in-with-passkey", body).await
    };
    assert_eq!(sign_in(&other).await.error(), "passkey-refused", "another ceremony");
    assert_eq!(sign_in(&ceremony).await.status, StatusCode::OK);
    assert_eq!(sign_in(&ceremony).await.error(), "ceremony-over", "replayed");
    let (late, options) = server.begin(&anyone, "/api/session/passkey/begin", json!({})).await;
    server.advance(600);
    let body = json!({ "ceremony": late, "credential": passkey.get(&options) });
    let answer = server.call(&anyone, "/api/session/sign-in-with-passkey", body).await;
    assert_eq!(answer.error(), "ceremony-over", "after ten minutes");
}

#[tokio::test]
async fn the_security_info_says_which_passkeys_a_browser_may_offer() {
    let (server, browser, mut passkey) = with_passkey().await;
    let (_, options) = server.begin(&browser, "/api/security/passkey/begin", json!({})).await;
    let used = passkey.get(r#"{"challenge":""}"#);
    let [options, used] = [options, used].map(|json| serde_json::from_str::<Value>(&json).expect("JSON"));
    let owner = &options["user"];
    let accepted = |ids: Value| json!({ "user": owner["id"], "name": owner["name"], "credentials": ids });
    assert_eq!(server.read(&browser, "/api/security").await.json()["accepted_passkeys"], accepted(json!([used["id"]])));
    assert_eq!(server.remove_method(&browser, 2).await.json()["accepted_passkeys"], accepted(json!([])));
}

#[tokio::test]
async fn a_passkey_used_on_another_site_is_rejected() {
    let (server, browser, mut passkey) = with_passkey().await;
    for origin in ["https://evil.example", "http://localhost:9090", "http://evil.localhost:8080"] {
        passkey.origin = origin.into();
        let rejected = server.passkey_sign_in(&Browser::default(), &mut passkey).await;
        assert_eq!(rejected.error(), "passkey-refused", "{origin}");
        let mut new = SoftPasskey::new(b"made there");
        new.origin = origin.into();
        assert_eq!(server.add_passkey(&browser, &mut new).await.error(), "passkey-refused", "{origin}");
    }
}

#[tokio::test]
async fn a_passkey_in_another_sites_frame_or_with_an_invalid_id_length_is_rejected() {
    let (server, browser, mut passkey) = with_passkey().await;
    let pages = [(true, json!({})), (false, json!({ "topOrigin": "https://evil.example" }))];
    for (is_framed, more) in pages {
        (passkey.is_framed, passkey.more_client_data) = (is_framed, more.clone());
        assert_eq!(
            server.passkey_sign_in(&Browser::default(), &mut passkey).await.error(),
            "passkey-refused",
            "{more}"
        );
        let mut framed = SoftPasskey::new(b"framed");
        (framed.is_framed, framed.more_client_data) = (is_framed, more.clone());
        assert_eq!(server.add_passkey(&browser, &mut framed).await.error(), "passkey-refused", "{more}");
    }
    for length in [0, 15, 1024] {
        let mut odd = SoftPasskey::with_id(vec![7; length]);
        assert_eq!(server.add_passkey(&browser, &mut odd).await.error(), "passkey-refused", "{length}");
    }
}

#[tokio::test]
async fn an_oversized_or_deeply_nested_passkey_response_is_rejected() {
    let (server, browser, mut passkey) = with_passkey().await;
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deep: Value = serde_json::from_str(&nested(100)).expect("JSON");
    let many: Value = (0..300).collect();
    for more in [json!({ "x": "x".repeat(2048) }), json!({ "x": deep }), json!({ "x": many })] {
        passkey.more_client_data = more.clone();
        assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.error(), "passkey-refused");
        let mut odd = SoftPasskey::new(b"odd");
        odd.more_client_data = more;
        assert_eq!(server.add_passkey(&browser, &mut odd).await.error(), "passkey-refused");
    }
    // Lists in lists, maps in maps, tags, and a list without an end, in CBOR.
    for nesting in [b"\x81", b"\xa1", b"\xc1", b"\x9f"] {
        for depth in [200, 4000] {
            let mut odd = SoftPasskey::new(b"odd");
            odd.statement = [nesting.repeat(depth), vec![0]].concat();
            assert_eq!(server.add_passkey(&browser, &mut odd).await.error(), "passkey-refused");
        }
    }
    let mut odd = SoftPasskey::new(b"odd");
    odd.statement = [b"\xa1\x61x\x59\x1f\x40".to_vec(), vec![0; 8000]].concat();
    assert_eq!(server.add_passkey(&browser, &mut odd).await.error(), "passkey-refused", "more than eight kilobytes");
    let mut known = SoftPasskey::new(b"with further client data");
    known.more_client_data =
        json!({ "other_keys_can_be_added_here": "do not compare clientDataJSON against a template" });
    assert_eq!(server.add_passkey(&browser, &mut known).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_without_user_verification_is_rejected() {
    let (server, browser, mut passkey) = with_passkey().await;
    passkey.verifies = false;
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.error(), "passkey-refused");
    let mut lax = SoftPasskey::new(b"lax");
    lax.verifies = false;
    assert_eq!(server.add_passkey(&browser, &mut lax).await.error(), "passkey-refused");
}

#[tokio::test]
async fn a_copied_passkey_is_detected_by_its_counter() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let mut passkey = SoftPasskey::new(b"one that counts");
    passkey.counter = 7;
    server.add_passkey(&browser, &mut passkey).await;
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.status, StatusCode::OK);
    passkey.counter = 7; // the state at the time of the copy
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.error(), "passkey-refused");
    // A copy is also rejected if its ceremony began before the owner used the original.
    passkey.counter = 8;
    let account = browser.account.clone();
    let (ceremony, options) = server.begin(&browser, "/api/verify/passkey/begin", json!({ "account": account })).await;
    let copy = passkey.get(&options);
    passkey.counter = 10;
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.status, StatusCode::OK);
    let body = json!({ "account": account, "ceremony": ceremony, "credential": copy });
    assert_eq!(server.call(&browser, "/api/verify/passkey", body).await.error(), "passkey-refused");
    passkey.counter = 20;
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_with_another_key_is_rejected() {
    let (server, _, mut passkey) = with_passkey().await;
    let mut forged = SoftPasskey::new(b"ann's laptop");
    let (_, options) = server.begin(&Browser::default(), "/api/session/passkey/begin", json!({})).await;
    let user = serde_json::from_str::<Value>(&passkey.get(&options)).expect("JSON")["response"]["userHandle"].clone();
    forged.pretend_to_be(user);
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut forged).await.error(), "passkey-refused");
    let mut unknown = SoftPasskey::new(b"nobody's");
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut unknown).await.error(), "passkey-refused");
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_is_a_second_step_and_steps_up_for_its_own_account_only() {
    let (server, browser, mut anns) = with_passkey().await;
    server.call(&browser, "/api/security/two-step", json!({ "on": true })).await;
    server.add_account("bea@example.com").await;
    let mut bea = server.browser("bea@example.com").await;
    server.complete_step_up(&mut bea).await;
    let mut beas = SoftPasskey::new(b"bea's laptop");
    assert_eq!(server.add_passkey(&bea, &mut beas).await.status, StatusCode::OK);

    let mut waiting = Browser::default();
    let body = json!({ "name": ANN, "password": PASSWORD });
    let first = server.call(&waiting, "/api/session/sign-in-with-password", body).await;
    assert_eq!(first.json()["pending"], true);
    waiting.take_cookie(&first);
    assert_eq!(server.verify_with_passkey(&waiting, None, &mut beas).await.error(), "passkey-refused");
    let second = server.verify_with_passkey(&waiting, None, &mut anns).await;
    assert_eq!(second.json()["pending"], false, "{}", second.text);
    waiting.take_cookie(&second);
    waiting.account = second.json()["current"].as_str().map(str::to_owned);

    server.advance(600);
    let make = async |browser: &Browser| server.call(browser, "/api/security/recovery-codes", json!({})).await;
    assert_eq!(make(&waiting).await.error(), "step-up-needed");
    let account = waiting.account.clone();
    assert_eq!(server.verify_with_passkey(&waiting, account.as_deref(), &mut beas).await.error(), "passkey-refused");
    let stepped_up = server.verify_with_passkey(&waiting, account.as_deref(), &mut anns).await;
    waiting.take_cookie(&stepped_up);
    assert_eq!(make(&waiting).await.status, StatusCode::OK);
}

#[tokio::test]
async fn strangers_who_fill_their_queue_of_passkeys_leave_places_for_known_browsers_only() {
    let (server, mut known, mut passkey) = with_passkey().await;
    assert_eq!(server.call(&known, "/api/security/two-step", json!({ "on": true })).await.status, StatusCode::OK);
    let mut waiting = Browser::default();
    let body = json!({ "name": ANN, "password": PASSWORD });
    let first = server.call(&waiting, "/api/session/sign-in-with-password", body).await;
    assert_eq!(first.json()["pending"], true);
    waiting.take_cookie(&first);
    let stranger = || WorkRequester::stranger(address("192.0.2.1"));
    let places: Vec<_> = std::iter::from_fn(|| server.ctx.passkey_queue.place(stranger()).ok()).collect();
    let elsewhere = server.passkey_sign_in(&Browser::default(), &mut passkey).await;
    assert_eq!(elsewhere.error(), "unavailable", "a browser that the account doesn't know");
    assert_eq!(server.verify_with_passkey(&waiting, None, &mut passkey).await.error(), "unavailable", "the same");
    let shared = server.passkey_sign_in_on(&known, &mut passkey, true).await;
    assert_eq!(shared.error(), "unavailable", "a shared computer, too");
    let account = known.account.clone();
    let stepped_up = server.verify_with_passkey(&known, account.as_deref(), &mut passkey).await;
    assert_eq!(stepped_up.status, StatusCode::OK, "{}", stepped_up.text);
    known.take_cookie(&stepped_up);
    let signed_in = server.passkey_sign_in(&known, &mut passkey).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    drop(places);
    assert_eq!(server.verify_with_passkey(&waiting, None, &mut passkey).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_is_registered_once_and_rejected_after_its_removal() {
    let (server, browser, mut passkey) = with_passkey().await;
    assert_eq!(server.add_passkey(&browser, &mut passkey).await.error(), "passkey-refused");
    let (_, options) = server.begin(&browser, "/api/security/passkey/begin", json!({})).await;
    let options: Value = serde_json::from_str(&options).expect("JSON");
    assert_eq!(
        options["excludeCredentials"].as_array().map(Vec::len),
        Some(1),
        "the browser won't create a second one"
    );
    assert_eq!(server.remove_method(&browser, 2).await.status, StatusCode::OK);
    assert_eq!(server.passkey_sign_in(&Browser::default(), &mut passkey).await.error(), "passkey-refused");
}
