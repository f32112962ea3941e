#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| server::routes::oauth::parse_form(body));
