//! Sealing of what is personal in a case: a data key for each case, wrapped by the master key; and the keyed hashes by
//! which the same person, matter or form is found again. Destroying the data key silences all that it sealed.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::request::application::Application;
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use store::request::keys;

use crate::context::{App, tag};
use crate::error::AppError;
use crate::keys::MasterKey;
use crate::random::Random;

/// What people wrote with an event, by field.
pub type Particulars = BTreeMap<String, String>;

/// Not a setting that a person changes: the key of the keyed hashes, sealed with the master key. It is not derived
/// from it, so that a new master key leaves the hashes as they are.
pub(crate) const FINDING_KEY: &str = "installation.finding_key";

/// The data key of one case.
#[derive(Debug, Clone)]
pub struct CaseKey(MasterKey, [u8; 32]);

/// What the key of a case is wrapped for.
pub(crate) fn wrap_purpose(request: i64) -> String {
    format!("request-key:{request}")
}

impl CaseKey {
    /// A new one.
    pub(super) fn new(random: &Random) -> Self {
        let bytes = random.bytes::<32>();
        Self(MasterKey::new(bytes), bytes)
    }

    fn of(bytes: [u8; 32]) -> Self {
        Self(MasterKey::new(bytes), bytes)
    }

    /// The key wrapped for this case, as it is kept.
    pub(super) fn wrap(&self, master: &MasterKey, random: &Random, request: i64) -> Result<String, AppError> {
        master.seal(random, &wrap_purpose(request), &self.1)
    }

    /// Opens a kept key.
    pub(super) fn unwrap(master: &MasterKey, request: i64, wrapped: &str) -> Result<Self, AppError> {
        let bytes = master.open(&wrap_purpose(request), wrapped)?;
        let bytes = bytes.try_into().map_err(|_| AppError::Internal("a case key has a wrong length".into()))?;
        Ok(Self::of(bytes))
    }

    pub(super) fn seal_text(&self, random: &Random, purpose: &str, text: &str) -> Result<String, AppError> {
        self.0.seal(random, purpose, text.as_bytes())
    }

    pub(super) fn open_text(&self, purpose: &str, sealed: &str) -> Result<String, AppError> {
        let plain = self.0.open(purpose, sealed)?;
        String::from_utf8(plain).map_err(|_| AppError::Internal(format!("what was sealed for {purpose} is no text")))
    }

    /// The particulars of an event, sealed; nothing where there are none.
    pub(super) fn seal_particulars(
        &self,
        random: &Random,
        seq: u32,
        particulars: &Particulars,
    ) -> Result<Option<String>, AppError> {
        if particulars.is_empty() {
            return Ok(None);
        }
        let text = serde_json::to_string(particulars).map_err(store::StoreError::from)?;
        self.seal_text(random, &format!("event:{seq}"), &text).map(Some)
    }

    /// The particulars of an event.
    pub(super) fn open_particulars(&self, seq: i64, sealed: &str) -> Result<Particulars, AppError> {
        let text = self.open_text(&format!("event:{seq}"), sealed)?;
        Ok(serde_json::from_str(&text).map_err(store::StoreError::from)?)
    }

    pub(super) fn seal_file(&self, random: &Random, bytes: &Bytes) -> Result<Bytes, AppError> {
        self.0.seal_bytes(random, "file", bytes).map(Bytes::from)
    }

    pub(super) fn open_file(&self, bytes: &Bytes) -> Result<Bytes, AppError> {
        self.0.open_bytes("file", bytes).map(Bytes::from)
    }
}

/// The key of a case; refused once it was destroyed.
///
/// # Errors
/// `request_erased`; when the records cannot be read.
pub(super) async fn key_of(app: &App, db: &impl ConnectionTrait, request: i64) -> Result<CaseKey, AppError> {
    let row = keys::find(db, request).await?.ok_or_else(|| AppError::problem("request_erased"))?;
    CaseKey::unwrap(app.keys(), request, &row.wrapped)
}

/// Finds again without telling: keyed hashes (HMAC-SHA-256).
#[derive(Debug, Clone)]
pub(crate) struct Finder([u8; 32]);

impl Finder {
    /// The installation's, made when it is first needed.
    pub(crate) async fn of(app: &App) -> Result<Self, AppError> {
        let settings = app.settings();
        let stored = settings.text(FINDING_KEY);
        if !stored.is_empty() {
            return Self::opened(app.keys(), stored);
        }
        let bytes = app.random().bytes::<32>();
        let sealed = app.keys().seal(app.random(), FINDING_KEY, &bytes)?;
        let mut work = app.begin().await?;
        let stands = store::settings::set_once(work.db(), FINDING_KEY, &sealed, app.now()).await?;
        work.purge(tag::SETTINGS);
        app.commit(work).await?;
        Self::opened(app.keys(), &stands)
    }

    fn opened(master: &MasterKey, sealed: &str) -> Result<Self, AppError> {
        let bytes = master.open(FINDING_KEY, sealed)?;
        Ok(Self(bytes.try_into().map_err(|_| AppError::Internal("the finding key has a wrong length".into()))?))
    }

    fn mac(&self, purpose: &str, text: &str) -> [u8; 32] {
        let pad = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(self.0).for_each(|(byte, key)| *byte ^= key);
            block
        };
        let inner = Sha256::new()
            .chain_update(pad(0x36))
            .chain_update(u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes())
            .chain_update(purpose)
            .chain_update(text)
            .finalize();
        Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
    }

    pub(crate) fn hash(&self, purpose: &str, text: &str) -> String {
        hex::encode(self.mac(purpose, text))
    }

    /// The applicant: by the number of his paper, else by name and telephone.
    pub(super) fn person(&self, form: &Application) -> String {
        let number = form.applicant_number();
        if number.is_empty() {
            self.hash("person-name", &format!("{}\n{}", form.applicant_name(), form.contact.phone))
        } else {
            self.hash("person", number)
        }
    }

    /// The matter, without spaces and punctuation.
    pub(super) fn matter(&self, form: &Application) -> String {
        self.hash("matter", &super::similar::plain(&form.matter_text()))
    }

    /// A number of 64 bits, for the fingerprints of texts.
    pub(super) fn number(&self, purpose: &str, text: &str) -> u64 {
        let mac = self.mac(purpose, text);
        mac.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }

    /// A code of `length` characters that people can type, the same for the same text.
    pub(crate) fn code(&self, purpose: &str, text: &str, length: usize) -> String {
        typed(&self.mac(purpose, text), length)
    }
}

/// Characters that are not mistaken for each other: no 0, O, 1, I, L, U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of `length` characters out of random bytes (at most as many as there are bytes).
pub(super) fn typed(bytes: &[u8], length: usize) -> String {
    let at = |byte: &u8| ALPHABET.get(usize::from(*byte) % ALPHABET.len()).copied().unwrap_or(b'2');
    bytes.iter().take(length).map(|byte| char::from(at(byte))).collect()
}

/// A code as it was typed: capitals, without spaces and hyphens.
pub(crate) fn as_typed(code: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    code.chars().map(half).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_wrapped_key_opens_for_its_case_alone() {
        let random = Random::new(|bytes| bytes.fill(5));
        let (master, key) = (MasterKey::new([1; 32]), CaseKey::new(&random));
        let wrapped = key.wrap(&master, &random, 7).unwrap();
        assert!(CaseKey::unwrap(&master, 8, &wrapped).is_err());
        let again = CaseKey::unwrap(&master, 7, &wrapped).unwrap();
        let particulars = Particulars::from([("reason".to_string(), "理由".to_string())]);
        let sealed = key.seal_particulars(&random, 3, &particulars).unwrap().unwrap();
        assert_eq!(again.open_particulars(3, &sealed).unwrap(), particulars);
        assert!(again.open_particulars(4, &sealed).is_err());
        assert_eq!(key.seal_particulars(&random, 3, &Particulars::new()).unwrap(), None);
    }

    #[test]
    fn the_keyed_hash_is_hmac() {
        // RFC 4231 test case 6's key is longer than ours; the construction is checked against its own definition.
        let finder = Finder([0x0b; 32]);
        assert_ne!(finder.hash("a", "bc"), finder.hash("ab", "c"));
        assert_ne!(finder.hash("a", "b"), Finder([0x0c; 32]).hash("a", "b"));
        assert_eq!(finder.code("code", "x", 10).len(), 10);
        assert_eq!(as_typed("ab2c-３ｄ "), "AB2C3D");
    }
}
