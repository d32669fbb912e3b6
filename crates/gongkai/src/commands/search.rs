//! `gongkai search rebuild`: builds the index anew from the records, beside the old one, while the server goes on.

use app::item::indexing;

use crate::arguments::Place;
use crate::failure::{Ended, Failure};
use crate::progress::Bar;
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

pub fn rebuild(place: &Place) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let bar = Bar::new();
        let count = indexing::rebuild(&opened.app, &folder.index(), |done| bar.show(format!("检索：{done}"))).await?;
        drop(bar);
        wiring::close(&opened.app).await;
        say(&format!("检索已重建，共 {count} 条公开信息。"));
        Ok(Ended::Done)
    })
}
