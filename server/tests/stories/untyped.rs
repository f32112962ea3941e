//! Device authorizations cost little at rest: those whose code nobody types are kept for an hour after their end (D1, C3, N8).

use crate::server::{Browser, Device, Server};
use rusqlite::Connection;
use serde_json::json;

async fn purge(server: &Server) {
    while server.ctx.store.purge().await.expect("purges") {}
}

async fn look_up(server: &Server, browser: &Browser, device: &Device) -> String {
    server.call(browser, "/api/link/look-up", json!({ "code": device.user_code })).await.error()
}

#[tokio::test]
async fn a_code_that_nobody_typed_is_forgotten_an_hour_after_its_end() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let (untyped, looked_up, typed_late, declined) =
        (server.device().await, server.device().await, server.device().await, server.device().await);
    server.call(&browser, "/api/link/look-up", json!({ "code": looked_up.user_code })).await;
    server.call(&browser, "/api/link/decline", json!({ "code": declined.user_code })).await;
    server.advance(600 + 3599);
    purge(&server).await;
    assert_eq!(server.poll(&untyped).await.error(), "expired_token");
    assert_eq!(look_up(&server, &browser, &typed_late).await, "code-expired");
    server.advance(2);
    purge(&server).await;
    assert_eq!(server.poll(&untyped).await.error(), "expired_token", "its device is told the same for a day");
    assert_eq!(look_up(&server, &browser, &untyped).await, "code-unknown");
    server.advance(22 * 3600);
    purge(&server).await;
    for (device, expected) in
        [(&looked_up, "code-expired"), (&typed_late, "code-expired"), (&declined, "code-declined")]
    {
        assert_eq!(look_up(&server, &browser, device).await, expected);
    }
    assert_eq!(server.poll(&untyped).await.error(), "expired_token");
    server.advance(2 * 3600);
    assert_eq!(server.poll(&untyped).await.error(), "invalid_grant");
}

/// The authorizations in the store, and the bytes that its tables use.
fn stored(server: &Server) -> (u32, i64) {
    let database = Connection::open(server.folder().join("countersign.db")).expect("opens");
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a number");
    let pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
    let rows = number("SELECT count(*) FROM device_authorization");
    (rows.try_into().expect("few"), pages * number("PRAGMA page_size"))
}

#[tokio::test]
async fn a_flood_of_authorizations_leaves_nothing_in_the_store_an_hour_after_its_end() {
    let server = Server::start().await;
    let (_, before) = stored(&server);
    for minute in 0..5 {
        for _ in 0..500 {
            server.device().await;
        }
        server.advance(if minute < 4 { 66 } else { 0 });
    }
    let (rows, bytes) = stored(&server);
    let each = (bytes - before) / i64::from(rows);
    assert_eq!(rows, 2500);
    assert!(each < 300, "an authorization takes {each} bytes");
    server.advance(600 + 3600 + 1);
    purge(&server).await;
    let (rows, bytes) = stored(&server);
    assert_eq!(rows, 0);
    assert!(bytes - before < 100_000, "{} bytes are left", bytes - before);
}
