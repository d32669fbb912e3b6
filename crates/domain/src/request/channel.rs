//! The ways in which an application reaches the agency (art. 28, 31). Not when it counts as received.

crate::code_enum! {
    /// 收到渠道: decides which day counts as the day of receipt (art. 31).
    pub enum ReceiptChannel {
        Counter = "counter", "当面提交";
        RegisteredPost = "registered_post", "邮寄（需签收）";
        OrdinaryPost = "ordinary_post", "平常信函";
        Online = "online", "互联网";
        Email = "email", "电子邮件";
        Fax = "fax", "传真";
    }
}
