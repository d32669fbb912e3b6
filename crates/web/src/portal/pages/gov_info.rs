//! The disclosure platform (政府信息公开): its front page, the guide, the rules, the annual reports, how to request.

use std::fmt::Write;

use app::agency::Guide;
use app::context::tag;
use app::item::public::{CatalogueQuery, PageNo, PlatformList};
use axum::extract::Query;
use axum::response::Response;
use domain::agency::AgencyKind;
use minijinja::Value;

use super::platform::{agency_groups, head, owner, platform};
use super::section::Paged;
use super::{catalogue, reports};
use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::views::{Block, EntryView, Link, Pager};
use crate::templates::context;

/// Lines of a block on the front page.
const LINES: usize = 6;

/// `/gov-info`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || front(&portal)).await
}

/// The front page, as it is now.
pub async fn front(portal: &Portal) -> Result<Page, WebError> {
    let app = portal.web.app();
    let own = portal.own_agency();
    let query = CatalogueQuery { agency: own, ..CatalogueQuery::default() };
    let newest = app::item::public::catalogue(app, &query).await?.ok_or_else(WebError::not_found)?;
    let mut blocks = vec![Block {
        title: "最新公开".into(),
        url: portal.url("/gov-info/catalogue"),
        items: newest.listed.entries.iter().take(LINES).map(|e| EntryView::of(portal, e)).collect(),
    }];
    for (list, title, path) in [
        (PlatformList::AnnualReports, "政府信息公开年报", "/gov-info/annual-reports"),
        (PlatformList::Rules, "政府信息公开制度", "/gov-info/rules"),
    ] {
        let found = app::item::public::platform_newest(app, list, own, LINES as u64).await?;
        let mut items = EntryView::all(portal, &found);
        if list == PlatformList::AnnualReports {
            items.extend(reports::newest(portal, own, LINES).await?);
            items.sort_by(|one, other| other.date.cmp(&one.date));
            items.truncate(LINES);
        }
        if !items.is_empty() {
            blocks.push(Block { title: title.into(), url: portal.url(path), items });
        }
    }
    let categories = catalogue::categories(portal, &catalogue::Asked::default(), &newest.counts);
    let gov_info = context! {
        blocks,
        categories,
        catalogue_url => portal.url("/gov-info/catalogue"),
        total => newest.counts.total,
        agencies => if own.is_none() { agency_groups(portal) } else { Vec::new() },
        ..platform(portal, "/gov-info")
    };
    let head = head(
        portal,
        "政府信息公开",
        "/gov-info",
        "政府信息公开指南、制度、法定主动公开内容、年报和依申请公开。",
        "信息公开目录",
    );
    portal.page("gov_info.html", &head, context! { gov_info }, vec![tag::LISTS.to_string(), tag::REPORTS.to_string()])
}

const RULES: ListPage = ListPage {
    list: PlatformList::Rules,
    title: "政府信息公开制度",
    path: "/gov-info/rules",
    text: "政府信息公开工作的制度和规定。",
    column: "政策文件",
};

/// `/gov-info/rules`
pub async fn rules(portal: Portal, Query(asked): Query<Paged>) -> Result<Response, WebError> {
    list(portal, asked, RULES).await
}

/// The first page of the rules, as it is now.
pub async fn render_rules(portal: &Portal) -> Result<Page, WebError> {
    render_list(portal, PageNo::default(), &RULES).await
}

struct ListPage {
    list: PlatformList,
    title: &'static str,
    path: &'static str,
    text: &'static str,
    column: &'static str,
}

async fn list(portal: Portal, asked: Paged, what: ListPage) -> Result<Response, WebError> {
    let page = portal.page_no(asked.page.as_deref()).ok_or_else(WebError::not_found)?;
    portal.kept(format!("page={page:?}"), || render_list(&portal, page, &what)).await
}

async fn render_list(portal: &Portal, at: PageNo, what: &ListPage) -> Result<Page, WebError> {
    let found = app::item::public::platform_list(portal.web.app(), what.list, portal.own_agency(), at).await?;
    let found = found.ok_or_else(WebError::not_found)?;
    let values = context! {
        gov_info => platform(portal, what.path),
        list_lead => what.text,
        items => EntryView::all(portal, &found.entries),
        pager => Pager::of_list(portal, at, &found, what.path),
    };
    let head = head(portal, what.title, what.path, what.text, what.column);
    let tags = portal.list_tags(at, vec![tag::LISTS.to_string()], &found.entries);
    portal.page("gov_info_list.html", &head, values, tags)
}

/// Whose guide the page shows: the agency's own, or the general office's on the main portal.
fn guide_of(portal: &Portal) -> (String, Guide) {
    let directory = &portal.directory;
    let site = portal.asked.site_id.and_then(|id| directory.site(id));
    let own = site.and_then(|s| directory.agency(s.agency_id));
    let office =
        || directory.agencies.iter().find(|a| a.kind == AgencyKind::GeneralOffice.code() && a.status == "active");
    let keeper = if portal.own_agency().is_some() { own } else { office().or(own) };
    let guide = keeper.and_then(|a| app::agency::guide_of(portal.web.app(), a.id).ok()).unwrap_or_default();
    (keeper.map_or_else(|| owner(portal), |a| a.name.clone()), guide)
}

/// `/gov-info/guide`
pub async fn guide(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_guide(&portal)).await
}

/// The guide, as it is now.
pub async fn render_guide(portal: &Portal) -> Result<Page, WebError> {
    let points = app::item::public::reading_points(portal.web.app()).await?;
    let (keeper, guide) = guide_of(portal);
    let mut text = GuideText::default();
    let named =
        |written: &str, usual: &str| if written.trim().is_empty() { usual.to_string() } else { written.to_string() };
    text.part("classification", "一、信息的分类", &named(&guide.classification, "主动公开的政府信息按《政府信息公开条例》第二十条、第二十一条规定的类别分类；每条信息同时标明主题分类、体裁和发布机构。"));
    text.part("arrangement", "二、编排体系", &named(&guide.arrangement, "每条信息有唯一的索引号，由发布机构代码、公开年份和顺序号组成，不因内容更新而改变。目录列出索引号、名称、内容概述和生成日期。"));
    text.part("access", "三、获取方式", &named(&guide.access, "可以在本网站的法定主动公开内容中按类别、机构、主题和年份查阅，也可以用站内检索查找，或者到下列政府信息查阅点查阅。"));
    if !points.is_empty() {
        text.html.push_str("<table class=\"grid catalogue\"><thead><tr><th scope=\"col\">查阅点</th><th scope=\"col\">地址</th><th scope=\"col\">开放时间</th><th scope=\"col\">联系电话</th></tr></thead><tbody>");
        for point in &points {
            let _ = write!(
                text.html,
                "<tr><th scope=\"row\">{}</th><td data-label=\"地址\">{}</td><td data-label=\"开放时间\">{}</td>\
                 <td data-label=\"联系电话\">{}</td></tr>",
                escape(&point.name),
                escape(&point.address),
                escape(&point.hours),
                escape(&point.telephone)
            );
        }
        text.html.push_str("</tbody></table>");
    }
    text.part(
        "requests",
        "四、依申请公开",
        "除主动公开的信息外，公民、法人或者其他组织可以向行政机关申请获取相关政府信息，办法见“依申请公开”。",
    );
    text.part("remedies", "五、监督和救济", "认为行政机关不依法履行政府信息公开义务的，可以向其上一级行政机关或者政府信息公开工作主管部门投诉、举报；认为具体行为侵犯合法权益的，可以依法申请行政复议或者提起行政诉讼。");
    text.part("contacts", "六、政府信息公开工作机构", "受理机构和联系方式见下表。");
    let document = context! {
        title => "政府信息公开指南",
        updated_on => guide.reviewed_on.map(|day| day.to_string()),
        agency => keeper,
        contents => text.contents,
        body_html => text.html,
        contacts => contacts(&keeper, &guide),
        attachments => Vec::<Value>::new(),
        actions => [Link::new("查看法定主动公开内容", portal.url("/gov-info/catalogue")), Link::new("如何申请公开", portal.url("/gov-info/requests"))],
    };
    let head = head(
        portal,
        "政府信息公开指南",
        "/gov-info/guide",
        "政府信息的分类、编排体系、获取方式和工作机构的联系方式。",
        "信息公开指南",
    );
    portal.page("guide.html", &head, context! { gov_info => platform(portal, "/gov-info/guide"), document }, Vec::new())
}

/// `/gov-info/requests`
pub async fn requests(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || render_requests(&portal)).await
}

async fn render_requests(portal: &Portal) -> Result<Page, WebError> {
    let mut text = GuideText::default();
    text.part("who", "一、向谁申请", "向制作或者最初获取该信息的行政机关申请。不确定的，可以向市人民政府申请，由它告知您应当向谁申请。各机关的受理机构见本页末尾。");
    text.part("what", "二、申请写明什么", "申请应当包括：申请人的姓名或者名称、身份证明、联系方式；申请公开的政府信息的名称、文号或者便于查询的其他特征性描述；希望得到的形式，包括获取信息的方式、途径。\n一份申请只写一项信息。不需要说明用途。");
    text.part("how", "三、怎样提出", "可以在线提交，不用注册账号；也可以当面提交、邮寄、传真。书写确有困难的，可以口头提出，由受理机构代为填写。\n可以委托他人代办，代办的要有授权委托书；几个人申请同一项信息的，推选一名代表人。阅读、视力、听力有困难的，受理机构提供帮助。\n网上的申请，由受理机构与您确认，双方确认之日为收到申请之日。");
    text.part("follow", "四、怎样查看进度", "提交后得到申请编号和查询码，凭它们在“查询进度”中查看办到哪一步、答复期限怎样计算，提交补正、说明理由、撤回申请，查看和下载答复，并对办理作一次评价。查询码丢失的，请带身份证件到受理机构核对后补发。");
    text.part("when", "五、何时答复", "能够当场答复的当场答复；不能当场答复的，自收到申请之日起 20 个工作日内答复；需要延长的，经同意并告知申请人，最多延长 20 个工作日。征求第三方和其他机关意见的时间不计算在内。\n内容不明确的，受理机构会在收到之日起 7 个工作日内一次性告知补正，收到补正之日起重新计算期限；没有正当理由逾期不补正的，视为放弃申请。");
    text.part("fee", "六、费用", "申请公开政府信息一般不收费；数量、频次明显超过合理范围的，可以依法收取信息处理费。确有困难的，可以在申请时说明减免的理由。");
    text.part("remedies", "七、不服怎么办", "对答复不服，或者逾期没有答复的，可以依法申请行政复议或者提起行政诉讼，也可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。对不予公开的答复，应当先申请行政复议。");
    text.part("privacy", "八、您的个人信息", "只用于办理您的申请，加密保存，列表中遮盖显示，每次查看都留下记录，保存期满后销毁。公布的办理情况只有数量，不含任何个人信息。");
    text.part("contacts", "九、受理机构", "可以当面、邮寄、传真提交申请，也可以电话咨询。");
    let document = context! {
        title => "依申请公开",
        updated_on => Option::<String>::None,
        agency => owner(portal),
        contents => text.contents,
        body_html => text.html,
        contacts => all_contacts(portal),
        attachments => Vec::<Value>::new(),
        actions => [
            Link::new("在线申请", portal.url("/requests/new")),
            Link::new("查询进度", portal.url("/requests/track")),
            Link::new("办理情况", portal.url("/requests/register")),
        ],
    };
    let head = head(
        portal,
        "依申请公开",
        "/gov-info/requests",
        "怎样申请公开政府信息，以及各机关受理机构的联系方式。",
        "依申请公开",
    );
    portal.page(
        "guide.html",
        &head,
        context! { gov_info => platform(portal, "/gov-info/requests"), document },
        Vec::new(),
    )
}

/// The offices of the agencies that wrote a guide: one agency's on its own site.
fn all_contacts(portal: &Portal) -> Vec<Value> {
    let own = portal.own_agency();
    let agencies = portal.directory.agencies.iter().filter(|a| a.status == "active" && own.is_none_or(|id| id == a.id));
    let guides = agencies.filter_map(|a| Some((a, app::agency::guide_of(portal.web.app(), a.id).ok()?)));
    guides
        .filter(|(_, guide)| !guide.telephone.is_empty() || !guide.address.is_empty())
        .flat_map(|(a, guide)| contacts(&a.name, &guide))
        .collect()
}

fn contacts(agency: &str, guide: &Guide) -> Vec<Value> {
    if guide.telephone.is_empty() && guide.address.is_empty() {
        return Vec::new();
    }
    // An office is mostly written with the name of its agency, which is said already.
    let office = match guide.office.strip_prefix(agency).unwrap_or(&guide.office) {
        "" => agency.to_string(),
        office => format!("{agency}（{office}）"),
    };
    vec![context! {
        agency => office,
        address => guide.address,
        hours => guide.hours,
        phone => guide.telephone,
        fax => guide.fax,
        online => guide.contact,
    }]
}

/// A standing text in parts, with its table of contents.
#[derive(Default)]
struct GuideText {
    contents: Vec<Value>,
    html: String,
}

impl GuideText {
    fn part(&mut self, anchor: &str, label: &str, text: &str) {
        self.contents.push(context! { anchor, label });
        let _ = write!(self.html, "<h3 id=\"{anchor}\">{}</h3>", escape(label));
        for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
            let _ = write!(self.html, "<p>{}</p>", escape(paragraph));
        }
    }
}

fn escape(text: &str) -> String {
    crate::templates::functions::escape(text)
}
