//! `gongkai init`: makes a data folder with key, database and configuration. There is no default account and no default
//! password: administrators are those who are named.

use app::identity::{BootstrapAccount, bootstrap_administrator};
use app::installation;
use domain::identity::Role;
use domain::identity::account::{is_login, normal_login};

use super::user::{print_issued, role_of};
use crate::arguments::{InitArguments, Place};
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::logging;
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

pub fn run(place: &Place, arguments: InitArguments) -> Result<Ended, Failure> {
    let path = place.folder();
    let folder = Folder::at(&path);
    let shown = path.display();
    if folder.is_ours() {
        return Err(Failure::new(format!("“{shown}”已经建立过；可以直接运行 gongkai serve --data {shown}。")));
    }
    if !folder.is_empty()? {
        return Err(Failure::new(format!("“{shown}”里已经有别的内容；请换一个空文件夹。")));
    }
    let administrators = arguments.admin.iter().map(|text| administrator(text)).collect::<Result<Vec<_>, _>>()?;
    // The environment goes over the file at every start; it is not written into the file.
    let mut config = Config::default();
    if let Some(database) = arguments.database {
        config.database = database;
    }
    let config = config.with_addresses(None, None)?;
    let named = administrators.iter().map(|one| one.role).collect::<Vec<_>>();
    folder.create(&config)?;
    let config = Config::read(&folder.config_file())?;
    logging::start(&config)?;
    // What could not be set up leaves nothing behind, so that the same command can be tried again.
    wiring::block_on(&config, set_up(&folder, &config, administrators)).inspect_err(|_| folder.forget())?;
    say(&format!("数据文件夹“{shown}”已经建立。"));
    next_steps(&folder, &config, &named);
    Ok(Ended::Done)
}

fn administrator(text: &str) -> Result<BootstrapAccount, Failure> {
    let mut parts = text.splitn(3, ':');
    let (login, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if login.is_empty() || name.is_empty() {
        return Err(Failure::new(format!("管理员“{text}”应写成“登录名:姓名”，例如 --admin admin:张三。")));
    }
    if !is_login(&normal_login(login)) {
        return Err(Failure::new(format!("登录名“{login}”不对：以字母开头，只能用字母、数字和 . - _，至少两个字符。")));
    }
    let role = parts.next().map_or(Ok(Role::SystemAdmin), role_of)?;
    Ok(BootstrapAccount { login: login.to_string(), name: name.to_string(), role })
}

/// Makes the database of a new folder, with its key's probe and its first administrators.
pub async fn set_up(folder: &Folder, config: &Config, administrators: Vec<BootstrapAccount>) -> Result<(), Failure> {
    let store = wiring::open_store(folder, config).await?;
    if !installation::is_unused(&store).await? {
        let shown = config.without_secrets().database;
        return Err(Failure::new(format!("数据库 {shown} 里已经有记录；请使用空的数据库。")));
    }
    store.migrate().await?;
    store.close().await?;
    let opened = wiring::open(folder, config, OldSchema::Refuse).await?;
    installation::keep_probe(&opened.app).await?;
    let mut issued = Vec::new();
    for one in administrators {
        let (name, role) = (one.name.clone(), one.role);
        issued.push((bootstrap_administrator(&opened.app, one).await?, name, role.label().to_string()));
    }
    print_issued(&issued);
    wiring::close(&opened.app).await;
    Ok(())
}

fn next_steps(folder: &Folder, config: &Config, named: &[Role]) {
    let data = folder.path().display();
    let key = folder.resolve(&config.master_key_file);
    let mut steps = vec![format!("把主密钥 {} 抄存到别处妥善保管；没有它，加密的内容无法恢复。", key.display())];
    for role in Role::ALL.iter().filter(|role| role.is_administrator() && !named.contains(role)) {
        let (code, label) = (role.code(), role.label());
        steps.push(format!("建立{label}：gongkai user add 登录名 --name 姓名 --role {code} --data {data}"));
    }
    steps.push(format!("启动：gongkai serve --data {data}"));
    say("下一步：");
    for (step, number) in steps.iter().zip(1..) {
        say(&format!("{number}. {step}"));
    }
}
