//! Addresses as people type them from a device's screen (L12).

use crate::server::{Browser, Server};
use axum::http::StatusCode;

#[tokio::test]
async fn addresses_as_people_type_them_lead_to_the_field_and_keep_their_query() {
    let server = Server::start().await;
    for (typed, leads_to) in [
        ("/Link", "/link"),
        ("/LINK", "/link"),
        ("/link/", "/link"),
        ("/link.", "/link"),
        ("/link,", "/link"),
        ("/Link./", "/link"),
        ("/link!", "/link"),
        ("/link%20", "/link"),
        ("/link%2E", "/link"),
        ("/link%E2%80%8B", "/link"),
        ("/link%E3%80%82", "/link"),
        ("/Device", "/device"),
        ("/device/", "/device"),
        ("/LINK/?user_code=KTR4V-9MXQF", "/link?user_code=KTR4V-9MXQF"),
        ("/security/", "/security"),
        ("/Security/Add/?kind=passkey", "/security/add?kind=passkey"),
        ("/undo/aBc-_9/", "/undo/aBc-_9"),
        ("/undo/aBc-_9.", "/undo/aBc-_9"),
        ("/undo/aBc-_9,", "/undo/aBc-_9"),
        ("/undo/aBc-_9).", "/undo/aBc-_9"),
        ("/undo/aBc-_9%3E;", "/undo/aBc-_9"),
        ("/security:", "/security"),
    ] {
        let answer = server.read(&Browser::default(), typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{typed}");
        assert_eq!(answer.headers["location"], leads_to, "{typed}");
    }
}

#[tokio::test]
async fn no_other_address_leads_anywhere() {
    let server = Server::start().await;
    for typed in [
        "/link",
        "/device",
        "/",
        "/links",
        "/link/x",
        "//link",
        "//evil.example/",
        "/undo/aBc-_9",
        "/undo/.",
        "/Undo/aBc",
        "/undo//",
        "/undo/a/b/",
        "/.",
    ] {
        let answer = server.read(&Browser::default(), typed).await;
        assert!(
            !answer.status.is_redirection() && !answer.headers.contains_key("location"),
            "{typed}: {}",
            answer.status
        );
    }
}
