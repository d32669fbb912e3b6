//! `gongkai serve`: answers the public and the staff until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use door::Door;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use web::{ConsoleAt, Cookies, Web, WebConfig};

use super::workers::{self, Stop};
use crate::arguments::{Addresses, Place};
use crate::config::{Config, MetricsFor, Proxy};
use crate::failure::{Ended, Failure, reason};
use crate::folder::Folder;
use crate::terminal::say;
use crate::wiring::{self, OldSchema, Opened};

/// How long answers and jobs under way may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn run(place: &Place, addresses: Addresses) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let config = config.with_addresses(addresses.listen, addresses.console_listen)?;
    let _held = folder.hold()?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::BringUp).await?;
        app::installation::keep_probe(&opened.app).await?;
        serve(&folder, &config, opened).await
    })
}

async fn serve(folder: &Folder, config: &Config, opened: Opened) -> Result<Ended, Failure> {
    let told_to_stop = StopSignals::listen()?;
    let portal = listen(&config.listen).await?;
    let console = match &config.console_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let doors = Web::new(opened.app.clone(), web_config(folder, config))?;
    let (stopper, stop) = watch::channel(false);
    let mut tasks = workers::start(&opened.app, folder.node()?, folder, &stop);
    let console_at = match console {
        Some(listener) => {
            let at = address_of(&listener)?;
            tasks.spawn(answer(listener, web::console_door(&doors), stop.clone()));
            at
        }
        None => address_of(&portal)?,
    };
    let portal_at = address_of(&portal)?;
    tasks.spawn(answer(portal, web::door(&doors), stop));
    say(&format!("listening http://{portal_at}"));
    say(&format!("公众网站：http://{portal_at}/"));
    say(&format!("工作后台：http://{console_at}/console"));
    say("按 Ctrl-C 停止。");
    told_to_stop.received().await;
    tracing::info!("stopping");
    let _ = stopper.send(true);
    if tokio::time::timeout(PATIENCE, finish(&mut tasks)).await.is_err() {
        tracing::warn!("some answers took too long and were broken off");
        tasks.shutdown().await;
    }
    workers::write_last_visits(&opened.app).await;
    wiring::close(&opened.app).await;
    Ok(Ended::Done)
}

async fn finish(tasks: &mut JoinSet<()>) {
    while tasks.join_next().await.is_some() {}
}

async fn listen(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!("不能在 {address} 上监听：{}；请用 --listen 换一个地址。", reason(&error)))
    })
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(|error| Failure::disk("读取监听地址", &error))
}

/// How the doors are set up by the configuration.
pub fn web_config(folder: &Folder, config: &Config) -> WebConfig {
    WebConfig {
        public_origin: config.public_origin.clone(),
        console: if config.console_listen.is_some() { ConsoleAt::OwnListener } else { ConsoleAt::SameListener },
        proxy: match config.proxy {
            Proxy::None => web::Proxy::None,
            Proxy::Trusted => web::Proxy::Trusted,
        },
        cookies: if config.secure_cookies { Cookies::Secure } else { Cookies::Plain },
        metrics: match config.metrics {
            MetricsFor::ThisMachine => web::MetricsFor::ThisMachine,
            MetricsFor::Everyone => web::MetricsFor::Everyone,
        },
        theme_folder: config.theme_folder.as_deref().map(|name| folder.resolve(name)),
        ..WebConfig::default()
    }
}

async fn answer(listener: TcpListener, door: Door, mut stop: Stop) {
    let stopped = async move {
        let _ = stop.wait_for(|stopped| *stopped).await;
    };
    door::serve(listener, door, stopped).await;
}

/// The signals that tell a server to stop. They are listened for before the server says that it serves:
/// whoever reads that line may stop it at once, and it still ends in order.
#[cfg(unix)]
struct StopSignals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(|error| Failure::disk("接收停止信号", &error));
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn received(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
struct StopSignals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl StopSignals {
    fn listen() -> Result<Self, Failure> {
        tokio::signal::windows::ctrl_c().map(Self).map_err(|error| Failure::disk("接收停止信号", &error))
    }

    async fn received(mut self) {
        let _ = self.0.recv().await;
    }
}
