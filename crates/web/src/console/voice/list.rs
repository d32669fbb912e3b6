//! The messages of one's agencies, by state.

use app::voice::desk::list;
use axum::extract::State as Given;
use axum::response::Response;
use domain::identity::Action;
use domain::voice::site_error::State;
use minijinja::Value;

use super::{PATH, rows_of};
use crate::console::admin::asked::Asked;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/site-errors`
pub async fn show(Given(web): Given<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let app = web.app();
    let state = asked.code("state", State::parse).unwrap_or(State::Open);
    let after = asked.number("after");
    let found = list(app, &signed.caller, state, after, app.settings().size("display.page_size") as u64).await?;
    let tab = |(one, count): (&State, &i64)| {
        context! { label => one.label(), url => format!("{PATH}?state={one}"), current => *one == state, count => *count }
    };
    let values = context! {
        tabs_list => State::ALL.iter().zip(&found.counts).map(tab).collect::<Vec<Value>>(),
        rows => rows_of(&web, &found.rows),
        state_label => state.label(),
        may_watch => signed.caller.can_somewhere(Action::VoiceSupervise, app.now()),
        list_pager => context! {
            newer_url => after.map(|_| asked.address(PATH, "after", None)),
            older_url => found.next.map(|id| asked.address(PATH, "after", Some(&id.to_string()))),
            text => format!("本页 {} 件", found.rows.len()),
        },
    };
    let head = PageHead::new("网站找错").lead("网民通过“我为政府网站找错”反映的问题。");
    page(&web, &signed, "console/voice/list.html", &head, values)
}
