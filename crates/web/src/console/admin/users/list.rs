//! The list of users, by filter, a page after another.

use app::identity::{AccountFilter, AccountStatus, AccountView, FactorState, list_accounts};
use axum::extract::State;
use axum::response::Response;
use domain::identity::{Action, Role};
use domain::time::Moment;
use minijinja::Value;

use super::{agency_name, url_of};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, codes, roles};
use crate::console::admin::paging::cut;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/users";

/// `GET /console/users`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let size = web.app().settings().size("display.page_size");
    let filter = AccountFilter {
        agency_id: asked.number("agency"),
        text: asked.text("q").map(str::to_string),
        status: asked.code("status", AccountStatus::parse),
        role: asked.code("role", Role::parse),
        after_id: asked.number("after"),
    };
    let mut found = list_accounts(web.app(), &signed.caller, filter, size as u64 + 1).await?;
    let more = cut(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| asked.address(PATH, "after", Some(&last.id.to_string())));
    let first = asked.text("after").map(|_| asked.address(PATH, "after", None));
    let directory = web.app().directory();
    let now = web.app().now();
    let rows: Vec<Value> = found.iter().map(|one| row(one, &agency_name(&directory, one.agency_id), now)).collect();
    let values = context! {
        rows,
        form => asked.form(),
        filtered => asked.has_any(&["q", "agency", "role", "status"]),
        agencies => agencies(web.app(), Agencies::Ever),
        roles => roles(),
        statuses => codes(AccountStatus::ALL, AccountStatus::code, AccountStatus::label),
        next_url => next,
        first_url => first,
        may_create => signed.caller.can_somewhere(Action::UserManage, now),
    };
    let head = PageHead::new("用户").lead("账号由系统管理员建立，角色由安全管理员授予。");
    page(&web, &signed, "console/admin/users.html", &head, values)
}

fn row(one: &AccountView, agency: &str, now: Moment) -> Value {
    let roles: Vec<&str> = one.roles.iter().copied().map(Role::label).collect();
    context! {
        url => url_of(one.id),
        name => one.name,
        login => one.login,
        agency,
        roles => roles.join("、"),
        state => state(one, now),
        factor => one.factor == FactorState::Bound,
        last_login => one.last_login_at.map(Moment::display_minute),
    }
}

/// The state of an account as a badge.
pub(super) fn state(one: &AccountView, now: Moment) -> Value {
    match (one.status, one.locked_until.filter(|until| now < *until)) {
        (AccountStatus::Disabled, _) => context! { label => "已停用", tone => "neutral" },
        (AccountStatus::Active, Some(until)) => {
            context! { label => format!("锁定至 {}", until.display_minute()), tone => "error" }
        }
        (AccountStatus::Active, None) => context! { label => "正常", tone => "ok" },
    }
}
