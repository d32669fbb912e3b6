//! Letters opened again and compared, wording changed and taken back, disputes into table 4.

use app::Caller;
use app::dispute::{DisputeForm, EventForm, create_dispute, get_dispute, note_event, table_4};
use app::letter::{
    LetterCode, PaperKind, Sheet, WordingForm, compose, document_number, get_letter, reset_letter, save_letter,
};
use app::wording::{Origin, samples};
use documents::extract::extract_text;
use documents::limits::Limits;
use documents::sniff::FileType;
use documents::write::to_docx;
use domain::dispute::{Cell, Happening, Outcome, Party, Procedure, Track};
use domain::request::reply::ReplyKind;
use testkit::City;

use crate::on_both;

on_both!(
    every_letter_says_when_opened_again_what_it_was_given,
    the_office_changes_wording_and_goes_back,
    numbers_of_letters_run_by_agency_and_year,
    disputes_count_in_table_4,
);

fn sheet(city: &City, code: LetterCode) -> Sheet {
    Sheet {
        agency_id: city.ids.agency("jiaoti"),
        number: "清教体公复〔2026〕1号".into(),
        addressee: "李某".into(),
        date: "2026-11-23".parse().unwrap(),
        attachments: Vec::new(),
        values: samples(&code.placeholders()),
    }
}

async fn text_of(city: &City, code: LetterCode) -> String {
    let paper = compose(&city.app, city.app.store().read(), code, &sheet(city, code)).await.unwrap();
    let bytes = to_docx(&paper).unwrap();
    extract_text(&bytes, FileType::Docx, &Limits::default()).unwrap().text.split_whitespace().collect()
}

async fn every_letter_says_when_opened_again_what_it_was_given(city: &City) {
    for code in LetterCode::all() {
        let text = text_of(city, code).await;
        let wording = code.default_wording();
        assert!(text.contains(&wording.title), "{}: {text}", code.code());
        for placeholder in code.placeholders() {
            let used = wording.body.contains(&format!("{{{{ {} }}}}", placeholder.key));
            let alternative =
                placeholder.key == "competent_unknown" || placeholder.key == "agency" || placeholder.key == "date";
            let value: String = placeholder.sample.split_whitespace().collect();
            assert!(!used || alternative || text.contains(&value), "{} lacks {}: {text}", code.code(), placeholder.key);
        }
    }
}

async fn the_office_changes_wording_and_goes_back(city: &City) {
    let code = LetterCode::Reply(ReplyKind::A1);
    let caller = Caller::command();
    let form = |body: &str| WordingForm { title: "告知书".into(), body: body.into() };
    let bad = save_letter(&city.app, &caller, "reply_A1", &form("{{ secret }}")).await.unwrap_err();
    assert_eq!(bad.code(), "form_invalid");
    save_letter(&city.app, &caller, "reply_A1", &form("请到{{ way_of_access }}查阅。")).await.unwrap();
    let view = get_letter(&city.app, &caller, "reply_A1").await.unwrap();
    assert_eq!(view.origin, Origin::Own);
    assert!(text_of(city, code).await.contains("请到获取信息的方式和途径查阅。"));
    reset_letter(&city.app, &caller, "reply_A1").await.unwrap();
    assert_eq!(get_letter(&city.app, &caller, "reply_A1").await.unwrap().origin, Origin::Default);
    assert_eq!(get_letter(&city.app, &caller, "reply_Z9").await.unwrap_err().code(), "not_found");
    let paper = LetterCode::Paper(PaperKind::Receipt);
    assert!(text_of(city, paper).await.contains("第三十一条"));
}

async fn numbers_of_letters_run_by_agency_and_year(city: &City) {
    let mut numbers = Vec::new();
    for (agency, on) in
        [("jiaoti", "2026-11-23"), ("jiaoti", "2026-12-31"), ("jiaoti", "2027-01-04"), ("zhengfuban", "2026-11-23")]
    {
        let work = city.app.store().begin().await.unwrap();
        let on = on.parse().unwrap();
        numbers.push(document_number(&city.app, work.db(), city.ids.agency(agency), on).await.unwrap());
        work.commit(city.clock.now()).await.unwrap();
    }
    let tails: Vec<String> = numbers.iter().map(|n| n.split("公复").nth(1).unwrap().to_string()).collect();
    assert_eq!(tails, ["〔2026〕1号", "〔2026〕2号", "〔2027〕1号", "〔2026〕1号"]);
}

async fn disputes_count_in_table_4(city: &City) {
    let (caller, agency) = (Caller::command(), city.ids.agency("jiaoti"));
    let new = |track, party| DisputeForm {
        agency_id: agency,
        request: String::new(),
        matter: "李某对2026年3月答复不服".into(),
        organ: "清江市人民政府".into(),
        case_number: String::new(),
        track,
        party,
        filed_on: "2026-09-01".parse().unwrap(),
    };
    let unnamed = DisputeForm { matter: " ".into(), ..new(Track::Reconsideration, Party::Original) };
    assert_eq!(create_dispute(&city.app, &caller, &unnamed).await.unwrap_err().code(), "form_invalid");
    let first = create_dispute(&city.app, &caller, &new(Track::Reconsideration, Party::Original)).await.unwrap();
    create_dispute(&city.app, &caller, &new(Track::DirectLitigation, Party::Original)).await.unwrap();
    create_dispute(&city.app, &caller, &new(Track::LitigationAfterReconsideration, Party::CoDefendant)).await.unwrap();
    let stored = store::dispute::get(city.app.store().read(), first).await.unwrap();
    assert!(!stored.matter.contains("李某"), "the matter is sealed");
    let accepted = Happening::Accepted { procedure: Procedure::Simplified };
    for (version, on, what) in
        [(1, "2026-09-05", accepted), (2, "2026-10-09", Happening::Decided { outcome: Outcome::Corrected })]
    {
        let form = EventForm { on: on.parse().unwrap(), what, note: "已收到".into(), redo_days: None, version };
        assert_eq!(note_event(&city.app, &caller, first, &form).await.unwrap(), None, "no case is linked");
        assert_eq!(note_event(&city.app, &caller, first, &form).await.unwrap_err().code(), "changed_meanwhile");
    }
    let view = get_dispute(&city.app, &caller, first).await.unwrap();
    assert_eq!((view.matter.as_str(), view.events.len()), ("李某对2026年3月答复不服", 3));
    assert_eq!(view.row.outcome, Outcome::Corrected);
    let cells = table_4(&city.app, &caller, &[agency], 2026).await.unwrap();
    let cell = |track, outcome| Cell { track, outcome };
    let wanted =
        [(cell(Track::Reconsideration, Outcome::Corrected), 1), (cell(Track::DirectLitigation, Outcome::Pending), 1)];
    assert_eq!(cells, wanted.into(), "a co-defendant is not counted again");
    assert!(table_4(&city.app, &caller, &[agency], 2025).await.unwrap().is_empty());
}
