//! The word lists of the wording check: the built-in words, changes to them, the office's own, and a box to try them.

use app::settings::{WordEntry, WordForm, WordOrigin, WordStatus, list_words, save_words, switch_word, try_words};
use app::{AppError, FieldFault};
use axum::extract::State;
use axum::response::Response;
use domain::identity::Action;
use domain::item::checks::{CheckFinding, Level, WordKind};
use minijinja::Value;

use super::answer::{after_button, form_page, refused};
use super::asked::Asked;
use super::choices::codes;
use super::paging::cut;
use super::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/words";
const EDIT: &str = "/console/words/edit";
/// Longest text of the box, in characters.
const MAX_TRIED: usize = 2_000;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::WordListManage);
    vec![
        get(PATH, NEEDS, show),
        get(EDIT, NEEDS, show_edit),
        post(EDIT, NEEDS, send_edit),
        post("/console/words/switch", NEEDS, switch),
        get("/console/words/try", NEEDS, show_try),
        post("/console/words/try", NEEDS, send_try),
    ]
}

/// `GET /console/words`
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let all = list_words(web.app(), &signed.caller).await?;
    let total = all.len();
    let off = all.iter().filter(|entry| entry.status == WordStatus::Off).count();
    let size = web.app().settings().size("display.page_size");
    let skip = asked.number("from").and_then(|from| usize::try_from(from).ok()).unwrap_or(0);
    let fitting = all.into_iter().filter(|entry| fits(entry, &asked));
    let mut found: Vec<WordEntry> = fitting.skip(skip).take(size + 1).collect();
    let more = cut(&mut found, size);
    let values = context! {
        rows => found.iter().map(row).collect::<Vec<_>>(),
        form => asked.form(),
        filtered => asked.has_any(&["q", "kind", "origin", "status"]),
        kinds => codes(WordKind::ALL, WordKind::code, WordKind::label),
        origins => codes(WordOrigin::ALL, WordOrigin::code, WordOrigin::label),
        statuses => codes(WordStatus::ALL, WordStatus::code, WordStatus::label),
        next_url => more.then(|| asked.address(PATH, "from", Some(&(skip + size).to_string()))),
        first_url => (skip > 0).then(|| asked.address(PATH, "from", None)),
    };
    let head =
        PageHead::new("词库").lead(format!("发布前检查按词库查找易错词和敏感词。共 {total} 条，停用 {off} 条。"));
    page(&web, &signed, "console/admin/words.html", &head, values)
}

fn fits(entry: &WordEntry, asked: &Asked) -> bool {
    let text = asked.text("q").is_none_or(|q| {
        entry.rule.wrong.contains(q)
            || entry.rule.right.as_deref().unwrap_or_default().contains(q)
            || entry.rule.note.contains(q)
    });
    text && asked.code("kind", WordKind::parse).is_none_or(|kind| entry.rule.kind == kind)
        && asked.code("origin", WordOrigin::parse).is_none_or(|origin| entry.origin == origin)
        && asked.code("status", WordStatus::parse).is_none_or(|status| entry.status == status)
}

fn row(entry: &WordEntry) -> Value {
    let rule = &entry.rule;
    let query = serde_urlencoded::to_string([("word", rule.wrong.as_str())]).unwrap_or_default();
    context! {
        url => format!("{EDIT}?{query}"),
        wrong => rule.wrong,
        right => rule.right,
        kind => rule.kind.label(),
        error => rule.level == Level::Error,
        level => rule.level.label(),
        note => rule.note,
        except => rule.except.join("、"),
        origin => entry.origin.label(),
        on => entry.status == WordStatus::On,
    }
}

/// `GET /console/words/edit`, with `?word=` to change one.
async fn show_edit(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let all = list_words(web.app(), &signed.caller).await?;
    let form = match asked.text("word") {
        None => FormView::new()
            .with("kind", WordKind::ErrorProne.code())
            .with("level", Level::Warning.code())
            .with("status", WordStatus::On.code()),
        Some(word) => {
            let entry = all.into_iter().find(|entry| entry.rule.wrong == word).ok_or_else(WebError::not_found)?;
            FormView::new()
                .with("known", word)
                .with("wrong", word)
                .with("right", entry.rule.right.unwrap_or_default())
                .with("kind", entry.rule.kind.code())
                .with("level", entry.rule.level.code())
                .with("note", entry.rule.note)
                .with("except", entry.rule.except.join("\n"))
                .with("status", entry.status.code())
        }
    };
    let known = asked.text("word").is_some();
    word_page(&web, &signed, known, &form)
}

fn word_page(web: &Web, signed: &SignedIn, known: bool, form: &FormView) -> Result<Response, WebError> {
    let values = context! {
        url => EDIT,
        cancel_url => PATH,
        known,
        kinds => codes(WordKind::ALL, WordKind::code, WordKind::label),
        levels => codes(Level::ALL, Level::code, Level::label),
        statuses => codes(WordStatus::ALL, WordStatus::code, WordStatus::label),
    };
    let head = PageHead::new(if known { "修改词条" } else { "添加词条" }).under(&[("词库", PATH)]);
    form_page(web, signed, "console/admin/word_form.html", &head, form, values)
}

/// `POST /console/words/edit`
async fn send_edit(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let known = typed.filled("known").is_some();
    match save(&web, &signed, &typed, known).await {
        Ok(()) => Ok(Flash::ok("词条已保存，下一次检查起生效。").redirect(&web, PATH)),
        Err(error) => word_page(&web, &signed, known, &refused(typed.view(), error)?),
    }
}

async fn save(web: &Web, signed: &SignedIn, typed: &Typed, known: bool) -> Result<(), AppError> {
    let mut reader = Reader::new(typed);
    let except = typed.get("except").split(['、', '，', ',', '\n']).map(str::trim).filter(|one| !one.is_empty());
    let form = WordForm {
        wrong: if known { reader.text("known") } else { reader.text("wrong") },
        right: reader.text("right"),
        kind: reader.code("kind", WordKind::parse, WordKind::ErrorProne),
        level: reader.code("level", Level::parse, Level::Warning),
        note: reader.text("note"),
        except: except.map(str::to_string).collect(),
        status: reader.code("status", WordStatus::parse, WordStatus::On),
    };
    reader.finish()?;
    let exists =
        !known && list_words(web.app(), &signed.caller).await?.iter().any(|entry| entry.rule.wrong == form.wrong);
    if exists {
        return Err(AppError::fields(vec![FieldFault::new("wrong", "word_exists")]));
    }
    save_words(web.app(), &signed.caller, &[form]).await?;
    Ok(())
}

/// `POST /console/words/switch`
async fn switch(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let wanted = WordStatus::parse(typed.trimmed("to")).ok_or_else(|| WebError::problem("bad_request"))?;
    let word = typed.trimmed("word");
    let result = switch_word(web.app(), &signed.caller, word, wanted).await;
    let done = match wanted {
        WordStatus::On => format!("“{word}”已启用。"),
        WordStatus::Off => format!("“{word}”已停用，检查时不再查找。"),
    };
    after_button(&web, result, &done, PATH)
}

/// `GET /console/words/try`
async fn show_try(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    try_words(web.app(), &signed.caller, "").await?;
    try_page(&web, &signed, &FormView::new(), None)
}

/// `POST /console/words/try`: changes nothing, and so answers with the page itself.
async fn send_try(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let mut reader = Reader::new(&typed);
    let text = reader.needed_text("text", MAX_TRIED);
    if let Err(error) = reader.finish() {
        return try_page(&web, &signed, &refused(typed.view(), error)?, None);
    }
    let found = try_words(web.app(), &signed.caller, &text).await?;
    try_page(&web, &signed, &typed.view(), Some(&found))
}

fn try_page(
    web: &Web,
    signed: &SignedIn,
    form: &FormView,
    found: Option<&[CheckFinding]>,
) -> Result<Response, WebError> {
    let found = found.map(|all| all.iter().map(finding).collect::<Vec<_>>());
    let head = PageHead::new("试查").lead("输入一段文字，看发布前检查会发现什么。不保存。").under(&[("词库", PATH)]);
    form_page(web, signed, "console/admin/words_try.html", &head, form, context! { found, max => MAX_TRIED })
}

fn finding(one: &CheckFinding) -> Value {
    context! {
        label => one.code.label(),
        error => one.level == Level::Error,
        level => one.level.label(),
        found => one.found,
        proposal => one.proposal,
        note => one.note,
        basis => one.basis,
    }
}
