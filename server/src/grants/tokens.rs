//! The tokens of a grant: access tokens (RFC 9068) and ID tokens (`OpenID` Connect), signed with ES256.
//!
//! ES256, because the client libraries of the last ten years verify it, unlike EdDSA, and because its signatures cost a tenth of RS256's.

mod checked;

use super::keys::{KeyRing, NotRotated};
use super::signing_key::{SigningKey, TokenKind};
use crate::failure::Failure;
use crate::rng::Rng;
use crate::secrets::hex;
use crate::store::{Collected, GrantId, Store};
use checked::Checked;
use domain::Moment;
use domain::contact::Email;
use domain::rules::keys::{KeyStage, is_due};
use domain::scopes;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Signs and verifies tokens.
pub struct Signer {
    issuer: String,
    life: Duration,
    ring: RwLock<Arc<KeyRing>>,
    checked: Checked,
}

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessToken {
    /// The issuer.
    pub iss: String,
    /// The account.
    pub sub: String,
    /// The servers that may accept it.
    pub aud: Audience,
    /// The time when it expires, in seconds.
    pub exp: i64,
    /// The time when it was issued, in seconds.
    pub iat: i64,
    /// The token's ID.
    pub jti: String,
    /// The client.
    pub client_id: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    /// The time when the account's owner signed in, in seconds.
    pub auth_time: i64,
    /// The class of that sign-in.
    pub acr: String,
    /// The methods of that sign-in (RFC 8176).
    pub amr: Vec<String>,
    /// The linked device, which has its grant's ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The grant, if it has no device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
}

impl AccessToken {
    /// The grant that it belongs to.
    fn grant(&self) -> Option<GrantId> {
        GrantId::parse(self.grant.as_deref().or(self.device.as_deref())?)
    }

    /// The time when it was issued.
    fn issued(&self) -> Moment {
        Moment(self.iat.saturating_mul(1000))
    }
}

/// The audience of a token (RFC 7519 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// A single audience.
    One(String),
    /// Several audiences.
    Several(Vec<String>),
}

impl Audience {
    /// This server, or the audience that the client names. With `openid` this server as well, because it has userinfo.
    fn of(issuer: &str, named: Option<&str>, is_openid: bool) -> Self {
        match named {
            None => Self::One(issuer.to_owned()),
            Some(named) if is_openid && named != issuer => Self::Several(vec![named.to_owned(), issuer.to_owned()]),
            Some(named) => Self::One(named.to_owned()),
        }
    }

    /// Whether it contains a name.
    pub fn names(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(all) => all.iter().any(|one| one == name),
        }
    }
}

#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    acr: &'a str,
    amr: Vec<&'a str>,
    #[serde(flatten)]
    email: Option<EmailClaims>,
}

/// Claims of the scope `email` (`OpenID` Connect Core §5.4).
#[derive(Clone, Debug, Serialize)]
pub struct EmailClaims {
    email: String,
    email_verified: bool,
}

impl EmailClaims {
    /// The claims of a sign-in name, which is always verified.
    pub fn of(email: &Email) -> Self {
        Self { email: email.as_str().to_owned(), email_verified: true }
    }
}

/// The input of a signature.
pub struct Claims<'a> {
    /// The grant.
    pub collected: &'a Collected,
    /// The account's email address, with the scope `email`.
    pub email: Option<EmailClaims>,
    /// The `aud` that the client names.
    pub audience: Option<&'a str>,
    /// The scopes of the access token: those that were granted, or fewer.
    pub scopes: &'a str,
}

/// Signed tokens and their lifetime.
pub struct Signed {
    /// The access token.
    pub access_token: String,
    /// Its lifetime.
    pub life: Duration,
    /// The ID token, if `openid` was granted.
    pub id_token: Option<String>,
}

impl Signer {
    /// Reads the store's signing keys. A new store gets its first key, which signs at once.
    pub async fn open(store: &Store, rng: &Rng, now: Moment, issuer: String, life: Duration) -> Result<Self, Failure> {
        let mut keys = KeyRing::read(store).await?;
        if keys.is_empty() {
            KeyRing::rotate(store, rng, now, now).await.map_err(Failure::internal)?;
            keys = KeyRing::read(store).await?;
        }
        Ok(Self { issuer, life, ring: RwLock::new(Arc::new(keys)), checked: Checked::default() })
    }

    /// Reads the keys again if another process has changed them.
    pub async fn refresh(&self, store: &Store) -> Result<(), Failure> {
        if store.version_of(crate::store::Cached::Keys).await? != self.ring().version {
            let ring = Arc::new(KeyRing::read(store).await?);
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        }
        Ok(())
    }

    /// Publishes the next key when the newest is old, and deletes the keys whose last token has expired.
    pub async fn tend(&self, store: &Store, rng: &Rng, now: Moment) -> Result<(), Failure> {
        let keys = self.ring();
        // There is none if the store was new while the clock was ahead (O10).
        if keys.newest(now).is_none_or(|newest| is_due(newest, now, store.policy())) {
            match KeyRing::rotate(store, rng, now, now + store.policy().key_published_ahead).await {
                Ok(_) | Err(NotRotated::Published) => {}
                Err(NotRotated::Failed(cause)) => return Err(cause),
            }
        }
        for (id, _) in keys.stages(self.life, now).filter(|(_, stage)| *stage == KeyStage::Over) {
            store.forget_signing_key(id.to_owned()).await?;
        }
        self.refresh(store).await
    }

    /// The public keys (RFC 7517 §5).
    pub fn jwks(&self, now: Moment) -> serde_json::Value {
        let keys = self.ring();
        let keys: Vec<_> = keys.published(self.life, now).map(|key| &key.jwk).collect();
        serde_json::json!({ "keys": keys })
    }

    /// Signs the tokens of a grant.
    pub fn sign(&self, claims: Claims, now: Moment, rng: &Rng) -> Result<Signed, Failure> {
        let Claims { collected, email, audience, scopes } = claims;
        let grant = &collected.grant;
        let by = grant.authenticated.by;
        let (iat, exp) = (now.unix_seconds(), (now + self.life).unix_seconds());
        let is_openid = scopes::has(scopes, "openid");
        let access = AccessToken {
            iss: self.issuer.clone(),
            sub: grant.account.as_str().to_owned(),
            aud: Audience::of(&self.issuer, audience, is_openid),
            exp,
            iat,
            jti: hex(&rng.bytes::<16>()),
            client_id: grant.client.clone(),
            scope: scopes.to_owned(),
            auth_time: grant.authenticated.at.unix_seconds(),
            acr: by.acr().into(),
            amr: by.names().into_iter().map(str::to_owned).collect(),
            device: grant.device.map(|device| device.to_string()),
            grant: grant.device.is_none().then(|| grant.id.to_string()),
        };
        let id = IdToken {
            iss: &self.issuer,
            sub: &access.sub,
            aud: &grant.client,
            exp,
            iat,
            auth_time: access.auth_time,
            acr: by.acr(),
            amr: by.names(),
            email,
        };
        let keys = self.ring();
        let key = keys.signing(now).ok_or_else(|| Failure::internal("there is no signing key"))?;
        Ok(Signed {
            id_token: is_openid.then(|| key.sign(TokenKind::Id, &id)).transpose()?,
            access_token: key.sign(TokenKind::Access, &access)?,
            life: self.life,
        })
    }

    /// Reads an access token and the ID of its grant; `None` if the token isn't ours, has expired, or was issued while the clock was ahead
    /// (O10). The caller checks the audience, and whether the grant is live.
    pub fn check(&self, token: &str, now: Moment) -> Option<(Arc<AccessToken>, GrantId)> {
        self.expiring_after(now, token, now).filter(|(token, _)| token.issued().is_believed(now))
    }

    /// As [`Self::check`], for a revocation: a token that has just expired, up to a lifetime ago, is read as well.
    pub fn check_to_revoke(&self, token: &str, now: Moment) -> Option<(Arc<AccessToken>, GrantId)> {
        self.expiring_after(now - self.life, token, now)
    }

    fn expiring_after(&self, after: Moment, token: &str, now: Moment) -> Option<(Arc<AccessToken>, GrantId)> {
        let token = self.signed(token, now)?;
        let grant = token.grant()?;
        (token.iss == self.issuer && token.exp > after.unix_seconds()).then_some((token, grant))
    }

    fn signed(&self, token: &str, now: Moment) -> Option<Arc<AccessToken>> {
        let digest = Checked::digest(token);
        if let Some(known) = self.checked.get(&digest) {
            return Some(known);
        }
        let keys = self.ring();
        let read = |key: &SigningKey| key.claims::<AccessToken>(TokenKind::Access, token);
        let token = Arc::new(keys.published(self.life, now).find_map(read)?);
        self.checked.put(digest, Arc::clone(&token));
        Some(token)
    }

    /// The issuer of this server's tokens.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}
