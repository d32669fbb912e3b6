//! What happened to a case, as its applicant reads it. Internal steps of the office (who handles it, drafts, reviews)
//! have no sentence: they are not shown.

use domain::request::Happening as H;
use domain::request::reply::ReplyKind;

/// The sentence of an event; none for internal steps.
pub fn public_sentence(what: &H) -> Option<String> {
    Some(match what {
        H::Registered { channel, arrived_on, .. } => format!("申请已登记（{}，{arrived_on} 到达）。", channel.label()),
        H::Received { .. } => "受理机关与您确认收到申请，答复期限开始计算。".to_string(),
        H::Unreachable { .. } => "受理机关未能与您取得联系，联系上后开始计算答复期限。".to_string(),
        H::SupplementAsked { until, .. } => format!("申请内容需要补正，请在 {until} 前补正。"),
        H::SupplementProlonged { until, .. } => format!("补正期限延长到 {until}。"),
        H::SupplementArrived { .. } => "补正已收到，答复期限重新计算。".to_string(),
        H::ReasonsAsked { until, .. } => format!("请在 {until} 前说明申请的理由。"),
        H::ReasonsArrived { .. } => "理由说明已收到。".to_string(),
        H::LimitDelayed { until, .. } => format!("申请数量较多，答复时间确定为 {until} 前。"),
        H::ExtensionApproved { days, .. } => format!("经批准，答复期限延长 {days} 个工作日。"),
        H::ConsultationSent { .. } => "正在征求有关方面的意见，所需时间不计算在答复期限内。".to_string(),
        H::ConsultationAnswered { .. } => "收到有关方面的意见。".to_string(),
        H::FeeNoticed { fen, .. } => format!("已发出收费通知，信息处理费 {} 元。", yuan(*fen)),
        H::FeePaid { .. } => "信息处理费已缴清，答复期限重新计算。".to_string(),
        H::FeeCancelled { .. } => "收费通知已撤销。".to_string(),
        H::FeeRefunded { fen, .. } => format!("已退还信息处理费 {} 元。", yuan(*fen)),
        H::Replied { reply, .. } if *reply == ReplyKind::F3 => "办理已结束。".to_string(),
        H::Replied { reply, .. } => format!("已作出答复：{}。", reply.label()),
        H::Served { method, .. } => format!("答复已送达（{}）。", method.label()),
        H::Withdrawn { .. } => "您撤回了申请。".to_string(),
        H::Annulled { days, .. } => format!("原答复已被撤销，受理机关将在 {days} 个工作日内重新答复。"),
        H::CalendarChanged { to: Some(to), .. } => format!("放假安排公布，答复期限调整为 {}。", to.date),
        _ => return None,
    })
}

/// An amount in yuan, without the fen where they are zero.
fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen.div_euclid(100), fen.rem_euclid(100));
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_yuan() {
        assert_eq!([yuan(38_000), yuan(1_005)], ["380".to_string(), "10.05".to_string()]);
    }
}
