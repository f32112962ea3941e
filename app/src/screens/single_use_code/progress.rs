//! How far the code got, the count-down, and another code (U4, U5).

use domain::Problem;
use domain::api::single_use_code::{ReadCodeDelivery, Stage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Codes;
use super::sent::{Sent, Trip, now};
use crate::api::send;
use crate::dom;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::Busy;
use crate::parts::sent_code_field::too_soon;
use crate::parts::summary::{Alert, tell};

/// After so long a message should be there (in ms).
const USUAL: u64 = 60_000;
/// After so long without one, something is wrong (U4).
const LATE: u64 = 15 * 60_000;

/// What is known of the code's way.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    pub(super) codes: Codes,
    news: Memo<News>,
    /// Whether the code should long be there.
    pub(super) is_late: Memo<bool>,
    /// Seconds until another one can be asked for.
    wait: Memo<u64>,
}

/// What there is to say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// Nothing: the person had the code already.
    None,
    OnItsWay,
    AnotherOnItsWay,
    ShouldBeThere,
    Late,
    Told(Stage),
}

impl Progress {
    /// Follows the code for as long as its step is shown.
    pub(super) fn follow(codes: Codes) -> Self {
        let (time, stage) = (RwSignal::new(now()), RwSignal::new(Stage::Untold));
        spawn_local(tick(time));
        spawn_local(track(codes, stage));
        let trip = Memo::new(move |_| codes.sent.with(|sent| sent.as_ref()?.trip));
        let waited = move |trip: Trip| time.get().saturating_sub(trip.sent_at);
        let resend_at = Memo::new(move |_| codes.sent.with(|sent| sent.as_ref().map_or(0, |sent| sent.resend_at)));
        Self {
            codes,
            news: Memo::new(move |_| trip.get().map_or(News::None, |trip| news(waited(trip), trip, stage.get()))),
            is_late: Memo::new(move |_| trip.get().is_some_and(|trip| waited(trip) >= LATE)),
            wait: Memo::new(move |_| resend_at.get().saturating_sub(time.get()).div_ceil(1000)),
        }
    }

    fn send_another(self, busy: Busy) {
        let Some(Sent { whom, .. }) = self.codes.sent.get_untracked() else { return };
        if self.wait.get_untracked() > 0 {
            return;
        }
        self.codes.alerts.set(None);
        busy.run(async move {
            match self.codes.send(whom, true).await {
                Err(Problem::TooMany { retry_after_s }) => self.hold_back(retry_after_s),
                Err(problem) => tell(self.codes.alerts, problem),
                Ok(()) => {}
            }
        });
    }

    fn hold_back(self, seconds: u64) {
        if let Some(Some(sent)) = self.codes.sent.try_get_untracked() {
            self.codes.go_on_with(Sent { resend_at: now() + seconds * 1000, ..sent });
            self.codes.alerts.try_set(Some(Alert::saying(too_soon(seconds))));
        }
    }
}

fn news(waited: u64, trip: Trip, stage: Stage) -> News {
    match stage {
        Stage::Delivered | Stage::Bounced => News::Told(stage),
        _ if waited >= LATE => News::Late,
        Stage::Untold if waited >= USUAL => News::ShouldBeThere,
        Stage::Untold if trip.again => News::AnotherOnItsWay,
        Stage::Untold => News::OnItsWay,
        stage => News::Told(stage),
    }
}

/// What is new is said once; what ticks is only seen.
pub(super) fn progress(Progress { codes, news, wait, .. }: Progress) -> AnyView {
    let is_text = move || codes.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.text));
    let is_waiting = Memo::new(move |_| wait.get() > 0);
    let can_resend = move || match (is_waiting.get(), news.get()) {
        (true, _) => Some(
            view! {
                <span class="visually-hidden">{t::progress::wait()}</span>
                <span aria-hidden="true">{move || t::progress::countdown(&intl::within(wait.get().max(1)))}</span>
            }
            .into_any(),
        ),
        (false, News::None) => None,
        (false, _) => Some(t::progress::can_resend().into_any()),
    };
    view! {
        <div class="progress" role="status" aria-atomic="false">
            <p>{move || said(news.get(), is_text())}</p>
            <p id="resend-when">{can_resend}</p>
        </div>
    }
    .into_any()
}

fn said(news: News, is_text: bool) -> &'static str {
    match news {
        News::None | News::Told(Stage::Untold) => "",
        News::OnItsWay => t::progress::on_its_way(),
        News::AnotherOnItsWay => t::sent_code::another(),
        News::ShouldBeThere => t::progress::should_be_there(),
        News::Late => t::progress::late(),
        News::Told(Stage::Waiting) => t::progress::waiting(),
        News::Told(Stage::HandedOver) if is_text => t::progress::at_phone_network(),
        News::Told(Stage::HandedOver) => t::progress::at_mail_server(),
        News::Told(Stage::Delivered) => t::progress::delivered(),
        News::Told(Stage::Bounced) => t::progress::bounced(),
    }
}

/// "Send another code".
pub(super) fn resend(progress: Progress) -> AnyView {
    let busy = Busy::new();
    let is_disabled = move || (busy.get() || progress.wait.get() > 0).then_some("true");
    view! {
        <div class="actions">
            <button
                class="button"
                class:busy=move || busy.get()
                type="button"
                aria-disabled=is_disabled
                aria-describedby="resend-when"
                on:click=move |_| progress.send_another(busy)
            >
                {t::sent_code::send_another()}
            </button>
        </div>
    }
    .into_any()
}

async fn tick(time: RwSignal<u64>) {
    while time.try_set(now()).is_none() {
        dom::sleep(1000).await;
    }
}

/// Asks how far the newest code got, where this browser is told, and only while somebody looks.
async fn track(codes: Codes, stage: RwSignal<Stage>) {
    let mut followed = None;
    while let (Some(sent), Some(known)) = (codes.sent.try_get_untracked(), stage.try_get_untracked()) {
        let sent = sent.and_then(|sent| Some((sent.trip.filter(|trip| trip.tracked)?, sent.whom)));
        let trip = sent.as_ref().map(|(trip, _)| *trip);
        if followed != trip {
            followed = trip;
            stage.set(if trip.is_some() { Stage::Waiting } else { Stage::Untold });
            continue;
        }
        let waited = trip.map_or(LATE, |trip| now().saturating_sub(trip.sent_at));
        let is_known = matches!(known, Stage::Delivered | Stage::Bounced);
        if let Some((_, whom)) = sent.filter(|_| waited < LATE && !is_known && !document().hidden()) {
            // No answer now, or too many of them: the next one will do.
            if let Ok(delivery) = send(&ReadCodeDelivery { whom, purpose: codes.purpose }).await {
                stage.try_set(delivery.stage);
            }
        }
        dom::sleep(if waited < USUAL { 3000 } else { 10_000 }).await;
    }
}
