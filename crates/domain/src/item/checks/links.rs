//! Internal links that lead nowhere, and pictures that say nothing to those who cannot see them.
//! Both are found elsewhere (with the store, in the markup) and judged here.

use super::finding::{CheckFinding, FindingCode, Place};
use serde::{Deserialize, Serialize};

crate::code_enum! {
    /// Whether what a link names is there for visitors.
    pub enum LinkHealth {
        Alive = "alive", "可用";
        Dead = "dead", "失效";
    }
}

/// An internal link of the body and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// The address as it stands in the body.
    pub href: String,
    /// Whether it leads anywhere.
    pub health: LinkHealth,
}

/// A picture of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureState {
    /// The address as it stands in the body.
    pub src: String,
    /// The text alternative; `None` where there is none.
    pub alt: Option<String>,
}

/// Alternatives that editors and word processors put in by themselves.
const SAY_NOTHING: [&str; 12] =
    ["图片", "图", "照片", "插图", "配图", "图像", "image", "img", "picture", "photo", "pic", "无标题"];

pub(super) fn check(links: &[LinkState], pictures: &[PictureState], findings: &mut Vec<CheckFinding>) {
    let dead = links.iter().filter(|link| link.health == LinkHealth::Dead);
    findings.extend(dead.map(|link| CheckFinding::whole(FindingCode::DeadLink, Place::Body, &link.href)));
    findings.extend(pictures.iter().filter_map(check_picture));
}

fn check_picture(picture: &PictureState) -> Option<CheckFinding> {
    let alt = picture.alt.as_deref().unwrap_or_default().trim();
    let code = match alt {
        "" => FindingCode::PictureWithoutText,
        _ if says_nothing(alt) => FindingCode::PictureTextPoor,
        _ => return None,
    };
    Some(CheckFinding::whole(code, Place::Body, &picture.src))
}

/// A file name, or a word that only says that it is a picture, with or without a number.
fn says_nothing(alt: &str) -> bool {
    let lower = alt.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '-' | '.'));
    let is_file = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"].iter().any(|ending| lower.ends_with(ending));
    is_file || stem.is_empty() || SAY_NOTHING.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(alt: Option<&str>) -> Vec<FindingCode> {
        let pictures = [PictureState { src: "/p/1".to_owned(), alt: alt.map(str::to_owned) }];
        let mut findings = Vec::new();
        check(&[], &pictures, &mut findings);
        findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn pictures_want_a_text_that_says_something() {
        use FindingCode::{PictureTextPoor, PictureWithoutText};
        let cases = [
            (None, Some(PictureWithoutText)),
            (Some("  "), Some(PictureWithoutText)),
            (Some("图片1"), Some(PictureTextPoor)),
            (Some("IMG_2019.JPG"), Some(PictureTextPoor)),
            (Some("20190315"), Some(PictureTextPoor)),
            (Some("市长在便民服务中心与群众交谈"), None),
        ];
        for (alt, code) in cases {
            assert_eq!(picture(alt).first().copied(), code, "{alt:?}");
        }
    }

    #[test]
    fn only_dead_links_are_reported() {
        let link = |href: &str, health| LinkState { href: href.to_owned(), health };
        let links = [link("/items/1", LinkHealth::Alive), link("/items/2", LinkHealth::Dead)];
        let mut findings = Vec::new();
        check(&links, &[], &mut findings);
        let found: Vec<_> = findings.iter().map(|f| (f.code, f.found.as_str())).collect();
        assert_eq!(found, [(FindingCode::DeadLink, "/items/2")]);
    }
}
