//! The pages that offices make of the form: its three tables as grids with spans, and how a page writes labels, numbers
//! and cells. Pages are drawn from these in `pages`, office files in `office`.

use domain::report::{Column, Format, Row, Table};

use super::figures::{Dice, Figures};

/// A cell that begins in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    pub text: String,
    pub columns: usize,
    pub rows: usize,
}

pub type Grid = Vec<Vec<GridCell>>;

/// What is written where the figure is 0.
pub const ZEROS: &[&str] = &["0", "0", "", "\u{a0}", "/", "-", "无", "——", "０", "·", "…", "零"];

/// How a page writes.
#[derive(Debug, Clone)]
pub struct Style {
    pub zero: &'static str,
    pub full_width: bool,
    pub thousands: &'static str,
    /// `1.` or `1、` or `1．`.
    pub point: &'static str,
    pub plus: &'static str,
    pub minus: &'static str,
    pub count_unit: &'static str,
    pub money_unit: bool,
    pub remark: bool,
    /// A slip in each so many labels.
    pub slips: usize,
    pub split_heads: bool,
    /// 行政规范性文件 in the trial form, 规范性文件 in the later one.
    pub other_name: bool,
    pub one_other_row: bool,
    /// Long labels stand over two lines.
    pub split_labels: bool,
    pub instruction: bool,
}

impl Style {
    pub const PLAIN: Self = Self {
        zero: "0",
        full_width: false,
        thousands: "",
        point: ".",
        plus: "",
        minus: "-",
        count_unit: "",
        money_unit: false,
        remark: false,
        slips: 0,
        split_heads: false,
        other_name: false,
        one_other_row: false,
        split_labels: false,
        instruction: false,
    };

    /// `tight` pages part cells by blanks, so that no cell may be blank or hold one.
    pub fn random(dice: &mut Dice, tight: bool) -> Self {
        let zero = if tight { "0" } else { dice.pick(ZEROS) };
        let signs = [("+", "-"), ("", "-"), ("增", "减"), ("增加", "减少"), ("＋", "－")];
        let (plus, minus) = dice.pick(&signs);
        Self {
            zero,
            full_width: dice.chance(15),
            thousands: if tight { dice.pick(&["", ",", "，"]) } else { dice.pick(&["", "", ",", "，", " "]) },
            point: dice.pick(&[".", ".", "、", "．"]),
            plus,
            minus,
            count_unit: if dice.chance(15) { "件" } else { "" },
            money_unit: dice.chance(40),
            remark: !tight && dice.chance(15),
            slips: if dice.chance(30) { 5 } else { 0 },
            split_heads: !tight && dice.chance(30),
            other_name: dice.chance(20),
            one_other_row: dice.chance(15),
            split_labels: false,
            instruction: dice.chance(40),
        }
    }

    fn digits(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(self.thousands);
            }
            text.push(digit);
        }
        if self.full_width { text.chars().map(wide).collect() } else { text }
    }

    pub fn count(&self, number: i64) -> String {
        if number == 0 {
            return self.zero.to_owned();
        }
        let sign = if number < 0 { "-" } else { "" };
        format!("{sign}{}{}", self.digits(number.unsigned_abs()), self.count_unit)
    }

    fn change(&self, number: i64) -> String {
        if number == 0 {
            return self.zero.to_owned();
        }
        let sign = if number < 0 { self.minus } else { self.plus };
        format!("{sign}{}", self.digits(number.unsigned_abs()))
    }

    /// Money has its unit in the cell where the form does not name one.
    fn money(&self, number: i64, format: Format) -> String {
        match format {
            Format::Trial2019 => format!("{}.48亿元", self.digits(number.unsigned_abs())),
            Format::Current2021 if number == 0 => self.zero.to_owned(),
            Format::Current2021 if self.money_unit => format!("{}万元", self.digits(number.unsigned_abs())),
            Format::Current2021 => self.digits(number.unsigned_abs()),
        }
    }

    fn figure(&self, column: Column, number: i64, format: Format) -> String {
        match column {
            Column::Change => self.change(number),
            Column::Amount => self.money(number, format),
            _ => self.count(number),
        }
    }

    fn slip(&self, label: &str, at: usize) -> String {
        let chars: Vec<char> = label.chars().collect();
        if self.slips == 0 || !at.is_multiple_of(self.slips) || chars.len() < 6 {
            return label.to_owned();
        }
        let mut chars = chars;
        let middle = chars.len() / 2;
        chars[middle] = '某';
        chars.into_iter().collect()
    }

    fn split(&self, label: String) -> String {
        let chars: Vec<char> = label.chars().collect();
        if !self.split_labels || chars.len() < 8 {
            return label;
        }
        let (first, last) = chars.split_at(chars.len() / 2);
        format!("{}\n{}", first.iter().collect::<String>(), last.iter().collect::<String>())
    }

    fn head(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        if !self.split_heads || chars.len() > 6 {
            return text.to_owned();
        }
        let (first, last) = chars.split_at(chars.len() / 2);
        format!("{} {}", first.iter().collect::<String>(), last.iter().collect::<String>())
    }
}

fn wide(c: char) -> char {
    if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c }
}

fn cell(text: impl Into<String>, columns: usize, rows: usize) -> GridCell {
    GridCell { text: text.into(), columns, rows }
}

/// Table 2.
pub fn published(figures: &Figures, style: &Style) -> Grid {
    let mut grid = Grid::new();
    let mut group = "";
    for (row, numbers) in &figures.published {
        let form = figures.format.find_row(*row).unwrap();
        if form.group != group {
            group = form.group;
            grid.push(vec![cell(group, 4, 1)]);
            let mut heads = vec![cell("信息内容", 1, 1)];
            heads.extend(spread(form.titles.iter().map(|title| style.head(title)).collect()));
            grid.push(heads);
        }
        let label = match (style.other_name, *row, figures.format) {
            (true, Row::NormativeDocuments, Format::Trial2019) => "行政规范性文件",
            (true, Row::NormativeDocuments, Format::Current2021) => "规范性文件",
            _ => form.label,
        };
        let mut cells = vec![cell(label, 1, 1)];
        let texts = form.columns.iter().zip(numbers).map(|(c, n)| style.figure(*c, *n, figures.format));
        cells.extend(spread(texts.collect()));
        grid.push(cells);
    }
    grid
}

/// Cells over three columns.
fn spread(texts: Vec<String>) -> Vec<GridCell> {
    let count = texts.len();
    texts.into_iter().enumerate().map(|(at, text)| cell(text, if at + 1 == count { 4 - count } else { 1 }, 1)).collect()
}

/// Table 3.
pub fn requests(figures: &Figures, style: &Style) -> Grid {
    let columns = figures.format.find_row(Row::Received).unwrap().titles;
    let hint = if style.instruction {
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    } else {
        "办理情况"
    };
    let mut grid = vec![
        vec![cell(hint, 3, 3), cell("申请人情况", 7, 1)],
        vec![cell(style.head(columns[0]), 1, 2), cell("法人或其他组织", 5, 1), cell(style.head(columns[6]), 1, 2)],
        columns[1..6].iter().map(|title| cell(style.head(title), 1, 1)).collect(),
    ];
    let rows = shown_rows(figures, style);
    let handled = rows.len() - 3;
    let mut group = "";
    for (at, (row, numbers)) in rows.iter().enumerate() {
        let form = figures.format.find_row(*row).or_else(|| Format::Trial2019.find_row(*row)).unwrap();
        let number = form.number.replace('.', style.point);
        let label = format!("{number}{}", style.slip(form.label, at + 1));
        let label = style.split(label);
        let mut cells = Vec::new();
        let is_leaf = form.number.ends_with('.');
        match *row {
            Row::Received | Row::CarriedIn | Row::CarriedOut => cells.push(cell(label, 3, 1)),
            _ => {
                if *row == Row::Disclosed {
                    cells.push(cell("三、本年度办理结果", 1, handled));
                }
                if is_leaf && form.group != group {
                    group = form.group;
                    let inside = rows
                        .iter()
                        .filter(|(other, _)| figures.format.find_row(*other).is_some_and(|f| f.group == group));
                    cells.push(cell(group, 1, inside.count()));
                }
                cells.push(cell(label, if is_leaf { 1 } else { 2 }, 1));
            }
        }
        for (column, number) in numbers.iter().enumerate() {
            let mut text = style.count(*number);
            if style.remark && *number > 0 && (at + column).is_multiple_of(7) {
                text.push_str("（其中网上申请1件）");
            }
            cells.push(cell(text, 1, 1));
        }
        grid.push(cells);
    }
    grid
}

/// The rows as the page shows them: the three of 其他处理 may be one.
pub fn shown_rows(figures: &Figures, style: &Style) -> Vec<(Row, [i64; 7])> {
    if !style.one_other_row || figures.format == Format::Trial2019 {
        return figures.requests.clone();
    }
    let is_part = |row: Row| row.code().starts_with("r3.6");
    let mut sum = [0; 7];
    for (_, numbers) in figures.requests.iter().filter(|(row, _)| is_part(*row)) {
        for (total, number) in sum.iter_mut().zip(numbers) {
            *total += number;
        }
    }
    let mut rows: Vec<(Row, [i64; 7])> = figures.requests.iter().filter(|(row, _)| !is_part(*row)).copied().collect();
    let at = rows.iter().position(|(row, _)| *row == Row::Closed).unwrap();
    rows.insert(at, (Row::OtherHandling, sum));
    rows
}

/// Table 4.
pub fn disputes(figures: &Figures, style: &Style) -> Grid {
    let titles = figures.format.find_row(Row::Reconsideration).unwrap().titles;
    let heads = |rows: usize| titles.iter().map(move |title| cell(style.head(title), 1, rows));
    let mut second: Vec<GridCell> = heads(2).collect();
    second.extend([cell("未经复议直接起诉", 5, 1), cell("复议后起诉", 5, 1)]);
    vec![
        vec![cell("行政复议", 5, 1), cell("行政诉讼", 10, 1)],
        second,
        heads(1).chain(heads(1)).collect(),
        figures.disputes.iter().flatten().map(|number| cell(style.count(*number), 1, 1)).collect(),
    ]
}

/// What the prose of a report says, rightly.
pub struct Words {
    pub overview: Vec<String>,
    pub other: Vec<String>,
}

impl Words {
    pub fn of(figures: &Figures, dice: &mut Dice) -> Self {
        let (year, received) = (figures.year, figures.row(Row::Received)[6]);
        let (carried, closed, left) =
            (figures.row(Row::CarriedIn)[6], figures.row(Row::Closed)[6], figures.row(Row::CarriedOut)[6]);
        let sum: i64 = figures.categories.iter().map(|(_, count)| count).sum();
        let parts: Vec<String> = figures.categories.iter().map(|(name, count)| format!("{name}{count}条")).collect();
        let requests = match dice.below(3) {
            0 => format!(
                "{year}年，共收到政府信息公开申请{received}件，比上年增长12.5%，上年结转{carried}件，办结{closed}件，结转下年度继续办理{left}件。"
            ),
            1 => format!(
                "全年新收政府信息公开申请 {received} 件（其中网上申请1件），较上年减少3件。上年度结转{carried}件，已答复{closed}件，不予公开{}件。",
                figures.total("r3.3.")
            ),
            _ => format!(
                "{year}年1月1日至12月31日，受理公民、法人和其他组织政府信息公开申请{received}件，{}年收到申请{}件。",
                year - 1,
                received + 7
            ),
        };
        let [reviewed, direct, after] = figures.disputes.map(|block| block[4]);
        let suits = direct + after;
        let disputes = match dice.below(3) {
            0 if reviewed + suits > 0 => format!("因政府信息公开被申请行政复议和提起行政诉讼{}件。", reviewed + suits),
            1 => format!("全年发生政府信息公开行政复议{reviewed}件、行政诉讼{suits}件。"),
            _ => "依法做好行政复议、行政诉讼应对工作，上年发生行政诉讼99件。".to_owned(),
        };
        let overview = vec![
            format!("{year}年，我单位认真贯彻落实《中华人民共和国政府信息公开条例》，按照上级部署开展工作。"),
            format!("（一）主动公开。全年主动公开政府信息{sum}条，其中{}。", parts.join("、")),
            format!("（二）依申请公开。{requests}{disputes}"),
            "（三）政府信息管理。完善发布审核机制，办理建议提案12件，办结率100%。".to_owned(),
            "（四）平台建设。通过微信公众号发布信息321条，通过网站发布信息98条。".to_owned(),
            "（五）监督保障。举办培训2次，参加158人次。".to_owned(),
        ];
        let other = vec!["本年度按照《政府信息公开信息处理费管理办法》，没有收取信息处理费。".to_owned()];
        Self { overview, other }
    }
}

/// The form's tables in their order.
pub fn grids(figures: &Figures, style: &Style) -> [(Table, Grid); 3] {
    [
        (Table::Published, published(figures, style)),
        (Table::Requests, requests(figures, style)),
        (Table::Disputes, disputes(figures, style)),
    ]
}

/// The grid with a blank cell wherever a merged one covers.
pub fn filled(grid: &Grid) -> Vec<Vec<String>> {
    let width = grid.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max().unwrap();
    let mut covered = vec![vec![false; width]; grid.len()];
    let mut rows = vec![vec![String::new(); width]; grid.len()];
    for (line, row) in grid.iter().enumerate() {
        let mut column = 0;
        for cell in row {
            while column < width && covered[line][column] {
                column += 1;
            }
            rows[line][column] = cell.text.clone();
            for covered_row in covered.iter_mut().skip(line).take(cell.rows) {
                covered_row[column..(column + cell.columns).min(width)].fill(true);
            }
        }
    }
    rows
}

/// The cells that begin in each row, nothing else.
pub fn once(grid: &Grid) -> Vec<Vec<String>> {
    grid.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect()).collect()
}
