//! `gongkai restore`: a backup into an empty folder, checked before and afterwards.

use std::path::Path;

use app::context::Parts;
use app::installation::{self, Opened, Restored};
use app::keys::MasterKey;
use app::{App, AppError};
use search::SearchIndex;
use store::Files;

use super::backup::{CONFIG, KEY};
use crate::arguments::Place;
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::{Folder, KEY_VARIABLE, write_private};
use crate::fonts;
use crate::logging;
use crate::progress::Bar;
use crate::system;
use crate::terminal::say;
use crate::wiring;

pub fn run(place: &Place, from: &Path, database: Option<String>, key: Option<&Path>) -> Result<Ended, Failure> {
    let folder = Folder::at(&place.folder());
    let shown = folder.path().display();
    if !folder.is_empty()? {
        return Err(Failure::new(format!("“{shown}”里已经有内容；恢复只能用空的数据文件夹。")));
    }
    // Looked at before anything is made, so that a wrong path leaves nothing behind.
    if !from.exists() {
        return Err(AppError::problem("backup_not_found").with("path", from.display()).into());
    }
    std::fs::create_dir_all(folder.path()).map_err(|error| Failure::disk(&format!("建立文件夹 {shown}"), &error))?;
    let _held = folder.hold()?;
    folder.mark_restoring()?;
    let bar = Bar::new();
    let opened = installation::open_backup(from, &folder.spare(), &mut |progress| bar.hear(progress));
    let opened = opened.map_err(|error| emptied(&folder, error.into()))?;
    let key = key_text(&opened, key).map_err(|error| emptied(&folder, error))?;
    let config = configuration(&opened, database).map_err(|error| emptied(&folder, error))?;
    logging::start(&config)?;
    let restored = wiring::block_on(&config, restore(&folder, &config, &opened, &key, &bar));
    let restored = restored.map_err(|error| emptied(&folder, error))?;
    drop(bar);
    folder.mark_restored()?;
    Ok(tell(&folder, &opened, &restored))
}

/// Nothing half-restored stays: the folder is left as empty as it was, and the records came in by one transaction.
fn emptied(folder: &Folder, failure: Failure) -> Failure {
    folder.forget();
    failure
}

/// The key: the one named, the environment's, or the one in the backup.
fn key_text(opened: &Opened, named: Option<&Path>) -> Result<String, Failure> {
    let text = match named {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::disk(&format!("读取主密钥 {}", path.display()), &error))?,
        None => match (std::env::var(KEY_VARIABLE), opened.find_extra(KEY)) {
            (Ok(text), _) => text,
            (Err(_), Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            (Err(_), None) => {
                return Err(Failure::new(format!(
                    "这份备份不含主密钥；请用 --key 指明主密钥文件，或者设置环境变量 {KEY_VARIABLE}。"
                )));
            }
        },
    };
    let parsed = MasterKey::parse(&text).ok_or_else(|| Failure::new("主密钥不对，应是 64 个十六进制数字。"))?;
    opened.check_key(&parsed)?;
    Ok(text)
}

fn configuration(opened: &Opened, database: Option<String>) -> Result<Config, Failure> {
    let text = opened.find_extra(CONFIG).unwrap_or_default();
    let mut config = Config::of_text(&String::from_utf8_lossy(&text))?;
    config.database = database.unwrap_or_else(|| Config::default().database);
    config.with_addresses(None, None)
}

async fn restore(folder: &Folder, config: &Config, opened: &Opened, key: &str, bar: &Bar) -> Result<Restored, Failure> {
    let keys = MasterKey::parse(key).ok_or_else(|| Failure::new("主密钥不对。"))?;
    let store = wiring::open_store(folder, config).await?;
    let files = Files::open(&folder.files())?;
    let mut hear = |progress| bar.hear(progress);
    installation::load(opened, &store, &files, system::now(), &mut hear).await?;
    if std::env::var_os(KEY_VARIABLE).is_none() {
        let path = folder.resolve(&config.master_key_file);
        write_private(&path, key).map_err(|error| Failure::disk("写入主密钥", &error))?;
    }
    folder.create(config)?;
    let index = SearchIndex::open(&folder.index()).map_err(AppError::from)?;
    let parser = std::env::current_exe().map_err(|error| Failure::disk("查找程序自身的位置", &error))?;
    let parts = Parts {
        store,
        files,
        index,
        clock: system::clock(),
        random: system::random(),
        keys,
        parser,
        fonts: fonts::load(folder, config)?,
    };
    let app = App::start(parts).await?;
    let restored = installation::finish(&app, &folder.index(), &opened.manifest, &mut hear).await;
    wiring::close(&app).await;
    Ok(restored?)
}

fn tell(folder: &Folder, opened: &Opened, restored: &Restored) -> Ended {
    let manifest = &opened.manifest;
    let (rows, files, indexed) = (manifest.rows(), restored.fingerprint.files.there, restored.indexed);
    say(&format!(
        "恢复完成：{rows} 行记录、{files} 个文件与备份（{}）完全一致，检索已重建（{indexed} 条公开信息）。",
        manifest.taken_at_text
    ));
    let mut ended = Ended::Done;
    if !restored.audit.breaks.is_empty() {
        say("注意：备份里的审计链已有改动；请运行 gongkai audit verify 查看。");
        ended = Ended::ErrorsFound;
    }
    if !manifest.missing_files.is_empty() {
        say(&format!(
            "注意：备份时已有 {} 个附件文件缺失；请运行 gongkai doctor --full 查看。",
            manifest.missing_files.len()
        ));
        ended = Ended::ErrorsFound;
    }
    say(&format!("启动：gongkai serve --data {}", folder.path().display()));
    ended
}
