//! The matter, the person and what was written beside events, as rows of label and value.

use app::request::Particulars;
use app::request::look::Look;
use domain::request::Happening;
use domain::request::application::{Application, Person};
use domain::request::finding::CaseFinding;
use domain::request::reply::Fact;
use minijinja::Value;

use crate::templates::context;

fn rows(pairs: Vec<(&str, String)>) -> Vec<Value> {
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| context! { label, value }).collect()
}

/// What is asked for, in which form, by which way.
#[must_use]
pub fn matter(look: &Look) -> Vec<Value> {
    let mut told = look.application.as_ref().map(matter_of).unwrap_or_default();
    for seen in &look.events {
        if let (Happening::SupplementArrived { on }, Some(text)) = (&seen.event.what, seen.particulars.get("text")) {
            told.push(context! { label => format!("补正内容（{on}）"), value => text });
        }
    }
    told
}

/// As [`matter`], of a form.
#[must_use]
pub fn matter_of(form: &Application) -> Vec<Value> {
    let supply: Vec<&str> = form.supply.iter().map(|one| one.label()).collect();
    let assistance: Vec<&str> = form.assistance.iter().map(|one| one.label()).collect();
    rows(vec![
        ("所需信息名称", form.matter.name.clone()),
        ("文号", form.matter.document_number.clone()),
        ("内容描述", form.matter.description.clone()),
        ("获取形式", supply.join("、")),
        ("送达方式", form.delivery.map(|way| way.label().to_string()).unwrap_or_default()),
        ("申请减免费用的理由", form.fee_reduction.clone()),
        ("需要的帮助", assistance.join("、")),
        ("帮助说明", form.assistance_note.clone()),
        ("代为填写", form.filled_in_by.clone()),
    ])
}

/// The person, masked.
#[must_use]
pub fn person(look: &Look) -> Vec<Value> {
    look.application.as_ref().map(person_of).unwrap_or_default()
}

/// As [`person`], of a form, as it is.
#[must_use]
pub fn person_of(form: &Application) -> Vec<Value> {
    let mut pairs = vec![("申请人类别", form.kind.map(|kind| kind.label().to_string()).unwrap_or_default())];
    if form.is_citizen() {
        pairs.extend([
            ("姓名", form.citizen.name.clone()),
            ("证件", papers(&form.citizen)),
            ("工作单位", form.employer.clone()),
        ]);
    } else {
        let body = &form.organisation;
        pairs.extend([
            ("名称", body.name.clone()),
            ("证照号码", body.code.clone()),
            ("法定代表人", body.representative.clone()),
            ("联系人", body.contact_person.clone()),
        ]);
    }
    let contact = &form.contact;
    pairs.extend([
        ("电话", contact.phone.clone()),
        ("通信地址", contact.address.clone()),
        ("邮政编码", contact.postcode.clone()),
        ("电子邮箱", contact.email.clone()),
        ("传真", contact.fax.clone()),
    ]);
    if let Some(agent) = &form.agent {
        pairs.extend([("代理人", person_line(&agent.person)), ("代理权限", agent.authority.clone())]);
    }
    let joint: Vec<String> = form.joint.iter().map(person_line).collect();
    pairs.push(("共同申请人", joint.join("；")));
    rows(pairs)
}

fn papers(person: &Person) -> String {
    let kind = person.paper.map(|paper| paper.label()).unwrap_or_default();
    [kind, &person.number].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn person_line(person: &Person) -> String {
    let parts = [person.name.clone(), papers(person), person.phone.clone()];
    parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，")
}

/// What is to be done about a finding.
#[must_use]
pub const fn what_to_do(finding: CaseFinding) -> &'static str {
    use CaseFinding as F;
    match finding {
        F::Overdue => "请立即作出答复，并向监管部门说明原因。",
        F::Unconfirmed => "请立即与申请人确认收到；联系不上的，登记联系情况。",
        F::Near => "请在期限前作出答复；确实不能的，在期限前提请延期。",
        F::SupplementEnded => "请决定：没有正当理由的，按“逾期不补正”不再处理；有正当理由的，延长补正期限。",
        F::ReasonsEnded => "请认定理由是否合理，决定是否不予处理。",
        F::FeeEnded => "请核对缴费情况：确未缴纳的，按“逾期未缴费”不再处理。",
        F::OpinionEnded => "第三方逾期不答复的，由本机关决定是否公开；共同制作机关逾期不答复的，视为同意公开。",
        F::ExtensionUntold => "请在原答复期限内书面告知申请人，并登记告知日期。",
        F::Unassigned => "请确定经办人。",
        F::PartRefused => "请改派给应当承办的单位，或者说明仍由其承办的理由。",
        F::PartLate => "请催办，或者改派。",
        F::Unserved => "请尽快送达并登记送达情况。",
    }
}

/// The labels of what is written beside events.
const LABELS: &[(&str, &str)] = &[
    ("what", "补正内容"),
    ("text", "内容"),
    ("reason", "理由"),
    ("opinion", "意见"),
    ("note", "备注"),
    ("split", "分出的事项"),
    ("task", "承办内容"),
    ("result", "办理意见"),
    ("third_party", "对方"),
    ("content", "涉及的内容"),
    ("count", "数量和频次"),
    ("lines", "计算过程"),
    ("way_of_paying", "缴纳方式"),
    ("receipt", "票据号"),
    ("document_number", "文号"),
    ("document", "文书文号"),
    ("mail_number", "邮件号"),
];

/// What was written beside an event, as sentences; addresses of third parties are left out.
#[must_use]
pub fn particulars(written: &Particulars) -> String {
    let label = |key: &str| {
        let known = LABELS.iter().find(|(code, _)| *code == key).map(|(_, label)| *label);
        known.or_else(|| Fact::parse(key).map(|fact| fact.label()))
    };
    let told = written.iter().filter_map(|(key, value)| {
        let ended = value.ends_with(['。', '！', '？']);
        Some(format!("{}：{value}{}", label(key)?, if ended { "" } else { "。" }))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_labelled_and_addresses_are_left_out() {
        let pairs = [("reason", "数量较大"), ("address", "某路1号"), ("search_places", "档案系统。")];
        let written = pairs.map(|(key, value)| (key.to_string(), value.to_string())).into();
        assert_eq!(particulars(&written), "理由：数量较大。检索的范围和载体：档案系统。");
    }
}
