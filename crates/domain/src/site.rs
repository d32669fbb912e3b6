//! Sites, sections and topics: their states, slugs, the values that page tags want, and where a section may stand.
//! Not here: what is shown on a page.

use serde::{Deserialize, Serialize};

crate::code_enum! {
    /// What a site is: the government's portal, or an agency's own.
    pub enum SiteKind {
        Main = "main", "门户网站";
        Agency = "agency", "部门网站";
    }
}

crate::code_enum! {
    /// On which side of the portal a section stands (国办公开办函〔2019〕61号: the platform is a column of its own).
    pub enum SectionPlace {
        Platform = "platform", "政府信息公开专栏";
        General = "general", "一般栏目";
    }
}

crate::code_enum! {
    /// Whether a section or topic still takes items.
    pub enum Standing {
        Open = "open", "使用中";
        Closed = "closed", "已关闭";
    }
}

crate::code_enum! {
    /// 栏目类别, the controlled value of the page tag `ColumnType` (政府网站网页标签规范). The label is what the tag carries.
    pub enum ColumnType {
        Home = "home", "首页";
        Overview = "overview", "概况信息";
        Functions = "functions", "机构职能";
        Leaders = "leaders", "负责人信息";
        News = "news", "工作动态";
        PolicyFiles = "policy_files", "政策文件";
        DisclosureGuide = "disclosure_guide", "信息公开指南";
        DisclosureCatalogue = "disclosure_catalogue", "信息公开目录";
        DisclosureReports = "disclosure_reports", "信息公开年报";
        Requests = "requests", "依申请公开";
        DataRelease = "data_release", "数据发布";
        DataOpening = "data_opening", "数据开放";
        Interpretation = "interpretation", "政策解读";
        Concerns = "concerns", "回应关切";
        Services = "services", "办事服务";
        Complaints = "complaints", "咨询投诉";
        Surveys = "surveys", "征集调查";
        Interviews = "interviews", "在线访谈";
    }
}

crate::code_enum! {
    /// The main colour of a site's pages. Each is dark enough for white type and stands out on white by more than 7:1
    /// (GB/T 37668-2019 asks for 4.5:1); a site uses one, beside white and the red of warnings.
    #[derive(Default)]
    pub enum SiteColour {
        #[default]
        Cobalt = "cobalt", "青花蓝";
        Celadon = "celadon", "影青绿";
        Umber = "umber", "赭褐";
    }
}

/// Footer and page-tag values of a site (《政府网站发展指引》: every page shows them).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteMarks {
    /// 政府网站标识码.
    pub site_code: String,
    /// ICP备案号.
    pub icp: String,
    /// 公安机关备案号.
    pub police_record: String,
    /// 主办单位.
    pub sponsor: String,
    /// 承办单位.
    pub operator: String,
    /// 联系方式.
    pub contact: String,
    /// A line under the site's name; may be empty.
    pub motto: String,
    pub colour: SiteColour,
}

/// Longest slug, in characters.
pub const MAX_SLUG: usize = 60;
/// Deepest nesting of sections.
pub const MAX_DEPTH: usize = 8;

/// Whether this can be a slug: a letter, then lower-case letters, digits and single hyphens, at most [`MAX_SLUG`].
#[must_use]
pub fn is_slug(slug: &str) -> bool {
    slug.len() <= MAX_SLUG
        && slug.chars().next().is_some_and(|c| c.is_ascii_lowercase())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !slug.contains("--")
        && !slug.ends_with('-')
}

/// Whether this can be a 网站标识码: ten characters, all digits or `bm` and eight digits.
#[must_use]
pub fn is_site_code(code: &str) -> bool {
    let digits = code.strip_prefix("bm").map_or((code, 10), |rest| (rest, 8));
    digits.0.len() == digits.1 && digits.0.bytes().all(|b| b.is_ascii_digit())
}

/// Whether this can be the host name of a site: dotted labels, no scheme, no path; a port may follow.
#[must_use]
pub fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    name.len() <= 253 && name.split('.').all(label) && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|p| p > 0))
}

/// Which page of a site an address leads to, as far as the address tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAt<'a> {
    /// An item, by its id.
    Item(i64),
    /// A section, by its slug.
    Section(&'a str),
    /// Any other page.
    Other,
}

/// The page at a path within a site.
#[must_use]
pub fn page_at(path: &str) -> PageAt<'_> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let item =
        path.strip_prefix("/items/").and_then(|rest| rest.split(['/', '.']).next()).and_then(|id| id.parse().ok());
    if let Some(id) = item {
        return PageAt::Item(id);
    }
    match path.strip_prefix("/sections/").and_then(|rest| rest.split('/').next()) {
        Some(slug) if is_slug(slug) => PageAt::Section(slug),
        _ => PageAt::Other,
    }
}

/// A section's place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionNode {
    pub id: i64,
    pub site: i64,
    pub parent: Option<i64>,
    pub standing: Standing,
}

/// Why a section cannot stand or be closed where it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionRefusal {
    Unknown,
    ParentUnknown,
    /// The parent stands on another site.
    OtherSite,
    /// The section would stand below itself.
    Circle,
    ParentClosed,
    TooDeep,
    /// Open sections still stand below it.
    HasOpenSections,
}

impl SectionRefusal {
    /// Every refusal, for the table of messages.
    pub const ALL: [Self; 7] = [
        Self::Unknown,
        Self::ParentUnknown,
        Self::OtherSite,
        Self::Circle,
        Self::ParentClosed,
        Self::TooDeep,
        Self::HasOpenSections,
    ];

    /// Stable code of the refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "section_unknown",
            Self::ParentUnknown => "section_parent_unknown",
            Self::OtherSite => "section_other_site",
            Self::Circle => "section_circle",
            Self::ParentClosed => "section_parent_closed",
            Self::TooDeep => "section_too_deep",
            Self::HasOpenSections => "section_has_open_sections",
        }
    }
}

fn find_section(nodes: &[SectionNode], id: i64) -> Option<&SectionNode> {
    nodes.iter().find(|node| node.id == id)
}

/// The section and all above it, itself first; ends on any input.
fn ancestry(nodes: &[SectionNode], id: i64) -> Vec<i64> {
    let mut path = Vec::new();
    let mut at = Some(id);
    while let Some(node) = at.and_then(|id| find_section(nodes, id)) {
        if path.contains(&node.id) {
            break;
        }
        path.push(node.id);
        at = node.parent;
    }
    path
}

/// Checks that a section of `site` may stand below `parent`. `id` is the section itself where it already exists.
///
/// # Errors
/// The first [`SectionRefusal`].
pub fn check_parent(
    nodes: &[SectionNode],
    id: Option<i64>,
    site: i64,
    parent: Option<i64>,
) -> Result<(), SectionRefusal> {
    let Some(parent) = parent else {
        return Ok(());
    };
    let above = find_section(nodes, parent).ok_or(SectionRefusal::ParentUnknown)?;
    if above.site != site {
        return Err(SectionRefusal::OtherSite);
    }
    let path = ancestry(nodes, parent);
    if id.is_some_and(|id| path.contains(&id)) {
        return Err(SectionRefusal::Circle);
    }
    if above.standing == Standing::Closed {
        return Err(SectionRefusal::ParentClosed);
    }
    let height = id.map_or(1, |id| height(nodes, id));
    if path.len() + height > MAX_DEPTH {
        return Err(SectionRefusal::TooDeep);
    }
    Ok(())
}

/// How many levels a section and all below it take.
fn height(nodes: &[SectionNode], id: i64) -> usize {
    let own = ancestry(nodes, id).len();
    let deepest =
        nodes.iter().map(|node| ancestry(nodes, node.id)).filter(|path| path.contains(&id)).map(|path| path.len());
    deepest.max().unwrap_or(own).saturating_sub(own) + 1
}

/// Checks that a section may take another standing.
///
/// # Errors
/// Closing above open sections, opening below a closed one.
pub fn check_standing(nodes: &[SectionNode], id: i64, wanted: Standing) -> Result<(), SectionRefusal> {
    let node = find_section(nodes, id).ok_or(SectionRefusal::Unknown)?;
    match wanted {
        Standing::Closed if nodes.iter().any(|n| n.parent == Some(id) && n.standing == Standing::Open) => {
            Err(SectionRefusal::HasOpenSections)
        }
        Standing::Closed => Ok(()),
        Standing::Open => {
            let above = node.parent.and_then(|parent| find_section(nodes, parent));
            match above.map(|a| a.standing) {
                Some(Standing::Closed) => Err(SectionRefusal::ParentClosed),
                _ => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: i64, site: i64, parent: Option<i64>, standing: Standing) -> SectionNode {
        SectionNode { id, site, parent, standing }
    }

    fn tree() -> Vec<SectionNode> {
        use Standing::{Closed, Open};
        vec![
            node(1, 1, None, Open),
            node(2, 1, Some(1), Open),
            node(3, 1, Some(2), Open),
            node(4, 1, None, Closed),
            node(5, 2, None, Open),
            node(6, 1, Some(4), Closed),
        ]
    }

    #[test]
    fn a_section_stands_on_its_site_and_not_below_itself() {
        let table = [
            (Some(1), Some(3), Err(SectionRefusal::Circle)),
            (Some(1), Some(1), Err(SectionRefusal::Circle)),
            (Some(3), Some(5), Err(SectionRefusal::OtherSite)),
            (Some(3), Some(4), Err(SectionRefusal::ParentClosed)),
            (Some(3), Some(99), Err(SectionRefusal::ParentUnknown)),
            (Some(3), None, Ok(())),
            (None, Some(3), Ok(())),
        ];
        for (id, parent, expected) in table {
            assert_eq!(check_parent(&tree(), id, 1, parent), expected, "{id:?} below {parent:?}");
        }
    }

    #[test]
    fn nesting_has_an_end_and_counts_what_hangs_below() {
        let chain = |length: i64, from: i64| {
            (0..length).map(move |n| node(from + n, 1, (n > 0).then_some(from + n - 1), Standing::Open))
        };
        let nodes: Vec<_> = chain(6, 1).chain(chain(3, 100)).collect();
        assert_eq!(check_parent(&nodes, Some(100), 1, Some(5)), Ok(()));
        assert_eq!(check_parent(&nodes, Some(100), 1, Some(6)), Err(SectionRefusal::TooDeep));
        assert_eq!(check_parent(&nodes, None, 1, Some(6)), Ok(()));
    }

    #[test]
    fn closing_goes_from_below_and_opening_from_above() {
        let nodes = tree();
        assert_eq!(check_standing(&nodes, 2, Standing::Closed), Err(SectionRefusal::HasOpenSections));
        assert_eq!(check_standing(&nodes, 3, Standing::Closed), Ok(()));
        assert_eq!(check_standing(&nodes, 6, Standing::Open), Err(SectionRefusal::ParentClosed));
        assert_eq!(check_standing(&nodes, 4, Standing::Open), Ok(()));
    }

    #[test]
    fn slugs_codes_and_hosts() {
        for (slug, good) in [
            ("zfwj", true),
            ("a-1", true),
            ("1a", false),
            ("A", false),
            ("a--b", false),
            ("a-", false),
            ("", false),
            ("栏目", false),
        ] {
            assert_eq!(is_slug(slug), good, "{slug}");
        }
        for (code, good) in [("3609830001", true), ("bm01000001", true), ("bm0100001", false), ("36098300011", false)] {
            assert_eq!(is_site_code(code), good, "{code}");
        }
        for (host, good) in [
            ("www.gaoan.gov.cn", true),
            ("localhost:8080", true),
            ("https://a.cn", false),
            ("a..b", false),
            ("A.cn", false),
            ("a.cn/x", false),
            ("a.cn:0", false),
        ] {
            assert_eq!(is_host(host), good, "{host}");
        }
    }
}
