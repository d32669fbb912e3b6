//! Blacking out a file of a case for a partial disclosure: pages as pictures, boxes at their fields, what is gone is gone,
//! the original locked, the copy supplied with the reply.

use app::Caller;
use app::settings::change_setting;
use sea_orm::{ActiveModelTrait, Set};
use store::request::keys;

use crate::desk_requests::{order, page, registered};
use crate::on_both;
use documents::extract::extract_text;
use documents::limits::Limits;
use documents::sniff::FileType;
use documents::write::letter::Letter;
use documents::write::{Document, Seal, to_pdf};
use testkit::{Actor, City};

on_both!(
    a_partial_disclosure_from_the_file_to_the_copy,
    two_pages_marked_at_once_keep_their_boxes,
    work_that_was_given_up_is_told_and_ordered_again,
);

const SECRET: &str = "11010519491231002X";

fn paper(city: &City) -> Vec<u8> {
    paper_with(city, vec!["会议决定维持现有划片。".into(), format!("记录人身份证号码：{SECRET}。")])
}

fn paper_with(city: &City, paragraphs: Vec<String>) -> Vec<u8> {
    let letter = Letter {
        agency_heading: "清江市教育体育局".into(),
        title: "划片会议纪要".into(),
        paragraphs,
        signed_by: "清江市教育体育局".into(),
        date: "2025-05-20".parse().unwrap(),
        number: String::new(),
        addressee: String::new(),
        attachments: Vec::new(),
        seal: Seal::Clear,
        contact: String::new(),
        copies_to: Vec::new(),
    };
    to_pdf(&Document::from(letter), city.app.fonts()).unwrap()
}

/// The id of the file with this name on the page of files.
async fn file_of(officer: &Actor, id: i64, name: &str) -> i64 {
    let list = officer.get(&format!("/console/requests/{id}/redact")).await.ok();
    let text = list.text();
    let row = text.split("<tr>").find(|row| row.contains(name)).unwrap_or_else(|| panic!("{name}: {}", list.words()));
    let address = row.split("href=\"/console/requests/redact/").nth(1).and_then(|rest| rest.split('"').next());
    address.expect("it can be blacked out").parse().unwrap()
}

async fn a_partial_disclosure_from_the_file_to_the_copy(city: &City) {
    let (officer, id) = registered(city).await;
    let files = format!("/console/requests/{id}/redact");
    let nothing = officer.post(&files, &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.says("id=\"e-file\""), "{}", nothing.words());
    officer.upload(&files, &[], "会议纪要.pdf", &paper(city)).await.redirects();
    let file = file_of(&officer, id, "会议纪要.pdf").await;
    let table = format!("/console/requests/redact/{file}");
    let shown = officer.get(&table).await.ok();
    assert!(shown.says("第 1 页，共 1 页") && shown.says("个人隐私 §15"), "{}", shown.words());
    let picture = officer.get(&format!("{table}/pages/1.png")).await.ok();
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert_eq!(officer.get(&format!("{table}/pages/2.png")).await.status, 422);
    for login in ["jingban2", "fazhi", "chengban", "jianguan"] {
        assert_eq!(city.actor(login).await.get(&table).await.status, 403, "{login}");
        assert_eq!(city.actor(login).await.get(&format!("{table}/pages/1.png")).await.status, 403, "{login}");
    }

    let early = officer.post(&table, &[("page", "1"), ("do", "make")]).await;
    assert!(early.says("还没有标出要涂黑的地方"), "{}", early.words());
    let wrong =
        [("page", "1"), ("do", "save"), ("box.0.x", "95"), ("box.0.y", "5"), ("box.0.w", "20"), ("box.0.h", "3")];
    let refused = officer.post(&table, &wrong).await;
    assert_eq!(refused.status, 422);
    for field in ["box.0.w", "box.0.ground"] {
        assert!(refused.says(&format!("id=\"e-{field}\"")), "{field}: {}", refused.words());
    }
    assert!(refused.says("value=\"95\""), "what was typed is kept");

    officer.post(&table, &[("page", "1"), ("do", "find")]).await.redirects();
    let found = officer.get(&table).await.ok();
    assert!(found.says("全部页面共标出 1 处"), "{}", found.words());
    let side = |name: &str| found.field(&format!("box.0.{name}")).unwrap();
    let (x, y, w, h) = (side("x"), side("y"), side("w"), side("h"));
    let own = [
        ("page", "1"),
        ("do", "make"),
        ("box.0.x", &*x),
        ("box.0.y", &*y),
        ("box.0.w", &*w),
        ("box.0.h", &*h),
        ("box.0.ground", "个人隐私 §15"),
        // Too small for any letter: the officer is told.
        ("box.1.x", "1"),
        ("box.1.y", "1"),
        ("box.1.w", "0.2"),
        ("box.1.h", "0.2"),
        ("box.1.own", "过程性信息 §16"),
    ];
    // A sign that no font of the house has: the worker refuses, and the page says so in plain words.
    let mut strange = own.to_vec();
    strange.last_mut().unwrap().1 = "过程性信息 \u{1F600}";
    officer.post(&table, &strange).await.redirects();
    city.work().await;
    let failed = officer.get(&table).await.ok();
    assert!(failed.says("没有生成涂黑后的文件") && failed.says("无法印出"), "{}", failed.words());
    assert!(failed.says("全部页面共标出 2 处"), "the boxes are kept: {}", failed.words());

    officer.post(&table, &own).await.redirects();
    let waiting = officer.get(&table).await.ok();
    assert!(waiting.says("等待处理") && !waiting.says("没有生成"), "{}", waiting.words());
    assert!(waiting.header("refresh").ends_with(&table), "it asks for itself without script");
    let meanwhile = officer.post(&table, &own[..2]).await.redirects();
    assert_eq!(meanwhile.location(), format!("{table}?page=1"), "what is under way is not ordered twice");
    city.work().await;
    let done = officer.get(&table).await.ok();
    assert_eq!(done.header("refresh"), "");
    assert!(done.says("涂黑记录") && done.says("框太小，依据没有印出"), "{}", done.words());
    assert!(done.says("有 1 处框太小"), "{}", done.words());

    let case = page(&officer, id).await;
    assert!(case.says("会议纪要（涂黑）.pdf") && case.says("原件（已锁定）"), "{}", case.words());
    let copy = file_of(&officer, id, "会议纪要（涂黑）.pdf").await;
    let bytes = officer.get(&format!("/console/requests/files/{copy}")).await.ok().bytes;
    let text = extract_text(&bytes, FileType::Pdf, &Limits::default()).unwrap().text;
    assert!(text.contains("会议决定维持现有划片") && !text.contains("19491231"), "{text}");

    let facts = |supply: &str| {
        [
            ("draft_reply_reply", "B1".to_string()),
            ("draft_reply_on", "2026-11-23".to_string()),
            ("draft_reply_way_of_supply", "电子邮件".to_string()),
            ("draft_reply_supply_time", "随本答复书提供".to_string()),
            ("draft_reply_redaction", "身份证号码已涂黑".to_string()),
            ("draft_reply_withheld_ground", "属于个人隐私，第十五条".to_string()),
            ("draft_reply_supply", supply.to_string()),
        ]
    };
    let send = async |supply: i64| {
        let fields = facts(&supply.to_string());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        order(&officer, id, "draft_reply", &fields).await
    };
    let locked = send(file).await;
    assert_eq!(locked.status, 422, "the original goes to nobody");
    send(copy).await.redirects();
    let case = page(&officer, id).await;
    assert!(case.says("提供的信息，PDF") && case.says("待合法性审核"), "{}", case.words());
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("涂黑文件") && log.says("查看申请件材料"), "{}", log.words());
}

async fn two_pages_marked_at_once_keep_their_boxes(city: &City) {
    let (officer, id) = registered(city).await;
    let long = paper_with(city, vec!["会议决定维持现有划片。".repeat(20); 20]);
    officer.upload(&format!("/console/requests/{id}/redact"), &[], "长纪要.pdf", &long).await.redirects();
    let table = format!("/console/requests/redact/{}", file_of(&officer, id, "长纪要.pdf").await);
    let mark = |page: &'static str| {
        let (officer, table) = (officer.clone(), table.clone());
        async move {
            let side = [("box.0.x", "10"), ("box.0.y", "10"), ("box.0.w", "20"), ("box.0.h", "3")];
            let form =
                [[("page", page), ("do", "save")].as_slice(), &side, &[("box.0.ground", "个人隐私 §15")]].concat();
            officer.post(&table, &form).await.redirects()
        }
    };
    tokio::join!(mark("1"), mark("2"));
    let shown = officer.get(&table).await.ok();
    assert!(shown.says("全部页面共标出 2 处"), "{}", shown.words());
}

/// Nothing can be kept in sealed words while the key does not open: the job is given up, and the page says so.
async fn work_that_was_given_up_is_told_and_ordered_again(city: &City) {
    let (officer, id) = registered(city).await;
    officer.upload(&format!("/console/requests/{id}/redact"), &[], "会议纪要.pdf", &paper(city)).await.redirects();
    let table = format!("/console/requests/redact/{}", file_of(&officer, id, "会议纪要.pdf").await);
    officer.post(&table, &[("page", "1"), ("do", "find")]).await.redirects();
    let found = officer.get(&table).await.ok();
    let sides: Vec<(String, String)> = ["x", "y", "w", "h"]
        .map(|side| format!("box.0.{side}"))
        .map(|name| (name.clone(), found.field(&name).unwrap()))
        .into();
    let mut make = vec![("page", "1"), ("do", "make"), ("box.0.ground", "个人隐私 §15")];
    make.extend(sides.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    change_setting(&city.app, &Caller::command(), "jobs.max_attempts", "2").await.unwrap();
    officer.post(&table, &make).await.redirects();
    let key = keys::find(city.app.store().read(), id).await.unwrap().unwrap();
    wrap(city, id, "v1.AAAA").await;
    city.work().await;
    city.clock.pass_minutes(60);
    city.work().await;
    wrap(city, id, &key.wrapped).await;
    let told = city.actor("jingban").await.get(&table).await.ok();
    assert_eq!(told.header("refresh"), "", "nothing is under way any more");
    assert!(told.says("没有生成涂黑后的文件") && told.says("多次尝试都没有完成"), "{}", told.words());
    let officer = city.actor("jingban").await;
    officer.post(&table, &make).await.redirects();
    assert!(officer.get(&table).await.ok().says("等待处理"));
    city.work().await;
    assert!(officer.get(&table).await.ok().says("涂黑记录"));
}

/// Puts another wrapped key in the place of a case's.
async fn wrap(city: &City, id: i64, wrapped: &str) {
    let work = city.app.store().begin().await.unwrap();
    let row = keys::ActiveModel { request_id: Set(id), wrapped: Set(wrapped.to_string()), ..Default::default() };
    row.update(work.db()).await.unwrap();
    work.commit(city.app.now()).await.unwrap();
}
