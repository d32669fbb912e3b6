//! Taking over items from tables, as an operator does: try it out, import, look, go on after a break.

use std::path::Path;

use documents::write::{Cell, Table, to_xlsx};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use store::item::{self, attachment, import_refusal, import_run, redirect};
use store::{Store, audit};

use crate::program::command;
use crate::town::{Town, wait};
use crate::truth::Records;

const WHERE: [&str; 4] = ["--section", "news", "--agency", "jiaoti"];

fn write(town: &Town, name: &str, bytes: &[u8]) -> String {
    let path = town.beside(name);
    std::fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn on<T>(town: &Town, ask: impl AsyncFnOnce(&Store) -> T) -> T {
    wait(async {
        let store = town.store().await;
        let answer = ask(&store).await;
        store.close().await.unwrap();
        answer
    })
}

fn titles(town: &Town) -> Vec<String> {
    let mut titles: Vec<String> = on(town, async |store| {
        item::Entity::find().all(store.read()).await.unwrap().into_iter().map(|item| item.title).collect()
    });
    titles.sort();
    titles
}

fn assert_whole(town: &Town) {
    let torn = on(town, async |store| Records::read(store).await.torn());
    // An import logs its own word in place of the usual steps, and asks for the index once for many items.
    let other: Vec<&String> =
        torn.iter().filter(|fault| !fault.contains("import is") && !fault.contains("turns in public")).collect();
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn a_dry_run_tells_all_and_writes_nothing_and_the_import_takes_the_good_rows() {
    let town = Town::on_sqlite();
    let text = "信息标题,正文,栏目,成文日期,多余\n第一条,内容一,news,2026-11-02,x\n,没有标题,news,2026-11-02,x\n\
                第三条,内容三,没有的栏目,2026-11-02,x\n第四条,内容四,news,2026-13-02,x\n第五条,内容五,工作动态,,x\n";
    let file = write(&town, "items.csv", text.as_bytes());
    let map = ["--map", "title=信息标题", "--agency", "jiaoti", "--json"];
    let dry = town.run(&[&["import", "items", &file, "--dry-run"][..], &map].concat());
    assert_eq!(dry.code, 1, "{dry:?}");
    let told = json(&dry.out);
    let report = &told[0]["report"];
    assert_eq!(
        (&report["taken"], &report["refused"], &report["run"]),
        (&2.into(), &3.into(), &serde_json::Value::Null)
    );
    assert_eq!(report["unused_columns"], serde_json::json!(["多余"]));
    let places: Vec<(u64, &str)> = report["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["row"].as_u64().unwrap(), r["column"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(3, "信息标题"), (4, "栏目"), (5, "成文日期")]);
    assert!(report["refusals"].as_array().unwrap().iter().all(|r| r["reason"].as_str().unwrap().chars().count() > 3));
    assert!(titles(&town).is_empty());

    let done = town.run(&[&["import", "items", &file][..], &map].concat());
    assert_eq!(done.code, 1, "{done:?}");
    assert_eq!(json(&done.out)[0]["report"]["refusals"], report["refusals"]);
    assert_eq!(titles(&town), ["第一条", "第五条"]);
    let drafts = on(&town, async |store| item::Entity::find().all(store.read()).await.unwrap());
    assert!(drafts.iter().all(|i| i.work_state.as_deref() == Some("draft") && i.public_state == "never"));
    let (runs, refusals) = on(&town, async |store| {
        let runs = import_run::Entity::find().all(store.read()).await.unwrap();
        (runs, import_refusal::Entity::find().count(store.read()).await.unwrap())
    });
    assert_eq!((runs[0].state.as_str(), runs[0].taken, runs[0].refused, refusals), ("done", 2, 3, 3));
    assert_whole(&town);
    let again = town.run(&["import", "items", &file, "--map", "title=信息标题", "--agency", "jiaoti"]).refused();
    assert!(again.contains("已经在"), "{again}");
}

#[test]
fn workbooks_and_lines_of_json_are_taken_with_their_files() {
    let town = Town::on_sqlite();
    let row = |cells: [&str; 3]| cells.map(|text| Cell::Text(text.into())).to_vec();
    let table = Table {
        name: "信息".into(),
        head: ["标题", "正文", "附件"].map(String::from).to_vec(),
        rows: vec![
            row(["表格一", "内容", "说明.txt"]),
            row(["表格二", "内容", "没有.txt"]),
            row(["表格三", "内容", "../data/master.key"]),
        ],
    };
    let workbook = write(&town, "items.xlsx", &to_xlsx(&[table]).unwrap());
    write(&town, "files/说明.txt", "供暖安排说明".as_bytes());
    let files = town.beside("files");
    let told = town.run(&[&["import", "items", &workbook, "--attachments", &files, "--json"][..], &WHERE].concat());
    assert_eq!(told.code, 1, "{told:?}");
    let report = &json(&told.out)[0]["report"];
    assert_eq!((&report["taken"], &report["refused"]), (&1.into(), &2.into()), "{report:#}");
    let reasons = report["refusals"].to_string();
    assert!(reasons.contains("找不到这个文件") && reasons.contains("不能指向附件文件夹以外"), "{reasons}");
    let kept = on(&town, async |store| attachment::Entity::find().all(store.read()).await.unwrap());
    assert_eq!(kept.iter().map(|a| (a.name.as_str(), a.public)).collect::<Vec<_>>(), [("说明.txt", false)]);

    let lines = "{\"title\":\"行一\",\"body\":\"<p>正文</p><script>alert(1)</script>\"}\n[1]\n{\"title\":\"行三\"}\n";
    let lines = write(&town, "items.jsonl", lines.as_bytes());
    let told = town.run(&[&["import", "items", &lines][..], &WHERE].concat());
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.out.contains("导入 2 条，有问题 1 条") && told.out.contains("不是 JSON 对象"), "{}", told.out);
    assert_eq!(titles(&town), ["行一", "行三", "表格一"]);
    assert_whole(&town);
    town.run(&["doctor", "--full"]).done();
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let town = Town::on_sqlite();
    let good = write(&town, "good.csv", "标题\n好的一条\n".as_bytes());
    let other = write(&town, "other.csv", "标题\n又一条\n".as_bytes());
    let (none, letter) = (town.beside("none.csv"), write(&town, "letter.doc", b"x"));
    let told = town.run(&[&["import", "items", &none, &good, &letter, &other][..], &WHERE].concat());
    assert_eq!(told.code, 2, "{told:?}");
    assert_eq!(told.err.lines().count(), 2, "{}", told.err);
    assert!(told.err.contains("none.csv") && told.err.contains("letter.doc"), "{}", told.err);
    assert!(told.out.contains("good.csv：导入 1 条") && told.out.contains("other.csv：导入 1 条"), "{}", told.out);
    assert_eq!(titles(&town), ["又一条", "好的一条"]);
}

#[test]
fn what_was_public_elsewhere_needs_an_order_and_its_old_address_leads_on() {
    let town = Town::on_sqlite();
    let text = "标题,正文,发布时间,网址\n旧站的通知,全文,2019-10-15 09:30,http://old.gov.cn/xw/201910/t1.html\n\
                同一地址,全文,2019-10-16,http://old.gov.cn/xw/201910/t1.html\n还没到,全文,2099-01-01,\n\
                有号码,身份证11010519491231002X,2019-10-15,\n";
    let file = write(&town, "old.csv", text.as_bytes());
    let arguments = [&["import", "items", &file][..], &WHERE].concat();
    assert!(town.run(&[&arguments[..], &["--published-before", " "]].concat()).refused().contains("谁决定"));
    assert!(titles(&town).is_empty());
    let told = town.run(&[&arguments[..], &["--published-before", "市府办〔2026〕12号"]].concat());
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.out.contains("导入 1 条，有问题 3 条"), "{}", told.out);
    let (items, orders) = on(&town, async |store| {
        let started = audit::Entity::find().filter(audit::Column::Action.eq("item.import"));
        let items = item::Entity::find().all(store.read()).await.unwrap();
        (items, started.all(store.read()).await.unwrap())
    });
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].public_state.as_str(), items[0].origin.as_str()), ("live", "imported"));
    assert!(items[0].index_number.as_deref().is_some_and(|number| number.ends_with("/2019-00001")), "{items:?}");
    assert!(orders.len() == 1 && orders[0].detail.contains("市府办〔2026〕12号"), "{orders:?}");
    assert_whole(&town);

    let server = town.serve();
    let old = server.get("/xw/201910/t1.html");
    assert!(old.starts_with("HTTP/1.1 30") || old.starts_with("HTTP/1.1 301"), "{old}");
    let at = format!("/items/{}", items[0].id);
    assert!(old.contains(&at), "{old}");
    let page = server.get(&at);
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("旧站的通知") && page.contains("2019-10-15"), "{page}");
    while !on(&town, async |store| Records::read(store).await.is_idle()) {
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    }
    assert_eq!(server.stop(), 0);
    town.run(&["doctor", "--full"]).done();
}

#[test]
fn a_row_that_the_records_refuse_is_found_among_the_others_on_sqlite() {
    find_by_halving(&Town::on_sqlite());
}

#[test]
fn a_row_that_the_records_refuse_is_found_among_the_others_on_postgresql() {
    find_by_halving(&Town::on_postgres("halving"));
}

/// Of sixty rows two lead from an address that another row has taken: they are told by their place, all others are in,
/// in the order of the table, with their files open to the public.
fn find_by_halving(town: &Town) {
    let address = |n: usize| if n == 31 || n == 58 { 5 } else { n };
    let line = |n: usize| format!("第{n:02}条,正文,2019-10-15,http://old.gov.cn/t{}.html,附表.txt\n", address(n));
    let text: String = (1..=60).map(line).collect();
    let file = write(town, "old.csv", format!("标题,正文,发布时间,网址,附件\n{text}").as_bytes());
    write(town, "files/附表.txt", "附表的内容".as_bytes());
    let files = town.beside("files");
    let order = ["--published-before", "市府办〔2026〕12号", "--attachments", &files, "--json"];
    let told = town.run(&[&["import", "items", &file][..], &WHERE, &order].concat());
    assert_eq!(told.code, 1, "{told:?}");
    let report = &json(&told.out)[0]["report"];
    assert_eq!((&report["taken"], &report["refused"]), (&58.into(), &2.into()), "{report:#}");
    // The header is the first row of the file.
    let rows: Vec<u64> =
        report["refusals"].as_array().unwrap().iter().map(|refusal| refusal["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [32, 59]);
    assert!(report["refusals"].to_string().contains("原地址重复"), "{report:#}");
    let (items, files, redirects) = on(town, async |store| {
        let items = item::Entity::find().order_by_asc(item::Column::Id).all(store.read()).await.unwrap();
        let files = attachment::Entity::find().all(store.read()).await.unwrap();
        (items, files, redirect::Entity::find().count(store.read()).await.unwrap())
    });
    let titles: Vec<String> = items.iter().map(|item| item.title.clone()).collect();
    let wanted: Vec<String> = (1..=60).filter(|n| *n != 31 && *n != 58).map(|n| format!("第{n:02}条")).collect();
    assert_eq!(titles, wanted, "in the order of the table");
    assert_eq!((files.len(), redirects), (58, 58));
    assert!(files.iter().all(|file| file.public && file.name == "附表.txt"));
    assert_whole(town);
    let server = town.serve();
    let page = server.get(&format!("/items/{}", items[0].id));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("附表.txt"), "{page}");
    assert_eq!(server.stop(), 0);
    town.run(&["audit", "verify"]).done();
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    let town = Town::on_sqlite();
    let count = 6_000;
    let line = |n: usize| match n % 100 {
        7 => format!("{{\"body\":\"第{n}行没有标题\"}}\n"),
        _ => format!("{{\"title\":\"第{n:05}条\",\"body\":\"<p>正文{n}</p>\"}}\n"),
    };
    let file = write(&town, "many.jsonl", (0..count).map(line).collect::<String>().as_bytes());
    let arguments = [&["import", "items", &file][..], &WHERE].concat();
    let data = town.data().display().to_string();
    let mut child =
        command(&[&arguments[..], &["--data", &data]].concat()).stdout(std::process::Stdio::null()).spawn().unwrap();
    let begun = async |store: &Store| {
        let run = import_run::Entity::find().one(store.read()).await.unwrap();
        run.is_some_and(|run| run.last_row > 0)
    };
    while !on(&town, begun) {
        assert!(child.try_wait().unwrap().is_none(), "the import ended before it could be killed");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let part = titles(&town).len();
    assert!(part > 0 && part < count, "{part}");
    assert_whole(&town);

    let differs = town.run(&[&arguments[..], &["--published-before", "某令"]].concat()).refused();
    assert!(differs.contains("没有做完"), "{differs}");
    let told = town.run(&arguments);
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.out.contains("行之后继续"), "{}", told.out);
    let bad = count / 100;
    let titles = titles(&town);
    assert_eq!(titles.len(), count - bad, "each row once");
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]), "no row twice");
    let (run, refused) = on(&town, async |store| {
        let run = import_run::Entity::find().one(store.read()).await.unwrap().unwrap();
        (run, import_refusal::Entity::find().count(store.read()).await.unwrap())
    });
    let bad = u64::try_from(bad).unwrap();
    assert_eq!((run.state.as_str(), refused), ("done", bad), "every bad row is kept with its place");
    assert_eq!(run.taken, i64::try_from(titles.len()).unwrap());
    assert_whole(&town);
    town.run(&["audit", "verify"]).done();
}
