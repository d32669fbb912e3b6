//! From a rendered page to its files: links as the mirror writes them, the packed form beside, and on the stage what
//! differs from the file that stands there.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::address::{Lead, file_of, lead};
use super::disk::Folder;
use super::manifest::Unit;
use super::rewrite::rewrite;
use super::{Extent, MirrorError};
use crate::assets::compress;

/// A file that fits into one block of a disk gets no packed one beside it: that would take a second block, to spare a
/// visitor a packet or two.
const PACKED_FROM: usize = 4_096;

/// What was answered at an address.
#[derive(Debug, Clone)]
pub struct Answer {
    pub address: String,
    pub media_type: String,
    pub body: Bytes,
}

/// An address made anew.
#[derive(Debug, Default)]
pub struct Made {
    pub address: String,
    pub unit: Unit,
    /// Files on the stage.
    pub staged: Vec<String>,
    /// Addresses that its pages name.
    pub links: Vec<String>,
}

/// What the finishing of all pages of a run shares.
#[derive(Debug)]
pub struct Finisher {
    pub folder: Arc<Folder>,
    pub origin: String,
    /// The hashes of the files that stand there.
    pub standing: HashMap<String, String>,
    /// Whether that is believed, or each file looked at.
    pub extent: Extent,
}

impl Finisher {
    /// The files of what is known under `address`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(&self, address: String, tags: Vec<String>, answers: Vec<Answer>) -> Result<Made, MirrorError> {
        let mut made = Made { address, unit: Unit { tags, files: Vec::new() }, ..Made::default() };
        let (mut new, mut links) = (New::default(), HashSet::new());
        for answer in answers {
            // Where no safe name comes of an address, it has no file: its links lead nowhere and are told.
            let Some(file) = file_of(&answer.address, &answer.media_type) else { continue };
            let body = if answer.media_type.starts_with("text/html") {
                self.with_links(&answer.body, &mut links)
            } else {
                answer.body
            };
            self.keep(&mut made.unit, &mut new, file, &answer.media_type, &body);
        }
        self.folder.stage(&new)?;
        made.staged = new.into_iter().map(|(file, _)| file).collect();
        made.links = links.into_iter().collect();
        made.links.sort_unstable();
        Ok(made)
    }

    fn with_links(&self, page: &[u8], links: &mut HashSet<String>) -> Bytes {
        let html = String::from_utf8_lossy(page);
        let changed = rewrite(&html, &mut |attribute, address| match (attribute, lead(&address, &self.origin)) {
            (_, Lead::AsItIs) => None,
            ("action" | "formaction", _) => Some(format!("{}{address}", self.origin)),
            (_, Lead::Live(whole)) => Some(whole),
            (_, Lead::Here { address, link }) => {
                if !links.contains(address) {
                    links.insert(address.to_string());
                }
                match link {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(other) => Some(other),
                }
            }
        });
        changed.into()
    }

    /// Notes the file in the unit, and among the new ones unless it stands there already.
    fn keep(&self, unit: &mut Unit, new: &mut New, file: String, media_type: &str, body: &Bytes) {
        let hash = hex::encode(Sha256::digest(body));
        let hash = hash.get(..16).unwrap_or(&hash).to_string();
        let packed_file = format!("{file}.gz");
        let believed = self.extent == Extent::Changes;
        if believed && self.standing.get(&file) == Some(&hash) {
            // What was packed of the same bytes stands beside it.
            if self.standing.contains_key(&packed_file) {
                unit.files.push((packed_file, hash.clone()));
            }
            unit.files.push((file, hash));
            return;
        }
        let packed = packed(media_type, body).map(|packed| (packed_file, packed));
        for (file, bytes) in packed.into_iter().chain([(file, body.clone())]) {
            // What the manifest says of a file need not be so: then the file itself is looked at.
            if believed || !self.standing.contains_key(&file) || !self.folder.holds(&file, &bytes) {
                new.push((file.clone(), bytes));
            }
            unit.files.push((file, hash.clone()));
        }
    }
}

/// Files to be staged, and what they hold.
type New = Vec<(String, Bytes)>;

fn packed(media_type: &str, body: &[u8]) -> Option<Bytes> {
    if body.len() < PACKED_FROM { None } else { compress(media_type, body) }
}
