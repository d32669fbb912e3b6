//! Noting what happened in a dispute: one form, whose fields depend on what happened.

use app::dispute::{EventForm, note_event};
use app::{AppError, FieldFault};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::dispute::{Happening, Outcome, Procedure};

use super::{PATH, page};
use crate::console::admin::answer::refused;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{Typed, date_in};
use crate::state::Web;

/// `POST /console/disputes/{id}/events`
pub async fn take(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let noted = match read(&typed) {
        Ok(form) => note_event(web.app(), &signed.caller, id, &form).await,
        Err(faults) => Err(AppError::fields(faults)),
    };
    match noted {
        Ok(Some(_)) => {
            let told = "已登记。原申请件已按新的期限重新办理，答复后计入新答复的年度。";
            Ok(Flash::ok(told).redirect(&web, &format!("{PATH}/{id}")))
        }
        Ok(None) => Ok(Flash::ok("已登记。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) => page::render(&web, &signed, id, refused(typed.view(), error)?).await,
    }
}

fn read(typed: &Typed) -> Result<EventForm, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut day = |name: &str| {
        let day = date_in(typed.trimmed(name));
        if day.is_none() {
            let code = if typed.filled(name).is_none() { "required" } else { "bad_date" };
            faults.push(FieldFault::new(name, code));
        }
        day
    };
    let on = day("on");
    let what = match typed.trimmed("what") {
        "accepted" => Procedure::parse(typed.trimmed("procedure"))
            .map(|procedure| Happening::Accepted { procedure })
            .ok_or("procedure"),
        "extended" => Ok(Happening::Extended),
        "hearing" => day("hearing_on").map(|on| Happening::Hearing { on }).ok_or(""),
        "decided" => {
            Outcome::parse(typed.trimmed("outcome")).map(|outcome| Happening::Decided { outcome }).ok_or("outcome")
        }
        "appealed" => Ok(Happening::Appealed),
        _ => Err("what"),
    };
    if let Err(field) = what
        && !field.is_empty()
    {
        faults.push(FieldFault::new(field, "bad_choice"));
    }
    let redo_days = typed.filled("redo_days").map(str::parse::<u16>).transpose();
    if redo_days.is_err() {
        faults.push(FieldFault::new("redo_days", "bad_number"));
    }
    let version = typed.trimmed("version").parse().unwrap_or_default();
    match (on, what, redo_days) {
        (Some(on), Ok(what), Ok(redo_days)) if faults.is_empty() => {
            Ok(EventForm { on, what, note: typed.trimmed("note").to_string(), redo_days, version })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(pairs: &[(&str, &str)]) -> Vec<String> {
        let typed = Typed(pairs.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect());
        read(&typed)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|fault| format!("{} {}", fault.field, fault.code))
            .collect()
    }

    #[test]
    fn what_happened_asks_for_its_own_fields() {
        assert_eq!(faults(&[]), ["on required", "what bad_choice"]);
        let on = ("on", "2026-11-20");
        assert_eq!(faults(&[on, ("what", "accepted")]), ["procedure bad_choice"]);
        assert_eq!(faults(&[on, ("what", "hearing"), ("hearing_on", "x")]), ["hearing_on bad_date"]);
        assert_eq!(faults(&[on, ("what", "decided")]), ["outcome bad_choice"]);
        let redo = ("redo_days", "二十");
        assert_eq!(faults(&[on, ("what", "decided"), ("outcome", "corrected"), redo]), ["redo_days bad_number"]);
        assert!(faults(&[on, ("what", "appealed")]).is_empty());
    }
}
