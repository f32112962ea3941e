//! Tests of the brand's settings.

use super::{load, refused};

#[test]
fn a_brands_name_follows_the_rule_for_clients_names() {
    for name in [" ", "a\nb", "a\u{7}b", &"a".repeat(61)] {
        assert!(refused("COUNTERSIGN_BRAND_NAME", name).contains("brand.name"), "{name:?}");
    }
    assert!(load("[brand]\nname = ''", &[]).expect_err("rejected").to_string().contains("brand.name"));
}

#[test]
fn a_brands_color_for_dark_mode_must_be_readable_there() {
    let told = |brand: &str| load(&format!("[brand]\n{brand}"), &[]).map(drop).map_err(|cause| cause.to_string());
    assert_eq!(told("color = '#000000'"), Ok(()), "every color has an accent in both color schemes");
    assert_eq!(told("color = '#000000'\ncolor_dark = '#ffcc00'"), Ok(()));
    assert_eq!(
        told("color_dark = '#0b5fff'"),
        Err("brand.color_dark (#0b5fff) can't be read in dark mode: its contrast with the background is 3.01, and at least 4.5 is \
             needed; use a lighter color such as #4886ff, or remove it to have one made from brand.color"
            .into())
    );
    assert!(told("color = 'blue'").is_err_and(|told| told == "brand.color: must be a color such as #0b5fff"));
    let told_by_variable = refused("COUNTERSIGN_BRAND_COLOR", "hunter2");
    assert_eq!(told_by_variable, "COUNTERSIGN_BRAND_COLOR: must be a color such as #0b5fff");
    assert!(told("logo_dark = 'a.svg'").is_err_and(|told| told.contains("also set brand.logo")));
}
