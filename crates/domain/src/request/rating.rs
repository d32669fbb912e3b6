//! 评价: what an applicant thinks of how his case was handled. He says it once, after the reply. Not a remedy, and no
//! part of the case's history: neither clock nor state depends on it.

crate::code_enum! {
    /// The five steps of 政务服务好差评. The code is the number of points.
    pub enum Satisfaction {
        VerySatisfied = "5", "非常满意";
        Satisfied = "4", "满意";
        Fair = "3", "基本满意";
        Unsatisfied = "2", "不满意";
        VeryUnsatisfied = "1", "非常不满意";
    }
}

impl Satisfaction {
    /// Points, 5 the best.
    #[must_use]
    pub const fn points(self) -> i32 {
        match self {
            Self::VerySatisfied => 5,
            Self::Satisfied => 4,
            Self::Fair => 3,
            Self::Unsatisfied => 2,
            Self::VeryUnsatisfied => 1,
        }
    }

    /// The step with so many points.
    #[must_use]
    pub fn of_points(points: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.points() == points)
    }

    /// Whether a supervisor should look at the case.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Unsatisfied | Self::VeryUnsatisfied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_number_of_points() {
        for step in Satisfaction::ALL {
            assert_eq!(step.code(), step.points().to_string());
            assert_eq!(Satisfaction::of_points(step.points()), Some(*step));
        }
        assert_eq!(Satisfaction::of_points(0), None);
    }
}
