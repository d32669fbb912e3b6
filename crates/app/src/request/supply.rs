//! Which files go out with a reply: chosen when it is drafted, so that nothing of an earlier draft goes out unseen. Not
//! the handing over.

use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Set};
use store::request::{self, file};

use super::form::FilePurpose;
use crate::error::AppError;

/// Whether a file may be handed to the applicant with a reply.
#[must_use]
pub fn may_supply(purpose: Option<FilePurpose>) -> bool {
    matches!(purpose, Some(FilePurpose::Supplied | FilePurpose::Redacted | FilePurpose::Evidence))
}

/// Files them with the draft that is event `seq`; what an earlier draft was to supply stays behind as an attachment.
pub(super) async fn choose(db: &impl ConnectionTrait, id: i64, seq: i32, chosen: &[i64]) -> Result<(), AppError> {
    let files = request::files(db, id).await?;
    let refused = |wanted: &i64| {
        let kept = files.iter().find(|file| file.id == *wanted);
        kept.is_none_or(|file| !may_supply(FilePurpose::parse(&file.purpose)))
    };
    if chosen.iter().any(refused) {
        return Err(AppError::field("draft_reply_supply", "request_file_not_for_supply"));
    }
    for kept in files {
        let supplied = kept.purpose == FilePurpose::Supplied.code();
        let wanted = chosen.contains(&kept.id);
        let mut row: file::ActiveModel = match (supplied, wanted) {
            (false, false) => continue,
            _ => kept.into_active_model(),
        };
        let purpose = if wanted { FilePurpose::Supplied } else { FilePurpose::Evidence };
        row.purpose = Set(purpose.code().to_string());
        if wanted {
            row.event_seq = Set(seq);
        }
        row.update(db).await?;
    }
    Ok(())
}
