//! One's own account: who I am, what I may do where, whether a second factor is bound, and where I am reminded by mail.

use app::AppError;
use app::identity::FactorState;
use app::reminder::{self, OwnReminder, Wants};
use axum::extract::State;
use axum::response::Response;
use domain::identity::Scope;
use minijinja::Value;

use crate::console::admin::choices::codes;
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page, refused_page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/account`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    own_page(&web, &signed, FormView::new()).await
}

/// `POST /console/account/reminder`
pub async fn set_reminder(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let address = typed.trimmed("email").to_string();
    let done = match Wants::parse(typed.trimmed("wants")) {
        Some(wants) => reminder::set_own_reminder(web.app(), &signed.caller, &OwnReminder { address, wants }).await,
        None => Err(AppError::field("wants", "bad_choice")),
    };
    match done {
        Ok(()) => Ok(Flash::ok("已保存提醒设置。").redirect(&web, "/console/account")),
        Err(error) => own_page(&web, &signed, typed.view().refused(error)?).await,
    }
}

/// The page; `form` holds what was wrong with one of its forms.
pub(super) async fn own_page(web: &Web, signed: &SignedIn, mut form: FormView) -> Result<Response, WebError> {
    let app = web.app();
    let own = reminder::own_reminder(app, &signed.caller).await?;
    form.values.entry("email".into()).or_insert_with(|| own.address.into());
    form.values.entry("wants".into()).or_insert_with(|| own.wants.code().into());
    let directory = web.app().directory();
    let agency = signed.account.agency_id.and_then(|id| directory.agency(id)).map_or("—", |a| a.name.as_str());
    let rows = [
        context! { label => "姓名", value => signed.account.name },
        context! { label => "账号", value => signed.account.login },
        context! { label => "所属机构", value => agency },
        context! { label => "动态码", value => if bound(signed) { "已绑定" } else { "未绑定" } },
        context! { label => "本次登录有效至", value => signed.expires_at.display_minute() },
    ];
    let grants: Vec<Value> = signed
        .caller
        .grants
        .iter()
        .map(|grant| {
            context! {
                role => grant.role.label(),
                scope => scope_text(&directory, grant.scope),
                lent => grant.until.map(|until| until.plus_seconds(-1).date().to_string()),
            }
        })
        .collect();
    let refused = !form.errors.is_empty();
    let values = context! {
        rows,
        grants,
        bound => bound(signed),
        wants => codes(Wants::ALL, Wants::code, Wants::label),
        sends_mail => app::mail::is_sending(app),
        form => value_of(&form),
    };
    let (template, head) = ("console/account/own.html", PageHead::new("我的账号"));
    if refused {
        refused_page(web, signed, template, &head, values)
    } else {
        page(web, signed, template, &head, values)
    }
}

fn bound(signed: &SignedIn) -> bool {
    signed.account.factor == FactorState::Bound
}

/// Where a grant reaches, in words.
#[must_use]
pub fn scope_text(directory: &app::Directory, scope: Scope) -> String {
    let agency = |id| directory.agency(id).map_or_else(|| format!("机构 {id}"), |a| a.name.clone());
    match scope {
        Scope::All => "全部".to_string(),
        Scope::Agency(id) => agency(id),
        Scope::AgencyTree(id) => format!("{}及下级", agency(id)),
        Scope::Site(id) => directory.site(id).map_or_else(|| format!("站点 {id}"), |s| format!("站点“{}”", s.name)),
        Scope::Section(id) => {
            directory.section(id).map_or_else(|| format!("栏目 {id}"), |s| format!("栏目“{}”及下级", s.name))
        }
    }
}
