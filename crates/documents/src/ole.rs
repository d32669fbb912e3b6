//! The OLE containers of Word, Excel and PowerPoint before 2007: directory and streams, with every
//! chain bounded by the file's own size. What the streams mean is the readers' matter.

use std::collections::HashSet;

use crate::Refusal;

const SIGNATURE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const LAST_REGULAR: u32 = 0xFFFF_FFFA;
const ENTRY: usize = 128;

pub(crate) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

/// Whether the bytes begin as such a container does.
pub(crate) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

impl<'a> Ole<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or_else(|| Refusal::broken("ole"))
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        if !is_ole(bytes) || !matches!(shift, 9 | 12) {
            return None;
        }
        let mut ole = Self {
            bytes,
            sector: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        ole.read_fat()?;
        let directory = ole.chain(u32_at(bytes, 48)?);
        ole.entries = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
        let mini_fat = ole.chain(u32_at(bytes, 60)?);
        ole.mini_fat = words(&mini_fat).collect();
        ole.mini_stream = ole.chain(ole.entries.first()?.start);
        Some(ole)
    }

    fn read_fat(&mut self) -> Option<()> {
        let header = self.bytes.get(76..512)?;
        let mut fat_sectors: Vec<u32> = words(header).filter(|sector| *sector < LAST_REGULAR).collect();
        let most = self.bytes.len() / self.sector + 1;
        let mut next = u32_at(self.bytes, 68)?;
        while next < LAST_REGULAR && fat_sectors.len() < most {
            let Some(sector) = self.sector_bytes(next) else {
                break;
            };
            let mut numbers: Vec<u32> = words(sector).collect();
            next = numbers.pop()?;
            let before = fat_sectors.len();
            fat_sectors.extend(numbers.into_iter().filter(|sector| *sector < LAST_REGULAR));
            if fat_sectors.len() == before {
                break;
            }
        }
        fat_sectors.truncate(most);
        for sector in fat_sectors {
            self.fat.extend(words(self.sector_bytes(sector)?));
        }
        Some(())
    }

    fn sector_bytes(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors; a chain that runs in a circle ends where the file's size says.
    fn chain(&self, start: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut next = start;
        while next < LAST_REGULAR && out.len() <= self.bytes.len() {
            let Some(sector) = self.sector_bytes(next) else {
                break;
            };
            out.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        out
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        const MINI: usize = 64;
        let mut out = Vec::new();
        let mut next = start;
        while next < LAST_REGULAR && out.len() <= self.mini_stream.len() {
            let from = next as usize * MINI;
            let Some(sector) = self.mini_stream.get(from..from + MINI) else {
                break;
            };
            out.extend_from_slice(sector);
            next = self.mini_fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        out
    }

    /// Names directly under the root: those within embedded objects say nothing of the file itself.
    pub fn root_names(&self) -> Vec<&str> {
        self.root_entries().into_iter().map(|entry| entry.name.as_str()).collect()
    }

    fn root_entries(&self) -> Vec<&Entry> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut open: Vec<u32> = self.entries.first().map(|root| root.child).into_iter().collect();
        while let Some(number) = open.pop() {
            let Some(entry) = self.entries.get(number as usize).filter(|_| seen.insert(number)) else {
                continue;
            };
            open.extend([entry.left, entry.right]);
            found.push(entry);
        }
        found
    }

    /// Whether any part of the container, embedded ones included, has this name.
    pub fn has_anywhere(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.kind != 0 && entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream under the root.
    pub fn find_stream(&self, name: &str) -> Option<Vec<u8>> {
        const MINI_CUTOFF: u64 = 4096;
        let entry = self.root_entries().into_iter().find(|entry| entry.kind == 2 && entry.name == name)?;
        let mut bytes = match entry.size < MINI_CUTOFF {
            true => self.mini_chain(entry.start),
            false => self.chain(entry.start),
        };
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(bytes)
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).min(64);
        let units: Vec<u16> = bytes
            .get(..length)?
            .chunks_exact(2)
            .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
            .take_while(|unit| *unit != 0)
            .collect();
        Some(Self {
            name: String::from_utf16_lossy(&units),
            kind: *bytes.get(66)?,
            left: u32_at(bytes, 68)?,
            right: u32_at(bytes, 72)?,
            child: u32_at(bytes, 76)?,
            start: u32_at(bytes, 116)?,
            // The upper half is rubbish in files with small sectors.
            size: u64::from(u32_at(bytes, 120)?),
        })
    }
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let end = at.checked_add(2)?;
    Some(u16::from_le_bytes(bytes.get(at..end)?.try_into().ok()?))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let end = at.checked_add(4)?;
    Some(u32::from_le_bytes(bytes.get(at..end)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)))
}
