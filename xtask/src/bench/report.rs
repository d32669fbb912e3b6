//! The annual reports of a large city, and the checker over many files: the measure of the records is an example of
//! `testkit`, which stands on them without a server; the checker is the program itself.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Figure;
use super::program::Workplace;
use crate::failure::Failure;
use crate::{programs, workspace};

const EXAMPLE: &str = "measure_reports";
/// Cases at scale 1.
const CASES: u32 = 1_000_000;
/// Files in the folder of the checker.
const FILES: u32 = 10_000;
/// Size of a large page, in bytes.
const LARGE: usize = 300_000;
/// How often the large page is checked; the quickest counts.
const TIMES: u32 = 10;

/// Figures, checks and roll-up of a thousand agencies, one report as PDF, and the checker.
pub fn report(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let cases = CASES.saturating_mul(workplace.scale());
    programs::run(workspace::cargo().args(["build", "--workspace", "--example", EXAMPLE]))?;
    let folder = workplace.beside("records");
    fs::create_dir_all(&folder).map_err(|error| Failure::io("making a folder for the records", &error))?;
    let mut figures = Vec::new();
    for (from, to) in [(1, cases / 4), (cases / 4 + 1, cases)] {
        example("make", &folder, &[from, to])?;
        figures.extend(example("measure", &folder, &[to])?.lines().filter_map(figure));
    }
    figures.extend(checker(workplace)?);
    Ok(figures)
}

/// Each in a process of its own, so that making the records adds nothing to the memory of reading them.
fn example(what: &str, folder: &Path, numbers: &[u32]) -> Result<String, Failure> {
    let program = workspace::build_folder()?.join("examples").join(EXAMPLE);
    let numbers = numbers.iter().map(u32::to_string);
    let output = Command::new(program).arg(what).arg(folder).args(numbers).output();
    let output = output.map_err(|error| Failure::io("running the measure of reports", &error))?;
    if !output.status.success() {
        return Err(Failure::impossible(format!("the measure failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn figure(line: &str) -> Option<Figure> {
    let (whole, value) = line.split_once('\t')?;
    let (what, target) = if whole.contains("PDF") {
        ("one report as PDF", "300 ms")
    } else {
        ("figures, checks and roll-up of every agency", "10 s and 300 MB at 1,000,000 cases")
    };
    Some(Figure { what: what.into(), value: format!("{whole}: {value}"), target: target.into() })
}

/// `gongkai report check` over a folder, and over one large page.
fn checker(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let folder = workplace.beside("pages");
    fs::create_dir_all(&folder).map_err(|error| Failure::io("making a folder of pages", &error))?;
    for number in 0..FILES {
        write(&folder.join(format!("{number:05}.html")), &page(number, 0))?;
    }
    let large = workplace.beside("large.html");
    write(&large, &page(1, LARGE))?;
    let begun = Instant::now();
    check(workplace, &folder)?;
    let all = begun.elapsed();
    let mut quickest = None;
    for _ in 0..TIMES {
        let begun = Instant::now();
        check(workplace, &large)?;
        quickest = quickest.into_iter().chain([begun.elapsed()]).min();
    }
    let one = format!("{} KB in {} ms", LARGE / 1000, quickest.unwrap_or_default().as_millis());
    Ok(vec![
        Figure {
            what: "checking a folder of reports".into(),
            value: format!("{FILES} files in {:.1} s", all.as_secs_f64()),
            target: "both cores".into(),
        },
        Figure {
            what: "checking a large page, with the start of the program".into(),
            value: one,
            target: "100 ms".into(),
        },
    ])
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::io("writing a page", &error))
}

fn check(workplace: &Workplace, what: &Path) -> Result<(), Failure> {
    let mut command = Command::new(workplace.command(&[]).get_program());
    let status =
        command.args(["report", "check", "--json"]).arg(what).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let status = status.map_err(|error| Failure::io("checking reports", &error))?;
    if status.success() { Ok(()) } else { Err(Failure::impossible(format!("the checker ended with {status}"))) }
}

/// The labels of table 3 behind the two first rows.
const REPLIES: &[&str] = &[
    "（一）予以公开",
    "（二）部分公开",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "1.申请人无正当理由逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用",
    "3.其他",
];

/// A page as Word saves one, with right figures; prose fills it up to `size` bytes.
fn page(number: u32, size: usize) -> String {
    let cell = |text: &str| {
        format!(
            "<td width=65 style='border:solid windowtext 1.0pt'><p class=MsoNormal><span lang=EN-US>{text}<o:p></o:p></span></p></td>"
        )
    };
    let row = |cells: &[&str]| format!("<tr>{}</tr>", cells.iter().map(|text| cell(text)).collect::<String>());
    let counts = |label: &str, count: u32| {
        let count = count.to_string();
        row(&[label, &count, "0", "0", "0", "0", "0", &count])
    };
    let received = 21 * (number % 7);
    let replies: String = REPLIES.iter().map(|label| counts(label, number % 7)).collect();
    let prose: String = (1u32..)
        .map(|at| format!("<p>（{at}）围绕重点领域做好公开工作，组织专题学习{}次，进一步提高公开质量。</p>", at % 5))
        .scan(0, |length, paragraph| {
            *length += paragraph.len();
            (*length < size).then_some(paragraph)
        })
        .collect();
    let published = [
        row(&["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
        row(&["规章", "0", "0", "0"]),
        row(&["行政规范性文件", "2", "1", "9"]),
        row(&["信息内容", "本年处理决定数量"]),
        row(&["行政许可", "12"]),
        row(&["行政处罚", "3"]),
        row(&["行政强制", "0"]),
        row(&["信息内容", "本年收费金额（单位：万元）"]),
        row(&["行政事业性收费", "1.5"]),
    ];
    let agency = ["教育局", "财政局", "水利局", "司法局", "审计局"].get((number % 5) as usize).unwrap_or(&"统计局");
    format!(
        "<html><head><title>白沙区{agency}2023年政府信息公开工作年度报告</title></head><body><h1>白沙区{agency}2023年政府信息公开工作年度报告</h1>\
         <p>一、总体情况</p><p>收到政府信息公开申请{received}件。</p>{prose}<p>二、主动公开政府信息情况</p><table>{}</table>\
         <p>三、收到和处理政府信息公开申请情况</p><table>{}{}{replies}{}{}</table><p>四、政府信息公开行政复议、行政诉讼情况</p><table>{}</table>\
         <p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>没有收取信息处理费。</p></body></html>",
        published.concat(),
        counts("一、本年新收政府信息公开申请数量", received),
        counts("二、上年结转政府信息公开申请数量", 0),
        counts("（七）总计", received),
        counts("四、结转下年度继续办理", 0),
        row(&["0"; 15]),
    )
}
