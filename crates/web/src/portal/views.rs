//! The shapes that the theme's templates know, made from what the use cases answer. Their keys are listed in the
//! theme's README.

use app::item::attach::address_of;
use app::item::public::{Attached, Entry, Listed, PageNo};
use domain::item::Validity;
use serde::Serialize;

use super::frame::Portal;
use crate::templates::functions::file_size;

/// Link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    pub label: String,
    pub url: String,
    pub current: bool,
}

impl Link {
    /// A link that is not the current page.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into(), current: false }
    }

    /// Says whether it leads to the current page.
    pub const fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
}

/// Links under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkGroup {
    pub label: String,
    pub url: Option<String>,
    pub links: Vec<Link>,
}

/// Validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValidityView {
    pub label: &'static str,
    pub tone: &'static str,
}

impl ValidityView {
    /// The mark of a validity.
    pub const fn of(validity: Validity) -> Self {
        let tone = match validity {
            Validity::InForce => "ok",
            Validity::Amended => "warning",
            Validity::Expired | Validity::Repealed => "error",
        };
        Self { label: validity.label(), tone }
    }

    /// Where there is little room, only what is no longer as it was is marked.
    pub fn in_list(validity: Option<Validity>) -> Option<Self> {
        validity.filter(|v| *v != Validity::InForce).map(Self::of)
    }
}

/// Entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub date: String,
    pub agency: String,
    pub summary: String,
    pub validity: Option<ValidityView>,
    /// Where the line's item is explained.
    pub explained: Option<String>,
}

impl EntryView {
    /// A line of a list.
    pub fn of(portal: &Portal, entry: &Entry) -> Self {
        Self {
            id: entry.id,
            url: portal.item_url(entry.id),
            title: entry.title.clone(),
            date: entry.published_at.date().to_string(),
            agency: portal.agency_name(entry.agency_id),
            summary: entry.summary.clone(),
            validity: ValidityView::in_list(entry.validity),
            explained: entry.explained_by.map(|by| portal.item_url(by)),
        }
    }

    /// A line of a list with room for the mark of what is in force, too.
    pub fn marked(portal: &Portal, entry: &Entry) -> Self {
        Self { validity: entry.validity.map(ValidityView::of), ..Self::of(portal, entry) }
    }

    /// The lines of a list.
    pub fn all(portal: &Portal, entries: &[Entry]) -> Vec<Self> {
        entries.iter().map(|entry| Self::of(portal, entry)).collect()
    }
}

/// A block of lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    pub title: String,
    pub url: String,
    pub items: Vec<EntryView>,
}

/// File.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    pub name: String,
    pub url: String,
    pub kind: String,
    pub size: String,
}

impl FileView {
    /// A file of an item.
    pub fn of(file: &Attached) -> Self {
        let titled = file.title.ends_with(&format!(".{}", file.file_type));
        Self {
            name: if titled { file.title.clone() } else { format!("{}.{}", file.title, file.file_type) },
            url: address_of(file.id, &file.name),
            kind: file.file_type.to_uppercase(),
            size: file_size(file.size),
        }
    }
}

/// One number of a pager; a gap stands for those left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageNumber {
    pub number: u64,
    pub url: String,
    pub current: bool,
    pub gap: bool,
}

/// Pager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    pub total: u64,
    pub page: u64,
    pub page_count: u64,
    pub prev_url: Option<String>,
    pub next_url: Option<String>,
    pub pages: Vec<PageNumber>,
    /// How many, and which page this is.
    pub note: String,
}

impl Pager {
    /// The pager of the list at `path`, which may have a query.
    pub fn of_list(portal: &Portal, at: PageNo, listed: &Listed, path: &str) -> Self {
        let glue = if path.contains('?') { '&' } else { '?' };
        let numbered = |number: u64| portal.url(&format!("{path}{glue}page={number}"));
        let first = || portal.url(path);
        match at {
            PageNo::FromNewest(_) => Self::new(listed.total, listed.page, listed.page_count, |number| {
                if number == 1 { first() } else { numbered(number) }
            }),
            PageNo::BesideOldest => Self {
                next_url: (listed.page > 1).then(|| numbered(listed.page - 1)),
                note: format!("共 {} 条", listed.total),
                ..Self::beside_oldest(listed)
            },
            PageNo::FromOldest(number) => Self {
                prev_url: Some(if number + 1 < listed.page_count { numbered(number + 1) } else { first() }),
                next_url: (number > 1).then(|| numbered(number - 1)),
                note: format!("从最早的一页数起，第 {number} 页"),
                ..Self::beside_oldest(listed)
            },
        }
    }

    /// Without numbers that a new item would change.
    fn beside_oldest(listed: &Listed) -> Self {
        Self {
            total: listed.total,
            page: listed.page,
            page_count: listed.page_count,
            prev_url: None,
            next_url: None,
            pages: Vec::new(),
            note: String::new(),
        }
    }

    /// The first, the last and those around the current page.
    pub fn new(total: u64, page: u64, page_count: u64, url: impl Fn(u64) -> String) -> Self {
        let near = |n: u64| n == 1 || n == page_count || n.abs_diff(page) <= 2;
        let mut pages: Vec<PageNumber> = Vec::new();
        for number in (1..=page_count).filter(|n| near(*n)) {
            if pages.last().is_some_and(|last| last.number + 1 < number) {
                pages.push(PageNumber { number: 0, url: String::new(), current: false, gap: true });
            }
            pages.push(PageNumber { number, url: url(number), current: number == page, gap: false });
        }
        Self {
            total,
            page,
            page_count,
            prev_url: (page > 1).then(|| url(page - 1)),
            next_url: (page < page_count).then(|| url(page + 1)),
            pages,
            note: if page_count > 1 {
                format!("共 {total} 条，第 {page} / {page_count} 页")
            } else {
                format!("共 {total} 条")
            },
        }
    }
}

/// A page number as it was asked for: 1 when nothing was, none when it is no number.
pub fn page_number(asked: Option<&str>) -> Option<u64> {
    match asked {
        None | Some("") => Some(1),
        Some(text) if text.len() <= 6 => text.parse().ok().filter(|page| *page >= 1),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pager_shows_both_ends_and_the_neighbours() {
        let shown = |page, count| {
            let pager = Pager::new(99, page, count, |n| n.to_string());
            pager
                .pages
                .iter()
                .map(|p| if p.gap { "…".to_string() } else { p.url.clone() })
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown(1, 1), "1");
        assert_eq!(shown(1, 9), "1 2 3 … 9");
        assert_eq!(shown(5, 9), "1 … 3 4 5 6 7 … 9");
        assert_eq!(shown(4, 5), "1 2 3 4 5");
        let last = Pager::new(99, 9, 9, |n| n.to_string());
        assert_eq!((last.prev_url.as_deref(), last.next_url), (Some("8"), None));
    }

    #[test]
    fn page_numbers_are_numbers() {
        let table = [
            (None, Some(1)),
            (Some(""), Some(1)),
            (Some("7"), Some(7)),
            (Some("0"), None),
            (Some("-1"), None),
            (Some("x"), None),
            (Some("99999999"), None),
        ];
        for (asked, page) in table {
            assert_eq!(page_number(asked), page, "{asked:?}");
        }
    }
}
