//! The program's own wording of the mails. They say little: a mail travels in the open.

use super::MailStep as S;
use crate::wording::{Placeholder, Wording};

const fn p(key: &'static str, label: &'static str, sample: &'static str) -> Placeholder {
    Placeholder { key, label, sample }
}

const EVERYWHERE: [Placeholder; 4] = [
    p("agency", "机关名称", "某某市农业农村局"),
    p("number", "登记号", "2026-00012"),
    p("link", "查询网址", "https://www.example.gov.cn/requests/track"),
    p("contact", "联系电话", "0000-1234567"),
];

const OF_REMINDER: [Placeholder; 3] = [
    p("date", "日期", "2026年3月2日"),
    p("lines", "要办的事项", "您经办的申请：今日到期 1 件，临期 2 件。"),
    p("console", "工作台网址", "https://gongkai.example.gov.cn"),
];

pub(super) fn placeholders(step: S) -> Vec<Placeholder> {
    if step == S::Reminder {
        return OF_REMINDER.to_vec();
    }
    let due = p("due_on", "期限", "2026年3月30日");
    let received = p("received_on", "收到申请的日期", "2026年3月2日");
    let own = match step {
        S::Reminder
        | S::Received
        | S::Closed
        | S::Withdrawn
        | S::Replied
        | S::Served
        | S::SplitOff
        | S::ReasonsWeighed => vec![],
        S::Confirmed | S::SupplementReceived => vec![received, due],
        S::SupplementAsked
        | S::SupplementProlonged
        | S::ReasonsAsked
        | S::Delayed
        | S::Extended
        | S::Consulted
        | S::Paid
        | S::FeeCancelled
        | S::DueMoved
        | S::Reopened => vec![due],
        S::FeeNotice | S::Refunded => vec![due, p("amount", "金额", "380元")],
    };
    [EVERYWHERE.to_vec(), own].concat()
}

pub(super) fn wording(step: S) -> Wording {
    let (title, body) = match step {
        S::Received => (
            "政府信息公开申请已提交（{{ number }}）",
            "您好：\n您向{{ agency }}提交的政府信息公开申请（{{ number }}）已经保存。网上提交的申请以双方确认之日为收到申请之日，确认后会再告诉您。",
        ),
        S::Confirmed => (
            "政府信息公开申请已收到（{{ number }}）",
            "您好：\n{{ agency }}确认收到您的政府信息公开申请（{{ number }}），收到申请之日为{{ received_on }}{% if due_on %}，答复期限为{{ due_on }}{% endif %}。",
        ),
        S::SupplementAsked => (
            "请补正政府信息公开申请（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要补正，请在{{ due_on }}前办理。需要补正的内容请查看补正告知书。",
        ),
        S::SupplementProlonged => (
            "补正期限延长（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）的补正期限延长到{{ due_on }}。",
        ),
        S::ReasonsAsked => (
            "请说明理由（{{ number }}）",
            "您好：\n{{ agency }}请您就政府信息公开申请（{{ number }}）说明理由，请在{{ due_on }}前办理。具体要求请查看说明理由告知书。",
        ),
        S::ReasonsWeighed => (
            "说明的理由已经研究（{{ number }}）",
            "您好：\n{{ agency }}已研究您就政府信息公开申请（{{ number }}）说明的理由，结果请在查询页面查看。",
        ),
        S::Delayed => (
            "确定延迟答复的期限（{{ number }}）",
            "您好：\n{{ agency }}确定您的政府信息公开申请（{{ number }}）延迟答复的期限为{{ due_on }}。",
        ),
        S::SupplementReceived => (
            "已收到补正材料（{{ number }}）",
            "您好：\n{{ agency }}已于{{ received_on }}收到您的补正材料（{{ number }}），答复期限重新计算{% if due_on %}，为{{ due_on }}{% endif %}。",
        ),
        S::Extended => (
            "政府信息公开申请延期答复（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）经批准延期答复，延长后的期限为{{ due_on }}。",
        ),
        S::Consulted => (
            "政府信息公开申请正在征求意见（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要征求有关方面的意见，所需时间不计入答复期限。{% if due_on %}目前预计的答复期限为{{ due_on }}。{% endif %}",
        ),
        S::FeeNotice => (
            "政府信息公开信息处理费通知（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要缴纳信息处理费{{ amount }}，缴费期限自您收到收费通知书的次日起计算。缴纳方式请查看收费通知书。",
        ),
        S::FeeCancelled => (
            "取消收取信息处理费（{{ number }}）",
            "您好：\n{{ agency }}取消对您的政府信息公开申请（{{ number }}）收费，继续办理。",
        ),
        S::Refunded => (
            "退还信息处理费（{{ number }}）",
            "您好：\n{{ agency }}退还您就政府信息公开申请（{{ number }}）缴纳的信息处理费{{ amount }}。",
        ),
        S::SplitOff => (
            "政府信息公开申请分别办理（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）含有多个事项，其中一项已另行登记、分别办理。",
        ),
        S::DueMoved => (
            "答复期限重新计算（{{ number }}）",
            "您好：\n因国务院公布放假安排，您的政府信息公开申请（{{ number }}）的答复期限重新计算为{{ due_on }}。",
        ),
        S::Paid => (
            "已收到信息处理费（{{ number }}）",
            "您好：\n{{ agency }}已收到您缴纳的信息处理费（{{ number }}），答复期限重新计算{% if due_on %}，为{{ due_on }}{% endif %}。",
        ),
        S::Replied => (
            "政府信息公开申请已答复（{{ number }}）",
            "您好：\n{{ agency }}已对您的政府信息公开申请（{{ number }}）作出答复。内容请在查询页面查看，答复书将按您选择的方式送达。",
        ),
        S::Served => (
            "政府信息公开答复书已送达（{{ number }}）",
            "您好：\n{{ agency }}已将政府信息公开申请（{{ number }}）的答复书送达或者寄出，方式和日期请在查询页面查看。没有收到的，请与我们联系。",
        ),
        S::Reopened => (
            "政府信息公开申请重新办理（{{ number }}）",
            "您好：\n{{ agency }}对您的政府信息公开申请（{{ number }}）重新办理，答复期限为{{ due_on }}。",
        ),
        S::Closed => (
            "政府信息公开申请已结束办理（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）已经结束办理，原因请在查询页面查看。",
        ),
        S::Withdrawn => (
            "政府信息公开申请已撤回（{{ number }}）",
            "您好：\n您已撤回向{{ agency }}提出的政府信息公开申请（{{ number }}），办理到此结束。",
        ),
        S::Reminder => ("政府信息公开工作提醒（{{ date }}）", "您好：\n{{ date }}有下列事项需要办理。\n{{ lines }}"),
    };
    if step == S::Reminder {
        let foot = "\n\n{% if console %}请登录工作台办理：{{ console }}/console\n{% endif %}不想再收到提醒的，请在工作台“我的账号”中关闭。本邮件由系统发送，请不要直接回复。";
        return Wording { title: title.to_string(), body: format!("{body}{foot}") };
    }
    let foot = "\n\n查询办理情况：{{ link }}（需要登记号和查询码）\n{% if contact %}联系电话：{{ contact }}\n{% endif %}本邮件由系统发送，请不要直接回复。";
    Wording { title: title.to_string(), body: format!("{body}{foot}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::check;

    #[test]
    fn every_step_has_sound_wording() {
        for step in S::ALL {
            let (wording, known) = (wording(*step), placeholders(*step));
            assert_eq!(check("title", &wording.title, &known), Ok(()), "{step}");
            assert_eq!(check("body", &wording.body, &known), Ok(()), "{step}");
        }
    }
}
