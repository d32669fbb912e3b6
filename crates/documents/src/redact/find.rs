//! Boxes proposed for words and for personal numbers in a PDF. Whether they are blacked out, a person decides.

use domain::item::checks::find_personal_numbers;
use hayro::kurbo::Rect;

use super::source::{Glyph, Source};
use super::{MAX_BOXES, PageSize, RedactRefusal, RedactionBox, guarded};
use crate::Limits;

/// The places of every occurrence of some words, whatever spaces and line breaks stand between their characters.
/// Upper and lower case are alike. An occurrence over two lines gives two boxes; at most 2000 are given.
///
/// # Errors
/// [`RedactRefusal`] for files that cannot be redacted.
pub fn find_text(bytes: &[u8], needle: &str, limits: &Limits) -> Result<Vec<RedactionBox>, RedactRefusal> {
    let needle: Vec<char> = needle.chars().filter_map(plain).collect();
    find(bytes, limits, |page| page.find(&needle))
}

/// The places of what looks like identity numbers, mobile phones and bank cards.
///
/// # Errors
/// [`RedactRefusal`] for files that cannot be redacted.
pub fn find_personal(bytes: &[u8], limits: &Limits) -> Result<Vec<RedactionBox>, RedactRefusal> {
    find(bytes, limits, PageText::find_personal)
}

fn find(
    bytes: &[u8],
    limits: &Limits,
    search: impl Fn(&PageText) -> Vec<(usize, usize)>,
) -> Result<Vec<RedactionBox>, RedactRefusal> {
    guarded(|| {
        let source = Source::open(bytes, None, limits)?;
        let reader = source.reader();
        let mut boxes = Vec::new();
        for (number, size) in (1u32..).zip(source.sizes()) {
            let page = PageText::new(reader.glyphs(number)?);
            boxes.extend(search(&page).into_iter().flat_map(|range| page.boxes(range, number, size)));
            if boxes.len() >= MAX_BOXES {
                boxes.truncate(MAX_BOXES);
                break;
            }
        }
        Ok(boxes)
    })
}

/// The text of a page, each character with the number of its glyph.
struct PageText {
    glyphs: Vec<Glyph>,
    chars: Vec<(char, usize)>,
}

impl PageText {
    fn new(glyphs: Vec<Glyph>) -> Self {
        let mut chars = Vec::new();
        for (at, glyph) in glyphs.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| glyphs.get(before));
            if let Some(before) = before
                && !follows(before, glyph)
            {
                chars.push((if on_one_line(before, glyph) { ' ' } else { '\n' }, at));
            }
            chars.extend(glyph.text.chars().map(|c| (c, at)));
        }
        Self { glyphs, chars }
    }

    /// From and to (excluded) in characters.
    fn find(&self, needle: &[char]) -> Vec<(usize, usize)> {
        let dense: Vec<(char, usize)> =
            self.chars.iter().enumerate().filter_map(|(at, (c, _))| Some((plain(*c)?, at))).collect();
        let mut found = Vec::new();
        if needle.is_empty() {
            return found;
        }
        let mut free = 0;
        for (start, window) in dense.windows(needle.len()).enumerate() {
            if start >= free
                && window.iter().map(|(c, _)| c).eq(needle)
                && let (Some((_, first)), Some((_, last))) = (window.first(), window.last())
            {
                found.push((*first, last + 1));
                free = start + needle.len();
            }
        }
        found
    }

    fn find_personal(&self) -> Vec<(usize, usize)> {
        let text: String = self.chars.iter().map(|(c, _)| c).collect();
        find_personal_numbers(&text).into_iter().map(|number| number.range).collect()
    }

    /// One box for each line that the characters stand on.
    fn boxes(&self, (from, to): (usize, usize), page: u32, size: PageSize) -> Vec<RedactionBox> {
        let mut lines: Vec<(Rect, &Glyph)> = Vec::new();
        for (c, at) in self.chars.get(from..to).unwrap_or_default() {
            let Some(glyph) = self.glyphs.get(*at).filter(|_| !c.is_whitespace()) else {
                continue;
            };
            match lines.last_mut().filter(|(_, last)| on_one_line(last, glyph)) {
                Some((line, last)) => (*line, *last) = (line.union(glyph.room()), glyph),
                None => lines.push((glyph.room(), glyph)),
            }
        }
        lines.into_iter().filter_map(|(line, _)| on_page(line, page, size)).collect()
    }
}

/// One character in the form in which it is compared; nothing for those that are skipped.
fn plain(c: char) -> Option<char> {
    (!c.is_whitespace() && !c.is_control()).then(|| c.to_lowercase().next().unwrap_or(c))
}

fn on_one_line(before: &Glyph, glyph: &Glyph) -> bool {
    let size = before.size().max(0.1);
    (before.origin().y - glyph.origin().y).abs() < 0.6 * size || (before.origin().x - glyph.origin().x).abs() < 0.01
}

fn follows(before: &Glyph, glyph: &Glyph) -> bool {
    let end = before.place * hayro::kurbo::Point::new(before.advance, 0.0);
    end.distance(glyph.origin()) < 0.3 * before.size().max(0.1)
}

fn on_page(line: Rect, page: u32, size: PageSize) -> Option<RedactionBox> {
    // No wider: the neighbours are to stay whole.
    let line = line.inflate(0.0, 0.4).intersect(Rect::new(0.0, 0.0, size.width, size.height));
    (line.width() > 0.0 && line.height() > 0.0).then(|| RedactionBox {
        page,
        x: line.x0 / size.width,
        y: line.y0 / size.height,
        w: line.width() / size.width,
        h: line.height() / size.height,
        ground: String::new(),
    })
}
