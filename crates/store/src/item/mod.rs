//! Items, their revisions, where they are placed, what hangs on them and what happened to them.

pub mod attachment_rows;
pub mod catalogue;
pub mod line;
pub mod lists;
pub mod near;
pub mod placed;

pub(crate) use lists::visible_rows;
pub use lists::{ConsoleFilter, PublicFilter, PublicWithin, Visible, WorkCount};

use sea_orm::entity::prelude::*;

use crate::entity::plain_entity;

/// An item: its identity and the pointers. The `live_*` columns repeat the live revision for lists;
/// they change only together with `live_revision_id`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub site_id: i64,
    pub main_section_id: i64,
    /// The lead agency.
    pub agency_id: i64,
    /// The agency under whose prefix the index number was given.
    pub index_number: Option<String>,
    pub live_revision_id: Option<i64>,
    /// The newest revision in progress, if any.
    pub work_revision_id: Option<i64>,
    /// `domain::item::PublicState`.
    pub public_state: String,
    /// `domain::item::WorkState` of the revision in progress.
    pub work_state: Option<String>,
    /// When the revision in progress says its information was formed: from it runs the limit to publish.
    pub work_formed_on: Option<Date>,
    /// Title of the newest revision, for the console.
    pub title: String,
    pub live_title: Option<String>,
    pub live_summary: Option<String>,
    pub live_document_number: Option<String>,
    pub live_category: Option<String>,
    pub live_subject: Option<String>,
    pub live_genre: Option<String>,
    pub live_validity: Option<String>,
    pub live_expires_on: Option<Date>,
    pub live_formed_on: Option<Date>,
    /// The first time it was published: fixes the index number's year.
    pub first_published_at: Option<i64>,
    /// The publishing time shown to the public.
    pub published_at: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub withdraw_reason: Option<String>,
    /// When the public last saw a change: a revision went live, or the item was withdrawn.
    pub public_changed_at: Option<i64>,
    pub submitted_by: Option<i64>,
    pub submitted_at: Option<i64>,
    pub scheduled_at: Option<i64>,
    /// Who published urgently and was not confirmed yet.
    pub urgent_by: Option<i64>,
    pub urgent_at: Option<i64>,
    pub urgent_reason: Option<String>,
    pub locked_by: Option<i64>,
    pub locked_until: Option<i64>,
    /// `local` or `imported`.
    pub origin: String,
    pub origin_url: Option<String>,
    pub created_by: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

plain_entity!();

/// An immutable revision. `content` is `domain::item::RevisionContent` as JSON without the body.
pub mod revision {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revision")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub item_id: i64,
        pub number: i32,
        pub title: String,
        pub body_html: String,
        pub content: String,
        pub created_by: Option<i64>,
        pub created_at: i64,
        /// `domain::item::WorkState`: the only column that changes.
        pub state: String,
        pub published_at: Option<i64>,
    }

    plain_entity!();
}

/// Where an item stands: one row a section. The columns after `section_id` repeat the item for lists.
pub mod placement {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "placement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub section_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: i64,
        pub site_id: i64,
        pub agency_id: i64,
        pub published_at: i64,
    }

    plain_entity!();
}

/// A section or an agency that an item left for another: told to programs that follow only these. Nothing of it is shown.
pub mod left {
    use super::*;

    /// `place` of a section.
    pub const SECTION: &str = "section";
    /// `place` of an agency.
    pub const AGENCY: &str = "agency";

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_left")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub place: String,
        pub place_id: i64,
        pub item_id: i64,
        pub at: i64,
    }

    plain_entity!();

    /// Notes that an item left a place at a moment; an earlier leaving is forgotten.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note(
        db: &impl ConnectionTrait,
        (place, place_id): (&str, i64),
        item: i64,
        at: i64,
    ) -> Result<(), crate::error::StoreError> {
        use sea_orm::sea_query::ExprTrait;
        use sea_orm::{NotSet, Set};
        let here = Column::Place.eq(place).and(Column::PlaceId.eq(place_id)).and(Column::ItemId.eq(item));
        Entity::delete_many().filter(here).exec(db).await?;
        let place = Set(place.to_string());
        let row = ActiveModel { id: NotSet, place, place_id: Set(place_id), item_id: Set(item), at: Set(at) };
        Entity::insert(row).exec_without_returning(db).await?;
        Ok(())
    }
}

/// An item in a topic.
pub mod topic_item {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "topic_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub topic_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: i64,
        pub published_at: i64,
    }

    plain_entity!();
}

/// A public link between two items, from the live revision of `from_item`.
pub mod relation {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_relation")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub from_item: i64,
        pub to_item: i64,
        pub kind: String,
    }

    plain_entity!();
}

/// An uploaded file. `text_state` is `waiting`, `done`, `failed` or `none`; `use_as` is `attachment` or `picture`.
pub mod attachment {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub item_id: i64,
        pub file_hash: String,
        pub name: String,
        pub file_type: String,
        pub media_type: String,
        pub size: i64,
        pub use_as: String,
        pub text_state: String,
        /// Why no text could be had: a code of `documents`.
        pub text_refusal: Option<String>,
        pub text: String,
        /// Text that a reader does not see (hidden columns, comments), for the personal-data check.
        pub hidden_text: String,
        pub uploaded_by: Option<i64>,
        pub created_at: i64,
        /// Set when the live revision shows it: only then may the public fetch it.
        pub public: bool,
    }

    plain_entity!();
}

/// The checks of one revision: findings and the reasons given for warnings, both JSON.
pub mod check {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revision_check")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision_id: i64,
        pub findings: String,
        pub reasons: String,
        pub checked_at: i64,
    }

    plain_entity!();
}

/// One step on the way of an item: who did what with which revision, and why.
pub mod step {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_step")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub item_id: i64,
        pub revision_id: Option<i64>,
        /// `domain::item::Event::code`, or `create`, `edit`, `import`.
        pub event: String,
        pub state_before: Option<String>,
        pub state_after: Option<String>,
        /// `None` for the timer.
        pub actor_id: Option<i64>,
        pub actor_name: String,
        /// The account whose lent rights were used.
        pub acting_for: Option<i64>,
        pub reason: String,
        pub at: i64,
    }

    plain_entity!();
}

/// A kind that an administrator defined; `fields` is JSON.
pub mod kind {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_kind")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub spec: String,
        pub status: String,
        pub created_at: i64,
    }

    plain_entity!();
}

/// An old address that leads to an item now.
pub mod redirect {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "redirect")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub path: String,
        pub item_id: i64,
    }

    plain_entity!();
}

/// A run of `import items`, so that it can resume. `state` is `running`, `done` or `failed`.
pub mod import_run {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_run")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub file_name: String,
        pub file_hash: String,
        pub options: String,
        pub state: String,
        /// The last row of the file that is dealt with.
        pub last_row: i64,
        pub taken: i64,
        pub refused: i64,
        pub started_by: Option<i64>,
        pub started_at: i64,
        pub finished_at: Option<i64>,
    }

    plain_entity!();
}

/// A row that an import refused, with its place and reason.
pub mod import_refusal {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_refusal")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub run_id: i64,
        pub row: i64,
        pub column: String,
        pub reason: String,
    }

    plain_entity!();
}
