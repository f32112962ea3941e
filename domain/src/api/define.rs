//! The macros that define the endpoints of an area, and their requests.

/// The meaning of the word before an endpoint's path, for [`endpoints`].
macro_rules! endpoint_word {
    // A page sends it by itself.
    (UNATTENDED) => {
        const IS_UNATTENDED: bool = true;
    };
    // It can be sent again under its ID: see [`repeatable`].
    (REPEATABLE) => {
        fn has_operation(&self) -> bool {
            self.operation.is_some()
        }
    };
}
pub(crate) use endpoint_word;

/// Defines the request of an endpoint with the word `REPEATABLE`: its own fields, and after them its ID.
macro_rules! repeatable {
    ($(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        $(#[$attribute])*
        pub struct $request {
            $($fields)*
            /// A random ID of this request. Sent again with the same ID, it gets the same answer for a minute.
            #[validate(custom(function = crate::api::check::parsed))]
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub operation: Option<crate::field::Parsed<crate::api::OperationId>>,
        }
    };
}
pub(crate) use repeatable;

/// Defines the request of an endpoint that needs [`Challenged`](super::Challenged), with the word `EITHER`: the accounts of its
/// [`VerificationPurpose`](super::VerificationPurpose), and then its own fields. With the word `REPEATABLE`, see [`repeatable`], too.
macro_rules! challenged {
    (REPEATABLE $(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        crate::api::repeatable! {
            $(#[$attribute])*
            pub struct $request {
                /// The account that steps up; none for a sign-in.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub account: Option<String>,
                /// The account whose sign-in waits; none for a step-up, or for the newest sign-in in this browser.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub waiting: Option<String>,
                $($fields)*
            }
        }
    };
    ($(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        $(#[$attribute])*
        pub struct $request {
            /// The account that steps up; none for a sign-in.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub account: Option<String>,
            /// The account whose sign-in waits; none for a step-up, or for the newest sign-in in this browser.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub waiting: Option<String>,
            $($fields)*
        }
    };
}
pub(crate) use challenged;

/// The meaning of the word after [`Challenged`](super::Challenged), for [`endpoints`].
macro_rules! purpose_word {
    // Its field `account` names the account that steps up; without one, `waiting` names the account whose sign-in waits.
    (EITHER) => {
        fn verification_purpose(&self) -> crate::api::VerificationPurpose<'_> {
            let sign_in = crate::api::VerificationPurpose::SignIn(self.waiting.as_deref());
            self.account.as_deref().map_or(sign_in, crate::api::VerificationPurpose::StepUp)
        }
    };
    // Its field `account` names the account that steps up.
    (STEP_UP) => {
        fn verification_purpose(&self) -> crate::api::VerificationPurpose<'_> {
            crate::api::VerificationPurpose::StepUp(&self.account)
        }
    };
}
pub(crate) use purpose_word;

/// Defines the endpoints of an area, one per line: method, word ([`endpoint_word`]), path, requirement, its word ([`purpose_word`]),
/// request, response and problems (groups first, then single ones).
macro_rules! endpoints {
    ($(
        $method:ident $($word:ident)? $path:literal, $needs:ident $($purpose:ident)?, $request:ident => $response:ident
        $(, refuses $(($($group:ident),+))? $([$($problem:ident),+])?)?;
    )+) => {
        $(
            impl crate::api::Endpoint for $request {
                type Response = $response;
                type Needs = crate::api::$needs;
                const NAME: &'static str = stringify!($request);
                const PATH: &'static str = $path;
                const METHOD: crate::api::HttpMethod = crate::api::HttpMethod::$method;
                $(crate::api::endpoint_word! { $word })?
                const PROBLEMS: &'static [&'static [crate::problem::ProblemKind]] = &[
                    $( $( $(crate::api::$group),+, )? $( crate::api::problems![$($problem),+] )? )?
                ];
                $(crate::api::purpose_word! { $purpose })?
            }
        )+

        /// Shows the endpoints of this area.
        pub(super) fn each(visitor: &mut impl crate::api::EndpointVisitor) {
            $( visitor.visit::<$request>(); )+
        }
    };
}
pub(crate) use endpoints;
