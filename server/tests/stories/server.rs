//! The server under test, and the browsers and devices that use it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use domain::Moment;
use domain::api::ACCOUNT_HEADER;
use domain::code::user::Format;
use domain::contact::Contact;
use domain::device::DeviceKind;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::{ClientConfig, Config};
use server::credentials::passwords::{NewPassword, WorkRequester};
use server::ctx::Ctx;
use server::grants::clients;
use server::rng::Rng;
use server::routes;
use server::store::{Folder, Lane, Message, Store};
use server::web::address::Peer;
use std::net::IpAddr;
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A server with the client `tv`, Ann's account, and its own folder.
pub(crate) struct Server {
    pub(crate) ctx: Ctx,
    pub(crate) clock: Clock,
    router: Router,
    folder: TempDir,
}

/// A response with its whole body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {:?} is not JSON", self.status, self.text))
    }

    /// The `error` of an OAuth response, or the `type` of a problem.
    pub(crate) fn error(&self) -> String {
        let json = self.json();
        let name = json.get("error").or_else(|| json.get("type")).and_then(Value::as_str);
        name.unwrap_or_else(|| panic!("{} {} is not an error", self.status, self.text)).to_owned()
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// In development mode, if the address permits it, so that a story needs no provider for its messages.
    pub(crate) async fn with(config: Config) -> Self {
        let config = Config { is_dev: !config.public_url.is_https(), ..config };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Clock::still_at(Moment(1_790_000_000_000));
        let server = Self::on(folder, clock, config).await;
        server.add_client(ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv)).await;
        server.add_account("ann@example.com").await;
        server
    }

    pub(crate) async fn add_client(&self, said: ClientConfig) {
        let client = clients::client(&said).expect("a valid client");
        self.ctx.store.add_client(client).await.expect("not in the configuration");
        self.ctx.clients.refresh(&self.ctx.store).await.expect("read");
    }

    pub(crate) async fn on(folder: TempDir, clock: Clock, config: Config) -> Self {
        let rng = Rng::system();
        let store =
            Store::open(&Folder::new(folder.path(), None), clock.clone(), rng.clone(), config.policy()).expect("opens");
        let ctx = Ctx::new(store, clock.clone(), rng, config).await.expect("starts");
        Self { router: routes::router(ctx.clone()).expect("a page"), ctx, clock, folder }
    }

    /// A new server on the same folder, as after a restart.
    pub(crate) async fn restarted(self) -> Self {
        let config = self.ctx.config.clone();
        self.restarted_with(config).await
    }

    /// As [`Self::restarted`], with other settings.
    pub(crate) async fn restarted_with(self, config: Config) -> Self {
        let Self { ctx, clock, router, folder } = self;
        drop((ctx, router));
        Self::on(folder, clock, config).await
    }

    /// The hash of a password, however easy it is to guess.
    pub(crate) async fn hash(&self, password: &str) -> NewPassword {
        let passwords = &self.ctx.passwords;
        let place = passwords.place(WorkRequester::stranger(address("127.0.0.1"))).expect("a place");
        passwords.rehash(place, password.into()).await.expect("hashes")
    }

    pub(crate) async fn add_account(&self, email: &str) {
        let hash = self.hash(PASSWORD).await;
        let email = domain::contact::Email::parse(email).expect("an email address");
        self.ctx.store.add_account(vec![Contact::Email(email)], Some(hash)).await.expect("stored");
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.respond(request).await.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn respond(&self, mut request: Request<Body>) -> Response<Body> {
        if request.extensions().get::<Peer>().is_none() {
            request.extensions_mut().insert(Peer(address("192.0.2.1")));
        }
        self.router.clone().oneshot(request).await.expect("the router never fails")
    }

    /// Sends a form, as devices do.
    pub(crate) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(post(path, "application/x-www-form-urlencoded", body)).await
    }

    /// A device that has requested codes.
    pub(crate) async fn device(&self) -> Device {
        let answer = self.form("/oauth/device_authorization", &[("client_id", "tv"), ("scope", "openid email")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        Device::read(&answer.json())
    }

    /// Polls as a device.
    pub(crate) async fn poll(&self, device: &Device) -> Answer {
        let form = [("grant_type", GRANT), ("client_id", "tv"), ("device_code", &device.device_code)];
        self.form("/oauth/token", &form).await
    }

    /// A browser that is signed in with the password, and with a code if necessary.
    pub(crate) async fn browser(&self, email: &str) -> Browser {
        let mut browser = Browser::default();
        let answer = self
            .call(&browser, "/api/session/sign-in-with-password", json!({ "name": email, "password": PASSWORD }))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
        let session = if answer.json()["pending"] == true { self.complete(&mut browser).await } else { answer.json() };
        browser.account = session["current"].as_str().map(str::to_owned);
        browser
    }

    /// Completes a sign-in that waits (S9) with a code to the account's first method.
    pub(crate) async fn complete(&self, browser: &mut Browser) -> Value {
        let asked = self.call(browser, "/api/verify/request", json!({ "method": 1 })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let code = self.newest_mail().await.code.expect("a code");
        let answer = self.call(browser, "/api/verify", json!({ "method": 1, "code": code })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
        answer.json()
    }

    /// Steps up the account that the page shows, with a code to its first method.
    pub(crate) async fn complete_step_up(&self, browser: &mut Browser) {
        let account = browser.account.clone().expect("an account");
        let asked = self.call(browser, "/api/verify/request", json!({ "account": account, "method": 1 })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let code = self.newest_mail().await.code.expect("a code");
        let answer = self.call(browser, "/api/verify", json!({ "account": account, "method": 1, "code": code })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
    }

    /// The newest email that is due. Takes all due emails from the outbox.
    pub(crate) async fn newest_mail(&self) -> Message {
        let taken = self.ctx.store.take_due_messages(Lane::Emails, 100).await.expect("taken");
        taken.into_iter().next_back().expect("an email").message.expect("opens")
    }

    /// Sends a write, as the page does.
    pub(crate) async fn call(&self, browser: &Browser, path: &str, body: Value) -> Answer {
        let mut request = post(path, "application/json", body.to_string());
        browser.add_headers_to(&mut request);
        self.send(request).await
    }

    /// Sends a read, as the page does.
    pub(crate) async fn read(&self, browser: &Browser, path: &str) -> Answer {
        let mut request = Request::get(path).body(Body::empty()).expect("a request");
        browser.add_headers_to(&mut request);
        self.send(request).await
    }
}

/// The two codes of a device.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
}

impl Device {
    /// Reads them from the response.
    pub(crate) fn read(codes: &Value) -> Self {
        let text = |name: &str| codes[name].as_str().expect("text").to_owned();
        Self { device_code: text("device_code"), user_code: text("user_code") }
    }
}

/// A browser: its cookie, the account that its page shows, its network address, and its `User-Agent`.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) address: Option<IpAddr>,
    pub(crate) user_agent: Option<&'static str>,
}

impl Browser {
    pub(crate) fn take_cookie(&mut self, answer: &Answer) {
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).expect("a cookie");
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }

    fn add_headers_to(&self, request: &mut Request<Body>) {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a header"));
        }
        if let Some(account) = &self.account {
            request.headers_mut().insert(ACCOUNT_HEADER, account.parse().expect("a header"));
        }
        if let Some(user_agent) = self.user_agent {
            request.headers_mut().insert(header::USER_AGENT, HeaderValue::from_static(user_agent));
        }
        if let Some(address) = self.address {
            request.extensions_mut().insert(Peer(address));
        }
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a header"));
    }
}

pub(crate) fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

pub(crate) fn post(path: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(body.into())
        .expect("a request")
}

/// A code of six digits that differs from this one, which is random.
pub(crate) fn other_code(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

/// A valid user code that no device has.
pub(crate) fn unknown_code(seed: u64) -> String {
    let rng = Rng::seeded(seed);
    domain::code::UserCode::generate(Format::Letters, &mut rng.draw()).to_string()
}

/// Runs the futures concurrently.
pub(crate) async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => {
                done.push(output);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}
