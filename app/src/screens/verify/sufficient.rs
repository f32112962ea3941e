//! The methods that suffice for a step-up.

use domain::Screen;
use domain::api::verify::{OfferedMethod, VerifyOptions};

use crate::route;

/// Leaves only those with which a hold can be canceled (H2), or blocked changes allowed again (I8), where nothing else can be done. With all
/// others, the person would verify in vain.
pub(super) fn keep(options: &mut VerifyOptions) {
    let allows_changes = |method: &OfferedMethod| method.allows_changes;
    let suffices: fn(&OfferedMethod) -> bool = match route::current_screen() {
        Some(Screen::Hold) => |method: &OfferedMethod| method.cancels_hold,
        Some(Screen::Security) if options.methods.iter().any(allows_changes) => allows_changes,
        _ => return,
    };
    options.methods.retain(suffices);
    options.recovery_codes = false;
}
