//! Files of text and HTML.

use super::{HiddenKind, Job};
use crate::{Refusal, encoding, html};

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let (text, _) = encoding::decode(bytes)?;
    job.out.push(&text.replace("\r\n", "\n").replace('\r', "\n"));
    job.out.break_with('\n');
    Ok(())
}

pub(super) fn read_html(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let (text, _) = encoding::decode(bytes)?;
    job.out.push(&html::to_text(&text));
    job.out.break_with('\n');
    for hidden in html::hidden_text(&text) {
        job.out.push_hidden(HiddenKind::HiddenText, "html", &hidden);
    }
    Ok(())
}
