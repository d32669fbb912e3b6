//! `gongkai keys rotate`: a new master key. It is on disk before anything is sealed with it, and the old one stays until
//! everything is; broken off at any moment, the same command finishes.

use app::installation::{Rotated, rotate_key};
use app::keys::MasterKey;

use crate::arguments::Place;
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::{Folder, KEY_VARIABLE};
use crate::progress::Bar;
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

/// Where the new key stands when keys are given by the environment.
const NEXT_VARIABLE: &str = "GONGKAI_NEXT_MASTER_KEY";

pub fn rotate(place: &Place) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let _held = folder.hold()?;
    let from_environment = std::env::var_os(KEY_VARIABLE).is_some();
    let next = next_key(&folder, &config, from_environment)?;
    let rotated = wiring::block_on(&config, async {
        let opened = wiring::open_unchecked(&folder, &config, OldSchema::Refuse).await?;
        let bar = Bar::new();
        let done = rotate_key(&opened.app, &next, &mut |sealed| bar.show(format!("已换用新密钥：{sealed}"))).await;
        drop(bar);
        wiring::close(&opened.app).await;
        Ok(done?)
    })?;
    if from_environment {
        say(&format!("请把环境变量 {KEY_VARIABLE} 改为新的主密钥，再启动服务。"));
    } else {
        let kept = folder.change_key(&config)?;
        say(&format!("旧的主密钥保存为 {}：恢复更换以前的备份时还需要它，请另外保管。", kept.display()));
    }
    Ok(tell(&folder, &config, &rotated, from_environment))
}

fn next_key(folder: &Folder, config: &Config, from_environment: bool) -> Result<MasterKey, Failure> {
    if !from_environment {
        return folder.next_key(config);
    }
    let text = std::env::var(NEXT_VARIABLE).map_err(|_| {
        Failure::new(format!(
            "主密钥由环境变量 {KEY_VARIABLE} 提供；请把新的主密钥放在环境变量 {NEXT_VARIABLE} 里再运行。"
        ))
    })?;
    MasterKey::parse(&text)
        .ok_or_else(|| Failure::new(format!("环境变量 {NEXT_VARIABLE} 中的主密钥不对，应是 64 个十六进制数字。")))
}

fn tell(folder: &Folder, config: &Config, rotated: &Rotated, from_environment: bool) -> Ended {
    say(&format!("主密钥已更换，{} 项加密内容换用新密钥。", rotated.sealed));
    if !from_environment {
        let path = folder.resolve(&config.master_key_file);
        say(&format!("请抄存新的主密钥 {}，并重新做一次备份。", path.display()));
    }
    if rotated.unreadable.is_empty() {
        return Ended::Done;
    }
    say(&format!("注意：{} 项内容用新旧密钥都打不开，保持原样，例如：{}。", rotated.unreadable.len(), named(rotated)));
    Ended::ErrorsFound
}

fn named(rotated: &Rotated) -> String {
    rotated.unreadable.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("、")
}
