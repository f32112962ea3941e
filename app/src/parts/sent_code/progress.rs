//! The delivery of a code, the countdown, and another code (U4, U5).

use domain::Problem;
use domain::api::single_use_code::DeliveryStage;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{SentCode, Trip, now};
use crate::dom;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::Busy;
use crate::parts::sent_code_field::too_soon;
use crate::parts::summary::{Alert, Alerts, tell};
use crate::reactive::{live, live_if};

/// The time within which a message should arrive (in ms).
const USUAL: u64 = 60_000;
/// The time after which a missing message means a problem (U4).
const LATE: u64 = 15 * 60_000;

/// Reads how far the code got; `None` when there is no answer.
type ReadStage = Box<dyn Fn() -> LocalBoxFuture<'static, Option<DeliveryStage>>>;

/// The known delivery state of the code.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    code: Memo<Option<SentCode>>,
    news: Memo<News>,
    /// Whether the code is overdue.
    pub(crate) is_late: Memo<bool>,
    /// Seconds until another one can be requested.
    wait: Memo<u64>,
}

/// The state to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// None: the person already had the code.
    None,
    OnItsWay,
    AnotherOnItsWay,
    ShouldBeThere,
    Late,
    Told(DeliveryStage),
}

impl Progress {
    /// Follows the code as long as its step is shown; `read_stage` where the server reports how far it got.
    pub(crate) fn follow(code: Memo<Option<SentCode>>, read_stage: Option<ReadStage>) -> Self {
        let (time, stage) = (RwSignal::new(now()), RwSignal::new(DeliveryStage::Untold));
        spawn_local(tick(time));
        if let Some(read_stage) = read_stage {
            spawn_local(track(code, stage, read_stage));
        }
        let trip = Memo::new(move |_| code.with(|code| code.as_ref()?.trip));
        let waited = move |trip: Trip| time.get().saturating_sub(trip.sent_at);
        let resend_at = Memo::new(move |_| code.with(|code| code.as_ref().map_or(0, |code| code.resend_at)));
        Self {
            code,
            news: Memo::new(move |_| trip.get().map_or(News::None, |trip| news(waited(trip), trip, stage.get()))),
            is_late: Memo::new(move |_| trip.get().is_some_and(|trip| waited(trip) >= LATE)),
            wait: Memo::new(move |_| resend_at.get().saturating_sub(time.get()).div_ceil(1000)),
        }
    }

    /// Whether another one can only be requested later.
    pub(crate) fn is_waiting(self) -> bool {
        self.wait.get_untracked() > 0
    }

    /// Sends another one, unless it is too soon; `take` receives the code to enter from now on.
    pub(crate) fn send_another(
        self,
        busy: Busy,
        alerts: Alerts,
        send: LocalBoxFuture<'static, Result<SentCode, Problem>>,
        take: impl Fn(SentCode) + 'static,
    ) {
        if self.is_waiting() {
            return;
        }
        alerts.set(None);
        busy.run(async move {
            match send.await {
                Ok(code) => take(code),
                Err(Problem::TooMany { retry_after_s }) => {
                    if let Some(Some(code)) = self.code.try_get_untracked() {
                        take(code.held_back(retry_after_s));
                        alerts.try_set(Some(Alert::saying(too_soon(retry_after_s))));
                    }
                }
                Err(problem) => tell(alerts, problem),
            }
        });
    }

    /// A new state is announced once; the countdown is only visible.
    pub(crate) fn view(self) -> AnyView {
        let Self { code, news, wait, .. } = self;
        let is_text = move || code.with(|code| code.as_ref().is_some_and(|code| code.text));
        let is_waiting = Memo::new(move |_| wait.get() > 0);
        let when = move || {
            let when = intl::within(wait.get().max(1));
            // The previous code was requested before the page was left: it still works.
            if news.get() == News::None { t::sent_code::too_soon(&when) } else { t::progress::countdown(&when) }
        };
        let can_resend = move || match (is_waiting.get(), news.get()) {
            (true, _) => Some(
                view! {
                    <span class="visually-hidden">{t::progress::wait()}</span>
                    <span aria-hidden="true">{live(when)}</span>
                }
                .into_any(),
            ),
            (false, News::None) => None,
            (false, _) => Some(t::progress::can_resend().into_any()),
        };
        view! {
            <div class="progress" role="status" aria-atomic="false">
                <p>{live(move || said(news.get(), is_text()))}</p>
                <p id="resend-when">{live_if(can_resend)}</p>
            </div>
        }
        .into_any()
    }

    /// "Send another code".
    pub(crate) fn button(self, busy: Busy, press: impl Fn() + 'static) -> AnyView {
        let is_disabled = Signal::derive(move || (busy.get() || self.wait.get() > 0).then_some("true"));
        view! {
            <button
                class="button"
                class:busy=Signal::derive(move || busy.get())
                type="button"
                aria-disabled=is_disabled
                aria-describedby="resend-when"
                on:click=move |_| press()
            >
                {t::sent_code::send_another()}
            </button>
        }
        .into_any()
    }
}

fn news(waited: u64, trip: Trip, stage: DeliveryStage) -> News {
    match stage {
        DeliveryStage::Delivered | DeliveryStage::Bounced => News::Told(stage),
        _ if waited >= LATE => News::Late,
        DeliveryStage::Untold if waited >= USUAL => News::ShouldBeThere,
        DeliveryStage::Untold if trip.again => News::AnotherOnItsWay,
        DeliveryStage::Untold => News::OnItsWay,
        stage => News::Told(stage),
    }
}

fn said(news: News, is_text: bool) -> &'static str {
    match news {
        News::None | News::Told(DeliveryStage::Untold) => "",
        News::OnItsWay => t::progress::on_its_way(),
        News::AnotherOnItsWay => t::sent_code::another(),
        News::ShouldBeThere => t::progress::should_be_there(),
        News::Late => t::progress::late(),
        News::Told(DeliveryStage::Waiting) => t::progress::waiting(),
        News::Told(DeliveryStage::HandedOver) if is_text => t::progress::at_phone_network(),
        News::Told(DeliveryStage::HandedOver) => t::progress::at_mail_server(),
        News::Told(DeliveryStage::Delivered) => t::progress::delivered(),
        News::Told(DeliveryStage::Bounced) => t::progress::bounced(),
    }
}

async fn tick(time: RwSignal<u64>) {
    while time.try_set(now()).is_none() {
        dom::sleep(1000).await;
    }
}

/// Reads how far the newest code got, where this browser may know, and only while the page is visible.
async fn track(code: Memo<Option<SentCode>>, stage: RwSignal<DeliveryStage>, read_stage: ReadStage) {
    let mut followed = None;
    while let (Some(code), Some(known)) = (code.try_get_untracked(), stage.try_get_untracked()) {
        let trip = code.and_then(|code| code.trip).filter(|trip| trip.tracked);
        if followed != trip {
            followed = trip;
            stage.set(if trip.is_some() { DeliveryStage::Waiting } else { DeliveryStage::Untold });
            continue;
        }
        let waited = trip.map_or(LATE, |trip| now().saturating_sub(trip.sent_at));
        let is_known = matches!(known, DeliveryStage::Delivered | DeliveryStage::Bounced);
        if waited < LATE && !is_known && !document().hidden() {
            // No answer, or too many requests: try again at the next interval.
            if let Some(now) = read_stage().await {
                stage.try_set(now);
            }
        }
        dom::sleep(if waited < USUAL { 3000 } else { 10_000 }).await;
    }
}
