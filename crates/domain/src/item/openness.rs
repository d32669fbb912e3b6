//! Openness of an item (条例 a.13) and, where it is not public of itself, the statutory ground.

crate::code_enum! {
    /// How an item is disclosed (条例 a.13). Any value but proactive needs a ground (a.5: openness is the rule).
    pub enum Openness {
        Proactive = "proactive", "主动公开";
        OnRequest = "on_request", "依申请公开";
        Withheld = "withheld", "不予公开";
    }
}

crate::code_enum! {
    /// The statutory grounds for not disclosing (条例 a.14, 15, 16).
    pub enum WithholdingGround {
        StateSecret = "14-1", "国家秘密（第十四条）";
        ForbiddenByLaw = "14-2", "法律、行政法规禁止公开（第十四条）";
        ThreeSecurities = "14-3", "可能危及国家安全、公共安全、经济安全、社会稳定（第十四条）";
        ThirdParty = "15", "涉及商业秘密、个人隐私等，公开会损害第三方合法权益（第十五条）";
        InternalAffairs = "16-1", "内部事务信息（第十六条第一款）";
        Deliberation = "16-2", "过程性信息（第十六条第二款）";
        EnforcementFile = "16-3", "行政执法案卷信息（第十六条第二款）";
    }
}

/// Openness and ground do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpennessRefusal {
    GroundMissing,
    GroundWithoutNeed,
}

/// Checks that a ground is given exactly where the law wants one.
///
/// # Errors
/// [`OpennessRefusal`] where a withheld item has no ground, or a proactive one has one.
pub fn check_openness(openness: Openness, ground: Option<WithholdingGround>) -> Result<(), OpennessRefusal> {
    match (openness, ground) {
        (Openness::Withheld, None) => Err(OpennessRefusal::GroundMissing),
        (Openness::Proactive, Some(_)) => Err(OpennessRefusal::GroundWithoutNeed),
        _ => Ok(()),
    }
}
