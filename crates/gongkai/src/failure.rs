//! How a command ended: done, done with errors found, or not done for a reason that fits one sentence.

use std::fmt;

use app::{AppError, FieldFault};

/// A command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// It did its work and found something wrong: exit code 1.
    ErrorsFound,
    /// Some of what was asked for could not be done, which it has said: exit code 2.
    NotDone,
}

/// A command that could not be done: one sentence for a person, exit code 2.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// The same, about one of several things.
    pub fn about(self, what: &str) -> Self {
        Self(format!("{what}：{}", self.0))
    }

    /// This one and another, each on a line of its own.
    pub fn and(self, other: Self) -> Self {
        Self(format!("{}\n{}", self.0, other.0))
    }

    /// Something with the disk went wrong while doing `what`.
    pub fn disk(what: &str, error: &std::io::Error) -> Self {
        Self(format!("{what}失败：{}。", reason(error)))
    }
}

/// What the system says, in Chinese where it is something a person can act on.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let known = match error.kind() {
        Kind::NotFound => "没有这个文件或者文件夹",
        Kind::PermissionDenied => "没有权限",
        Kind::AddrInUse => "地址已被其他程序占用",
        Kind::AddrNotAvailable => "本机没有这个地址",
        Kind::StorageFull => "磁盘已满",
        Kind::ReadOnlyFilesystem => "磁盘是只读的",
        Kind::NotADirectory => "路径中有一段不是文件夹",
        _ => return error.to_string(),
    };
    known.to_string()
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn of_field(fault: &FieldFault) -> String {
    let sentence = app::problems::field_sentence(fault);
    let label = match fault.field.as_str() {
        "login" => "登录名",
        "name" => "姓名",
        "agency_id" => "机构",
        "role" => "角色",
        "scope" => "范围",
        other => other,
    };
    format!("{label}：{}", sentence.text)
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Refused(problem) if !problem.fields.is_empty() => {
                Self(problem.fields.iter().map(of_field).collect::<Vec<_>>().join(" "))
            }
            AppError::Refused(_) => {
                let sentence = app::sentence(&error);
                Self(format!("{}{}", sentence.text, sentence.advice))
            }
            AppError::Store(_) | AppError::Search(_) | AppError::Internal(_) => Self(format!("系统出错：{error}。")),
        }
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        AppError::from(error).into()
    }
}
