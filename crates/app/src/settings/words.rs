//! The office's word lists: the lists that come with the program, and over them the rows kept here, which add a
//! word, change one or switch one off.

use std::sync::Arc;

use domain::identity::{Action, Place};
use domain::item::checks::{CheckFinding, DraftCheck, Level, WordKind, WordListError, WordRule};
use sea_orm::{EntityTrait, Set};
use serde_json::json;
use store::settings::{set_words, word};

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::form::Form;
use crate::in_force::{WordEntry, WordStatus, read_words, rules_of};

/// What is typed about a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordForm {
    /// What is looked for; names the word.
    pub wrong: String,
    /// What should stand there; may be empty.
    pub right: String,
    pub kind: WordKind,
    pub level: Level,
    pub note: String,
    /// Longer strings in which it stands rightly: `按装机` for `按装`.
    pub except: Vec<String>,
    pub status: WordStatus,
}

const MAX_WORD: usize = 60;
const MAX_NOTE: usize = 200;
const MAX_EXCEPTIONS: usize = 50;
/// Most words loaded at once.
const MAX_ROWS: usize = 5_000;

/// The lists in force, those switched off too: built-in words first, then one's own.
///
/// # Errors
/// `not_allowed`.
pub async fn list_words(app: &App, caller: &Caller) -> Result<Vec<WordEntry>, AppError> {
    caller.allow(Action::WordListManage, &Place::installation(), app.now())?;
    read_words(app.store().read()).await
}

/// The rules that the checks look for.
///
/// # Errors
/// When the records cannot be read.
pub async fn word_rules(app: &App) -> Result<Vec<WordRule>, AppError> {
    Ok(rules_of(read_words(app.store().read()).await?))
}

/// The checks of drafts made ready with the lists in force, from the snapshot of the settings.
///
/// # Errors
/// `word_list_too_large`, `word_list_empty_word`: the rules for a single word keep both from happening.
pub async fn draft_check(app: &App) -> Result<Arc<DraftCheck>, AppError> {
    app.settings().draft_check().map_err(|error: WordListError| AppError::problem(error.code()))
}

/// What the checks with the lists in force find in a text; nothing is kept.
///
/// # Errors
/// `not_allowed`.
pub async fn try_words(app: &App, caller: &Caller, text: &str) -> Result<Vec<CheckFinding>, AppError> {
    caller.allow(Action::WordListManage, &Place::installation(), app.now())?;
    Ok(draft_check(app).await?.check_text(text))
}

/// Adds or changes words, each named by what is looked for. All of them or none; how many.
///
/// # Errors
/// `not_allowed`; faults by row, counted from 1 (`words.3.wrong`), or plain where there is one row; `words_no_rows`.
pub async fn save_words(app: &App, caller: &Caller, words: &[WordForm]) -> Result<usize, AppError> {
    let now = app.now();
    caller.allow(Action::WordListManage, &Place::installation(), now)?;
    if words.is_empty() || words.len() > MAX_ROWS {
        return Err(AppError::problem("words_no_rows").with("max", MAX_ROWS));
    }
    let mut form = Form::default();
    let mut rows: Vec<word::ActiveModel> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let prefix = if words.len() == 1 { String::new() } else { format!("words.{}.", at + 1) };
        let row = checked(&mut form, &prefix, word);
        let twice = rows.iter().any(|other| other.wrong == row.wrong);
        form.check(!twice, FieldFault::new(format!("{prefix}wrong"), "word_twice"));
        rows.push(word::ActiveModel { changed_by: Set(caller.account_id), changed_at: Set(now.0), ..row });
    }
    form.finish()?;
    let mut work = app.begin().await?;
    set_words(work.db(), rows).await?;
    for word in words.iter().take(AUDITED) {
        let detail = json!({
            "right": word.right, "kind": word.kind.code(), "level": word.level.code(), "status": word.status.code(), "of": words.len(),
        });
        work.record(caller.entry(now, None, "word.save", ("word", word.wrong.trim().to_string()), &detail));
    }
    work.purge(tag::SETTINGS);
    app.commit(work).await?;
    Ok(words.len())
}

/// Words of one load that get an audit row each; each row says how many there were.
const AUDITED: usize = 100;

fn checked(form: &mut Form, prefix: &str, word: &WordForm) -> word::ActiveModel {
    let field = |name: &str| format!("{prefix}{name}");
    let wrong = form.required(&field("wrong"), &word.wrong, MAX_WORD);
    let right = form.optional(&field("right"), &word.right, MAX_WORD);
    form.check(wrong != right || wrong.is_empty(), FieldFault::new(field("right"), "word_same"));
    let except = exceptions(form, &field("except"), &wrong, &word.except);
    let findable = wrong.is_empty() || DraftCheck::new(&[rule_for(&wrong, word.kind)]).is_ok();
    form.check(findable, FieldFault::new(field("wrong"), "word_list_empty_word"));
    word::ActiveModel {
        wrong: Set(wrong),
        right: Set(right),
        kind: Set(word.kind.code().to_string()),
        level: Set(word.level.code().to_string()),
        note: Set(form.optional(&field("note"), &word.note, MAX_NOTE)),
        exceptions: Set(except),
        status: Set(word.status.code().to_string()),
        ..Default::default()
    }
}

/// The exceptions as they are stored, one a line. One that does not contain the word would never be met.
fn exceptions(form: &mut Form, field: &str, wrong: &str, typed: &[String]) -> String {
    let kept: Vec<&str> = typed.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    form.check(
        kept.len() <= MAX_EXCEPTIONS,
        FieldFault::new(field, "word_exceptions_many").with("max", MAX_EXCEPTIONS),
    );
    for one in &kept {
        form.check(one.chars().count() <= MAX_WORD, FieldFault::new(field, "too_long").with("max", MAX_WORD));
        let contains = one.contains(wrong) && *one != wrong;
        form.check(contains, FieldFault::new(field, "word_exception_bad").with("exception", one));
    }
    kept.join("\n")
}

/// A word of invisible characters or bare separators is nothing once they are folded away.
fn rule_for(wrong: &str, kind: WordKind) -> WordRule {
    WordRule {
        id: "new".into(),
        wrong: wrong.to_string(),
        right: None,
        level: Level::Warning,
        kind,
        except: Vec::new(),
        note: String::new(),
    }
}

/// Switches a word off or on, whether it is built in or one's own.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn switch_word(app: &App, caller: &Caller, wrong: &str, status: WordStatus) -> Result<(), AppError> {
    let entries = list_words(app, caller).await?;
    let entry =
        entries.into_iter().find(|entry| entry.rule.wrong == wrong).ok_or_else(|| AppError::problem("not_found"))?;
    let form = WordForm {
        wrong: entry.rule.wrong,
        right: entry.rule.right.unwrap_or_default(),
        kind: entry.rule.kind,
        level: entry.rule.level,
        note: entry.rule.note,
        except: entry.rule.except,
        status,
    };
    save_words(app, caller, &[form]).await?;
    Ok(())
}

/// Takes every change back: the lists that come with the program hold again, one's own words are gone. How many
/// rows were dropped.
///
/// # Errors
/// `not_allowed`.
pub async fn restore_default_words(app: &App, caller: &Caller) -> Result<u64, AppError> {
    let now = app.now();
    caller.allow(Action::WordListManage, &Place::installation(), now)?;
    let mut work = app.begin().await?;
    let dropped = word::Entity::delete_many().exec(work.db()).await?.rows_affected;
    work.record(caller.entry(
        now,
        None,
        "word.restore_defaults",
        ("word", "all".to_string()),
        &json!({ "dropped": dropped }),
    ));
    work.purge(tag::SETTINGS);
    app.commit(work).await?;
    Ok(dropped)
}
