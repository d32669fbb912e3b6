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

pub(super) fn placeholders(step: S) -> Vec<Placeholder> {
    let due = p("due_on", "期限", "2026年3月30日");
    let received = p("received_on", "收到申请的日期", "2026年3月2日");
    let own = match step {
        S::Received | S::Closed | S::Withdrawn => vec![],
        S::Confirmed | S::SupplementReceived => vec![received, due],
        S::SupplementAsked | S::Extended | S::Consulted | S::Paid => vec![due],
        S::FeeNotice => vec![due, p("amount", "金额", "380元")],
        S::Replied => vec![p("reply", "答复类型", "予以公开")],
        S::Reminder => vec![due, p("days_left", "剩余工作日", "3"), p("what", "要做的事", "答复申请人")],
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
            "您好：\n{{ agency }}确认收到您的政府信息公开申请（{{ number }}），收到申请之日为{{ received_on }}，答复期限为{{ due_on }}。",
        ),
        S::SupplementAsked => (
            "请补正政府信息公开申请（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要补正，请在{{ due_on }}前办理。需要补正的内容请查看补正告知书。",
        ),
        S::SupplementReceived => (
            "已收到补正材料（{{ number }}）",
            "您好：\n{{ agency }}已于{{ received_on }}收到您的补正材料（{{ number }}），答复期限重新计算，为{{ due_on }}。",
        ),
        S::Extended => (
            "政府信息公开申请延期答复（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）经批准延期答复，延长后的期限为{{ due_on }}。",
        ),
        S::Consulted => (
            "政府信息公开申请正在征求意见（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要征求有关方面的意见，所需时间不计入答复期限。目前预计的答复期限为{{ due_on }}。",
        ),
        S::FeeNotice => (
            "政府信息公开信息处理费通知（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）需要缴纳信息处理费{{ amount }}，请在{{ due_on }}前缴纳。缴纳方式请查看收费通知书。",
        ),
        S::Paid => (
            "已收到信息处理费（{{ number }}）",
            "您好：\n{{ agency }}已收到您缴纳的信息处理费（{{ number }}），答复期限重新计算，为{{ due_on }}。",
        ),
        S::Replied => (
            "政府信息公开申请已答复（{{ number }}）",
            "您好：\n{{ agency }}已对您的政府信息公开申请（{{ number }}）作出答复：{{ reply }}。答复书请在查询页面查看或者下载。",
        ),
        S::Closed => (
            "政府信息公开申请已结束办理（{{ number }}）",
            "您好：\n您的政府信息公开申请（{{ number }}）已经结束办理，原因请在查询页面查看。",
        ),
        S::Withdrawn => (
            "政府信息公开申请已撤回（{{ number }}）",
            "您好：\n您已撤回向{{ agency }}提出的政府信息公开申请（{{ number }}），办理到此结束。",
        ),
        S::Reminder => (
            "待办提醒：{{ number }} 还剩 {{ days_left }} 个工作日",
            "申请件 {{ number }} 需要{{ what }}，期限为{{ due_on }}，还剩 {{ days_left }} 个工作日。",
        ),
    };
    let foot = "\n\n查询办理情况：{{ link }}（需要登记号和查询码）\n联系电话：{{ contact }}\n本邮件由系统发送，请不要直接回复。";
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
