//! 体裁: the fifteen kinds of official papers (《党政机关公文处理工作条例》 art. 8). Not the kind of an item.

crate::code_enum! {
    /// The kind of an official paper.
    pub enum Genre {
        Resolution = "resolution", "决议";
        Decision = "decision", "决定";
        Order = "order", "命令（令）";
        Communique = "communique", "公报";
        PublicNotice = "public_notice", "公告";
        Announcement = "announcement", "通告";
        Opinion = "opinion", "意见";
        Notice = "notice", "通知";
        Circular = "circular", "通报";
        Report = "report", "报告";
        RequestForInstructions = "request_for_instructions", "请示";
        Approval = "approval", "批复";
        Bill = "bill", "议案";
        Letter = "letter", "函";
        Minutes = "minutes", "纪要";
    }
}

/// Words that end a title, longest first where one contains the other (通告 before 告).
const ENDINGS: [(&str, Genre); 16] = [
    ("命令", Genre::Order),
    ("令", Genre::Order),
    ("决议", Genre::Resolution),
    ("决定", Genre::Decision),
    ("公报", Genre::Communique),
    ("公告", Genre::PublicNotice),
    ("通告", Genre::Announcement),
    ("意见", Genre::Opinion),
    ("通知", Genre::Notice),
    ("通报", Genre::Circular),
    ("报告", Genre::Report),
    ("请示", Genre::RequestForInstructions),
    ("批复", Genre::Approval),
    ("议案", Genre::Bill),
    ("纪要", Genre::Minutes),
    ("函", Genre::Letter),
];

impl Genre {
    /// The genre that a title's last word names, for a proposal: `关于……的通知` gives [`Genre::Notice`].
    /// A remark in brackets at the end is passed over.
    #[must_use]
    pub fn find_in_title(title: &str) -> Option<Self> {
        let title = without_remark(title.trim());
        ENDINGS.iter().find(|(ending, _)| title.ends_with(ending)).map(|(_, genre)| *genre)
    }
}

fn without_remark(title: &str) -> &str {
    let Some(rest) = title.strip_suffix(['）', ')']) else {
        return title;
    };
    rest.rfind(['（', '(']).and_then(|open| rest.get(..open)).unwrap_or(title).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_fifteen() {
        assert_eq!(Genre::ALL.len(), 15);
    }

    #[test]
    fn titles_name_their_genre() {
        let cases = [
            ("关于印发《市政府工作规则》的通知", Some(Genre::Notice)),
            ("关于加强森林防火工作的通告", Some(Genre::Announcement)),
            ("关于土地征收的公告（第三号）", Some(Genre::PublicNotice)),
            ("市人民政府令", Some(Genre::Order)),
            ("市领导调研春耕生产", None),
            ("）", None),
            ("", None),
        ];
        for (title, genre) in cases {
            assert_eq!(Genre::find_in_title(title), genre, "{title}");
        }
    }
}
