//! The grounds that are printed on a blacked out place, with the article behind each. Not the blacking out: that is
//! `documents::redact`.

crate::code_enum! {
    /// Why a place is withheld from a file that is otherwise disclosed (art. 37). The label is what is printed; behind its
    /// space stands the short form for small boxes.
    pub enum RedactionGround {
        Privacy = "privacy", "个人隐私 §15";
        TradeSecret = "trade_secret", "商业秘密 §15";
        StateSecret = "state_secret", "国家秘密 §14";
        Prohibited = "prohibited", "法律法规禁止公开 §14";
        Security = "security", "危及安全稳定 §14";
        Internal = "internal", "内部事务信息 §16";
        Process = "process", "过程性信息 §16";
        Enforcement = "enforcement", "行政执法案卷 §16";
    }
}
