//! A rendering is shared by those who wait, errors by nobody; tags find their pages and forget those that left.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use super::*;

fn key(path: &str) -> PageKey {
    PageKey { base: "http://a".into(), path: path.into(), query: String::new(), day: "2026-11-23".into() }
}

#[test]
fn tags_find_their_pages_and_nothing_else() {
    let tags = TagIndex::default();
    let named = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    tags.remember(&key("/a"), 1, &named(&["item:1", "lists"]));
    tags.remember(&key("/b"), 2, &named(&["lists"]));
    assert_eq!(tags.take(&named(&["item:1"])), HashSet::from([key("/a")]));
    tags.forget(&key("/a"), 1, &named(&["item:1", "lists"]));
    assert_eq!(tags.take(&named(&["item:1", "lists"])), HashSet::from([key("/b")]));
    assert!(tags.take(&named(&["lists"])).is_empty());
}

#[test]
fn a_late_word_of_an_older_page_leaves_the_newer_ones_tags() {
    let tags = TagIndex::default();
    let item = ["item:1".to_string()];
    tags.remember(&key("/a"), 1, &item);
    tags.remember(&key("/a"), 2, &item);
    tags.forget(&key("/a"), 1, &item);
    assert_eq!(tags.take(&item), HashSet::from([key("/a")]));
}

#[tokio::test]
async fn a_visitor_who_hangs_up_leaves_nothing_behind() {
    let cache = PageCache::new(1_000_000);
    let seat = cache.join(&key("/a"), 0);
    let other = cache.join(&key("/a"), 0);
    drop(seat);
    assert_eq!(cache.inner.flights.lock().unwrap().len(), 1, "the other still waits");
    drop(other);
    assert!(cache.inner.flights.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_comes_after_a_purge_does_not_join_an_older_rendering() {
    let cache = PageCache::new(1_000_000);
    let before = cache.join(&key("/a"), 0);
    let after = cache.join(&key("/a"), 1);
    assert!(!Arc::ptr_eq(&before.page, &after.page));
}
