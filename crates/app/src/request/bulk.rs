//! Cases with their whole history, many in one transaction: for the demo city and for measuring. Each step is decided
//! by the same rules as on any other day. Not for what citizens send: that is `submit`.

use chrono::NaiveDate;
use domain::request::application::Application;
use domain::request::channel::Matter;
use domain::request::{Actor, Capability, Case, Command, Event, Happening, ReceiptChannel, decide};
use domain::time::Moment;

use super::case::{self, Prepared, Told};
use super::history::refused;
use super::parts;
use super::seal::{CaseKey, Finder, Particulars};
use super::submit::{Coming, prepare};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// A step in the life of a case.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub at: Moment,
    pub by: Option<i64>,
    pub command: Command,
    pub particulars: Particulars,
}

/// A case as it came in, and what happened to it since.
#[derive(Debug, Clone)]
pub(crate) struct Lived {
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub at: Moment,
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub steps: Vec<Step>,
}

/// Writes them all in one transaction.
///
/// # Errors
/// A refusal of the rules, then none is written; when the records cannot be written.
pub(crate) async fn insert(app: &App, caller: &Caller, all: Vec<Lived>) -> Result<u64, AppError> {
    let finder = Finder::of(app).await?;
    let (mut ready, mut histories, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        let coming = Coming {
            agency: one.agency,
            channel: one.channel,
            arrived_on: one.arrived_on,
            application: one.application,
            files: Vec::new(),
            token: app.random().token(),
            matter: Matter::Information,
            origin: None,
        };
        let (code, form_hash) = (app.random().token(), finder.hash("form", &coming.token));
        let prepared = prepare(&app.at(one.at), &finder, caller.clone(), coming, &code, form_hash).await?;
        let told = history(app, &prepared, &one.steps)?;
        shares
            .push(told.iter().map(|(event, _)| event).filter(|event| is_of_a_part(event)).cloned().collect::<Vec<_>>());
        histories.push(told);
        ready.push(prepared);
    }
    let mut work = app.begin().await?;
    let fresh: Vec<&Prepared> = ready.iter().collect();
    let first = case::ids(&work, fresh.len()).await?;
    let written = case::insert(app, &mut work, first, &fresh, histories).await?;
    for (row, events) in written.iter().zip(&shares) {
        for event in events {
            parts::follow(&work, row.id, event).await?;
        }
    }
    app.commit(work).await?;
    Ok(written.len() as u64)
}

/// The events of a case: how it came in, then every step as the rules decide it.
fn history(app: &App, one: &Prepared, steps: &[Step]) -> Result<Vec<Told>, AppError> {
    let calendar = app.settings().calendar();
    let mut told = case::first_events(one, 0, &[], &calendar)?;
    let mut case = Case::default();
    told.iter().for_each(|(event, _)| case.apply(event));
    for step in steps {
        // Whoever it was in those days, the steps are of one story.
        let units: Vec<i64> = case.parts.iter().map(|part| part.unit).collect();
        let actor = Actor { account: step.by, may: Capability::ALL, units: &units };
        let happened = decide(&case, &step.command, &actor, step.at, &calendar).map_err(|refusal| refused(&refusal))?;
        let mut written = Some(&step.particulars);
        for what in happened {
            let event = Event { seq: case.last_seq + 1, at: step.at, by: step.by, what };
            let sealed = seal(app, &one.key, &event, written.take())?;
            case.apply(&event);
            told.push((event, sealed));
        }
    }
    Ok(told)
}

fn seal(app: &App, key: &CaseKey, event: &Event, written: Option<&Particulars>) -> Result<Option<String>, AppError> {
    written.map_or(Ok(None), |particulars| key.seal_particulars(app.random(), event.seq, particulars))
}

const fn is_of_a_part(event: &Event) -> bool {
    use Happening as H;
    matches!(
        event.what,
        H::PartAssigned { .. }
            | H::PartTaken { .. }
            | H::PartRefused { .. }
            | H::PartReassigned { .. }
            | H::PartDone { .. }
    )
}
