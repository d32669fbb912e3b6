//! Verifying the chains: each is walked from its first row, and the first bad row of each is named.

use std::time::Duration;

use app::audit::{Break, Fault, Verified, verify};
use axum::extract::State;
use axum::response::Response;
use minijinja::Value;

use super::{PATH, chain_name, everywhere};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// How long the page waits; the work goes on and leaves its result in the log.
const PATIENCE: Duration = Duration::from_secs(60);

/// `GET /console/audit/verify`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    verify_page(&web, &signed, None)
}

fn verify_page(web: &Web, signed: &SignedIn, result: Option<&Verified>) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let chains = result.map(|result| {
        let row = |(chain, rows): &(i64, u64)| {
            let fault = result.breaks.iter().find(|one| one.chain == *chain);
            context! { name => chain_name(&directory, *chain), rows, fault => fault.map(told), seq => fault.map(|one| one.seq) }
        };
        let (bad, good): (Vec<_>, Vec<_>) =
            result.by_chain.iter().partition(|(chain, _)| result.breaks.iter().any(|one| one.chain == *chain));
        bad.into_iter().chain(good).map(row).collect::<Vec<Value>>()
    });
    let head = PageHead::new("核对审计日志")
        .lead("从每条链的第一条记录起逐条核对散列值。记录多时需要一些时间。")
        .under(&[("审计日志", PATH)]);
    let values = context! {
        chains,
        broken => result.map_or(0, |result| result.breaks.len()),
        rows => result.map_or(0, |result| result.rows),
        may_run => everywhere(web.app(), signed),
    };
    page(web, signed, "console/admin/audit_verify.html", &head, values)
}

const fn told(one: &Break) -> &'static str {
    match one.fault {
        Fault::Changed => "记录的内容被改动过",
        Fault::Missing => "前面缺少记录，或者次序不对",
        Fault::HeadDiffers => "末尾缺少记录，或者链尾被改动过",
        Fault::UnknownAlgorithm => "散列算法不认识，可能由更新的版本写入",
    }
}

/// `POST /console/audit/verify`: changes no record but its own row, and so answers with the result itself.
pub async fn send(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let (app, caller) = (web.app().clone(), signed.caller.clone());
    // Apart from the request: whoever closes the page does not stop it half way.
    let work = tokio::spawn(async move { verify(&app, &caller).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(result)) => verify_page(&web, &signed, Some(&result?)),
        Ok(Err(error)) => Err(WebError::internal(format!("verifying the audit log stopped: {error}"))),
        Err(_) => {
            let told = "记录较多，核对仍在后台进行；完成后，结果记在审计日志的“核对审计日志”一条中。";
            Ok(Flash::warning(told).redirect(&web, "/console/audit?action=audit.verify"))
        }
    }
}
