//! Writes a letter, a form and a statutory table as PDF, DOCX and HTML into a folder, to be looked at, and
//! says how long the PDFs took. Not a test: `cargo run -p documents --example letters -- FOLDER [FONT…]`.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use documents::write::letter::{Form, Letter};
use documents::write::{Align, Block, Cell, Document, Fonts, Grid, GridCell, Seal, to_docx, to_html, to_pdf};

const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");

fn main() -> Result<(), Box<dyn Error>> {
    let mut asked = std::env::args().skip(1);
    let folder = PathBuf::from(asked.next().ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let own = asked.map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let mut told = std::io::stdout();
    let start = Instant::now();
    let fonts = Fonts::from_bytes(std::fs::read(BUNDLED)?, own)?;
    writeln!(told, "{fonts:?} read in {:?}", start.elapsed())?;
    let samples = [
        ("letter", Document::from(letter(Seal::Clear))),
        ("letter-again", Document::from(letter(Seal::Clear))),
        (
            "letter-marked",
            Document::from(Letter {
                attachments: vec!["高安市2025年度政府信息公开工作年度报告".into()],
                ..letter(Seal::Marked)
            }),
        ),
        ("form", Document::from(form())),
        ("receipt", Document::from(receipt())),
        ("report", report()),
        (
            "long",
            Document { title: "长文".into(), blocks: vec![Block::paragraph(PARAGRAPH); 200], ..Document::default() },
        ),
    ];
    for (name, document) in samples {
        let start = Instant::now();
        let pdf = to_pdf(&document, &fonts)?;
        writeln!(told, "{name}: {:?}, {} bytes, {} MB held", start.elapsed(), pdf.len(), held())?;
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
        std::fs::write(folder.join(format!("{name}.docx")), to_docx(&document)?)?;
        std::fs::write(folder.join(format!("{name}.html")), to_html(&document))?;
    }
    Ok(())
}

/// Memory of this process in megabytes, where the system tells it.
fn held() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) * 4096 / 1_000_000
}

const PARAGRAPH: &str = "经审查，你申请获取的“高安市2025年度城镇老旧小区改造计划及资金安排”属于应当主动公开的政府信息，\
    已在高安市人民政府门户网站“政府信息公开”栏目公开，根据《中华人民共和国政府信息公开条例》第三十六条第（一）项的规定，\
    现告知你获取该政府信息的方式和途径：https://www.example.gov.cn/gov-info/catalogue/2026/11/27/index.html。";

fn letter(seal: Seal) -> Letter {
    Letter {
        agency_heading: "高安市人民政府办公室".into(),
        number: "高府公复〔2026〕12号".into(),
        title: "高安市人民政府办公室\n关于政府信息公开申请的答复书".into(),
        addressee: "张三".into(),
        paragraphs: vec![
            "本机关于2026年11月2日收到你通过网络提交的政府信息公开申请（登记号：2026-000123），申请获取“高安市2025年度\
             城镇老旧小区改造计划及资金安排”。"
                .into(),
            PARAGRAPH.into(),
            "如对本答复不服，可以自收到本答复之日起60日内向高安市人民政府申请行政复议，或者在6个月内依法向人民法院\
             提起行政诉讼。"
                .into(),
            "特此答复。".into(),
        ],
        attachments: vec![
            "高安市2025年度城镇老旧小区改造计划".into(),
            "高安市2025年度城镇老旧小区改造中央财政补助资金和地方政府专项债券资金安排明细表".into(),
        ],
        signed_by: "高安市人民政府办公室".into(),
        date: NaiveDate::from_ymd_opt(2026, 11, 27).unwrap_or_default(),
        seal,
        contact: "联系人：李四，联系电话：0795-1234567".into(),
        copies_to: vec!["高安市司法局".into(), "高安市住房和城乡建设局".into()],
    }
}

fn form() -> Form {
    let label = |text: &str| GridCell::label(text);
    let value = |text: &str| GridCell::value(text);
    Form {
        title: "政府信息公开申请登记表".into(),
        number: "登记号：2026-000123".into(),
        widths: vec![3, 3, 6, 4, 6],
        rows: vec![
            vec![label("申\n请\n人\n信\n息").down(4), label("类型"), value("公民").across(3)],
            vec![label("姓名"), value("张三"), label("联系电话"), value("13800000000")],
            vec![label("证件名称"), value("居民身份证"), label("证件号码"), value("3622**********0011")],
            vec![label("联系地址"), value("江西省宜春市高安市瑞州街道").across(3)],
            vec![label("所需信息\n内容描述").across(2), value("高安市2025年度城镇老旧小区改造计划").across(3).tall(6)],
            vec![label("收到渠道").across(2), value("网络"), label("收到日期"), value("2026年11月2日")],
            vec![label("承办意见").across(2), value("").across(3).tall(6)],
            vec![label("领导审批").across(2), value("").across(3).tall(6)],
        ],
        notes: vec!["注：本表一式两份，随案卷归档。".into()],
    }
}

fn receipt() -> Form {
    Form {
        title: "送 达 回 证".into(),
        number: String::new(),
        widths: vec![2, 3, 2, 3],
        rows: vec![
            vec![GridCell::label("送达文书"), GridCell::value("高府公复〔2026〕12号答复书").across(3).tall(3)],
            vec![GridCell::label("受送达人"), GridCell::value("张三").across(3).tall(2)],
            vec![
                GridCell::label("送达方式"),
                GridCell::value("邮寄"),
                GridCell::label("送达地点"),
                GridCell::value(""),
            ],
            vec![GridCell::label("受送达人签名或盖章"), GridCell::value("年　月　日").across(3).tall(5)],
            vec![GridCell::label("送达人"), GridCell::value("").across(3).tall(4)],
            vec![GridCell::label("备注"), GridCell::value("").across(3).tall(4)],
        ],
        notes: Vec::new(),
    }
}

fn report() -> Document {
    let head = |text: &str| GridCell::label(text);
    let mut rows = Vec::new();
    for group in 0..5 {
        for line in 0..5 {
            let mut row = Vec::new();
            if line == 0 {
                row.push(head("三、本年度办理结果").down(5));
                row.push(head("（三）不予公开").down(5));
            }
            row.push(head(&format!("{}.属于国家秘密或者法律行政法规禁止公开", group * 5 + line + 1)));
            row.extend((0..7).map(|n| GridCell::value(Cell::Number(f64::from(n * line)))));
            rows.push(row);
        }
    }
    let grid = Grid {
        name: "三、收到和处理政府信息公开申请情况".into(),
        widths: vec![3, 4, 8, 2, 2, 2, 2, 2, 2, 2],
        head: vec![
            vec![
                head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）").across(3).down(3),
                head("申请人情况").across(7),
            ],
            vec![head("自然人").down(2), head("法人或其他组织").across(5), head("总计").down(2)],
            ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"].into_iter().map(head).collect(),
        ],
        rows,
    };
    Document {
        title: "高安市人民政府\n2025年政府信息公开工作年度报告".into(),
        blocks: vec![
            Block::heading(1, "一、总体情况"),
            Block::heading(2, "（一）主动公开"),
            Block::paragraph(PARAGRAPH),
            Block::heading(3, "1．公开平台"),
            Block::paragraph(PARAGRAPH),
            Block::Grid(grid),
            Block::Paragraph { text: "高安市人民政府".into(), align: Align::Right },
        ],
        ..Document::default()
    }
}
