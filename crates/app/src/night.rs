//! What is tidied each night: each step by itself, so that one that fails stops no other. Not the clock that tells when:
//! that is the binary's.

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::{dispute, identity, jobs, request, visits, voice};

/// Who was signed in from where stays on record for as long as network logs must (网络安全法 a.21: six months).
const KEEP_SESSIONS_DAYS: i64 = 184;

/// A step of the night with how it ended.
pub type Step = (&'static str, Result<u64, AppError>);

/// Does them all.
pub async fn tidy(app: &App) -> Vec<Step> {
    let system = Caller::system();
    vec![
        ("old jobs and change log", jobs::prune(app).await.map(|()| 0)),
        ("old sessions", identity::prune_sessions(app, KEEP_SESSIONS_DAYS).await),
        ("drafts and offers", request::erase::prune(app).await.map(|()| 0)),
        ("cases kept long enough", request::erase::erase_due(app, &system).await),
        ("contacts of closed messages", voice::erase::erase_due(app, &system).await),
        ("old visits and rare words", visits::prune(app).await),
        ("limits of open cases", request::recompute::recompute(app).await.map(|done| done.moved)),
        ("reminders of disputes", dispute::refresh(app).await),
    ]
}
