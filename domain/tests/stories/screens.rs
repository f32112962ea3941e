//! The paths of the screens, and the mistyped ones that are corrected (L12).

use domain::Screen;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn every_screen_has_its_path() {
    let screens = [
        ("/", Screen::Home),
        ("/link", Screen::Link),
        ("/sign-in", Screen::SignIn),
        ("/single-use-code", Screen::SingleUseCode),
        ("/create-account", Screen::CreateAccount),
        ("/reset-password", Screen::ResetPassword),
        ("/signed-out", Screen::SignedOut),
        ("/devices", Screen::Devices),
        ("/security", Screen::Security),
        ("/security/add", Screen::AddMethod),
        ("/dev/inbox", Screen::Inbox),
    ];
    for (path, screen) in screens {
        assert_eq!((Screen::of(path), screen.path()), (Some(screen), path));
    }
    let all: Vec<Screen> = screens.into_iter().map(|(_, screen)| screen).chain([Screen::Undo]).collect();
    assert_eq!(all, Screen::ALL, "each of them");
    assert_eq!(Screen::of("/device"), Some(Screen::Link), "its other path");
    assert_eq!((Screen::of("/undo/aB_1"), Screen::Undo.path()), (Some(Screen::Undo), "/undo/"));
    for path in ["", "link", "/link/", "/Link", "/undo", "/undo/", "/undo/a/b", "/undo/a/", "/nowhere"] {
        assert_eq!(Screen::of(path), None, "{path}");
    }
}

#[test]
fn a_mistyped_path_is_corrected_unless_it_is_right_or_means_no_screen() {
    for (path, corrected) in [
        ("/link", None),
        ("/", None),
        ("", None),
        ("//", None),
        ("/link/", Some("/link")),
        ("/link.", Some("/link")),
        ("/link,", Some("/link")),
        ("/link;", Some("/link")),
        ("/link:", Some("/link")),
        ("/link)", Some("/link")),
        ("/link%3E", Some("/link")),
        ("/link).", Some("/link")),
        ("/link!", Some("/link")),
        ("/link'", Some("/link")),
        ("/link%20", Some("/link")),
        ("/link%22", Some("/link")),
        ("/link%2C", Some("/link")),
        ("/link%2E", Some("/link")),
        ("/link%2e%20", Some("/link")),
        ("/link%C2%A0", Some("/link")),
        ("/link%E2%80%8B", Some("/link")),
        ("/link%E2%80%9D", Some("/link")),
        ("/link%E3%80%81", Some("/link")),
        ("/link%e3%80%82", Some("/link")),
        ("/Link%E3%80%82", Some("/link")),
        ("/link\u{e9}", None),
        ("/link%2F", None),
        ("/LINK", Some("/link")),
        ("/Security/Add/", Some("/security/add")),
        ("/nowhere", None),
        ("/Nowhere.", None),
        ("/undo/aB_1", None),
        ("/undo/aB_1.", Some("/undo/aB_1")),
        ("/undo/aB_1%20", Some("/undo/aB_1")),
        ("/undo/%20", None),
        ("/Undo/aB_1", None), // the secret has capitals of its own
        ("/undo/", None),
    ] {
        assert_eq!(Screen::corrected(path).as_deref(), corrected, "{path}");
    }
}
