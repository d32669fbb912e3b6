//! Validity of a document (有效性), to be shown on the original page (国办发〔2017〕47号).

use chrono::NaiveDate;

crate::code_enum! {
    /// Whether a document is in force.
    pub enum Validity {
        InForce = "in_force", "有效";
        Amended = "amended", "已修改";
        Expired = "expired", "失效";
        Repealed = "repealed", "废止";
    }
}

impl Validity {
    /// The values of what is in force (现行有效): what was amended is so for the rest.
    pub const CURRENT: [Self; 2] = [Self::InForce, Self::Amended];
}

/// The validity that is shown on `today`: a document whose last day has passed is expired, whatever was entered.
#[must_use]
pub fn validity_on(entered: Validity, expires_on: Option<NaiveDate>, today: NaiveDate) -> Validity {
    match (entered, expires_on) {
        (Validity::InForce | Validity::Amended, Some(last)) if last < today => Validity::Expired,
        _ => entered,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_last_day_still_counts() {
        let last = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        assert_eq!(validity_on(Validity::InForce, Some(last), last), Validity::InForce);
        assert_eq!(validity_on(Validity::InForce, Some(last), last.succ_opt().unwrap()), Validity::Expired);
        assert_eq!(validity_on(Validity::Repealed, Some(last), last.succ_opt().unwrap()), Validity::Repealed);
        assert_eq!(validity_on(Validity::InForce, None, last), Validity::InForce);
    }
}
