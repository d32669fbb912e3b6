//! The registration form: what was typed as an application, and the choices of its fields. What is wrong with it says
//! the domain.

use app::request::{Also, FileIn, MOST_FURTHER};
use app::{App, AppError, FieldFault};
use chrono::NaiveDate;
use domain::request::ReceiptChannel;
use domain::request::applicant::ApplicantKind;
use domain::request::application::{Application, Matter};
use domain::request::channel::Matter as CaseMatter;
use minijinja::Value;

use crate::console::admin::choices::{Agencies, agencies, choice, codes};
use crate::forms::{Typed, date_in};
use crate::request_form;
use crate::templates::context;

/// Rows for further applicants.
pub const JOINT_ROWS: usize = 3;

/// A registration as it was typed.
pub struct Read {
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub files: Vec<FileIn>,
}

/// Where it came from and when.
///
/// # Errors
/// A fault at each field.
pub fn read(typed: &Typed, files: Vec<FileIn>) -> Result<Read, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let channel = ReceiptChannel::parse(typed.trimmed("channel")).filter(|c| *c != ReceiptChannel::Online);
    if channel.is_none() {
        faults.push(FieldFault::new("channel", "bad_choice"));
    }
    let agency = typed.filled("agency").and_then(|id| id.parse().ok());
    if agency.is_none() {
        faults.push(FieldFault::new("agency", "bad_choice"));
    }
    let arrived_on = date_in(typed.trimmed("arrived_on"));
    if arrived_on.is_none() {
        let code = if typed.filled("arrived_on").is_none() { "required" } else { "bad_date" };
        faults.push(FieldFault::new("arrived_on", code));
    }
    match (agency, channel, arrived_on) {
        (Some(agency), Some(channel), Some(arrived_on)) => {
            Ok(Read { agency, channel, arrived_on, application: application_of(typed), files })
        }
        _ => Err(faults),
    }
}

/// Rows for further matters of the same letter.
pub const FURTHER_ROWS: usize = 4;

/// Of what sort it is, and the further matters that become cases of their own.
///
/// # Errors
/// `bad_choice` at `matter_kind`.
pub fn also(typed: &Typed) -> Result<Also, AppError> {
    let matter = match typed.filled("matter_kind") {
        None => CaseMatter::Information,
        Some(code) => CaseMatter::parse(code).ok_or_else(|| AppError::field("matter_kind", "bad_choice"))?,
    };
    Ok(Also { matter, further: further_of(typed) })
}

/// The further matters that were typed; rows left empty are none.
#[must_use]
pub fn further_of(typed: &Typed) -> Vec<Matter> {
    let text = |row: usize, name: &str| typed.trimmed(&format!("further.{row}.{name}")).to_string();
    (0..=MOST_FURTHER)
        .map(|row| Matter {
            name: text(row, "name"),
            document_number: text(row, "document_number"),
            description: text(row, "description"),
        })
        .filter(|matter| *matter != Matter::default())
        .collect()
}

/// The application that was typed, with who wrote it down.
#[must_use]
pub fn application_of(typed: &Typed) -> Application {
    let written = request_form::application_of(typed, ApplicantKind::parse(typed.trimmed("kind")));
    Application { filled_in_by: typed.trimmed("filled_in_by").to_string(), ..written }
}

/// The choices of the form.
#[must_use]
pub fn choices(app: &App) -> Value {
    let channels = ReceiptChannel::ALL.iter().filter(|channel| **channel != ReceiptChannel::Online);
    context! {
        agencies => agencies(app, Agencies::Acting),
        matters => codes(CaseMatter::ALL, CaseMatter::code, CaseMatter::label),
        channels => channels.map(|channel| choice(channel.code(), channel.label())).collect::<Vec<_>>(),
        ..request_form::choices()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_and_when_it_came_is_asked_for_at_each_field() {
        let faults = read(&Typed(vec![("channel".into(), "online".into())]), Vec::new()).err().unwrap_or_default();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["channel", "agency", "arrived_on"]);
    }
}
