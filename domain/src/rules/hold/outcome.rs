//! What the end of a hold does to an account's security info (H3, I6).

use crate::Moment;
use crate::contact::Contact;
use crate::rules::policy::Policy;
use crate::rules::security_info::{Credentials, Method, MethodKind, shown_name};

/// What changes at the end of a hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoldOutcome {
    /// The methods that are removed.
    pub removed: Vec<i64>,
    /// The sign-in names that are removed.
    pub lost_names: Vec<Contact>,
    /// The contact that becomes a method.
    pub new_method: Option<Contact>,
    /// The contact that becomes a sign-in name.
    pub new_name: Option<Contact>,
    /// Whether two-step verification is turned off, because too few methods are left.
    pub ends_two_step: bool,
}

impl Credentials {
    /// The end of a hold in which a method is removed: its sign-in name goes with it, unless it is the only one.
    pub fn after_removal(&self, id: i64, at: Moment, policy: &Policy) -> HoldOutcome {
        let Some(removed) = self.methods.iter().find(|method| method.id == id) else { return HoldOutcome::default() };
        let methods: Vec<Method> = self.methods.iter().filter(|method| method.id != id).cloned().collect();
        let left = Self { methods, ..self.clone() };
        let is_its_name = |name: &&Contact| removed.kind == MethodKind::Contact((*name).clone());
        let lost = self.names.iter().filter(is_its_name).filter(|name| left.may_lose(name, at, policy));
        HoldOutcome {
            removed: vec![id],
            lost_names: lost.cloned().collect(),
            ends_two_step: self.two_step && left.switch_two_step(true).is_err(),
            ..HoldOutcome::default()
        }
    }

    /// The end of a hold in which a contact replaces all methods. It becomes the only sign-in name, unless another account signs in with it
    /// (`is_free` is `false`): then the name stays that the account is called by.
    pub fn after_replacement(&self, contact: &Contact, is_free: bool) -> HoldOutcome {
        let is_it = |method: &&Method| method.kind == MethodKind::Contact(contact.clone());
        let kept = self.methods.iter().find(is_it).map(|method| method.id);
        let kept_name = if is_free { Some(contact) } else { shown_name(&self.names) };
        HoldOutcome {
            removed: self.methods.iter().map(|method| method.id).filter(|id| Some(*id) != kept).collect(),
            lost_names: self.names.iter().filter(|name| Some(*name) != kept_name).cloned().collect(),
            new_method: Some(contact.clone()).filter(|_| kept.is_none()),
            new_name: Some(contact.clone()).filter(|contact| is_free && !self.names.contains(contact)),
            ends_two_step: self.two_step,
        }
    }
}
