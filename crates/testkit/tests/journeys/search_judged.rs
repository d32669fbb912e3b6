//! Search as people ask, over the whole demo city, by the page that they see: two hundred judged queries, each with what
//! must be found, first or not at all. What an item holds is read from the records, not from the index. The index is the
//! same on both databases, and so this runs on one.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::item::{Entity, attachment, revision};
use testkit::{City, Page, encode};
use unicode_normalization::UnicodeNormalization;

const QUERIES: &str = include_str!("search_judged.tsv");
/// Hits on a page.
const PAGE: usize = 20;

#[test]
fn two_hundred_judged_queries() {
    crate::runtime().block_on(async {
        let city = City::demo().await;
        city.work().await;
        let items = Items::read(&city).await;
        assert!(items.0.len() > 4_000, "the whole city: {}", items.0.len());
        let queries: Vec<Judged> = QUERIES.lines().filter(|line| !line.starts_with('#')).map(Judged::read).collect();
        assert!(queries.len() >= 200, "{} queries", queries.len());
        let mut failures = Vec::new();
        for query in &queries {
            let answer = Answer::to(&city, query).await;
            for wanted in query.wanted.split(" | ") {
                if let Err(got) = items.judge(&city, query, &answer, wanted).await {
                    failures.push(format!("{}\t{}\t{}\t{wanted}\t{got}", query.kind, query.text, query.filters));
                }
            }
        }
        assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), queries.len(), failures.join("\n"));
        city.end().await;
    });
}

struct Judged {
    kind: &'static str,
    text: &'static str,
    filters: &'static str,
    wanted: &'static str,
}

impl Judged {
    fn read(line: &'static str) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, text, filters, wanted] = cells[..] else { panic!("four cells: {line}") };
        Self { kind, text, filters, wanted }
    }
}

/// A page of results as it is read.
struct Answer {
    total: usize,
    ids: Vec<i64>,
    means: Option<String>,
    says_part: bool,
    says_no_number: bool,
    ways: String,
}

impl Answer {
    async fn to(city: &City, query: &Judged) -> Self {
        Self::page(city, query, 1).await
    }

    async fn page(city: &City, query: &Judged, number: usize) -> Self {
        let filters = if query.filters.is_empty() { String::new() } else { format!("&{}", query.filters) };
        let address = format!("/search?q={}{filters}&page={number}", encode(query.text));
        Self::read(&city.visitor().get(&address).await.ok())
    }

    fn read(page: &Page) -> Self {
        let text = page.text();
        let total = between(&text, "找到 ", " 条").map_or(0, |number| number.parse().unwrap());
        let list = text.split_once("<ol class=\"results\">").expect("a list of results").1;
        let list = list.split_once("</ol>").unwrap().0;
        let links = list.split("<h2><a href=\"/items/").skip(1);
        let ids = links.map(|rest| rest.split_once('"').unwrap().0.parse().unwrap()).collect();
        let means = text.split_once("您是不是要找").and_then(|(_, rest)| between(rest, "\">", "</a>"));
        Self {
            total,
            ids,
            means: means.map(str::to_owned),
            says_part: text.contains("结果包含其中一部分"),
            says_no_number: ["没有这个文号的信息", "没有这个索引号的信息"].iter().any(|told| text.contains(told)),
            ways: between(&text, "直达：", "</p>").unwrap_or_default().to_owned(),
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

struct Item {
    title: String,
    /// Everything that can be searched, in plain width.
    text: String,
    has_number: bool,
}

/// What every public item holds, from the records.
struct Items(HashMap<i64, Item>);

impl Items {
    async fn read(city: &City) -> Self {
        let db = city.app.store().read();
        let mut attached: HashMap<i64, String> = HashMap::new();
        let texts = attachment::Entity::find().filter(attachment::Column::Public.eq(true));
        for file in texts.filter(attachment::Column::TextState.eq("done")).all(db).await.unwrap() {
            let text = attached.entry(file.item_id).or_default();
            text.push('\n');
            text.push_str(&file.text);
        }
        assert!(attached.len() > 100, "attachments were read: {}", attached.len());
        let rows = Entity::find().filter(store::item::Column::PublicState.eq("live")).all(db).await.unwrap();
        let mut items = HashMap::new();
        for row in rows {
            let live = revision::Entity::find_by_id(row.live_revision_id.unwrap()).one(db).await.unwrap().unwrap();
            let content = app::item::content_of(&live).unwrap();
            let body = documents::html::to_text(&content.body_html);
            let files = attached.remove(&row.id).unwrap_or_default();
            let text =
                [&content.title, &body, &content.keywords, &files].map(String::as_str).join("\n").nfkc().collect();
            let has_number = content.document_number.is_some();
            items.insert(row.id, Item { title: content.title, text, has_number });
        }
        Self(items)
    }

    fn holds(&self, id: i64, text: &str) -> bool {
        self.0[&id].text.contains(text)
    }

    fn titles(&self, ids: impl IntoIterator<Item = i64>) -> String {
        ids.into_iter().take(3).map(|id| self.0[&id].title.clone()).collect::<Vec<_>>().join("、")
    }

    fn is_rule(&self, id: &i64, name: &str) -> bool {
        self.0[id].has_number && self.0[id].title.contains(name)
    }

    /// Whether the answer is as wanted; if not, what it is.
    async fn judge(&self, city: &City, query: &Judged, answer: &Answer, wanted: &str) -> Result<(), String> {
        let (how, what) = wanted.split_once(' ').unwrap_or((wanted, ""));
        let ids = &answer.ids;
        let good = match how {
            "first" => ids.first().is_some_and(|id| self.0[id].title == what),
            "exactly" => return self.exactly(city, query, answer, what).await,
            "leads" => {
                let holding = self.0.keys().filter(|id| self.holds(**id, what)).count();
                holding > 0
                    && ids.len() >= holding.min(PAGE)
                    && ids[..holding.min(PAGE)].iter().all(|id| self.holds(*id, what))
            }
            "top" => {
                ids.len() >= 2 && ids[..2].iter().all(|id| self.0[id].title.nfkc().collect::<String>().contains(what))
            }
            "each" => !ids.is_empty() && ids.iter().all(|id| self.holds(*id, what)),
            "every" => !ids.is_empty() && ids.iter().all(|id| what.split(' ').all(|word| self.holds(*id, word))),
            "finds" => return self.finds(city, query, answer, what).await,
            "total" => answer.total == what.parse::<usize>().unwrap(),
            "means" => answer.means.as_deref() == Some(what),
            "part" => answer.says_part && answer.total > 0,
            "rule" => ids.first().is_some_and(|id| self.is_rule(id, what)),
            "near" => ids.iter().take(3).any(|id| self.is_rule(id, what)),
            "no" => answer.total == 0 && answer.says_no_number,
            "way" => answer.ways.contains(&format!(">{what}</a>")),
            other => panic!("no such expectation: {other}"),
        };
        let got =
            || format!("{} found, {:?} proposed: {}", answer.total, answer.means, self.titles(ids.iter().copied()));
        if good { Ok(()) } else { Err(got()) }
    }

    async fn finds(&self, city: &City, query: &Judged, answer: &Answer, text: &str) -> Result<(), String> {
        for page in 1..=answer.total.div_ceil(PAGE) {
            let ids = Answer::page(city, query, page).await.ids;
            if ids.iter().any(|id| self.holds(*id, text) && !self.holds(*id, query.text)) {
                return Ok(());
            }
        }
        Err(format!("none of {} holds {text}", answer.total))
    }

    async fn exactly(&self, city: &City, query: &Judged, answer: &Answer, text: &str) -> Result<(), String> {
        let right: BTreeSet<i64> = self.0.keys().copied().filter(|id| self.holds(*id, text)).collect();
        let mut found: BTreeSet<i64> = answer.ids.iter().copied().collect();
        for page in 2..=answer.total.div_ceil(PAGE) {
            found.extend(Answer::page(city, query, page).await.ids);
        }
        if right == found && !right.is_empty() {
            return Ok(());
        }
        let missed = self.titles(right.difference(&found).copied());
        let wrong = self.titles(found.difference(&right).copied());
        Err(format!("{} of {}; missed: {missed}; wrong: {wrong}", found.len(), right.len()))
    }
}
