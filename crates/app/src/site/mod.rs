//! Sites, sections, topics, reading points, and the further kinds of items that an administrator defines.

mod kinds;
mod reading_points;
mod sections;
mod sites;
mod themes;
mod topics;

pub use kinds::{KindRow, change_kind, define_kind, list_kinds, set_kind_standing};
pub use reading_points::{
    ReadingPointForm, create_reading_point, list_reading_points, remove_reading_point, update_reading_point,
};
pub use sections::{
    SectionBranch, SectionForm, create_section, move_section, section_tree, set_section_standing, update_section,
};
pub use sites::{SiteForm, create_site, marks_of, update_site};
pub use themes::{
    ThemeTexts, ThemeVersion, apply_theme, begin_theme, discard_theme, get_theme, list_themes, save_theme_file,
    theme_texts_of, use_built_in_theme,
};
pub use topics::{TopicForm, create_topic, set_topic_standing, update_topic};
