//! The reply on the page of a case: its words, its files to be saved, the remedies' last days, and the applicant's rating.
//! Number and query code come in the body of each form.

use app::request::answer::{Answer, AnswerFile, LastDay, answer_file, answers};
use app::request::letters::{ApplicantLetter, fetch_letter, of_applicant};
use app::request::rate::{MAX_REMARK, Rating, may_rate, may_suggest, rate as keep};
use app::request::track::{Tracked, track};
use app::{AppError, sentence};
use axum::http::StatusCode;
use axum::response::Response;
use domain::request::Case;
use domain::request::rating::Satisfaction;
use domain::request::remedy::RemedyKind;
use minijinja::Value;

use super::case::{self, Shown};
use super::sent::{self, SmallForm};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::portal::frame::Portal;
use crate::request_words::day;
use crate::security::rate::Deed;
use crate::templates::context;
use crate::templates::functions::file_size;

/// The replies of a case and the letters on the way to them, for its page; none once it was erased.
pub async fn views(portal: &Portal, tracked: &Tracked, code: &str) -> Result<(Vec<Value>, Vec<Value>), WebError> {
    if tracked.row.erased_at.is_some() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (app, number) = (portal.web.app(), tracked.row.number.as_str());
    let given = answers(app, number, code, &portal.address).await?;
    let shown = |id: Option<i64>| given.iter().flat_map(|one| &one.files).any(|file| Some(file.id) == id);
    let letters = of_applicant(app, number, code).await?;
    let others = letters.iter().filter(|letter| !shown(letter.pdf_file)).map(letter_view).collect();
    Ok((given.iter().map(view).collect(), others))
}

fn letter_view(letter: &ApplicantLetter) -> Value {
    context! { id => letter.id, name => letter.label, number => letter.number, on => letter.dated_on.to_string() }
}

fn view(answer: &Answer) -> Value {
    let file = |file: &AnswerFile| {
        context! {
            id => file.id,
            name => file.name,
            kind => file.file_type.to_uppercase(),
            size => file_size(file.size),
            what => file.purpose.label(),
        }
    };
    context! {
        on => answer.on.to_string(),
        kind => answer.kind.label(),
        title => answer.title,
        annulled => answer.annulled,
        paragraphs => answer.paragraphs,
        files => answer.files.iter().map(file).collect::<Vec<_>>(),
        last_days => answer.last_days.iter().map(last_day).collect::<Vec<_>>(),
    }
}

fn last_day(one: &LastDay) -> Value {
    let what = match one.kind {
        RemedyKind::MandatoryReconsideration => "申请行政复议（应当先申请复议，才能起诉）",
        RemedyKind::Reconsideration => "申请行政复议",
        RemedyKind::DirectLitigation => "直接向人民法院起诉",
        RemedyKind::LitigationAfterReconsideration => "对复议决定不服，向人民法院起诉",
    };
    context! { what, until => day(one.until.date), provisional => one.until.provisional }
}

/// The rating form, while the case may be rated; or what was said.
pub fn rating(portal: &Portal, tracked: &Tracked, case: &Case) -> Value {
    let row = &tracked.row;
    let steps: Vec<Value> =
        Satisfaction::ALL.iter().map(|step| context! { value => step.code(), label => step.label() }).collect();
    context! {
        open => may_rate(row) && !case.withdrawn,
        url => portal.url("/requests/rate"),
        steps,
        max => MAX_REMARK,
        may_suggest => may_suggest(row),
        given => row.rating.and_then(Satisfaction::of_points).map(|step| step.label()),
    }
}

/// `POST /requests/file`: a file of a reply, to be saved.
pub async fn file(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    sent::count(&portal, Deed::Form)?;
    let id = typed.trimmed("file").parse().map_err(|_| WebError::not_found())?;
    let (number, code) = (typed.trimmed("number"), typed.trimmed("code"));
    let opened = answer_file(portal.web.app(), number, code, &portal.address, id).await?;
    Ok(saved(&opened.name, &opened.media_type, opened.bytes))
}

/// `POST /requests/letter`: a letter that was issued to the applicant, to be saved.
pub async fn letter(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    sent::count(&portal, Deed::Form)?;
    let id = typed.trimmed("letter").parse().map_err(|_| WebError::not_found())?;
    let (number, code) = (typed.trimmed("number"), typed.trimmed("code"));
    let opened = fetch_letter(portal.web.app(), number, code, &portal.address, id).await?;
    Ok(saved(&opened.name, &opened.media_type, opened.bytes))
}

/// `POST /requests/rate`
pub async fn rate(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    sent::count(&portal, Deed::Form)?;
    let app = portal.web.app();
    let (number, code) = (typed.trimmed("number").to_string(), typed.trimmed("code").to_string());
    let done = match said(&typed) {
        Ok(said) => keep(app, &number, &code, &portal.address, said).await,
        Err(fault) => Err(fault),
    };
    let tracked = track(app, &number, &code).await?;
    let shown = match done {
        Ok(()) => Shown { told: Some("谢谢您的评价。"), ..Shown::default() },
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Shown { form: FormView::typed(&typed.0).refused(error)?, told: None, status }
        }
    };
    case::render(&portal, &tracked, &code, shown).await
}

fn said(typed: &Typed) -> Result<Rating, AppError> {
    let satisfaction = Satisfaction::parse(typed.trimmed("satisfaction"));
    Ok(Rating {
        satisfaction: satisfaction.ok_or_else(|| AppError::field("satisfaction", "not_chosen"))?,
        remark: typed.trimmed("remark").to_string(),
        suggests_publication: typed.filled("suggest").is_some(),
    })
}
