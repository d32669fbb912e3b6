//! Slides since 2007, and the drawing text that all office formats share. Notes, comments and
//! hidden slides go apart.

use super::{HiddenKind, Job, zipped};
use crate::Refusal;
use crate::archive::Archive;
use crate::xml::{self, Go, Xml};

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut archive = Archive::open_within(bytes, job.limits, job.spent.clone())?;
    let mut names = archive.names();
    names.sort_by_key(|name| (part_number(name), name.clone()));
    let of_kind = |folder: &str| -> Vec<String> {
        let is_part = |name: &&String| name.starts_with(folder) && name.ends_with(".xml");
        names.iter().filter(is_part).cloned().collect()
    };
    let slides = of_kind("ppt/slides/slide");
    if slides.is_empty() && !archive.contains("ppt/presentation.xml") {
        return Err(Refusal::broken("ppt/presentation.xml"));
    }
    for name in slides {
        let bytes = archive.get(&name)?;
        let is_hidden = is_hidden_slide(&bytes, &name, job)?;
        let place = part_number(&name).to_string();
        read_hidden_if(is_hidden, HiddenKind::Slide, &place, &bytes, &name, job)?;
    }
    for name in of_kind("ppt/notesSlides/notesSlide") {
        let bytes = archive.get(&name)?;
        read_hidden_if(true, HiddenKind::Notes, &part_number(&name).to_string(), &bytes, &name, job)?;
    }
    for name in of_kind("ppt/comments/") {
        let bytes = archive.get(&name)?;
        read_hidden_if(true, HiddenKind::Comment, &name, &bytes, &name, job)?;
    }
    for name in of_kind("ppt/charts/chart").into_iter().chain(of_kind("ppt/diagrams/data")) {
        let bytes = archive.get(&name)?;
        read_drawing(&bytes, &name, job)?;
    }
    zipped::read_embedded(&mut archive, &names, "ppt/embeddings/", job)
}

fn read_hidden_if(
    is_hidden: bool,
    kind: HiddenKind,
    place: &str,
    bytes: &[u8],
    name: &str,
    job: &mut Job<'_>,
) -> Result<(), Refusal> {
    if !is_hidden {
        return read_drawing(bytes, name, job);
    }
    job.out.hide(kind, place);
    let result = read_drawing(bytes, name, job);
    job.out.show();
    result
}

/// The number in the name of a part: 12 of `ppt/slides/slide12.xml`.
pub(super) fn part_number(name: &str) -> u32 {
    let file = name.rsplit('/').next().unwrap_or(name);
    let digits: String = file.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().unwrap_or(0)
}

fn is_hidden_slide(bytes: &[u8], part: &str, job: &Job<'_>) -> Result<bool, Refusal> {
    let mut is_hidden = false;
    xml::read(bytes, part, job.limits, |event| {
        let Xml::Open(tag) = event else {
            return Ok(Go::On);
        };
        is_hidden = tag.name == "sld" && tag.attr("show").is_some_and(|show| show == "0" || show == "false");
        Ok(Go::Stop)
    })?;
    Ok(is_hidden)
}

/// Text of drawings, charts and comments: paragraphs of runs, values of charts.
pub(super) fn read_drawing(bytes: &[u8], part: &str, job: &mut Job<'_>) -> Result<(), Refusal> {
    let mut in_text = false;
    let mut fallbacks = 0u32;
    let limits = job.limits;
    xml::read(bytes, part, limits, |event| {
        match event {
            Xml::Open(tag) => match tag.name {
                "t" | "v" | "text" => in_text = true,
                "Fallback" => fallbacks += 1,
                "tr" => job.out.begin_row(),
                "br" => job.out.break_with('\n'),
                _ => {}
            },
            Xml::Close(name) => match name {
                "t" => in_text = false,
                "v" | "text" => {
                    in_text = false;
                    job.out.break_with('\n');
                }
                "Fallback" => fallbacks = fallbacks.saturating_sub(1),
                "p" | "tr" => job.out.break_with('\n'),
                "tc" => job.out.end_cell(),
                _ => {}
            },
            Xml::Text(text) if in_text && fallbacks == 0 => job.out.push(text),
            Xml::Text(_) => {}
        }
        Ok(if job.out.is_full() { Go::Stop } else { Go::On })
    })?;
    job.out.break_with('\n');
    Ok(())
}
