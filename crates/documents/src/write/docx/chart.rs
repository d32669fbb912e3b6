//! Charts in a Word file, as charts of Word itself: their numbers stand in a part of their own and can be restyled there.
//! No workbook lies behind them. What they show is `write::chart`'s.

use crate::write::chart::{Chart, color};
use crate::write::package::escape;

/// Width of a chart on the page, in EMU: 155 mm of the text's 156.
const WIDTH: usize = 5_580_000;
/// Height of title and legend, of a bar, and between groups of bars, in EMU.
const HEAD: usize = 720_000;
const BAR: usize = 200_000;
const BETWEEN: usize = 130_000;
const CHART: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// The part that holds the chart of this number, counted from 1.
pub(super) fn part_name(number: usize) -> String {
    format!("word/charts/chart{number}.xml")
}

/// Its entry in the content types.
pub(super) fn content_type(number: usize) -> String {
    format!(
        "<Override PartName=\"/{}\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>",
        part_name(number)
    )
}

/// Its entry in the relations of the text.
pub(super) fn relation(number: usize) -> String {
    format!(
        "<Relationship Id=\"rIdChart{number}\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart\" \
         Target=\"charts/chart{number}.xml\"/>"
    )
}

/// The paragraph that shows it, with its numbers in words for who cannot see it.
pub(super) fn write(chart: &Chart, number: usize, out: &mut String) {
    let bars = chart.points.len() * chart.series.len().max(1);
    let height = HEAD + bars * BAR + chart.points.len() * BETWEEN;
    out.push_str(&format!(
        "<w:p><w:pPr><w:keepLines/><w:spacing w:before=\"240\" w:after=\"240\" w:line=\"240\" \
         w:lineRule=\"auto\"/><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing>\
         <wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" \
         distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{WIDTH}\" cy=\"{height}\"/>\
         <wp:docPr id=\"{number}\" name=\"{}\" descr=\"{}\"/><wp:cNvGraphicFramePr/>\
         <a:graphic xmlns:a=\"{DRAWING}\"><a:graphicData uri=\"{CHART}\">\
         <c:chart xmlns:c=\"{CHART}\" r:id=\"rIdChart{number}\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
        escape(&chart.title),
        escape(&chart.described())
    ));
}

/// The part itself: bars lying, the first group on top, each with its number.
pub(super) fn part(chart: &Chart) -> String {
    let title = escape(&format!("{}（{}）", chart.title, chart.unit));
    let series: String = (0..chart.series.len()).map(|at| one_series(chart, at)).collect();
    let legend =
        if chart.series.len() > 1 { "<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/></c:legend>" } else { "" };
    format!(
        "<c:chartSpace xmlns:c=\"{CHART}\" xmlns:a=\"{DRAWING}\"><c:roundedCorners val=\"0\"/><c:chart><c:title><c:tx>\
         <c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1200\" b=\"1\"/></a:pPr><a:r><a:rPr lang=\"zh-CN\" sz=\"1200\" \
         b=\"1\"/><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"0\"/></c:title>\
         <c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/><c:barChart><c:barDir val=\"bar\"/>\
         <c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{series}<c:gapWidth val=\"60\"/><c:axId val=\"1\"/>\
         <c:axId val=\"2\"/></c:barChart><c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"maxMin\"/>\
         </c:scaling><c:delete val=\"0\"/><c:axPos val=\"l\"/><c:majorTickMark val=\"none\"/>\
         <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/><c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/>\
         <c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"1\"/></c:catAx>\
         <c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/><c:min val=\"0\"/></c:scaling>\
         <c:delete val=\"1\"/><c:axPos val=\"t\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/>\
         <c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"none\"/>\
         <c:crossAx val=\"1\"/><c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/></c:valAx></c:plotArea>\
         {legend}<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart></c:chartSpace>"
    )
}

fn one_series(chart: &Chart, at: usize) -> String {
    let name = escape(chart.series.get(at).map_or("", String::as_str));
    let count = chart.points.len();
    let labels: String = (0..)
        .zip(&chart.points)
        .map(|(row, (label, _)): (usize, _)| format!("<c:pt idx=\"{row}\"><c:v>{}</c:v></c:pt>", escape(label)))
        .collect();
    // What is not known has no point, and so no bar and no number.
    let numbers: String = (0..)
        .zip(&chart.points)
        .filter_map(|(row, (_, numbers)): (usize, _)| Some((row, (*numbers.get(at)?)?)))
        .map(|(row, number)| format!("<c:pt idx=\"{row}\"><c:v>{number}</c:v></c:pt>"))
        .collect();
    format!(
        "<c:ser><c:idx val=\"{at}\"/><c:order val=\"{at}\"/><c:tx><c:v>{name}</c:v></c:tx><c:spPr><a:solidFill>\
         <a:srgbClr val=\"{}\"/></a:solidFill></c:spPr><c:invertIfNegative val=\"0\"/><c:dLbls>\
         <c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/>\
         <c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls><c:cat><c:strLit><c:ptCount val=\"{count}\"/>\
         {labels}</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{count}\"/>\
         {numbers}</c:numLit></c:val></c:ser>",
        color(at).trim_start_matches('#')
    )
}
