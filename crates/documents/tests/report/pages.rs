//! Reports drawn as pages and flattened texts.

use domain::report::Table;

use super::figures::{Dice, Figures};
use super::layout::{Grid, Style, Words, filled, grids, once};

/// How the tables of a page are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// A cell a line, as copied from a browser.
    CellALine,
    /// The same, table 3 broken over two pages with its heads printed again.
    CellALineBroken,
    /// A cell a line with a blank line behind each.
    CellALineSpaced,
    /// `a|b|c`
    Bars,
    /// `| a | b | c |`, merged cells as blank ones.
    FramedBars,
    /// `a | b | c |`, rows filled up behind with bars as wide as the widest: `a | |||`.
    ClosingBars,
    /// `| a | b | c |`, rows filled up behind: `| a | |||`.
    FramedClosingBars,
    /// `a |` a line, each row filled up behind.
    CellBar,
    /// The same, each row begun with a bar.
    BarredRows,
    /// A cell a line, its bar on the next one.
    BarALine,
    Tabs,
    /// Tabs, merged cells as blank ones.
    FilledTabs,
    Blanks,
    /// Real tables with spans.
    Html,
    /// Real tables without spans, merged cells as blank ones.
    HtmlFilled,
    /// Real tables without spans, merged cells once.
    HtmlOnce,
    /// As Word saves them.
    HtmlWord,
    /// Within tables that lay out the page, tables broken over pages.
    HtmlNested,
    /// Each cell a block of its own, no tables at all.
    HtmlBlocks,
    /// Flattened text in a `<pre>`.
    HtmlPre,
    /// Sections nested below headings of their own, tables with captions, heads and groups of rows.
    HtmlHeaded,
}

pub const PAGES: &[Page] = &[
    Page::CellALine,
    Page::CellALineBroken,
    Page::CellALineSpaced,
    Page::Bars,
    Page::FramedBars,
    Page::ClosingBars,
    Page::FramedClosingBars,
    Page::CellBar,
    Page::BarredRows,
    Page::BarALine,
    Page::Tabs,
    Page::FilledTabs,
    Page::Blanks,
    Page::Html,
    Page::HtmlFilled,
    Page::HtmlOnce,
    Page::HtmlWord,
    Page::HtmlNested,
    Page::HtmlBlocks,
    Page::HtmlPre,
    Page::HtmlHeaded,
];

impl Page {
    /// Blank cells do not show, or blanks part cells.
    pub fn is_tight(self) -> bool {
        matches!(self, Self::Blanks | Self::CellALineSpaced | Self::HtmlBlocks)
    }

    pub fn is_html(self) -> bool {
        matches!(
            self,
            Self::Html
                | Self::HtmlFilled
                | Self::HtmlOnce
                | Self::HtmlWord
                | Self::HtmlNested
                | Self::HtmlBlocks
                | Self::HtmlPre
                | Self::HtmlHeaded
        )
    }
}

const HEADS: [&str; 6] = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

/// The page of a report with right prose.
pub fn page(figures: &Figures, style: &Style, page: Page, dice: &mut Dice) -> String {
    let words = Words::of(figures, dice);
    page_with(figures, style, page, &words, |_, grid| grid, dice)
}

/// The page of a report whose grids were changed.
pub fn page_with(
    figures: &Figures,
    style: &Style,
    page: Page,
    words: &Words,
    change: impl Fn(Table, Grid) -> Grid,
    dice: &mut Dice,
) -> String {
    let mut parts: Vec<String> = Vec::new();
    let text = |text: &str| {
        if page.is_html() && page != Page::HtmlPre { format!("<p>　　{text}</p>") } else { format!("　　{text}") }
    };
    let headed = |level: u8, words: &str| match page {
        Page::HtmlHeaded => {
            format!("<h{level} class=\"bt\"><strong><a name=\"_Toc{level}\"></a>{words}</strong></h{level}>")
        }
        _ => text(words),
    };
    let title = format!("{}{}年政府信息公开工作年度报告", figures.agency, figures.year);
    let noise = dice.chance(60);
    if noise {
        parts.push(text("当前位置：首页 > 政府信息公开 > 政府信息公开年报"));
        parts.push(text("行政许可"));
        parts.push(text("行政处罚"));
        parts.push(text(&format!("发布日期：{}-01-28 浏览次数：1024", figures.year + 1)));
    }
    parts.push(headed(1, &title));
    parts.push(headed(2, HEADS[0]));
    parts.extend(words.overview.iter().map(|line| text(line)));
    for (at, (table, grid)) in grids(figures, style).into_iter().enumerate() {
        parts.push(headed(2, HEADS[at + 1]));
        if page == Page::HtmlHeaded {
            parts.push(headed(3, "（一）基本情况"));
            parts.push(headed(4, "1.数据统计表"));
        }
        if dice.chance(40) {
            parts.push(text("下表数据截至本年12月31日，由各科室提供并经核对。"));
        }
        parts.push(table_text(&change(table, grid), page, table));
        if dice.chance(40) {
            parts.push(text("注：以上数据按照规定的口径统计。"));
        }
    }
    parts.push(headed(2, HEADS[4]));
    parts.push(text("一是公开内容不够全面，二是解读形式单一。下一步将加强培训12次以上。"));
    parts.push(headed(2, HEADS[5]));
    parts.extend(words.other.iter().map(|line| text(line)));
    if dice.chance(50) {
        parts.push(fee_table(page));
    }
    let body = parts.join("\n");
    match page {
        Page::HtmlNested => format!(
            "<!DOCTYPE html><html><head><title>{title}_云溪市</title><style>td{{color:red}}</style></head><body><table><tr>\
             <td><ul><li>首页</li><li>行政强制</li></ul></td><td><table><tr><td>{body}</td></tr></table></td></tr></table>\
             <script>var a='<td>1</td>';</script></body></html>"
        ),
        Page::HtmlPre => format!("<html><body><pre>{body}</pre></body></html>"),
        page if page.is_html() => {
            format!("<html><head><title>{title}</title></head><body><div>{body}</div></body></html>")
        }
        _ => body,
    }
}

fn fee_table(page: Page) -> String {
    let rows = [["收费项目", "件数", "金额（元）"], ["信息处理费", "0", "0"]];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    if page.is_html() && page != Page::HtmlPre {
        let row = |row: &Vec<String>| {
            format!("<tr>{}</tr>", row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>())
        };
        return format!("<table>{}</table>", rows.iter().map(row).collect::<String>());
    }
    rows.iter().map(|row| row.join(if page == Page::CellALine { "\n" } else { " " })).collect::<Vec<_>>().join("\n")
}

fn joined(rows: Vec<Vec<String>>, separator: &str, before: &str, behind: &str) -> String {
    rows.iter().map(|row| format!("{before}{}{behind}", row.join(separator))).collect::<Vec<_>>().join("\n")
}

/// Rows as a converter of web pages leaves them: each cell once, then as many bars as cells are wanting.
fn barred(grid: &Grid, row: impl Fn(&[String], usize) -> String) -> String {
    let rows = once(grid);
    let width = grid.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap();
    rows.iter().map(|cells| row(cells, width.saturating_sub(cells.len()))).collect::<Vec<_>>().join("\n")
}

/// Over two pages, the head of the table printed again.
fn broken(grid: &Grid) -> (Grid, Grid) {
    let (first, second) = grid.split_at(grid.len() / 2);
    (first.to_vec(), grid[..3].iter().chain(second).cloned().collect())
}

fn closing(filling: usize) -> String {
    if filling > 0 { format!(" | {}", "|".repeat(filling)) } else { " |".to_owned() }
}

fn table_text(grid: &Grid, page: Page, table: Table) -> String {
    match page {
        Page::CellALineBroken if table == Table::Requests => {
            let (first, second) = broken(grid);
            format!("{}\n- 3 -\n{}", joined(once(&first), "\n", "", ""), joined(once(&second), "\n", "", ""))
        }
        Page::CellALine | Page::CellALineBroken | Page::HtmlPre => joined(once(grid), "\n", "", ""),
        Page::CellALineSpaced => joined(once(grid), "\n\n", "", "\n"),
        Page::Bars => joined(once(grid), "|", "", ""),
        Page::FramedBars => joined(filled(grid), " | ", "| ", " |"),
        Page::ClosingBars => barred(grid, |row, filling| {
            format!("{}{}", row.iter().map(|cell| format!("{cell} | ")).collect::<String>(), "|".repeat(filling))
        }),
        Page::FramedClosingBars => barred(grid, |row, filling| {
            format!("| {}{}", row.iter().map(|cell| format!("{cell} | ")).collect::<String>(), "|".repeat(filling))
        }),
        Page::CellBar => barred(grid, |row, filling| format!("{}{}", row.join(" |\n"), closing(filling))),
        Page::BarredRows => barred(grid, |row, filling| format!("|\n{}{}", row.join(" |\n"), closing(filling))),
        Page::BarALine => barred(grid, |row, filling| {
            let cells: Vec<&str> =
                row.iter().flat_map(|cell| [cell.as_str(), "|"]).filter(|line| !line.is_empty()).collect();
            format!("{}\n{}", cells.join("\n"), "|".repeat(filling + 1))
        }),
        Page::Tabs => joined(once(grid), "\t", "", ""),
        Page::FilledTabs => joined(filled(grid), "\t", "", ""),
        Page::Blanks => joined(once(grid), " ", "", ""),
        Page::Html => html(grid, &spanned),
        Page::HtmlNested if table == Table::Requests => {
            let (first, second) = broken(grid);
            format!("{}<p>第 2 页</p>{}", html(&first, &spanned), html(&second, &spanned))
        }
        Page::HtmlNested => html(grid, &spanned),
        Page::HtmlFilled => plain_html(filled(grid)),
        Page::HtmlOnce => plain_html(once(grid)),
        Page::HtmlWord => html(grid, &word),
        Page::HtmlHeaded => {
            let rows: Vec<String> =
                grid.iter().map(|row| format!("<tr>{}</tr>", row.iter().map(spanned).collect::<String>())).collect();
            let (head, body) = rows.split_at(rows.len().min(2));
            format!(
                "<table summary=\"数据\"><caption>附表（单位：件）</caption><colgroup><col width=\"64\"></colgroup><thead>{}</thead><tbody>{}</tbody></table>",
                head.concat(),
                body.concat()
            )
        }
        Page::HtmlBlocks => once(grid).concat().iter().map(|cell| format!("<div><span>{cell}</span></div>")).collect(),
    }
}

fn html(grid: &Grid, cell: &dyn Fn(&super::layout::GridCell) -> String) -> String {
    let row = |row: &Vec<super::layout::GridCell>| format!("<tr>\n{}</tr>\n", row.iter().map(cell).collect::<String>());
    format!("<table border=\"1\"><tbody>{}</tbody></table>", grid.iter().map(row).collect::<String>())
}

fn spans(cell: &super::layout::GridCell) -> String {
    let mut spans = String::new();
    if cell.columns > 1 {
        spans.push_str(&format!(" colspan=\"{}\"", cell.columns));
    }
    if cell.rows > 1 {
        spans.push_str(&format!(" rowspan={}", cell.rows));
    }
    spans
}

fn spanned(cell: &super::layout::GridCell) -> String {
    format!("<td{}>{}</td>\n", spans(cell), cell.text.replace('\u{a0}', "&nbsp;"))
}

/// Paragraphs, spans that part words, and the empty element that Word leaves in empty cells.
fn word(cell: &super::layout::GridCell) -> String {
    let chars: Vec<char> = cell.text.chars().collect();
    let inner = if cell.text.trim().is_empty() {
        "<o:p>&nbsp;</o:p>".to_owned()
    } else if chars.len() > 4 && !chars[0].is_numeric() {
        let (first, last) = chars.split_at(chars.len() / 2);
        format!(
            "<span style='font-size:9pt'>{}</span><span lang=EN-US>{}<o:p></o:p></span>",
            first.iter().collect::<String>(),
            last.iter().collect::<String>()
        )
    } else {
        format!("<span lang=EN-US style='font-family:\"仿宋\"'>{}<o:p></o:p></span>", cell.text)
    };
    format!(
        "<td width=65 valign=top{} style='border:solid windowtext 1.0pt'>\n  <p class=MsoNormal align=center>{inner}</p>\n  </td>",
        spans(cell)
    )
}

fn plain_html(rows: Vec<Vec<String>>) -> String {
    let row = |row: &Vec<String>| {
        format!("<tr>{}</tr>", row.iter().map(|cell| format!("<td><p>{cell}</p></td>")).collect::<String>())
    };
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}
