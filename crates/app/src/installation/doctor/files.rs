//! Whether every file that a record names is there with its content.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::item::attachment;

use super::{Check, Depth};
use crate::context::App;
use crate::error::AppError;

/// Rows read at once.
const PAGE: u64 = 1_000;
/// A sampled examination reads the content of about so many files, spread over all.
const SAMPLES: u64 = 100;

const CODE: &str = "files";
const TITLE: &str = "附件文件";

#[derive(Debug, Default)]
struct Seen {
    named: u64,
    read: u64,
    /// The ids of the attachments.
    missing: Vec<i64>,
    damaged: Vec<i64>,
}

pub(super) async fn attachments(app: &App, depth: Depth) -> Check {
    let seen = match look(app, depth).await {
        Ok(seen) => seen,
        Err(error) => return Check::fault(CODE, TITLE, format!("无法读取：{error}"), "请检查数据文件夹是否可读。"),
    };
    let counted = format!("{} 个附件，文件都在，核对了其中 {} 个的内容", seen.named, seen.read);
    let Some(first) = seen.missing.iter().chain(&seen.damaged).next() else {
        return Check::good(CODE, TITLE, counted);
    };
    let what = format!("缺 {} 个，损坏 {} 个（例如附件编号 {first}）", seen.missing.len(), seen.damaged.len());
    Check::fault(CODE, TITLE, what, "请从备份中取回这些文件，或者在信息中重新上传附件。")
}

async fn look(app: &App, depth: Depth) -> Result<Seen, AppError> {
    let db = app.store().read();
    let all = count(app).await?;
    let step = match depth {
        Depth::Full => 1,
        Depth::Sampled => (all / SAMPLES).max(1),
    };
    let (mut seen, mut after) = (Seen::default(), 0);
    loop {
        let rows: Vec<(i64, String)> = attachment::Entity::find()
            .select_only()
            .columns([attachment::Column::Id, attachment::Column::FileHash])
            .filter(attachment::Column::Id.gt(after))
            .order_by_asc(attachment::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some((last, _)) = rows.last() else { return Ok(seen) };
        after = *last;
        for (id, hash) in rows {
            look_at(app, &mut seen, step, id, &hash).await;
        }
    }
}

async fn look_at(app: &App, seen: &mut Seen, step: u64, id: i64, hash: &str) {
    seen.named += 1;
    if !app.files().has(hash).await {
        seen.missing.push(id);
    } else if seen.named.is_multiple_of(step) {
        seen.read += 1;
        if app.files().get(hash).await.is_err() {
            seen.damaged.push(id);
        }
    }
}

async fn count(app: &App) -> Result<u64, AppError> {
    use sea_orm::PaginatorTrait;
    Ok(attachment::Entity::find().count(app.store().read()).await?)
}
