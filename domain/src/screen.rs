//! The screens of the page and their paths: the page shows them, the server answers 404 for all other paths.

/// Characters that follow an address in a text: slashes, punctuation, brackets, quotes and blanks, some of them as browsers send them.
const ENDINGS: &str = "/ . , ; : ! ) ' %20 %22 %2C %2E %3E %C2%A0 %E2%80%8B %E2%80%9D %E3%80%81 %E3%80%82";

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The home screen.
    Home,
    /// Linking a device. It starts with the shell's code field.
    Link,
    /// Sign-in.
    SignIn,
    /// Signing in with a code sent in a message.
    SingleUseCode,
    /// Creating an account.
    CreateAccount,
    /// Resetting a forgotten password.
    ResetPassword,
    /// After signing out.
    SignedOut,
    /// The account's devices.
    Devices,
    /// Security info.
    Security,
    /// Adding a sign-in method.
    AddMethod,
    /// Messages that aren't sent to anyone, for developers.
    Inbox,
    /// The screen behind a link in a message. The rest of the path is the link's secret.
    Undo,
}

impl Screen {
    /// All screens.
    pub const ALL: [Self; 12] = [
        Self::Home,
        Self::Link,
        Self::SignIn,
        Self::SingleUseCode,
        Self::CreateAccount,
        Self::ResetPassword,
        Self::SignedOut,
        Self::Devices,
        Self::Security,
        Self::AddMethod,
        Self::Inbox,
        Self::Undo,
    ];

    /// The screen at a path.
    pub fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/" => Self::Home,
            "/link" | "/device" => Self::Link,
            "/sign-in" => Self::SignIn,
            "/single-use-code" => Self::SingleUseCode,
            "/create-account" => Self::CreateAccount,
            "/reset-password" => Self::ResetPassword,
            "/signed-out" => Self::SignedOut,
            "/devices" => Self::Devices,
            "/security" => Self::Security,
            "/security/add" => Self::AddMethod,
            "/dev/inbox" => Self::Inbox,
            _ if path.strip_prefix("/undo/").is_some_and(|rest| !rest.is_empty() && !rest.contains('/')) => Self::Undo,
            _ => return None,
        })
    }

    /// The path of the screen that a mistyped path means: one with other capitals, or with a slash, punctuation or blanks at its end (L12). The
    /// secret of a link in a message never ends with one of these. `None` for a path that is right, or no screen's.
    pub fn corrected(path: &str) -> Option<String> {
        let is_other = |other: &str| other != path && Self::of(other).is_some();
        let mut kept = path;
        while let Some(shorter) = ENDINGS.split(' ').find_map(|ending| without(kept, ending)) {
            kept = shorter;
        }
        if is_other(kept) {
            return Some(kept.to_owned());
        }
        let lower = kept.to_ascii_lowercase();
        // The secret of a link in a message has capitals of its own.
        (is_other(&lower) && Self::of(&lower) != Some(Self::Undo)).then_some(lower)
    }

    /// Its path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Link => "/link",
            Self::SignIn => "/sign-in",
            Self::SingleUseCode => "/single-use-code",
            Self::CreateAccount => "/create-account",
            Self::ResetPassword => "/reset-password",
            Self::SignedOut => "/signed-out",
            Self::Devices => "/devices",
            Self::Security => "/security",
            Self::AddMethod => "/security/add",
            Self::Inbox => "/dev/inbox",
            Self::Undo => "/undo/",
        }
    }
}

/// A path without its ending, whose hexadecimal digits can be small letters.
fn without<'a>(path: &'a str, ending: &str) -> Option<&'a str> {
    let (kept, end) = path.split_at_checked(path.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(kept)
}
