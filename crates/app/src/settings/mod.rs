//! The use cases around settings and word lists. The values in force are `in_force`'s.

mod change;
mod words;

pub use change::{GroupAccess, SettingGroup, SettingRow, SettingState, change_setting, list_settings};
pub use words::{
    WordForm, draft_check, list_words, restore_default_words, save_words, switch_word, try_words, word_rules,
};

pub use crate::in_force::{Data, Settings, WordEntry, WordOrigin, WordStatus};
