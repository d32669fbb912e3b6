//! The letters of a case, from the page of the case: filled from it, changed by hand, issued under a number, opened
//! again as DOCX and PDF, kept as they were; the reply that legal reviewer and signatory have seen; the folder.

use app::Caller;
use app::letter::{WordingForm, save_letter};
use app::request::letters::{self, LetterLine};
use documents::extract::extract_text;
use documents::limits::Limits;
use documents::sniff::FileType;
use domain::request::reply::ReplyKind;
use testkit::{Actor, City, Page};

use crate::desk_requests::{case_of, order, page, register};
use crate::on_both;

on_both!(
    a_letter_is_filled_changed_issued_and_kept,
    every_letter_of_a_case_is_rendered,
    every_kind_of_reply_says_its_facts_and_remedies,
    a_reply_goes_out_as_it_was_signed_and_ends_in_the_folder,
    two_who_issue_at_once_make_one_letter_with_one_number,
);

/// The words of a document without the white space that lines alone decide.
pub fn words_of(page: &Page, kind: FileType) -> String {
    let words: String = extract_text(&page.bytes, kind, &Limits::default()).unwrap().text.split_whitespace().collect();
    // Word's page number stands at the foot, without the number.
    words.trim_end_matches('—').to_string()
}

async fn both_files(actor: &Actor, url: &str) -> [String; 2] {
    let pdf = actor.get(&format!("{url}/pdf")).await.ok();
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let docx = actor.get(&format!("{url}/docx")).await.ok();
    [words_of(&pdf, FileType::Pdf), words_of(&docx, FileType::Docx)]
}

/// The query code that a receipt shows.
fn query_code(receipt: &Page) -> String {
    let text = receipt.text();
    let rest = text.split("<dt>查询码</dt><dd>").nth(1).unwrap_or_else(|| panic!("no code in {text}"));
    rest.split('<').next().unwrap().trim().to_string()
}

pub async fn guide(city: &City) {
    let guide = app::agency::Guide {
        office: "教育体育局办公室".into(),
        address: "清江市学府路1号".into(),
        hours: "工作日 9:00—17:00".into(),
        telephone: "0000-1234567".into(),
        ..Default::default()
    };
    let agency = city.ids.agency("jiaoti");
    app::agency::update_guide(&city.app, &Caller::command(), agency, &guide).await.unwrap();
}

pub async fn lines(city: &City, id: i64) -> Vec<LetterLine> {
    letters::list(&city.app, &Caller::command(), id).await.unwrap()
}

pub fn find(lines: &[LetterLine], code: &str) -> String {
    let line = lines.iter().find(|line| line.wanted.code.code() == code);
    line.unwrap_or_else(|| panic!("no {code} among {lines:#?}")).wanted.to_string()
}

const ASKED: [(&str, &str); 3] = [
    ("ask_supplement_on", "2026-11-18"),
    ("ask_supplement_until", "2026-12-09"),
    ("ask_supplement_what", "请写明会议的时间。"),
];

async fn a_letter_is_filled_changed_issued_and_kept(city: &City) {
    let officer = city.actor("jingban").await;
    let receipt = register(city, &officer, &[]).await.ok();
    let id = case_of(&receipt);
    order(&officer, id, "ask_supplement", &ASKED).await.redirects();
    let shown = page(&officer, id).await;
    assert!(shown.says("补正告知书") && shown.says("接收回执"), "{}", shown.words());
    let url = format!("/console/requests/{id}/letters/{}", find(&lines(city, id).await, "supplement_demand"));

    // The guide of the agency is not written yet: what it lacks is named, and nothing goes out with a hole.
    let letter = officer.get(&url).await.ok();
    assert!(letter.says("李小明") && letter.says("请写明会议的时间"), "{}", letter.words());
    assert!(letter.says("还没有填写：联系电话、地址"), "{}", letter.words());
    let refused = officer.post(&url, &[("do", "issue")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("id=\"e-body\"") && refused.says("还没有填写：联系电话、地址"), "{}", refused.words());

    // Changed by hand, looked at, kept as a draft, and issued under the first number of the year.
    let typed = [("title", "补正告知书"), ("addressee", "李小明"), ("body", "请补正会议时间。\n特此告知。")];
    let preview = officer.post(&url, &[&typed[..], &[("do", "preview")]].concat()).await.ok();
    assert!(preview.says("<p>请补正会议时间。</p>"), "{}", preview.text());
    let empty = officer.post(&url, &[("do", "save"), ("title", "补正告知书"), ("body", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.says("正文不能为空"), "{}", empty.words());
    officer.post(&url, &[&typed[..], &[("do", "save")]].concat()).await.redirects();
    assert!(officer.get(&url).await.ok().says("请补正会议时间。"));
    officer.post(&url, &[("do", "issue")]).await.redirects();
    let wanted =
        "清江市教育体育局清教公复〔2026〕1号补正告知书李小明：请补正会议时间。特此告知。清江市教育体育局2026年11月18日";
    assert_eq!(both_files(&officer, &url).await, [wanted, wanted]);
    let issued = officer.get(&url).await.ok();
    assert!(
        issued.says("已发出") && issued.says("清教公复〔2026〕1号") && !issued.says("保存草稿"),
        "{}",
        issued.words()
    );
    for what in ["save", "issue", "restore"] {
        let again = officer.post(&url, &[&typed[..], &[("do", what)]].concat()).await;
        assert_eq!(again.status, 409, "{what}: {}", again.words());
    }

    // A later template changes what is made from then on, not what went out.
    let form = WordingForm { title: "新的告知书".into(), body: "请补正：{{ what }}。".into() };
    save_letter(&city.app, &Caller::command(), "supplement_demand", &form).await.unwrap();
    assert_eq!(both_files(&officer, &url).await, [wanted, wanted]);
    let other = case_of(&register(city, &officer, &[]).await.ok());
    order(&officer, other, "ask_supplement", &ASKED).await.redirects();
    let url = format!("/console/requests/{other}/letters/{}", find(&lines(city, other).await, "supplement_demand"));
    assert!(officer.get(&url).await.ok().says("请补正：请写明会议的时间。"));
    officer.post(&url, &[("do", "issue")]).await.redirects();
    assert!(officer.get(&url).await.ok().says("清教公复〔2026〕2号"), "the next number");

    // The applicant fetches what was issued to him, by number and code; each time it is in the log.
    let number = store::request::get(city.app.store().read(), id).await.unwrap().number;
    let code = query_code(&receipt);
    let own = letters::of_applicant(&city.app, &number, &code).await.unwrap();
    assert_eq!(own.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["补正告知书"]);
    let fetched = letters::fetch_letter(&city.app, &number, &code, "10.0.0.1", own[0].id).await.unwrap();
    let words = extract_text(&fetched.bytes, FileType::Pdf, &Limits::default()).unwrap().text;
    assert_eq!(words.split_whitespace().collect::<String>(), wanted);
    let wrong = letters::fetch_letter(&city.app, &number, &code, "10.0.0.1", own[0].id + 1).await.unwrap_err();
    assert_eq!(wrong.code(), "not_found");
    let guess = letters::of_applicant(&city.app, &number, "2345678923").await.unwrap_err();
    assert_eq!(guess.code(), "request_code_wrong");

    // Who has no business with the case does not see its letters.
    assert_eq!(city.actor("bianji").await.get(&url).await.status, 403);
    let legal = city.actor("fazhi").await;
    let seen = legal.get(&url).await.ok();
    assert!(!seen.says("李小明") && seen.says("李**"), "{}", seen.words());
    assert_eq!(legal.post(&url, &[("do", "save")]).await.status, 403);
    assert_eq!(legal.get(&format!("{url}/pdf")).await.status, 403);
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("发出文书") && log.says("查看申请人信息"), "{}", log.words());
}

async fn every_letter_of_a_case_is_rendered(city: &City) {
    guide(city).await;
    let officer = city.actor("jingban").await;
    let boss = city.actor("qianfa").await;
    let id = case_of(&register(city, &officer, &[]).await.ok());
    let consult = |with: &'static str, who: &'static str| {
        [
            ("consult_with", with),
            ("consult_on", "2026-11-17"),
            ("consult_third_party", who),
            ("consult_content", "投标文件中的报价明细"),
        ]
    };
    for (with, who) in [("third_party", "甲建设公司"), ("co_maker", "清江市水利局"), ("organ", "清江市档案馆")]
    {
        order(&officer, id, "consult", &consult(with, who)).await.redirects();
    }
    let opinion = [
        ("no", "0"),
        ("note_opinion_0_on", "2026-11-18"),
        ("note_opinion_0_opinion", "objects"),
        ("note_opinion_0_reason", "涉及报价"),
    ];
    order(&officer, id, "note_delivery", &[("no", "0"), ("note_delivery_0_on", "2026-11-17")]).await.redirects();
    order(&officer, id, "note_opinion", &opinion).await.redirects();
    let over = [
        ("no", "0"),
        ("override_objection_0_on", "2026-11-19"),
        ("override_objection_0_reason", "不公开会对公共利益造成重大影响。"),
    ];
    order(&boss, id, "override_objection", &over).await.redirects();
    for no in ["1", "2"] {
        let on = format!("recall_consultation_{no}_on");
        let why = format!("recall_consultation_{no}_reason");
        let back = [("no", no), (on.as_str(), "2026-11-19"), (why.as_str(), "不再需要")];
        order(&officer, id, "recall_consultation", &back).await.redirects();
    }
    let more =
        [("ask_extension_on", "2026-11-20"), ("ask_extension_days", "20"), ("ask_extension_reason", "需要逐件检索")];
    order(&officer, id, "ask_extension", &more).await.redirects();
    order(&boss, id, "approve_extension", &[("approve_extension_on", "2026-11-20")]).await.redirects();
    let reasons =
        [("ask_reasons_on", "2026-11-20"), ("ask_reasons_until", "2026-12-09"), ("ask_reasons_count", "一个月内46件")];
    order(&officer, id, "ask_reasons", &reasons).await.redirects();
    order(&officer, id, "give_reasons", &[("give_reasons_on", "2026-11-20"), ("give_reasons_text", "研究需要")])
        .await
        .redirects();
    let fee = [
        ("notice_fee_on", "2026-11-23"),
        ("notice_fee_amount", "380"),
        ("notice_fee_lines", "按量计收，第31至68页，每页10元"),
        ("notice_fee_way_of_paying", "到缴费窗口缴纳"),
    ];
    order(
        &officer,
        id,
        "weigh_reasons",
        &[("weigh_reasons_on", "2026-11-20"), ("weigh_reasons_reasonable", "yes"), ("weigh_reasons_reason", "确需")],
    )
    .await
    .redirects();
    order(&officer, id, "notice_fee", &fee).await.redirects();
    let lines = lines(city, id).await;
    let says = [
        ("receipt", "第三十一条"),
        ("reasons_demand", "一个月内46件"),
        ("extension_notice", "因需要逐件检索，不能在法定期限内答复"),
        ("third_party_inquiry", "甲建设公司：本机关收到一件政府信息公开申请，所涉信息包括：投标文件中的报价明细"),
        ("third_party_answer", "征求意见机关"),
        ("override_notice", "理由：不公开会对公共利益造成重大影响。特此告知"),
        ("co_maker_inquiry", "清江市水利局："),
        ("assistance_letter", "清江市档案馆："),
        ("consultation_notice", "因申请的信息需要征求其他行政机关的意见"),
        ("fee_notice", "收费方式：按量计收"),
        ("registration", "11010519491231002X"),
        ("application_form", "李小明"),
        ("procedure", "教育体育局办公室"),
    ];
    for (code, text) in says {
        let url = format!("/console/requests/{id}/letters/{}", find(&lines, code));
        let letter = officer.get(&url).await.ok();
        assert!(!letter.says("还没有填写"), "{code}: {}", letter.words());
        for words in both_files(&officer, &url).await {
            assert!(words.contains(text), "{code} lacks {text}: {words}");
        }
    }
    // What goes to third parties says nothing of the applicant.
    for code in ["third_party_inquiry", "third_party_answer", "override_notice", "co_maker_inquiry"] {
        let url = format!("/console/requests/{id}/letters/{}", find(&lines, code));
        for words in both_files(&officer, &url).await {
            assert!(!words.contains("李小明") && !words.contains("138"), "{code}: {words}");
        }
    }
}

async fn every_kind_of_reply_says_its_facts_and_remedies(city: &City) {
    let officer = city.actor("jingban").await;
    let conditional = ["D3", "E4", "F1", "F2"];
    for kind in ReplyKind::ALL.iter().filter(|kind| !conditional.contains(&kind.code())) {
        let id = case_of(&register(city, &officer, &[]).await.ok());
        let facts: Vec<_> = kind.facts().filter(|fact| fact.code() != "competent_unknown").collect();
        let named: Vec<(String, String)> = facts
            .iter()
            .map(|fact| (format!("draft_reply_{}", fact.code()), format!("写明{}。", fact.label())))
            .collect();
        let mut fields = vec![("draft_reply_reply", kind.code()), ("draft_reply_on", "2026-11-23")];
        fields.extend(named.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        order(&officer, id, "draft_reply", &fields).await.redirects();
        let url = format!(
            "/console/requests/{id}/letters/{}",
            find(&lines(city, id).await, &format!("reply_{}", kind.code()))
        );
        let letter = officer.get(&url).await.ok();
        assert!(!letter.says("还没有填写"), "{kind}: {}", letter.words());
        for words in both_files(&officer, &url).await {
            for fact in &facts {
                assert!(words.contains(&format!("写明{}", fact.label())), "{kind} lacks {fact}: {words}");
            }
            assert!(!words.contains("。。"), "{words}");
            let first = words.contains("先向清江市人民政府申请行政复议");
            let refused = kind.code().starts_with('C') && kind.code() != "C8";
            assert_eq!(first, refused, "{kind}: {words}");
            assert!(words.contains("60日内") && words.contains("向有管辖权的人民法院提起行政诉讼"), "{kind}: {words}");
        }
        let early = officer.post(&url, &[("do", "issue")]).await;
        assert_eq!(early.status, 409, "{kind} was issued before the reply was given");
    }
}

async fn a_reply_goes_out_as_it_was_signed_and_ends_in_the_folder(city: &City) {
    guide(city).await;
    let officer = city.actor("jingban").await;
    let (legal, boss) = (city.actor("fazhi").await, city.actor("qianfa").await);
    let id = case_of(&register(city, &officer, &[]).await.ok());
    let search = [
        ("draft_reply_reply", "D1a"),
        ("draft_reply_on", "2026-11-23"),
        ("draft_reply_search_places", "本机关档案系统"),
        ("draft_reply_search_people", "办公室张某，2026年11月20日"),
        ("draft_reply_search_keywords", "划片 会议纪要"),
    ];
    order(&officer, id, "draft_reply", &search).await.redirects();
    let drafted = format!("/console/requests/{id}/letters/{}", find(&lines(city, id).await, "reply_D1a"));
    let body = "经检索，没有查到您申请的信息，该信息不存在。";
    officer
        .post(&drafted, &[("do", "save"), ("title", "答复书"), ("addressee", "李小明"), ("body", body)])
        .await
        .redirects();
    let seen = legal.get(&drafted).await.ok();
    assert!(seen.says(body) && seen.says("李**") && !seen.says("李小明"), "{}", seen.words());
    order(&legal, id, "pass_legal", &[("pass_legal_on", "2026-11-23"), ("pass_legal_opinion", "依据正确")])
        .await
        .redirects();
    let late =
        officer.post(&drafted, &[("do", "save"), ("title", "别的"), ("addressee", "李小明"), ("body", "别的")]).await;
    assert_eq!(late.status, 409);
    assert!(late.says("已经审核或者签发"), "{}", late.words());
    order(&boss, id, "sign", &[("sign_on", "2026-11-23"), ("sign_opinion", "同意")]).await.redirects();
    order(&officer, id, "reply", &[("reply_on", "2026-11-23")]).await.redirects();

    // The reply's letter belongs to the reply; its words are those that were reviewed.
    let all = lines(city, id).await;
    let url = format!("/console/requests/{id}/letters/{}", find(&all, "reply_D1a"));
    assert_eq!(url, drafted);
    officer.post(&url, &[("do", "issue")]).await.redirects();
    for words in both_files(&officer, &url).await {
        assert!(
            words.contains("清教公复〔2026〕1号答复书李小明：经检索，没有查到您申请的信息，该信息不存在。"),
            "{words}"
        );
        assert!(words.contains("2026年11月23日"), "{words}");
    }
    let sheet = format!("/console/requests/{id}/letters/{}", find(&all, "review_sheet"));
    for words in both_files(&officer, &sheet).await {
        assert!(words.contains("审核通过。依据正确（2026年11月23日）") && words.contains("同意签发。同意"), "{words}");
    }
    let record = format!("/console/requests/{id}/letters/{}", find(&all, "service_record"));
    officer.post(&record, &[("do", "issue")]).await.redirects();

    let served = [
        ("serve_method", "post"),
        ("serve_sent_on", "2026-11-23"),
        ("serve_mail_number", "XA12345678901"),
        ("serve_proof", "on"),
    ];
    order(&officer, id, "serve", &served).await.redirects();
    order(&officer, id, "archive", &[("archive_on", "2026-11-23")]).await.redirects();
    let folder = officer.get(&format!("/console/requests/{id}/folder")).await.ok();
    for text in ["政府信息公开申请表", "申请书", "答复书 清教公复〔2026〕1号", "送达回证", "办理过程记录"]
    {
        assert!(folder.says(text), "{text} is not in {}", folder.words());
    }
    let zip = officer.get(&format!("/console/requests/{id}/folder.zip")).await.ok();
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.to_vec())).unwrap();
    let names: Vec<String> =
        (0..parts.len()).map(|at| parts.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(names[0], "00 卷内目录.pdf");
    assert!(
        names[1].starts_with("01 政府信息公开申请表") && names.last().unwrap().contains("办理过程记录"),
        "{names:?}"
    );
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut parts.by_index(0).unwrap(), &mut bytes).unwrap();
    let list = extract_text(&bytes, FileType::Pdf, &Limits::default()).unwrap().text;
    let list: String = list.split_whitespace().collect();
    assert!(list.contains("卷内目录") && list.contains("清教公复〔2026〕1号") && list.contains("申请书"), "{list}");
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    assert!(log.says("folder"), "{}", log.words());
    assert_eq!(legal.get(&format!("/console/requests/{id}/folder.zip")).await.status, 403);
    let open = case_of(&register(city, &officer, &[]).await.ok());
    assert_eq!(officer.get(&format!("/console/requests/{open}/folder")).await.status, 409);
}

async fn two_who_issue_at_once_make_one_letter_with_one_number(city: &City) {
    guide(city).await;
    let officer = city.actor("jingban").await;
    let caller = officer.caller().await;
    let other_node = city.second_node().await;
    for round in 1..=3 {
        let id = case_of(&register(city, &officer, &[]).await.ok());
        order(&officer, id, "ask_supplement", &ASKED).await.redirects();
        let wanted = lines(city, id).await.iter().find(|l| l.wanted.code.code() == "supplement_demand").unwrap().wanted;
        let (one, two) = tokio::join!(
            letters::issue(&city.app, &caller, id, wanted, None),
            letters::issue(&other_node, &caller, id, wanted, None),
        );
        let (given, refused): (Vec<_>, Vec<_>) = [one, two].into_iter().partition(Result::is_ok);
        let given: Vec<String> = given.into_iter().filter_map(|number| number.unwrap()).collect();
        assert_eq!(given, [format!("清教公复〔2026〕{round}号")]);
        for error in refused {
            let code = error.unwrap_err();
            assert!(["changed_meanwhile", "letter_issued"].contains(&code.code()), "{code}");
        }
        let files = store::request::files(city.app.store().read(), id).await.unwrap();
        assert_eq!(files.iter().filter(|file| file.purpose == "letter").count(), 2, "one DOCX and one PDF");
    }
    other_node.store().clone().close().await.unwrap();
}
