//! `gongkai audit verify`: walks every chain and names the first bad row of each. The heads are printed so that they
//! can be kept elsewhere: who rewrites a whole chain cannot rewrite the paper.

use app::installation::{ChainHead, audit_heads};
use app::{App, Caller};
use serde_json::json;
use store::audit::{Break, Fault, Verified};

use crate::arguments::{Answer, Place};
use crate::failure::{Ended, Failure};
use crate::terminal::{say, table};
use crate::wiring::{self, OldSchema};

pub fn verify(place: &Place, answer: Answer) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let verified = app::audit::verify(&opened.app, &Caller::command()).await?;
        let heads = audit_heads(&opened.app).await?;
        if answer.json {
            print_json(&verified, &heads)
        } else {
            print(&opened.app, &verified, &heads)
        }
        wiring::close(&opened.app).await;
        Ok(if verified.breaks.is_empty() { Ended::Done } else { Ended::ErrorsFound })
    })
}

fn print_json(verified: &Verified, heads: &[ChainHead]) {
    let breaks: Vec<_> = verified
        .breaks
        .iter()
        .map(|b| json!({ "chain": b.chain, "seq": b.seq, "id": b.id, "fault": code(b.fault) }))
        .collect();
    say(&json!({ "chains": verified.chains, "rows": verified.rows, "breaks": breaks, "heads": heads }).to_string());
}

fn print(app: &App, verified: &Verified, heads: &[ChainHead]) {
    for found in &verified.breaks {
        say(&line(app, found));
    }
    let result = if verified.breaks.is_empty() { "全部连续完整" } else { "有链被改动" };
    say(&format!("核对了 {} 条链、{} 行：{result}。", verified.chains, verified.rows));
    let rows: Vec<Vec<String>> =
        heads.iter().map(|h| vec![name(app, h.chain), h.seq.to_string(), h.hash.clone()]).collect();
    say("各链的最后一行（建议抄存到系统以外，供以后核对）：");
    table(&["链", "序号", "校验值"], &rows);
}

fn line(app: &App, found: &Break) -> String {
    let chain = name(app, found.chain);
    let row = found.id.map(|id| format!("，记录编号 {id}")).unwrap_or_default();
    let what = match found.fault {
        Fault::Changed => "内容被改动",
        Fault::Missing => "前面缺行",
        Fault::HeadDiffers => "链尾缺行，或者链尾标记被改动",
        Fault::UnknownAlgorithm => "使用了这个版本不认识的校验算法",
    };
    format!("链“{chain}”在第 {} 行不对{row}：{what}。", found.seq)
}

fn code(fault: Fault) -> &'static str {
    match fault {
        Fault::Changed => "changed",
        Fault::Missing => "missing",
        Fault::HeadDiffers => "head_differs",
        Fault::UnknownAlgorithm => "unknown_algorithm",
    }
}

fn name(app: &App, chain: i64) -> String {
    match app.directory().agency(chain) {
        Some(agency) => format!("{chain} {}", agency.name),
        None if chain == domain::audit::SYSTEM_CHAIN => "0 系统".to_string(),
        None => chain.to_string(),
    }
}
