//! The page of Countersign: screens around the shell of `index.html`, whose field accepts typing before this runs.

mod api;
mod app;
mod ask;
mod dom;
mod interrupt;
mod intl;
mod json;
mod lazy;
mod locale;
mod navigator;
mod operation;
mod parts;
mod reactive;
mod reload;
mod route;
mod screens;
mod session;
mod shell;
mod sign_in_flow;
mod tab_storage;
mod words;

use locale::Area;

fn main() {
    interrupt::crash::report_panics();
    wasm_bindgen_futures::spawn_local(async {
        match locale::load(&[Area::Base]).await {
            Ok(()) => {
                reactive::mount("screen", app::app);
            }
            Err(_) => shell::start_failed(),
        }
    });
}
