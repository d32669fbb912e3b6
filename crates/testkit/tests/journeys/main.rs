//! The journeys of the people who use Gongkai, through the router, each on SQLite and on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed expectation should stop the test at once"
)]

mod api;
mod attacks;
mod citizen;
mod clockwork;
mod commands;
mod desk;
mod desk_requests;
mod disputes;
mod doors;
mod draft;
mod forms;
mod large_type;
mod letters;
mod mails;
mod maps;
mod migrations;
mod mirror;
mod officer;
mod opinions;
mod papers;
mod portal;
mod portal_order;
mod publish;
mod queries;
mod ready;
mod records;
mod redaction;
mod reminders;
mod replies;
mod report_figures;
mod reports;
mod roles;
mod schema;
mod search_judged;
mod site_errors;
mod themes;
mod told;
mod twins;
mod visits;
mod watching;
mod wordings;

/// Makes one test a database of an async function that takes the city.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            async fn run(base: testkit::Base) {
                let city = testkit::City::on(base).await;
                super::$name(&city).await;
                city.end().await;
            }

            #[test]
            fn on_sqlite() {
                $crate::runtime().block_on(run(testkit::Base::Sqlite));
            }

            #[test]
            fn on_postgres() {
                $crate::runtime().block_on(run(testkit::Base::Postgres));
            }
        })+
    };
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
