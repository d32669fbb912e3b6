//! `gongkai backup`: everything in one folder or one `.tar`, while the server goes on.

use std::path::Path;

use app::installation::{Extra, back_up};

use crate::arguments::Place;
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::{Folder, KEY_VARIABLE};
use crate::progress::Bar;
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

/// The names of the small files in a backup.
pub const CONFIG: &str = "gongkai.toml";
pub const KEY: &str = "master.key";

pub fn run(place: &Place, to: &Path, with_key: bool) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let extras = extras(&folder, &config, with_key)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let bar = Bar::new();
        let manifest = back_up(&opened.app, to, &extras, &mut |progress| bar.hear(progress)).await?;
        drop(bar);
        wiring::close(&opened.app).await;
        let (rows, files) = (manifest.rows(), manifest.files.len());
        say(&format!(
            "备份完成：{}，{rows} 行记录，{files} 个文件（{} 的状态）。",
            to.display(),
            manifest.taken_at_text
        ));
        if with_key {
            say("这份备份含有主密钥：谁拿到它，谁就能打开全部内容，请妥善保管。");
        } else {
            let from = folder.resolve(&config.master_key_file);
            say(&format!(
                "备份不含主密钥；请另外保管 {}（或者环境变量 {KEY_VARIABLE}），恢复时需要它。",
                from.display()
            ));
        }
        if manifest.missing_files.is_empty() {
            return Ok(Ended::Done);
        }
        say(&format!(
            "注意：有 {} 个附件文件缺失或者损坏，没有备份；请运行 gongkai doctor --full 查看。",
            manifest.missing_files.len()
        ));
        Ok(Ended::ErrorsFound)
    })
}

/// The configuration goes along without the database's address: a restore names its own.
fn extras(folder: &Folder, config: &Config, with_key: bool) -> Result<Vec<Extra>, Failure> {
    let portable = Config { database: Config::default().database, ..Config::read_file_alone(&folder.config_file())? };
    let mut extras = vec![Extra { name: CONFIG.to_string(), bytes: portable.document().into_bytes() }];
    if with_key {
        let text = match std::env::var(KEY_VARIABLE) {
            Ok(text) => text,
            Err(_) => std::fs::read_to_string(folder.resolve(&config.master_key_file))
                .map_err(|error| Failure::disk("读取主密钥", &error))?,
        };
        extras.push(Extra { name: KEY.to_string(), bytes: text.into_bytes() });
    }
    Ok(extras)
}
