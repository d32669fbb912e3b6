//! The January journey: a statistician opens the report, sees it filled, opens a number, types what other systems hold,
//! is told what does not add up, hands it in; a supervisor sends it back, accepts it, has it published; the public reads
//! it in five forms; what was published is corrected by a new version. And the roll-up over the city.

use crate::desk_requests::registered;
use crate::on_both;
use testkit::{Actor, City, Page};

on_both!(
    a_report_from_opening_to_publication_and_its_correction,
    a_city_is_rolled_up_and_the_late_are_reminded,
    a_file_is_checked_and_an_old_report_stands_behind_the_next,
    the_report_after_a_merger_stands_on_both_and_says_so,
);

const YEAR: &str = "2026";
const CELLS: [&str; 10] = [
    "rules.issued",
    "rules.repealed",
    "rules.in_force",
    "normative_documents.issued",
    "normative_documents.repealed",
    "normative_documents.in_force",
    "licences.decisions",
    "penalties.decisions",
    "coercive_measures.decisions",
    "charges.amount",
];

async fn open(city: &City, who: &Actor, agency: &str, coverage: &str) -> String {
    let agency = city.ids.agency(agency).to_string();
    let fields = [("agency", agency.as_str()), ("year", YEAR), ("coverage", coverage)];
    who.post("/console/reports/open", &fields).await.redirects().location().to_string()
}

/// Sends a form of the report's page with the edition that the page shows.
async fn send(who: &Actor, report: &str, form: &str, fields: &[(&str, &str)]) -> Page {
    let edition = edition(who, report).await;
    let mut all = vec![("edition", edition.as_str())];
    all.extend_from_slice(fields);
    who.post(&format!("{report}/{form}"), &all).await
}

async fn edition(who: &Actor, report: &str) -> String {
    let page = who.get(report).await.ok();
    page.field("edition").unwrap_or_else(|| "0".to_string())
}

/// All figures of other systems as 0, but for some.
async fn fill(who: &Actor, report: &str, but: &[(&str, &str)]) -> Page {
    let names: Vec<String> = CELLS.iter().map(|cell| format!("cell.{cell}")).collect();
    let value = |cell: &str| but.iter().find(|(name, _)| *name == cell).map_or("0", |(_, value)| value);
    let mut fields: Vec<(&str, &str)> =
        names.iter().zip(CELLS).map(|(name, cell)| (name.as_str(), value(cell))).collect();
    fields.push(("source", "市司法局行政执法统计系统"));
    send(who, report, "cells", &fields).await
}

async fn write(who: &Actor, report: &str, requests: &str) -> Page {
    let parts = [
        ("part.1.1", "主动公开政府信息{{items}}条。"),
        ("part.1.2", requests),
        ("part.1.3", "落实信息发布审核制度。"),
        ("part.1.4", "维护政府门户网站。"),
        ("part.1.5", "接受社会监督。"),
        ("part.5", "主要问题是更新不及时，已经改进。"),
        ("part.6", "本年度没有收取政府信息公开信息处理费。"),
    ];
    send(who, report, "text", &parts).await
}

const REQUESTS: &str = "新收政府信息公开申请{{r1.c7}}件，结转下年度继续办理{{r4.c7}}件。";

async fn finish(who: &Actor, report: &str) {
    fill(who, report, &[]).await.redirects();
    write(who, report, REQUESTS).await.redirects();
}

async fn step(who: &Actor, report: &str, step: &str, note: &str) -> Page {
    let name = format!("note_{step}");
    send(who, report, &format!("steps/{step}"), &[(name.as_str(), note)]).await
}

async fn a_report_from_opening_to_publication_and_its_correction(city: &City) {
    registered(city).await;
    let (clerk, boss, visitor) = (city.actor("tongji").await, city.actor("jianguan").await, city.visitor());
    let report = open(city, &clerk, "jiaoti", "own").await;
    assert_eq!(open(city, &clerk, "jiaoti", "own").await, report, "opened once");
    let page = clerk.get(&report).await.ok();
    assert!(page.says("本年新收政府信息公开申请数量”的“自然人”：1\""), "{}", page.words());

    let cell = clerk.get(&format!("{report}/cells/r1.c1")).await.ok();
    assert!(cell.says("由系统记录自动统计") && cell.says("自然人"), "{}", cell.words());
    assert_eq!(clerk.get(&format!("{report}/cells/r1.c9")).await.status, 404);

    let early = step(&clerk, &report, "hand_in", "").await;
    assert_eq!(early.status, 409, "what is blank is not handed in");
    assert!(early.says("报告还没有填完"), "{}", early.words());
    let wrong = fill(&clerk, &report, &[("licences.decisions", "约一百")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("约一百") && wrong.says("应为不小于 0 的整数"), "{}", wrong.words());
    fill(&clerk, &report, &[("charges.amount", "12.5"), ("licences.decisions", "1,234")]).await.redirects();
    let cell = clerk.get(&format!("{report}/cells/charges.amount")).await.ok();
    assert!(cell.says("12.5") && cell.says("市司法局行政执法统计系统"), "{}", cell.words());

    let unknown = write(&clerk, &report, "新收{{r1.c9}}件").await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.says("没有名为“r1.c9”的数据"), "{}", unknown.words());
    write(&clerk, &report, "2026年，新收政府信息公开申请5件。").await.redirects();
    let page = clerk.get(&report).await.ok();
    assert!(page.says("文字写的是5"), "text against table: {}", page.words());
    write(&clerk, &report, REQUESTS).await.redirects();
    assert!(!clerk.get(&report).await.ok().says("文字写的是"));
    references_have_names(&clerk, &report).await;

    step(&clerk, &report, "hand_in", "").await.redirects();
    let late = fill(&clerk, &report, &[]).await;
    assert_eq!(late.status, 409, "what is handed in is locked");
    assert_eq!(step(&clerk, &report, "accept", "").await.status, 403, "nobody accepts without the right");
    let bare = step(&boss, &report, "send_back", "").await;
    assert!(bare.status == 422 && bare.says("请写明理由"), "{}", bare.words());
    step(&boss, &report, "send_back", "行政许可数量请核对").await.redirects();
    assert!(clerk.get(&report).await.ok().says("行政许可数量请核对"));
    fill(&clerk, &report, &[("licences.decisions", "1230"), ("charges.amount", "12.5")]).await.redirects();
    step(&clerk, &report, "hand_in", "").await.redirects();
    for order in ["accept", "seal", "publish"] {
        let address = format!("/gov-info/annual-reports/jiaoti/{YEAR}");
        assert_eq!(visitor.get(&address).await.status, 404, "nothing is public before {order}");
        assert!(!visitor.get("/sitemap.xml").await.ok().says("/gov-info/annual-reports/"), "nor in the sitemap");
        step(&boss, &report, order, "").await.redirects();
    }
    published(&visitor).await;

    step(&boss, &report, "correct", "").await;
    let next = step(&boss, &report, "correct", "行政许可数量更正").await.redirects().location().to_string();
    assert_ne!(next, report);
    fill(&clerk, &next, &[("licences.decisions", "1231"), ("charges.amount", "12.5")]).await.redirects();
    let old = visitor.get(&format!("/gov-info/annual-reports/jiaoti/{YEAR}")).await.ok();
    assert!(old.says(">1230<"), "the first version stays until the second is out");
    step(&clerk, &next, "hand_in", "").await.redirects();
    for order in ["accept", "seal", "publish"] {
        step(&boss, &next, order, "").await.redirects();
    }
    let new = visitor.get(&format!("/gov-info/annual-reports/jiaoti/{YEAR}")).await.ok();
    assert!(new.says(">1231<") && new.says("更正说明：行政许可数量更正"), "{}", new.words());
    assert!(boss.get(&report).await.ok().says("已被更正"));
}

/// The text shows names and figures for references, and takes them back as references.
async fn references_have_names(clerk: &Actor, report: &str) {
    let address = format!("{report}/text");
    let page = clerk.get(&address).await.ok();
    let shown = "新收政府信息公开申请〔一、本年新收政府信息公开申请数量的总计：1〕件";
    assert!(page.says(shown) && !page.says("{{"), "{}", page.text());
    let refused = write(clerk, report, "新收〔没有这个数：1〕件").await;
    assert!(refused.status == 422 && refused.says("没有名为“没有这个数”的数据"), "{}", refused.words());
    let again = format!("{shown}，结转下年度继续办理{{{{r4.c7}}}}件。");
    write(clerk, report, &again).await.redirects();
    assert!(clerk.get(&address).await.ok().says("<p>新收政府信息公开申请1件，结转下年度继续办理"));
    let page = clerk.get(report).await.ok();
    assert_eq!(page.field("source").as_deref(), Some("市司法局行政执法统计系统"), "the last source stands there");
    assert!(!page.says("rules.issued</a>"), "{}", page.text());
}

async fn published(visitor: &Actor) {
    let list = visitor.get("/gov-info/annual-reports").await.ok();
    assert!(list.says("清江市教育体育局"), "{}", list.words());
    let map = visitor.get("/sitemap.xml").await.ok();
    for path in [format!("/gov-info/annual-reports/jiaoti/{YEAR}"), "/gov-info/annual-reports/figures".into()] {
        assert!(map.says(&format!("<loc>http://localhost{path}</loc>")), "{path}: {}", map.text());
        assert!(visitor.get(&path).await.ok().says(&format!("rel=\"canonical\" href=\"http://localhost{path}\"")));
    }
    let address = format!("/gov-info/annual-reports/jiaoti/{YEAR}");
    let page = visitor.get(&address).await.ok();
    assert!(page.says("清江市教育体育局2026年政府信息公开工作年度报告"), "{}", page.words());
    assert!(page.says("新收政府信息公开申请1件") && page.says("scope=\"colgroup\""), "{}", page.words());
    for (form, begins) in [("docx", &b"PK"[..]), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>")] {
        let file = visitor.get(&format!("{address}/report.{form}")).await.ok();
        assert!(file.bytes.starts_with(begins), "{form}");
        // From the door, too, a file is a file and no page of the site.
        let again = visitor.get(&format!("{address}/report.{form}")).await.ok();
        for name in ["content-disposition", "content-security-policy", "content-type"] {
            assert_eq!(again.header(name), file.header(name), "{name} of {form}");
        }
        assert!(again.header("content-security-policy").contains("sandbox"), "{form}");
    }
    let data = visitor.get(&format!("{address}/report.json")).await.ok();
    let json: serde_json::Value = serde_json::from_str(&data.text()).unwrap();
    assert_eq!(json["table_3"]["r1"], serde_json::json!([1, 0, 0, 0, 0, 0, 1]));
    assert_eq!(json["table_2"]["charges"]["amount"], "125000");
    let figures = visitor.get("/gov-info/annual-reports/figures").await.ok();
    assert!(figures.says("清江市教育体育局"));
    let csv = visitor.get("/gov-info/annual-reports/figures.csv").await.ok();
    assert!(csv.says("清江市教育体育局,2026,本级") && csv.says("r1.c1,1"), "{}", csv.text());
    let again = visitor.get("/gov-info/annual-reports/figures.csv").await.ok();
    assert!(again.header("content-disposition").starts_with("attachment"));
}

async fn a_city_is_rolled_up_and_the_late_are_reminded(city: &City) {
    registered(city).await;
    let (clerk, boss) = (city.actor("tongji").await, city.actor("jianguan").await);
    let first = open(city, &clerk, "jiaoti", "own").await;
    finish(&clerk, &first).await;
    step(&clerk, &first, "hand_in", "").await.redirects();
    let overview = boss.get(&format!("/console/reports?year={YEAR}&state=missing")).await.ok();
    assert!(["2026", "2025", "2024", "2023", "2022", "2021"].iter().all(|year| overview.says(&format!("{year} 年"))));
    assert!(overview.says("清江市水利局") && !overview.says(">清江市教育体育局<"), "{}", overview.words());
    let root = city.ids.agency("zhengfu").to_string();
    boss.post("/console/reports/remind", &[("agency", &root), ("year", YEAR)]).await.redirects();
    let second = open(city, &clerk, "shuili", "own").await;
    assert!(clerk.get(&second).await.ok().says("催报"));

    let whole = open(city, &clerk, "zhengfu", "whole").await;
    let page = clerk.get(&whole).await.ok();
    assert!(page.says("还有 3 个机关没有上报"), "{}", page.words());
    let cell = clerk.get(&format!("{whole}/cells/r1.c7")).await.ok();
    assert!(cell.says("清江市教育体育局") && cell.says("由5个机关的报告汇总"), "{}", cell.words());
    for agency in ["shuili", "zhengfuban", "xinjie"] {
        let report = open(city, &clerk, agency, "own").await;
        finish(&clerk, &report).await;
        step(&clerk, &report, "hand_in", "").await.redirects();
    }
    send(&clerk, &whole, "recompute", &[]).await.redirects();
    assert!(!clerk.get(&whole).await.ok().says("机关没有上报"));
    fill(&clerk, &whole, &[("licences.decisions", "9")]).await.redirects();
    let page = clerk.get(&whole).await.ok();
    assert!(page.says("V8") && page.says("本级与各单位之和是0"), "{}", page.words());
    write(&clerk, &whole, REQUESTS).await.redirects();
    let refused = step(&clerk, &whole, "hand_in", "").await;
    assert!(refused.status == 409 && refused.says("检查还有错误"), "{}", refused.words());
    fill(&clerk, &whole, &[]).await.redirects();
    step(&clerk, &whole, "hand_in", "").await.redirects();
}

async fn a_file_is_checked_and_an_old_report_stands_behind_the_next(city: &City) {
    registered(city).await;
    let clerk = city.actor("tongji").await;
    let old = serde_json::json!({
        "format": "2021", "year": 2025, "agency": "清江市教育体育局",
        "table_3": { "r1": [3, 0, 0, 0, 0, 0, 3], "r4": [2, 0, 0, 0, 0, 0, 3] },
    });
    let old = old.to_string();
    let checked = clerk.upload("/console/reports/check", &[], "旧报告.json", old.as_bytes()).await.ok();
    assert!(checked.says("V3") && checked.says("各列之和是2"), "{}", checked.words());
    let rubbish = clerk.upload("/console/reports/check", &[], "旧报告.txt", "今天天气很好。".as_bytes()).await;
    assert!(rubbish.status == 422 && rubbish.says("不是可以辨认的"), "{}", rubbish.words());

    let agency = city.ids.agency("jiaoti").to_string();
    let fields = [("agency", agency.as_str()), ("year", "2024"), ("coverage", "own")];
    let other = clerk.upload("/console/reports/import", &fields, "旧报告.json", old.as_bytes()).await;
    assert!(other.status == 422 && other.says("不是 2024 年度的报告"), "{}", other.words());
    let fields = [("agency", agency.as_str()), ("year", "2025"), ("coverage", "own")];
    clerk.upload("/console/reports/import", &fields, "旧报告.json", old.as_bytes()).await.redirects();

    let report = open(city, &clerk, "jiaoti", "own").await;
    finish(&clerk, &report).await;
    let page = clerk.get(&report).await.ok();
    assert!(page.says("V5") && page.says("2025年报告结转下年度的是2"), "{}", page.words());
    let refused = step(&clerk, &report, "hand_in", "").await;
    assert!(refused.status == 409 && refused.says("还没有说明"), "{}", refused.words());
    let notes = [("note.V5:r2.c1", "上年报告填报有误"), ("note.V5:r2.c7", "上年报告填报有误")];
    send(&clerk, &report, "notes", &notes).await.redirects();
    step(&clerk, &report, "hand_in", "").await.redirects();
    let printed = clerk.get(&format!("{report}/print/json")).await.ok();
    assert!(printed.says("数据说明：上年报告填报有误"), "{}", printed.text());

    let second = open(city, &clerk, "shuili", "own").await;
    let edition = edition(&clerk, &second).await;
    let sheet = "代码,名称,数值\nlicences.decisions,行政许可,77\ncharges.amount,收费,3.5万元\n";
    let fields = [("edition", edition.as_str()), ("source", "政务服务平台")];
    clerk.upload(&format!("{second}/figures"), &fields, "数据.csv", sheet.as_bytes()).await.redirects();
    let cell = clerk.get(&format!("{second}/cells/licences.decisions")).await.ok();
    assert!(cell.says("77") && cell.says("政务服务平台，数据.csv第2行") && cell.says("数据.csv"), "{}", cell.words());
}

async fn the_report_after_a_merger_stands_on_both_and_says_so(city: &City) {
    registered(city).await;
    let (clerk, boss, keeper) = (city.actor("tongji").await, city.actor("jianguan").await, city.actor("xitong").await);
    for (agency, name, open) in [("jiaoti", "清江市教育体育局", 0), ("shuili", "清江市水利局", 2)] {
        let row = [open, 0, 0, 0, 0, 0, open];
        let old = serde_json::json!({
            "format": "2021", "year": 2025, "agency": name, "table_3": { "r1": row, "r3.7": [0, 0, 0, 0, 0, 0, 0], "r4": row },
        });
        let agency = city.ids.agency(agency).to_string();
        let fields = [("agency", agency.as_str()), ("year", "2025"), ("coverage", "own")];
        clerk.upload("/console/reports/import", &fields, "旧报告.json", old.to_string().as_bytes()).await.redirects();
    }
    let (from, into) = (city.ids.agency("shuili"), city.ids.agency("jiaoti").to_string());
    let fields = [("into", into.as_str()), ("on", "2026-06-01"), ("reason", "机构改革")];
    keeper.post(&format!("/console/agencies/{from}/merge"), &fields).await.redirects();

    let report = open(city, &clerk, "jiaoti", "own").await;
    finish(&clerk, &report).await;
    let page = clerk.get(&report).await.ok();
    assert!(page.says("2025年报告结转下年度的是2"), "what the merged agency left open counts: {}", page.words());
    let notes = [("note.V5:r2.c1", "并入前已经办结"), ("note.V5:r2.c7", "并入前已经办结")];
    send(&clerk, &report, "notes", &notes).await.redirects();
    step(&clerk, &report, "hand_in", "").await.redirects();
    for order in ["accept", "seal", "publish"] {
        step(&boss, &report, order, "").await.redirects();
        let locked = fill(&clerk, &report, &[("licences.decisions", "7")]).await;
        assert_eq!(locked.status, 409, "locked after {order}");
    }
    let public = city.visitor().get(&format!("/gov-info/annual-reports/jiaoti/{YEAR}")).await.ok();
    assert!(public.says("本报告的数据包括已经并入本机关的清江市水利局。"), "{}", public.words());
    assert!(public.says("并入前已经办结"), "{}", public.words());
}
