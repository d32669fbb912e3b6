//! Width and height of pictures from their headers. Pixels are never decoded.

use super::FileType;

/// Width and height in pixels, or None if the header does not say.
pub fn dimensions(bytes: &[u8], kind: FileType) -> Option<(u32, u32)> {
    match kind {
        FileType::Png => Some((u32_be(bytes, 16)?, u32_be(bytes, 20)?)),
        FileType::Gif => Some((u16_le(bytes, 6)?, u16_le(bytes, 8)?)),
        FileType::Jpeg => jpeg(bytes),
        FileType::Webp => webp(bytes),
        _ => None,
    }
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16_le(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

/// Goes from marker to marker until the one that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        match (*bytes.get(at)?, marker) {
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF) => {
                return Some((u16_be(bytes, at + 7)?, u16_be(bytes, at + 5)?));
            }
            (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, _) => at += 2 + usize::try_from(u16_be(bytes, at + 2)?).ok()?.max(2),
            _ => return None,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((u24_le(bytes, 24)? + 1, u24_le(bytes, 27)? + 1)),
        b"VP8 " => Some((u16_le(bytes, 26)? & 0x3FFF, u16_le(bytes, 28)? & 0x3FFF)),
        b"VP8L" => {
            let bits = u16_le(bytes, 21)? | u16_le(bytes, 23)? << 16;
            Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
        }
        _ => None,
    }
}
