//! What stands in a static mirror: each address with its files and with what it depends on, and how far the change log
//! was followed. Text, a line an address; not the files themselves.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;

use super::address::is_below;

/// The first line of a manifest, with the number of its form.
const HEADER: &str = "gongkai-mirror 1";

/// What stands at one address: a page, an item with its other forms, a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// Tags of the change log; of a list's page also the items it shows, newest first.
    pub tags: Vec<String>,
    /// Below the mirror's folder, each with the beginning of its SHA-256.
    pub files: Vec<(String, String)>,
}

/// A mirror as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Tells whether program and theme are those of the last run.
    pub look: String,
    /// The live portal that the pages name.
    pub origin: String,
    pub cursor: i64,
    pub day: NaiveDate,
    pub units: BTreeMap<String, Unit>,
}

impl Manifest {
    /// All files that the mirror has written.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.units.values().flat_map(|unit| unit.files.iter().map(|(file, hash)| (file.as_str(), hash.as_str())))
    }

    /// As text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n{}\t{}\t{}\t{}\n", self.look, self.origin, self.cursor, self.day);
        for (address, unit) in &self.units {
            let files: Vec<String> = unit.files.iter().map(|(file, hash)| format!("{hash} {file}")).collect();
            let _ = writeln!(text, "{address}\t{}\t{}", unit.tags.join(" "), files.join("\t"));
        }
        text
    }

    /// From text; none where it is not whole.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next()? != HEADER {
            return None;
        }
        let mut head = lines.next()?.split('\t');
        let (look, origin) = (head.next()?.to_string(), head.next()?.to_string());
        let (cursor, day) = (head.next()?.parse().ok()?, head.next()?.parse().ok()?);
        let units = lines.map(unit).collect::<Option<_>>()?;
        Some(Self { look, origin, cursor, day, units })
    }
}

fn unit(line: &str) -> Option<(String, Unit)> {
    let mut parts = line.split('\t');
    let address = parts.next()?.to_string();
    let tags = parts.next()?.split(' ').filter(|tag| !tag.is_empty()).map(ToString::to_string).collect();
    let known = |part: &str| part.split_once(' ').map(|(hash, file)| (file.to_string(), hash.to_string()));
    let file = |part: &str| known(part).filter(|(file, _)| is_below(file));
    let files = parts.filter(|part| !part.is_empty()).map(file).collect::<Option<_>>()?;
    Some((address, Unit { tags, files }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let unit = |tags: &[&str], files: &[(&str, &str)]| Unit {
            tags: tags.iter().map(ToString::to_string).collect(),
            files: files.iter().map(|(f, h)| ((*f).to_string(), (*h).to_string())).collect(),
        };
        let manifest = Manifest {
            look: "abc".into(),
            origin: "https://www.example.gov.cn".into(),
            cursor: 42,
            day: NaiveDate::from_ymd_opt(2026, 11, 27).unwrap(),
            units: BTreeMap::from([
                (
                    "/items/3".into(),
                    unit(&["item:3", "directory"], &[("items/3.html", "00ff"), ("files/3/附 件.pdf", "aa")]),
                ),
                ("/robots.txt".into(), unit(&[], &[])),
            ]),
        };
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest.clone()));
        let cut = manifest.to_text();
        assert_eq!(Manifest::parse(cut.trim_end()), None, "a manifest cut short is none");
        assert_eq!(Manifest::parse("something else\n"), None);
        assert_eq!(
            Manifest::parse(&cut.replace("items/3.html", "../3.html")),
            None,
            "it names files below the folder only"
        );
    }
}
