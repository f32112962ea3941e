//! The links below the form: to other actions than the verification.

use leptos::prelude::*;

use super::{CodeToEnter, ReplacementStep, VerifyScreen, replace};
use crate::interrupt::step_up;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::reactive::live_if;

/// The links. After a replacement has begun, there is nothing more to do here.
pub(super) fn links(screen: VerifyScreen) -> AnyView {
    let back = screen.flow.next;
    let cancel = if screen.is_step_up {
        button("quiet", t::verify::cancel(), Busy::new(), || step_up::close(false))
    } else {
        view! { <a href=Signal::derive(move || Destination::Name(back.get()).path())>{t::verify::other_name()}</a> }
            .into_any()
    };
    let none_of_these = move || {
        let (busy, is_offered) = (Busy::new(), screen.offers_replacement());
        let ask = move || busy.run(screen.ask_for_replacement());
        is_offered.then(|| view! { <li>{button("quiet", t::verify::none_of_these(), busy, ask)}</li> })
    };
    let has_begun = Signal::derive(move || screen.replacement.get() == ReplacementStep::Begun);
    view! {
        <ul class="links" hidden=has_begun>
            <li>{cancel}</li> {live_if(none_of_these)} {inbox(screen)}
        </ul>
    }
    .into_any()
}

/// The link to the developers' inbox, on a server that has one, where a code may have been sent.
fn inbox(screen: VerifyScreen) -> AnyView {
    let may_be_sent = move || {
        let is_sent = screen.code_to_enter.with(|to_enter| matches!(to_enter, Some(CodeToEnter::Sent(_))));
        is_sent || screen.replacement.get() == ReplacementStep::Asked
    };
    let has_inbox = move || screen.options.with(|options| options.as_ref().is_some_and(|options| options.inbox));
    let link = move || {
        let is_shown = may_be_sent() && has_inbox();
        is_shown.then(|| view! { <li class="quiet"><a href=Destination::Inbox.path()>{t::verify::inbox()}</a></li> })
    };
    live_if(link)
}

impl VerifyScreen {
    /// Whether "I don't have any of these" is offered.
    fn offers_replacement(self) -> bool {
        let is_asked = self.replacement.get() != ReplacementStep::NotAsked;
        let is_offered = self.options.with(|options| options.as_ref().is_some_and(|it| it.replaceable_in_s.is_some()));
        is_offered && !is_asked
    }

    /// Shows the steps of a replacement. Their code is fetched first, so that nothing jumps; the steps themselves report a failure.
    async fn ask_for_replacement(self) {
        let _ = replace::replace_step::DOOR.fetch().await;
        self.alerts.try_set(None);
        self.replacement.try_set(ReplacementStep::Asked);
    }
}
