//! Containers: which office format a zip or OLE file is, and what in it forbids taking it.

use super::{FileType, names};
use crate::archive::Archive;
use crate::ole::{Ole, u16_at};
use crate::{Limits, Refusal};

pub(super) fn zip_type(bytes: &[u8], limits: &Limits) -> Result<FileType, Refusal> {
    let mut archive = Archive::open(bytes, limits)?;
    let names = archive.names();
    let has = |name: &str| names.iter().any(|other| other == name);
    if has("OFD.xml") {
        return Ok(FileType::Ofd);
    }
    if has("[Content_Types].xml") {
        return office_type(&mut archive, &names);
    }
    if has("AndroidManifest.xml") || has("META-INF/MANIFEST.MF") || has("classes.dex") {
        return Err(Refusal::Executable);
    }
    if has("mimetype") {
        let kind = archive.get("mimetype")?;
        return Err(Refusal::Unsupported {
            media_type: String::from_utf8_lossy(&kind).trim().chars().take(100).collect(),
        });
    }
    check_entries(&names)?;
    Ok(FileType::Zip)
}

fn office_type(archive: &mut Archive<'_>, names: &[String]) -> Result<FileType, Refusal> {
    let types = archive.get("[Content_Types].xml")?;
    let types = String::from_utf8_lossy(&types);
    let is_macro_part = |name: &&String| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin") || name.contains("/activex/") || name.contains("macrosheets/")
    };
    if let Some(part) = names.iter().find(is_macro_part) {
        return Err(Refusal::Macros { part: part.clone() });
    }
    if types.contains("macroEnabled") || types.contains("vbaProject") {
        return Err(Refusal::Macros { part: "[Content_Types].xml".to_owned() });
    }
    let has = |name: &str| archive.contains(name);
    if has("word/document.xml") || types.contains("wordprocessingml.document.main") {
        Ok(FileType::Docx)
    } else if has("xl/workbook.xml") || types.contains("spreadsheetml.sheet.main") {
        Ok(FileType::Xlsx)
    } else if has("ppt/presentation.xml") || types.contains("presentationml.") {
        Ok(FileType::Pptx)
    } else {
        Err(Refusal::Unsupported { media_type: "application/vnd.openxmlformats".to_owned() })
    }
}

fn check_entries(names: &[String]) -> Result<(), Refusal> {
    for name in names {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        match names::extension(file) {
            Some(extension) if matches!(extension.as_str(), "exe" | "dll" | "scr" | "com" | "msi") => {
                return Err(Refusal::Executable);
            }
            Some(extension) if names::is_script(&extension) => return Err(Refusal::Script { extension }),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn ole_type(bytes: &[u8]) -> Result<FileType, Refusal> {
    let ole = Ole::open(bytes)?;
    let names = ole.root_names();
    let has = |name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    if has("EncryptedPackage") || has("EncryptionInfo") || has("EncryptedSummary") {
        return Err(Refusal::Encrypted);
    }
    for part in ["_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA"] {
        if ole.has_anywhere(part) {
            return Err(Refusal::Macros { part: part.to_owned() });
        }
    }
    if has("WordDocument") {
        check_word_lock(&ole)?;
        Ok(FileType::Doc)
    } else if has("Workbook") || has("Book") {
        check_excel_lock(&ole)?;
        Ok(FileType::Xls)
    } else if has("PowerPoint Document") {
        Ok(FileType::Ppt)
    } else {
        Err(Refusal::Unsupported { media_type: "application/x-ole-storage".to_owned() })
    }
}

fn check_word_lock(ole: &Ole<'_>) -> Result<(), Refusal> {
    let stream = ole.find_stream("WordDocument").ok_or_else(|| Refusal::broken("WordDocument"))?;
    let flags = u16_at(&stream, 10).ok_or_else(|| Refusal::broken("WordDocument"))?;
    if flags & 0x0100 != 0 {
        return Err(Refusal::Encrypted);
    }
    Ok(())
}

/// A locked workbook has the record FILEPASS among its first.
fn check_excel_lock(ole: &Ole<'_>) -> Result<(), Refusal> {
    const FILE_PASS: u16 = 0x002F;
    let stream =
        ole.find_stream("Workbook").or_else(|| ole.find_stream("Book")).ok_or_else(|| Refusal::broken("Workbook"))?;
    let mut at = 0;
    for _ in 0..8 {
        let (Some(kind), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at + 2)) else {
            break;
        };
        if kind == FILE_PASS {
            return Err(Refusal::Encrypted);
        }
        at += 4 + usize::from(length);
    }
    Ok(())
}
