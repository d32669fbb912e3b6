//! What the doctor looks at around the records: key, fonts, disk.

use std::path::Path;

use app::App;
use app::installation::doctor::Check;

use crate::config::Config;
use crate::failure::reason;
use crate::folder::{Folder, KEY_VARIABLE};
use crate::fonts;

/// Less free space than this is a fault, less than the second is worth a word.
const LITTLE: u64 = 512 * 1024 * 1024;
const SOME: u64 = 5 * 1024 * 1024 * 1024;

pub fn master_key(folder: &Folder, config: &Config) -> Check {
    const CODE: &str = "master_key";
    const TITLE: &str = "主密钥";
    if let Err(failure) = folder.master_key(config) {
        return Check::fault(CODE, TITLE, failure.to_string(), "没有主密钥，系统不能启动，加密的内容无法恢复。");
    }
    if std::env::var_os(KEY_VARIABLE).is_some() {
        return Check::good(CODE, TITLE, format!("由环境变量 {KEY_VARIABLE} 提供"));
    }
    let path = folder.resolve(&config.master_key_file);
    match others_may_read(&path) {
        Ok(false) => Check::good(CODE, TITLE, format!("{}，只有本用户可以读取", path.display())),
        Ok(true) => {
            let advice = format!("请运行：chmod 600 {}", path.display());
            Check::fault(CODE, TITLE, format!("{} 可以被别的用户读取", path.display()), format!("{advice} 。"))
        }
        Err(error) => Check::notice(
            CODE,
            TITLE,
            format!("无法查看 {} 的权限：{}", path.display(), reason(&error)),
            "请手工检查文件权限。",
        ),
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(path.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_path: &Path) -> std::io::Result<bool> {
    Ok(false)
}

pub fn fonts(folder: &Folder, config: &Config) -> Vec<Check> {
    const CODE: &str = "fonts";
    let mut checks = vec![match fonts::examine(fonts::BUNDLED) {
        Ok(()) => Check::good(CODE, "自带字体", "思源宋体可用"),
        Err(told) => Check::fault(CODE, "自带字体", told, "程序文件不完整，请重新安装。"),
    }];
    for path in fonts::own(folder, config) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let examined = std::fs::read(&path).map_err(|error| reason(&error)).and_then(|bytes| fonts::examine(&bytes));
        checks.push(match examined {
            Ok(()) => Check::good("own_fonts", "单位字体", format!("{name} 可用")),
            Err(told) => Check::notice(
                "own_fonts",
                "单位字体",
                format!("{name}：{told}"),
                "请换用完整的中文字体，或者移走这个文件。",
            ),
        });
    }
    checks.push(official_fonts(folder, config));
    checks
}

/// Whether the papers are set in the fonts of GB/T 9704, or make do with the program's.
fn official_fonts(folder: &Folder, config: &Config) -> Check {
    const CODE: &str = "official_fonts";
    const TITLE: &str = "公文字体";
    let place = folder.resolve(&config.fonts);
    if !place.is_dir() {
        let advice = "请建立这个文件夹，或者在配置中改正 fonts；文书暂用自带的思源宋体。";
        return Check::notice(CODE, TITLE, format!("没有字体文件夹 {}", place.display()), advice);
    }
    match fonts::load(folder, config).map(|fonts| fonts.lacking()) {
        Err(failure) => Check::fault(CODE, TITLE, failure.to_string(), "程序文件不完整，请重新安装。"),
        Ok(lacking) if lacking.is_empty() => Check::good(CODE, TITLE, "仿宋、小标宋等公文字体齐全"),
        Ok(lacking) => Check::notice(
            CODE,
            TITLE,
            format!("没有{}，PDF 文书用自带的思源宋体代替", lacking.join("、")),
            format!("请把单位有权使用的字体文件放入 {}，再重新启动。", place.display()),
        ),
    }
}

/// Whether whole addresses on pages, in feeds and mails name the site, and not whatever name a visitor asked by.
pub fn public_name(app: &App, config: &Config) -> Check {
    const CODE: &str = "public_name";
    const TITLE: &str = "网站网址";
    let directory = app.directory();
    let host = directory.main_site().and_then(|main| main.host.clone()).filter(|host| !host.is_empty());
    match config.public_origin.clone().or(host) {
        Some(name) => Check::good(CODE, TITLE, name),
        None => Check::notice(
            CODE,
            TITLE,
            "没有填写，网页和订阅里的完整网址按访问者请求的域名写",
            "请在配置文件中填写 public_origin，或者在后台“站点”中填写主站的域名。",
        ),
    }
}

pub fn disk(folder: &Folder) -> Check {
    const CODE: &str = "disk";
    const TITLE: &str = "磁盘空间";
    match fs4::available_space(folder.path()) {
        Ok(free) if free < LITTLE => Check::fault(
            CODE,
            TITLE,
            format!("只剩 {} MB", free >> 20),
            "请马上清理磁盘或者扩容；空间用完后不能保存任何内容。",
        ),
        Ok(free) if free < SOME => {
            Check::notice(CODE, TITLE, format!("剩 {} MB", free >> 20), "请安排清理磁盘或者扩容。")
        }
        Ok(free) => Check::good(CODE, TITLE, format!("剩 {} GB", free >> 30)),
        Err(error) => Check::notice(CODE, TITLE, format!("无法查看：{}", reason(&error)), "请手工检查磁盘空间。"),
    }
}
