//! Puts the parts together: database, files, index, clock, randomness and key make an [`App`].

use std::future::Future;

use app::context::Parts;
use app::installation;
use app::{App, AppError};
use search::{SearchError, SearchIndex};
use store::{Engine, Files, Store, StoreError};

use crate::config::Config;
use crate::failure::Failure;
use crate::folder::Folder;
use crate::fonts;
use crate::system;

/// What a command does on a schema that is older than the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldSchema {
    /// Says that `gongkai migrate` comes first.
    Refuse,
    /// On SQLite, after a copy of the database was made beside it; on PostgreSQL, where other servers may share the
    /// database, it refuses.
    BringUp,
}

/// Whether the index holds what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    Ready,
    /// The old one could not be used and was put away: it must be built anew.
    Empty,
}

/// An open installation.
pub struct Opened {
    pub app: App,
    pub index: IndexState,
}

/// Runs a command's asynchronous part.
pub fn block_on<T>(config: &Config, task: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if config.worker_threads > 0 {
        builder.worker_threads(config.worker_threads);
    }
    let runtime = builder.enable_all().build().map_err(|error| Failure::disk("启动运行环境", &error))?;
    runtime.block_on(Box::pin(task))
}

/// Opens the database that the configuration names.
pub async fn open_store(folder: &Folder, config: &Config) -> Result<Store, Failure> {
    if config.database == "sqlite" {
        let path = folder.database_file();
        return Store::open_sqlite(&path)
            .await
            .map_err(|error| Failure::new(format!("打不开数据库 {}：{error}。", path.display())));
    }
    let shown = config.without_secrets().database;
    Store::open_postgres(&config.database, config.database_connections)
        .await
        .map_err(|error| Failure::new(format!("连不上数据库 {shown}：{error}；请检查地址、口令和数据库是否已启动。")))
}

/// Opens everything.
pub async fn open(folder: &Folder, config: &Config, old: OldSchema) -> Result<Opened, Failure> {
    let keys = folder.master_key(config)?;
    if config.database == "sqlite" && !folder.database_file().is_file() {
        return Err(Failure::new(format!(
            "没有找到数据库 {}；请从备份恢复（gongkai restore）。",
            folder.database_file().display()
        )));
    }
    let store = open_store(folder, config).await?;
    bring_up(folder, &store, old).await?;
    let (index, state) = open_index(folder)?;
    let parts = Parts {
        store,
        files: Files::open(&folder.files())?,
        index,
        clock: system::clock(),
        random: system::random(),
        keys,
        parser: std::env::current_exe().map_err(|error| Failure::disk("查找程序自身的位置", &error))?,
        fonts: fonts::load(folder, config)?,
    };
    let app = App::start(parts).await?;
    installation::check_key(&app).await?;
    Ok(Opened { app, index: state })
}

/// Closes the database, so that SQLite's log is folded into its file.
pub async fn close(app: &App) {
    if let Err(error) = app.store().clone().close().await {
        tracing::warn!("closing the database: {error}");
    }
}

async fn bring_up(folder: &Folder, store: &Store, old: OldSchema) -> Result<(), Failure> {
    let pending = pending(store).await?;
    let Some(first) = pending.first() else { return Ok(()) };
    if old == OldSchema::Refuse || store.engine() == Engine::Postgres {
        return Err(Failure::new(format!(
            "数据库结构比程序旧（有 {} 项升级没有执行）；请先备份，再运行 gongkai migrate。",
            pending.len()
        )));
    }
    if !store.applied_migrations().await?.is_empty() {
        let copy = folder.path().join(format!("gongkai.db.before-{first}"));
        if !copy.exists() {
            store.copy_sqlite_to(&copy).await?;
        }
        tracing::info!("the database is brought to this version; a copy lies at {}", copy.display());
    }
    Ok(store.migrate().await?)
}

/// What is to be applied; a database that is newer than the program is refused.
pub async fn pending(store: &Store) -> Result<Vec<String>, Failure> {
    store.pending_migrations().await.map_err(|error| match error {
        StoreError::Database(inner) if inner.to_string().contains("missing") => {
            Failure::new("数据库来自更新的程序版本；请使用那个版本或者更新的 gongkai。")
        }
        other => Failure::from(other),
    })
}

/// An index is made from the records, so one that cannot be used is put away.
fn open_index(folder: &Folder) -> Result<(SearchIndex, IndexState), Failure> {
    let path = folder.index();
    let fresh = !path.exists();
    match SearchIndex::open(&path) {
        Ok(index) => Ok((index, if fresh { IndexState::Empty } else { IndexState::Ready })),
        Err(SearchError::IndexOutdated { .. } | SearchError::Damaged(_)) => {
            tracing::warn!("the search index cannot be used and is built anew");
            std::fs::remove_dir_all(&path).map_err(|error| Failure::disk("清除旧的检索文件", &error))?;
            let index = SearchIndex::open(&path).map_err(AppError::from)?;
            Ok((index, IndexState::Empty))
        }
        Err(error) => Err(AppError::from(error).into()),
    }
}
