//! PowerPoint before 2007: the text atoms of the document stream, in their order. Which of them are
//! notes or hidden slides is not told.

use super::Job;
use crate::Refusal;
use crate::ole::{Ole, u16_at, u32_at};

const TEXT_CHARS: u16 = 0x0FA0;
const TEXT_BYTES: u16 = 0x0FA8;
const HEADER: usize = 8;

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let ole = Ole::open(bytes)?;
    let stream = ole.find_stream("PowerPoint Document").ok_or_else(|| Refusal::broken("PowerPoint Document"))?;
    let mut at = 0;
    while let (Some(version), Some(kind), Some(length)) =
        (u16_at(&stream, at), u16_at(&stream, at + 2), u32_at(&stream, at + 4))
    {
        at += HEADER;
        // Containers are stepped into, all else is stepped over.
        if version & 0xF == 0xF {
            continue;
        }
        let end = at.saturating_add(length as usize);
        if let Some(body) = stream.get(at..end) {
            push_atom(kind, body, job);
        }
        at = end;
    }
    Ok(())
}

fn push_atom(kind: u16, body: &[u8], job: &mut Job<'_>) {
    let text = match kind {
        TEXT_CHARS => encoding_rs::UTF_16LE.decode_without_bom_handling(body).0,
        TEXT_BYTES => encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0,
        _ => return,
    };
    job.out.push(&text.replace(['\r', '\u{b}'], "\n"));
    job.out.break_with('\n');
}
