//! Submissions that come at the same time are written in one transaction: whoever comes first writes for all that wait,
//! and each is answered when the commit is on disk. So a burst costs one flush of the disk, not one each.

use std::sync::{Arc, Mutex, PoisonError};

use store::request::Model;
use tokio::sync::oneshot;

use super::case::{self, Prepared};
use super::submit::Taken;
use crate::context::App;
use crate::error::AppError;

type Answer = Result<(Model, Taken), AppError>;

struct Waiting {
    prepared: Prepared,
    answer: oneshot::Sender<Answer>,
}

/// Most submissions of one transaction.
const MOST: usize = 100;

/// What waits to be written.
#[derive(Clone, Default)]
pub(super) struct Queue {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl Queue {
    /// Writes the submission, alone or together with others; returns when it is on disk.
    pub(super) async fn take(&self, app: &App, prepared: Prepared) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { prepared, answer });
        let (queue, app) = (self.clone(), app.clone());
        // In a task of its own: a visitor who goes away must not take back what was written for others.
        tokio::spawn(async move { queue.write_next(&app).await });
        answered.await.unwrap_or_else(|_| Err(AppError::Internal("the writer of submissions ended".into())))
    }

    async fn write_next(&self, app: &App) {
        let _alone = self.writing.lock().await;
        let batch: Vec<Waiting> = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let some = waiting.len().min(MOST);
            waiting.drain(..some).collect()
        };
        if batch.is_empty() {
            return;
        }
        let (prepared, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|one| (one.prepared, one.answer)).unzip();
        match case::write_new(app, &prepared).await {
            Ok(rows) => answers.into_iter().zip(rows).for_each(|(answer, row)| drop(answer.send(Ok(row)))),
            // One bad submission must not take the others with it.
            Err(_) => {
                for (one, answer) in prepared.iter().zip(answers) {
                    let alone = case::write_new(app, std::slice::from_ref(one)).await;
                    let row = alone.and_then(|rows| {
                        rows.into_iter().next().ok_or_else(|| AppError::Internal("no row was written".into()))
                    });
                    drop(answer.send(row));
                }
            }
        }
    }
}
