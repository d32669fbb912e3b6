//! The small city that every test starts from, made once per process and engine through the use cases, then copied.

use std::collections::BTreeMap;

use app::agency::{AgencyForm, NewAgency};
use app::identity::{NewAccount, SignIn};
use app::site::{SectionForm, SiteForm};
use app::{App, Caller};
use domain::agency::AgencyKind;
use domain::identity::{Role, Scope};
use domain::item::category::DisclosureCategory;
use domain::site::{ColumnType, SectionPlace, SiteKind, SiteMarks};

use crate::ids::Ids;

/// The password every actor of the tests has chosen.
pub const PASSWORD: &str = "Green-Tea-42x";

/// Login, name, role, and where: `*` everywhere, `a:` an agency, `s:` a section.
const PEOPLE: &[(&str, &str, &[Role], &str)] = &[
    ("bianji", "编辑甲", &[Role::Editor], "a:jiaoti"),
    ("bianji2", "编辑乙", &[Role::Editor], "a:shuili"),
    ("chushen", "初审员", &[Role::Reviewer1], "a:jiaoti"),
    ("fushen", "复审员", &[Role::Reviewer2], "*"),
    ("zhongshen", "终审员", &[Role::Reviewer3], "*"),
    ("baomi", "保密员", &[Role::SecrecyReviewer], "*"),
    ("fabu", "发布员", &[Role::Publisher], "*"),
    ("quanneng", "多面手", &[Role::Editor, Role::Reviewer1, Role::SecrecyReviewer, Role::Publisher], "a:jiaoti"),
    ("jianguan", "监管员", &[Role::Supervisor], "*"),
    ("jingban", "经办人", &[Role::RequestOfficer], "a:jiaoti"),
    ("jingban2", "经办人乙", &[Role::RequestOfficer], "a:shuili"),
    ("chengban", "承办人", &[Role::RequestUnit], "a:jiaoti"),
    ("chengban2", "承办人乙", &[Role::RequestUnit], "a:jiaoti"),
    ("chengban3", "承办人丙", &[Role::RequestUnit], "a:shuili"),
    ("fazhi", "合法性审核员", &[Role::LegalReviewer], "a:jiaoti"),
    ("qianfa", "签发人", &[Role::Signatory], "a:jiaoti"),
    ("fazhi2", "合法性审核员乙", &[Role::LegalReviewer], "a:shuili"),
    ("qianfa2", "签发人乙", &[Role::Signatory], "a:shuili"),
    ("tongji", "统计员", &[Role::Statistician], "*"),
    ("xitong", "系统管理员", &[Role::SystemAdmin], "*"),
    ("anquan", "安全管理员", &[Role::SecurityAdmin], "*"),
    ("shenji", "审计管理员", &[Role::AuditAdmin], "*"),
];

/// Makes the city and returns its ids with a session token for every person.
pub async fn build(app: &App) -> (Ids, BTreeMap<String, String>) {
    let command = Caller::command();
    let mut ids = Ids::default();
    for (slug, name, kind, parent) in [
        ("zhengfu", "清江市人民政府", AgencyKind::Government, None),
        ("zhengfuban", "清江市人民政府办公室", AgencyKind::Department, Some("zhengfu")),
        ("jiaoti", "清江市教育体育局", AgencyKind::Department, Some("zhengfu")),
        ("shuili", "清江市水利局", AgencyKind::Department, Some("zhengfu")),
        ("xinjie", "清江市新街镇人民政府", AgencyKind::Town, Some("zhengfu")),
    ] {
        let form = AgencyForm {
            slug: slug.into(),
            short_name: name.trim_start_matches("清江市").into(),
            kind,
            credit_code: String::new(),
            document_prefix: format!("清{}", name.trim_start_matches("清江市").chars().next().unwrap_or('府')),
            index_prefix: format!("QJ{}", slug.to_uppercase()),
            vertical_parent_name: String::new(),
            sort: 0,
        };
        let new = NewAgency {
            name: name.into(),
            territorial_parent: parent.map(|p| ids.agency(p)),
            vertical_parent: None,
            form,
        };
        let id = app::agency::create(app, &command, &new).await.expect("an agency");
        ids.agencies.insert(slug.into(), id);
    }
    sites(app, &command, &mut ids).await;
    let mut tokens = BTreeMap::new();
    for (login, name, roles, place) in PEOPLE {
        tokens.insert((*login).to_string(), person(app, &command, &mut ids, login, name, roles, place).await);
    }
    (ids, tokens)
}

async fn sites(app: &App, command: &Caller, ids: &mut Ids) {
    let site = SiteForm {
        slug: "main".into(),
        name: "清江市人民政府".into(),
        kind: SiteKind::Main,
        agency_id: ids.agency("zhengfu"),
        host: String::new(),
        marks: SiteMarks::default(),
        sort: 0,
    };
    let site = app::site::create_site(app, command, &site).await.expect("a site");
    ids.site = site;
    let sections = [
        ("news", "工作动态", 1, SectionPlace::General, None, ColumnType::News),
        (
            "policies",
            "政策文件",
            2,
            SectionPlace::Platform,
            Some(DisclosureCategory::Regulations),
            ColumnType::PolicyFiles,
        ),
        ("plans", "发展规划", 3, SectionPlace::Platform, Some(DisclosureCategory::Planning), ColumnType::PolicyFiles),
        ("interpretations", "政策解读", 1, SectionPlace::General, None, ColumnType::Interpretation),
    ];
    for (slug, name, steps, place, category, column_type) in sections {
        let form = SectionForm {
            slug: slug.into(),
            name: name.into(),
            description: format!("{name}栏目"),
            keywords: name.into(),
            column_type,
            review_steps: steps,
            place,
            category,
            duty_days: None,
            sort: 0,
        };
        let id = app::site::create_section(app, command, site, None, &form).await.expect("a section");
        ids.sections.insert(slug.into(), id);
    }
}

async fn person(
    app: &App,
    command: &Caller,
    ids: &mut Ids,
    login: &str,
    name: &str,
    roles: &[Role],
    place: &str,
) -> String {
    let (agency, scope) = match place.split_once(':') {
        Some(("a", slug)) => (ids.agency(slug), Scope::Agency(ids.agency(slug))),
        Some((_, slug)) => (ids.agency("zhengfuban"), Scope::Section(ids.section(slug))),
        None => (ids.agency("zhengfuban"), Scope::All),
    };
    let new = NewAccount { login: login.into(), name: name.into(), agency_id: agency };
    let issued = app::identity::create_account(app, command, new).await.expect("an account");
    for role in roles {
        app::identity::grant_role(app, command, issued.account_id, *role, scope).await.expect("a grant");
    }
    ids.accounts.insert(login.into(), issued.account_id);
    let sign_in = |password: &str| SignIn {
        login: login.into(),
        password: password.into(),
        address: "127.0.0.1".into(),
        agent: "testkit".into(),
    };
    let session = app::identity::sign_in(app, sign_in(&issued.password)).await.expect("signed in");
    let caller = app::identity::authenticate(app, &session.token, "127.0.0.1").await.expect("a session").caller;
    app::identity::change_password(app, &caller, &issued.password, PASSWORD).await.expect("an own password");
    session.token
}
