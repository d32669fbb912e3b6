//! Word documents since 2007: body, headers, footers, notes, text boxes, charts; comments, tracked
//! deletions and hidden runs apart.

use super::{HiddenKind, Job, pptx, zipped};
use crate::Refusal;
use crate::archive::Archive;
use crate::xml::{self, Go, Tag, Xml};

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut archive = Archive::open_within(bytes, job.limits, job.spent.clone())?;
    let body = archive.get("word/document.xml")?;
    read_part(&body, "word/document.xml", job)?;
    let mut names = archive.names();
    names.sort();
    for name in &names {
        let Some(part) = name.strip_prefix("word/").filter(|part| part.ends_with(".xml")) else {
            continue;
        };
        let is_comment = part.starts_with("comments") && !part.contains("Extended") && !part.contains("Ids");
        if ["header", "footer", "footnotes", "endnotes"].iter().any(|start| part.starts_with(start)) {
            let bytes = archive.get(name)?;
            read_part(&bytes, name, job)?;
        } else if is_comment {
            let bytes = archive.get(name)?;
            job.out.hide(HiddenKind::Comment, part);
            let result = read_part(&bytes, name, job);
            job.out.show();
            result?;
        } else if part.starts_with("charts/chart") || part.starts_with("diagrams/data") {
            let bytes = archive.get(name)?;
            pptx::read_drawing(&bytes, name, job)?;
        }
    }
    zipped::read_embedded(&mut archive, &names, "word/embeddings/", job)
}

/// Where in a part the reader is.
#[derive(Default)]
struct State {
    in_text: bool,
    in_run: bool,
    /// The run is formatted as hidden.
    run_hidden: bool,
    /// Levels of tracked deletions around.
    deletions: u32,
    /// Levels of alternatives that repeat what was read already.
    fallbacks: u32,
}

fn read_part(bytes: &[u8], part: &str, job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut state = State::default();
    let limits = job.limits;
    xml::read(bytes, part, limits, |event| {
        match event {
            Xml::Open(tag) => state.open(&tag, job),
            Xml::Close(name) => state.close(name, job),
            Xml::Text(text) if state.in_text && state.fallbacks == 0 => state.text(text, part, job),
            Xml::Text(_) => {}
        }
        Ok(if job.out.is_full() { Go::Stop } else { Go::On })
    })?;
    job.out.break_with('\n');
    Ok(())
}

impl State {
    fn open(&mut self, tag: &Tag<'_>, job: &mut Job<'_>) {
        match tag.name {
            "t" | "delText" => self.in_text = true,
            "r" => (self.in_run, self.run_hidden) = (true, false),
            "vanish" | "webHidden" if self.in_run => self.run_hidden = tag.name == "vanish" && tag.is_on(),
            "del" | "moveFrom" => self.deletions += 1,
            "Fallback" => self.fallbacks += 1,
            "tr" => job.out.begin_row(),
            "tab" if self.in_run => job.out.push("\t"),
            "br" | "cr" => job.out.break_with('\n'),
            "noBreakHyphen" => job.out.push("-"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, job: &mut Job<'_>) {
        match name {
            "t" | "delText" => self.in_text = false,
            "r" => self.in_run = false,
            "del" | "moveFrom" => self.deletions = self.deletions.saturating_sub(1),
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "p" | "tr" => job.out.break_with('\n'),
            "tc" => job.out.end_cell(),
            _ => {}
        }
    }

    fn text(&self, text: &str, part: &str, job: &mut Job<'_>) {
        if self.deletions > 0 {
            job.out.push_hidden(HiddenKind::Deletion, part, text);
        } else if self.run_hidden {
            job.out.push_hidden(HiddenKind::HiddenText, part, text);
        } else {
            job.out.push(text);
        }
    }
}
