//! Word files laid out by GB/T 9704-2012: A4 with its margins, 22 lines of 28 characters, page numbers
//! at the outer foot, letters with red head and rules. Tables are in [`table`], charts in
//! [`chart`], what never changes in [`parts`].

mod chart;
mod parts;
mod table;

use super::chart::Chart;
use super::package::{escape, pack};
use super::{ATTACHMENTS, Align, Block, Document, Letterhead, ListKind, SEAL_MARK, Seal, WriteError};

/// One line of the page, in twentieths of a point: 225 mm by 22.
const LINE: usize = 579;
/// Half a character of 三号 on the page's grid of 28, in twentieths of a point.
const HALF: usize = 158;
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// Writes a Word file.
///
/// # Errors
/// [`WriteError`] if it grows beyond what the format can hold.
pub fn to_docx(document: &Document) -> Result<Vec<u8>, WriteError> {
    let part = |name: &str, content: String| (name.to_owned(), content);
    let charts = || (1..).zip(charts_of(document));
    let types: String = charts().map(|(number, _)| chart::content_type(number)).collect();
    let relations: String = charts().map(|(number, _)| chart::relation(number)).collect();
    let mut all = vec![
        part("[Content_Types].xml", parts::CONTENT_TYPES.replace("</Types>", &format!("{types}</Types>"))),
        part("_rels/.rels", parts::ROOT_RELATIONS.to_owned()),
        part(
            "word/_rels/document.xml.rels",
            parts::RELATIONS.replace("</Relationships>", &format!("{relations}</Relationships>")),
        ),
        part("word/styles.xml", parts::STYLES.replace("NS", NAMESPACES)),
        part("word/settings.xml", parts::settings()),
        part("word/fontTable.xml", parts::font_table()),
        part("word/numbering.xml", numbering(document)),
        part(parts::FOOTER_ODD, parts::numbered_footer("right", "right")),
        part(parts::FOOTER_EVEN, parts::numbered_footer("left", "left")),
        part(parts::FOOTER_FIRST, parts::first_footer()),
        part("docProps/core.xml", core(&document.title)),
        part("word/document.xml", body(document)),
    ];
    all.extend(charts().map(|(number, one)| (chart::part_name(number), chart::part(one))));
    pack(&all)
}

fn charts_of(document: &Document) -> impl Iterator<Item = &Chart> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    })
}

/// What is numbered through a document.
#[derive(Default)]
struct Counted {
    number_lists: usize,
    charts: usize,
}

fn body(document: &Document) -> String {
    let mut out = format!("<w:document {NAMESPACES}><w:body>");
    let mut above_title = "";
    if let Some(head) = &document.letterhead {
        write_letterhead(head, &mut out);
        above_title = "<w:spacing w:before=\"1158\" w:after=\"579\" w:line=\"640\" w:lineRule=\"exact\"/>";
    }
    if !document.title.is_empty() {
        paragraph("Title", above_title, &document.title, &mut out);
    }
    let mut counted = Counted::default();
    let nexts = document.blocks.iter().skip(1).map(Some).chain([None]);
    for (block, next) in document.blocks.iter().zip(nexts) {
        let keep = if matches!(next, Some(Block::Signature { .. })) { "<w:keepNext/>" } else { "" };
        write_block(block, keep, &mut counted, &mut out);
    }
    out.push_str(&section(document.letterhead.is_some()));
    out.push_str("</w:body></w:document>");
    out
}

/// Paper, margins and the grid of 22 lines and 28 characters (GB/T 9704-2012, 5.2).
fn section(is_letter: bool) -> String {
    let (first, first_differs) =
        if is_letter { ("<w:footerReference w:type=\"first\" r:id=\"rId5\"/>", "<w:titlePg/>") } else { ("", "") };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:footerReference w:type=\"even\" r:id=\"rId4\"/>{first}<w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" \
         w:footer=\"1247\" w:gutter=\"0\"/>{first_differs}\
         <w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{LINE}\" w:charSpace=\"-849\"/></w:sectPr>"
    )
}

/// The agency's name lies in a frame 30 mm below the paper's edge, 170 mm wide like the red double rule under it.
fn write_letterhead(head: &Letterhead, out: &mut String) {
    let size = head.size();
    out.push_str(&format!(
        "<w:p><w:pPr><w:pStyle w:val=\"AgencyHeading\"/><w:framePr w:w=\"9638\" w:wrap=\"notBeside\" \
         w:vAnchor=\"page\" w:hAnchor=\"page\" w:xAlign=\"center\" w:y=\"1701\"/><w:pBdr>\
         <w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"11\" w:color=\"FF0000\"/></w:pBdr>\
         <w:spacing w:line=\"{}\" w:lineRule=\"exact\"/></w:pPr>",
        size * 23
    ));
    runs(&head.agency, &format!("<w:rPr><w:sz w:val=\"{}\"/></w:rPr>", size * 2), out);
    out.push_str("</w:p>");
    if !head.number.is_empty() {
        paragraph("Normal", "<w:spacing w:before=\"280\"/><w:jc w:val=\"right\"/>", &head.number, out);
    }
}

fn write_block(block: &Block, keep: &str, counted: &mut Counted, out: &mut String) {
    match block {
        Block::Heading { level, text } => paragraph(&format!("Heading{}", level.clamp(&1, &3)), "", text, out),
        Block::Paragraph { text, align } => {
            let (style, extra) = match align {
                Align::Body => ("BodyText", ""),
                Align::Left => ("Normal", ""),
                Align::Center => ("Normal", "<w:jc w:val=\"center\"/>"),
                Align::Right => ("Normal", "<w:jc w:val=\"right\"/>"),
            };
            paragraph(style, &format!("{keep}{extra}"), text, out);
        }
        Block::Table(table) => table::write(&table.into(), out),
        Block::Grid(grid) => table::write(grid, out),
        Block::Chart(one) => {
            counted.charts += 1;
            chart::write(one, counted.charts, out);
        }
        Block::List { kind, items } => {
            counted.number_lists += usize::from(*kind == ListKind::Numbers);
            let list = if *kind == ListKind::Numbers { counted.number_lists + 1 } else { 1 };
            let extra = format!("{keep}<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>");
            for item in items {
                paragraph("ListParagraph", &extra, item, out);
            }
        }
        Block::Attachments(names) => write_attachments(names, keep, out),
        Block::Signature { agency, date, seal } => write_signature(agency, date, *seal, out),
        Block::Copies(text) => write_copies(text, out),
        Block::PageBreak => out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
    }
}

/// 附件 two characters in, after an empty line; long names go on below their first character.
fn write_attachments(names: &[String], keep: &str, out: &mut String) {
    let label = HALF * width_of(ATTACHMENTS);
    for (at, name) in names.iter().enumerate() {
        let number = if names.len() > 1 { format!("{}.", at + 1) } else { String::new() };
        // Three quarters of a character for digit and full stop in Times New Roman.
        let own = 120 * number.chars().count();
        let (start, before, hanging) = if at == 0 { (ATTACHMENTS, LINE, label + own) } else { ("", 0, own) };
        let left = HALF * 4 + label + own;
        let extra =
            format!("{keep}<w:spacing w:before=\"{before}\"/><w:ind w:left=\"{left}\" w:hanging=\"{hanging}\"/>");
        paragraph("Normal", &extra, &format!("{start}{number}{name}"), out);
    }
}

/// The date ends four characters from the right; the agency's name is centred over it. Three lines are left
/// clear above, so that a seal of 42 mm covers both and begins one line below the text (GB/T 9704-2012, 7.3.5).
fn write_signature(agency: &str, date: &str, seal: Seal, out: &mut String) {
    let (over, under) = (width_of(agency), width_of(date));
    let right = (HALF * (8 + under / 2)).saturating_sub(HALF * over / 2);
    let place = |before: usize, right: usize| {
        format!("<w:keepNext/><w:spacing w:before=\"{before}\"/><w:ind w:right=\"{right}\"/><w:jc w:val=\"right\"/>")
    };
    let mut before = LINE * 3;
    if seal == Seal::Marked {
        let mark_right = HALF * (8 + under / 2).saturating_sub(width_of(SEAL_MARK) / 2);
        out.push_str(&format!("<w:p><w:pPr>{}</w:pPr>", place(LINE, mark_right)));
        runs(SEAL_MARK, "<w:rPr><w:color w:val=\"BFBFBF\"/></w:rPr>", out);
        out.push_str("</w:p>");
        before = LINE;
    }
    paragraph("Normal", &place(before, right), agency, out);
    paragraph("Normal", &place(0, HALF * 8), date, out);
}

/// At the foot of the last page, in a frame; the empty paragraph after it is what the frame is tied to.
fn write_copies(text: &str, out: &mut String) {
    let frame = "<w:framePr w:w=\"8845\" w:wrap=\"notBeside\" w:vAnchor=\"margin\" w:hAnchor=\"margin\" \
                 w:xAlign=\"left\" w:yAlign=\"bottom\"/>";
    paragraph("Copies", frame, text, out);
    out.push_str("<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>");
}

/// Width in half characters: Latin letters and digits take one, all else two.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn paragraph(style: &str, extra: &str, text: &str, out: &mut String) {
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{extra}</w:pPr>"));
    runs(text, "", out);
    out.push_str("</w:p>");
}

/// A run for each line of the text.
fn runs(text: &str, properties: &str, out: &mut String) {
    for (at, line) in text.split('\n').enumerate() {
        out.push_str(&format!("<w:r>{properties}"));
        if at > 0 {
            out.push_str("<w:br/>");
        }
        for (at, part) in line.split('\t').enumerate() {
            if at > 0 {
                out.push_str("<w:tab/>");
            }
            out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(part.trim_end_matches('\r'))));
        }
        out.push_str("</w:r>");
    }
}

/// List 1 has bullets; each numbered list has a definition of its own, so that it begins at 1.
fn numbering(document: &Document) -> String {
    let is_numbered = |block: &&Block| matches!(block, Block::List { kind: ListKind::Numbers, .. });
    let lists = document.blocks.iter().filter(is_numbered).count();
    let level = |id: usize, format: &str, text: &str| {
        format!(
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
             <w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/>\
             <w:pPr><w:ind w:left=\"1060\" w:hanging=\"420\"/></w:pPr></w:lvl></w:abstractNum>"
        )
    };
    let mut out = format!("<w:numbering {NAMESPACES}>");
    out.push_str(&level(0, "bullet", "•"));
    out.push_str(&level(1, "decimal", "%1."));
    out.push_str("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
    for list in 0..lists {
        out.push_str(&format!(
            "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\">\
             <w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>",
            list + 2
        ));
    }
    out.push_str("</w:numbering>");
    out
}

fn core(title: &str) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escape(title)
    )
}
