//! Device clients.

use crate::store::value::stored;
use domain::device::Kind;

stored! { Kind as text { Console = "console", Pc = "pc", Office = "office", Tv = "tv", App = "app" } }
