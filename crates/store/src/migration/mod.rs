//! The migrations, oldest first. A released migration is never changed; each has its own file.

use sea_orm_migration::prelude::*;

mod m0001_records;
mod m0002_publish_due;
mod m0003_requests;
mod m0004_paper;
mod m0005_one_theme;
mod m0006_letters;
mod m0007_officer;
mod m0008_request_states;
mod m0009_after_reply;
mod m0010_reports;
mod m0011_public_voice;
mod m0012_themes;
mod m0013_reminders;
mod m0014_catalogue_cells;
mod m0015_report_counts;
mod m0016_job_kinds;
mod m0019_followers;
mod m0020_catalogue_order;
mod tables;

/// Applies the migrations on both engines.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_records::Migration),
            Box::new(m0002_publish_due::Migration),
            Box::new(m0003_requests::Migration),
            Box::new(m0004_paper::Migration),
            Box::new(m0005_one_theme::Migration),
            Box::new(m0006_letters::Migration),
            Box::new(m0007_officer::Migration),
            Box::new(m0008_request_states::Migration),
            Box::new(m0009_after_reply::Migration),
            Box::new(m0010_reports::Migration),
            Box::new(m0011_public_voice::Migration),
            Box::new(m0012_themes::Migration),
            Box::new(m0013_reminders::Migration),
            Box::new(m0014_catalogue_cells::Migration),
            Box::new(m0015_report_counts::Migration),
            Box::new(m0016_job_kinds::Migration),
            Box::new(m0019_followers::Migration),
            Box::new(m0020_catalogue_order::Migration),
        ]
    }
}
