//! Word before 2007: the text pieces of the main stream. Comments go apart; which stretches are
//! tracked deletions is not told, so deleted text counts as text.

use super::{HiddenKind, Job};
use crate::Refusal;
use crate::ole::{Ole, u16_at, u32_at};

/// Places in the file information block.
const MAGIC: u16 = 0xA5EC;
const FLAGS: usize = 0x0A;
const TEXT_LENGTHS: usize = 0x4C;
const CLX: usize = 0x01A2;

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let ole = Ole::open(bytes)?;
    let stream = ole.find_stream("WordDocument").ok_or_else(|| Refusal::broken("WordDocument"))?;
    let flags = u16_at(&stream, FLAGS).unwrap_or(0);
    if flags & 0x0100 != 0 {
        return Err(Refusal::Encrypted);
    }
    let table_name = if flags & 0x0200 != 0 { "1Table" } else { "0Table" };
    let table = ole.find_stream(table_name).ok_or_else(|| Refusal::broken(table_name))?;
    let text = read_pieces(&stream, &table).ok_or_else(|| Refusal::broken("WordDocument"))?;
    let (start, end) = comment_range(&stream).unwrap_or((0, 0));
    let end = end.min(text.len());
    let start = start.min(end);
    push_text(text.get(..start).unwrap_or_default(), job);
    push_text(text.get(end..).unwrap_or_default(), job);
    if start < end {
        job.out.hide(HiddenKind::Comment, "WordDocument");
        push_text(text.get(start..end).unwrap_or_default(), job);
        job.out.show();
    }
    Ok(())
}

/// Comments follow the main text, the footnotes and the headers.
fn comment_range(stream: &[u8]) -> Option<(usize, usize)> {
    let length = |number: usize| Some(u32_at(stream, TEXT_LENGTHS + number * 4)? as usize);
    let start = length(0)?.checked_add(length(1)?)?.checked_add(length(2)?)?.checked_add(length(3)?)?;
    Some((start, start.checked_add(length(4)?)?))
}

fn read_pieces(stream: &[u8], table: &[u8]) -> Option<Vec<char>> {
    if u16_at(stream, 0)? != MAGIC {
        return None;
    }
    let start = u32_at(stream, CLX)? as usize;
    let length = u32_at(stream, CLX + 4)? as usize;
    let mut clx = table.get(start..start.checked_add(length)?)?;
    while let [0x01, rest @ ..] = clx {
        let size = usize::from(u16_at(rest, 0)?);
        clx = rest.get(2 + size..)?;
    }
    let [0x02, rest @ ..] = clx else {
        return None;
    };
    let size = u32_at(rest, 0)? as usize;
    let plc = rest.get(4..4usize.checked_add(size)?)?;
    let count = plc.len().checked_sub(4)? / 12;
    let mut text = Vec::new();
    for piece in 0..count {
        read_piece(stream, plc, piece, count, &mut text)?;
    }
    Some(text)
}

fn read_piece(stream: &[u8], plc: &[u8], piece: usize, count: usize, text: &mut Vec<char>) -> Option<()> {
    let length = u32_at(plc, piece * 4 + 4)?.checked_sub(u32_at(plc, piece * 4)?)? as usize;
    let place = u32_at(plc, (count + 1) * 4 + piece * 8 + 2)?;
    let at = (place & 0x3FFF_FFFF) as usize;
    // Pieces may overlap in a forged file: no more text than the stream has bytes.
    if text.len().checked_add(length)? > stream.len() {
        return None;
    }
    if place & 0x4000_0000 != 0 {
        let bytes = stream.get(at / 2..(at / 2).checked_add(length)?)?;
        text.extend(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.chars());
    } else {
        let bytes = stream.get(at..at.checked_add(length.checked_mul(2)?)?)?;
        // One unit a place, so that positions keep counting; halves of rare characters are put together later.
        let units = bytes.chunks_exact(2).filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)));
        text.extend(
            char::decode_utf16(units)
                .flat_map(|c| match c {
                    Ok(c) if c.len_utf16() == 2 => [Some(c), Some('\u{1}')],
                    Ok(c) => [Some(c), None],
                    Err(_) => [Some('\u{fffd}'), None],
                })
                .flatten(),
        );
    }
    Some(())
}

/// Turns Word's marks into breaks, and leaves out the instructions of fields.
fn push_text(text: &[char], job: &mut Job<'_>) {
    // For each open field whether its instructions are still being read.
    let mut fields: Vec<bool> = Vec::new();
    let mut run = String::new();
    for c in text {
        let mark = match c {
            '\u{13}' => {
                fields.push(true);
                continue;
            }
            '\u{14}' => {
                fields.pop();
                fields.push(false);
                continue;
            }
            '\u{15}' => {
                fields.pop();
                continue;
            }
            _ if fields.contains(&true) => continue,
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => '\n',
            '\u{7}' => '\t',
            '\u{1e}' => {
                run.push('-');
                continue;
            }
            c if c.is_control() => continue,
            c => {
                run.push(*c);
                continue;
            }
        };
        fields.truncate(64);
        job.out.push(&std::mem::take(&mut run));
        job.out.break_with(mark);
    }
    job.out.push(&run);
    job.out.break_with('\n');
}
