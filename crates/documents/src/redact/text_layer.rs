//! The surviving text of pages as invisible text, so that search and copying still work. Its fonts hold no shapes,
//! only widths and meanings, and know no other characters than those that survive.

use std::collections::HashMap;
use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::source::Glyph;

/// Codes of one font; 0 is left out.
const CODES: usize = 255;
/// Places are kept to this part of a point: finer ones would tell how wide the removed text before them was.
const GRID: f64 = 0.5;

/// A character and its width in hundredths of its size.
type Code = (String, u32);

/// The fonts of one document, made as they are needed.
#[derive(Default)]
pub(super) struct TextLayer {
    codes: HashMap<Code, usize>,
    order: Vec<Code>,
}

impl TextLayer {
    /// The operations that write these characters on a page of this height, and the fonts they use.
    pub fn write(&mut self, glyphs: &[&Glyph], height: f64) -> String {
        let mut content = String::from("BT\n3 Tr\n");
        let mut run: Option<Run> = None;
        for glyph in glyphs.iter().filter(|glyph| glyph.size() > 0.1 && !glyph.text.is_empty()) {
            let number = self.code(glyph);
            match run.as_mut().filter(|run| run.continues(number / CODES, glyph)) {
                Some(run) => run.push(number, glyph),
                None => {
                    if let Some(run) = run.replace(Run::begin(number, glyph)) {
                        run.finish(&mut content, height);
                    }
                }
            }
        }
        if let Some(run) = run {
            run.finish(&mut content, height);
        }
        content.push_str("ET\n");
        content
    }

    fn code(&mut self, glyph: &Glyph) -> usize {
        let code = (glyph.text.clone(), (glyph.advance / 10.0).round() as u32);
        let next = self.order.len();
        let number = *self.codes.entry(code.clone()).or_insert(next);
        if number == next {
            self.order.push(code);
        }
        number
    }

    /// Adds the fonts to the document, under the names that the operations use.
    pub fn fonts(&self, document: &mut Document) -> Dictionary {
        let mut fonts = Dictionary::new();
        let shape = document.add_object(Stream::new(Dictionary::new(), b"0 0 d0".to_vec()));
        for (number, codes) in self.order.chunks(CODES).enumerate() {
            let font = font(document, codes, shape);
            fonts.set(format!("T{number}"), document.add_object(font));
        }
        fonts
    }
}

fn font(document: &mut Document, codes: &[Code], shape: ObjectId) -> Dictionary {
    let names: Vec<String> = (1..=codes.len()).map(|code| format!("g{code}")).collect();
    let mut shapes = Dictionary::new();
    let mut differences = vec![Object::Integer(1)];
    for name in names {
        shapes.set(name.clone(), shape);
        differences.push(Object::Name(name.into_bytes()));
    }
    let widths: Vec<Object> = codes.iter().map(|(_, width)| Object::Integer(i64::from(*width) * 10)).collect();
    let mut meaning = Stream::new(Dictionary::new(), meanings(codes).into_bytes());
    // A stream that could not be packed is written as it is.
    let _ = meaning.compress();
    dictionary! {
        "Type" => "Font",
        "Subtype" => "Type3",
        "FontBBox" => vec![0.into(), Object::Integer(-200), 1000.into(), 900.into()],
        "FontMatrix" => vec![Object::Real(0.001), 0.into(), 0.into(), Object::Real(0.001), 0.into(), 0.into()],
        "FirstChar" => 1,
        "LastChar" => codes.len() as i64,
        "Widths" => widths,
        "CharProcs" => shapes,
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "Resources" => Dictionary::new(),
        "ToUnicode" => document.add_object(meaning),
    }
}

/// The table of codes and characters.
fn meanings(codes: &[Code]) -> String {
    let mut table = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Text def\n/CMapType 2 def\n\
         1 begincodespacerange\n<00> <FF>\nendcodespacerange\n",
    );
    for (block, codes) in codes.chunks(100).enumerate() {
        let _ = writeln!(table, "{} beginbfchar", codes.len());
        for (at, (text, _)) in codes.iter().enumerate() {
            let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(table, "<{:02X}> <{units}>", block * 100 + at + 1);
        }
        table.push_str("endbfchar\n");
    }
    table.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    table
}

/// Characters that follow one another without a gap.
struct Run {
    font: usize,
    /// The direction and proportions of the first.
    matrix: [f64; 4],
    origin: (f64, f64),
    size: f64,
    next: (f64, f64),
    codes: String,
}

impl Run {
    fn begin(number: usize, glyph: &Glyph) -> Self {
        let [a, b, c, d, x, y] = glyph.place.as_coeffs();
        let size = glyph.size();
        let matrix = [a, -b, c, -d].map(|value| value * 1000.0 / size);
        let mut run = Self { font: number / CODES, matrix, origin: (x, y), size, next: (x, y), codes: String::new() };
        run.push(number, glyph);
        run
    }

    fn continues(&self, font: usize, glyph: &Glyph) -> bool {
        let [a, b, c, d, x, y] = glyph.place.as_coeffs();
        let alike =
            [a, -b, c, -d].iter().zip(&self.matrix).all(|(value, own)| (value * 1000.0 / self.size - own).abs() < 0.01);
        let (next_x, next_y) = self.next;
        let near = (x - next_x).abs() < 0.04 * self.size && (y - next_y).abs() < 0.04 * self.size;
        font == self.font && alike && near
    }

    fn push(&mut self, number: usize, glyph: &Glyph) {
        let [a, b, _, _, x, y] = glyph.place.as_coeffs();
        self.next = (a.mul_add(glyph.advance, x), b.mul_add(glyph.advance, y));
        let _ = write!(self.codes, "{:02X}", number % CODES + 1);
    }

    fn finish(self, content: &mut String, height: f64) {
        let [a, b, c, d] = self.matrix;
        let (x, y) = self.origin;
        let grid = |value: f64| (value / GRID).round() * GRID;
        let _ = writeln!(
            content,
            "/T{} {:.1} Tf {a:.3} {b:.3} {c:.3} {d:.3} {:.1} {:.1} Tm <{}> Tj",
            self.font,
            self.size,
            grid(x),
            grid(height - y),
            self.codes
        );
    }
}
