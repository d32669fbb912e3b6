//! The filter of the audit log, from what was asked for.

use app::audit::Filter;
use app::identity::{AccountFilter, list_accounts};
use domain::identity::Action;
use domain::identity::Scope;
use domain::identity::permission::scopes_for;
use domain::time::Moment;

use super::everywhere;
use crate::console::admin::asked::Asked;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::state::Web;

/// The fields of the filter.
pub const FIELDS: &[&str] = &["chain", "person", "actor", "action", "subject_kind", "subject_id", "from", "until"];

/// The filter, and what of it could not be followed. A bound that is not understood must not widen what is shown.
pub async fn read(web: &Web, signed: &SignedIn, asked: &Asked) -> Result<(Filter, Option<String>), WebError> {
    let mut fault = None;
    let actor_id = match (asked.text("person"), asked.number("actor")) {
        (None, actor) => actor,
        (Some(person), _) => match find_person(web, signed, person).await? {
            Ok(id) => Some(id),
            Err(told) => {
                fault = Some(told);
                Some(0)
            }
        },
    };
    let subject = match (asked.text("subject_kind"), asked.text("subject_id")) {
        (Some(kind), Some(id)) => Some((kind.to_string(), id.to_string())),
        (None, None) => None,
        _ => {
            fault = fault.or_else(|| Some("查某一个对象时，请同时选择对象种类并填写编号。".to_string()));
            None
        }
    };
    let filter = Filter {
        chain: asked.number("chain").or_else(|| own_chain(web, signed)),
        actor_id,
        action: asked.text("action").map(str::to_string),
        subject,
        from: asked.date("from").map(Moment::start_of),
        until: asked.date("until").and_then(|day| day.succ_opt()).map(Moment::start_of),
        before_id: asked.number("before"),
    };
    Ok((filter, fault))
}

/// An auditor who does not see everything begins with the first agency he sees.
fn own_chain(web: &Web, signed: &SignedIn) -> Option<i64> {
    if everywhere(web.app(), signed) {
        return None;
    }
    let scopes = scopes_for(&signed.caller.grants, Action::AuditView, web.app().now());
    scopes.iter().find_map(|scope| match scope {
        Scope::Agency(id) | Scope::AgencyTree(id) => Some(*id),
        Scope::All | Scope::Site(_) | Scope::Section(_) => None,
    })
}

/// The account with exactly this login or name; otherwise why none is meant.
async fn find_person(web: &Web, signed: &SignedIn, person: &str) -> Result<Result<i64, String>, WebError> {
    let filter = AccountFilter { text: Some(person.to_string()), ..AccountFilter::default() };
    let found = list_accounts(web.app(), &signed.caller, filter, 200).await?;
    if let Some(one) = found.iter().find(|one| one.login == person.to_lowercase()) {
        return Ok(Ok(one.id));
    }
    let named: Vec<_> = found.iter().filter(|one| one.name == person).collect();
    Ok(match named.as_slice() {
        [one] => Ok(one.id),
        [] => Err(format!("没有姓名或账号是“{person}”的用户。")),
        many => {
            let logins: Vec<&str> = many.iter().map(|one| one.login.as_str()).collect();
            Err(format!("有 {} 个用户叫“{person}”，请改填账号：{}。", many.len(), logins.join("、")))
        }
    })
}
