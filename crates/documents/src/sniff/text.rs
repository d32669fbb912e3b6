//! Files of text: which kind, and whether it is a script in disguise.

use super::{FileType, names};
use crate::{Refusal, encoding};

pub(super) fn text_type(bytes: &[u8], name: &str) -> Result<FileType, Refusal> {
    let (text, _) = encoding::decode(bytes).map_err(|_| Refusal::Unknown)?;
    let start = skip_prologue(&text);
    let head: String = start.chars().take(512).collect::<String>().to_ascii_lowercase();
    check_script(&head)?;
    if head.starts_with("<svg") || (head.starts_with("<!doctype svg")) {
        return Err(Refusal::Svg);
    }
    let extension = names::extension(name);
    let claimed = extension.as_deref().and_then(|extension| names::claims(extension).first().copied());
    if ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|tag| head.starts_with(tag)) {
        return Ok(FileType::Html);
    }
    if let Some(media_type) = other_format(&text, &head) {
        return Err(Refusal::Unsupported { media_type: media_type.to_owned() });
    }
    match claimed {
        Some(kind @ (FileType::Txt | FileType::Html | FileType::Csv)) => Ok(kind),
        Some(FileType::Jsonl) if head.starts_with('{') => Ok(FileType::Jsonl),
        Some(_) => Ok(FileType::Txt),
        None if extension.is_none() => Ok(FileType::Txt),
        None => Err(Refusal::Unknown),
    }
}

fn check_script(head: &str) -> Result<(), Refusal> {
    const SIGNS: &[(&str, &str)] =
        &[("#!", ""), ("<?php", "php"), ("<?=", "php"), ("<%@", "jsp"), ("<%", "asp"), ("@echo off", "bat")];
    match SIGNS.iter().find(|(sign, _)| head.starts_with(sign)) {
        Some((_, extension)) => Err(Refusal::Script { extension: (*extension).to_owned() }),
        None => Ok(()),
    }
}

fn other_format(text: &str, head: &str) -> Option<&'static str> {
    if text.trim_start().starts_with("<?xml") {
        return Some("application/xml");
    }
    if head.starts_with("mime-version:") || (head.starts_with("from:") && head.contains("\nmime-version:")) {
        return Some("message/rfc822");
    }
    None
}

/// Behind white space, XML declaration, comments and document types other than HTML's.
fn skip_prologue(text: &str) -> &str {
    let mut rest = text.trim_start();
    for _ in 0..16 {
        let end = match rest {
            _ if rest.starts_with("<?xml") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ => None,
        };
        let Some(tail) = end.and_then(|end| rest.get(end..)) else {
            break;
        };
        rest = tail.trim_start();
    }
    rest
}
