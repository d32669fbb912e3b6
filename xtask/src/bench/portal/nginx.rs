//! nginx as the yardstick: one worker that serves one page's bytes from disk in the way that suits it best.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::SERVER;
use super::visitor::Visitor;
use crate::bench::program::processor_time_of;
use crate::failure::Failure;

/// How often it is asked whether it serves.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(25);

/// A running nginx.
pub struct Nginx {
    child: Child,
    address: SocketAddr,
}

impl Nginx {
    /// Serves `plain` and `packed` under `path`, from files in `folder`.
    pub fn serve(folder: &Path, path: &str, plain: &[u8], packed: &[u8]) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::io("preparing nginx", &error);
        let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let address = listener.map_err(failed)?;
        for name in ["html", "spare"] {
            fs::create_dir_all(folder.join(name)).map_err(failed)?;
        }
        fs::write(folder.join("html/page.html"), plain).map_err(failed)?;
        fs::write(folder.join("html/page.html.gz"), packed).map_err(failed)?;
        let settings = folder.join("nginx.conf");
        fs::write(&settings, configuration(folder, address, path)).map_err(failed)?;
        let mut command = Command::new("taskset");
        command.args(["-c", SERVER, "nginx", "-p"]).arg(folder).arg("-c").arg(&settings);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let nginx = Self { child: child.map_err(|error| Failure::io("starting nginx", &error))?, address };
        nginx.wait_for(path)?;
        Ok(nginx)
    }

    fn wait_for(&self, path: &str) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let answer = Visitor::to(self.address).and_then(|mut visitor| visitor.get(path, ""));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        Err(Failure::found("nginx did not serve its page"))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The processor time it has used so far.
    pub fn processor_time(&self) -> Option<Duration> {
        processor_time_of(self.child.id())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // One process without helpers: nothing of it is left.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything that makes nginx quick: ready compressed files, files kept open, no log, no second process.
fn configuration(folder: &Path, address: SocketAddr, path: &str) -> String {
    let folder = folder.display();
    let spare: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("  {name}_temp_path {folder}/spare/{name};\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/spare/pid;\nerror_log {folder}/spare/errors;\n\
         events {{ worker_connections 1024; use epoll; multi_accept on; }}\nhttp {{\n{spare}  access_log off;\n  sendfile on;\n  \
         tcp_nopush on;\n  tcp_nodelay on;\n  keepalive_requests 1000000000;\n  keepalive_timeout 75;\n  \
         open_file_cache max=100 inactive=1h;\n  open_file_cache_valid 1h;\n  open_file_cache_min_uses 1;\n  gzip_static on;\n  \
         gzip_vary on;\n  default_type text/html;\n  charset utf-8;\n  server {{\n    listen {address};\n    \
         location = {path} {{ root {folder}/html; try_files /page.html =404; }}\n  }}\n}}\n"
    )
}
