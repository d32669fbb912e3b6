//! The published annual reports: the list by year, each report as a page of real tables, its files, and the figures of
//! all agencies and years as one table and as data.

use app::context::tag;
use app::item::public::{PageNo, PlatformList};
use app::report::{OutputForm, PublicLine, PublicReport, due_sentence, figures_table, list_published, published};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use documents::write::{Cell, to_csv};
use domain::report::workflow::Coverage;
use domain::report::{Column, Row, Table};
use domain::time::Moment;
use minijinja::Value;
use serde_json::json;

use super::files::file_headers;
use super::platform::{head, platform};
use super::section::Paged;
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Article, Portal};
use crate::portal::views::{EntryView, Link, Pager};
use crate::templates::context;

const PATH: &str = "/gov-info/annual-reports";
pub const FIGURES: &str = "/gov-info/annual-reports/figures";
const COLUMN: &str = "信息公开年报";

/// `GET /gov-info/annual-reports`
pub async fn index(portal: Portal, Query(asked): Query<Paged>) -> Result<Response, WebError> {
    let page = portal.page_no(asked.page.as_deref()).ok_or_else(WebError::not_found)?;
    portal.kept(format!("page={page:?}"), || render_index(&portal, page)).await
}

async fn render_index(portal: &Portal, at: PageNo) -> Result<Page, WebError> {
    let app = portal.web.app();
    let own = portal.own_agency();
    let found = app::item::public::platform_list(app, PlatformList::AnnualReports, own, at).await?;
    let found = found.ok_or_else(WebError::not_found)?;
    let lines = if at.is_first() { list_published(app, own).await? } else { Vec::new() };
    let lead = format!("历年政府信息公开工作年度报告。{}", due_sentence(&app.settings().report_days(), "公布"));
    let values = context! {
        gov_info => platform(portal, PATH),
        list_lead => lead,
        years => by_year(portal, &lines),
        figures_url => (!lines.is_empty()).then(|| portal.url(FIGURES)),
        items => EntryView::all(portal, &found.entries),
        pager => Pager::of_list(portal, at, &found, PATH),
    };
    let head = head(portal, "政府信息公开年报", PATH, &lead, COLUMN);
    let tags = vec![tag::LISTS.to_string(), tag::REPORTS.to_string()];
    portal.page("annual_reports.html", &head, values, portal.list_tags(at, tags, &found.entries))
}

/// The path of a report's page.
pub fn path_of(portal: &Portal, line: &PublicLine) -> String {
    let usual = app::report::coverage_of(&portal.directory, line.agency);
    let tail = if line.coverage == usual { String::new() } else { format!("-{}", line.coverage) };
    format!("{PATH}/{}/{}{tail}", line.slug, line.year)
}

/// The address of a report within this site.
fn url_of(portal: &Portal, line: &PublicLine) -> String {
    portal.url(&path_of(portal, line))
}

/// The newest reports as lines of a block.
pub async fn newest(portal: &Portal, agency: Option<i64>, most: usize) -> Result<Vec<EntryView>, WebError> {
    let lines = list_published(portal.web.app(), agency).await?;
    let entry = |line: &PublicLine| EntryView {
        id: 0,
        url: url_of(portal, line),
        title: line.title(),
        date: Moment(line.published_at).date().to_string(),
        agency: line.name.clone(),
        summary: String::new(),
        validity: None,
        explained: None,
    };
    Ok(lines.iter().take(most).map(entry).collect())
}

/// What a report covers is said where the year has another one of the same agency.
fn label_of(line: &PublicLine, all: &[PublicLine]) -> String {
    let is_other = |other: &&PublicLine| other.coverage != line.coverage;
    let of_year = all.iter().filter(|other| other.agency == line.agency && other.year == line.year);
    match (of_year.filter(is_other).count(), line.coverage) {
        (0, _) => line.name.clone(),
        (_, Coverage::Own) => format!("{}（本机关）", line.name),
        (..) => format!("{}（含所属各机关）", line.name),
    }
}

/// Reports in groups by year, newest first.
fn by_year(portal: &Portal, lines: &[PublicLine]) -> Vec<Value> {
    lines
        .chunk_by(|one, other| one.year == other.year)
        .map(|group| {
            let year = group.first().map(|line| line.year);
            let links: Vec<Link> =
                group.iter().map(|line| Link::new(label_of(line, lines), url_of(portal, line))).collect();
            context! { year, links }
        })
        .collect()
}

/// The year and what the report covers, as in the address: `2025`, `2025-own`.
fn read_year(text: &str) -> Option<(i32, Option<Coverage>)> {
    match text.split_once('-') {
        Some((year, coverage)) => Some((year.parse().ok()?, Some(Coverage::parse(coverage)?))),
        None => Some((text.parse().ok()?, None)),
    }
}

async fn find(portal: &Portal, slug: &str, year: &str) -> Result<PublicReport, WebError> {
    let (year, coverage) = read_year(year).ok_or_else(WebError::not_found)?;
    let found = published(portal.web.app(), slug, year, coverage).await?.ok_or_else(WebError::not_found)?;
    if portal.own_agency().is_some_and(|own| own != found.line.agency) {
        return Err(WebError::not_found());
    }
    Ok(found)
}

/// `GET /gov-info/annual-reports/{agency}/{year}`
pub async fn show(portal: Portal, Path((slug, year)): Path<(String, String)>) -> Result<Response, WebError> {
    portal.kept(String::new(), || render(&portal, &slug, &year)).await
}

async fn render(portal: &Portal, slug: &str, year: &str) -> Result<Page, WebError> {
    let PublicReport { line, printed } = find(portal, slug, year).await?;
    let own = url_of(portal, &line);
    let path = format!("{PATH}/{slug}/{year}");
    let downloads: Vec<Link> =
        OutputForm::ALL.iter().map(|form| Link::new(form.label(), format!("{own}/report.{form}"))).collect();
    let others: Vec<Link> = list_published(portal.web.app(), Some(line.agency))
        .await?
        .iter()
        .filter(|other| other.coverage == line.coverage)
        .map(|other| Link::new(format!("{} 年", other.year), url_of(portal, other)).current(other.year == line.year))
        .collect();
    let charts: Vec<String> = printed.charts.iter().map(documents::write::chart::Chart::to_svg).collect();
    let report = context! {
        html => framed(&below_the_page(printed.fragment())),
        charts,
        downloads,
        years => others,
        published_on => Moment(line.published_at).date().to_string(),
        version => line.version,
        public_note => line.public_note,
    };
    let title = printed.title();
    let mut head =
        head(portal, &title, &path, &format!("{title}，含主动公开、依申请公开、行政复议和行政诉讼情况。"), COLUMN);
    head.above.push(Link::new("政府信息公开年报", portal.url(PATH)));
    head.article = Some(Article {
        title,
        published_at: Moment(line.published_at).display_minute(),
        source: line.name.clone(),
        keywords: "政府信息公开工作年度报告".to_string(),
        ..Article::default()
    });
    let values = context! { gov_info => platform(portal, PATH), report };
    portal.page("annual_report.html", &head, values, vec![tag::REPORTS.to_string()])
}

/// The headings of a document one step lower: the page has its own at the top.
fn below_the_page(html: String) -> String {
    (1..=4).rev().fold(html, |html, level| {
        let [open, close] = ["<h", "</h"].map(|tag| format!("{tag}{level}>"));
        let [lower, end] = ["<h", "</h"].map(|tag| format!("{tag}{}>", level + 1));
        html.replace(&open, &lower).replace(&close, &end)
    })
}

/// The tables in boxes that scroll on a narrow screen and can be reached by the keyboard.
fn framed(html: &str) -> String {
    let mut framed = String::with_capacity(html.len() + 600);
    let mut pieces = html.split("<table>");
    framed.push_str(pieces.next().unwrap_or_default());
    for (piece, table) in pieces.zip(Table::ALL) {
        framed.push_str(&format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"grid\">",
            table.label()
        ));
        framed.push_str(&piece.replace("</table>", "</table></div>"));
    }
    framed
}

/// `GET /gov-info/annual-reports/{agency}/{year}/{file}`
pub async fn file(
    portal: Portal,
    Path((slug, year, file)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let form = file.strip_prefix("report.").and_then(OutputForm::parse).ok_or_else(WebError::not_found)?;
    portal.kept(String::new(), || render_file(&portal, &slug, &year, form)).await
}

async fn render_file(portal: &Portal, slug: &str, year: &str, form: OutputForm) -> Result<Page, WebError> {
    let found = find(portal, slug, year).await?;
    let app = portal.web.app().clone();
    let bytes = tokio::task::spawn_blocking(move || found.printed.to_bytes(&app, form))
        .await
        .map_err(|error| WebError::internal(error.to_string()))??;
    let headers = file_headers(&format!("{slug}-{year}.{form}"), form.media_type());
    Ok(portal.made(form.media_type(), bytes, vec![tag::REPORTS.to_string()]).with(headers))
}

/// What the table on the page shows of each report.
const SHOWN: [(&str, Row, Column); 6] = [
    ("新收申请", Row::Received, Column::C7),
    ("上年结转", Row::CarriedIn, Column::C7),
    ("办结", Row::Closed, Column::C7),
    ("结转下年度", Row::CarriedOut, Column::C7),
    ("行政复议", Row::Reconsideration, Column::C5),
    ("未经复议直接起诉", Row::LitigationDirect, Column::C5),
];

/// `GET /gov-info/annual-reports/figures`
pub async fn figures(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_figures(&portal)).await
}

async fn render_figures(portal: &Portal) -> Result<Page, WebError> {
    let app = portal.web.app();
    let lines = list_published(app, None).await?;
    let totals = app::report::totals(app).await?;
    let rows: Vec<Value> = lines
        .iter()
        .filter(|line| portal.own_agency().is_none_or(|own| own == line.agency))
        .map(|line| {
            let own = totals.iter().find(|(known, _)| known == line).map(|(_, report)| report);
            let cells: Vec<String> = SHOWN
                .iter()
                .map(|(_, row, column)| own.and_then(|own| own.number(*row, *column)))
                .map(|number| number.map_or_else(|| "—".to_string(), |number| number.to_string()))
                .collect();
            context! { label => label_of(line, &lines), url => url_of(portal, line), year => line.year, cells }
        })
        .collect();
    let path = FIGURES;
    let lead = "各机关历年年度报告的全部数据，可以下载后核对和分析。金额以元为单位。";
    let values = context! {
        gov_info => platform(portal, PATH),
        heads => SHOWN.map(|(label, ..)| label),
        rows,
        lead,
        downloads => [
            Link::new("全部数据（CSV）", portal.url(&format!("{path}.csv"))),
            Link::new("全部数据（JSON）", portal.url(&format!("{path}.json"))),
        ],
    };
    let mut head = head(portal, "年度报告数据", path, lead, COLUMN);
    head.above.push(Link::new("政府信息公开年报", portal.url(PATH)));
    portal.page("annual_figures.html", &head, values, vec![tag::REPORTS.to_string()])
}

/// `GET /gov-info/annual-reports/figures.csv`
pub async fn figures_csv(portal: Portal) -> Result<Response, WebError> {
    let attached = HeaderValue::from_static("attachment; filename=\"annual-reports.csv\"");
    let headers = HeaderMap::from_iter([(header::CONTENT_DISPOSITION, attached)]);
    let render = async || Ok(render_data(&portal, "text/csv; charset=utf-8").await?.with(headers));
    portal.kept(String::new(), render).await
}

/// `GET /gov-info/annual-reports/figures.json`
pub async fn figures_json(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_data(&portal, "application/json")).await
}

async fn render_data(portal: &Portal, media_type: &'static str) -> Result<Page, WebError> {
    let table = figures_table(portal.web.app()).await?;
    let bytes = if media_type == "application/json" {
        let text = |cell: Option<&Cell>| match cell {
            Some(Cell::Text(text)) => json!(text),
            Some(Cell::Number(number)) => json!(number),
            Some(Cell::Empty) | None => serde_json::Value::Null,
        };
        let names = ["agency", "year", "coverage", "table", "name", "cell", "value"];
        let rows = table.rows.iter().map(|row| {
            let pairs = names.iter().enumerate().map(|(at, name)| ((*name).to_string(), text(row.get(at))));
            serde_json::Value::Object(pairs.collect())
        });
        serde_json::Value::Array(rows.collect()).to_string().into_bytes()
    } else {
        to_csv(&table)
    };
    Ok(portal.made(media_type, bytes, vec![tag::REPORTS.to_string()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_an_address_may_say_what_is_covered() {
        assert_eq!(read_year("2025"), Some((2025, None)));
        assert_eq!(read_year("2025-own"), Some((2025, Some(Coverage::Own))));
        assert_eq!(read_year("2025-all"), None);
        assert_eq!(read_year("x"), None);
    }

    #[test]
    fn every_table_gets_its_box() {
        let framed = framed("<h2>二</h2><table>\n1</table>\n<table>\n2</table>\n<table>\n3</table>");
        assert_eq!(framed.matches("<div class=\"scroll\"").count(), 3);
        assert_eq!(framed.matches("</table></div>").count(), 3);
    }
}
