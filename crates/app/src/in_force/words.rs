//! The word lists as they stand: the lists that come with the program, under the rows that the office keeps, which add
//! a word, change one or switch one off.

use domain::item::checks::{Level, WordKind, WordRule, default_words};
use sea_orm::ConnectionTrait;
use store::StoreError;
use store::settings::word;

use crate::error::AppError;

domain::code_enum! {
    /// Whether a word is looked for.
    pub enum WordStatus {
        On = "on", "启用";
        Off = "off", "停用";
    }
}

domain::code_enum! {
    /// Where a word comes from.
    pub enum WordOrigin {
        BuiltIn = "built_in", "系统自带";
        Changed = "changed", "本单位修改";
        Own = "own", "本单位添加";
    }
}

/// A word as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordEntry {
    pub rule: WordRule,
    pub origin: WordOrigin,
    pub status: WordStatus,
}

/// The rules that are looked for.
pub(crate) fn rules_of(entries: Vec<WordEntry>) -> Vec<WordRule> {
    entries.into_iter().filter(|entry| entry.status == WordStatus::On).map(|entry| entry.rule).collect()
}

/// The lists, words switched off too: built-in ones first, then the office's own.
pub(crate) async fn read_words(db: &impl ConnectionTrait) -> Result<Vec<WordEntry>, AppError> {
    let rows = store::settings::list_words(db).await?;
    let mut entries: Vec<WordEntry> = default_words()
        .into_iter()
        .map(|rule| WordEntry { rule, origin: WordOrigin::BuiltIn, status: WordStatus::On })
        .collect();
    for row in rows {
        let known =
            entries.iter().position(|entry| entry.origin == WordOrigin::BuiltIn && entry.rule.wrong == row.wrong);
        let entry = entry_of(row)?;
        match known.and_then(|at| entries.get_mut(at)) {
            Some(built_in) => {
                let id = std::mem::take(&mut built_in.rule.id);
                *built_in = WordEntry { rule: WordRule { id, ..entry.rule }, origin: WordOrigin::Changed, ..entry };
            }
            None => entries.push(entry),
        }
    }
    Ok(entries)
}

fn entry_of(row: word::Model) -> Result<WordEntry, AppError> {
    let unknown = |what: &'static str, code: &str| StoreError::UnknownCode { what, code: code.to_string() };
    let rule = WordRule {
        id: format!("own-{}", row.id),
        right: Some(row.right).filter(|right| !right.is_empty()),
        level: Level::parse(&row.level).ok_or_else(|| unknown("word level", &row.level))?,
        kind: WordKind::parse(&row.kind).ok_or_else(|| unknown("word kind", &row.kind))?,
        except: row.exceptions.lines().map(str::to_string).collect(),
        note: row.note,
        wrong: row.wrong,
    };
    let status = WordStatus::parse(&row.status).ok_or_else(|| unknown("word status", &row.status))?;
    Ok(WordEntry { rule, origin: WordOrigin::Own, status })
}
