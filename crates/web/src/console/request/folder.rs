//! 卷宗: the list of contents of a closed case, and the whole of it as one file to be saved.

use app::identity::names;
use app::request::letters::{self, Recorded};
use app::request::look;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::request::Happening;
use minijinja::Value;
use tokio::sync::mpsc::Receiver;

use super::words;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::request_words::staff_event;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/requests/{id}/folder`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let lines = letters::contents(web.app(), &signed.caller, id).await?;
    let number = store_number(&web, &signed, id).await?;
    let rows: Vec<Value> = lines
        .iter()
        .map(|line| {
            context! {
                no => line.no,
                author => line.author,
                number => line.number,
                title => line.title,
                on => line.on.to_string(),
                note => line.note,
                url => line.file.map(|file| format!("/console/requests/files/{file}")),
            }
        })
        .collect();
    let values = context! { rows, zip_url => format!("/console/requests/{id}/folder.zip") };
    let head = PageHead::new("卷宗")
        .lead("按形成的先后排列。打开其中的材料和下载卷宗都会记入审计日志。")
        .under(&[("依申请公开", "/console/requests"), (&number, &format!("/console/requests/{id}"))]);
    page(&web, &signed, "console/request/folder.html", &head, values)
}

async fn store_number(web: &Web, signed: &SignedIn, id: i64) -> Result<String, WebError> {
    Ok(look::look(web.app(), &signed.caller, id).await?.row.number)
}

/// `GET /console/requests/{id}/folder.zip`
pub async fn download(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let look = look::look(web.app(), &signed.caller, id).await?;
    let named = look.events.iter().flat_map(|seen| {
        let about = match seen.event.what {
            Happening::OfficerAssigned { officer } => Some(officer),
            Happening::PartAssigned { unit, .. } | Happening::PartReassigned { unit, .. } => Some(unit),
            _ => None,
        };
        [seen.event.by, about].into_iter().flatten()
    });
    let names = names(web.app(), named).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_else(|| format!("账号 {id}"));
    let record: Vec<Recorded> = look
        .events
        .iter()
        .map(|seen| {
            let told = staff_event(&seen.event.what, &name, &name);
            Recorded {
                at: seen.event.at,
                who: seen.event.by.map_or_else(|| "申请人".to_string(), name),
                title: told.title.to_string(),
                text: format!("{}{}", told.text, words::particulars(&seen.particulars)),
            }
        })
        .collect();
    let packed = letters::packed(web.app(), &signed.caller, id, &record).await?;
    let next = async |mut chunks: Receiver<_>| chunks.recv().await.map(|chunk| (chunk, chunks));
    let body = Body::from_stream(futures_util::stream::unfold(packed.chunks, next));
    Ok(saved(&packed.name, "application/zip", body))
}
