//! Registering a dispute: over a case that is kept here, or over an outside or earlier matter named in words.

use app::dispute::{DisputeForm, create_dispute};
use app::{AppError, FieldFault};
use axum::extract::State;
use axum::response::Response;
use domain::dispute::{Party, Track};

use super::PATH;
use crate::console::admin::answer::{form_page, refused};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, codes};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed, date_in};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/disputes/new`; `?request=` and `?agency=` begin it for a case.
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let own = signed.account.agency_id.map(|id| id.to_string()).unwrap_or_default();
    let form = FormView::new()
        .with("party", Party::Original.code())
        .with("request", asked.text("request").unwrap_or_default())
        .with("agency", asked.text("agency").unwrap_or(&own));
    render(&web, &signed, &form)
}

fn render(web: &Web, signed: &SignedIn, form: &FormView) -> Result<Response, WebError> {
    let values = context! {
        agencies => agencies(web.app(), Agencies::Ever),
        tracks => codes(Track::ALL, Track::code, Track::label),
        parties => codes(Party::ALL, Party::code, Party::label),
    };
    let head = PageHead::new("登记复议或者诉讼")
        .lead("收到复议答复通知书或者应诉通知书后登记。")
        .under(&[("复议和诉讼", PATH)]);
    form_page(web, signed, "console/dispute/new.html", &head, form, values)
}

/// `POST /console/disputes/new`
pub async fn take(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let created = match read(&typed) {
        Ok(form) => create_dispute(web.app(), &signed.caller, &form).await,
        Err(faults) => Err(AppError::fields(faults)),
    };
    match created {
        Ok(id) => Ok(Flash::ok("已登记。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) => render(&web, &signed, &refused(typed.view(), error)?),
    }
}

fn read(typed: &Typed) -> Result<DisputeForm, Vec<FieldFault>> {
    let agency = typed.filled("agency").and_then(|id| id.parse().ok());
    let track = Track::parse(typed.trimmed("track"));
    let party = Party::parse(typed.trimmed("party"));
    let filed_on = date_in(typed.trimmed("filed_on"));
    if let (Some(agency_id), Some(track), Some(party), Some(filed_on)) = (agency, track, party, filed_on) {
        let text = |name: &str| typed.trimmed(name).to_string();
        let (request, matter) = (text("request"), text("matter"));
        let (organ, case_number) = (text("organ"), text("case_number"));
        return Ok(DisputeForm { agency_id, request, matter, organ, case_number, track, party, filed_on });
    }
    let missing = [
        ("agency", agency.is_none(), "bad_choice"),
        ("track", track.is_none(), "bad_choice"),
        ("party", party.is_none(), "bad_choice"),
        ("filed_on", filed_on.is_none(), if typed.filled("filed_on").is_none() { "required" } else { "bad_date" }),
    ];
    Err(missing.into_iter().filter(|(_, bad, _)| *bad).map(|(field, _, code)| FieldFault::new(field, code)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_choice_is_told_at_its_field() {
        let typed = Typed(vec![("party".into(), "original".into()), ("filed_on".into(), "昨天".into())]);
        let faults = read(&typed).err().unwrap_or_default();
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(told, [("agency", "bad_choice"), ("track", "bad_choice"), ("filed_on", "bad_date")]);
    }
}
