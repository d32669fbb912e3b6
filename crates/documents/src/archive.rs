//! Zip containers under limits: every byte unpacked is counted, every name looked at. The only
//! place that opens a zip. What the parts mean is the readers' matter.

use std::cell::Cell;
use std::io::{Cursor, ErrorKind, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::{Limits, Refusal};

/// Unpacked bytes below which the ratio is not looked at: small XML may well shrink a hundredfold.
const RATIO_FLOOR: u64 = 10 * 1024 * 1024;

/// Bytes unpacked so far, shared by an archive and those within it.
pub(crate) type Spent = Rc<Cell<u64>>;

pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    packed: u64,
    unpacked: u64,
    spent: Spent,
    limits: &'a Limits,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Refusal> {
        Self::open_within(bytes, limits, Spent::default())
    }

    /// Opens an archive that was found in another one and draws on the same budget.
    pub fn open_within(bytes: &'a [u8], limits: &'a Limits, spent: Spent) -> Result<Self, Refusal> {
        let entries = declared_entries(bytes).unwrap_or(0);
        check_entries(entries, limits)?;
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(&error, "zip"))?;
        check_entries(zip.len() as u64, limits)?;
        let mut archive = Self { zip, packed: bytes.len() as u64, unpacked: 0, spent, limits };
        archive.check_headers()?;
        Ok(archive)
    }

    /// Looks at what the directory says: names, locks, sizes. Sizes may lie, so reading counts again.
    fn check_headers(&mut self) -> Result<(), Refusal> {
        let mut declared = 0u64;
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_data(index).map_err(|error| refusal(&error, "zip"))?;
            if entry.encrypted() {
                return Err(Refusal::Encrypted);
            }
            let name = entry_name(entry.name_raw());
            if is_unsafe_path(&name) || entry.is_symlink() {
                return Err(Refusal::UnsafePath { entry: shorten(&name) });
            }
            declared = declared.saturating_add(entry.size());
        }
        self.check_unpacked(declared, declared)
    }

    /// `unpacked` of this archive, `total` of all that share its budget.
    fn check_unpacked(&self, unpacked: u64, total: u64) -> Result<(), Refusal> {
        let too_much = total > self.limits.max_unpacked_bytes;
        let too_dense = unpacked > RATIO_FLOOR && unpacked / self.packed.max(1) > self.limits.max_ratio;
        if too_much || too_dense {
            return Err(Refusal::ZipBomb { limit: self.limits.max_unpacked_bytes, ratio: self.limits.max_ratio });
        }
        Ok(())
    }

    /// Names of all files, in the order of the directory.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names_raw().map(entry_name).filter(|name| !name.ends_with('/')).collect()
    }

    pub fn contains(&self, name: &str) -> bool {
        self.zip.index_for_name_raw(name.as_bytes()).is_some()
    }

    /// Reads one part, or None if there is none of this name.
    pub fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        match self.zip.index_for_name_raw(name.as_bytes()) {
            Some(index) => self.read(index).map(Some),
            None => Ok(None),
        }
    }

    /// Reads one part that has to be there.
    pub fn get(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.find(name)?.ok_or_else(|| Refusal::broken(name))
    }

    /// All files with their bytes, one after the other.
    pub fn for_each(&mut self, mut see: impl FnMut(&str, Vec<u8>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        for index in 0..self.zip.len() {
            let name = self.zip.by_index_data(index).map(|entry| entry_name(entry.name_raw()));
            let name = name.map_err(|error| refusal(&error, "zip"))?;
            if !name.ends_with('/') {
                let bytes = self.read(index)?;
                see(&name, bytes)?;
            }
        }
        Ok(())
    }

    fn read(&mut self, index: usize) -> Result<Vec<u8>, Refusal> {
        let left = self.limits.max_unpacked_bytes.saturating_sub(self.spent.get());
        let mut bytes = Vec::new();
        let mut entry = self.zip.by_index(index).map_err(|error| refusal(&error, "zip entry"))?;
        let result = entry.by_ref().take(left + 1).read_to_end(&mut bytes);
        drop(entry);
        self.unpacked += bytes.len() as u64;
        self.spent.set(self.spent.get() + bytes.len() as u64);
        self.check_unpacked(self.unpacked, self.spent.get())?;
        match result {
            Ok(_) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::OutOfMemory => Err(Refusal::OutOfMemory),
            Err(_) => Err(Refusal::broken("zip entry")),
        }
    }
}

fn check_entries(entries: u64, limits: &Limits) -> Result<(), Refusal> {
    if entries > limits.max_entries {
        return Err(Refusal::TooManyEntries { entries, limit: limits.max_entries });
    }
    Ok(())
}

/// Number of entries by the end record, so that a huge directory is refused before it is read.
fn declared_entries(bytes: &[u8]) -> Option<u64> {
    const END: &[u8] = b"PK\x05\x06";
    let tail = bytes.get(bytes.len().saturating_sub(65_600)..)?;
    let at = tail.windows(4).rposition(|window| window == END)?;
    let count = tail.get(at + 10..at + 12)?;
    Some(u64::from(u16::from_le_bytes(count.try_into().ok()?)))
}

fn refusal(error: &ZipError, part: &str) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => Refusal::Encrypted,
        ZipError::InvalidPassword => Refusal::Encrypted,
        ZipError::CompressionMethodNotSupported(_) => Refusal::Unsupported { media_type: "application/zip".to_owned() },
        _ => Refusal::broken(part),
    }
}

/// Names are UTF-8 or, from older Chinese programs, GBK.
fn entry_name(raw: &[u8]) -> String {
    match str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

fn is_unsafe_path(name: &str) -> bool {
    let is_drive = name.chars().nth(1) == Some(':');
    let climbs = name.split(['/', '\\']).any(|part| part == "..");
    name.is_empty() || name.starts_with(['/', '\\']) || is_drive || climbs || name.contains('\0')
}

fn shorten(name: &str) -> String {
    name.chars().take(120).collect()
}
