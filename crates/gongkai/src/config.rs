//! The configuration: `gongkai.toml` in the data folder, over it the environment, over that the flags. An unknown key
//! is refused: a misspelt setting must not be silently without effect. The documented default file is printed from
//! the same table that reads it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

/// Whether a proxy of ours stands in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    None,
    Trusted,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricsFor {
    ThisMachine,
    Everyone,
}

/// A key of the configuration, for reading the environment and for the documentation.
struct Key {
    name: &'static str,
    about: &'static [&'static str],
    /// Printed where the key has no default value.
    example: &'static str,
}

macro_rules! configuration {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:expr, $example:literal;)+) => {
        /// The configuration in force.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $kind,)+
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        const KEYS: &[Key] = &[$(Key { name: stringify!($name), about: &[$($doc),+], example: $example },)+];
    };
}

configuration! {
    /// 公众网站的监听地址。对外服务时，一般只监听本机，由前面的反向代理提供 HTTPS。
    listen: String = "127.0.0.1:8080".to_string(), "";
    /// 工作后台单独的监听地址。设置以后，公众网站的地址上不再有 /console。
    console_listen: Option<String> = None, "\"127.0.0.1:8081\"";
    /// 公众网站对外的网址，用于订阅、站点地图等处的完整链接。不设置时，以访问时的域名为准。
    public_origin: Option<String> = None, "\"https://www.example.gov.cn\"";
    /// 数据库。“sqlite” 表示数据文件夹里的 gongkai.db；也可以写 PostgreSQL 的地址：
    /// postgres://用户:口令@主机/库名
    database: String = "sqlite".to_string(), "";
    /// PostgreSQL 连接数的上限。
    database_connections: u32 = 10, "";
    /// 前面有没有自己的反向代理。“trusted” 表示相信它在 X-Forwarded-For 中最后写入的访问者地址；
    /// 没有代理时必须是 “none”，否则访问者可以冒充别的地址。
    proxy: Proxy = Proxy::None, "";
    /// 登录凭据只通过 HTTPS 发送。对外服务时必须设为 true。
    secure_cookies: bool = false, "";
    /// 谁可以读取 /metrics 中的运行指标：“this_machine” 表示只有本机的监控程序，其他人看到的是“没有这个页面”；
    /// 监控程序在别的机器上时设为 “everyone”，并由前面的反向代理挡住外来的访问。
    metrics: MetricsFor = MetricsFor::ThisMachine, "";
    /// 日志格式：“text” 或者 “json”。日志写到标准错误输出，不含个人信息。
    log_format: LogFormat = LogFormat::Text, "";
    /// 日志级别：error、warn、info、debug。
    log_level: String = "info".to_string(), "";
    /// 字体文件夹，放仿宋、小标宋等单位自有字体。相对路径以数据文件夹为准。
    fonts: String = "fonts".to_string(), "";
    /// 主题文件夹，其中的文件优先于程序自带的主题。相对路径以数据文件夹为准。
    theme_folder: Option<String> = None, "\"theme\"";
    /// 主密钥文件。相对路径以数据文件夹为准。环境变量 GONGKAI_MASTER_KEY 优先于这个文件。
    /// 主密钥要另外备份：没有它，加密的内容无法恢复。
    master_key_file: String = "master.key".to_string(), "";
    /// 工作线程数，0 表示与处理器核数相同。
    worker_threads: usize = 0, "";
}

impl Config {
    /// Reads the file, then the environment.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::disk(&format!("读取配置文件 {}", file.display()), &error)),
        };
        Self::of(&text, |name| std::env::var(name).ok())
            .map_err(|told| Failure::new(format!("配置文件 {}：{told}", file.display())))
    }

    /// Reads the file without the environment, which belongs to this machine.
    pub fn read_file_alone(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::disk(&format!("读取配置文件 {}", file.display()), &error))?;
        Self::of_text(&text)
    }

    /// The configuration of a file's text.
    pub fn of_text(text: &str) -> Result<Self, Failure> {
        Self::of(text, |_| None).map_err(|told| Failure::new(format!("配置：{told}")))
    }

    /// The configuration of a file's text under an environment.
    fn of(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| told(&error))?;
        for key in KEYS {
            if let Some(value) = environment(&variable(key.name)) {
                table.insert(key.name.to_string(), typed(key.name, value));
            }
        }
        if let Some(unknown) = table.keys().find(|name| !KEYS.iter().any(|key| key.name == *name)) {
            return Err(format!("没有“{unknown}”这个设置。运行 gongkai config print --default 可以查看全部设置。"));
        }
        let config: Self = table.try_into().map_err(|error: toml::de::Error| told(&error))?;
        config.checked()
    }

    fn checked(self) -> Result<Self, String> {
        let address = |key: &str, value: &str| match value.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(()),
            _ => Err(format!("“{key}”应写成“地址:端口”，例如 127.0.0.1:8080，现在是“{value}”。")),
        };
        address("listen", &self.listen)?;
        if let Some(console) = &self.console_listen {
            address("console_listen", console)?;
        }
        if let Some(origin) = self.public_origin.as_ref().filter(|origin| !is_origin(origin)) {
            return Err(format!("“public_origin”应写成 https://域名，后面不带路径，现在是“{origin}”。"));
        }
        let postgres = self.database.starts_with("postgres://") || self.database.starts_with("postgresql://");
        if self.database != "sqlite" && !postgres {
            return Err("“database”应是 sqlite 或者 postgres:// 开头的地址。".to_string());
        }
        Ok(self)
    }

    /// Sets the addresses given as flags.
    pub fn with_addresses(mut self, listen: Option<String>, console: Option<String>) -> Result<Self, Failure> {
        if let Some(listen) = listen {
            self.listen = listen;
        }
        if console.is_some() {
            self.console_listen = console;
        }
        self.checked().map_err(Failure::new)
    }

    /// This configuration as a documented file: every key with its explanation; a key at its default is commented out,
    /// so that a later version's better default takes effect.
    pub fn document(&self) -> String {
        let (own, default) = (as_table(self), as_table(&Self::default()));
        let mut text = String::from(
            "# 公开（Gongkai）的配置。修改后重新启动生效。\n# 每一项也可以用环境变量设置，例如 GONGKAI_LISTEN；命令行参数优先于环境变量，环境变量优先于本文件。\n",
        );
        for key in KEYS {
            text.push('\n');
            for line in key.about {
                text.push_str(&format!("#{line}\n"));
            }
            let value = own.get(key.name);
            let line = match value.or_else(|| default.get(key.name)) {
                Some(value) => format!("{} = {value}\n", key.name),
                None => format!("{} = {}\n", key.name, key.example),
            };
            if value.is_none() || value == default.get(key.name) {
                text.push_str("# ");
            }
            text.push_str(&line);
        }
        text
    }

    /// This configuration without what must not be shown: a password in the database's address.
    pub fn without_secrets(&self) -> Self {
        let mut shown = self.clone();
        if let Some((head, host)) = self.database.rsplit_once('@')
            && let Some((scheme, rest)) = head.split_once("://")
        {
            let user = rest.split_once(':').map_or(rest.to_string(), |(user, _)| format!("{user}:***"));
            shown.database = format!("{scheme}://{user}@{host}");
        }
        shown
    }
}

fn as_table(config: &Config) -> toml::Table {
    toml::Table::try_from(config).unwrap_or_default()
}

fn variable(name: &str) -> String {
    format!("GONGKAI_{}", name.to_uppercase())
}

/// A value of the environment with the type of its key.
fn typed(name: &str, value: String) -> toml::Value {
    match as_table(&Config::default()).get(name) {
        Some(toml::Value::Boolean(_)) => value.parse().map_or(toml::Value::String(value), toml::Value::Boolean),
        Some(toml::Value::Integer(_)) => value.parse().map_or(toml::Value::String(value), toml::Value::Integer),
        _ => toml::Value::String(value),
    }
}

fn told(error: &toml::de::Error) -> String {
    format!("无法识别（{}）。", error.to_string().replace('\n', " ").trim())
}

/// Whether this is scheme and host, without a path.
pub fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    host.is_some_and(|host| !host.is_empty() && host.chars().all(plain))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(text: &str) -> Result<Config, String> {
        Config::of(text, |_| None)
    }

    #[test]
    fn the_documented_default_is_the_default() {
        let text = Config::default().document();
        assert_eq!(of(&text).unwrap(), Config::default());
        let uncommented: String = text.lines().map(|line| format!("{}\n", uncomment(line))).collect();
        let all = of(&uncommented).unwrap();
        assert_eq!(all.console_listen.as_deref(), Some("127.0.0.1:8081"));
        assert_eq!(Config { console_listen: None, public_origin: None, theme_folder: None, ..all }, Config::default());
        assert!(KEYS.iter().all(|key| text.contains(&format!("# {} = ", key.name))));
    }

    fn uncomment(line: &str) -> &str {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        if KEYS.iter().any(|key| bare.starts_with(&format!("{} = ", key.name))) { bare } else { line }
    }

    #[test]
    fn what_differs_from_the_default_is_written_and_read_back() {
        let own = Config {
            database: "postgres://a:b@c/d".into(),
            secure_cookies: true,
            worker_threads: 3,
            ..Config::default()
        };
        assert_eq!(of(&own.document()).unwrap(), own);
        assert_eq!(own.without_secrets().database, "postgres://a:***@c/d");
    }

    #[test]
    fn the_environment_goes_over_the_file() {
        let environment = |name: &str| match name {
            "GONGKAI_LISTEN" => Some("0.0.0.0:80".to_string()),
            "GONGKAI_SECURE_COOKIES" => Some("true".to_string()),
            "GONGKAI_WORKER_THREADS" => Some("2".to_string()),
            _ => None,
        };
        let config = Config::of("listen = \"127.0.0.1:1\"\nlog_format = \"json\"", environment).unwrap();
        assert_eq!(config.listen, "0.0.0.0:80");
        assert!(config.secure_cookies);
        assert_eq!((config.worker_threads, config.log_format), (2, LogFormat::Json));
    }

    #[test]
    fn what_is_unknown_or_malformed_is_refused_with_a_sentence() {
        let bad = [
            "lisen = \"a\"",
            "listen = 8080",
            "listen = \"8080\"",
            "database = \"mysql://x\"",
            "public_origin = \"example.cn\"",
            "log_format = \"xml\"",
            "= 1",
        ];
        for text in bad {
            let told = of(text).unwrap_err();
            assert!(told.ends_with('。'), "{text}: {told}");
        }
        assert!(of("lisen = \"a\"").unwrap_err().contains("lisen"));
    }
}
