//! What the signed-in person may do with an item, as forms: one for each event, with its fields; where the event is
//! refused, the plain sentence why not. Also the way back: from a sent form to the event.

use app::item::view::{COPIES_REMAIN, ItemDetail};
use app::{AppError, FieldFault, sentence};
use domain::item::Event;
use domain::time::Moment;
use minijinja::Value;

use crate::forms::Typed;
use crate::templates::context;

/// Longest reason or conclusion, in characters.
const MAX_TEXT: usize = 500;

/// How an event's form looks.
struct Spec {
    code: &'static str,
    title: &'static str,
    button: &'static str,
    kind: &'static str,
    intro: &'static str,
    fields: &'static [FieldSpec],
}

/// A field of an event's form; its name is the event's code, an underscore and `name`.
struct FieldSpec {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
}

const fn reason(label: &'static str, hint: &'static str) -> FieldSpec {
    FieldSpec { name: "reason", label, hint, kind: "textarea" }
}

const CONCLUSION: FieldSpec = FieldSpec {
    name: "conclusion",
    label: "保密审查结论",
    hint: "例如：经审查，不涉及国家秘密、工作秘密、商业秘密和个人隐私，同意公开。",
    kind: "textarea",
};

const fn spec(
    code: &'static str,
    title: &'static str,
    button: &'static str,
    kind: &'static str,
    intro: &'static str,
    fields: &'static [FieldSpec],
) -> Spec {
    Spec { code, title, button, kind, intro, fields }
}

const SPECS: &[Spec] = &[
    spec("submit", "送审", "送审", "primary", "送审前会再检查一次；送审后在审核期间不能修改。", &[]),
    spec("approve", "审核通过", "审核通过", "primary", "您通过的就是本页显示的这个版本。", &[]),
    spec(
        "pass_secrecy",
        "保密审查通过",
        "审查通过",
        "primary",
        "逐条审查，先审查、后公开。正文、附件和图片都要看。",
        &[CONCLUSION],
    ),
    spec("publish", "发布", "立即发布", "primary", "发布后公众马上可以看到；首次发布同时编制索引号。", &[]),
    spec(
        "schedule",
        "定时发布",
        "到时发布",
        "",
        "到时由系统自动发布；在此之前可以取消。",
        &[FieldSpec { name: "at", label: "发布时间", hint: "北京时间。", kind: "datetime" }],
    ),
    spec("unschedule", "取消定时发布", "取消定时", "", "信息回到“待发布”。", &[]),
    spec(
        "confirm_urgent",
        "补审紧急发布",
        "补审通过",
        "primary",
        "紧急发布的信息已经公开。您确认内容无误后，补审完成；如有问题，请撤回。",
        &[],
    ),
    spec(
        "return",
        "退回修改",
        "退回",
        "",
        "退回后由编辑修改，再从头送审。",
        &[reason("退回理由", "写明哪里要改、怎样改。")],
    ),
    spec(
        "refuse_secrecy",
        "保密审查不通过",
        "不通过，退回",
        "danger",
        "",
        &[reason("不能公开的理由", "写明涉及的内容和依据。")],
    ),
    spec("take_back", "撤回送审", "撤回送审", "", "撤回后可以继续修改。", &[]),
    spec(
        "publish_urgent",
        "紧急发布",
        "紧急发布",
        "danger",
        "跳过审核直接公开，只用于突发事件等来不及逐级审核的情况。必须先完成保密审查；发布后要由另一人补审。",
        &[reason("紧急发布的理由", "写明什么情况、谁决定。"), CONCLUSION],
    ),
    spec(
        "withdraw",
        "撤回已公开的信息",
        "撤回",
        "danger",
        "撤回后，页面、列表、搜索、订阅和缓存中都不再出现这条信息。",
        &[reason("撤回理由", "理由会记录在案。")],
    ),
    spec("discard", "放弃修改", "放弃", "quiet", "放弃正在修改的版本；已经公开的页面不受影响。", &[]),
];

/// The forms of an item, the usual ones first; those are open on the page, the others behind their title.
#[must_use]
pub fn forms(detail: &ItemDetail) -> Vec<Value> {
    let possible = |code: &str| detail.possible.iter().find(|p| p.event == code);
    SPECS.iter().filter_map(|spec| possible(spec.code).map(|p| form(spec, p.refusal.as_ref(), detail))).collect()
}

fn form(spec: &Spec, refusal: Option<&AppError>, detail: &ItemDetail) -> Value {
    let fields: Vec<Value> = spec
        .fields
        .iter()
        .map(|f| context! { name => format!("{}_{}", spec.code, f.name), label => f.label, hint => f.hint, kind => f.kind })
        .collect();
    let withdraw = spec.code == "withdraw";
    context! {
        code => spec.code,
        title => spec.title,
        button => spec.button,
        kind => spec.kind,
        intro => spec.intro,
        fields,
        url => format!("/console/items/{}/{}", detail.item.id, spec.code),
        refusal => refusal.map(|error| { let words = sentence(error); format!("{}{}", words.text, words.advice) }),
        open => matches!(spec.kind, "primary"),
        danger => spec.kind == "danger",
        confirm => confirm(spec),
        remain => if withdraw { COPIES_REMAIN.to_vec() } else { Vec::new() },
        used_by => if withdraw { used_by(detail) } else { Vec::new() },
    }
}

/// Asked before what cannot be taken back by the same person.
fn confirm(spec: &Spec) -> &'static str {
    match spec.code {
        "publish" => "确定现在发布吗？发布后公众马上可以看到。",
        "publish_urgent" => "确定跳过审核，现在就公开吗？",
        "withdraw" => "确定撤回这条已经公开的信息吗？",
        "discard" => "确定放弃这些修改吗？",
        _ => "",
    }
}

fn used_by(detail: &ItemDetail) -> Vec<Value> {
    detail
        .used_by
        .iter()
        .map(|item| context! { label => item.title.as_str(), url => format!("/console/items/{}", item.id) })
        .collect()
}

/// The event that a form asks for.
///
/// # Errors
/// `not_found` for an unknown event, a fault at the field of a time that is none.
pub fn event_of(code: &str, typed: &Typed) -> Result<Event, AppError> {
    for field in SPECS.iter().filter(|spec| spec.code == code).flat_map(|spec| spec.fields) {
        let name = format!("{code}_{}", field.name);
        if typed.trimmed(&name).chars().count() > MAX_TEXT {
            return Err(AppError::fields(vec![FieldFault::new(name, "too_long").with("max", MAX_TEXT)]));
        }
    }
    let text = |name: &str| {
        let own = typed.filled(&format!("{code}_{name}"));
        own.or_else(|| typed.filled(name)).unwrap_or_default().to_string()
    };
    Ok(match code {
        "submit" => Event::Submit,
        "approve" => Event::Approve,
        "return" => Event::Return { reason: text("reason") },
        "take_back" => Event::TakeBack,
        "pass_secrecy" => Event::PassSecrecy { conclusion: text("conclusion") },
        "refuse_secrecy" => Event::RefuseSecrecy { reason: text("reason") },
        "schedule" => {
            Event::Schedule { at: moment_in(&text("at")).ok_or_else(|| AppError::field("schedule_at", "bad_moment"))? }
        }
        "unschedule" => Event::Unschedule,
        "publish" => Event::Publish,
        "publish_urgent" => Event::PublishUrgent { reason: text("reason"), secrecy_conclusion: text("conclusion") },
        "confirm_urgent" => Event::ConfirmUrgent,
        "withdraw" => Event::Withdraw { reason: text("reason") },
        "discard" => Event::Discard,
        _ => return Err(AppError::problem("not_found")),
    })
}

/// A time on the wall in China, with `T` or a space between day and time.
fn moment_in(text: &str) -> Option<Moment> {
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    formats
        .iter()
        .find_map(|format| chrono::NaiveDateTime::parse_from_str(text.trim(), format).ok())
        .map(Moment::from_local)
}

/// The field of an event's form that a refusal is about.
#[must_use]
pub fn field_of(code: &str, refusal: &AppError) -> Option<String> {
    match refusal.code() {
        "workflow_reason_missing" => Some(format!("{code}_reason")),
        "workflow_conclusion_missing" => Some(format!("{code}_conclusion")),
        "workflow_time_passed" => Some("schedule_at".to_string()),
        _ => None,
    }
}

/// What is told after an event was done.
#[must_use]
pub fn done_text(code: &str) -> String {
    let text = match code {
        "submit" => "已送审。",
        "approve" => "审核通过。",
        "return" => "已退回，编辑可以修改了。",
        "take_back" => "已撤回送审，可以继续修改。",
        "pass_secrecy" => "保密审查通过，等待发布。",
        "refuse_secrecy" => "保密审查不通过，已退回。",
        "schedule" => "已安排定时发布。",
        "unschedule" => "已取消定时发布。",
        "publish" => "已发布，公众现在可以看到。",
        "publish_urgent" => "已紧急发布。请由另一位有权限的人补审。",
        "confirm_urgent" => "补审完成。",
        "discard" => "已放弃修改。",
        _ => "",
    };
    if code == "withdraw" {
        format!("已撤回。请注意：{}。", COPIES_REMAIN.join("；"))
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect())
    }

    #[test]
    fn each_event_of_the_table_has_a_form_and_comes_back_from_it() {
        for spec in SPECS {
            let event =
                event_of(spec.code, &typed(&[("reason", "因"), ("conclusion", "可"), ("at", "2026-12-01T09:30")]))
                    .unwrap();
            assert_eq!(event.code(), spec.code);
        }
        assert_eq!(SPECS.len(), 13);
        assert_eq!(event_of("approve_all", &typed(&[])).unwrap_err().code(), "not_found");
    }

    #[test]
    fn a_time_is_read_as_on_the_wall_in_china() {
        let at = moment_in("2026-12-01T09:30").unwrap();
        assert_eq!(at.display_minute(), "2026-12-01 09:30");
        assert_eq!(moment_in("2026-12-01 09:30"), Some(at));
        assert_eq!(moment_in("明天上午"), None);
        let error = event_of("schedule", &typed(&[("schedule_at", "明天")])).unwrap_err();
        assert_eq!(error.code(), "form_invalid");
    }
}
