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

    /// Every kind.
    #[must_use]
    pub fn all() -> Self {
        ReplyKind::ALL.iter().copied().collect()
    }

    /// Whether the kind is in it.
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
    /// Art. 33: which end of a stop counts.
    pub stop_convention: StopConvention,
    /// Art. 35: whether the clock waits for the reasons.
    pub reasons_effect: ReasonsEffect,
    /// Art. 30: what a demand after its limit does.
    pub late_supplement: LateSupplement,
    /// 109号 art. 6: how it goes on after payment.
    pub fee_effect: FeeEffect,
    /// Kinds of reply that pass legal review.
    pub legal_review: KindSet,
    /// Kinds of reply that are signed by the responsible person.
    pub signature: KindSet,
}

impl Rules {
    /// The rules under which a case is opened by these settings (the rows `requests.*` of the registry). A value that
    /// the registry would refuse falls back to the default.
    pub fn from_settings<C: AsRef<str>>(number: impl Fn(&str) -> i64, choice: impl Fn(&str) -> C) -> Self {
        let own = Self::default();
        let days = |key: &str, or: u16| u16::try_from(number(key)).ok().filter(|days| *days > 0).unwrap_or(or);
        Self {
            version: own.version,
            reply_days: days("requests.reply_days", own.reply_days),
            extension_days: days("requests.extension_days", own.extension_days),
            supplement_ask_days: days("requests.supplement_ask_days", own.supplement_ask_days),
            third_party_days: days("requests.third_party_days", own.third_party_days),
            co_maker_days: days("requests.co_maker_days", own.co_maker_days),
            organ_days: days("requests.organ_days", own.organ_days),
            fee_days: days("requests.fee_days", own.fee_days),
            correction_days: days("requests.correction_days", own.correction_days),
            confirm_days: days("requests.confirm_days", own.confirm_days),
            stop_convention: StopConvention::parse(choice("requests.stop_convention").as_ref())
                .unwrap_or(own.stop_convention),
            reasons_effect: ReasonsEffect::parse(choice("requests.reasons_effect").as_ref())
                .unwrap_or(own.reasons_effect),
            late_supplement: LateSupplement::parse(choice("requests.late_supplement").as_ref())
                .unwrap_or(own.late_supplement),
            fee_effect: FeeEffect::parse(choice("requests.fee_effect").as_ref()).unwrap_or(own.fee_effect),
            legal_review: match choice("requests.legal_review").as_ref() {
                "all" => KindSet::all(),
                "none" => KindSet::default(),
                _ => own.legal_review,
            },
            signature: match choice("requests.signature").as_ref() {
                "none" => KindSet::default(),
                _ => own.signature,
            },
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Kind, find, registry};

    fn default_of(key: &str) -> &'static str {
        find(key).map_or_else(|| panic!("no setting {key}"), |setting| setting.default)
    }

    #[test]
    fn the_defaults_of_the_settings_are_the_default_rules() {
        let number = |key: &str| default_of(key).parse().unwrap_or_else(|_| panic!("{key} is no number"));
        assert_eq!(Rules::from_settings(number, default_of), Rules::default());
    }

    #[test]
    fn every_choice_of_a_setting_is_a_code_of_its_rule_with_the_same_label() {
        let labels = [
            ("requests.stop_convention", StopConvention::ALL.iter().map(|c| (c.code(), c.label())).collect::<Vec<_>>()),
            ("requests.reasons_effect", ReasonsEffect::ALL.iter().map(|c| (c.code(), c.label())).collect()),
            ("requests.late_supplement", LateSupplement::ALL.iter().map(|c| (c.code(), c.label())).collect()),
            ("requests.fee_effect", FeeEffect::ALL.iter().map(|c| (c.code(), c.label())).collect()),
        ];
        for (key, labels) in labels {
            let choices = find(key).map(|setting| setting.kind);
            assert_eq!(choices.map(|kind| matches!(kind, Kind::Choice(c) if c == labels)), Some(true), "{key}");
        }
    }

    #[test]
    fn settings_change_the_rules_of_new_cases() {
        let choice = |key: &str| match key {
            "requests.fee_effect" => "continues",
            "requests.legal_review" => "all",
            "requests.signature" => "none",
            _ => default_of(key),
        };
        let rules = Rules::from_settings(|key| if key == "requests.organ_days" { 5 } else { 20 }, choice);
        assert_eq!((rules.organ_days, rules.correction_days), (5, 20));
        assert_eq!(rules.fee_effect, FeeEffect::Continues);
        assert!(ReplyKind::ALL.iter().all(|kind| rules.legal_review.contains(*kind)));
        assert_eq!(rules.signature, KindSet::default());
        assert!(registry().any(|setting| setting.key == "requests.organ_days"));
    }

    #[test]
    fn a_set_of_kinds_is_kept_by_their_codes() {
        let set: KindSet = [ReplyKind::B1, ReplyKind::D1a].into_iter().collect();
        let text = serde_json::to_string(&set).unwrap_or_default();
        assert_eq!(text, r#"["B1","D1a"]"#);
        assert_eq!(serde_json::from_str::<KindSet>(&text).ok(), Some(set));
    }
}
