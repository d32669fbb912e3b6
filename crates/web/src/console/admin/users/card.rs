//! One account: who it is, what it may do where, who acts for it, where it is signed in.

use app::identity::{
    AccountCard, AccountStatus, FactorState, GrantView, SessionView, get_account, list_sessions, names,
};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::login::PasswordState;
use domain::identity::{Action, Place};
use domain::time::Moment;
use minijinja::Value;

use super::list::state;
use super::{agency_name, url_of};
use crate::console::account::scope_text;
use crate::console::admin::deputy_form;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/users/{id}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let card = get_account(web.app(), &signed.caller, id).await?;
    let now = web.app().now();
    let place = card.account.agency_id.map_or_else(Place::installation, |id| web.app().directory().agency_place(id));
    let own = signed.account.id == id;
    let may = |action| !own && signed.caller.can(action, &place, now);
    let (manage, grant, reset) = (may(Action::UserManage), may(Action::RoleGrant), may(Action::CredentialReset));
    let sessions = if reset { Some(list_sessions(web.app(), &signed.caller, id).await?) } else { None };
    let givers = names(web.app(), card.grants.iter().filter_map(|grant| grant.granted_by)).await?;
    let directory = web.app().directory();
    let grants: Vec<Value> = card
        .grants
        .iter()
        .map(|one| {
            let by =
                one.granted_by.map_or_else(|| "命令行".to_string(), |id| givers.get(&id).cloned().unwrap_or_default());
            grant_row(one, &scope_text(&directory, one.scope), &by)
        })
        .collect();
    let account = &card.account;
    let values = context! {
        base => url_of(id),
        state => state(account, now),
        facts => facts(&card, &agency_name(&directory, account.agency_id)),
        grants,
        deputies => card.deputies.iter().map(|one| deputy_form::row(one, now.date())).collect::<Vec<_>>(),
        sessions => sessions.map(|all| all.iter().map(session_row).collect::<Vec<_>>()),
        own, manage, grant, reset,
        active => account.status == AccountStatus::Active,
        locked => account.locked_until.is_some(),
        bound => account.factor == FactorState::Bound,
        name => account.name,
    };
    let head = PageHead::new(account.name.as_str()).under(&[("用户", "/console/users")]);
    page(&web, &signed, "console/admin/user_card.html", &head, values)
}

fn facts(card: &AccountCard, agency: &str) -> Vec<Value> {
    let account = &card.account;
    let password = match account.password_state {
        PasswordState::Issued => {
            format!("管理员设置的，{} 起，本人尚未修改", account.password_changed_at.display_minute())
        }
        PasswordState::Own => format!("本人于 {} 设置", account.password_changed_at.display_minute()),
    };
    let rows = [
        ("账号", account.login.clone()),
        ("所属机构", agency.to_string()),
        ("口令", password),
        ("动态码", account.factor.label().to_string()),
        ("最近登录", account.last_login_at.map_or_else(|| "从未登录".to_string(), Moment::display_minute)),
        ("建立时间", account.created_at.display_minute()),
    ];
    rows.into_iter().map(|(label, value)| context! { label, value }).collect()
}

fn grant_row(one: &GrantView, scope: &str, by: &str) -> Value {
    context! {
        id => one.id,
        role => one.role.label(),
        scope,
        by,
        at => one.granted_at.display_minute(),
    }
}

fn session_row(one: &SessionView) -> Value {
    let (label, tone) = match one.ended_at {
        None => (one.stage.label(), "ok"),
        Some(_) => (one.end_reason.map_or("已退出", app::identity::EndReason::label), "neutral"),
    };
    context! {
        id => one.id,
        created_at => one.created_at.display_minute(),
        last_seen_at => one.last_seen_at.display_minute(),
        address => one.address,
        state => context! { label, tone },
        open => one.ended_at.is_none(),
    }
}
