//! The server's reports about commands: an event and messages for each, also if one can't be reported.

use crate::log::Log;
use crate::server::Server;
use serde_json::Value;
use server::cli::CommandReports;

const ANN: &str = "ann@example.com";

/// The kinds of the events in a log.
fn kinds(log: &Log) -> Vec<Value> {
    log.lines("event").into_iter().map(|event| event["kind"].clone()).collect()
}

#[tokio::test]
async fn a_command_that_cannot_be_reported_is_logged_once_and_does_not_stop_the_others() {
    let server = Server::start().await;
    server.command(&["disable", ANN]);
    server.command(&["enable", ANN]);
    server.execute(
        "CREATE TRIGGER stuck BEFORE DELETE ON account_command WHEN OLD.command = 'disable'
         BEGIN SELECT RAISE(ABORT, 'a full disk'); END",
    );
    let (log, guard) = Log::begin();
    let mut reports = CommandReports::default();
    for _ in 0..3 {
        assert!(reports.report(&server.ctx).await.is_err());
    }
    assert_eq!(kinds(&log), ["account_disabled", "account_enabled"]);
    assert_eq!(server.messages().await.len(), 1, "about the second command");
    server.execute("DROP TRIGGER stuck");
    for _ in 0..2 {
        reports.report(&server.ctx).await.expect("reported");
    }
    drop(guard);
    assert_eq!(kinds(&log).len(), 2, "each once");
    assert_eq!(server.messages().await.len(), 1, "about the first command");
}
