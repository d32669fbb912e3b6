//! OFD (GB/T 33190): the text objects of all pages, joined to lines by their height on the page.

use super::{HiddenKind, Job, pptx::part_number};
use crate::Refusal;
use crate::archive::Archive;
use crate::xml::{self, Go, Xml};

/// Text objects whose upper edges differ by less, in millimetres, stand on one line.
const SAME_LINE: f32 = 1.5;

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut archive = Archive::open_within(bytes, job.limits, job.spent.clone())?;
    let mut names = archive.names();
    if names.iter().any(|name| name.ends_with("Encryptions.xml") || name.ends_with(".dat.enc")) {
        return Err(Refusal::Encrypted);
    }
    names.sort_by_key(|name| (folder_number(name), name.clone()));
    for name in &names {
        let is_xml = name.to_ascii_lowercase().ends_with(".xml");
        if is_xml && (name.contains("Pages/") || name.contains("Tpls/")) {
            let bytes = archive.get(name)?;
            read_page(&bytes, name, job)?;
        } else if is_xml && name.contains("Annots/") && !name.ends_with("Annotations.xml") {
            let bytes = archive.get(name)?;
            job.out.hide(HiddenKind::Comment, name);
            let result = read_page(&bytes, name, job);
            job.out.show();
            result?;
        } else if name.contains("/Attachs/") && !is_xml {
            job.out.note(HiddenKind::EmbeddedFile, name);
        }
    }
    Ok(())
}

/// Pages lie in folders named `Page_0`, `Page_1` …
fn folder_number(name: &str) -> u32 {
    let folder = name.rsplit('/').nth(1).unwrap_or_default();
    part_number(folder)
}

fn read_page(bytes: &[u8], part: &str, job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut in_text = false;
    let mut last_top: Option<f32> = None;
    let limits = job.limits;
    xml::read(bytes, part, limits, |event| {
        match event {
            Xml::Open(tag) if tag.name == "TextObject" => {
                let top = tag.attr("Boundary").and_then(|edges| edges.split_whitespace().nth(1)?.parse::<f32>().ok());
                let same_line = matches!((top, last_top), (Some(a), Some(b)) if (a - b).abs() < SAME_LINE);
                if !same_line {
                    job.out.break_with('\n');
                }
                last_top = top;
            }
            Xml::Open(tag) => in_text = tag.name == "TextCode",
            Xml::Close("TextCode") => in_text = false,
            Xml::Text(text) if in_text => job.out.push(text.trim_matches(['\n', '\r'])),
            _ => {}
        }
        Ok(if job.out.is_full() { Go::Stop } else { Go::On })
    })?;
    job.out.break_with('\n');
    Ok(())
}
