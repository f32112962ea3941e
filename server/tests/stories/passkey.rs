//! A passkey in software, for the stories. It gives the responses that a browser would send (`WebAuthn` §6, §5.8.1).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

// The flags of authenticator data (§6.1).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const CAN_BE_BACKED_UP: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const NEW: u8 = 0x40;

/// A passkey and its behavior.
pub(crate) struct SoftPasskey {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: Value,
    /// The origin in the client data.
    pub(crate) origin: String,
    /// Whether the client data says that the page is in another site's frame.
    pub(crate) is_framed: bool,
    /// Further client data.
    pub(crate) more_client_data: Value,
    /// The attestation statement, as CBOR.
    pub(crate) statement: Vec<u8>,
    /// Whether the passkey verifies its user.
    pub(crate) verifies: bool,
    /// The number of uses; 0 if the passkey doesn't count them.
    pub(crate) counter: u32,
    is_backed_up: bool,
}

impl SoftPasskey {
    /// A passkey whose id is derived from `id`.
    pub(crate) fn new(id: &[u8]) -> Self {
        Self::with_id(Sha256::digest(id).to_vec())
    }

    pub(crate) fn with_id(id: Vec<u8>) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let origin = "http://localhost:8080".to_owned();
        Self {
            key,
            id,
            user: json!(null),
            origin,
            is_framed: false,
            more_client_data: json!({}),
            statement: b"\xa0".to_vec(),
            verifies: true,
            counter: 0,
            is_backed_up: false,
        }
    }

    /// Sets the user handle of another passkey.
    pub(crate) fn pretend_to_be(&mut self, user: Value) {
        self.user = user;
    }

    pub(crate) fn backed_up(self) -> Self {
        Self { is_backed_up: true, ..self }
    }

    /// The result of `navigator.credentials.create`.
    pub(crate) fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required", "the passkey is discoverable");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.user = options["user"]["id"].clone();
        let point = self.key.public_key().as_ref();
        let mut data = self.data(NEW);
        data.extend([0; 16]); // an AAGUID of zeros: no known model
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // COSE: EC2, ES256, P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = [b"\xa3\x63fmt\x64none\x67attStmt", &*self.statement, b"\x68authData\x59"].concat();
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(data);
        let client = self.client_data("webauthn.create", &options);
        let response = json!({ "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client) });
        self.credential(&response)
    }

    /// The result of `navigator.credentials.get`.
    pub(crate) fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        if self.counter > 0 {
            self.counter += 1;
        }
        let (data, client) = (self.data(0), self.client_data("webauthn.get", &options));
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("signs");
        let response = json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature),
            "userHandle": self.user,
        });
        self.credential(&response)
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let kept = if self.is_backed_up { CAN_BE_BACKED_UP | BACKED_UP } else { 0 };
        let mut data = Sha256::digest(b"localhost").to_vec();
        data.push(PRESENT | verified | kept | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let mut data = self.more_client_data.clone();
        data["type"] = kind.into();
        data["challenge"] = options["challenge"].clone();
        data["origin"] = self.origin.clone().into();
        data["crossOrigin"] = self.is_framed.into();
        data.to_string().into_bytes()
    }

    fn credential(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }
}
