//! How soon a change is seen: an item that another process published, and its withdrawal by an officer at the console, on
//! its page, in list, feed, search and sitemap.

use std::fs;
use std::time::{Duration, Instant};

use super::city::{ARGUMENTS, City};
use super::visitor::{Visitor, encode};
use super::{Figure, figure};
use crate::bench::program::Running;
use crate::failure::Failure;
use crate::programs::find_output;

/// A publisher of the demo city.
const PUBLISHER: &str = "han.fabu";
const LIST: &str = "/sections/shiqing";
const FEED: &str = "/feeds/shiqing.xml";
/// When a change is not seen by then, it is not going to be.
const LIMIT: Duration = Duration::from_secs(30);

/// Both times.
pub fn shown(running: &Running, city: &City) -> Result<Vec<Figure>, Failure> {
    let mut visitor = Visitor::to(running.address())?;
    let cookie = sign_in(&mut visitor, city)?;
    // Unlike any other title, and never the same in two runs.
    let mark = find_output("date", &["+%s"]).unwrap_or_default();
    let title = format!("量度专用信息{mark}");
    let day = find_output("date", &["+%Y-%m-%d"]).unwrap_or_default();
    let table = city.place.beside("one.jsonl");
    let row = format!("{{\"title\":\"{title}\",\"body\":\"<p>{title}。</p>\",\"published_at\":\"{day} 00:10\"}}\n");
    fs::write(&table, row).map_err(|error| Failure::io("writing the item of the measure", &error))?;
    city.place.run(&[&["import", "items", &table.display().to_string()][..], &ARGUMENTS].concat())?;
    let search = format!("/search?q={}", encode(&title));
    let begun = Instant::now();
    let id = wait_for(begun, || find_item(&mut visitor, &search, &title))?;
    let (page, address) = (format!("/items/{id}"), format!("/items/{id}<"));
    wait_for(begun, || places(&mut visitor, [&title, &page, &address, &search], Seen::Everywhere))?;
    let published = begun.elapsed();
    withdraw(&mut visitor, &cookie, &id)?;
    let begun = Instant::now();
    wait_for(begun, || places(&mut visitor, [&title, &page, &address, &search], Seen::Nowhere))?;
    let told = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    Ok(vec![
        figure("an item published by another process seen everywhere after", told(published), "1 s"),
        figure("a withdrawal seen everywhere after", told(begun.elapsed()), "1 s"),
    ])
}

/// Where an item should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Everywhere,
    Nowhere,
}

fn wait_for<T>(begun: Instant, mut look: impl FnMut() -> Result<Option<T>, Failure>) -> Result<T, Failure> {
    while begun.elapsed() < LIMIT {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
    }
    Err(Failure::found(format!("a change was not seen within {} s", LIMIT.as_secs())))
}

/// The id of the first item that the search finds, if it has the title.
fn find_item(visitor: &mut Visitor, search: &str, title: &str) -> Result<Option<String>, Failure> {
    let text = visitor.get(search, "")?.text();
    let result = text.split_once("<ol class=\"results\">").and_then(|(_, list)| list.split_once("href=\"/items/"));
    let Some((id, rest)) = result.and_then(|(_, rest)| rest.split_once('"')) else { return Ok(None) };
    let shown: String = rest.split("</a>").next().unwrap_or_default().replace("<mark>", "").replace("</mark>", "");
    Ok(shown.contains(title).then(|| id.to_owned()))
}

/// Whether the item is seen as it should be, in all places.
fn places(visitor: &mut Visitor, item: [&str; 4], wanted: Seen) -> Result<Option<()>, Failure> {
    let [title, page, address, search] = item;
    let at_page = visitor.get(page, "")?;
    let mut seen = vec![at_page.status == 200 && at_page.text().contains(title)];
    for list in [LIST, FEED] {
        seen.push(visitor.get(list, "")?.text().contains(title));
    }
    seen.push(find_item(visitor, search, title)?.is_some());
    seen.push(in_sitemap(visitor, address)?);
    let as_wanted = seen.iter().all(|seen| *seen == (wanted == Seen::Everywhere));
    Ok(as_wanted.then_some(()))
}

/// Whether the address stands in the sitemap: in its one file, or in the part with the newest items, which is the last.
fn in_sitemap(visitor: &mut Visitor, address: &str) -> Result<bool, Failure> {
    let map = visitor.get("/sitemap.xml", "")?.text();
    if !map.contains("<sitemapindex") {
        return Ok(map.contains(address));
    }
    let last = map.rsplit("/sitemaps/").next().and_then(|rest| rest.split('<').next()).unwrap_or_default();
    Ok(visitor.get(&format!("/sitemaps/{last}"), "")?.text().contains(address))
}

/// Signs a publisher in with a password of his own and returns the cookie of his session.
fn sign_in(visitor: &mut Visitor, city: &City) -> Result<String, Failure> {
    let told = city.place.told(&["user", "reset", PUBLISHER])?;
    let row = told.lines().find(|line| line.contains(PUBLISHER));
    let issued = row.and_then(|row| row.split_whitespace().last()).unwrap_or_default().to_owned();
    let page = visitor.get("/console/login", "")?;
    let before = cookie(&page.head, "").unwrap_or_default();
    let form = [("csrf", &*token(&page.text())), ("account", PUBLISHER), ("password", &issued)];
    let signed = visitor.post("/console/login", &before, &form)?;
    let cookie = cookie(&signed.head, "gk_session=");
    let cookie = cookie.ok_or_else(|| Failure::found(format!("{PUBLISHER} could not sign in: {told}")))?;
    let page = visitor.get("/console/login/password", &format!("Cookie: {cookie}\r\n"))?;
    let own = format!("Bench-{issued}-7x");
    let form = [("csrf", &*token(&page.text())), ("old", &issued), ("new", &own), ("repeat", &own)];
    let changed = visitor.post("/console/login/password", &cookie, &form)?;
    if changed.status == 303 {
        Ok(cookie)
    } else {
        Err(Failure::found("the password of the publisher was not changed"))
    }
}

fn withdraw(visitor: &mut Visitor, cookie: &str, id: &str) -> Result<(), Failure> {
    let page = visitor.get(&format!("/console/items/{id}"), &format!("Cookie: {cookie}\r\n"))?.text();
    let revision = value_of(&page, "name=\"revision\"").unwrap_or_default();
    let form = [("csrf", &*token(&page)), ("revision", &revision), ("withdraw_reason", "测量完毕")];
    let done = visitor.post(&format!("/console/items/{id}/withdraw"), cookie, &form)?;
    if done.status == 303 {
        Ok(())
    } else {
        Err(Failure::found(format!("the withdrawal was answered with {}", done.status)))
    }
}

/// `name=value` of the cookie that is set and begins so.
fn cookie(head: &str, begins: &str) -> Option<String> {
    let set = head.lines().filter(|line| line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("set-cookie:")));
    let mut set = set.filter_map(|line| line.get(11..)?.trim().split(';').next());
    set.find(|cookie| cookie.starts_with(begins) && cookie.contains('=')).map(str::to_owned)
}

fn token(page: &str) -> String {
    value_of(page, "name=\"csrf\"").unwrap_or_default()
}

/// The value of the first field with this in its tag.
fn value_of(page: &str, part: &str) -> Option<String> {
    let (before, after) = page.split_once(part)?;
    let tag = format!("{}{}", before.rsplit('<').next()?, after.split('>').next()?);
    Some(tag.split_once("value=\"")?.1.split('"').next()?.to_owned())
}
