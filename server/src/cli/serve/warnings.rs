//! What the log says at a start about settings.

use crate::config::{Config, PublicUrl};
use crate::web::page::Page;
use domain::Screen;

/// Logs what an operator may not intend.
pub(super) fn warn_about(config: &Config) {
    for variable in &config.empty_variables {
        // A value that was lost, in an upgrade for example, must not turn a protection off in silence (O12).
        tracing::warn!(variable, "this environment variable is empty, so it counts as absent");
    }
    match config.inbox_folder() {
        Some(folder) => {
            let what = if config.smtp.is_some() { "texts" } else { "messages" };
            // The server's own address, because the page isn't shown through a proxy.
            let page = Page::is_built().then(|| PublicUrl::localhost(config.listen.port()).to(Screen::Inbox.path()));
            tracing::warn!(
                folder = %folder.display(),
                page,
                "DEVELOPMENT: {what} are written to a folder for you to read, and are not sent to anyone"
            );
        }
        None if config.is_dev => {
            tracing::warn!("--dev changes nothing, because email and text messages have providers");
        }
        None if !config.sends_texts() => tracing::warn!(
            "no text message provider is configured ([twilio] or [sms_webhook]); codes are sent by email only"
        ),
        None => {}
    }
    if !config.is_dev && config.limits.wrong_codes_per_account == 0 {
        tracing::warn!("limits.wrong_codes_per_account is 0, so codes can be guessed without limit");
    }
    if config.public_url.is_https() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "trusted_proxies is empty; if this server is behind a proxy, all requests seem to come from the proxy"
        );
    }
}
