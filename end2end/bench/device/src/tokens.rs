//! The requests of a fleet of linked devices: new tokens, and introspection by an API.

use crate::Outcome;
use crate::load::{self, Answers, Bounds, CONNECTIONS};
use crate::rates::{MEASURED, ROUNDS, WARM_UP, median};
use crate::requests::introspect;
use crate::servers::{Bench, Contender, Running};
use serde_json::{Value, json};
use std::fmt::Write;

/// The contenders with tokens: the bare server has none.
pub(crate) const CONTENDERS: [Contender; 2] = [Contender::Countersign, Contender::OidcProvider];
const ACCOUNT: &str = "ann@example.com";
const PASSWORD: &str = "correct horse battery";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Medians, in the order of the contenders.
pub(crate) type Pair = [f64; 2];

/// Refreshes per second.
pub(crate) fn refreshing(bench: &Bench, contenders: [Contender; 2]) -> Outcome<Pair> {
    rounds("refreshing", bench, contenders, |server, devices| {
        let tokens = || devices.iter().map(|device| text(device, "refresh_token")).collect::<Outcome<Vec<_>>>();
        load::refresh_all(server.address, tokens()?, Bounds::time(MEASURED))
    })
}

/// Introspections of access tokens per second.
pub(crate) fn introspecting(bench: &Bench, contenders: [Contender; 2]) -> Outcome<Pair> {
    rounds("introspecting", bench, contenders, |server, devices| {
        let requests: Vec<_> =
            devices.iter().map(|device| Ok(introspect(&text(device, "access_token")?))).collect::<Outcome<_>>()?;
        load::send(server.address, requests.clone(), Bounds::time(WARM_UP))?;
        load::send(server.address, requests, Bounds::time(MEASURED))
    })
}

fn rounds(
    what: &str,
    bench: &Bench,
    contenders: [Contender; 2],
    measure: impl Fn(&Running, &[Value]) -> Outcome<Answers>,
) -> Outcome<Pair> {
    let mut rates: [Vec<f64>; 2] = Default::default();
    for round in 1..=ROUNDS {
        let mut line = format!("{what}, round {round} of {ROUNDS}:");
        for (rates, contender) in rates.iter_mut().zip(contenders) {
            let folder = Bench::folder()?;
            if contender != Contender::OidcProvider {
                bench.add_account(contender, &folder.path().join("data"), ACCOUNT, PASSWORD)?;
            }
            let server = bench.start(contender, folder.path())?;
            let answers = measure(&server, &devices(&server, contender)?)?;
            rates.push(answers.per_second());
            let _ = write!(line, "  {} {:.0}/s", contender.name(), answers.per_second());
        }
        println!("{line}");
    }
    Ok(rates.map(median))
}

/// The tokens of one linked device for each connection.
fn devices(server: &Running, contender: Contender) -> Outcome<Vec<Value>> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    if contender == Contender::OidcProvider {
        let mut answer = agent.get(server.url("/bench/tokens")).call()?;
        return Ok(serde_json::from_str(&answer.body_mut().read_to_string()?)?);
    }
    let person = Person::sign_in(&agent, server)?;
    (0..CONNECTIONS).map(|_| person.link()).collect()
}

/// The person who links the devices, through the page's API.
struct Person<'a> {
    agent: &'a ureq::Agent,
    server: &'a Running,
    cookie: String,
    account: String,
}

impl<'a> Person<'a> {
    fn sign_in(agent: &'a ureq::Agent, server: &'a Running) -> Outcome<Self> {
        let mut person = Self { agent, server, cookie: String::new(), account: String::new() };
        let request = json!({ "name": ACCOUNT, "password": PASSWORD });
        let mut answer = person.post("/api/session/sign-in-with-password", &request)?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        cookie.ok_or("nobody was signed in")?.clone_into(&mut person.cookie);
        let session: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        person.account = text(&session, "current")?;
        Ok(person)
    }

    fn link(&self) -> Outcome<Value> {
        let ask = [("client_id", "tv"), ("scope", "openid offline_access")];
        let codes = self.form("/oauth/device_authorization", &ask)?;
        self.post("/api/link/approve", &json!({ "code": codes["user_code"] }))?;
        let device_code = text(&codes, "device_code")?;
        self.form("/oauth/token", &[("grant_type", GRANT), ("client_id", "tv"), ("device_code", &device_code)])
    }

    fn form(&self, path: &str, form: &[(&str, &str)]) -> Outcome<Value> {
        let mut answer = self.agent.post(self.server.url(path)).send_form(form.iter().copied())?;
        Ok(serde_json::from_str(&answer.body_mut().read_to_string()?)?)
    }

    fn post(&self, path: &str, body: &Value) -> Outcome<ureq::http::Response<ureq::Body>> {
        let request = self.agent.post(self.server.url(path)).header("content-type", "application/json");
        let request = request.header("sec-fetch-site", "same-origin").header("cookie", &self.cookie);
        let request = request.header("x-countersign-account", &self.account);
        Ok(request.send(body.to_string())?)
    }
}

fn text(json: &Value, name: &str) -> Outcome<String> {
    Ok(json[name].as_str().ok_or_else(|| format!("there is no {name} in {json}"))?.to_owned())
}
