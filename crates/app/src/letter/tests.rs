//! The program's own wording: there for every letter, sound, and using what the facts demand.

use chrono::NaiveDate;
use domain::request::remedy::RemedyRules;
use domain::request::reply::ReplyKind;

use super::{LetterCode, remedy_text};
use crate::wording::{check, render, samples};

#[test]
fn every_letter_and_form_has_sound_wording() {
    assert_eq!(LetterCode::all().count(), 20 + 23);
    for code in LetterCode::all() {
        let (wording, known) = (code.default_wording(), code.placeholders());
        assert_eq!(LetterCode::parse(&code.code()), Some(code));
        assert_eq!(check("title", &wording.title, &known), Ok(()), "{}", code.code());
        assert_eq!(check("body", &wording.body, &known), Ok(()), "{}", code.code());
        let text = render(&wording.body, &samples(&known)).unwrap_or_default();
        assert!(!text.contains("。。") && !text.contains("{{"), "{}: {text}", code.code());
    }
}

#[test]
fn every_fact_of_a_reply_is_said_in_its_letter() {
    for kind in ReplyKind::ALL {
        let body = LetterCode::Reply(*kind).default_wording().body;
        for fact in kind.facts() {
            assert!(body.contains(&format!("{{{{ {} }}}}", fact.code())), "{kind} does not say {fact}");
        }
        assert!(body.ends_with("{{ remedy }}"), "{kind}");
        assert_eq!(body.contains("{{ grounds }}"), !kind.grounds().is_empty(), "{kind}");
    }
}

#[test]
fn the_remedy_depends_on_kind_and_day() {
    let rules = RemedyRules::default();
    let text = |kind, y| {
        let day = NaiveDate::from_ymd_opt(y, 5, 6).unwrap_or_default();
        remedy_text(kind, day, &rules, "某某市人民政府", "某某市人民法院")
    };
    assert_eq!(
        text(ReplyKind::C4, 2026),
        "如对本答复不服，应当自收到本答复之日起60日内，依照《中华人民共和国行政复议法》第二十条第一款、第二十三条第一款第（四）项的规定，\
         先向某某市人民政府申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内，\
         依照《中华人民共和国行政诉讼法》第四十五条的规定，向某某市人民法院提起行政诉讼。"
    );
    assert_eq!(
        text(ReplyKind::C4, 2023),
        "如对本答复不服，可以自收到本答复之日起60日内，依照《中华人民共和国行政复议法》第九条第一款的规定，\
         向某某市人民政府申请行政复议；也可以自收到本答复之日起6个月内，\
         依照《中华人民共和国行政诉讼法》第四十六条的规定，向某某市人民法院提起行政诉讼。"
    );
    assert_eq!(text(ReplyKind::C4, 2023), text(ReplyKind::D1a, 2023));
}
