//! The command line: what may be asked, and Chinese sentences for what was asked wrongly.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::failure::Failure;
use crate::terminal;

/// Where the data folder is when nobody says so.
const DEFAULT_FOLDER: &str = "data";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, about = "公开：政府信息公开工作系统")]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Which installation is meant.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// 数据文件夹（默认 ./data）
    #[arg(long, global = true, value_name = "文件夹", env = "GONGKAI_DATA", hide_env = true)]
    data: Option<PathBuf>,
}

impl Place {
    /// The data folder.
    pub fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER))
    }

    /// The data folder if one was named.
    pub fn named(&self) -> Option<PathBuf> {
        self.data.clone()
    }
}

/// The addresses to serve on.
#[derive(Debug, Clone, Args)]
pub struct Addresses {
    /// 公众网站的监听地址（默认 127.0.0.1:8080）
    #[arg(long, value_name = "地址:端口")]
    pub listen: Option<String>,
    /// 工作后台单独的监听地址
    #[arg(long, value_name = "地址:端口")]
    pub console_listen: Option<String>,
}

/// Whether a person or a program reads the answer.
#[derive(Debug, Clone, Copy, Args)]
pub struct Answer {
    /// 以 JSON 输出
    #[arg(long)]
    pub json: bool,
}

/// What may be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建立演示城市并启动服务
    Demo(DemoArguments),
    /// 启动服务
    Serve(Addresses),
    /// 建立数据文件夹
    Init(InitArguments),
    /// 把数据库结构升级到当前程序版本
    Migrate,
    /// 检查数据库、检索、文件、字体、时间和磁盘
    Doctor {
        /// 核对全部文件内容和全部审计记录
        #[arg(long)]
        full: bool,
        #[command(flatten)]
        answer: Answer,
    },
    /// 管理用户
    #[command(subcommand)]
    User(UserCommand),
    /// 批量导入
    #[command(subcommand)]
    Import(ImportCommand),
    /// 导出
    #[command(subcommand)]
    Export(ExportCommand),
    /// 检索
    #[command(subcommand)]
    Search(SearchCommand),
    /// 工作日历
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// 政府信息公开工作年度报告
    #[command(subcommand)]
    Report(ReportCommand),
    /// 审计日志
    #[command(subcommand)]
    Audit(AuditCommand),
    /// 备份（服务不必停止）
    Backup {
        /// 备份位置：文件夹，或者以 .tar 结尾的文件
        #[arg(long, value_name = "位置")]
        to: PathBuf,
        /// 把主密钥也放进备份（这样的备份必须妥善保管）
        #[arg(long)]
        with_key: bool,
    },
    /// 从备份恢复到空的数据文件夹
    Restore(RestoreArguments),
    /// 主密钥
    #[command(subcommand)]
    Keys(KeysCommand),
    /// 配置
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Args)]
pub struct DemoArguments {
    #[command(flatten)]
    pub addresses: Addresses,
    /// 信息数量的倍数，用于测量
    #[arg(long, value_name = "倍数", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub scale: u32,
    /// 另外加一批日期在今天前后的信息，使后台的任务列表有内容
    #[arg(long)]
    pub live: bool,
    /// 另外加这么多件各种状态的依申请公开件
    #[arg(long, value_name = "件数", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=200_000))]
    pub cases: u32,
    /// 清空这个文件夹里原有的演示数据，重新建立
    #[arg(long)]
    pub fresh: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// 备份的文件夹或者 .tar 文件
    #[arg(long, value_name = "位置")]
    pub from: PathBuf,
    /// 恢复到这个数据库，而不是数据文件夹里的 SQLite（postgres://…，必须是空库）
    #[arg(long, value_name = "地址")]
    pub database: Option<String>,
    /// 主密钥文件；备份里带有主密钥时不需要
    #[arg(long, value_name = "文件")]
    pub key: Option<PathBuf>,
    /// 原数据文件夹里的 erased.json：备份以后清除的申请件在恢复后再次清除
    #[arg(long, value_name = "文件")]
    pub erased: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum KeysCommand {
    /// 更换主密钥（先停止服务；中断后重新运行即可做完）
    Rotate,
}

#[derive(Debug, Args)]
pub struct InitArguments {
    /// 数据库（默认使用数据文件夹里的 SQLite；也可以写 postgres://用户:口令@主机/库名）
    #[arg(long, value_name = "地址")]
    pub database: Option<String>,
    /// 建立管理员，写成“登录名:姓名”（系统管理员）或者“登录名:姓名:角色”；可以写多次
    #[arg(long, value_name = "登录名:姓名")]
    pub admin: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// 新建用户，并给出一次性口令
    Add {
        #[arg(value_name = "登录名")]
        login: String,
        /// 姓名
        #[arg(long, value_name = "姓名")]
        name: String,
        /// 所属机构的英文标识；三种管理员可以不写
        #[arg(long, value_name = "机构")]
        agency: Option<String>,
        /// 角色，可以写成“角色@范围”，例如 editor@section:yaowen；可以写多次
        #[arg(long, value_name = "角色[@范围]", required = true)]
        role: Vec<String>,
    },
    /// 重新发放口令，并结束该用户的登录
    Reset {
        #[arg(value_name = "登录名")]
        login: String,
    },
    /// 列出用户
    List {
        #[command(flatten)]
        answer: Answer,
    },
}

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// 从 CSV、XLSX 或者 JSONL 文件导入信息
    Items(ImportArguments),
}

#[derive(Debug, Args)]
pub struct ImportArguments {
    #[arg(value_name = "文件", required = true)]
    pub files: Vec<PathBuf>,
    /// 只检查，不写入
    #[arg(long)]
    pub dry_run: bool,
    /// 这些信息在别处已经公开，按“已发布”导入；写明批准依据，会记入审计日志
    #[arg(long, value_name = "批准依据")]
    pub published_before: Option<String>,
    /// 字段与列名的对应，例如 title=信息标题；可以写多次
    #[arg(long, value_name = "字段=列名")]
    pub map: Vec<String>,
    /// 没有写栏目的行放入这个栏目
    #[arg(long, value_name = "栏目")]
    pub section: Option<String>,
    /// 没有写机构的行属于这个机构
    #[arg(long, value_name = "机构")]
    pub agency: Option<String>,
    /// 附件所在的文件夹
    #[arg(long, value_name = "文件夹")]
    pub attachments: Option<PathBuf>,
    #[command(flatten)]
    pub answer: Answer,
}

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// 把全部公众网页写成文件，供 nginx 等网页服务器直接提供；再次运行只改写有变化的部分
    Static(StaticArguments),
}

#[derive(Debug, Args)]
pub struct StaticArguments {
    /// 静态镜像的文件夹：新的、空的，或者以前导出过的
    #[arg(long, value_name = "文件夹")]
    pub to: PathBuf,
    /// 检索、申请等要由程序办理的页面所在的网址（默认是配置中的 public_origin）
    #[arg(long, value_name = "网址")]
    pub live: Option<String>,
    /// 全部重新生成，不看上次导出以来的变化
    #[arg(long)]
    pub full: bool,
    #[command(flatten)]
    pub answer: Answer,
}

#[derive(Debug, Subcommand)]
pub enum SearchCommand {
    /// 重建检索（服务不必停止）
    Rebuild,
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// 核对全部审计链，指出每条链第一处不对的地方
    Verify {
        #[command(flatten)]
        answer: Answer,
    },
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// 显示现在生效的配置
    Print {
        /// 显示带说明的默认配置
        #[arg(long)]
        default: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// 检查年度报告：网页、Word、Excel、PDF、文本或者 JSON，不需要数据文件夹
    Check(ReportCheckArguments),
    /// 生成一个机关一个年度的报告：已有的报告按现状输出，没有的由系统记录计算
    Build(ReportBuildArguments),
    /// 导出全部已发布报告的数据和文件
    Export(ReportExportArguments),
}

#[derive(Debug, Args)]
pub struct ReportBuildArguments {
    /// 机关的英文标识
    #[arg(long, value_name = "机构")]
    pub agency: String,
    /// 报告年度
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    pub year: String,
    /// 输出文件，由扩展名决定格式：html、docx、pdf、xlsx、json；可以写多次
    #[arg(long, value_name = "文件", required = true)]
    pub out: Vec<PathBuf>,
    /// 只要本级的报告，不汇总下级机关
    #[arg(long)]
    pub own: bool,
}

#[derive(Debug, Args)]
pub struct ReportExportArguments {
    /// 输出文件夹
    #[arg(long, value_name = "文件夹")]
    pub to: PathBuf,
    /// 只导出这一年度
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    pub year: Option<String>,
}

#[derive(Debug, Args)]
pub struct ReportCheckArguments {
    /// 报告文件，或者存放报告的文件夹；同一机构几年的报告一起给出，还核对各年之间的数字
    #[arg(value_name = "文件", required = true)]
    pub files: Vec<PathBuf>,
    /// 报告的年度（默认由报告自己判断）
    #[arg(long, value_name = "年", allow_hyphen_values = true)]
    pub year: Option<String>,
    #[command(flatten)]
    pub answer: Answer,
}

#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// 计算期限：收到之日的次日起第若干个工作日
    Due {
        /// 收到日期
        #[arg(long, value_name = "日期", allow_hyphen_values = true)]
        received: String,
        /// 工作日数
        #[arg(long, value_name = "天数", allow_hyphen_values = true)]
        days: String,
        /// 说明哪些天计入、哪些天不计入
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        answer: Answer,
    },
}

/// What the arguments ask for. Help and version are printed here and end the program well.
pub fn read(arguments: Vec<OsString>) -> Result<Arguments, Failure> {
    let matches = chinese(Arguments::command(), "gongkai").try_get_matches_from(arguments);
    let read = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
    read.map_err(|error| Failure::new(sentence(&error)))
}

/// Whether the arguments only ask for help or the version; prints it then.
pub fn answers_itself(arguments: &[OsString]) -> bool {
    let Err(error) = chinese(Arguments::command(), "gongkai").try_get_matches_from(arguments) else { return false };
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked {
        terminal::say(error.render().to_string().trim_end());
    }
    asked
}

/// Headings and the help flag in Chinese, in every command.
fn chinese(command: clap::Command, path: &str) -> clap::Command {
    let help = clap::Arg::new("help").long("help").short('h').help("显示帮助").action(clap::ArgAction::Help);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_string()).collect();
    let mut command = command
        .help_template("{about}\n\n用法：{usage}\n\n{all-args}")
        .subcommand_help_heading("命令")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_value_name("命令")
        .arg(help)
        .mut_args(|arg| if arg.is_positional() { arg.help_heading("参数") } else { arg.help_heading("选项") });
    if path == "gongkai" {
        let version =
            clap::Arg::new("version").long("version").short('V').help("显示版本").action(clap::ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help_heading("选项"));
    }
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name.clone(), |sub| chinese(sub, &name)))
}

fn sentence(error: &clap::Error) -> String {
    let named = |kind: ContextKind| error.get(kind).map(value_text).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", named(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("不认识参数“{}”", named(ContextKind::InvalidArg)),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{}", named(ContextKind::InvalidArg)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写要做什么".to_string()
        }
        ErrorKind::InvalidValue if named(ContextKind::InvalidValue).is_empty() => {
            format!("参数“{}”后面没有写值", named(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数“{}”的值“{}”不对", named(ContextKind::InvalidArg), named(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("参数“{}”重复，或者与别的参数矛盾", named(ContextKind::InvalidArg)),
        _ => "命令行不对".to_string(),
    };
    format!("{what}；运行 gongkai --help 查看用法。")
}

fn value_text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refusal(line: &str) -> String {
        let arguments = line.split(' ').map(OsString::from).collect();
        read(arguments).unwrap_err().to_string()
    }

    #[test]
    fn the_definition_is_sound() {
        chinese(Arguments::command(), "gongkai").debug_assert();
    }

    #[test]
    fn what_is_asked_wrongly_is_told_in_chinese() {
        let table = [
            ("gongkai", "没有写要做什么"),
            ("gongkai sevre", "没有“sevre”这个命令"),
            ("gongkai serve --lisen x", "不认识参数“--lisen”"),
            ("gongkai backup", "缺少参数：--to <位置>"),
            ("gongkai serve --listen", "没有写值"),
            ("gongkai demo --scale 0", "“0”不对"),
            ("gongkai user", "没有写要做什么"),
        ];
        for (line, part) in table {
            let told = refusal(line);
            assert!(told.contains(part) && told.ends_with('。'), "{line}: {told}");
        }
    }

    #[test]
    fn the_data_folder_may_stand_before_or_behind_the_command() {
        for line in ["gongkai --data x doctor", "gongkai doctor --data x"] {
            let read = read(line.split(' ').map(OsString::from).collect()).unwrap();
            assert_eq!(read.place.folder(), PathBuf::from("x"));
        }
    }
}
