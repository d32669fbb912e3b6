//! 邮件: what the applicant is told by mail at each step, and the office once a day, queued with the change that causes it, sent
//! outside quiet hours and never twice unseen. Not the deciding of the steps.

mod decide;
mod default;
mod edit;
mod queue;
mod quiet;
mod send;
mod smtp;

pub use decide::{MailRow, count_mails, decide_mail, list_mails, mails_of_request};
pub use edit::{MailTemplateRow, MailTemplateView, get_mail_template, list_mail_templates, reset_mail_template};
pub use edit::{preview_mail_template, save_mail_template, set_mail_password};
pub(crate) use queue::purpose;
pub use queue::{Outgoing, is_sending, queue};
pub(crate) use send::{PASSWORD_KEY, send_mail};
pub use store::mail::MailState;

use crate::wording::{Placeholder, Wording};

domain::code_enum! {
    /// What a mail tells of.
    pub enum MailStep {
        Received = "received", "收到申请";
        Confirmed = "confirmed", "确认收到日期";
        SupplementAsked = "supplement_asked", "要求补正";
        SupplementReceived = "supplement_received", "收到补正";
        Extended = "extended", "延期答复";
        Consulted = "consulted", "征求意见";
        SupplementProlonged = "supplement_prolonged", "延长补正期限";
        ReasonsAsked = "reasons_asked", "要求说明理由";
        ReasonsWeighed = "reasons_weighed", "认定理由是否合理";
        Delayed = "delayed", "确定延迟答复的期限";
        FeeNotice = "fee_notice", "收费通知";
        Paid = "paid", "收到缴费";
        FeeCancelled = "fee_cancelled", "取消收费";
        Refunded = "refunded", "退还信息处理费";
        SplitOff = "split_off", "分别办理";
        DueMoved = "due_moved", "期限因放假安排调整";
        Replied = "replied", "已经答复";
        Closed = "closed", "结束办理";
        Withdrawn = "withdrawn", "撤回申请";
        Served = "served", "答复书已送达";
        Reopened = "reopened", "重新办理";
        /// To people at the office, not to applicants.
        Reminder = "reminder", "工作提醒";
    }
}

impl MailStep {
    /// The placeholders that its wording may use.
    #[must_use]
    pub fn placeholders(self) -> Vec<Placeholder> {
        default::placeholders(self)
    }

    /// The program's own wording.
    #[must_use]
    pub fn default_wording(self) -> Wording {
        default::wording(self)
    }
}
