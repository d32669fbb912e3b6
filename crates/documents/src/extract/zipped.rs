//! Files within files: archives, and what is embedded in office documents. A dangerous entry makes
//! the whole file refused; an unreadable one is named.

use super::{HiddenKind, Job};
use crate::archive::Archive;
use crate::sniff::{FileType, sniff_within};
use crate::{Limits, Refusal};

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let limits = job.limits;
    let mut archive = Archive::open_within(bytes, limits, job.spent.clone())?;
    archive.for_each(|name, bytes| {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        match accept(sniff_within(&bytes, file, &within(limits)))? {
            Some(kind) if kind.has_text() => {
                job.out.break_with('\n');
                job.out.push(file);
                job.out.break_with('\n');
                match job.deeper(|job| job.read(&bytes, kind)) {
                    Err(Refusal::Broken { .. } | Refusal::Encrypted | Refusal::Encoding) => {
                        job.out.note(HiddenKind::Unreadable, name);
                    }
                    result => result?,
                }
            }
            Some(_) => {}
            None => job.out.note(HiddenKind::Unreadable, name),
        }
        Ok(())
    })
}

/// Reads workbooks, texts and slides that an office document carries within it.
pub(super) fn read_embedded(
    archive: &mut Archive<'_>,
    names: &[String],
    folder: &str,
    job: &mut Job<'_>,
) -> Result<(), Refusal> {
    for name in names.iter().filter(|name| name.starts_with(folder)) {
        let bytes = archive.get(name)?;
        job.out.hide(HiddenKind::EmbeddedFile, name);
        let file = name.rsplit('/').next().unwrap_or(name);
        let result = match sniff_within(&bytes, file, &within(job.limits)) {
            Ok(kind) if kind.has_text() && kind != FileType::Zip => job.deeper(|job| job.read(&bytes, kind)),
            Err(refusal @ (Refusal::Executable | Refusal::Script { .. } | Refusal::ZipBomb { .. })) => Err(refusal),
            Err(refusal @ Refusal::Macros { .. }) => Err(refusal),
            _ => Ok(()),
        };
        job.out.show();
        match result {
            Err(Refusal::Broken { .. } | Refusal::Encrypted) => job.out.note(HiddenKind::Unreadable, name),
            result => result?,
        }
    }
    Ok(())
}

fn within(limits: &Limits) -> Limits {
    Limits { max_bytes: limits.max_unpacked_bytes, ..limits.clone() }
}

/// What can't be read but harms nobody may stay in an archive.
fn accept(sniffed: Result<FileType, Refusal>) -> Result<Option<FileType>, Refusal> {
    match sniffed {
        Ok(kind) => Ok(Some(kind)),
        Err(
            Refusal::Empty
            | Refusal::Unknown
            | Refusal::Unsupported { .. }
            | Refusal::NameMismatch { .. }
            | Refusal::Encoding
            | Refusal::Broken { .. }
            | Refusal::Encrypted,
        ) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}
