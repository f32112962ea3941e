//! How people tell browsers apart: by their names and places. Each account has its own label of a browser, from its own last sign-in there.

use super::error::Result;
use super::tx::Row;
use domain::browser::BrowserName;
use std::net::IpAddr;

/// The facts by which people tell browsers apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrowserLabel {
    /// What it is called.
    pub name: BrowserName,
    /// The network of the account's last sign-in there: the first address of an IPv4 /24 or IPv6 /56.
    pub network: Option<IpAddr>,
}

impl BrowserLabel {
    /// The values of the columns `product`, `system` and `network`.
    pub(super) fn columns(&self) -> (Option<&str>, Option<&str>, Option<String>) {
        let Self { name, network } = self;
        (name.product.as_deref(), name.system.as_deref(), network.map(|network| network.to_string()))
    }

    /// Reads the columns `product`, `system` and `network`.
    pub(super) fn of_row(row: &Row) -> Result<Self> {
        let name = BrowserName { product: row.get("product")?, system: row.get("system")? };
        let network = row.get::<Option<String>>("network")?;
        Ok(Self { name, network: network.and_then(|network| network.parse().ok()) })
    }
}
