//! The delivery of a code, the countdown, and another code (U4, U5).

use domain::Problem;
use domain::api::Endpoint;
use domain::api::single_use_code::{CodeDelivery, DeliveryStage};
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Delivery, SentCode, now};
use crate::api::send;
use crate::dom;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::Busy;
use crate::parts::sent_code_field::too_soon;
use crate::parts::summary::{Alert, Alerts, show_problem};
use crate::reactive::{live, live_if};

/// The time within which a message should arrive (in ms).
const USUAL_MS: u64 = 60_000;
/// The time after which a missing message means a problem (U4).
const LATE_MS: u64 = 3 * 60_000;

/// The bars of a code that has arrived.
const ALL_BARS: u8 = 3;

/// Reads how far the code got; `None` when there is no answer.
type ReadStage = Box<dyn Fn() -> LocalBoxFuture<'static, Option<DeliveryStage>>>;

/// The last known stage, and the delivery that it is of: an earlier code's says nothing about the next one.
type KnownStage = (Option<Delivery>, DeliveryStage);

/// Reads how far a code got, by the request that `request` returns each time.
pub(crate) fn stage_by<E: Endpoint<Response = CodeDelivery>>(request: impl Fn() -> Option<E> + 'static) -> ReadStage {
    Box::new(move || {
        let request = request();
        Box::pin(async move {
            let request = request?;
            Some(send(&request).await.ok()?.stage)
        })
    })
}

/// The known delivery state of the code.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    code: Memo<Option<SentCode>>,
    status: Memo<DeliveryStatus>,
    /// Whether the code is overdue.
    pub(crate) is_late: Memo<bool>,
    /// Seconds until another one can be requested.
    resend_wait_s: Memo<u64>,
}

/// The state to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeliveryStatus {
    /// None: the person already had the code.
    None,
    OnItsWay,
    AnotherOnItsWay,
    ShouldBeThere,
    Late,
    /// It no longer works: waiting for it is pointless.
    Expired,
    Reported(DeliveryStage),
}

impl Progress {
    /// Follows the code as long as its step is shown.
    pub(crate) fn follow(code: Memo<Option<SentCode>>, read_stage: ReadStage) -> Self {
        let (time, stage) = (RwSignal::new(now()), RwSignal::new((None, DeliveryStage::Untracked)));
        spawn_local(keep_time(time));
        spawn_local(track(code, stage, read_stage));
        let delivery = Memo::new(move |_| code.with(|code| code.as_ref()?.delivery));
        let resend_at = Memo::new(move |_| code.with(|code| code.as_ref().map_or(0, |code| code.resend_at)));
        Self {
            code,
            status: Memo::new(move |_| {
                delivery.get().map_or(DeliveryStatus::None, |delivery| {
                    let stage = match stage.get() {
                        (of, stage) if of == Some(delivery) => stage,
                        _ => DeliveryStage::Untracked,
                    };
                    status(time.get(), delivery, stage)
                })
            }),
            is_late: Memo::new(move |_| delivery.get().is_some_and(|delivery| waited(time.get(), delivery) >= LATE_MS)),
            resend_wait_s: Memo::new(move |_| resend_at.get().saturating_sub(time.get()).div_ceil(1000)),
        }
    }

    /// Whether another one can only be requested later.
    pub(crate) fn is_waiting(self) -> bool {
        self.resend_wait_s.get_untracked() > 0
    }

    /// Whether the code has expired.
    pub(crate) fn has_expired(self) -> bool {
        self.status.get() == DeliveryStatus::Expired
    }

    /// Sends another one, unless it is too soon; `use_code` receives the code to enter from now on.
    pub(crate) fn send_another(
        self,
        busy: Busy,
        alerts: Alerts,
        send: LocalBoxFuture<'static, Result<SentCode, Problem>>,
        use_code: impl Fn(SentCode) + 'static,
    ) {
        if self.is_waiting() {
            return;
        }
        alerts.set(None);
        busy.run(async move {
            match send.await {
                Ok(code) => use_code(code),
                Err(Problem::TooMany { retry_after_s }) => {
                    if let Some(Some(code)) = self.code.try_get_untracked() {
                        use_code(code.with_resend_after(retry_after_s));
                        alerts.try_set(Some(Alert::of_text(too_soon(retry_after_s))));
                    }
                }
                Err(problem) => show_problem(alerts, problem),
            }
        });
    }

    /// A new state is announced once; the countdown is only visible.
    pub(crate) fn view(self) -> AnyView {
        let Self { code, status, resend_wait_s, .. } = self;
        let is_text = move || code.with(|code| code.as_ref().is_some_and(|code| code.text));
        let is_waiting = Memo::new(move |_| resend_wait_s.get() > 0);
        let when = move || {
            let when = intl::within(resend_wait_s.get());
            // This tab doesn't know the previous code: another tab has requested it, or another method was used since.
            if status.get() == DeliveryStatus::None {
                t::sent_code::too_soon(&when)
            } else {
                t::progress::countdown(&when)
            }
        };
        let can_resend = move || match (is_waiting.get(), status.get()) {
            (true, _) => Some(
                view! {
                    <span class="visually-hidden">{t::progress::wait()}</span>
                    <span aria-hidden="true">{live(when)}</span>
                }
                .into_any(),
            ),
            (false, DeliveryStatus::None) => None,
            (false, _) => Some(t::progress::can_resend().into_any()),
        };
        view! {
            <div class="delivery" role="status" aria-atomic="false">
                {bars(status)}
                <p>{live(move || status_text(status.get(), is_text()))}</p>
                <p id="resend-when">{live_if(can_resend)}</p>
            </div>
        }
        .into_any()
    }

    /// "Send another code".
    pub(crate) fn button(self, busy: Busy, press: impl Fn() + 'static) -> AnyView {
        let is_disabled = Signal::derive(move || (busy.get() || self.resend_wait_s.get() > 0).then_some("true"));
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

fn waited(now: u64, delivery: Delivery) -> u64 {
    now.saturating_sub(delivery.sent_at)
}

fn status(now: u64, delivery: Delivery, stage: DeliveryStage) -> DeliveryStatus {
    let waited = waited(now, delivery);
    match stage {
        _ if now >= delivery.expires_at => DeliveryStatus::Expired,
        DeliveryStage::Delivered | DeliveryStage::Bounced => DeliveryStatus::Reported(stage),
        _ if waited >= LATE_MS => DeliveryStatus::Late,
        DeliveryStage::Untracked if waited >= USUAL_MS => DeliveryStatus::ShouldBeThere,
        DeliveryStage::Untracked if delivery.is_resend => DeliveryStatus::AnotherOnItsWay,
        DeliveryStage::Untracked => DeliveryStatus::OnItsWay,
        stage => DeliveryStatus::Reported(stage),
    }
}

fn status_text(status: DeliveryStatus, is_text: bool) -> &'static str {
    match status {
        DeliveryStatus::None | DeliveryStatus::Reported(DeliveryStage::Untracked) => "",
        DeliveryStatus::OnItsWay => t::progress::on_its_way(),
        DeliveryStatus::AnotherOnItsWay => t::sent_code::another(),
        DeliveryStatus::ShouldBeThere => t::progress::should_be_there(),
        DeliveryStatus::Late => t::progress::late(),
        DeliveryStatus::Expired => t::code_problem::sent_code_expired(),
        DeliveryStatus::Reported(DeliveryStage::Waiting) => t::progress::waiting(),
        DeliveryStatus::Reported(DeliveryStage::HandedOver) if is_text => t::progress::at_phone_network(),
        DeliveryStatus::Reported(DeliveryStage::HandedOver) => t::progress::at_mail_server(),
        DeliveryStatus::Reported(DeliveryStage::Delivered) => t::progress::delivered(),
        DeliveryStatus::Reported(DeliveryStage::Bounced) => t::progress::bounced(),
    }
}

/// The way that a code has gone, as bars.
fn bars(status: Memo<DeliveryStatus>) -> AnyView {
    let bar = |number: u8| {
        let is_full = Signal::derive(move || full_bars(status.get()) >= number);
        view! { <i class:full=is_full></i> }
    };
    let bars: Vec<_> = (1..=ALL_BARS).map(bar).collect();
    view! { <div class="bars" aria-hidden="true">{bars}</div> }.into_any()
}

/// How far it has gone: to be sent, on its way, arrived.
fn full_bars(status: DeliveryStatus) -> u8 {
    match status {
        DeliveryStatus::None
        | DeliveryStatus::Expired
        | DeliveryStatus::Reported(DeliveryStage::Untracked | DeliveryStage::Bounced) => 0,
        DeliveryStatus::Reported(DeliveryStage::Waiting) => 1,
        DeliveryStatus::OnItsWay
        | DeliveryStatus::AnotherOnItsWay
        | DeliveryStatus::ShouldBeThere
        | DeliveryStatus::Late
        | DeliveryStatus::Reported(DeliveryStage::HandedOver) => 2,
        DeliveryStatus::Reported(DeliveryStage::Delivered) => ALL_BARS,
    }
}

async fn keep_time(time: RwSignal<u64>) {
    while time.try_set(now()).is_none() {
        dom::sleep(1000).await;
    }
}

/// Reads how far the newest code got, where this browser may know, and only while the page is visible.
async fn track(code: Memo<Option<SentCode>>, stage: RwSignal<KnownStage>, read_stage: ReadStage) {
    let mut followed = None;
    while let (Some(code), Some((_, known))) = (code.try_get_untracked(), stage.try_get_untracked()) {
        let delivery = code.and_then(|code| code.delivery).filter(|delivery| delivery.tracked);
        if followed != delivery {
            followed = delivery;
            stage.set((delivery, if delivery.is_some() { DeliveryStage::Waiting } else { DeliveryStage::Untracked }));
            continue;
        }
        let waited = delivery.map_or(u64::MAX, |delivery| waited(now(), delivery));
        let is_valid = delivery.is_some_and(|delivery| now() < delivery.expires_at);
        let is_known = matches!(known, DeliveryStage::Delivered | DeliveryStage::Bounced);
        if is_valid && !is_known && !document().hidden() {
            // No answer, or too many requests: try again at the next interval.
            if let Some(now) = read_stage().await {
                stage.try_set((delivery, now));
            }
        }
        dom::sleep(if waited < USUAL_MS { 3000 } else { 10_000 }).await;
    }
}

#[cfg(test)]
mod tests {
    use domain::api::single_use_code::DeliveryStage;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Delivery, DeliveryStatus, status};

    #[wasm_bindgen_test]
    fn a_code_is_late_after_three_minutes_and_no_page_waits_for_an_expired_one() {
        let minute = 60_000;
        let delivery = Delivery { sent_at: minute, expires_at: 11 * minute, tracked: true, is_resend: false };
        let after = |minutes: u64, stage| status(minute + minutes * minute, delivery, stage);
        assert!(after(0, DeliveryStage::Untracked) == DeliveryStatus::OnItsWay);
        assert!(after(2, DeliveryStage::Untracked) == DeliveryStatus::ShouldBeThere);
        for stage in [DeliveryStage::Untracked, DeliveryStage::Waiting, DeliveryStage::HandedOver] {
            assert!(after(3, stage) == DeliveryStatus::Late, "{stage:?}");
        }
        assert!(after(9, DeliveryStage::Bounced) == DeliveryStatus::Reported(DeliveryStage::Bounced));
        for stage in [DeliveryStage::Untracked, DeliveryStage::Delivered] {
            assert!(after(10, stage) == DeliveryStatus::Expired, "{stage:?}");
        }
    }
}
