//! Reports with made-up figures that add up, from a seed, in both formats. What is planted wrong is planted by the tests.

use domain::report::{Column, Format, Row, Table};

/// A seeded source of numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF0)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// The figures of a report. Money is in units of the form: 万元 in the later format, 亿元 in the trial one.
#[derive(Debug, Clone)]
pub struct Figures {
    pub format: Format,
    pub year: i32,
    pub agency: String,
    pub published: Vec<(Row, Vec<i64>)>,
    pub requests: Vec<(Row, [i64; 7])>,
    pub disputes: [[i64; 5]; 3],
    /// Items published by category; the prose states their sum.
    pub categories: Vec<(&'static str, i64)>,
}

const CATEGORIES: &[&str] = &[
    "概况信息",
    "发展规划",
    "工作动态",
    "统计信息",
    "重点领域信息",
    "财政信息",
    "应急管理信息",
    "执法公开信息",
    "年度报告",
];
const AGENCIES: &[&str] =
    &["云溪市教育局", "云溪市人民政府", "青石县财政局", "青石县临江镇人民政府", "云溪市卫生健康委员会", "白沙区司法局"];

impl Figures {
    pub fn random(format: Format, dice: &mut Dice) -> Self {
        let year = match format {
            Format::Trial2019 => 2019 + dice.below(2) as i32,
            Format::Current2021 => 2021 + dice.below(5) as i32,
        };
        let large = dice.chance(30);
        let mut figures = Self {
            format,
            year,
            agency: dice.pick(AGENCIES).to_owned(),
            published: Vec::new(),
            requests: requests(format, large, dice),
            disputes: [[0; 5]; 3].map(|_| block(dice)),
            categories: CATEGORIES.iter().map(|name| (*name, 1 + dice.below(800) as i64)).collect(),
        };
        figures.published = format
            .rows(Table::Published)
            .iter()
            .map(|row| (row.row, row.columns.iter().map(|column| published(*column, dice)).collect()))
            .collect();
        figures
    }

    pub fn row(&self, row: Row) -> [i64; 7] {
        self.requests.iter().find(|(other, _)| *other == row).map(|(_, figures)| *figures).unwrap()
    }

    /// The total of some rows of table 3.
    pub fn total(&self, prefix: &str) -> i64 {
        self.requests.iter().filter(|(row, _)| row.code().starts_with(prefix)).map(|(_, figures)| figures[6]).sum()
    }
}

fn published(column: Column, dice: &mut Dice) -> i64 {
    match column {
        Column::Change => dice.below(60) as i64 - 30,
        Column::Decisions => dice.below(20_000) as i64,
        _ => dice.below(400) as i64,
    }
}

fn block(dice: &mut Dice) -> [i64; 5] {
    let mut figures = [0; 5];
    for figure in figures.iter_mut().take(4) {
        *figure = dice.below(12) as i64;
    }
    figures[4] = figures.iter().sum();
    figures
}

fn requests(format: Format, large: bool, dice: &mut Dice) -> Vec<(Row, [i64; 7])> {
    let mut rows: Vec<(Row, [i64; 7])> = Vec::new();
    let mut closed = [0i64; 7];
    for form in format.rows(Table::Requests) {
        if matches!(form.row, Row::Received | Row::CarriedIn | Row::Closed | Row::CarriedOut) {
            continue;
        }
        let mut figures = [0i64; 7];
        for (column, figure) in figures.iter_mut().take(6).enumerate() {
            let limit = if column == 0 { 60 } else { 6 };
            if dice.chance(if column == 0 { 70 } else { 25 }) {
                *figure = dice.below(limit * if large { 90 } else { 1 }) as i64;
            }
        }
        figures[6] = figures.iter().sum();
        for (sum, figure) in closed.iter_mut().zip(figures) {
            *sum += figure;
        }
        rows.push((form.row, figures));
    }
    let mut carried_out = [0i64; 7];
    let mut carried_in = [0i64; 7];
    for column in 0..6 {
        carried_out[column] = if dice.chance(40) { dice.below(9) as i64 } else { 0 };
        carried_in[column] = (dice.below(5) as i64).min(closed[column] + carried_out[column]);
    }
    carried_out[6] = carried_out.iter().sum();
    carried_in[6] = carried_in.iter().sum();
    let received: Vec<i64> = (0..7).map(|column| closed[column] + carried_out[column] - carried_in[column]).collect();
    rows.insert(0, (Row::Received, received.try_into().unwrap()));
    rows.insert(1, (Row::CarriedIn, carried_in));
    rows.push((Row::Closed, closed));
    rows.push((Row::CarriedOut, carried_out));
    rows
}
