//! PDF: the shown strings of each page, put to lines by their place. Form fields count as text;
//! annotations and embedded files go apart. Pictures of text are not read.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::pdf_font::Font;
use super::{HiddenKind, Job};
use crate::Refusal;

/// Largest stream unpacked.
const MAX_STREAM: usize = 64 * 1024 * 1024;
/// Most operations carried out over all pages, so that forms calling forms end.
const MAX_OPERATIONS: u64 = 20_000_000;
/// Deepest nesting of forms.
const MAX_FORMS: u32 = 8;
/// Most pages read.
const MAX_PAGES: usize = 20_000;

pub(super) fn read(bytes: &[u8], job: &mut Job<'_>) -> Result<(), Refusal> {
    let options = LoadOptions::with_max_decompressed_size(MAX_STREAM);
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| refusal(&error))?;
    if document.is_encrypted() {
        return Err(Refusal::Encrypted);
    }
    let mut budget = MAX_OPERATIONS;
    let mut fonts = HashMap::new();
    for (number, page) in document.page_iter().take(MAX_PAGES).enumerate() {
        if job.out.is_full() || budget == 0 {
            break;
        }
        let mut reader = PageReader::new(&document, job, &mut fonts, &mut budget);
        reader.read_page(page);
        let unreadable = reader.unreadable;
        if unreadable {
            job.out.note(HiddenKind::Unreadable, &(number + 1).to_string());
        }
        read_annotations(&document, page, number + 1, job);
        job.out.break_with('\n');
    }
    note_embedded(&document, job);
    Ok(())
}

pub(super) fn refusal(error: &lopdf::Error) -> Refusal {
    use lopdf::Error::{Decompress, Decryption, InvalidPassword, UnsupportedSecurityHandler};
    match error {
        Decryption(_) | InvalidPassword | UnsupportedSecurityHandler(_) => Refusal::Encrypted,
        Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Refusal::ZipBomb { limit: MAX_STREAM as u64, ratio: 0 }
        }
        _ => Refusal::broken("pdf"),
    }
}

type Fonts<'a> = BTreeMap<Vec<u8>, &'a Dictionary>;
/// Fonts already read, by the address of their dictionary.
type FontCache<'a> = HashMap<usize, Rc<Font<'a>>>;
/// a b c d e f, as PDF writes matrices.
type Matrix = [f32; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn multiply(first: &Matrix, second: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *first;
    let [g, h, i, j, k, l] = *second;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

struct PageReader<'a, 'j, 'l> {
    document: &'a Document,
    job: &'j mut Job<'l>,
    cache: &'j mut FontCache<'a>,
    budget: &'j mut u64,
    state: State<'a>,
    saved: Vec<State<'a>>,
    /// Where the last shown string began and about where it ended: x, y, end of x.
    last: Option<(f32, f32, f32)>,
    last_char: Option<char>,
    unreadable: bool,
}

#[derive(Clone)]
struct State<'a> {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    leading: f32,
    /// Space added behind each code.
    spacing: f32,
    size: f32,
    font: Option<Rc<Font<'a>>>,
}

impl<'a, 'j, 'l> PageReader<'a, 'j, 'l> {
    fn new(document: &'a Document, job: &'j mut Job<'l>, cache: &'j mut FontCache<'a>, budget: &'j mut u64) -> Self {
        Self {
            document,
            job,
            cache,
            budget,
            state: State {
                page: IDENTITY,
                text: IDENTITY,
                line: IDENTITY,
                leading: 0.0,
                spacing: 0.0,
                size: 1.0,
                font: None,
            },
            saved: Vec::new(),
            last: None,
            last_char: None,
            unreadable: false,
        }
    }

    fn read_page(&mut self, page: ObjectId) {
        let Ok(content) = self.document.get_page_content_with_limit(page, MAX_STREAM) else {
            self.unreadable = true;
            return;
        };
        let fonts = self.document.get_page_fonts(page).unwrap_or_default();
        let forms = page_forms(self.document, page);
        self.run(&content, &fonts, &forms, 0);
    }

    fn run(&mut self, content: &[u8], fonts: &Fonts<'a>, forms: &[&'a Dictionary], depth: u32) {
        for operation in Content::decode_iter(content) {
            *self.budget = self.budget.saturating_sub(1);
            let (Ok(operation), true) = (operation, *self.budget > 0) else {
                return;
            };
            if operation.operator == "Do" {
                self.call_form(&operation, fonts, forms, depth);
            } else {
                self.step(&operation, fonts);
            }
        }
    }

    fn call_form(&mut self, operation: &Operation, fonts: &Fonts<'a>, forms: &[&'a Dictionary], depth: u32) {
        let document = self.document;
        let Some(Ok(name)) = operation.operands.first().map(Object::as_name) else {
            return;
        };
        let form = forms.iter().find_map(|group| group.get_deref(name, document).and_then(Object::as_stream).ok());
        let Some(form) = form.filter(|form| depth < MAX_FORMS && is_form(&form.dict)) else {
            return;
        };
        let Ok(content) = form.get_plain_content_with_limit(MAX_STREAM) else {
            return;
        };
        // Unpacking costs too, however few operations come out.
        *self.budget = self.budget.saturating_sub(content.len() as u64 / 64);
        let resources = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let own_fonts = resources.map(|resources| fonts_of(resources, document));
        let own_forms = resources.and_then(|resources| resources.get_deref(b"XObject", document).ok()?.as_dict().ok());
        let outer = self.state.clone();
        if let Ok(Some(matrix)) = form.dict.get_deref(b"Matrix", document).and_then(Object::as_array).map(|m| matrix(m))
        {
            self.state.page = multiply(&matrix, &self.state.page);
        }
        let saved = std::mem::take(&mut self.saved);
        self.run(&content, own_fonts.as_ref().unwrap_or(fonts), own_forms.as_slice(), depth + 1);
        self.saved = saved;
        self.state = outer;
    }

    fn step(&mut self, operation: &Operation, fonts: &Fonts<'a>) {
        let operands = &operation.operands;
        let number = |at: usize| operands.get(at).and_then(|object| object.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.saved.len() < 256 => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                if let Some(matrix) = matrix(operands) {
                    self.state.page = multiply(&matrix, &self.state.page);
                }
            }
            "BT" => (self.state.text, self.state.line) = (IDENTITY, IDENTITY),
            "Tf" => {
                self.state.size = number(1);
                let name = operands.first().and_then(|object| object.as_name().ok()).unwrap_or_default();
                self.state.font = fonts.get(name).map(|dictionary| self.font(dictionary));
            }
            "TL" => self.state.leading = number(0),
            "Tc" => self.state.spacing = number(0),
            "Td" => self.move_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            "T*" => self.move_line(0.0, -self.state.leading),
            "Tm" => {
                if let Some(matrix) = matrix(operands) {
                    (self.state.text, self.state.line) = (matrix, matrix);
                }
            }
            "Tj" => self.show_first(operands.first()),
            "'" => {
                self.move_line(0.0, -self.state.leading);
                self.show_first(operands.first());
            }
            "\"" => {
                self.move_line(0.0, -self.state.leading);
                self.show_first(operands.get(2));
            }
            "TJ" => self.show_array(operands.first()),
            _ => {}
        }
    }

    fn font(&mut self, dictionary: &'a Dictionary) -> Rc<Font<'a>> {
        let document = self.document;
        let address = std::ptr::from_ref(dictionary).addr();
        let font = self.cache.entry(address).or_insert_with(|| Rc::new(Font::read(dictionary, document)));
        Rc::clone(font)
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.state.line = multiply(&[1.0, 0.0, 0.0, 1.0, x, y], &self.state.line);
        self.state.text = self.state.line;
    }

    fn show_first(&mut self, string: Option<&Object>) {
        if let Some(Ok(bytes)) = string.map(Object::as_str) {
            self.show(bytes);
        }
    }

    fn show_array(&mut self, array: Option<&Object>) {
        let Some(Ok(parts)) = array.map(Object::as_array) else {
            return;
        };
        for part in parts {
            match part {
                Object::String(bytes, _) => self.show(bytes),
                other => {
                    let shift = other.as_float().unwrap_or(0.0);
                    self.advance(-shift / 1000.0);
                }
            }
        }
    }

    /// Moves on along the line by so many times the size of the font.
    fn advance(&mut self, ems: f32) {
        self.shift(ems * self.state.size);
    }

    fn shift(&mut self, x: f32) {
        self.state.text = multiply(&[1.0, 0.0, 0.0, 1.0, x, 0.0], &self.state.text);
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(shown) = self.state.font.as_ref().and_then(|font| font.show(bytes)) else {
            self.unreadable |= !bytes.is_empty();
            return;
        };
        let [_, _, c, d, x, y] = multiply(&self.state.text, &self.state.page);
        let height = (c.hypot(d) * self.state.size).abs().max(0.1);
        self.part_from_last(&shown.text, x, y, height);
        self.job.out.push(&shown.text);
        self.advance(shown.width);
        self.shift(shown.count as f32 * self.state.spacing);
        let [.., end, _] = multiply(&self.state.text, &self.state.page);
        self.last = Some((x, y, end));
        self.last_char = shown.text.chars().last().or(self.last_char);
    }

    /// A new line if the text stands at another height, a tab or space if it stands apart.
    fn part_from_last(&mut self, text: &str, x: f32, y: f32, height: f32) {
        let Some((last_x, last_y, end)) = self.last else {
            return;
        };
        let gap = x - end;
        // Chinese lines are often stretched: only next to Latin letters and digits small gaps tell.
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c.is_ascii_punctuation());
        let near_latin = is_latin(self.last_char) || is_latin(text.chars().next());
        if (y - last_y).abs() > height * 0.6 || x + height < last_x {
            self.job.out.break_with('\n');
        } else if gap > height {
            self.job.out.break_with('\t');
        } else if gap > height * 0.3 && near_latin {
            self.job.out.break_with(' ');
        }
    }
}

fn matrix(numbers: &[Object]) -> Option<Matrix> {
    let numbers: Vec<f32> = numbers.iter().filter_map(|number| number.as_float().ok()).collect();
    numbers.try_into().ok()
}

fn is_form(dictionary: &Dictionary) -> bool {
    dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form")
}

fn fonts_of<'a>(resources: &'a Dictionary, document: &'a Document) -> Fonts<'a> {
    let Ok(fonts) = resources.get_deref(b"Font", document).and_then(Object::as_dict) else {
        return Fonts::new();
    };
    fonts
        .iter()
        .filter_map(|(name, value)| {
            let (_, object) = document.dereference(value).ok()?;
            Some((name.clone(), object.as_dict().ok()?))
        })
        .collect()
}

fn page_forms(document: &Document, page: ObjectId) -> Vec<&Dictionary> {
    let Ok((own, inherited)) = document.get_page_resources(page) else {
        return Vec::new();
    };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    own.into_iter()
        .chain(inherited)
        .filter_map(|resources| resources.get_deref(b"XObject", document).ok()?.as_dict().ok())
        .collect()
}

/// Comments of reviewers are hidden parts; values of form fields are seen.
fn read_annotations(document: &Document, page: ObjectId, number: usize, job: &mut Job<'_>) {
    const MAX_ANNOTATIONS: usize = 5_000;
    for annotation in document.get_page_annotations(page).unwrap_or_default().into_iter().take(MAX_ANNOTATIONS) {
        let text = |key: &[u8]| {
            let object = annotation.get_deref(key, document).ok()?;
            Some(text_string(object.as_str().ok()?))
        };
        let is_field = annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Widget");
        if is_field && let Some(value) = text(b"V") {
            job.out.break_with('\n');
            job.out.push(&value);
        } else if let Some(contents) = text(b"Contents").filter(|contents| !contents.trim().is_empty()) {
            job.out.push_hidden(HiddenKind::Comment, &number.to_string(), &contents);
        }
    }
}

/// Strings outside pages are UTF-16 or UTF-8 with a mark, or Latin.
fn text_string(bytes: &[u8]) -> String {
    if bytes.starts_with(b"\xFE\xFF") || bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xEF\xBB\xBF") {
        return encoding_rs::UTF_8.decode(bytes).0.into_owned();
    }
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

fn note_embedded(document: &Document, job: &mut Job<'_>) {
    for object in document.objects.values() {
        if let Ok(dictionary) = object.as_dict()
            && dictionary.has_type(b"Filespec")
            && dictionary.has(b"EF")
        {
            let name = dictionary.get(b"UF").or_else(|_| dictionary.get(b"F")).and_then(Object::as_str);
            job.out.note(HiddenKind::EmbeddedFile, &name.map(text_string).unwrap_or_default());
        }
    }
}
