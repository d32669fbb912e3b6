//! `gongkai demo`: makes the demo city if it is not there, prints the drawn passwords once, and serves it.

use std::time::Instant;

use app::demo::DEFAULT_SEED;
use app::demo::load::{Accounts, DemoAccount, LoadOptions, Loaded, load};
use app::{App, Data};

use super::init::set_up;
use super::serve;
use crate::arguments::{Addresses, DemoArguments, Place};
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::logging;
use crate::progress::Bar;
use crate::terminal::{say, table};
use crate::wiring::{self, OldSchema};

/// Items around today in the live sample.
const LIVE_ITEMS: u32 = 240;

/// A first walk through the house, with accounts of one agency and those of the city above it.
const WALK: &str = "\
从起草到公开走一遍：wang.yangli 起草送审 → guo.chushen 初审 → luo.fushen 复审 → zheng.baomi 保密审查 → tang.fabu 发布；
依申请公开：dong.shouli 经办 → shao.chengban 承办 → meng.fazhi 合法性审核 → qin.qianfa 签发；
管理页面：yuan.xitong（系统）、deng.anquan（安全）、peng.shenji（审计）、cheng.jianguan（监管、词库）。";

/// What is in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    City,
}

pub fn run(place: &Place, arguments: DemoArguments) -> Result<Ended, Failure> {
    let folder = Folder::at(&place.folder());
    if look(&folder, arguments.fresh)? == Found::City {
        remind(place);
        return serve::run(place, arguments.addresses);
    }
    // Marked before it is made, so that a city that was broken off is never served for a whole one.
    folder.mark_demo()?;
    let held = folder.hold()?;
    // The table of accounts should not be pushed off the screen by a line for each page that is looked at.
    folder.create(&Config { log_level: "warn".to_string(), ..Config::default() })?;
    let config = Config::read(&folder.config_file())?;
    logging::start(&config)?;
    wiring::block_on(&config, async {
        set_up(&folder, &config, Vec::new()).await?;
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        make(&opened.app, &arguments).await?;
        wiring::close(&opened.app).await;
        Ok(())
    })?;
    folder.mark_demo_made()?;
    drop(held);
    serve_anew(place, arguments.addresses)
}

/// Serves in a fresh program under the same process id: what making the city took of memory is given back.
#[cfg(unix)]
fn serve_anew(place: &Place, addresses: Addresses) -> Result<Ended, Failure> {
    use std::os::unix::process::CommandExt;
    let Ok(program) = std::env::current_exe() else { return serve::run(place, addresses) };
    let mut command = std::process::Command::new(program);
    command.arg("serve").arg("--data").arg(place.folder());
    for (flag, value) in [("--listen", addresses.listen), ("--console-listen", addresses.console_listen)] {
        if let Some(value) = value {
            command.args([flag, &value]);
        }
    }
    Err(Failure::disk("启动服务", &command.exec()))
}

#[cfg(not(unix))]
fn serve_anew(place: &Place, addresses: Addresses) -> Result<Ended, Failure> {
    serve::run(place, addresses)
}

/// Finds out what is there, and empties a demo's folder where that was asked for or a demo was not finished.
fn look(folder: &Folder, fresh: bool) -> Result<Found, Failure> {
    let shown = folder.path().display();
    let unfinished = folder.has_unfinished_demo();
    if !unfinished && !folder.is_ours() {
        return match folder.is_empty()? {
            true => Ok(Found::Nothing),
            false => Err(Failure::new(format!("“{shown}”里已经有别的内容；请用 --data 换一个空文件夹。"))),
        };
    }
    let _held = folder.hold()?;
    if !unfinished {
        refuse_real(folder)?;
        if !fresh {
            return Ok(Found::City);
        }
    }
    folder.empty_demo()?;
    Ok(Found::Nothing)
}

/// Real records are neither served as a demo nor thrown away for one.
fn refuse_real(folder: &Folder) -> Result<(), Failure> {
    let config = Config::read(&folder.config_file())?;
    wiring::block_on(&config, async {
        let opened = wiring::open(folder, &config, OldSchema::BringUp).await?;
        let data = opened.app.data();
        wiring::close(&opened.app).await;
        if data == Data::Demo && config.database == Config::default().database {
            return Ok(());
        }
        let shown = folder.path().display();
        Err(Failure::new(format!("“{shown}”里不是演示数据；请用 gongkai serve 启动它，或者用 --data 换一个空文件夹。")))
    })
}

async fn make(app: &App, arguments: &DemoArguments) -> Result<(), Failure> {
    let live = if arguments.live { LIVE_ITEMS } else { 0 };
    let options = LoadOptions {
        seed: DEFAULT_SEED,
        scale: arguments.scale,
        live,
        cases: arguments.cases,
        accounts: Accounts::Make,
    };
    let began = Instant::now();
    let bar = Bar::new();
    let loaded = load(app, options, |done, all| bar.show(format!("演示信息：{done}/{all}"))).await?;
    drop(bar);
    tell(&loaded, began.elapsed().as_secs_f32());
    Ok(())
}

fn tell(loaded: &Loaded, seconds: f32) {
    let Loaded { agencies, sections, items, live_items, cases, .. } = loaded;
    say(&format!(
        "演示城市已建立（{seconds:.1} 秒）：{agencies} 个机构、{sections} 个栏目、{items} 条信息，近期任务 {live_items} 条。"
    ));
    say(&format!("另有 {cases} 件演示申请，分布在各个办理环节。"));
    let row = |one: &DemoAccount| {
        vec![one.login.clone(), one.name.clone(), one.post.clone(), one.roles.join("、"), one.password.clone()]
    };
    table(&["账号", "姓名", "单位和职务", "角色", "口令"], &loaded.accounts.iter().map(row).collect::<Vec<_>>());
    say("口令是随机生成的，只显示这一次；忘记时运行 gongkai user reset 账号 重新发放。");
    say(WALK);
}

fn remind(place: &Place) {
    let data = place.folder();
    let data = data.display();
    say("演示城市已经在这个文件夹里；口令在建立时显示过。");
    say(&format!("重新发放口令：gongkai user reset 账号 --data {data}；重新建立：gongkai demo --fresh --data {data}"));
}
