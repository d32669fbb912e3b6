//! `gongkai user`: accounts from the command line. Passwords are drawn, printed once and must be changed at the first
//! sign-in.

use app::identity::{self, AccountFilter, AccountView, BootstrapAccount, Issued, NewAccount};
use app::{App, AppError, Caller};
use domain::identity::{Role, Scope, check_roles};
use serde_json::json;

use crate::arguments::{Answer, Place, UserCommand};
use crate::failure::{Ended, Failure};
use crate::terminal::{say, table};
use crate::wiring::{self, OldSchema};

/// Accounts read at once.
const PAGE: u64 = 500;

pub fn run(place: &Place, command: UserCommand) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let app = &opened.app;
        match command {
            UserCommand::Add { login, name, agency, role } => add(app, login, name, agency, &role).await?,
            UserCommand::Reset { login } => reset(app, &login).await?,
            UserCommand::List { answer } => list(app, answer).await?,
        }
        wiring::close(app).await;
        Ok(Ended::Done)
    })
}

/// A role by its code or its Chinese name.
pub fn role_of(text: &str) -> Result<Role, Failure> {
    let found = Role::parse(text).or_else(|| Role::ALL.iter().copied().find(|role| role.label() == text));
    found.ok_or_else(|| {
        let known: Vec<String> = Role::ALL.iter().map(|role| format!("{}（{}）", role.code(), role.label())).collect();
        Failure::new(format!("没有“{text}”这个角色；可以写：{}。", known.join("、")))
    })
}

async fn add(app: &App, login: String, name: String, agency: Option<String>, roles: &[String]) -> Result<(), Failure> {
    let agency = agency.map(|slug| agency_of(app, &slug)).transpose()?;
    let grants = roles.iter().map(|text| grant(app, agency, text)).collect::<Result<Vec<_>, _>>()?;
    let mut held = Vec::new();
    for (role, _) in &grants {
        let conflict =
            |_| Failure::new("三种管理员（系统、安全、审计）必须由不同的人担任，一个用户只能有其中一种角色。");
        check_roles(&held, *role).map_err(conflict)?;
        held.push(*role);
    }
    let labels: Vec<&str> = held.iter().map(|role| role.label()).collect();
    let labels = labels.join("、");
    let issued = match (agency, grants.split_first()) {
        (Some(agency_id), _) => {
            let new = NewAccount { login, name: name.clone(), agency_id };
            let issued = identity::create_account(app, &Caller::command(), new).await?;
            grant_all(app, issued.account_id, &grants).await?;
            issued
        }
        (None, Some(((role, Scope::All), rest))) if role.is_administrator() => {
            let new = BootstrapAccount { login, name: name.clone(), role: *role };
            let issued = identity::bootstrap_administrator(app, new).await?;
            grant_all(app, issued.account_id, rest).await?;
            issued
        }
        _ => return Err(Failure::new("请用 --agency 写明所属机构的英文标识。")),
    };
    print_issued(&[(issued, name, labels)]);
    Ok(())
}

async fn grant_all(app: &App, account: i64, grants: &[(Role, Scope)]) -> Result<(), AppError> {
    for (role, scope) in grants {
        identity::grant_role(app, &Caller::command(), account, *role, *scope).await?;
    }
    Ok(())
}

fn agency_of(app: &App, slug: &str) -> Result<i64, Failure> {
    let directory = app.directory();
    let found = directory.agencies.iter().find(|agency| agency.slug == slug || agency.name == slug);
    found
        .map(|agency| agency.id)
        .ok_or_else(|| Failure::new(format!("没有“{slug}”这个机构；请写机构的英文标识或者全称。")))
}

/// `role` or `role@scope`; without a scope, administrators act everywhere and others for their own agency.
fn grant(app: &App, agency: Option<i64>, text: &str) -> Result<(Role, Scope), Failure> {
    let Some((role, scope)) = text.split_once('@') else {
        let role = role_of(text)?;
        let own = agency.map(Scope::Agency).filter(|_| !role.is_administrator());
        return Ok((role, own.unwrap_or(Scope::All)));
    };
    let directory = app.directory();
    let (kind, slug) = scope.split_once(':').unwrap_or((scope, ""));
    let found = match kind {
        "all" => Some(Scope::All),
        "agency" => Some(Scope::Agency(agency_of(app, slug)?)),
        "agency_tree" => Some(Scope::AgencyTree(agency_of(app, slug)?)),
        "site" => directory.sites.iter().find(|site| site.slug == slug).map(|site| Scope::Site(site.id)),
        "section" => directory.section_by_slug(slug).map(|section| Scope::Section(section.id)),
        _ => None,
    };
    let scope = found.ok_or_else(|| {
        let forms = "all、agency:机构、agency_tree:机构、site:站点、section:栏目";
        Failure::new(format!("范围“{scope}”不对；可以写：{forms}（冒号后写英文标识）。"))
    })?;
    Ok((role_of(role)?, scope))
}

/// Prints passwords, this once.
pub fn print_issued(issued: &[(Issued, String, String)]) {
    if issued.is_empty() {
        return;
    }
    let row = |(one, name, roles): &(Issued, String, String)| {
        vec![one.login.clone(), name.clone(), roles.clone(), one.password.clone()]
    };
    table(&["登录名", "姓名", "角色", "一次性口令"], &issued.iter().map(row).collect::<Vec<_>>());
    say("口令只显示这一次，首次登录时必须修改。");
}

async fn reset(app: &App, login: &str) -> Result<(), Failure> {
    let wanted = login.trim().to_lowercase();
    let all = accounts(app, Some(wanted.clone())).await?;
    let Some(account) = all.into_iter().find(|account| account.login == wanted) else {
        return Err(Failure::new(format!("没有“{login}”这个用户；运行 gongkai user list 查看全部用户。")));
    };
    let password = identity::reset_password(app, &Caller::command(), account.id).await?;
    let roles: Vec<&str> = account.roles.iter().map(|role| role.label()).collect();
    let issued = Issued { account_id: account.id, login: account.login, password };
    print_issued(&[(issued, account.name, roles.join("、"))]);
    Ok(())
}

async fn accounts(app: &App, text: Option<String>) -> Result<Vec<AccountView>, Failure> {
    let mut all: Vec<AccountView> = Vec::new();
    loop {
        let after_id = all.last().map(|account| account.id);
        let filter = AccountFilter { text: text.clone(), after_id, ..AccountFilter::default() };
        let page = identity::list_accounts(app, &Caller::command(), filter, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

async fn list(app: &App, answer: Answer) -> Result<(), Failure> {
    let all = accounts(app, None).await?;
    let directory = app.directory();
    let agency = |one: &AccountView| one.agency_id.and_then(|id| directory.agency(id));
    if answer.json {
        let list: Vec<_> = all
            .iter()
            .map(|one| {
                json!({
                    "login": one.login, "name": one.name, "agency": agency(one).map(|a| &a.slug),
                    "roles": one.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
                    "status": one.status.code(), "password": one.password_state.code(), "second_factor": one.factor.code(),
                    "locked": one.locked_until.is_some(), "last_login_at": one.last_login_at.map(|at| at.0),
                })
            })
            .collect();
        say(&json!(list).to_string());
        return Ok(());
    }
    let row = |one: &AccountView| {
        let roles: Vec<&str> = one.roles.iter().map(|role| role.label()).collect();
        let login = one.last_login_at.map_or("从未登录".to_string(), |at| at.display_minute());
        vec![
            one.login.clone(),
            one.name.clone(),
            agency(one).map_or_else(String::new, |a| a.short_name.clone()),
            roles.join("、"),
            one.status.label().to_string(),
            login,
        ]
    };
    table(&["登录名", "姓名", "机构", "角色", "状态", "最近登录"], &all.iter().map(row).collect::<Vec<_>>());
    Ok(())
}
