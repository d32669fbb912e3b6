//! Word files: A4 with the margins of official documents, a page number at the foot, tables with
//! borders and repeated head rows.

use super::package::{escape, pack};
use super::{Align, Block, Document, ListKind, Table, WriteError};

/// Width between the margins, in twentieths of a point.
const TEXT_WIDTH: usize = 8845;
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// Writes a Word file.
///
/// # Errors
/// [`WriteError`] if it grows beyond what the format can hold.
pub fn to_docx(document: &Document) -> Result<Vec<u8>, WriteError> {
    let part = |name: &str, content: String| (name.to_owned(), content);
    pack(&[
        part("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        part("_rels/.rels", ROOT_RELATIONS.to_owned()),
        part("word/_rels/document.xml.rels", RELATIONS.to_owned()),
        part("word/styles.xml", STYLES.replace("NS", NAMESPACES)),
        part("word/numbering.xml", numbering(document)),
        part("word/footer1.xml", FOOTER.replace("NS", NAMESPACES)),
        part("docProps/core.xml", core(&document.title)),
        part("word/document.xml", body(document)),
    ])
}

fn body(document: &Document) -> String {
    let mut out = format!("<w:document {NAMESPACES}><w:body>");
    if !document.title.is_empty() {
        paragraph("Title", "", &document.title, &mut out);
    }
    let mut number_lists = 0;
    for block in &document.blocks {
        write_block(block, &mut number_lists, &mut out);
    }
    out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" \
         w:footer=\"1400\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    out
}

fn write_block(block: &Block, number_lists: &mut usize, out: &mut String) {
    match block {
        Block::Heading { level, text } => paragraph(&format!("Heading{}", level.clamp(&1, &3)), "", text, out),
        Block::Paragraph { text, align } => {
            let (style, extra) = match align {
                Align::Body => ("BodyText", ""),
                Align::Left => ("Normal", ""),
                Align::Center => ("Normal", "<w:jc w:val=\"center\"/>"),
                Align::Right => ("Normal", "<w:jc w:val=\"right\"/>"),
            };
            paragraph(style, extra, text, out);
        }
        Block::Table(table) => write_table(table, out),
        Block::List { kind, items } => {
            *number_lists += usize::from(*kind == ListKind::Numbers);
            let list = if *kind == ListKind::Numbers { *number_lists + 1 } else { 1 };
            let extra = format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>");
            for item in items {
                paragraph("ListParagraph", &extra, item, out);
            }
        }
        Block::PageBreak => out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
    }
}

fn paragraph(style: &str, extra: &str, text: &str, out: &mut String) {
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{extra}</w:pPr>"));
    runs(text, out);
    out.push_str("</w:p>");
}

/// A run for each line of the text.
fn runs(text: &str, out: &mut String) {
    for (at, line) in text.split('\n').enumerate() {
        out.push_str("<w:r>");
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

fn write_table(table: &Table, out: &mut String) {
    if !table.name.is_empty() {
        paragraph("Caption", "", &table.name, out);
    }
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0).max(table.head.len()).max(1);
    let width = TEXT_WIDTH / columns;
    out.push_str(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/></w:tblPr><w:tblGrid>",
    );
    out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>").repeat(columns));
    out.push_str("</w:tblGrid>");
    if !table.head.is_empty() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        let head = table.head.iter().map(String::as_str);
        cells(head.map(str::to_owned), "TableHead", columns, width, out);
    }
    for row in &table.rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        cells(row.iter().map(super::Cell::to_text), "TableText", columns, width, out);
    }
    // Word joins tables that follow each other without a paragraph between them.
    out.push_str("</w:tbl><w:p/>");
}

fn cells(texts: impl Iterator<Item = String>, style: &str, columns: usize, width: usize, out: &mut String) {
    for text in texts.chain(std::iter::repeat(String::new())).take(columns) {
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
        paragraph(style, "", &text, out);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
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

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/numbering.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>\
<Override PartName=\"/word/footer1.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
<Override PartName=\"/docProps/core.xml\" \
ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

const ROOT_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" \
Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
Target=\"docProps/core.xml\"/></Relationships>";

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" \
Target=\"numbering.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" \
Target=\"footer1.xml\"/></Relationships>";

/// Page number between dashes, as official documents have it.
const FOOTER: &str = "<w:ftr NS><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>\
<w:r><w:t xml:space=\"preserve\">— </w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>";

/// Sizes are in half points: 32 is 三号, 44 is 二号.
const STYLES: &str = "<w:styles NS><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\"/>\
<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>\
<w:pPrDefault><w:pPr><w:spacing w:line=\"560\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:spacing w:after=\"560\" w:line=\"640\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr>\
<w:rPr><w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:sz w:val=\"44\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:ind w:firstLineChars=\"200\"/><w:outlineLvl w:val=\"0\"/></w:pPr>\
<w:rPr><w:rFonts w:eastAsia=\"黑体\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:ind w:firstLineChars=\"200\"/><w:outlineLvl w:val=\"1\"/></w:pPr>\
<w:rPr><w:rFonts w:eastAsia=\"楷体_GB2312\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading3\"><w:name w:val=\"heading 3\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:ind w:firstLineChars=\"200\"/><w:outlineLvl w:val=\"2\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"BodyText\"><w:name w:val=\"Body Text\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:ind w:firstLineChars=\"200\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"ListParagraph\"><w:name w:val=\"List Paragraph\"/>\
<w:basedOn w:val=\"Normal\"/></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:keepNext/><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:rFonts w:eastAsia=\"黑体\"/><w:sz w:val=\"28\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"TableText\"><w:name w:val=\"Table Text\"/><w:basedOn w:val=\"Normal\"/>\
<w:pPr><w:spacing w:line=\"240\" w:lineRule=\"auto\"/></w:pPr><w:rPr><w:sz w:val=\"21\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"TableHead\"><w:name w:val=\"Table Head\"/><w:basedOn w:val=\"TableText\"/>\
<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:rFonts w:eastAsia=\"黑体\"/></w:rPr></w:style>\
<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>\
<w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/>\
<w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/>\
</w:tblBorders></w:tblPr></w:style></w:styles>";
