//! A linked device, and tokens that are forged from its own: the header, the claims and the family are real, so that the server has to
//! verify the signature or the MAC.

use crate::Outcome;
use crate::load::Connection;
use crate::requests::{member, page_with, poll, post};

/// The characters of a refresh token before its MAC: its grant and its number.
const BEFORE_MAC: usize = 16;
/// The characters of a MAC of 32 bytes.
const MAC: usize = 43;

/// The tokens of a device.
pub(super) struct Linked {
    access: String,
    id: String,
    pub(super) refresh: String,
}

impl Linked {
    /// Links a device in a session, which has these header lines.
    pub(super) async fn begin(connection: &mut Connection, headers: &str) -> Outcome<Self> {
        let open = post("/oauth/device_authorization", "client_id=tv&scope=openid+offline_access");
        let (_, body) = connection.send(&open).await?;
        let codes = (member(body, "device_code"), member(body, "user_code"));
        let (Some(device_code), Some(user_code)) = codes else { return Err("a device got no codes".into()) };
        let approve = page_with("/api/link/approve", headers, &format!("{{\"code\":\"{user_code}\"}}"), 0);
        connection.send(&approve).await?;
        let (_, body) = connection.send(&poll(&device_code)).await?;
        let token = |name: &str| {
            member(body, name).ok_or_else(|| format!("there is no {name} in {}", String::from_utf8_lossy(body)))
        };
        Ok(Self { access: token("access_token")?, id: token("id_token")?, refresh: token("refresh_token")? })
    }

    /// The access token with the signature of the ID token: one of zeros would be refused before most of the arithmetic.
    pub(super) fn forged_access_token(&self) -> Outcome<String> {
        let parts = (self.access.rsplit_once('.'), self.id.rsplit_once('.'));
        let (Some((signed, _)), Some((_, signature))) = parts else { return Err("a token isn't signed".into()) };
        Ok(format!("{signed}.{signature}"))
    }

    /// The refresh token with another MAC.
    pub(super) fn forged_refresh_token(&self) -> Outcome<String> {
        let family = self.refresh.get(..BEFORE_MAC).filter(|_| self.refresh.len() == BEFORE_MAC + MAC);
        Ok(format!("{}{}", family.ok_or("a refresh token has another length")?, "A".repeat(MAC)))
    }
}
