//! Time-based codes (RFC 6238: SHA-1, six digits, thirty seconds) and the picture that binds a telephone to them.
//! Not when a code is asked for: that is `second_factor`.

use domain::time::Moment;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};

use crate::context::App;
use crate::error::AppError;

const SECRET: usize = 20;
const STEP_SECONDS: u64 = 30;
/// How long a binding that was begun can be finished, in minutes.
const BINDING_MINUTES: i64 = 15;

/// What a person needs to bind an app on the telephone. Shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// The secret in base 32, in groups of four, to be typed by hand.
    pub secret: String,
    /// The `otpauth` address behind the picture.
    pub uri: String,
    /// The picture as SVG without inline style.
    pub qr_svg: String,
    /// Comes back with the first code: the secret, sealed for this account and session.
    pub ticket: String,
}

#[derive(Serialize, Deserialize)]
struct Ticket {
    secret: String,
    at: Moment,
}

/// A fresh secret.
pub(super) fn draw(app: &App) -> [u8; SECRET] {
    app.random().bytes::<SECRET>()
}

/// The time step at which `code` is right, within one step of the present.
pub(super) fn matching_step(secret: [u8; SECRET], code: &str, now: Moment) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = u64::try_from(now.0 / 1000).ok()?;
    codes(secret).check(&code, seconds).and_then(|step| i64::try_from(step).ok())
}

fn codes(secret: [u8; SECRET]) -> Totp {
    Builder::new().with_secret(secret).with_skew(1).with_step_duration(STEP_SECONDS).build_noncompliant()
}

/// What the secret of an account is sealed for.
pub(crate) fn purpose(account: impl std::fmt::Display) -> String {
    format!("totp:{account}")
}

fn ticket_purpose(account: i64, session: i64) -> String {
    format!("totp-binding:{account}:{session}")
}

/// The secret as it is stored.
pub(super) fn seal(app: &App, account: i64, secret: [u8; SECRET]) -> Result<String, AppError> {
    app.keys().seal(app.random(), &purpose(account), &secret)
}

/// The secret of a stored one.
pub(super) fn open(app: &App, account: i64, sealed: &str) -> Result<[u8; SECRET], AppError> {
    let bytes = app.keys().open(&purpose(account), sealed)?;
    bytes.try_into().map_err(|_| AppError::Internal("a stored second factor has the wrong length".into()))
}

/// Everything to bind `login` to a secret.
pub(super) fn binding(
    app: &App,
    account: i64,
    session: i64,
    login: &str,
    secret: [u8; SECRET],
) -> Result<Binding, AppError> {
    let written = base32(&secret);
    let issuer = app.directory().main_site().map_or_else(|| "政府信息公开".to_string(), |site| site.name.clone());
    let (issuer, label) = (percent(&issuer), percent(login));
    let uri =
        format!("otpauth://totp/{issuer}:{label}?secret={written}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    let ticket =
        serde_json::to_vec(&Ticket { secret: hex::encode(secret), at: app.now() }).map_err(store::StoreError::from)?;
    Ok(Binding {
        secret: grouped(&written),
        qr_svg: picture(&uri)?,
        uri,
        ticket: app.keys().seal(app.random(), &ticket_purpose(account, session), &ticket)?,
    })
}

/// The secret of a binding begun not long ago by this account in this session.
pub(super) fn redeem(app: &App, account: i64, session: i64, ticket: &str) -> Result<[u8; SECRET], AppError> {
    let stale = || AppError::problem("totp_binding_stale");
    let opened = app.keys().open(&ticket_purpose(account, session), ticket).map_err(|_| stale())?;
    let ticket: Ticket = serde_json::from_slice(&opened).map_err(|_| stale())?;
    if app.now() >= ticket.at.plus_minutes(BINDING_MINUTES) {
        return Err(stale());
    }
    hex::decode(&ticket.secret).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(stale)
}

/// RFC 4648 without padding; twenty bytes give 32 characters.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte)) << (8 * (5 - chunk.len()));
        let letters = (chunk.len() * 8).div_ceil(5);
        for at in 0..letters {
            let index = usize::try_from((bits >> (35 - 5 * at)) & 31).unwrap_or_default();
            text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
        }
    }
    text
}

fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Empty modules around the picture, as ISO/IEC 18004 asks.
const QUIET: i32 = 4;

fn picture(uri: &str) -> Result<String, AppError> {
    let code =
        QrCode::encode_text(uri, QrCodeEcc::Medium).map_err(|error| AppError::Internal(format!("QR code: {error}")))?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let edge = size + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {edge} {edge}\" role=\"img\" aria-label=\"绑定动态码的二维码\" \
         shape-rendering=\"crispEdges\"><rect width=\"{edge}\" height=\"{edge}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const RFC_SECRET: [u8; SECRET] = *b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits of the SHA-1 column.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let now = Moment(seconds * 1000);
            assert_eq!(matching_step(RFC_SECRET, code, now), Some(seconds / 30), "{seconds}");
            assert_eq!(matching_step(RFC_SECRET, code, now.plus_seconds(30)), Some(seconds / 30));
            assert_eq!(matching_step(RFC_SECRET, code, now.plus_seconds(61)), None);
        }
        for typed in ["", "28708", "2870821", "28708a", "２８７０８２"] {
            assert_eq!(matching_step(RFC_SECRET, typed, Moment(59_000)), None, "{typed}");
        }
        assert_eq!(matching_step(RFC_SECRET, " 287 082 ", Moment(59_000)), Some(1));
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        // RFC 4648, section 10, without the padding.
        for (text, written) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(text.as_bytes()), written);
        }
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }

    #[test]
    fn the_picture_has_no_inline_style() {
        let svg = picture("otpauth://totp/x:y?secret=GEZDGNBVGY3TQOJQ").unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style"));
        assert_eq!(percent("高安 a"), "%E9%AB%98%E5%AE%89%20a");
    }
}
