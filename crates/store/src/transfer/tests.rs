//! The list of tables is whole, and what goes out comes in again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::*;
use crate::{Store, StoreError};

async fn fresh(folder: &std::path::Path, name: &str) -> Store {
    let store = Store::open_sqlite(&folder.join(name)).await.unwrap();
    store.migrate().await.unwrap();
    store
}

#[derive(Default)]
struct Lines(Vec<(TableShape, Vec<String>)>);

impl RowSink for Lines {
    fn begin(&mut self, shape: &TableShape) -> Result<(), StoreError> {
        self.0.push((shape.clone(), Vec::new()));
        Ok(())
    }

    fn row(&mut self, line: &str) -> Result<(), StoreError> {
        self.0.last_mut().unwrap().1.push(line.to_string());
        Ok(())
    }

    fn end(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[tokio::test]
async fn every_table_and_column_of_the_database_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path(), "a.db").await;
    let sql = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'";
    let rows = store.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    let there: BTreeSet<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let shapes = shapes().unwrap();
    let listed = shapes.iter().flat_map(|t| t.columns.iter().map(move |c| format!("{}.{}", t.name, c.name))).collect();
    assert_eq!(there, listed);
}

#[tokio::test]
async fn rows_go_out_in_pages_and_come_in_again_with_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    let from = fresh(folder.path(), "from.db").await;
    let insert = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1201) \
                  INSERT INTO placement (section_id, item_id, site_id, agency_id, published_at) SELECT i % 7, i, 1, 1, -i FROM n";
    from.read().execute_unprepared(insert).await.unwrap();
    let day = "INSERT INTO calendar_day (id, day_on, kind, name, region, source, loaded_by, loaded_at) \
               VALUES (9, '2027-02-01', 'off', '春节“\"\n', '', '', NULL, 5)";
    from.read().execute_unprepared(day).await.unwrap();
    from.read().execute_unprepared("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'calendar_day'").await.unwrap();
    let mut out = Lines::default();
    export_all(from.read(), &mut out).await.unwrap();

    let to = fresh(folder.path(), "to.db").await;
    for (shape, lines) in &out.0 {
        let mut loader = Loader::new(shape);
        for line in lines {
            loader.take(to.read(), line).await.unwrap();
        }
        loader.flush(to.read()).await.unwrap();
        assert_eq!(count(to.read(), shape).await.unwrap(), lines.len() as i64);
        if let Some(last) = last_id(from.read(), shape).await.unwrap() {
            set_last_id(to.read(), shape, last).await.unwrap();
            assert_eq!(last_id(to.read(), shape).await.unwrap(), Some(last));
        }
    }
    let mut again = Lines::default();
    export_all(to.read(), &mut again).await.unwrap();
    assert_eq!(out.0, again.0);
    let days = &out.0.iter().find(|(shape, _)| shape.name == "calendar_day").unwrap();
    assert_eq!(days.1, ["[9,\"2027-02-01\",\"off\",\"春节“\\\"\\n\",\"\",\"\",null,5]"]);
    let pairs = &out.0.iter().find(|(shape, _)| shape.name == "placement").unwrap().1;
    assert_eq!(pairs.len(), 1201);
    assert_eq!(last_id(to.read(), &days.0).await.unwrap(), Some(41));
}

#[tokio::test]
async fn a_line_that_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path(), "a.db").await;
    let shapes = shapes().unwrap();
    let counter = shapes.iter().find(|s| s.name == "counter").unwrap();
    let mut loader = Loader::new(counter);
    for line in ["[\"a\"]", "[\"a\",\"b\"]", "[1,2]", "[\"a\",1.5]", "{}"] {
        assert!(loader.take(store.read(), line).await.is_err(), "{line}");
    }
}
