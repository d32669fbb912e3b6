//! What the database, the audit chains, the index and the jobs tell.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::audit::{self, Column, Entity, head};
use store::item::catalogue as cells;
use store::job::{self, JobState};
use store::{Engine, Store};

use super::{Check, Depth};
use crate::context::App;
use crate::error::AppError;
use crate::installation::check_key;
use crate::item::indexing::compare;

/// Rows at the end of each audit chain that a sampled examination verifies.
const CHAIN_TAIL: u64 = 50;

fn unreadable(code: &'static str, title: &'static str, error: impl std::fmt::Display) -> Check {
    Check::fault(code, title, format!("无法读取：{error}"), "请先检查数据库是否可用，再重新运行 gongkai doctor。")
}

pub(super) async fn integrity(store: &Store) -> Check {
    const CODE: &str = "database";
    const TITLE: &str = "数据库";
    let engine = match store.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    match store.check().await {
        Ok(faults) if faults.is_empty() => Check::good(CODE, TITLE, format!("{engine}，完好")),
        Ok(faults) => {
            let first = faults.first().map_or("", String::as_str);
            let advice = "数据库文件已损坏：请停止系统，保留现场，用最近的备份恢复（gongkai restore）。";
            Check::fault(CODE, TITLE, format!("{engine}，发现 {} 处损坏，例如：{first}", faults.len()), advice)
        }
        Err(error) => unreadable(CODE, TITLE, error),
    }
}

pub(super) async fn schema(store: &Store) -> Check {
    const CODE: &str = "schema";
    const TITLE: &str = "数据库结构";
    match store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => Check::good(CODE, TITLE, "与程序版本一致"),
        Ok(pending) => Check::fault(
            CODE,
            TITLE,
            format!("有 {} 项升级没有执行", pending.len()),
            "请先备份，再运行 gongkai migrate。",
        ),
        Err(error) => unreadable(CODE, TITLE, error),
    }
}

pub(super) async fn audit(app: &App, depth: Depth) -> Check {
    const CODE: &str = "audit";
    const TITLE: &str = "审计链";
    let advice = "请运行 gongkai audit verify 查看位置，保留现场，并报告审计管理员；可与留存在别处的链头核对。";
    let result = match depth {
        Depth::Full => full(app).await,
        Depth::Sampled => tails(app).await,
    };
    match result {
        Ok((chains, rows, 0)) => {
            let how = if depth == Depth::Full { "全部" } else { "链尾" };
            Check::good(CODE, TITLE, format!("{chains} 条链，核对了{how} {rows} 行，连续完整"))
        }
        Ok((chains, _, broken)) => {
            Check::fault(CODE, TITLE, format!("{chains} 条链中有 {broken} 条被改动或者缺行"), advice)
        }
        Err(error) => unreadable(CODE, TITLE, error),
    }
}

async fn full(app: &App) -> Result<(u64, u64, u64), AppError> {
    let verified = audit::verify(app.store().read()).await?;
    Ok((verified.chains, verified.rows, verified.breaks.len() as u64))
}

/// Verifies the newest rows of each chain up to its head.
async fn tails(app: &App) -> Result<(u64, u64, u64), AppError> {
    let db = app.store().read();
    let heads = head::Entity::find().all(db).await?;
    let (chains, mut rows, mut broken) = (heads.len() as u64, 0, 0);
    for head in heads {
        let query = Entity::find().filter(Column::Chain.eq(head.chain)).order_by_desc(Column::Seq).limit(CHAIN_TAIL);
        let mut tail = query.all(db).await?;
        tail.reverse();
        rows += tail.len() as u64;
        broken += u64::from(!holds_together(&head, &tail));
    }
    Ok((chains, rows, broken))
}

fn holds_together(head: &head::Model, tail: &[audit::Model]) -> bool {
    let own = tail.iter().all(|row| domain::audit::chain_hash(&row.previous, row.seq, &row.entry()) == row.hash);
    let linked =
        tail.iter().zip(tail.iter().skip(1)).all(|(one, next)| next.seq == one.seq + 1 && next.previous == one.hash);
    let ends = match tail.last() {
        Some(last) => last.seq == head.seq && last.hash == head.hash,
        None => head.seq == 0,
    };
    own && linked && ends
}

pub(super) async fn index(app: &App) -> Check {
    const CODE: &str = "index";
    const TITLE: &str = "检索";
    let waiting = job::next_due(app.store().read(), job::Kinds::AllBut(&[])).await.ok().flatten().is_some();
    match compare(app).await {
        Ok(found) if found.missing.is_empty() && found.superfluous.is_empty() => {
            Check::good(CODE, TITLE, format!("{} 条公开信息都可检索", found.live))
        }
        Ok(found) => {
            let what = format!(
                "缺 {} 条，多 {} 条（公开信息共 {} 条）",
                found.missing.len(),
                found.superfluous.len(),
                found.live
            );
            if waiting {
                Check::notice(
                    CODE,
                    TITLE,
                    what,
                    "还有后台任务没有做完，请稍后再查；如果仍不一致，请运行 gongkai search rebuild。",
                )
            } else {
                Check::fault(CODE, TITLE, what, "请运行 gongkai search rebuild 重建检索。")
            }
        }
        Err(error) => {
            Check::fault(CODE, TITLE, format!("无法读取：{error}"), "请运行 gongkai search rebuild 重建检索。")
        }
    }
}

/// The numbers of the catalogue beside the items themselves.
pub(super) async fn catalogue(app: &App) -> Check {
    const CODE: &str = "catalogue";
    const TITLE: &str = "目录条数";
    let kept = cells::list(app.store().read()).await;
    match (kept, cells::count_anew(app.store().read()).await) {
        (Ok(kept), Ok(counted)) => {
            let kept: std::collections::BTreeMap<_, _> = kept.into_iter().collect();
            let differing = kept.iter().filter(|(cell, items)| counted.get(cell) != Some(items)).count()
                + counted.keys().filter(|cell| !kept.contains_key(cell)).count();
            match differing {
                0 => Check::good(CODE, TITLE, format!("{} 条，与信息一致", counted.values().sum::<i64>())),
                _ => Check::fault(
                    CODE,
                    TITLE,
                    format!("{differing} 处与信息不一致"),
                    "请从备份恢复，或者联系软件维护人员。",
                ),
            }
        }
        (Err(error), _) | (_, Err(error)) => unreadable(CODE, TITLE, error),
    }
}

pub(super) async fn jobs(app: &App) -> Check {
    const CODE: &str = "jobs";
    const TITLE: &str = "后台任务";
    match job::count_by_state(app.store().read()).await {
        Ok(counts) => {
            let of = |state: JobState| counts.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, n)| *n);
            let open = of(JobState::Waiting) + of(JobState::Leased);
            match of(JobState::Dead) {
                0 => Check::good(CODE, TITLE, format!("没有失败的任务，{open} 个等待执行")),
                dead => Check::fault(
                    CODE,
                    TITLE,
                    format!("{dead} 个任务多次失败，等待处理"),
                    "请在后台“后台任务”中查看原因，处理后点“重试”。",
                ),
            }
        }
        Err(error) => unreadable(CODE, TITLE, error),
    }
}

pub(super) async fn master_key(app: &App) -> Check {
    const CODE: &str = "master_key_fits";
    const TITLE: &str = "主密钥与记录";
    match check_key(app).await {
        Ok(()) => Check::good(CODE, TITLE, "主密钥可以打开记录"),
        Err(AppError::Refused(_)) => Check::fault(
            CODE,
            TITLE,
            "主密钥不是写入这些记录时用的那一个",
            "请换回原来的主密钥文件；没有它，加密的内容无法恢复。",
        ),
        Err(error) => unreadable(CODE, TITLE, error),
    }
}
