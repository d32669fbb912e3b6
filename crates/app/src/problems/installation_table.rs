//! The rows of the problem table for backup, restore and the master key.

use super::Row;
use super::table::row;

pub(super) const ROWS: &[Row] = &[
    row(
        "master_key_differs",
        409,
        "主密钥不是写入这些记录时用的那一个。",
        "请换成原来的主密钥（master.key 文件或者环境变量 GONGKAI_MASTER_KEY）后再试。",
    ),
    row("key_rotation_unfinished", 409, "更换主密钥没有做完。", "请停止所有服务，重新运行 gongkai keys rotate。"),
    row("backup_target_exists", 409, "备份位置“{path}”已经有内容。", "请换一个名称，或者先移走原来的内容。"),
    row("backup_not_written", 500, "无法写入备份“{path}”：{reason}。", "请检查磁盘空间和写入权限后再试。"),
    row(
        "backup_not_found",
        404,
        "“{path}”不是完整的备份。",
        "请检查位置；没有 manifest.json 的备份没有做完，不能使用。",
    ),
    row("backup_damaged", 409, "备份已损坏或者被改动：{part}。", "请换用另一份备份。"),
    row("backup_newer", 409, "备份来自更新的版本（{version}）。", "请先把程序升级到这个版本，再恢复。"),
    row("restore_not_empty", 409, "目标数据库里已经有记录。", "恢复只能用空的数据文件夹和空的数据库。"),
    row("restore_differs", 500, "恢复后的记录与备份不一致。", "请不要使用这个数据文件夹；换一个空文件夹重新恢复。"),
];
