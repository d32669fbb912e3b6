//! Tests of telling types: what is taken, what is refused and why.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::extract::tests::{docx_of, xlsx_of, zip_of};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

/// An OLE file with these streams and storages under its root, contents in sectors of 512 bytes.
pub(crate) fn ole_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let directory_sectors = (entries.len() + 1).div_ceil(4);
    let mut fat: Vec<u32> = vec![0xFFFF_FFFD];
    let mut directory = Vec::new();
    let mut data = Vec::new();
    for sector in 0..directory_sectors {
        fat.push(if sector + 1 == directory_sectors { END } else { fat.len() as u32 + 1 });
    }
    let mut entry = |name: &str, kind: u8, right: u32, child: u32, start: u32, size: u32| {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = bytes.len() as u16 + 2;
        bytes.resize(64, 0);
        bytes.extend(length.to_le_bytes());
        bytes.extend([kind, 0]);
        for number in [u32::MAX, right, child] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.resize(116, 0);
        bytes.extend(start.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.resize(128, 0);
        directory.extend(bytes);
    };
    entry("Root Entry", 5, u32::MAX, 1, END, 0);
    for (at, (name, content)) in entries.iter().enumerate() {
        let right = if at + 1 == entries.len() { u32::MAX } else { at as u32 + 2 };
        // Streams below 4096 bytes would go to the mini stream: all are made longer.
        let mut content = content.to_vec();
        content.resize(content.len().max(4096).next_multiple_of(512), 0);
        entry(name, 2, right, u32::MAX, fat.len() as u32, content.len() as u32);
        for sector in 0..content.len() / 512 {
            let is_last = (sector + 1) * 512 == content.len();
            fat.push(if is_last { END } else { fat.len() as u32 + 1 });
        }
        data.extend(content);
    }
    directory.resize(directory_sectors * 512, 0);
    assert!(fat.len() <= 128);
    fat.resize(128, u32::MAX);
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(30, 0);
    bytes.extend(9u16.to_le_bytes());
    bytes.resize(48, 0);
    bytes.extend(1u32.to_le_bytes());
    bytes.resize(60, 0);
    bytes.extend(END.to_le_bytes());
    bytes.resize(68, 0);
    bytes.extend(END.to_le_bytes());
    bytes.resize(76, 0);
    bytes.extend(0u32.to_le_bytes());
    bytes.resize(512, 0xFF);
    bytes.extend(fat.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend(directory);
    bytes.extend(data);
    bytes
}

#[test]
fn types_are_told_by_content() {
    let cases: Vec<(Vec<u8>, &str, FileType)> = vec![
        (b"%PDF-1.7\n".to_vec(), "a.pdf", FileType::Pdf),
        (png(3, 4), "图.PNG", FileType::Png),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "a.jpeg", FileType::Jpeg),
        (b"GIF89a\x05\0\x06\0".to_vec(), "a.gif", FileType::Gif),
        (b"RIFF\0\0\0\0WEBPVP8X".to_vec(), "a.webp", FileType::Webp),
        (b"\0\0\0\x18ftypisom\0\0\0\0".to_vec(), "a.mp4", FileType::Mp4),
        ("姓名,电话\n".as_bytes().to_vec(), "a.csv", FileType::Csv),
        (b"{\"a\":1}\n".to_vec(), "a.jsonl", FileType::Jsonl),
        ("\u{feff}<!DOCTYPE html><p>x".as_bytes().to_vec(), "a.html", FileType::Html),
        (b"<p>fragment</p>".to_vec(), "a.htm", FileType::Html),
        (encoding_rs::GB18030.encode("高安市人民政府").0.into_owned(), "通知.txt", FileType::Txt),
        ("没有扩展名".as_bytes().to_vec(), "说明", FileType::Txt),
        (docx_of(""), "a.docx", FileType::Docx),
        (docx_of(""), "a.wps", FileType::Docx),
        (xlsx_of("<worksheet/>"), "a.xlsx", FileType::Xlsx),
        (zip_of(&[("a.txt", b"x")]), "a.zip", FileType::Zip),
        (ole_of(&[("WordDocument", &[0xEC, 0xA5])]), "a.doc", FileType::Doc),
        (ole_of(&[("WordDocument", &[0xEC, 0xA5])]), "a.wps", FileType::Doc),
        (ole_of(&[("Workbook", &[9, 8, 0, 0])]), "a.xls", FileType::Xls),
        (ole_of(&[("PowerPoint Document", b"")]), "a.ppt", FileType::Ppt),
    ];
    for (bytes, name, kind) in cases {
        assert_eq!(sniff(&bytes, name), Ok(kind), "{name}");
    }
}

#[test]
fn dangers_are_refused_by_their_own_codes() {
    let macros =
        zip_of(&[("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<d/>"), ("word/vbaProject.bin", b"x")]);
    let renamed = zip_of(&[("[Content_Types].xml", b"x.sheet.macroEnabled.main+xml"), ("xl/workbook.xml", b"<d/>")]);
    let locked_xls = ole_of(&[("Workbook", &[9, 8, 2, 0, 0, 0, 0x2F, 0, 0, 0])]);
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (vec![], "a.txt", "file_empty"),
        (b"MZ\x90\0\x03\0\0\0".to_vec(), "报告.pdf", "file_executable"),
        (b"\x7fELF\x02".to_vec(), "a", "file_executable"),
        (zip_of(&[("META-INF/MANIFEST.MF", b"x")]), "a.zip", "file_executable"),
        (zip_of(&[("dir/setup.exe", b"x")]), "a.zip", "file_executable"),
        (zip_of(&[("run.bat", b"x")]), "a.zip", "file_script"),
        (b"text".to_vec(), "a.js", "file_script"),
        (b"text".to_vec(), "a.pdf.bat ", "file_script"),
        (b"#!/bin/sh\n".to_vec(), "a.txt", "file_script"),
        (b"<?php echo 1;".to_vec(), "a.txt", "file_script"),
        (b"<?xml version='1.0'?><!-- x --><svg/>".to_vec(), "a.txt", "file_svg"),
        (b"<svg/>".to_vec(), "a.svg", "file_svg"),
        (macros, "a.docx", "file_macros"),
        (renamed, "a.xlsx", "file_macros"),
        (ole_of(&[("WordDocument", &[0xEC, 0xA5]), ("Macros", b"")]), "a.doc", "file_macros"),
        (ole_of(&[("EncryptedPackage", b""), ("EncryptionInfo", b"")]), "a.docx", "file_encrypted"),
        (ole_of(&[("WordDocument", &[0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])]), "a.doc", "file_encrypted"),
        (locked_xls, "a.xls", "file_encrypted"),
        (png(1, 1), "a.pdf", "file_name_mismatch"),
        (docx_of(""), "a.doc", "file_name_mismatch"),
        (b"<html>".to_vec(), "a.txt", "file_name_mismatch"),
        (png(1, 1), "a.dat", "file_name_mismatch"),
        (png(1, 1), "a\u{202e}gnp.exe", "file_name_unsafe"),
        (png(1, 1), "../a.png", "file_name_unsafe"),
        (b"{\\rtf1}".to_vec(), "a.doc", "file_unsupported"),
        (b"7z\xBC\xAF\x27\x1C".to_vec(), "a.7z", "file_unsupported"),
        (b"Rar!\x1A\x07\x00".to_vec(), "a.rar", "file_unsupported"),
        (b"<?xml version='1.0'?><a/>".to_vec(), "a.xml", "file_unsupported"),
        (ole_of(&[("Other", b"")]), "a.msg", "file_unsupported"),
        (b"\x01\x02\x03\x04".to_vec(), "a.bin", "file_unknown"),
        (b"plain text".to_vec(), "a.xyz", "file_unknown"),
        (b"PK\x03\x04rubbish".to_vec(), "a.zip", "file_broken"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1short".to_vec(), "a.doc", "file_broken"),
        (zip_of(&[("../x", b"")]), "a.zip", "file_unsafe_path"),
    ];
    for (bytes, name, code) in cases {
        assert_eq!(sniff(&bytes, name).map_err(|refusal| refusal.code()), Err(code), "{name}");
    }
}

#[test]
fn a_locked_zip_is_refused() {
    let mut bytes = zip_of(&[("a.txt", b"x")]);
    for at in 0..bytes.len() - 10 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    assert_eq!(sniff(&bytes, "a.zip"), Err(Refusal::Encrypted));
}

#[test]
fn chains_in_a_circle_end() {
    let mut bytes = ole_of(&[("WordDocument", &[0xEC, 0xA5])]);
    // The directory's second entry in the table of chains points at itself.
    bytes[512 + 4..512 + 8].copy_from_slice(&1u32.to_le_bytes());
    let _ = sniff(&bytes, "a.doc");
}

#[test]
fn too_large_is_refused_before_anything_is_read() {
    let limits = Limits { max_bytes: 4, ..Limits::default() };
    assert_eq!(sniff_within(b"MZ\0\0\0", "a", &limits), Err(Refusal::TooLarge { bytes: 5, limit: 4 }));
}

#[test]
fn pictures_tell_their_size() {
    assert_eq!(dimensions(&png(640, 480), FileType::Png), Some((640, 480)));
    assert_eq!(dimensions(b"GIF89a\x05\0\x06\0", FileType::Gif), Some((5, 6)));
    let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x11\x08\x01\x00\x02\x00";
    assert_eq!(dimensions(jpeg, FileType::Jpeg), Some((512, 256)));
    assert_eq!(dimensions(b"\xFF\xD8\xFF", FileType::Jpeg), None);
    let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
    assert_eq!(dimensions(webp, FileType::Webp), Some((640, 480)));
}

#[test]
fn names_of_types_round_trip_and_codes_are_complete() {
    for kind in FileType::ALL {
        assert_eq!(FileType::from_extension(kind.extension()), Some(*kind));
        assert!(!kind.inline_safe() || !matches!(kind, FileType::Html | FileType::Txt));
    }
    assert!(Refusal::CODES.contains(&Refusal::Empty.code()));
    let mut codes = Refusal::CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Refusal::CODES.len());
}
