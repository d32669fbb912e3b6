//! The data folder: what lies where, who may have it, and the key in it.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::keys::MasterKey;
use app::request::erase::Tombstone;

use crate::config::Config;
use crate::failure::Failure;
use crate::system;

/// Where the master key stands when it is not in a file.
pub const KEY_VARIABLE: &str = "GONGKAI_MASTER_KEY";

/// Marks a folder into which a restore has begun and not ended.
const RESTORING: &str = "restore.unfinished";

/// Marks a folder in which a demo city is being made.
const MAKING_DEMO: &str = "demo.unfinished";

/// The list of erased cases, for a restore from an older backup.
const ERASED: &str = "erased.json";

/// Holds the name of the server that has the folder.
const NODE: &str = "node";
const NODE_LENGTH: usize = 12;

/// What `demo` makes besides the configuration; the lock stays, it is held.
const MADE_FOLDERS: [&str; 3] = ["files", "index", "restoring"];
const MADE_FILES: [&str; 7] =
    ["gongkai.db", "gongkai.db-wal", "gongkai.db-shm", "gongkai.toml", "master.key", NODE, ERASED];

/// A data folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// Held while a server, a restore or a migration has the folder for itself. The system lets go of it when the process
/// ends, however that happens.
#[derive(Debug)]
pub struct Held(#[allow(dead_code, reason = "held, not read")] File);

impl Folder {
    /// A folder that may or may not exist.
    pub fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// A folder that `gongkai init` has made.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let folder = Self::at(path);
        let shown = path.display();
        if folder.join(RESTORING).exists() {
            return Err(Failure::new(format!(
                "“{shown}”里的恢复没有做完，不能使用；请清空这个文件夹，重新运行 gongkai restore。"
            )));
        }
        if folder.has_unfinished_demo() {
            return Err(Failure::new(format!(
                "“{shown}”里的演示城市没有建完；请重新运行 gongkai demo --data {shown}。"
            )));
        }
        if !folder.is_ours() {
            return Err(Failure::new(format!(
                "“{shown}”不是公开系统的数据文件夹；请先运行 gongkai init --data {shown}，或者用 --data 指明位置。"
            )));
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn config_file(&self) -> PathBuf {
        self.join("gongkai.toml")
    }

    pub fn database_file(&self) -> PathBuf {
        self.join("gongkai.db")
    }

    pub fn files(&self) -> PathBuf {
        self.join("files")
    }

    pub fn index(&self) -> PathBuf {
        self.join("index")
    }

    /// Where an archive is unpacked during a restore.
    pub fn spare(&self) -> PathBuf {
        self.join("restoring")
    }

    /// A path of the configuration: relative ones begin here.
    pub fn resolve(&self, configured: &str) -> PathBuf {
        self.join(configured)
    }

    /// Whether it was made by `init`, `demo` or `restore`.
    pub fn is_ours(&self) -> bool {
        self.config_file().is_file()
    }

    /// Whether there is nothing in it, or no folder at all.
    pub fn is_empty(&self) -> Result<bool, Failure> {
        match fs::read_dir(&self.0) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(Failure::disk(&format!("读取文件夹 {}", self.0.display()), &error)),
        }
    }

    /// Makes the folder with a key and a documented configuration.
    pub fn create(&self, config: &Config) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::disk(&format!("建立数据文件夹 {}", self.0.display()), &error);
        fs::create_dir_all(&self.0).map_err(failed)?;
        restrict(&self.0, 0o700).map_err(failed)?;
        for folder in [self.files(), self.resolve(&config.fonts)] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let key = self.resolve(&config.master_key_file);
        if std::env::var_os(KEY_VARIABLE).is_none() && !key.exists() {
            write_private(&key, &format!("{}\n", system::random().token())).map_err(failed)?;
        }
        // The configuration comes last: it makes the folder ours.
        write_private(&self.config_file(), &config.document()).map_err(failed)
    }

    /// Takes away a folder that this process has just made.
    pub fn forget(&self) {
        // What cannot be taken away is found by the next command, which says so.
        let _ = fs::remove_dir_all(&self.0);
    }

    /// Marks that a restore has begun, or that it has ended.
    pub fn mark_restoring(&self) -> Result<(), Failure> {
        write_private(&self.join(RESTORING), "").map_err(|error| Failure::disk("写入数据文件夹", &error))
    }

    pub fn mark_restored(&self) -> Result<(), Failure> {
        fs::remove_file(self.join(RESTORING)).map_err(|error| Failure::disk("写入数据文件夹", &error))
    }

    /// Whether a demo city was begun here and not finished.
    pub fn has_unfinished_demo(&self) -> bool {
        self.join(MAKING_DEMO).exists()
    }

    /// Marks that a demo city is being made, or that it is made.
    pub fn mark_demo(&self) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::disk(&format!("建立数据文件夹 {}", self.0.display()), &error);
        fs::create_dir_all(&self.0).map_err(failed)?;
        write_private(&self.join(MAKING_DEMO), "").map_err(failed)
    }

    pub fn mark_demo_made(&self) -> Result<(), Failure> {
        fs::remove_file(self.join(MAKING_DEMO)).map_err(|error| Failure::disk("写入数据文件夹", &error))
    }

    /// Takes away what a demo has made, and nothing else.
    pub fn empty_demo(&self) -> Result<(), Failure> {
        let made = MADE_FOLDERS.iter().map(|name| fs::remove_dir_all(self.join(name)));
        let made = made.chain(MADE_FILES.iter().map(|name| fs::remove_file(self.join(name))));
        for result in made {
            match result {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Failure::disk(&format!("清空 {}", self.0.display()), &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes the folder for this process alone.
    pub fn hold(&self) -> Result<Held, Failure> {
        let path = self.join("lock");
        let failed = |error: &std::io::Error| Failure::disk(&format!("打开 {}", path.display()), error);
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Held(file)),
            Err(TryLockError::WouldBlock) => {
                let shown = self.0.display();
                Err(Failure::new(format!(
                    "数据文件夹“{shown}”正被另一个 gongkai 使用；请先停止它，或者用 --data 指明另一个文件夹。"
                )))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    /// The name of the server that has this folder, the same at each of its starts: so it knows its own work of before.
    pub fn node(&self) -> Result<String, Failure> {
        let path = self.join(NODE);
        match fs::read_to_string(&path) {
            Ok(name) if name.len() == NODE_LENGTH => return Ok(name),
            _ => {}
        }
        let name: String = system::random().token().chars().take(NODE_LENGTH).collect();
        write_private(&path, &name).map_err(|error| Failure::disk(&format!("写入 {}", path.display()), &error))?;
        Ok(name)
    }

    /// The master key: from the environment, else from its file.
    pub fn master_key(&self, config: &Config) -> Result<MasterKey, Failure> {
        let bad = |place: &str| Failure::new(format!("{place}中的主密钥不对，应是 64 个十六进制数字。"));
        if let Ok(text) = std::env::var(KEY_VARIABLE) {
            return MasterKey::parse(&text).ok_or_else(|| bad(&format!("环境变量 {KEY_VARIABLE} ")));
        }
        let path = self.resolve(&config.master_key_file);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::new(format!(
                "没有找到主密钥 {}；请把原来的主密钥文件放回原处，或者用环境变量 {KEY_VARIABLE} 提供。",
                path.display()
            )),
            _ => Failure::disk(&format!("读取主密钥 {}", path.display()), &error),
        })?;
        MasterKey::parse(&text).ok_or_else(|| bad(&format!("文件 {} ", path.display())))
    }
}

impl Folder {
    /// Where the list of erased cases lies.
    pub fn erased_file(&self) -> PathBuf {
        self.join(ERASED)
    }

    /// Keeps the list of erased cases, whole: an older one is replaced at once.
    pub fn keep_erased(&self, stones: &[Tombstone]) -> std::io::Result<()> {
        let beside = self.join("erased.json.next");
        write_private(&beside, &serde_json::to_string(stones)?)?;
        fs::rename(beside, self.erased_file())
    }

    /// Where a new master key waits while records are sealed with it.
    fn next_key_file(&self, config: &Config) -> PathBuf {
        self.resolve(&format!("{}.next", config.master_key_file))
    }

    /// The master key to change to: the one of a change that was broken off, else a new one, on disk before it is used.
    pub fn next_key(&self, config: &Config) -> Result<MasterKey, Failure> {
        let path = self.next_key_file(config);
        let failed = |error: std::io::Error| Failure::disk(&format!("写入新的主密钥 {}", path.display()), &error);
        let known = fs::read_to_string(&path).ok().and_then(|text| MasterKey::parse(&text));
        if let Some(key) = known {
            return Ok(key);
        }
        let text = system::random().token();
        write_private(&path, &format!("{text}\n")).map_err(failed)?;
        sync_folder(&path).map_err(failed)?;
        MasterKey::parse(&text).ok_or_else(|| Failure::new("新的主密钥不对，请重试。"))
    }

    /// Puts the new master key in the place of the old one, which stays beside it. Returns where the old one lies.
    pub fn change_key(&self, config: &Config) -> Result<PathBuf, Failure> {
        let (path, next) = (self.resolve(&config.master_key_file), self.next_key_file(config));
        let failed = |error: std::io::Error| Failure::disk(&format!("更换主密钥 {}", path.display()), &error);
        let old = fs::read_to_string(&path).map_err(failed)?;
        let kept = (1..).map(|n| self.resolve(&format!("{}.old-{n}", config.master_key_file)));
        let Some(kept) = kept.take(10_000).find(|place| fs::read_to_string(place).map_or(true, |text| text == old))
        else {
            return Err(Failure::new("旧的主密钥没有地方存放。"));
        };
        write_private(&kept, &old).map_err(failed)?;
        fs::rename(next, &path).map_err(failed)?;
        sync_folder(&path).map_err(failed)?;
        Ok(kept)
    }
}

/// A renamed file stays renamed after a power cut once its folder is on disk.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}
