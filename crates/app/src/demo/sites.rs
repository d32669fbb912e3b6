//! The sites of the demo city. Not their sections: those are in [`super::sections`].

use domain::site::SiteColour::{self, Celadon, Cobalt, Umber};

/// A site of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSite {
    pub slug: &'static str,
    pub name: &'static str,
    /// Slug of the agency that runs it.
    pub agency: &'static str,
    pub host: &'static str,
    /// 网站标识码; the serial is invented.
    pub identification_code: &'static str,
    pub colour: SiteColour,
    /// A line under the name.
    pub motto: &'static str,
}

/// The main portal's slug.
pub const PORTAL: &str = "portal";

pub const SITES: [DemoSite; 7] = [
    site(PORTAL, "高安市人民政府", "zhengfuban", "www.gaoan.example", "3609839901", Cobalt, ""),
    site(
        "jiaoti",
        "高安市教育体育局",
        "jiaoti",
        "jiaoti.gaoan.example",
        "3609839902",
        Celadon,
        "办好群众身边的每一所学校",
    ),
    site("gongan", "高安市公安局", "gongan", "gongan.gaoan.example", "3609839903", Cobalt, "守护平安 服务群众"),
    site("weijian", "高安市卫生健康委员会", "weijian", "weijian.gaoan.example", "3609839904", Celadon, "健康高安"),
    site(
        "shichang",
        "高安市市场监督管理局",
        "shichang",
        "shichang.gaoan.example",
        "3609839905",
        Umber,
        "公平 规范 便利 安全",
    ),
    site("ziran", "高安市自然资源局", "ziran", "ziran.gaoan.example", "3609839906", Celadon, "守护每一寸土地"),
    site(
        "gaoxin",
        "江西高安高新技术产业园区",
        "gaoxin",
        "gaoxin.gaoan.example",
        "3609839907",
        Cobalt,
        "服务企业 推动创新",
    ),
];

const fn site(
    slug: &'static str,
    name: &'static str,
    agency: &'static str,
    host: &'static str,
    identification_code: &'static str,
    colour: SiteColour,
    motto: &'static str,
) -> DemoSite {
    DemoSite { slug, name, agency, host, identification_code, colour, motto }
}

/// The sites of agencies that the city's documents concern.
pub(super) const RULE_MAKERS: [&str; 3] = ["jiaoti", "shichang", "ziran"];

/// The section of an agency's own site in which the portal's items of this kind stand, too: one library, one item in
/// several places.
pub(super) fn own_section(agency: &str, tail: &str) -> Option<String> {
    let site = SITES.iter().find(|site| site.slug != PORTAL && site.agency == agency)?;
    (tail == "jigou" || RULE_MAKERS.contains(&site.slug)).then(|| format!("{}-{tail}", site.slug))
}
