//! How one item stands to another. Links are shown on both pages.

crate::code_enum! {
    /// The relation of the item that names it to the item named.
    pub enum RelationKind {
        Interprets = "interprets", "解读";
        Amends = "amends", "修改";
        Repeals = "repeals", "废止";
        Answers = "answers", "答复";
        Related = "related", "相关";
    }
}

impl RelationKind {
    /// What the *other* page calls this item.
    #[must_use]
    pub const fn reverse_label(self) -> &'static str {
        match self {
            Self::Interprets => "政策解读",
            Self::Amends => "被修改于",
            Self::Repeals => "被废止于",
            Self::Answers => "答复",
            Self::Related => "相关信息",
        }
    }

    /// The code of the relation seen from the item that is named: the one whose code is `amends` is `amended_by` it.
    #[must_use]
    pub const fn reverse_code(self) -> &'static str {
        match self {
            Self::Interprets => "interpreted_by",
            Self::Amends => "amended_by",
            Self::Repeals => "repealed_by",
            Self::Answers => "answered_by",
            Self::Related => "related",
        }
    }

    /// What this item's own page calls the other.
    #[must_use]
    pub const fn forward_label(self) -> &'static str {
        match self {
            Self::Interprets => "解读的文件",
            Self::Amends => "修改的文件",
            Self::Repeals => "废止的文件",
            Self::Answers => "答复的建议提案",
            Self::Related => "相关信息",
        }
    }
}
