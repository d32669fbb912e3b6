//! How a form or button of these pages is answered: led on with a message when it was done, shown again with what was
//! typed when it was refused. Who may not ask at all gets the refusal itself.

use app::{AppError, sentence};
use axum::response::Response;
use minijinja::Value;

use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page, refused_page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// Refusals that no change to the form can mend.
fn is_final(error: &AppError) -> bool {
    matches!(error.code(), "internal" | "not_allowed" | "not_found" | "sign_in_needed" | "sign_in_unfinished")
}

/// The form with its faults.
///
/// # Errors
/// The error itself where the form cannot help.
pub fn refused(form: FormView, error: AppError) -> Result<FormView, WebError> {
    if is_final(&error) { Err(error.into()) } else { Ok(form.refused(error)?) }
}

/// A page around a form; 422 when it has faults. `values` are the page's own beside `form`.
///
/// # Errors
/// When the template asks for what is not there.
pub fn form_page(
    web: &Web,
    signed: &SignedIn,
    template: &str,
    head: &PageHead,
    form: &FormView,
    values: Value,
) -> Result<Response, WebError> {
    let values = context! { form, ..values };
    if form.errors.is_empty() {
        page(web, signed, template, head, values)
    } else {
        refused_page(web, signed, template, head, values)
    }
}

/// After a button without a form of its own: back to its page, where is said what was done or why not.
///
/// # Errors
/// Where the page could not help, either.
pub fn after_button(web: &Web, result: Result<(), AppError>, done: &str, back: &str) -> Result<Response, WebError> {
    match result {
        Ok(()) => Ok(Flash::ok(done).redirect(web, back)),
        Err(error) if is_final(&error) => Err(error.into()),
        Err(error) => Ok(Flash::error(told(&error)).redirect(web, back)),
    }
}

/// A refusal in words; for faults of fields the words of the first.
fn told(error: &AppError) -> String {
    let words = match error {
        AppError::Refused(problem) => problem.fields.first().map(app::problems::field_sentence),
        _ => None,
    };
    let words = words.unwrap_or_else(|| sentence(error));
    format!("{}{}", words.text, words.advice)
}
