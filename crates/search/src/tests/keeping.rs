//! Changes, reopening, other readers, rebuilds, and indexes that must be refused.

use std::fs;
use std::path::Path;

use super::corpus::{doc, find, ids, upserts};
use crate::{Change, SCHEMA_VERSION, SearchError, SearchIndex};

fn all_ids(index: &SearchIndex) -> Vec<i64> {
    index.ids().unwrap()
}

fn generations(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
}

#[test]
fn changes_are_visible_at_once_and_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("search");
    let index = SearchIndex::open(&path).unwrap();
    index.apply(upserts(1..=20)).unwrap();
    index.apply(vec![Change::Remove(5), Change::Remove(999)]).unwrap();
    let mut changed = doc(7);
    changed.title = "全新的标题".into();
    index.apply(vec![Change::Upsert(Box::new(changed))]).unwrap();
    assert_eq!(index.count().unwrap(), 19);
    assert_eq!(ids(&find(&index, "全新的标题")), [7]);
    assert!(find(&index, &doc(5).title).hits.iter().all(|hit| hit.id != 5));
    drop(index);
    let index = SearchIndex::open(&path).unwrap();
    assert_eq!(all_ids(&index), (1..=20).filter(|id| *id != 5).collect::<Vec<i64>>());
    assert_eq!(ids(&find(&index, "全新的标题")), [7]);
    index.apply(upserts(21..=21)).unwrap();
    assert_eq!(index.count().unwrap(), 20);
}

#[test]
fn within_one_list_the_last_change_of_a_document_counts() {
    let index = SearchIndex::in_memory().unwrap();
    let mut second = doc(1);
    second.title = "第二稿".into();
    index
        .apply(vec![
            Change::Upsert(Box::new(doc(1))),
            Change::Upsert(Box::new(second)),
            Change::Upsert(Box::new(doc(2))),
            Change::Remove(2),
        ])
        .unwrap();
    assert_eq!(all_ids(&index), [1]);
    assert_eq!(ids(&find(&index, "第二稿")), [1]);
}

#[test]
fn another_reader_follows_and_only_one_may_write() {
    let dir = tempfile::tempdir().unwrap();
    let writer = SearchIndex::open(dir.path()).unwrap();
    writer.apply(upserts(1..=3)).unwrap();
    let reader = SearchIndex::open(dir.path()).unwrap();
    assert_eq!(all_ids(&reader), [1, 2, 3]);
    for id in 4..=9 {
        writer.apply(upserts(id..=id)).unwrap();
        assert_eq!(all_ids(&reader).last(), Some(&id));
    }
    assert!(matches!(reader.apply(upserts(10..=10)), Err(SearchError::WriterBusy)));
    drop(writer);
    reader.apply(upserts(10..=10)).unwrap();
    assert_eq!(reader.count().unwrap(), 10);
}

#[test]
fn a_rebuild_swaps_in_with_all_that_changed_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let serving = SearchIndex::open(dir.path()).unwrap();
    serving.apply(upserts(1..=10)).unwrap();
    let reader = SearchIndex::open(dir.path()).unwrap();

    let mut rebuild = SearchIndex::rebuild(dir.path()).unwrap();
    rebuild.add((1..=8).map(doc).collect()).unwrap();
    rebuild.add((7..=8).map(doc).collect()).unwrap();
    assert_eq!(rebuild.added(), 8);
    serving.apply(vec![Change::Remove(3)]).unwrap();
    serving.apply(upserts(50..=50)).unwrap();
    assert_eq!(serving.count().unwrap(), 10, "the old index serves on");
    assert!(matches!(SearchIndex::rebuild(dir.path()), Err(SearchError::RebuildRunning)));
    rebuild.finish().unwrap();

    let expected = [1, 2, 4, 5, 6, 7, 8, 50];
    for index in [&serving, &reader] {
        assert_eq!(all_ids(index), expected);
        assert_eq!(ids(&find(index, &doc(50).title))[0], 50);
    }
    serving.apply(upserts(60..=60)).unwrap();
    assert_eq!(all_ids(&reader).last(), Some(&60));
    assert_eq!(all_ids(&SearchIndex::open(dir.path()).unwrap()).len(), 9);
    assert_eq!(generations(dir.path()), 1, "the old generation is cleared away");
}

#[test]
fn an_unfinished_rebuild_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let index = SearchIndex::open(dir.path()).unwrap();
    index.apply(upserts(1..=3)).unwrap();
    let mut rebuild = SearchIndex::rebuild(dir.path()).unwrap();
    rebuild.add(vec![doc(90)]).unwrap();
    assert!(!index.wants_rebuild().unwrap(), "it is under way");
    drop(rebuild);
    assert!(index.wants_rebuild().unwrap(), "it was broken off");
    index.apply(upserts(4..=4)).unwrap();
    assert!(!index.wants_rebuild().unwrap(), "nothing was lost by it");
    assert!(!dir.path().join("rebuild.journal").exists());
    assert_eq!(all_ids(&SearchIndex::open(dir.path()).unwrap()), [1, 2, 3, 4]);
    SearchIndex::rebuild(dir.path()).unwrap().finish().unwrap();
    assert_eq!(index.count().unwrap(), 0);
    assert!(index.wants_rebuild().unwrap(), "nothing is in it");
    assert_eq!(generations(dir.path()), 1);
}

#[test]
fn an_index_of_another_version_is_refused_and_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    drop(SearchIndex::open(dir.path()).unwrap());
    let pointer = dir.path().join("current.json");
    let text = fs::read_to_string(&pointer).unwrap();
    let other = SCHEMA_VERSION + 1;
    fs::write(&pointer, text.replace(&format!("\"schema\":{SCHEMA_VERSION}"), &format!("\"schema\":{other}"))).unwrap();
    let refused = SearchIndex::open(dir.path()).err();
    assert!(
        matches!(refused, Some(SearchError::IndexOutdated { found, expected }) if (found, expected) == (other, SCHEMA_VERSION))
    );
    let mut rebuild = SearchIndex::rebuild(dir.path()).unwrap();
    rebuild.add(vec![doc(1)]).unwrap();
    rebuild.finish().unwrap();
    assert_eq!(all_ids(&SearchIndex::open(dir.path()).unwrap()), [1]);
}

#[test]
fn a_damaged_index_is_refused_and_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    let index = SearchIndex::open(dir.path()).unwrap();
    index.apply(upserts(1..=3)).unwrap();
    drop(index);
    for entry in fs::read_dir(dir.path().join("g000001")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "store" || extension == "idx") {
            fs::remove_file(path).unwrap();
        }
    }
    assert!(matches!(SearchIndex::open(dir.path()), Err(SearchError::Damaged(_))));
    fs::write(dir.path().join("current.json"), "{").unwrap();
    assert!(matches!(SearchIndex::open(dir.path()), Err(SearchError::Damaged(_))));
    let mut rebuild = SearchIndex::rebuild(dir.path()).unwrap();
    rebuild.add(vec![doc(1)]).unwrap();
    rebuild.finish().unwrap();
    assert_eq!(all_ids(&SearchIndex::open(dir.path()).unwrap()), [1]);
}

#[test]
fn searches_go_on_while_changes_are_applied() {
    let index = SearchIndex::in_memory().unwrap();
    index.apply(upserts(1..=20)).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (21..=30).for_each(|id| index.apply(upserts(id..=id)).unwrap()));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    for _ in 0..50 {
                        let count = find(&index, "").total;
                        assert!(count >= last.max(20), "a document was lost on the way");
                        last = count;
                    }
                })
            })
            .collect();
        writer.join().unwrap();
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(index.count().unwrap(), 30);
}
