//! The limits and conventions under which a case was opened. They stand in its first event, so that a later change of
//! the settings or of the law leaves the case as it was. Not the settings themselves.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::reply::{ReplyKind, ReplyStep};

crate::code_enum! {
    /// Which of the two end days of a stop is a stopped day. Art. 33 says only 所需时间不计算在内.
    pub enum StopConvention {
        /// Stopped days are the working days d with sent ≤ d < answered.
        FromSending = "from_sending", "发出当日起停，答复当日恢复计算";
        /// Stopped days are the working days d with sent < d ≤ answered.
        FromNextDay = "from_next_day", "发出次日起停，答复次日恢复计算";
    }
}

crate::code_enum! {
    /// What demanding reasons does to the clock. Art. 35 is silent; some places treat it like a supplement.
    pub enum ReasonsEffect {
        Runs = "runs", "期限照常计算";
        Stops = "stops", "等待期间不计算";
        Resets = "resets", "收到说明后重新计算";
    }
}

crate::code_enum! {
    /// What becomes of a supplement asked later than art. 30 allows.
    pub enum LateSupplement {
        /// It is refused.
        Refused = "refused", "不得再要求补正";
        /// It is asked and kept as late; the clock neither waits nor starts afresh, since art. 30 grants that only
        /// for a supplement asked in time.
        Runs = "runs", "可以要求，期限照常计算";
        /// It is asked and kept as late, with the effect of one asked in time.
        Resets = "resets", "可以要求，收到后重新计算";
    }
}

crate::code_enum! {
    /// How the clock goes on after the fee is paid (国办函〔2020〕109号 art. 6).
    pub enum FeeEffect {
        Afresh = "afresh", "缴费次日起重新计算";
        Continues = "continues", "缴费次日起继续计算";
    }
}

/// A set of reply kinds, without allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindSet(u32);

impl KindSet {
    /// The kinds whose own table of steps contains `step`.
    #[must_use]
    pub fn needing(step: ReplyStep) -> Self {
        ReplyKind::ALL.iter().filter(|kind| kind.default_steps().contains(&step)).copied().collect()
    }

    #[must_use]
    pub const fn contains(self, kind: ReplyKind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }
}

impl FromIterator<ReplyKind> for KindSet {
    fn from_iter<I: IntoIterator<Item = ReplyKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u32))
    }
}

impl Serialize for KindSet {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(ReplyKind::ALL.iter().filter(|kind| self.contains(**kind)))
    }
}

impl<'de> Deserialize<'de> for KindSet {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Vec::<ReplyKind>::deserialize(d)?.into_iter().collect())
    }
}

/// The rules of one case. Days are working days (工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Grows when the meaning of a field changes.
    pub version: u16,
    /// Art. 33: 20 from receipt.
    pub reply_days: u16,
    /// Art. 33: an extension of at most 20.
    pub extension_days: u16,
    /// Art. 30: 7 from receipt to ask for a supplement.
    pub supplement_ask_days: u16,
    /// Art. 32: 15 from receiving the letter.
    pub third_party_days: u16,
    /// Art. 34: 15 from receiving the letter.
    pub co_maker_days: u16,
    /// The office's own limit for other organs; art. 33 sets none.
    pub organ_days: u16,
    /// 109号: 20 from the day after receiving the notice.
    pub fee_days: u16,
    /// The office's own limit for corrections; art. 41 sets none.
    pub correction_days: u16,
    /// After how many days an unconfirmed application is a finding for the supervisor.
    pub confirm_days: u16,
    pub stop_convention: StopConvention,
    pub reasons_effect: ReasonsEffect,
    pub late_supplement: LateSupplement,
    pub fee_effect: FeeEffect,
    /// Kinds of reply that pass legal review.
    pub legal_review: KindSet,
    /// Kinds of reply that are signed by the responsible person.
    pub signature: KindSet,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            version: 1,
            reply_days: 20,
            extension_days: 20,
            supplement_ask_days: 7,
            third_party_days: 15,
            co_maker_days: 15,
            organ_days: 15,
            fee_days: 20,
            correction_days: 20,
            confirm_days: 1,
            stop_convention: StopConvention::FromSending,
            reasons_effect: ReasonsEffect::Runs,
            late_supplement: LateSupplement::Runs,
            fee_effect: FeeEffect::Afresh,
            legal_review: KindSet::needing(ReplyStep::LegalReview),
            signature: KindSet::needing(ReplyStep::Signature),
        }
    }
}
