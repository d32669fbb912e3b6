//! `gongkai migrate`: brings the schema of the database to this version.

use crate::arguments::Place;
use crate::failure::{Ended, Failure};
use crate::terminal::say;
use crate::wiring;

pub fn run(place: &Place) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let _held = folder.hold()?;
    wiring::block_on(&config, async {
        let store = wiring::open_store(&folder, &config).await?;
        let pending = wiring::pending(&store).await?;
        store.migrate().await?;
        store.close().await?;
        match pending.len() {
            0 => say("数据库结构已经是最新的。"),
            count => say(&format!("执行了 {count} 项升级：{}。", pending.join("、"))),
        }
        Ok(Ended::Done)
    })
}
