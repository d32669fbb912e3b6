//! The list of all tables. A test compares it with the database, so that a new table cannot be left out of backups.

use sea_orm::ConnectionTrait;

use super::export::{RowSink, export};
use super::shape::{TableShape, shape};
use crate::error::StoreError;
use crate::{
    agency, audit, calendar, changes, counter, dispute, identity, item, job, letter, mail, report, request, settings,
    site, visits, voice,
};

macro_rules! tables {
    ($($entity:path),+ $(,)?) => {
        /// The shape of every table, in the order in which they are exported.
        ///
        /// # Errors
        /// When a column has a type that cannot be exported; a test rules that out.
        pub fn shapes() -> Result<Vec<TableShape>, StoreError> {
            Ok(vec![$(shape::<$entity>()?),+])
        }

        /// Gives every row of every table to `sink`, in the order of the keys. Run it in a transaction that sees
        /// one state of the records.
        ///
        /// # Errors
        /// When the database cannot be read, or the sink takes no more.
        pub async fn export_all(db: &impl ConnectionTrait, sink: &mut (impl RowSink + Send)) -> Result<(), StoreError> {
            $(export::<$entity>(db, sink).await?;)+
            Ok(())
        }
    };
}

tables![
    counter::Entity,
    settings::Entity,
    settings::word::Entity,
    calendar::Entity,
    changes::Entity,
    job::Entity,
    audit::Entity,
    audit::head::Entity,
    agency::Entity,
    agency::former_name::Entity,
    agency::event::Entity,
    identity::Entity,
    identity::former_password::Entity,
    identity::grant::Entity,
    identity::deputy::Entity,
    identity::session::Entity,
    identity::reminders::Entity,
    site::Entity,
    site::section::Entity,
    site::topic::Entity,
    site::reading_point::Entity,
    site::theme::Entity,
    item::Entity,
    item::revision::Entity,
    item::placement::Entity,
    item::left::Entity,
    item::topic_item::Entity,
    item::relation::Entity,
    item::attachment::Entity,
    item::catalogue::Entity,
    item::check::Entity,
    item::step::Entity,
    item::kind::Entity,
    item::redirect::Entity,
    item::import_run::Entity,
    item::import_refusal::Entity,
    letter::letter_template::Entity,
    letter::mail_template::Entity,
    letter::issued::Entity,
    letter::log::Entity,
    mail::Entity,
    dispute::Entity,
    dispute::event::Entity,
    voice::Entity,
    voice::step::Entity,
    voice::opinion::Entity,
    voice::opinion::count::Entity,
    visits::Entity,
    visits::word::Entity,
    report::Entity,
    report::step::Entity,
    report::reminder::Entity,
    report::contents::cell::Entity,
    report::contents::part::Entity,
    report::contents::note::Entity,
    report::contents::file::Entity,
    request::Entity,
    request::event::Entity,
    request::file::Entity,
    request::shingle::Entity,
    request::keys::Entity,
    request::keys::erased::Entity,
    request::parts::Entity,
    request::redaction::Entity,
    request::seen::Entity,
    request::after::rating::Entity,
    request::after::publication::Entity,
    request::citizens::draft::Entity,
    request::citizens::feed::Entity,
    request::citizens::offer::Entity,
];
