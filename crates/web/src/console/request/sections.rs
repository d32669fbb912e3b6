//! The parts of a case's page: units and their parts, letters asking for opinions, files, like cases, linked cases, the
//! log. Words and rows only.

use std::collections::BTreeMap;

use app::dispute::{DisputeRow, disputes_of_request};
use app::request::RequestRow;
use app::request::look::{FileSeen, Link, Look, Seen};
use app::request::twins::{self, Twins};
use domain::identity::Action;
use domain::request::fold::PartState;
use domain::request::reply::ReplyKind;
use domain::request::{CaseState, Happening};
use minijinja::Value;

use super::{rows, words};
use crate::console::dispute::{PATH as DISPUTES, name_of, outcome_badge};
use crate::console::item::rows::Badge;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::request_words::{limit_label, staff_event};
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;

/// The limits beside the one for the reply.
pub fn limits(look: &Look) -> Vec<Value> {
    let of = |limit: &domain::request::clock::StageLimit| context! { label => limit_label(limit.kind), value => limit.due.date.to_string() };
    look.clock.stage_limits.iter().map(of).collect()
}

/// What was last written about a part under a name, by the events that `told` takes.
fn last_words(look: &Look, part: u16, name: &str, told: fn(&Happening) -> Option<u16>) -> Option<String> {
    let about = |seen: &&Seen| told(&seen.event.what) == Some(part);
    look.events.iter().rev().find(about).and_then(|seen| seen.particulars.get(name)).cloned()
}

/// The parts with the forms of each. A unit sees its own alone.
pub fn parts(look: &Look, names: &BTreeMap<i64, String>, forms: &mut BTreeMap<u16, Vec<Value>>) -> Vec<Value> {
    let today = look.today;
    let mut view = |(no, part): (u16, &domain::request::fold::Part)| {
        let own = look.units.contains(&part.unit);
        let late = !matches!(part.state, PartState::Done) && part.until.is_some_and(|until| until < today);
        let refused = last_words(look, no, "reason", |what| match what {
            Happening::PartRefused { part } => Some(*part),
            _ => None,
        });
        context! {
            no => u32::from(no) + 1,
            own,
            unit => names.get(&part.unit).cloned().unwrap_or_default(),
            state => Badge::new(part.state.label(), rows::part_tone(part.state)),
            late => late.then(|| Badge::new("逾期未反馈", "error")),
            on => part.assigned_on.to_string(),
            until => part.until.map(|until| until.to_string()),
            task => last_words(look, no, "task", |what| match what {
                Happening::PartAssigned { part, .. } => Some(*part),
                _ => None,
            }),
            handed_over => last_words(look, no, "reason", |what| match what {
                Happening::PartReassigned { part, .. } => Some(*part),
                _ => None,
            }),
            refused => refused.filter(|_| part.state == PartState::Refused),
            result => last_words(look, no, "result", |what| match what {
                Happening::PartDone { part, .. } => Some(*part),
                _ => None,
            }),
            actions => forms.remove(&no).unwrap_or_default(),
        }
    };
    let seen = |part: &domain::request::fold::Part| !look.only_unit || look.units.contains(&part.unit);
    (0..).zip(&look.case.parts).filter(|(_, part)| seen(part)).map(&mut view).collect()
}

/// The letters asking for opinions with the forms of each.
pub fn consultations(look: &Look, forms: &mut BTreeMap<u16, Vec<Value>>) -> Vec<Value> {
    if look.only_unit {
        return Vec::new();
    }
    let sent = |no: u16| {
        let of = |seen: &&Seen| matches!(seen.event.what, Happening::ConsultationSent { no: at, .. } if at == no);
        look.events.iter().find(of)
    };
    let mut view = |(no, one): (u16, &domain::request::fold::Consultation)| {
        let result = match (one.opinion, one.ended_on) {
            (Some(opinion), _) if one.overridden => format!("{}，已决定公开", opinion.label()),
            (Some(opinion), _) => opinion.label().to_string(),
            (None, Some(_)) => "已撤回".to_string(),
            (None, None) => "等待答复".to_string(),
        };
        context! {
            no => u32::from(no) + 1,
            with => one.with.label(),
            name => sent(no).and_then(|seen| seen.particulars.get("third_party")).cloned().unwrap_or_default(),
            content => sent(no).and_then(|seen| seen.particulars.get("content")).cloned(),
            sent_on => one.sent_on.to_string(),
            delivered_on => one.delivered_on.map(|on| on.to_string()),
            result,
            actions => forms.remove(&no).unwrap_or_default(),
        }
    };
    (0..).zip(&look.case.consultations).map(&mut view).collect()
}

/// The files; those that the signed-in person may open are links.
pub fn files(look: &Look) -> Vec<Value> {
    let view = |file: &FileSeen| {
        context! {
            name => if file.name.is_empty() { "（已清除）" } else { file.name.as_str() },
            url => file.may_open.then(|| format!("/console/requests/files/{}", file.id)),
            note => format!(
                "{}，{}，{}",
                file.purpose.map_or("", |purpose| purpose.label()),
                file.file_type.to_uppercase(),
                file_size(file.size)
            ),
        }
    };
    look.files.iter().filter(|file| !look.only_unit || file.may_open).map(view).collect()
}

/// The cases that this one was split from or into.
pub fn linked(look: &Look) -> Vec<Value> {
    let view = |one: &app::request::look::Linked| {
        let why = match one.link {
            Link::SplitFrom => "本件由它分出",
            Link::SplitOff => "由本件分出",
        };
        context! { url => format!("/console/requests/{}", one.id), number => one.number.as_str(), why }
    };
    look.linked.iter().map(view).collect()
}

/// The disputes over the case, and the way to register one over an answered case; none of it for who may see no disputes.
pub async fn disputes(web: &Web, signed: &SignedIn, look: &Look) -> Result<Option<Value>, WebError> {
    let (app, agency) = (web.app(), look.row.agency_id);
    let rows = disputes_of_request(app, &signed.caller, agency, look.row.id).await?;
    let row = |one: &DisputeRow| {
        context! {
            url => format!("{DISPUTES}/{}", one.id),
            name => name_of(one),
            outcome => outcome_badge(one.outcome),
            note => format!("{}，{} 提起", one.track.label(), one.filed_on),
        }
    };
    let manage = signed.caller.can(Action::DisputeManage, &app.directory().agency_place(agency), app.now());
    let new_url = (manage && look.case.state().is_closed())
        .then(|| format!("{DISPUTES}/new?agency={agency}&request={}", look.row.number));
    let shown = !rows.is_empty() || new_url.is_some();
    Ok(shown.then(|| context! { rows => rows.iter().map(row).collect::<Vec<_>>(), new_url }))
}

/// Cases of the same person or matter, while that may still change what is done.
pub async fn twins(web: &Web, signed: &SignedIn, look: &Look) -> Result<Vec<Value>, WebError> {
    if !look.may_handle || look.case.state().is_closed() || look.application.is_none() {
        return Ok(Vec::new());
    }
    let Twins { same_person, same_matter, alike } = twins::find_twins(web.app(), &signed.caller, look.row.id).await?;
    // What was split from this case stands among the linked ones.
    let linked = |row: &&RequestRow| look.linked.iter().any(|one| one.id == row.id);
    let person = |id: i64| same_person.iter().any(|one| one.id == id);
    let row = |row: &RequestRow, why: String| {
        let reply = row.reply_kind.as_deref().and_then(ReplyKind::parse);
        // Only the same person asking again for what was answered is a repeat (art. 36 (6)).
        let repeat = reply.is_some() && person(row.id) && !why.starts_with("同一");
        context! {
            url => format!("/console/requests/{}", row.id),
            number => row.number.as_str(),
            why => if person(row.id) && !why.starts_with("同一") { format!("同一申请人，{why}") } else { why },
            state => CaseState::parse(&row.state).map_or("", |state| state.label()),
            on => row.arrived_on.to_string(),
            reply => reply.map(|reply| format!("{} {}", reply.code(), reply.label())),
            repeat_url => repeat.then(|| format!("/console/requests/{}/decide?reply=E2&earlier={}", look.row.id, row.id)),
        }
    };
    let mut list: Vec<Value> =
        same_matter.iter().filter(|one| !linked(one)).map(|one| row(one, "内容相同".into())).collect();
    let unlisted = |id: i64| !same_matter.iter().any(|one| one.id == id);
    list.extend(
        alike
            .iter()
            .filter(|(one, _)| unlisted(one.id) && !linked(&one))
            .map(|(one, share)| row(one, format!("内容相似 {share}%"))),
    );
    let known = |id: i64| !unlisted(id) || alike.iter().any(|(one, _)| one.id == id);
    list.extend(
        same_person.iter().filter(|one| !known(one.id) && !linked(one)).map(|one| row(one, "同一申请人".into())),
    );
    Ok(list)
}

/// What happened, newest first, with what was written beside it.
pub fn log(look: &Look, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let name = |id: i64| names.get(&id).cloned().unwrap_or_else(|| format!("账号 {id}"));
    let entry = |seen: &Seen| {
        let told = staff_event(&seen.event.what, &name, &name);
        let written = words::particulars(&seen.particulars);
        let text = if written.is_empty() { told.text } else { format!("{}{written}", told.text) };
        let system = if matches!(seen.event.what, Happening::CalendarChanged { .. }) { "系统" } else { "申请人" };
        context! {
            title => told.title,
            tone => told.tone,
            text,
            at => seen.event.at.display_minute(),
            who => seen.event.by.map_or_else(|| system.to_string(), name),
        }
    };
    look.events.iter().rev().map(entry).collect()
}
