//! After the reply: the citizen reads it and fetches its files, rates it once, and what may interest all becomes a draft
//! for the public without the persons of the case.

use crate::citizen::{codes, send, track};
use crate::{letters, on_both};
use app::item::{SaveDraft, check, path};
use documents::sniff::FileType;
use domain::item::{Event, RevisionContent};
use testkit::{Actor, City, Page};

on_both!(
    a_citizen_reads_the_reply_and_fetches_its_files,
    a_reply_is_rated_once,
    an_annulled_reply_stays_with_its_mark,
    a_citizen_reads_the_words_that_were_signed_and_fetches_his_letters,
    a_reply_becomes_a_draft_without_its_persons,
    a_file_whose_text_cannot_be_searched_wants_a_reason,
    a_reply_that_gave_nothing_is_not_published,
);

/// Publishes an article of the education office; returns its id.
pub async fn publish(city: &City, title: &str) -> i64 {
    let app = &city.app;
    let mut content = RevisionContent::empty(city.ids.section("news"), city.ids.agency("jiaoti"));
    content.title = title.into();
    content.body_html = format!("<p>{title}。</p>");
    content.source = "清江市教育体育局".into();
    let editor = city.actor("bianji").await.caller().await;
    let draft = SaveDraft { item: None, base_revision: None, kind: "article".into(), content };
    let saved = app::item::draft::save_draft(app, &editor, draft).await.unwrap();
    let checked = check::run(app, &editor, saved.item).await.unwrap();
    let reasons = checked.findings.iter().map(|f| (f.key(), "已核对".to_string())).collect();
    check::give_reasons(app, &editor, saved.item, saved.revision, reasons).await.unwrap();
    let steps = [
        ("bianji", Event::Submit),
        ("chushen", Event::Approve),
        ("baomi", Event::PassSecrecy { conclusion: "不涉及国家秘密，可以公开".into() }),
        ("fabu", Event::Publish),
    ];
    for (login, event) in steps {
        let caller = city.actor(login).await.caller().await;
        path::act(app, &caller, saved.item, saved.revision, event).await.unwrap();
    }
    city.work().await;
    saved.item
}

/// A file that goes with a step: the field, its name, its bytes.
type Files<'a> = &'a [(&'a str, &'a str, &'a [u8])];

/// A case that came by the portal.
struct Case {
    id: i64,
    codes: (String, String),
}

impl Case {
    async fn sent(city: &City, changes: &[(&str, &str)]) -> Self {
        let codes = codes(&send(city, changes, &[]).await.ok());
        let row = store::request::find::by_number(city.app.store().read(), &codes.0).await.unwrap();
        Self { id: row.expect("a case").id, codes }
    }

    async fn step(&self, actor: &Actor, command: &str, fields: &[(&str, &str)], files: Files<'_>) {
        let named: Vec<(String, &str)> =
            fields.iter().map(|(name, value)| (format!("{command}_{name}"), *value)).collect();
        let fields: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        actor.send_form(&format!("/console/requests/{}/{command}", self.id), &fields, files).await.redirects();
    }

    /// Confirmed, drafted, signed and answered today, Monday 2026-11-23.
    async fn answer(&self, city: &City, draft: &[(&str, &str)], supplied: Files<'_>) {
        let (officer, boss) = (city.actor("jingban").await, city.actor("qianfa").await);
        self.step(&officer, "confirm_receipt", &[("on", TODAY)], &[]).await;
        self.reply(&officer, &boss, draft, supplied).await;
    }

    async fn reply(&self, officer: &Actor, boss: &Actor, draft: &[(&str, &str)], supplied: Files<'_>) {
        let draft: Vec<(&str, &str)> = draft.iter().copied().chain([("on", TODAY)]).collect();
        self.step(officer, "draft_reply", &draft, supplied).await;
        self.step(boss, "sign", &[("on", TODAY)], &[]).await;
        let letter: Files<'_> = &[("reply_files", "答复书.txt", "答复书全文".as_bytes())];
        self.step(officer, "reply", &[("on", TODAY)], letter).await;
    }

    async fn serve(&self, city: &City) {
        let officer = city.actor("jingban").await;
        let served = [("method", "post"), ("sent_on", TODAY), ("received_on", TODAY), ("proof", "on")];
        let proof: Files<'_> = &[("serve_files", "回执.txt", "邮件回执".as_bytes())];
        self.step(&officer, "serve", &served, proof).await;
    }

    /// What the case's page sends for one of its files.
    async fn fetch(&self, city: &City, file: &str) -> Page {
        let fields = [("number", self.codes.0.as_str()), ("code", self.codes.1.as_str()), ("file", file)];
        city.visitor().post_bare("/requests/file", &fields).await
    }

    async fn rate(&self, city: &City, said: &[(&str, &str)]) -> Page {
        let mut fields = vec![("number", self.codes.0.as_str()), ("code", self.codes.1.as_str())];
        fields.extend_from_slice(said);
        city.visitor().post_bare("/requests/rate", &fields).await
    }
}

const TODAY: &str = "2026-11-23";

const OPEN: [(&str, &str); 3] =
    [("reply", "A2"), ("way_of_supply", "网上查询下载电子文件"), ("supply_time", "2026年11月23日")];

const SUPPLIED: Files<'static> =
    &[("draft_reply_files", "划片方案.txt", "新街镇中心小学划片范围：东至河堤，西至老街。".as_bytes())];

/// The ids of the files that a page offers, by their names.
fn files(page: &Page) -> Vec<(String, String)> {
    let text = page.text();
    let forms = text.split("name=\"file\" value=\"").skip(1);
    let one = |part: &str| {
        let id = part.split('"').next()?;
        let name = part.split("type=\"submit\">").nth(1)?.split('<').next()?;
        Some((id.to_string(), name.to_string()))
    };
    forms.filter_map(one).collect()
}

async fn a_citizen_reads_the_reply_and_fetches_its_files(city: &City) {
    let case = Case::sent(city, &[]).await;
    let officer = city.actor("jingban").await;
    case.answer(city, &OPEN, SUPPLIED).await;
    let page = track(city, &case.codes).await.ok();
    assert!(page.says("办理结果：予以公开") && page.says("网上查询下载电子文件"), "{}", page.words());
    assert!(page.says("如对本答复不服") && page.says("申请行政复议"), "the remedies are told: {}", page.words());
    let offered = files(&page);
    let names: Vec<&str> = offered.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["划片方案.txt", "答复书.txt"]);
    assert!(!page.says("最晚可以在"), "nobody knows yet when it reached the applicant");
    case.serve(city).await;
    let page = track(city, &case.codes).await.ok();
    // 60 days from 23 November end on Friday 22 January 2027.
    assert!(page.says("2027年1月22日") && !page.says("回执.txt"), "{}", page.words());

    let fetched = case.fetch(city, &offered[0].0).await.ok();
    assert_eq!(fetched.text(), "新街镇中心小学划片范围：东至河堤，西至老街。");
    assert!(fetched.header("content-disposition").starts_with("attachment"));
    assert!(fetched.header("cache-control").contains("no-store"));
    // Neither a wrong code, nor another case, nor what is not the applicant's opens a file.
    let other = Case::sent(city, &[("citizen.name", "王五")]).await;
    assert_eq!(other.fetch(city, &offered[0].0).await.status, 404);
    let fields = [("number", case.codes.0.as_str()), ("code", "AAAAA-AAAAA"), ("file", offered[0].0.as_str())];
    assert_eq!(city.visitor().post_bare("/requests/file", &fields).await.status, 404);
    let all = store::request::files(city.app.store().read(), case.id).await.unwrap();
    let proof = all.iter().find(|file| file.purpose == "proof").expect("a proof of service");
    assert_eq!(case.fetch(city, &proof.id.to_string()).await.status, 404);
    // The bytes on disk say nothing without the key of the case.
    let sealed = city.app.files().get(&all[0].file_hash).await.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("划片范围"));

    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("申请人查看答复") && log.says("申请人下载答复文件"), "{}", log.words());
    assert!(officer.get(&format!("/console/requests/{}", case.id)).await.ok().says("申请人还没有评价"));
}

async fn a_reply_is_rated_once(city: &City) {
    let case = Case::sent(city, &[]).await;
    let good = [("satisfaction", "2"), ("remark", "等得太久，电话打不通"), ("suggest", "on")];
    let early = case.rate(city, &good).await;
    assert_eq!(early.status, 409, "nothing was answered yet: {}", early.words());
    case.answer(city, &OPEN, SUPPLIED).await;
    assert!(track(city, &case.codes).await.ok().says("评价这次办理"));
    let empty = case.rate(city, &good[1..]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.says("id=\"e-satisfaction\"") && empty.says("等得太久，电话打不通"), "{}", empty.words());
    let long = "长".repeat(1_001);
    let long = case.rate(city, &[good[0], ("remark", &long)]).await;
    assert!(long.says("id=\"e-remark\""), "{}", long.words());
    let done = case.rate(city, &good).await.ok();
    assert!(
        done.says("谢谢您的评价") && done.says("您的评价：不满意") && !done.says("评价这次办理"),
        "{}",
        done.words()
    );
    let again = case.rate(city, &[("satisfaction", "5")]).await;
    assert_eq!(again.status, 409);
    assert!(again.says("只能评价一次"), "{}", again.words());

    let supervisor = city.actor("jianguan").await;
    let list = supervisor.get("/console/requests/service").await.ok();
    assert!(list.says("等得太久，电话打不通") && list.says("2025年义务教育阶段学校划片方案"), "{}", list.words());
    let bad = supervisor.get("/console/requests/service?points=2").await.ok();
    assert!(bad.says("等得太久，电话打不通"));
    assert!(supervisor.get("/console/requests/service?points=5").await.ok().says("没有符合条件的评价"));
    assert!(supervisor.get("/console/requests/service?year=2025").await.ok().says("还没有评价"));
    let closed = supervisor.get("/console/requests?pile=closed").await.ok();
    assert!(closed.says("不满意") && closed.says("申请人建议转为主动公开"), "{}", closed.words());
    let page = supervisor.get(&format!("/console/requests/{}", case.id)).await.ok();
    assert!(page.says("等得太久，电话打不通"), "{}", page.words());
    // The words lie sealed beside the number of points.
    let kept: Vec<store::request::after::rating::Model> = ratings(city).await;
    assert!(kept.iter().all(|one| one.points == 2 && one.remark.as_deref().is_some_and(|text| !text.contains("电话"))));
}

async fn ratings(city: &City) -> Vec<store::request::after::rating::Model> {
    use sea_orm::EntityTrait;
    store::request::after::rating::Entity::find().all(city.app.store().read()).await.unwrap()
}

async fn an_annulled_reply_stays_with_its_mark(city: &City) {
    let case = Case::sent(city, &[]).await;
    case.answer(city, &OPEN, SUPPLIED).await;
    let (officer, boss) = (city.actor("jingban").await, city.actor("qianfa").await);
    let annulled = [("by", "reconsideration"), ("on", TODAY), ("days", "10"), ("document", "清府复决〔2026〕3号")];
    case.step(&officer, "annul", &annulled, &[]).await;
    let page = track(city, &case.codes).await.ok();
    assert!(page.says("已被撤销") && !page.says("评价这次办理"), "{}", page.words());
    let second = [("reply", "A1"), ("way_of_access", "清江市人民政府网站政策文件栏目")];
    case.reply(&officer, &boss, &second, &[]).await;
    let page = track(city, &case.codes).await.ok();
    let text = page.words();
    let (new, old) = (text.find("政策文件栏目"), text.find("已被撤销"));
    assert!(new.is_some() && new < old, "the reply in force stands first: {text}");
}

async fn a_citizen_reads_the_words_that_were_signed_and_fetches_his_letters(city: &City) {
    letters::guide(city).await;
    let case = Case::sent(city, &[]).await;
    let (officer, boss) = (city.actor("jingban").await, city.actor("qianfa").await);
    case.step(&officer, "confirm_receipt", &[("on", TODAY)], &[]).await;
    let asked = [("on", TODAY), ("until", "2026-12-15"), ("what", "请写明是哪一年的方案。")];
    case.step(&officer, "ask_supplement", &asked, &[]).await;
    let letter = async |code: &str| {
        let wanted = letters::find(&letters::lines(city, case.id).await, code);
        format!("/console/requests/{}/letters/{wanted}", case.id)
    };
    assert!(!track(city, &case.codes).await.ok().says("发给您的文书"), "nothing was issued yet");
    officer.post(&letter("supplement_demand").await, &[("do", "issue")]).await.redirects();
    let page = track(city, &case.codes).await.ok();
    assert!(page.says("请在 <time") && page.says("2026-12-15"), "his own limit stands first: {}", page.words());
    assert!(page.says("发给您的文书") && page.says("补正告知书（清教公复〔2026〕1号）"), "{}", page.words());
    let id = page.text().split("name=\"letter\" value=\"").nth(1).and_then(|t| t.split('"').next().map(str::to_string));
    let fetch = async |code: &str| {
        let fields = [("number", case.codes.0.as_str()), ("code", code), ("letter", id.as_deref().unwrap())];
        city.visitor().post_bare("/requests/letter", &fields).await
    };
    assert_eq!(fetch("AAAAA-AAAAA").await.status, 404);
    let words = letters::words_of(&fetch(&case.codes.1).await.ok(), FileType::Pdf);
    assert!(words.contains("请写明是哪一年的方案"), "{words}");
    let act = [
        ("number", case.codes.0.as_str()),
        ("code", &case.codes.1),
        ("do", "supplement"),
        ("supplement_text", "2025年"),
    ];
    city.visitor().send_form("/requests/act", &act, &[]).await.ok();

    let draft: Vec<(&str, &str)> = OPEN.iter().copied().chain([("on", TODAY)]).collect();
    case.step(&officer, "draft_reply", &draft, SUPPLIED).await;
    let body = "您申请的信息予以公开，请在本网站下载。\n对本答复不服的，可以申请行政复议。";
    let typed = [("do", "save"), ("title", "信息公开答复书"), ("addressee", "李晓明"), ("body", body)];
    officer.post(&letter("reply_A2").await, &typed).await.redirects();
    case.step(&boss, "sign", &[("on", TODAY)], &[]).await;
    assert!(
        !track(city, &case.codes).await.ok().says("信息公开答复书"),
        "a reply is read when it was given, not before"
    );
    case.step(&officer, "reply", &[("on", TODAY)], &[]).await;
    let page = track(city, &case.codes).await.ok();
    assert!(page.says("信息公开答复书") && page.says("请在本网站下载"), "{}", page.words());
    officer.post(&letter("reply_A2").await, &[("do", "issue")]).await.redirects();
    let page = track(city, &case.codes).await.ok();
    let names: Vec<String> = files(&page).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["划片方案.txt", "信息公开答复书 清教公复〔2026〕2号.pdf"]);
}

async fn a_reply_becomes_a_draft_without_its_persons(city: &City) {
    let subject = "李晓明之女入学划片依据";
    let case = Case::sent(city, &[("matter.name", subject)]).await;
    let files: Files<'_> =
        &[SUPPLIED[0], ("draft_reply_files", "给申请人的说明.txt", "李晓明：方案见附件。".as_bytes())];
    case.answer(city, &OPEN, files).await;
    let officer = city.actor("jingban").await;
    let address = format!("/console/requests/{}/publication", case.id);
    assert_eq!(city.actor("jianguan").await.get(&address).await.status, 403);
    let page = officer.get(&address).await.ok();
    assert!(page.says("某人之女入学划片依据") && !page.says("李晓明"), "{}", page.words());
    let offered: Vec<String> = page
        .text()
        .split("name=\"files\" value=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next().map(str::to_string))
        .collect();
    assert_eq!(offered.len(), 2);

    let section = city.ids.section("policies").to_string();
    let good = [("section", section.as_str()), ("title", "新街镇中心小学划片方案"), ("text", "方案如下。\n见附件。")];
    let named = [good[0], ("title", "答复李晓明"), ("text", "电话13800138000")];
    let refused = officer.post(&address, &named).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-title\"") && refused.says("id=\"e-text\""), "{}", refused.words());
    let with_letter = [good[0], good[1], good[2], ("files", &offered[1])];
    let refused = officer.post(&address, &with_letter).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-files\"") && refused.says("给申请人的说明.txt"), "{}", refused.words());
    let nowhere = officer.post(&address, &[("section", ""), good[1], good[2]]).await;
    assert!(nowhere.says("id=\"e-section\""), "{}", nowhere.words());

    let told = officer.post(&address, &[good[0], good[1], good[2], ("files", &offered[0])]).await.redirects();
    assert_eq!(told.location(), format!("/console/requests/{}", case.id));
    let page = officer.get(told.location()).await.ok();
    assert!(page.says("已拟稿转为主动公开"), "{}", page.words());
    let text = page.text();
    let item = text.split("/console/items/").nth(1).and_then(|part| part.split('"').next()).expect("the draft");
    let editor = city.actor("bianji").await;
    let draft = editor.get(&format!("/console/items/{item}")).await.ok();
    assert!(draft.says("新街镇中心小学划片方案") && draft.says("划片方案.txt"), "{}", draft.words());
    assert_eq!(city.visitor().get(&format!("/items/{item}")).await.status, 404, "nothing is public by this");
    assert_eq!(officer.get(&address).await.status, 409, "a case makes one draft");
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("拟稿转为主动公开"), "{}", log.words());
}

async fn a_file_whose_text_cannot_be_searched_wants_a_reason(city: &City) {
    let case = Case::sent(city, &[]).await;
    let picture: Files<'_> = &[("draft_reply_files", "划片图.png", PICTURE)];
    case.answer(city, &OPEN, picture).await;
    let officer = city.actor("jingban").await;
    let address = format!("/console/requests/{}/publication", case.id);
    let page = officer.get(&address).await.ok();
    let file = page.text().split("name=\"files\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let section = city.ids.section("policies").to_string();
    let proposal = [("section", &*section), ("title", "新街镇中心小学划片图"), ("text", "见附件。"), ("files", &*file)];
    let refused = officer.post(&address, &proposal).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-unread_reason\"") && refused.says("“划片图.png”读不出文字"), "{}", refused.words());
    assert!(refused.says("见附件。"), "what was typed is kept");
    let reason = ("unread_reason", "已看图，只有道路和学校的名称");
    officer.post(&address, &[&proposal[..], &[reason]].concat()).await.redirects();
    let page = officer.get(&format!("/console/requests/{}", case.id)).await.ok();
    assert!(page.says("已看图，只有道路和学校的名称") && page.says("已拟稿转为主动公开"), "{}", page.words());
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(!log.says("已看图"), "the reason stays with the case");
}

/// A picture of one dot.
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0,
    0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf,
    0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

async fn a_reply_that_gave_nothing_is_not_published(city: &City) {
    let case = Case::sent(city, &[]).await;
    let officer = city.actor("jingban").await;
    let address = format!("/console/requests/{}/publication", case.id);
    assert_eq!(officer.get(&address).await.status, 409, "nothing was answered");
    case.answer(city, &[("reply", "A1"), ("way_of_access", "政府网站")], &[]).await;
    let refused = officer.get(&address).await;
    assert_eq!(refused.status, 409);
    assert!(refused.says("没有提供信息"), "{}", refused.words());

    let case = Case::sent(city, &[]).await;
    case.answer(city, &OPEN, SUPPLIED).await;
    case.rate(city, &[("satisfaction", "5"), ("suggest", "on")]).await.ok();
    let decline = format!("/console/requests/{}/publication/decline", case.id);
    let page = officer.get(&format!("/console/requests/{}", case.id)).await.ok();
    assert!(page.says("申请人建议转为主动公开") && !page.says("件他人的申请要求同一项信息"), "{}", page.words());
    Case::sent(city, &[("citizen.name", "王五"), ("citizen.paper", "passport"), ("citizen.number", "E12345678")]).await;
    let page = officer.get(&format!("/console/requests/{}", case.id)).await.ok();
    assert!(page.says("另有 1 件他人的申请要求同一项信息"), "{}", page.words());
    let empty = officer.post(&decline, &[("reason", " ")]).await;
    assert!(empty.says("id=\"e-reason\""), "{}", empty.words());
    officer.post(&decline, &[("reason", "只与申请人自身有关")]).await.redirects();
    let page = officer.get(&format!("/console/requests/{}", case.id)).await.ok();
    assert!(page.says("不转为主动公开：只与申请人自身有关") && page.says("非常满意"), "{}", page.words());
}
