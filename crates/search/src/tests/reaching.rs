//! Every document can be reached: by its title, by any two characters of it, by its numbers, by a name in it;
//! and nothing that can be typed brings the index down.

use proptest::prelude::*;

use super::corpus::{self, ask, find, holding, ids, titled};
use crate::analysis::fold::{GAP, Script, fold, script};
use crate::{Policies, Query, SearchDoc, Sort};

/// Those of Chinese characters: a piece of a number is looked up only where nothing has it as a whole.
fn two_characters(title: &str) -> Vec<String> {
    let chars: Vec<char> = title.chars().collect();
    let pairs = chars.windows(2).map(|pair| pair.iter().collect::<String>());
    let han = |c: char| script(c) == Script::Han;
    let plain = |pair: &String| fold(pair).chars().any(han) && fold(pair).chars().all(|c| c == GAP || han(c));
    pairs.filter(plain).collect()
}

#[test]
fn every_document_is_found_by_title_pairs_numbers_and_name() {
    let docs: Vec<SearchDoc> = (1..=120).map(corpus::doc).collect();
    let index = holding(docs.clone());
    for doc in &docs {
        let found = find(&index, &doc.title);
        assert_eq!(ids(&found).first(), Some(&doc.id), "by title {}", doc.title);
        let number = doc.document_number.iter().chain(&doc.index_number);
        for number in number {
            assert_eq!(ids(&find(&index, number)).first(), Some(&doc.id), "by number {number}");
        }
        let tail = doc.index_number.as_deref().unwrap().split_once('/').unwrap().1;
        assert_eq!(ids(&find(&index, tail)).first(), Some(&doc.id), "by tail {tail}");
        let name = corpus::surname(doc.id);
        let found = find(&index, &name);
        assert!(ids(&found).contains(&doc.id), "by name {name}");
        assert!(found.hits.iter().all(|hit| corpus::doc(hit.id).body.contains(&name)), "only that name {name}");
    }
    let pairs =
        docs.iter().step_by(5).flat_map(|doc| two_characters(&doc.title).into_iter().map(|pair| (doc.id, pair)));
    for (id, pair) in pairs {
        assert!(ids(&find(&index, &pair)).contains(&id), "{id} by {pair}");
    }
}

#[test]
fn a_long_title_is_found_whole_and_first() {
    let long = format!("关于{}的通知", "加强城乡建设用地增减挂钩项目管理和耕地保护，".repeat(30));
    let index = titled(&["关于加强耕地保护的通知", &long]);
    assert!(ids(&find(&index, &long)).contains(&2));
}

#[test]
fn hostile_queries_are_answered() {
    let index = holding((1..=30).map(corpus::doc));
    let long = "政府信息公开".repeat(20_000);
    let rare: String = ('\u{4e00}'..'\u{9fff}').collect();
    let quotes = "\"“”「".repeat(5_000);
    for text in [
        &long,
        &rare,
        &quotes,
        "\"",
        "“预算",
        "预算”",
        "(((",
        "a* OR b:[1 TO 2] AND NOT \\",
        ".*+?^${}",
        "\0\u{1}\u{2}",
        "👨‍👩‍👧‍👦",
        "title:预算",
        "-预算",
        "％＿%_",
        "'; DROP TABLE item; --",
        "<script>",
        "\u{202e}公开",
        "〔〕",
        "../../etc",
    ] {
        for sort in [Sort::Relevance, Sort::Newest] {
            index.find(&Query { sort, facets: true, offset: usize::MAX, ..ask(text) }).unwrap();
            index.find(&Query { sort, limit: usize::MAX, ..ask(text) }).unwrap();
        }
        index.suggest(text, None, Policies::default(), usize::MAX).unwrap();
    }
    assert_eq!(find(&index, "？？").total, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_title_is_found_whole_and_by_two_characters(
        title in "[\u{4e00}-\u{4e60}市人民政府办公室关于信息公开条例的通知和〇（）《》、，。 A-Fa-fＡ-Ｆ0-9０-９é①㎡]{2,40}"
    ) {
        prop_assume!(fold(&title).chars().any(|c| c != GAP));
        let index = titled(&["关于印发办法的通知", &title]);
        prop_assert!(ids(&find(&index, &title)).contains(&2), "whole");
        for pair in two_characters(&title) {
            prop_assert!(ids(&find(&index, &pair)).contains(&2), "by {}", pair);
        }
    }

    #[test]
    fn any_document_number_is_met_in_any_brackets(
        office in "[高府办发财教字人社]{2,6}", year in 1990..2030, serial in 1..3000, brackets in 0usize..6
    ) {
        let number = format!("{office}〔{year}〕{serial}号");
        let index = holding([
            SearchDoc { id: 1, title: number.clone(), body: number.repeat(3), ..SearchDoc::default() },
            SearchDoc { id: 2, title: "另一件".into(), document_number: Some(number), ..SearchDoc::default() },
        ]);
        let (open, close) = [("〔", "〕"), ("[", "]"), ("(", ")"), ("【", "】"), ("（", "）"), (" ﹝", "﹞ ")][brackets];
        let found = find(&index, &format!("{office}{open}{year}{close}{serial}号"));
        prop_assert_eq!(ids(&found)[0], 2);
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), other in "\\PC{0,30}") {
        let index = titled(&["高安市人民政府办公室关于印发办法的通知", &other]);
        for text in [&text, &format!("{other}{text}"), &format!("“{text}")] {
            let found = find(&index, text);
            prop_assert_eq!(found.total, found.hits.len());
            index.suggest(text, None, Policies::default(), 10).unwrap();
        }
    }
}
