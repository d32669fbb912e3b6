//! `gongkai report check`: answers for people and for programs, exit codes, and plain words for what is no report.

use std::path::Path;

use documents::report::layout::{Imprint, document, workbook};
use documents::write::{Document, to_docx, to_html, to_pdf};
use domain::report::recognise::recognise;
use domain::report::{AnnualReport, CellKey, CellValue, Column, Row, Source, to_json};
use serde_json::Value;

use crate::program::{Answer, run, run_at};

/// Rows of table 3 in the later format between the two first and the two last.
const REPLIES: &[&str] = &[
    "三、本年度办理结果|（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）不予公开|1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "（四）无法提供|1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "（五）不予处理|1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "（六）其他处理|1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
];

/// A small report: so many received and carried in, all of them disclosed but those carried out.
fn report(year: i32, received: i32, carried_in: i32, carried_out: i32, prose: &str) -> String {
    let row = |label: &str, number: i32| format!("{label}|{number}|0|0|0|0|0|{number}\n");
    let closed = received + carried_in - carried_out;
    let replies: String =
        REPLIES.iter().enumerate().map(|(at, label)| row(label, if at == 0 { closed } else { 0 })).collect();
    format!(
        "青石县教育局{year}年政府信息公开工作年度报告\n一、总体情况\n{prose}\n二、主动公开政府信息情况\n第二十条第（一）项\n\
         信息内容|本年制发件数|本年废止件数|现行有效件数\n规章|0|0|0\n行政规范性文件|2|1|7\n第二十条第（五）项\n信息内容|本年处理决定数量\n\
         行政许可|35\n第二十条第（六）项\n信息内容|本年处理决定数量\n行政处罚|4\n行政强制|0\n第二十条第（八）项\n\
         信息内容|本年收费金额（单位：万元）\n行政事业性收费|12.5\n三、收到和处理政府信息公开申请情况\n{}{}{replies}{}{}\
         四、政府信息公开行政复议、行政诉讼情况\n行政复议|行政诉讼\n{}\n五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n没有收取信息处理费。\n",
        row("一、本年新收政府信息公开申请数量", received),
        row("二、上年结转政府信息公开申请数量", carried_in),
        row("（七）总计", closed),
        row("四、结转下年度继续办理", carried_out),
        ["0"; 15].join("|"),
    )
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }
}

fn check(arguments: &[&str]) -> Answer {
    run(&[&["report", "check"], arguments].concat())
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_right_report_ends_well_and_a_program_reads_its_figures() {
    let desk = Desk::new();
    let file = desk.put("a.txt", report(2023, 5, 1, 2, "2023年收到政府信息公开申请5件。"));
    assert!(check(&[&file]).done().contains("没有发现问题"));
    let told = objects(&check(&[&file, "--json"]).done());
    assert_eq!(
        (&told[0]["format"], &told[0]["year"], &told[0]["agency"]),
        (&"2021".into(), &2023.into(), &"青石县教育局".into())
    );
    assert_eq!(told[0]["file"], file);
    assert_eq!(told[0]["table_2"]["charges"]["amount"], "125000");
    assert_eq!(told[0]["table_2"]["normative_documents"]["issued"], 2);
    assert_eq!(told[0]["table_3"]["r3.1"], serde_json::json!([4, 0, 0, 0, 0, 0, 4]));
    assert_eq!(told[0]["table_4"]["reconsideration"], serde_json::json!([0, 0, 0, 0, 0]));
    assert_eq!(told[0]["findings"], serde_json::json!([]));
}

#[test]
fn errors_end_with_one_and_warnings_do_not() {
    let desk = Desk::new();
    let text = report(2023, 5, 1, 2, "2023年收到政府信息公开申请5件。");
    let wrong = desk.put("wrong.txt", text.replace("（七）总计|4|0", "（七）总计|3|0"));
    let answer = check(&[&wrong, "--json"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    let told = objects(&answer.out);
    let checks: Vec<&str> =
        told[0]["findings"].as_array().unwrap().iter().map(|f| f["check"].as_str().unwrap()).collect();
    assert_eq!(checks, ["V1", "V2", "V3"]);
    let first = &told[0]["findings"][0];
    assert_eq!((&first["cells"][0], &first["expected"], &first["found"]), (&"r1.c1".into(), &6.into(), &5.into()));
    assert!(first["message"].as_str().unwrap().ends_with('。'));
    let warned = desk.put("warned.txt", text.replace("申请5件", "申请9件"));
    assert!(check(&[&warned]).done().contains("[提醒] V6"));
}

#[test]
fn years_of_one_agency_are_held_against_each_other() {
    let desk = Desk::new();
    let first = desk.put("2022.txt", report(2022, 5, 0, 3, "无。"));
    let second = desk.put("2023.txt", report(2023, 5, 1, 2, "无。"));
    let told = objects(&check(&[&second, &first, "--json"]).done());
    let of_2023: Vec<&str> =
        told[0]["findings"].as_array().unwrap().iter().map(|f| f["cells"][0].as_str().unwrap()).collect();
    assert_eq!(of_2023, ["r2.c1", "r2.c7", "normative_documents.in_force"]);
    assert_eq!(told[1]["findings"], serde_json::json!([]));
}

#[test]
fn what_is_no_report_is_said_in_one_sentence() {
    let desk = Desk::new();
    let missing = desk.0.path().join("没有.html").display().to_string();
    for (file, part) in [
        (desk.put("empty.html", ""), "空的"),
        (desk.put("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "图片"),
        (desk.put("news.html", "<p>今日要闻</p>"), "没有找到“收到和处理政府信息公开申请情况”的表格"),
        (desk.put("broken.docx", b"PK\x03\x04broken"), "已损坏"),
        (desk.put("broken.pdf", b"%PDF-1.7\nbroken"), "已损坏"),
        (missing, "没有这个文件"),
    ] {
        let told = check(&[&file]).refused();
        assert!(told.contains(part), "{told}");
        let told = objects(&check(&[&file, "--json"]).out);
        assert!(told[0]["error"]["message"].as_str().unwrap().contains(part));
    }
    for year in ["1999", "今年", "-3", ""] {
        let file = desk.put("a.txt", report(2023, 5, 1, 2, "无。"));
        assert!(check(&[&file, "--year", year]).refused().contains("年度"));
    }
}

/// The report as each kind of file that the checker reads.
fn kinds_of(report: &AnnualReport) -> Vec<(&'static str, Vec<u8>)> {
    let imprint = Imprint::default();
    let document = document(report, &imprint);
    let page = format!("<!doctype html><html><body>{}</body></html>", to_html(&document));
    vec![
        ("page.html", page.into_bytes()),
        ("report.docx", to_docx(&document).unwrap()),
        ("report.xlsx", workbook(report, &imprint).unwrap()),
        ("report.pdf", to_pdf(&document, &testkit::fonts()).unwrap()),
        ("report.json", Value::Object(to_json(report)).to_string().into_bytes()),
    ]
}

#[test]
fn every_kind_of_file_is_read_in_both_forms_and_its_end_tells_what_was_found() {
    let desk = Desk::new();
    let text = report(2023, 5, 1, 2, "2023年收到政府信息公开申请5件。");
    let of_2021 = recognise(&Source::from_text(&text), None).unwrap().report;
    let trial = recognise(&Source::from_text(&trial(&text)), None).unwrap().report;
    for (form, right) in [("2021", of_2021), ("2019", trial)] {
        assert_eq!(right.format.code(), form);
        let mut wrong = right.clone();
        let total = CellKey::new(Row::Closed, Column::C1);
        wrong.cells.get_mut(&total).unwrap().value = CellValue::Number(3);
        for ((name, good), (_, bad)) in kinds_of(&right).into_iter().zip(kinds_of(&wrong)) {
            let told = check(&[&desk.put(&format!("{form}/right/{name}"), good), "--json"]);
            assert_eq!(told.code, 0, "{form} {name}: {told:?}");
            let read = &objects(&told.out)[0];
            assert_eq!(read["format"], form, "{name}");
            assert_eq!(read["table_3"]["r3.7"], serde_json::json!([4, 0, 0, 0, 0, 0, 4]), "{form} {name}");
            let told = check(&[&desk.put(&format!("{form}/wrong/{name}"), bad), "--json"]);
            assert_eq!(told.code, 1, "{form} {name}: {told:?}");
            let found = objects(&told.out)[0]["findings"].as_array().unwrap().clone();
            assert!(
                found.iter().any(|one| one["check"] == "V1" && one["cells"][0] == "r1.c1"),
                "{form} {name}: {found:?}"
            );
        }
    }
    // A file of each kind that holds something else.
    let other = Document { title: "关于做好春耕工作的通知".into(), ..Document::default() };
    for (name, bytes) in [
        ("other.txt", "关于做好春耕工作的通知".as_bytes().to_vec()),
        ("other.html", to_html(&other).into_bytes()),
        ("other.docx", to_docx(&other).unwrap()),
        ("other.pdf", to_pdf(&other, &testkit::fonts()).unwrap()),
        ("other.json", b"{\"title\": 1}".to_vec()),
    ] {
        let told = check(&[&desk.put(name, bytes)]).refused();
        assert!(told.contains(name), "{told}");
    }
}

/// The same report in the trial form: other columns and rows in table 2, one row 其他处理 in table 3.
fn trial(text: &str) -> String {
    let (before, rest) = text.split_once("二、主动公开政府信息情况\n").unwrap();
    let (_, tables) = rest.split_once("三、收到和处理政府信息公开申请情况\n").unwrap();
    let published = "第二十条第（一）项\n信息内容|本年新制作数量|本年新公开数量|对外公开总数量\n规章|0|0|0\n规范性文件|2|2|7\n\
        第二十条第（五）项\n信息内容|上一年项目数量|本年增/减|处理决定数量\n行政许可|30|+5|35\n其他对外管理服务事项|8|-2|6\n\
        第二十条第（六）项\n信息内容|上一年项目数量|本年增/减|处理决定数量\n行政处罚|4|0|4\n行政强制|0|0|0\n\
        第二十条第（八）项\n信息内容|上一年项目数量|本年增/减\n行政事业性收费|3|0\n\
        第二十条第（九）项\n信息内容|采购项目数量|采购总金额\n政府集中采购|2|15.5万元\n";
    let one_row: String = tables
        .lines()
        .filter(|line| !line.starts_with("2.申请人逾期") && !line.starts_with("3.其他|"))
        .map(|line| {
            if line.starts_with("（六）其他处理|") {
                "（六）其他处理|0|0|0|0|0|0|0\n".to_string()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let text = format!("{before}二、主动公开政府信息情况\n{published}三、收到和处理政府信息公开申请情况\n{one_row}");
    text.replace("2023年", "2020年")
}

#[test]
fn a_folder_is_read_file_by_file_and_the_worst_counts() {
    let desk = Desk::new();
    for number in 0..40 {
        desk.put(&format!("all/{number:02}/r.txt"), report(2023, 5 + number, 1, 2, "无。"));
    }
    let folder = desk.0.path().join("all").display().to_string();
    let answer = check(&[&folder, "--json"]);
    assert_eq!((answer.code, answer.out.lines().count()), (0, 40), "{}", answer.err);
    let names: Vec<Value> = objects(&answer.out).into_iter().map(|object| object["file"].clone()).collect();
    assert!(names.is_sorted_by_key(|name| name.as_str().unwrap().to_owned()));
    desk.put("all/x.bin", [0u8, 1, 2, 3, 0xFF, 0xFE]);
    let answer = check(&[&folder]);
    assert_eq!(answer.code, 2);
    assert!(answer.out.contains("共41份") && answer.err.contains("x.bin"), "{answer:?}");
}

#[test]
fn no_data_folder_is_made() {
    let desk = Desk::new();
    let file = desk.put("a.txt", report(2023, 5, 1, 2, "无。"));
    let data = desk.0.path().join("data");
    run_at(&data, &["report", "check", &file]).done();
    assert!(!Path::new(&data).exists());
}
