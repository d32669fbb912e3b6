//! The way in which an application reached the office, and what makes it received (art. 31; 国办公开办函〔2015〕207号).
//! Not the ways of publishing.

crate::code_enum! {
    /// 收到渠道.
    pub enum ReceiptChannel {
        /// Handed in at the office: received that day.
        Counter = "counter", "当面提交";
        /// Post that is signed for: received on the day of signing.
        SignedPost = "signed_post", "邮寄（需签收）";
        /// Ordinary letter: confirmed with the applicant on the day it arrives, that day counts.
        OrdinaryPost = "ordinary_post", "平常信函";
        /// The portal's form: received on the day both confirm.
        Online = "online", "网上申请";
        /// The office's fax: received on the day both confirm.
        Fax = "fax", "传真";
        /// The published mailbox. 207号 takes the day of arrival, art. 31 the day both confirm; the later and higher
        /// law is followed.
        Email = "email", "电子邮件";
    }
}

impl ReceiptChannel {
    /// Whether the application is received on the day it arrives, without a confirmation.
    #[must_use]
    pub const fn is_received_on_arrival(self) -> bool {
        matches!(self, Self::Counter | Self::SignedPost)
    }
}

crate::code_enum! {
    /// What is asked for.
    pub enum Matter {
        Information = "information", "政府信息公开申请";
        /// Correction of records about the applicant (art. 41). The Regulation sets no limit: the office's own holds.
        Correction = "correction", "更正申请";
    }
}

crate::code_enum! {
    /// Whose opinion is asked.
    pub enum Consulted {
        /// Art. 32: 15 working days from receiving the letter; silence leaves the decision to the organ.
        ThirdParty = "third_party", "第三方";
        /// Art. 34: 15 working days from receiving the letter; silence is consent.
        CoMaker = "co_maker", "共同制作机关";
        /// Art. 33: another organ; the time it takes is not counted either.
        Organ = "organ", "其他行政机关";
    }
}

crate::code_enum! {
    /// What the consulted one answered.
    pub enum Opinion {
        Agrees = "agrees", "同意公开";
        /// Objects with reasons.
        Objects = "objects", "不同意公开";
        /// Answered neither way, for example with facts.
        Neither = "neither", "其他意见";
    }
}

crate::code_enum! {
    /// Who set the reply aside.
    pub enum AnnulledBy {
        Reconsideration = "reconsideration", "行政复议决定";
        Court = "court", "人民法院判决";
    }
}

crate::code_enum! {
    /// How the reply reached the applicant (国办公开办函〔2016〕235号: direct, entrusted or by 邮政企业).
    pub enum ServingMethod {
        Direct = "direct", "直接送达";
        Post = "post", "邮寄送达";
        Email = "email", "电子邮件送达";
        Fetched = "fetched", "当事人自取";
        Entrusted = "entrusted", "委托送达";
        Online = "online", "网上查收";
    }
}
