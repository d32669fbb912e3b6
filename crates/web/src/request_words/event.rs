//! What happened to a case as sentences: one for the office, one for the applicant where it concerns him. What people
//! wrote beside an event is not here.

use domain::request::channel::{AnnulledBy, Consulted};
use domain::request::fee::yuan;
use domain::request::{Happening as H, ReceiptChannel, StageKind};
use serde::Serialize;

use super::{day, limit_label};

/// What is told of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub title: &'static str,
    pub text: String,
    /// Of the entry's mark: `ok`, `info`, `warning`, `neutral`.
    pub tone: &'static str,
}

fn told(title: &'static str, tone: &'static str, text: impl Into<String>) -> Option<Told> {
    Some(Told { title, tone, text: text.into() })
}

/// What the applicant reads; nothing for what only concerns the office's own work.
#[must_use]
pub fn public_event(what: &H) -> Option<Told> {
    match what {
        H::Registered { channel, arrived_on, .. } => told(
            "已登记",
            "info",
            format!("{}收到您的申请（{}），已登记。{}", day(*arrived_on), channel.label(), confirming(*channel)),
        ),
        H::Received { on } => told("确认收到", "ok", format!("收到申请之日为{}，从次日起计算答复期限。", day(*on))),
        H::Unreachable { on } => told(
            "等待与您确认",
            "warning",
            format!("{}与您联系确认收到申请，没有联系上。请主动联系受理机构。", day(*on)),
        ),
        H::SplitOff { .. } => told("分别办理", "info", "您的申请含有多个事项，其中一项已另行登记、分别办理。"),
        H::SupplementAsked { on, until, .. } => told(
            "请您补正",
            "warning",
            format!("{}告知您补正申请内容，请在{}前补正。收到补正后重新计算答复期限。", day(*on), day(*until)),
        ),
        H::SupplementProlonged { until, .. } => {
            told("补正期限延长", "info", format!("补正期限延长到{}。", day(*until)))
        }
        H::SupplementArrived { on } => told("收到补正", "ok", format!("{}收到您的补正材料。", day(*on))),
        H::ExtensionTold { on } => {
            told("延长答复期限", "warning", format!("{}书面告知您延长答复期限的决定。", day(*on)))
        }
        H::ExtensionApproved { days, .. } => {
            told("延长答复期限", "warning", format!("经负责人同意，答复期限延长 {days} 个工作日。"))
        }
        H::ConsultationSent { with, on, .. } => told(
            "征求意见",
            "info",
            format!("{}书面征求{}意见，所需时间不计算在答复期限内。", day(*on), consulted(*with)),
        ),
        H::ConsultationAnswered { on, .. } => told("收到意见", "info", format!("{}收到征求意见的答复。", day(*on))),
        H::ReasonsAsked { on, until } => told(
            "请您说明理由",
            "warning",
            format!("您申请的数量、频次明显超过合理范围，{}请您说明理由，请在{}前答复。", day(*on), day(*until)),
        ),
        H::ReasonsArrived { on } => told("收到理由说明", "ok", format!("{}收到您的理由说明。", day(*on))),
        H::ReasonsWeighed { reasonable: true, .. } => told("理由合理", "ok", "经研究，您说明的理由合理，继续办理。"),
        H::ReasonsWeighed { reasonable: false, .. } => told("理由不合理", "warning", "经研究，认为理由不合理。"),
        H::LimitDelayed { until, .. } => {
            told("延迟答复", "warning", format!("确定延迟答复的合理期限到{}。", day(*until)))
        }
        H::FeeNoticed { on, fen } => told(
            "收费通知",
            "warning",
            format!("{}通知您缴纳信息处理费 {}，缴费后从次日起重新计算答复期限。", day(*on), yuan(*fen)),
        ),
        H::FeePaid { on } => told("已缴费", "ok", format!("{}收到您缴纳的信息处理费。", day(*on))),
        H::FeeCancelled { on } => told("取消收费", "info", format!("{}取消收费，继续办理。", day(*on))),
        H::FeeRefunded { on, fen } => told("退费", "info", format!("{}退还信息处理费 {}。", day(*on), yuan(*fen))),
        H::Replied { reply, on } => told("已答复", "ok", format!("{}作出答复：{}。", day(*on), reply.label())),
        H::Served { method, sent_on, received_on, .. } => told(
            "已送达",
            "ok",
            match received_on {
                Some(received) => format!("答复书以{}方式送达，{}签收。", method.label(), day(*received)),
                None => format!("答复书于{}以{}方式发出。", day(*sent_on), method.label()),
            },
        ),
        H::Withdrawn { on } => told("已撤回", "neutral", format!("{}您撤回了申请，不再办理。", day(*on))),
        H::Annulled { by, on, days } => told(
            "重新答复",
            "warning",
            format!("{}，{}撤销了原答复，将在 {days} 个工作日内重新答复。", day(*on), annulled(*by)),
        ),
        H::Archived { .. } => told("已办结", "neutral", "申请已办结归档。"),
        H::CalendarChanged { to: Some(to), limit: None, .. } => {
            told("期限调整", "info", format!("节假日安排有变动，答复期限届满之日重新计算为{}。", day(to.date)))
        }
        H::CalendarChanged { to: Some(to), limit: Some(StageKind::Fee), .. } => {
            told("期限调整", "info", format!("节假日安排有变动，您缴费的最后一日重新计算为{}。", day(to.date)))
        }
        H::OfficerAssigned { .. }
        | H::PartAssigned { .. }
        | H::PartTaken { .. }
        | H::PartRefused { .. }
        | H::PartReassigned { .. }
        | H::PartDone { .. }
        | H::ExtensionAsked { .. }
        | H::ExtensionRefused { .. }
        | H::ConsultationDelivered { .. }
        | H::ConsultationRecalled { .. }
        | H::ObjectionOverridden { .. }
        | H::FeeNoticeReceived { .. }
        | H::ReplyDrafted { .. }
        | H::LegalPassed { .. }
        | H::LegalReturned { .. }
        | H::Signed { .. }
        | H::SignatureReturned { .. }
        | H::CalendarChanged { .. } => None,
    }
}

/// What the office reads; names of accounts and agencies are found by `name_of_account` and `name_of_unit`.
#[must_use]
pub fn staff_event(what: &H, account: &dyn Fn(i64) -> String, unit: &dyn Fn(i64) -> String) -> Told {
    let found = match what {
        H::Registered { channel, matter, arrived_on, split_from, .. } => {
            let split = if split_from.is_some() { "由一件多事项申请分出。" } else { "" };
            told("登记", "info", format!("{}，{}，来件日期 {arrived_on}。{split}", matter.label(), channel.label()))
        }
        H::Received { on } => told("收到申请", "ok", format!("收到申请之日为 {on}，次日起计算。")),
        H::Unreachable { on } => told("未能联系上申请人", "warning", format!("{on} 联系申请人确认收到，没有联系上。")),
        H::SplitOff { .. } => told("分出一个事项", "info", "另一事项已单独登记。"),
        H::OfficerAssigned { officer } => told("确定经办人", "info", format!("经办人：{}。", account(*officer))),
        H::PartAssigned { part, unit: to, on, until } => {
            told("交承办单位", "info", format!("{}：{on} 交 {} 承办{}。", part_name(*part), unit(*to), wanted(*until)))
        }
        H::PartTaken { part } => told("承办单位接收", "ok", format!("{}已接收。", part_name(*part))),
        H::PartRefused { part } => told("承办单位不予接收", "warning", format!("{}被退回，请改派。", part_name(*part))),
        H::PartReassigned { part, unit: to, on, until } => {
            told("改派", "info", format!("{}：{on} 改由 {} 承办{}。", part_name(*part), unit(*to), wanted(*until)))
        }
        H::PartDone { part, on } => told("承办单位办结", "ok", format!("{}于 {on} 办结。", part_name(*part))),
        H::SupplementAsked { on, until, late } => told(
            "告知补正",
            "warning",
            format!("{on} 告知补正，限 {until} 前。{}", if *late { "已超过七个工作日的法定告知期限。" } else { "" }),
        ),
        H::ExtensionAsked { on, days } => told("提请延期", "info", format!("{on} 提请延长 {days} 个工作日。")),
        H::ExtensionRefused { on } => told("不同意延期", "warning", format!("{on} 负责人不同意延长。")),
        H::ExtensionApproved { on, days } => {
            told("同意延期", "ok", format!("{on} 负责人同意延长 {days} 个工作日，应当告知申请人。"))
        }
        H::ConsultationSent { no, with, on } => {
            told("征求意见", "info", format!("第 {} 份：{on} 向{}发出征求意见书。", no + 1, consulted(*with)))
        }
        H::ConsultationDelivered { no, on } => told("征求意见书送达", "info", format!("第 {} 份：{on} 送达。", no + 1)),
        H::ConsultationAnswered { no, on, opinion } => {
            told("收到意见", "ok", format!("第 {} 份：{on} 答复，{}。", no + 1, opinion.label()))
        }
        H::ConsultationRecalled { no, on } => told("撤回征求意见", "neutral", format!("第 {} 份：{on} 撤回。", no + 1)),
        H::ObjectionOverridden { no, on } => told(
            "决定公开",
            "warning",
            format!("第 {} 份：{on} 认定不公开可能对公共利益造成重大影响，决定公开并书面告知第三方。", no + 1),
        ),
        H::FeeNoticeReceived { on } => told("收费通知送达", "info", format!("申请人于 {on} 收到收费通知。")),
        H::ReplyDrafted { reply, on, .. } => {
            told("拟定答复", "info", format!("{on} 拟答复：{} {}。", reply.code(), reply.label()))
        }
        H::LegalPassed { on } => told("合法性审核通过", "ok", format!("{on} 审核通过。")),
        H::LegalReturned { on } => told("合法性审核退回", "warning", format!("{on} 退回修改。")),
        H::Signed { on } => told("签发", "ok", format!("{on} 负责人签发。")),
        H::SignatureReturned { on } => told("签发退回", "warning", format!("{on} 退回修改。")),
        H::CalendarChanged { from, to, limit } => {
            let text =
                |due: &Option<domain::calendar::DueDate>| due.map_or("未定".to_string(), |d| d.date.to_string());
            let what = limit.map_or("答复期限", limit_label);
            told("工作日历变动", "info", format!("{what}由 {} 调整为 {}。", text(from), text(to)))
        }
        other => public_event(other).map(|t| Told { text: t.text.replace("您", "申请人"), ..t }),
    };
    found.unwrap_or(Told { title: "", text: String::new(), tone: "neutral" })
}

fn wanted(until: Option<chrono::NaiveDate>) -> String {
    until.map(|day| format!("，要求 {day} 前反馈")).unwrap_or_default()
}

fn part_name(part: u16) -> String {
    format!("第 {} 部分", u32::from(part) + 1)
}

const fn confirming(channel: ReceiptChannel) -> &'static str {
    if channel.is_received_on_arrival() {
        ""
    } else {
        "受理机构将与您确认收到，确认之日为收到申请之日。"
    }
}

const fn consulted(with: Consulted) -> &'static str {
    match with {
        Consulted::ThirdParty => "第三方",
        Consulted::CoMaker => "共同制作信息的机关",
        Consulted::Organ => "其他行政机关",
    }
}

const fn annulled(by: AnnulledBy) -> &'static str {
    match by {
        AnnulledBy::Reconsideration => "行政复议机关",
        AnnulledBy::Court => "人民法院",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default()
    }

    #[test]
    fn the_office_reads_of_the_applicant_and_the_applicant_of_himself() {
        let asked = H::ReasonsAsked { on: on(), until: on() };
        assert!(public_event(&asked).is_some_and(|t| t.text.contains("请您说明理由")));
        let name = |id: i64| format!("甲{id}");
        let told = staff_event(&asked, &name, &name);
        assert!(told.text.contains("请申请人说明理由") && !told.text.contains('您'), "{}", told.text);
    }

    #[test]
    fn the_inner_work_is_told_to_the_office_alone() {
        let inner = H::PartAssigned { part: 0, unit: 7, on: on(), until: None };
        assert_eq!(public_event(&inner), None);
        let name = |id: i64| format!("单位{id}");
        assert_eq!(staff_event(&inner, &name, &name).text, "第 1 部分：2026-03-05 交 单位7 承办。");
    }
}
