//! The store's operations on holds and on the closing of accounts, with an owner, an intruder, an operator, a clock that moves, and servers
//! that stop and start again (H1, H2, H3, I9).

use crate::dice::Dice;
use crate::server::{Browser, PASSWORD, Server};
use domain::contact::Contact;
use domain::rules::notice::NoticeClass;
use domain::{Moment, Problem};
use serde_json::json;
use server::cli::delete_due_accounts;
use server::secrets::Token;
use server::store::{AccountId, SteppedUpSession, Stop};
use std::collections::BTreeSet;
use std::time::Duration;

const DAY: u64 = 24 * 3600;
/// Few, so that much happens to each.
const OWNERS: u32 = 4;

/// A hold, as the model knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KnownHold {
    started: Moment,
    ends: Moment,
    warned: usize,
}

/// An account, as the model knows it. All its methods are those that it was created with.
struct StoredAccount {
    id: AccountId,
    name: String,
    session: Option<SteppedUpSession>,
    methods: BTreeSet<i64>,
    held: Option<KnownHold>,
    closes: Option<Moment>,
    disabled: Option<Moment>,
    /// What all its contacts must have been told about holds and its closing, and hasn't been looked for yet.
    told: Vec<&'static str>,
}

/// A server and its accounts.
struct StoreRun {
    server: Server,
    accounts: Vec<StoredAccount>,
    made: u32,
}

/// Plays random events, and compares the store with the model after each.
pub(crate) async fn play(mut dice: Dice, events: u32) {
    let mut run = StoreRun { server: Server::start().await, accounts: Vec::new(), made: 0 };
    for _ in 0..OWNERS {
        let account = run.new_account().await;
        run.accounts.push(account);
    }
    for event in 0..events {
        run.server.advance(if dice.below(3) == 0 { u64::from(dice.below(5 * 24)) * 3600 } else { 61 });
        if dice.below(100) == 0 {
            run = run.restarted().await;
        }
        run.settle().await;
        let chosen = dice.below(OWNERS) as usize;
        run.act(chosen, &mut dice).await;
        run.check(chosen, &format!("SEED={} event {event}", dice.seed())).await;
    }
}

impl StoreRun {
    fn now(&self) -> Moment {
        self.server.ctx.clock.now()
    }

    async fn restarted(self) -> Self {
        let server = self.server.restarted().await;
        server.ctx.store.accept_clock().await.expect("written");
        Self { server, ..self }
    }

    async fn new_account(&mut self) -> StoredAccount {
        self.made += 1;
        let name = format!("owner{}@example.com", self.made);
        let contact = |text: &str| Contact::parse(text).expect("a contact");
        let phone = format!("+49151{:08}", self.made);
        let mut contacts = vec![contact(&name), contact(&phone)];
        contacts.truncate(1 + (self.made % 2) as usize);
        let methods = (1..).take(contacts.len()).collect();
        let hash = self.server.hash(PASSWORD).await;
        self.server.ctx.store.add_account(contacts, Some(hash)).await.expect("added");
        let id = self.server.ctx.store.account_named(&contact(&name)).await.expect("read").expect("it is there");
        let (session, held, closes, disabled, told) = (None, None, None, None, Vec::new());
        StoredAccount { id, name, session, methods, held, closes, disabled, told }
    }

    /// What is due happens, in the store and in the model.
    async fn settle(&mut self) {
        let now = self.now();
        while self.server.ctx.store.settle_due_holds().await.expect("settled") {}
        delete_due_accounts(&self.server.ctx).await.expect("deleted");
        for account in &mut self.accounts {
            account.settle(now);
        }
        for place in 0..self.accounts.len() {
            if self.accounts[place].is_gone(now) {
                self.check(place, "at the end").await;
                self.accounts[place] = self.new_account().await;
            }
        }
    }

    async fn act(&mut self, chosen: usize, dice: &mut Dice) {
        let (now, store) = (self.now(), self.server.ctx.store.clone());
        let ids: Vec<i64> = self.accounts[chosen].methods.iter().copied().collect();
        if self.accounts[chosen].session.is_none() && self.accounts[chosen].disabled.is_none() && dice.below(2) == 0 {
            return self.sign_in(chosen).await;
        }
        let account = &mut self.accounts[chosen];
        let session = account.session.clone();
        match (dice.below(8), session, dice.pick(&ids)) {
            (0 | 1, Some(by), Some(method)) => {
                account.remove_later(store.remove_method_after_hold(by, method, None).await.map(|_| ()), now);
            }
            // The owner signs in with the first one.
            (2, Some(by), Some(method)) if method != 1 || ids.len() == 1 => {
                account.remove_now(method, store.remove_method(by, method).await.map(|_| ()));
            }
            (3, Some(by), method) => {
                let with = method.filter(|_| dice.below(2) == 0);
                account.cancel(with, store.cancel_hold(by, with).await);
            }
            (4, Some(by), _) => account.close(store.close_account(by, None).await.map(|_| ()), now),
            (5, ..) if dice.below(3) == 0 => {
                let is_new = store.disable_account(&account.id).await.expect("written");
                assert_eq!(is_new, account.disabled.is_none());
                account.session = None;
                account.disabled = account.disabled.or(Some(now));
            }
            (6 | 7, ..) => {
                let is_new = store.enable_account(&account.id).await.expect("written");
                account.enable(is_new, now);
            }
            _ => {}
        }
    }

    /// The owner signs in with a code, which cancels the closing.
    async fn sign_in(&mut self, chosen: usize) {
        let account = &mut self.accounts[chosen];
        let whom = json!({ "name": account.name });
        let asked = json!({ "for": whom, "purpose": "sign-in" });
        // Another network each time, because each has a limit.
        let address = format!("10.{}.{}.1", self.made % 256, self.server.ctx.clock.now().0 / 1000 % 256);
        let mut browser = Browser { address: Some(crate::server::address(&address)), ..Browser::default() };
        let sent = self.server.call(&browser, "/api/single-use-code/request", asked).await;
        if !sent.status.is_success() {
            return; // a limit, which is over later
        }
        let code = self.server.newest_mail().await.code.expect("a code");
        let entered = json!({ "for": whom, "code": code });
        let signed_in = self.server.call(&browser, "/api/session/sign-in-with-code", entered).await;
        assert!(signed_in.status.is_success(), "{}", signed_in.text);
        browser.take_cookie(&signed_in);
        let cookie = browser.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie").1;
        let token = Token::parse(cookie).expect("a token");
        let browser = self.server.ctx.store.browser(&token).await.expect("read").expect("a browser");
        account.session = Some(SteppedUpSession { account: account.id.clone(), browser });
        if account.closes.take().is_some() {
            account.told.push("closing-canceled");
        }
    }

    /// Compares the store with the model.
    async fn check(&mut self, chosen: usize, run: &str) {
        let (now, store) = (self.now(), self.server.ctx.store.clone());
        let file = rusqlite::Connection::open(self.server.folder().join("countersign.db")).expect("opens");
        let account = &mut self.accounts[chosen];
        let mut notices = store.change_notices().await.expect("read");
        notices.retain(|notice| notice.account == account.id && notice.kind.class() == NoticeClass::Protection);
        let told: Vec<_> = notices.iter().map(|notice| notice.kind.name()).collect();
        assert_eq!(told, account.told, "{run}: each contact is told of each step, once");
        for notice in &notices {
            let has_link = notice.recipients.iter().any(|each| each.has_link);
            assert_eq!(has_link, notice.kind.link().is_some(), "{run}: all contacts are old, so they get the links");
            assert!(!notice.recipients.is_empty(), "{run}: somebody is told");
        }
        account.told.clear();
        file.execute("DELETE FROM change_notice WHERE account = ?1", [account.id.as_str()]).expect("deleted");
        let details = store.account_details(&account.id).await.expect("read");
        assert_eq!(details.is_none(), account.is_deleted(now), "{run}: it is deleted at its end only");
        let Some(details) = details else { return };
        let methods: BTreeSet<i64> = details.methods.info.methods.iter().map(|method| method.id).collect();
        assert_eq!(methods, account.methods, "{run}: nothing is removed before its time");
        let hold = store.hold(&account.id).await.expect("read").map(|held| (held.hold.started, held.hold.ends));
        assert_eq!(hold, account.held.map(|held| (held.started, held.ends)), "{run}: the hold");
        assert_eq!(details.closing.map(|closing| closing.ends), account.closes, "{run}: the closing");
    }
}

impl StoredAccount {
    fn is_deleted(&self, now: Moment) -> bool {
        self.disabled.is_none() && self.closes.is_some_and(|closes| now >= closes)
    }

    /// Whether nothing more can happen to it: it was deleted, or has no method any more.
    fn is_gone(&self, now: Moment) -> bool {
        self.is_deleted(now) || self.methods.is_empty()
    }

    /// What is due happens, unless an operator has disabled the account.
    fn settle(&mut self, now: Moment) {
        if self.is_deleted(now) {
            return self.told.push("account-closed");
        }
        let Some(held) = self.held.filter(|_| self.disabled.is_none()) else { return };
        let due = [7, 1].map(|days| held.ends - Duration::from_secs(days * DAY));
        let warned = due.iter().filter(|due| **due <= now).count();
        if now >= held.ends {
            self.told.push("hold-applied");
            self.held = None;
            self.methods.clear();
        } else if warned > held.warned {
            self.held = Some(KnownHold { warned, ..held });
            self.told.push("hold-warning");
        }
    }

    fn remove_later(&mut self, removed: Result<(), Stop>, now: Moment) {
        match removed {
            Ok(()) => {
                assert!(self.held.is_none() && self.methods.len() == 1, "only the last established method is held");
                let ends = now + Duration::from_secs(30 * DAY);
                self.held = Some(KnownHold { started: now, ends, warned: 0 });
                self.told.push("hold-started");
            }
            Err(Stop::Refused(Problem::ChangesHeld { .. })) => assert!(self.held.is_some()),
            Err(Stop::Refused(Problem::MethodUnknown)) => assert!(self.methods.len() > 1, "it goes at once"),
            Err(stop) => panic!("{stop:?}"),
        }
    }

    fn remove_now(&mut self, method: i64, removed: Result<(), Stop>) {
        match removed {
            Ok(()) => {
                assert!(self.held.is_none() && self.methods.len() > 1, "another established method must be left");
                self.methods.remove(&method);
            }
            Err(Stop::Refused(Problem::ChangesHeld { .. })) => assert!(self.held.is_some()),
            Err(Stop::Refused(Problem::LastEstablishedMethod)) => assert_eq!(self.methods.len(), 1),
            Err(stop) => panic!("{stop:?}"),
        }
    }

    fn cancel(&mut self, with: Option<i64>, canceled: Result<bool, Stop>) {
        match canceled {
            Ok(true) => {
                assert!(with.is_some(), "the password cancels nothing");
                assert!(self.held.take().is_some());
                self.told.push("hold-canceled");
            }
            Ok(false) => assert_eq!(self.held, None),
            Err(Stop::Refused(Problem::OldMethodNeeded)) => {
                assert_eq!(with, None, "an old method cancels until the end");
            }
            Err(stop) => panic!("{stop:?}"),
        }
    }

    fn close(&mut self, closed: Result<(), Stop>, now: Moment) {
        match closed {
            Ok(()) => {
                assert!(self.held.is_none());
                self.closes = Some(now + Duration::from_secs(30 * DAY));
                self.session = None;
                self.told.push("closing-begun");
            }
            Err(Stop::Refused(Problem::ChangesHeld { .. })) => assert!(self.held.is_some()),
            Err(stop) => panic!("{stop:?}"),
        }
    }

    fn enable(&mut self, is_new: bool, now: Moment) {
        let disabled = self.disabled.take();
        assert_eq!(is_new, disabled.is_some());
        let Some(disabled) = disabled else { return };
        let away = now.since(disabled);
        if let Some(held) = &mut self.held {
            held.ends = held.ends + away;
            self.told.push("hold-resumed");
        }
        self.closes = self.closes.map(|closes| closes + away);
    }
}
