//! The master key, which lives outside the database, and sealing with it (XChaCha20-Poly1305).
//! Losing it loses what was sealed: its backup is explained in the manual.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use crate::error::AppError;
use crate::random::Random;

const NONCE: usize = 24;

/// The key that wraps what is secret in the records.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key as it is kept: 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = hex::decode(text.trim()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Seals `plain`, bound to `purpose`: sealed text moved to another place does not open.
    ///
    /// # Errors
    /// Never in practice; the cipher's error is passed on.
    pub fn seal(&self, random: &Random, purpose: &str, plain: &[u8]) -> Result<String, AppError> {
        Ok(format!("v1.{}", STANDARD.encode(self.seal_bytes(random, purpose, plain)?)))
    }

    /// Seals into bytes, for files.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn seal_bytes(&self, random: &Random, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, AppError> {
        let nonce = random.bytes::<NONCE>();
        let cipher = XChaCha20Poly1305::new(&Key::from(self.0));
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        let sealed =
            cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| AppError::Internal("sealing failed".into()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal`] made for the same purpose.
    ///
    /// # Errors
    /// When the text was changed, was sealed for something else, or with another key.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, AppError> {
        let bytes = sealed.strip_prefix("v1.").and_then(|s| STANDARD.decode(s).ok()).ok_or_else(|| closed(purpose))?;
        self.open_bytes(purpose, &bytes)
    }

    /// Opens what [`Self::seal_bytes`] made for the same purpose.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_bytes(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, AppError> {
        let fail = || closed(purpose);
        let (nonce, body) = bytes.split_at_checked(NONCE).ok_or_else(fail)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| fail())?;
        let cipher = XChaCha20Poly1305::new(&Key::from(self.0));
        cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: purpose.as_bytes() }).map_err(|_| fail())
    }
}

fn closed(purpose: &str) -> AppError {
    AppError::Internal(format!("cannot open what was sealed for {purpose}: wrong master key?"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_for_its_purpose_and_key() {
        let random = Random::new(|bytes| bytes.fill(7));
        let key = MasterKey::new([1; 32]);
        let sealed = key.seal(&random, "totp:5", "秘密".as_bytes()).unwrap();
        assert_eq!(key.open("totp:5", &sealed).unwrap(), "秘密".as_bytes());
        assert!(key.open("totp:6", &sealed).is_err());
        assert!(MasterKey::new([2; 32]).open("totp:5", &sealed).is_err());
        assert!(key.open("totp:5", "v1.AAAA").is_err());
        assert!(MasterKey::parse("abc").is_none());
    }
}
