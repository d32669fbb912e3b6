//! `gongkai export static`: the public site as files. Which pages there are and what has changed is decided in `web`.

use std::path::{Path, PathBuf};

use web::Web;
use web::mirror::{Done, Extent, MirrorError, Order, export};

use super::serve::web_config;
use crate::arguments::{Place, StaticArguments};
use crate::config::{Config, is_origin};
use crate::failure::{Ended, Failure, reason};
use crate::folder::Folder;
use crate::progress::Bar;
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

/// Links to nothing that are told one by one.
const TOLD: usize = 20;

pub fn run(place: &Place, arguments: &StaticArguments) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let order = Order {
        to: target(&folder, &arguments.to)?,
        live: live(&config, arguments.live.as_deref())?,
        extent: if arguments.full { Extent::Everything } else { Extent::Changes },
    };
    let done = wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let doors = Web::new(opened.app.clone(), web_config(&folder, &config))?;
        let bar = Bar::new();
        let done = export(&doors, &order, &|made| bar.show(format!("已生成 {made} 个网址"))).await;
        drop(bar);
        wiring::close(&opened.app).await;
        done.map_err(|error| failure(&arguments.to, &error))
    })?;
    tell(&done, arguments.answer.json);
    Ok(if done.missing.is_empty() { Ended::Done } else { Ended::ErrorsFound })
}

/// The mirror is given out to everyone: it must not lie in the data folder, nor around it.
fn target(folder: &Folder, to: &Path) -> Result<PathBuf, Failure> {
    let whole = |path: &Path| std::path::absolute(path).and_then(|path| path.canonicalize().or(Ok(path)));
    let failed = |error: std::io::Error| Failure::disk(&format!("查找 {}", to.display()), &error);
    let (own, to) = (whole(folder.path()).map_err(failed)?, whole(to).map_err(failed)?);
    if to.starts_with(&own) || own.starts_with(&to) {
        return Err(Failure::new("静态镜像会公开给所有人，不能放在数据文件夹里，也不能包含它；请另选一个文件夹。"));
    }
    Ok(to)
}

fn live(config: &Config, named: Option<&str>) -> Result<String, Failure> {
    let origin = named.or(config.public_origin.as_deref()).ok_or_else(|| {
        Failure::new("没有写网站的网址；请加上 --live https://域名，或者在配置文件中填写 public_origin。")
    })?;
    if !is_origin(origin) {
        return Err(Failure::new(format!("“{origin}”应写成 https://域名，后面不带路径。")));
    }
    Ok(origin.to_string())
}

fn failure(to: &Path, error: &MirrorError) -> Failure {
    match error {
        MirrorError::Foreign(path) => {
            Failure::new(format!("“{path}”不是静态镜像写的，没有改动它；请用 --to 指明一个空文件夹，或者先把它移走。"))
        }
        MirrorError::InUse => Failure::new(format!("另一个导出正在写“{}”；请等它结束。", to.display())),
        MirrorError::Damaged => Failure::new(format!(
            "“{}”里的清单不完整，不能判断哪些文件是镜像写的；请换一个空文件夹重新导出。",
            to.display()
        )),
        MirrorError::Disk(error) => Failure::new(format!("写入“{}”失败：{}。", to.display(), reason(error))),
        MirrorError::App(_) | MirrorError::Page(..) => Failure::new(format!("生成网页失败，镜像没有改变：{error}。")),
    }
}

fn tell(done: &Done, json: bool) {
    if json {
        say(&serde_json::json!({
            "everything": done.everything, "addresses": done.addresses, "made": done.made,
            "written": done.written.len(), "deleted": done.deleted.len(), "missing": done.missing,
        })
        .to_string());
        return;
    }
    let extent = if done.everything { "全部生成" } else { "按变化更新" };
    say(&format!(
        "{extent}：镜像共 {} 个网址，这次生成 {} 个，写入 {} 个文件，删除 {} 个文件。",
        done.addresses,
        done.made,
        done.written.len(),
        done.deleted.len()
    ));
    for (page, address) in done.missing.iter().take(TOLD) {
        say(&format!("网页 {page} 中的链接 {address} 没有内容。"));
    }
    if done.missing.len() > TOLD {
        say(&format!("另有 {} 个这样的链接没有列出。", done.missing.len() - TOLD));
    }
}
