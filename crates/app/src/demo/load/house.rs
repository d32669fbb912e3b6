//! Agencies, sites, sections, topics, reading points and people of the demo, made through their use cases.

use std::collections::HashMap;

use domain::identity::login::PasswordState;
use domain::identity::{Grant, Scope};
use domain::site::{ColumnType, SectionPlace, SiteKind, SiteMarks};
use sea_orm::{ActiveModelTrait, Set};

use super::DemoAccount;
use crate::agency::{AgencyForm, Guide, NewAgency};
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::demo::agencies::DemoAgency;
use crate::demo::sections::{DemoSection, Placement};
use crate::demo::sites::PORTAL;
use crate::demo::users::{DemoScope, DemoUser};
use crate::demo::{CityPlan, agencies::Belonging};
use crate::error::AppError;
use crate::identity::NewAccount;
use crate::site::{ReadingPointForm, SectionForm, SiteForm, TopicForm};

/// What was made, by the plan's own names.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub agencies: HashMap<String, i64>,
    pub sites: HashMap<&'static str, i64>,
    pub sections: HashMap<String, i64>,
    pub topics: HashMap<&'static str, i64>,
    /// Each person ready to act.
    pub people: HashMap<&'static str, Caller>,
}

fn missing(what: &str, name: &str) -> AppError {
    AppError::Internal(format!("the demo plan names a {what} that is not there: {name}"))
}

impl Made {
    pub fn agency(&self, slug: &str) -> Result<i64, AppError> {
        self.agencies.get(slug).copied().ok_or_else(|| missing("agency", slug))
    }

    pub fn section(&self, slug: &str) -> Result<i64, AppError> {
        self.sections.get(slug).copied().ok_or_else(|| missing("section", slug))
    }

    pub fn person(&self, login: &str) -> Result<&Caller, AppError> {
        self.people.get(login).ok_or_else(|| missing("person", login))
    }
}

/// Everything but people and items.
pub(super) async fn build(app: &App, caller: &Caller, plan: &CityPlan) -> Result<Made, AppError> {
    let mut made = Made::default();
    for (sort, agency) in (0..).zip(plan.city_agencies()) {
        create_agency(app, caller, plan, &mut made, agency, sort).await?;
    }
    for (sort, site) in (0..).zip(&plan.sites) {
        let name = made.agencies.get(site.agency).and_then(|id| app.directory().agency(*id).map(|a| a.name.clone()));
        let form = SiteForm {
            slug: site.slug.to_string(),
            name: site.name.to_string(),
            kind: if site.slug == PORTAL { SiteKind::Main } else { SiteKind::Agency },
            agency_id: made.agency(site.agency)?,
            host: site.host.to_string(),
            marks: SiteMarks {
                site_code: site.identification_code.to_string(),
                icp: "赣ICP备00000000号（演示）".to_string(),
                police_record: "赣公网安备00000000000000号（演示）".to_string(),
                sponsor: site.name.to_string(),
                operator: name.unwrap_or_default(),
                contact: "0795-5550100（演示号码）".to_string(),
                motto: site.motto.to_string(),
                colour: site.colour,
            },
            sort,
        };
        made.sites.insert(site.slug, crate::site::create_site(app, caller, &form).await?);
    }
    for (sort, section) in (0..).zip(&plan.sections) {
        create_section(app, caller, &mut made, section, sort).await?;
    }
    let portal = made.sites.get(PORTAL).copied().ok_or_else(|| missing("site", PORTAL))?;
    for (sort, topic) in (0..).zip(&plan.topics) {
        let form = TopicForm {
            slug: topic.slug.into(),
            name: topic.name.into(),
            introduction: topic.description.into(),
            sort,
        };
        made.topics.insert(topic.slug, crate::site::create_topic(app, caller, portal, &form).await?);
    }
    for (sort, point) in (0..).zip(&plan.reading_points) {
        let form = ReadingPointForm {
            name: point.name.into(),
            address: point.address.into(),
            hours: point.hours.into(),
            telephone: point.phone.into(),
            sort,
        };
        crate::site::create_reading_point(app, caller, &form).await?;
    }
    Ok(made)
}

async fn create_agency(
    app: &App,
    caller: &Caller,
    plan: &CityPlan,
    made: &mut Made,
    agency: &DemoAgency,
    sort: i32,
) -> Result<(), AppError> {
    let parent = |slug: &Option<String>| slug.as_ref().and_then(|slug| made.agencies.get(slug).copied());
    let outside = agency
        .vertical_parent
        .as_ref()
        .and_then(|slug| plan.agency(slug))
        .filter(|a| a.belonging == Belonging::Outside)
        .map(|a| a.name.clone());
    // Of several predecessors of one day the first is taken for the former name; the others were merged into it.
    let former = agency.former_names.first();
    let new = NewAgency {
        name: former.map_or_else(|| agency.name.clone(), |f| f.name.clone()),
        territorial_parent: parent(&agency.territorial_parent),
        vertical_parent: parent(&agency.vertical_parent),
        form: AgencyForm {
            slug: agency.slug.clone(),
            short_name: agency.short.clone(),
            kind: agency.kind,
            credit_code: agency.uscc.as_str().to_string(),
            document_prefix: agency.document_word.clone().unwrap_or_default(),
            index_prefix: agency.index_prefix.clone(),
            vertical_parent_name: outside.unwrap_or_default(),
            sort,
        },
    };
    let id = crate::agency::create(app, caller, &new).await?;
    if let Some(former) = former {
        crate::agency::rename(app, caller, id, &agency.name, former.until, "机构改革（演示数据）").await?;
    }
    let contact = &agency.contact;
    let guide = Guide {
        classification: "本机关主动公开的信息按照《中华人民共和国政府信息公开条例》第二十条、第二十一条分类。".into(),
        arrangement:
            "信息按照索引号、名称、内容概述、生成日期编入政府信息公开目录，可以按机构、类别、主题、体裁、年份查阅。"
                .into(),
        access: "可以在本网站政府信息公开专栏查阅，也可以到查阅点查阅；未主动公开的信息可以依法申请公开。".into(),
        office: contact.office.clone(),
        address: contact.address.clone(),
        hours: contact.hours.to_string(),
        telephone: contact.phone.clone(),
        fax: contact.fax.clone(),
        contact: contact.email.clone(),
        reviewed_on: None,
    };
    crate::agency::update_guide(app, caller, id, &guide).await?;
    made.agencies.insert(agency.slug.clone(), id);
    Ok(())
}

async fn create_section(
    app: &App,
    caller: &Caller,
    made: &mut Made,
    section: &DemoSection,
    sort: i32,
) -> Result<(), AppError> {
    let site = made.sites.get(section.site).copied().ok_or_else(|| missing("site", section.site))?;
    let parent = section.parent.and_then(|slug| made.sections.get(slug).copied());
    let column = ColumnType::ALL.iter().copied().find(|c| c.label() == section.column_type).unwrap_or(ColumnType::News);
    let form = SectionForm {
        slug: section.slug.clone(),
        name: section.name.clone(),
        description: section.description.clone(),
        keywords: section.keywords.to_string(),
        column_type: column,
        review_steps: section.review_steps,
        place: match section.placement {
            Placement::Platform => SectionPlace::Platform,
            Placement::Site => SectionPlace::General,
        },
        category: section.category,
        duty_days: section.duty_days.and_then(|days| u16::try_from(days).ok()),
        sort,
    };
    let id = crate::site::create_section(app, caller, site, parent, &form).await?;
    made.sections.insert(section.slug.clone(), id);
    Ok(())
}

/// The people, each with a generated password that may be kept: a look around should not begin with a form.
pub(super) async fn accounts(
    app: &App,
    caller: &Caller,
    plan: &CityPlan,
    made: &mut Made,
) -> Result<Vec<DemoAccount>, AppError> {
    let mut accounts = Vec::with_capacity(plan.users.len());
    for user in &plan.users {
        let new = NewAccount { login: user.login.into(), name: user.name.into(), agency_id: made.agency(user.agency)? };
        let issued = crate::identity::create_account(app, caller, new).await?;
        let mut grants = Vec::with_capacity(user.grants.len());
        for grant in &user.grants {
            let scope = scope_of(made, &grant.scope)?;
            crate::identity::grant_role(app, caller, issued.account_id, grant.role, scope).await?;
            grants.push(Grant { role: grant.role, scope, lent_by: None, until: None });
        }
        keep_password(app, issued.account_id).await?;
        accounts.push(DemoAccount {
            login: user.login.into(),
            name: user.name.into(),
            post: format!("{} {}", short_name(app, made.agency(user.agency)?), user.post),
            roles: roles_of(user),
            password: issued.password.clone(),
        });
        made.people.insert(user.login, person(made, user, issued.account_id, grants)?);
    }
    Ok(accounts)
}

fn short_name(app: &App, agency: i64) -> String {
    app.directory().agency(agency).map(|agency| agency.short_name.clone()).unwrap_or_default()
}

/// The roles by name, each once however many places it holds at.
fn roles_of(user: &DemoUser) -> Vec<&'static str> {
    let mut roles: Vec<&'static str> = user.grants.iter().map(|grant| grant.role.label()).collect();
    roles.dedup();
    roles
}

fn person(made: &Made, user: &DemoUser, id: i64, grants: Vec<Grant>) -> Result<Caller, AppError> {
    Ok(Caller {
        origin: Origin::Console,
        account_id: Some(id),
        login: user.login.to_string(),
        name: user.name.to_string(),
        agency_id: Some(made.agency(user.agency)?),
        grants,
        address: "127.0.0.1".to_string(),
        session_id: None,
    })
}

fn scope_of(made: &Made, scope: &DemoScope) -> Result<Scope, AppError> {
    Ok(match scope {
        DemoScope::All => Scope::All,
        DemoScope::Agency(slug) => Scope::Agency(made.agency(slug)?),
        DemoScope::AgencyTree(slug) => Scope::AgencyTree(made.agency(slug)?),
        DemoScope::Section(slug) => Scope::Section(made.section(slug)?),
    })
}

async fn keep_password(app: &App, account: i64) -> Result<(), AppError> {
    let work = app.begin().await?;
    let row = store::identity::ActiveModel {
        id: Set(account),
        password_state: Set(PasswordState::Own.code().to_string()),
        ..Default::default()
    };
    row.update(work.db()).await?;
    app.commit(work).await
}
