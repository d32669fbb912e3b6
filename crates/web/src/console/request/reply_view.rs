//! A reply as the office sees it before it goes out: its ground, the cell of the report, the facts with their words, the
//! steps it passes, the remedies that the letter will name. Words only; what is demanded says the domain.

use app::App;
use app::letter::{reconsideration_organ_name, remedy_rules, remedy_text};
use app::request::look::{Look, Seen};
use chrono::NaiveDate;
use domain::request::Happening;
use domain::request::article::cite;
use domain::request::remedy::RemedyRoute;
use domain::request::reply::{Fact, ReplyKind};
use domain::request::rules::Rules;
use minijinja::Value;

use crate::console::item::rows::Badge;
use crate::templates::context;

/// The draft of a case, or the reply it became; none where nothing was drafted in this round.
pub fn of_case(app: &App, look: &Look) -> Option<Value> {
    if look.only_unit {
        return None;
    }
    let kind = look.case.draft.map(|draft| draft.reply).or(look.case.reply.map(|(kind, _)| kind))?;
    let drafted = last_draft(look).filter(|(_, drafted, _)| *drafted == kind);
    let on = look.case.reply.map_or_else(|| app.now().date(), |(_, on)| on);
    let facts = drafted.map(|(seen, _, _)| facts(seen, kind)).unwrap_or_default();
    let note = drafted.and_then(|(seen, _, _)| seen.particulars.get("note")).cloned();
    Some(context! {
        draft => look.case.reply.is_none(),
        code => kind.code(),
        label => kind.label(),
        grounds => grounds(kind),
        row => kind.report_row().label(),
        steps => steps(look, kind),
        facts,
        note,
        remedy => remedy(app, look.row.agency_id, kind, on),
        remedy_note => remedy_note(app, kind),
    })
}

/// The last draft with its kind and day.
pub fn last_draft(look: &Look) -> Option<(&Seen, ReplyKind, NaiveDate)> {
    look.events.iter().rev().find_map(|seen| match seen.event.what {
        Happening::ReplyDrafted { reply, on, .. } => Some((seen, reply, on)),
        _ => None,
    })
}

fn facts(seen: &Seen, kind: ReplyKind) -> Vec<Value> {
    let row = |fact: Fact| {
        seen.particulars.get(fact.code()).map(|text| context! { label => fact.label(), value => text.as_str() })
    };
    kind.facts().filter_map(row).collect()
}

/// The articles, or that there is none.
pub fn grounds(kind: ReplyKind) -> String {
    if kind.grounds().is_empty() { "没有专门条款".to_string() } else { cite(kind.grounds()) }
}

/// The paragraph on remedies that the letter will carry.
pub fn remedy(app: &App, agency: i64, kind: ReplyKind, on: NaiveDate) -> String {
    let settings = app.settings();
    let organ = reconsideration_organ_name(app, agency);
    remedy_text(kind, on, &remedy_rules(&settings), &organ, settings.text("remedy.court"))
}

/// Where the law leaves the order of remedies open, what the office has set, for the legal reviewer's eye.
pub fn remedy_note(app: &App, kind: ReplyKind) -> Option<String> {
    let rules = remedy_rules(&app.settings());
    let (subject, route) = match kind {
        ReplyKind::B1 => ("部分公开", rules.partial),
        ReplyKind::C8 => ("行政查询事项", rules.special_query),
        _ => return None,
    };
    let set = match route {
        RemedyRoute::ReconsiderationFirst => "复议前置",
        RemedyRoute::Either => "可以复议，也可以直接起诉",
    };
    Some(format!("{subject}是否适用复议前置，法律没有明确，本机关设置为：{set}。合法性审核时请核对。"))
}

/// The steps of a reply with how far each has come.
fn steps(look: &Look, kind: ReplyKind) -> Vec<Value> {
    let draft = look.case.draft;
    let done = look.case.reply.is_some();
    let step = |label: &str, needed: bool, passed: bool| {
        let badge = match (needed, passed || done) {
            (false, _) => Badge::new("不需要", "neutral"),
            (true, true) => Badge::new("已完成", "ok"),
            (true, false) => Badge::new("待办", "warning"),
        };
        context! { label, badge }
    };
    let rules = &look.case.rules;
    vec![
        step("拟定", true, true),
        step("合法性审核", rules.legal_review.contains(kind), draft.is_some_and(|draft| draft.legal_passed)),
        step("负责人签发", rules.signature.contains(kind), draft.is_some_and(|draft| draft.signed_on.is_some())),
        step("作出答复", true, false),
    ]
}

/// The steps that a kind passes, as words.
pub fn steps_of(rules: &Rules, kind: ReplyKind) -> String {
    let steps = [(rules.legal_review.contains(kind), "合法性审核"), (rules.signature.contains(kind), "负责人签发")];
    let steps: Vec<&str> = steps.into_iter().filter_map(|(needed, label)| needed.then_some(label)).collect();
    if steps.is_empty() { "不需要审核".to_string() } else { steps.join("、") }
}
