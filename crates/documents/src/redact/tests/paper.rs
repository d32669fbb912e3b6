//! Papers for the proofs, made object by object: the same word stands in every place where a PDF can keep one.

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, dictionary};

use super::{RedactionBox, area};

pub const WIDTH: f64 = 600.0;
pub const HEIGHT: f64 = 400.0;

/// Where the word stands: baselines, in points from the foot.
const LINES: [f64; 6] = [300.0, 260.0, 220.0, 180.0, 140.0, 100.0];

/// Boxes over every line with the word.
pub fn boxes(ground: &str) -> Vec<RedactionBox> {
    LINES.iter().map(|baseline| line_box(1, *baseline, ground)).collect()
}

/// A box over a line of 14 points from x 60 to 340.
pub fn line_box(page: u32, baseline: f64, ground: &str) -> RedactionBox {
    let top = HEIGHT - baseline - 16.0;
    area(page, [60.0 / WIDTH, top / HEIGHT, 280.0 / WIDTH, 24.0 / HEIGHT], ground)
}

fn font(document: &mut Document) -> Dictionary {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let font = document.add_object(font);
    dictionary! { "Font" => dictionary! { "F1" => font } }
}

fn line(word: &str, baseline: f64) -> String {
    format!("BT /F1 14 Tf 72 {baseline} Td ({word}) Tj ET\n")
}

/// A document of pages with these contents and resources; every page 600 by 400 points.
fn bind(document: &mut Document, pages: Vec<(String, Dictionary)>, extra: Dictionary) -> ObjectId {
    let tree = document.new_object_id();
    let kids: Vec<Object> = pages
        .into_iter()
        .map(|(content, resources)| {
            let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
            let mut page = dictionary! {
                "Type" => "Page",
                "Parent" => tree,
                "MediaBox" => vec![0.into(), 0.into(), Object::Real(WIDTH as f32), Object::Real(HEIGHT as f32)],
                "Resources" => resources,
                "Contents" => content,
            };
            page.extend(&extra);
            document.add_object(page).into()
        })
        .collect();
    let count = kids.len() as i64;
    document.set_object(tree, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids });
    tree
}

fn save(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Pages of these contents, with Helvetica as F1.
pub fn plain(contents: &[String]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let resources = font(&mut document);
    let pages = contents.iter().map(|content| (content.clone(), resources.clone())).collect();
    let tree = bind(&mut document, pages, Dictionary::new());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    save(document)
}

/// One page with this line at a baseline of 300 points, above another that is not secret.
pub fn one_line(word: &str) -> Vec<u8> {
    plain(&[format!("{}{}", line(word, 300.0), line("public remains", 350.0))])
}

/// The word in the text, in a form, in a comment, as the meaning of other text, in a layer that is off and under a
/// black bar; and, without a place on the page, in data about the file, an attachment, bookmarks, a script, a form
/// field and a small preview.
pub fn everywhere(word: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let fonts = font(&mut document);
    let form = form_of(&mut document, &fonts, &line(word, LINES[1]), [0.0, 0.0, WIDTH, HEIGHT]);
    let layer = document.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal(word) });
    let mut content = line("public remains", 350.0);
    content.push_str(&line(word, LINES[0]));
    content.push_str("/Fm1 Do\n");
    content.push_str(&format!("/Span <</ActualText ({word})>> BDC\n{}EMC\n", line("meant", LINES[3])));
    content.push_str(&format!("/OC /Off BDC\n{}EMC\n", line(word, LINES[4])));
    content.push_str(&format!("{}0 g 60 95 280 20 re f\n", line(word, LINES[5])));
    let mut resources = fonts.clone();
    resources.set("XObject", dictionary! { "Fm1" => form });
    resources.set("Properties", dictionary! { "Off" => layer });
    let comment = comment(&mut document, &fonts, word);
    let mut thumb = Stream::new(dictionary! { "Width" => 3, "Height" => 1 }, word.as_bytes().to_vec());
    thumb.dict.set("ColorSpace", "DeviceGray");
    let thumb = document.add_object(thumb);
    let about = dictionary! { "Annots" => vec![comment.into()], "Thumb" => thumb };
    let tree = bind(&mut document, vec![(content, resources)], about);
    let mut catalog = catalog_of_secrets(&mut document, word);
    catalog.set("Pages", tree);
    let off = vec![Object::Reference(layer)];
    catalog.set("OCProperties", dictionary! { "OCGs" => off.clone(), "D" => dictionary! { "OFF" => off } });
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let about = dictionary! { "Title" => Object::string_literal(word), "Author" => Object::string_literal(word) };
    let about = document.add_object(about);
    document.trailer.set("Info", about);
    save(document)
}

fn form_of(document: &mut Document, fonts: &Dictionary, content: &str, bounds: [f64; 4]) -> ObjectId {
    let head = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => bounds.iter().map(|value| Object::Real(*value as f32)).collect::<Vec<_>>(),
        "Resources" => fonts.clone(),
    };
    document.add_object(Stream::new(head, content.as_bytes().to_vec()))
}

fn comment(document: &mut Document, fonts: &Dictionary, word: &str) -> ObjectId {
    let drawn = format!("BT /F1 14 Tf 0 4 Td ({word}) Tj ET");
    let look = form_of(document, fonts, &drawn, [0.0, 0.0, 200.0, 20.0]);
    let foot = LINES[2] as i64 - 4;
    document.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "FreeText",
        "Rect" => vec![72.into(), foot.into(), 272.into(), (foot + 20).into()],
        "F" => 4,
        "Contents" => Object::string_literal(word),
        "T" => Object::string_literal(word),
        "AP" => dictionary! { "N" => look },
    })
}

fn catalog_of_secrets(document: &mut Document, word: &str) -> Dictionary {
    let text = || Object::string_literal(word);
    let about = format!("<x:xmpmeta><dc:title>{word}</dc:title></x:xmpmeta>");
    let about = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, about.into_bytes());
    let about = document.add_object(about);
    let mut attached = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, word.repeat(50).into_bytes());
    attached.compress().unwrap();
    let attached = document.add_object(attached);
    let file = dictionary! { "Type" => "Filespec", "F" => text(), "EF" => dictionary! { "F" => attached } };
    let file = document.add_object(file);
    let names = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => vec![text(), file.into()] } };
    let bookmark = document.add_object(dictionary! { "Title" => text() });
    let field = dictionary! { "FT" => "Tx", "T" => text(), "V" => text() };
    let field = document.add_object(field);
    dictionary! {
        "Type" => "Catalog",
        "Metadata" => about,
        "Names" => names,
        "Outlines" => dictionary! { "First" => bookmark, "Last" => bookmark, "Count" => 1 },
        "OpenAction" => dictionary! { "S" => "JavaScript", "JS" => text() },
        "AcroForm" => dictionary! { "Fields" => vec![field.into()] },
        "PieceInfo" => dictionary! { "Any" => dictionary! { "Private" => text() } },
    }
}

/// A picture of small dark and light squares, 400 by 24 points, over what was written before.
pub fn scan(foot: i64) -> String {
    let squares: String = (0..8 * 134).map(|at| if (at % 134 + at / 134) % 2 == 0 { '0' } else { 'p' }).collect();
    format!("q 400 0 0 24 60 {foot} cm BI /W 134 /H 8 /BPC 8 /CS /G ID {squares} EI Q\n")
}

/// A file whose first revision says the word and whose second, added behind it, no longer does.
pub fn revised(word: &str) -> Vec<u8> {
    let old = one_line(word);
    let document = Document::load_mem(&old).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = document.get_dictionary(page).unwrap().get(b"Contents").unwrap().as_reference().unwrap();
    let mut revision = IncrementalDocument::create_from(old, document);
    let text = line("replaced", 300.0) + &line("public remains", 350.0);
    revision.new_document.set_object(content, Stream::new(Dictionary::new(), text.into_bytes()));
    let mut bytes = Vec::new();
    revision.save_to(&mut bytes).unwrap();
    bytes
}
