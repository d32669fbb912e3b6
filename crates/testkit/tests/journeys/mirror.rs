//! The static mirror: the whole public site as files, and what a second run changes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use app::Caller;
use app::item::import::{ImportAs, ImportMode, ImportOptions, import};
use web::mirror::{Done, Extent, MirrorError, Order, export};

use crate::desk::{approve, article, press, publish, publish_policy, revise, submit, with};
use crate::on_both;
use testkit::City;

on_both!(
    every_link_of_a_mirror_leads_somewhere,
    a_second_run_writes_what_has_changed_and_no_more,
    an_item_stands_there_in_four_forms,
    what_is_not_of_the_mirror_is_left_alone,
    a_run_that_was_broken_off_is_made_good,
    what_expires_by_the_calendar_is_written_anew,
);

const LIVE: &str = "https://live.example.gov.cn";

/// Items published before, one a day, oldest first; their section has pages of ten.
const PAST: u32 = 35;

async fn with_past(city: &City) {
    app::settings::change_setting(&city.app, &Caller::command(), "display.page_size", "10").await.unwrap();
    let row = |n: u32| {
        format!(
            "{{\"title\":\"往年的工作情况第{n}号\",\"body\":\"<p>全市各学校做好第{n}号工作。</p>\",\"published_at\":\"2025-{:02}-{:02} 09:30\"}}\n",
            1 + n / 28,
            1 + n % 28
        )
    };
    let file = city.folder().join("past.jsonl");
    fs::write(&file, (0..PAST).map(row).collect::<String>()).unwrap();
    let options = ImportOptions {
        file,
        arrive: ImportAs::PublishedBefore { order: "bench".into() },
        mode: ImportMode::Write,
        mapping: BTreeMap::new(),
        section: Some("news".into()),
        agency: Some("jiaoti".into()),
        attachments: None,
    };
    let report = import(&city.app, &Caller::command(), &options, |_| {}).await.unwrap();
    assert_eq!(report.taken, u64::from(PAST), "{:?}", report.refusals);
}

fn folder(city: &City, name: &str) -> PathBuf {
    city.folder().join(name)
}

async fn run(city: &City, to: &Path) -> Result<Done, MirrorError> {
    let order = Order { to: to.to_path_buf(), live: LIVE.into(), extent: Extent::Changes };
    export(&city.web, &order, &|_| {}).await
}

/// The files below a folder with their bytes, without the mirror's own.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap() == ".gongkai-mirror" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The file that a web server finds for an address: itself, with `.html`, or the index of the folder.
fn served<'a>(files: &'a BTreeMap<String, Vec<u8>>, address: &str) -> Option<&'a str> {
    let path = address.split(['?', '#']).next().unwrap().trim_start_matches('/');
    let tries = [path.to_string(), format!("{path}.html"), format!("{path}index.html")];
    tries.iter().find_map(|name| files.get_key_value(name)).map(|(name, _)| name.as_str())
}

/// The values of these attributes of the tags of a page; its text may spell the same and is none.
fn values(html: &str, attributes: &[&str]) -> Vec<String> {
    let tags: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let cut = |attribute: &&str| {
        let mark = format!(" {attribute}=\"");
        let value = |tag: &&str| Some(tag.split_once(&mark)?.1.split('"').next()?.replace("&amp;", "&"));
        tags.iter().filter_map(value).collect::<Vec<_>>()
    };
    attributes.iter().flat_map(cut).collect()
}

async fn every_link_of_a_mirror_leads_somewhere(city: &City) {
    with_past(city).await;
    let policy = with(
        article(city, "清江市教育发展规划"),
        &[
            ("main_section", &city.ids.section("policies").to_string()),
            ("category", "20-01"),
            ("body_html", "<p>见<a href=\"/sections/news?page=1\">工作动态</a>，他说 href=\"/nowhere\"。</p>"),
        ],
    );
    let policy = publish_policy(city, &policy).await;
    let root = folder(city, "mirror");
    let done = run(city, &root).await.unwrap();
    assert!(done.everything && done.deleted.is_empty());
    assert_eq!(done.missing, [], "links to nothing");
    let files = files(&root);
    let (mut waiting, mut seen) = (vec!["index.html".to_string()], BTreeSet::new());
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) || !name.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(files[&name].clone()).unwrap();
        for action in values(&html, &["action", "formaction"]) {
            assert!(action.starts_with(LIVE), "{name}: the form goes to {action}");
        }
        for link in values(&html, &["href", "src", "poster"]) {
            if link.starts_with('/') {
                let file = served(&files, &link).unwrap_or_else(|| panic!("{name}: {link} is not there"));
                waiting.push(file.to_string());
            }
        }
    }
    let expected = [
        "gov-info/catalogue.html",
        "sections/news/page-1.html",
        "sections/news/page-2.html",
        "feeds/news.xml",
        "site-map.html",
    ];
    for file in expected {
        assert!(seen.contains(file), "{file} is reached by links; reached: {seen:?}");
    }
    let items = seen.iter().filter(|name| name.starts_with("items/") && name.ends_with(".html")).count();
    assert_eq!(items, PAST as usize + 1, "each item is reached by links");
    let html = String::from_utf8(files[&format!("items/{policy}.html")].clone()).unwrap();
    assert!(html.contains("href=\"/nowhere\"") || html.contains("href=&quot;/nowhere"), "text is no link");
    assert!(html.contains(&format!("<link rel=\"canonical\" href=\"{LIVE}/items/{policy}\">")), "{html}");
    for name in files.keys().filter(|name| !name.ends_with(".gz") && files[*name].len() >= 4_096) {
        if name.ends_with(".html") || name.ends_with(".css") {
            assert!(files.contains_key(&format!("{name}.gz")), "{name} has its packed form beside");
        }
    }
    assert!(files["404.html"].len() > 500 && files.contains_key("robots.txt"));
}

async fn a_second_run_writes_what_has_changed_and_no_more(city: &City) {
    with_past(city).await;
    let keep = publish(city, &article(city, "留下的一条")).await;
    let root = folder(city, "mirror");
    run(city, &root).await.unwrap();
    let nothing = run(city, &root).await.unwrap();
    assert_eq!((nothing.written.len(), nothing.deleted.len()), (0, 0), "nothing has changed");
    assert!(nothing.made <= 2, "only what changes by the day is looked at: {}", nothing.made);
    assert!(!nothing.everything);

    let before = files(&root);
    let new = publish(city, &article(city, "新发布的一条")).await;
    let done = run(city, &root).await.unwrap();
    let wrote = |done: &Done| -> BTreeSet<String> {
        done.written.iter().map(|name| name.trim_end_matches(".gz").to_string()).collect()
    };
    let expected: BTreeSet<String> = ["index.html", "sections/news.html", "feeds/news.xml", "sitemap.xml"]
        .iter()
        .map(ToString::to_string)
        .chain(["html", "txt", "xml", "json"].map(|form| format!("items/{new}.{form}")))
        .collect();
    assert_eq!(wrote(&done), expected, "a new item changes no page that is full");
    assert_eq!(done.deleted, [] as [&str; 0]);
    for (name, bytes) in &before {
        if !expected.contains(name.trim_end_matches(".gz")) {
            assert_eq!(&files(&root)[name], bytes, "{name} stays as it was to the byte");
        }
    }

    press(city, &city.actor("fabu").await, keep, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    let oldest = app::item::public::sitemap(&city.app, None, 1).await.unwrap()[0].0;
    press(city, &city.actor("fabu").await, oldest, "withdraw", &[("withdraw_reason", "过期")]).await.redirects();
    let done = run(city, &root).await.unwrap();
    let left = files(&root);
    for id in [keep, oldest] {
        assert!(!left.keys().any(|name| name.starts_with(&format!("items/{id}."))), "{id} answers nothing any more");
        assert!(done.deleted.contains(&format!("items/{id}.html")));
        let named = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(&format!("/items/{id}\""));
        let names: Vec<&String> = left.iter().filter(|(_, bytes)| named(bytes)).map(|(name, _)| name).collect();
        assert!(names.is_empty(), "{id} is still named on {names:?}");
    }
    assert!(wrote(&done).contains("sections/news/page-1.html"), "pages after a withdrawn item move up");
    same_as_anew(city, &root).await;

    revise(&city.actor("bianji").await, new, &article(city, "改过的一条")).await.redirects();
    submit(city, &city.actor("bianji").await, new).await;
    approve(city, new).await;
    press(city, &city.actor("fabu").await, new, "publish", &[]).await.redirects();
    run(city, &root).await.unwrap();
    same_as_anew(city, &root).await;
}

/// A mirror that was brought up to date is the one that would be made anew.
async fn same_as_anew(city: &City, root: &Path) {
    let fresh = tempfile(city);
    run(city, &fresh).await.unwrap();
    let (one, other) = (files(root), files(&fresh));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs from the one made anew");
    }
    fs::remove_dir_all(fresh).unwrap();
}

fn tempfile(city: &City) -> PathBuf {
    folder(city, "fresh")
}

async fn an_item_stands_there_in_four_forms(city: &City) {
    let id = publish(city, &article(city, "甲<乙>的通告")).await;
    let visitor = city.visitor();
    let page = visitor.get(&format!("/items/{id}")).await.ok();
    for (ending, media_type) in [("txt", "text/plain"), ("xml", "application/xml"), ("json", "application/json")] {
        let address = format!("/items/{id}.{ending}");
        assert!(
            page.says(&format!("<link rel=\"alternate\" type=\"{media_type}\" href=\"{address}\">")),
            "{}",
            page.text()
        );
        let form = visitor.get(&address).await.ok();
        assert!(form.header("content-type").starts_with(media_type));
        assert!(form.says("全市各学校做好开学准备，保障教学秩序"));
    }
    let json: serde_json::Value =
        serde_json::from_slice(&visitor.get(&format!("/items/{id}.json")).await.ok().bytes).unwrap();
    assert_eq!(json["title"], "甲<乙>的通告");
    assert_eq!(
        json,
        serde_json::from_slice::<serde_json::Value>(&visitor.get(&format!("/api/v1/items/{id}")).await.ok().bytes)
            .unwrap()
    );
    assert!(visitor.get(&format!("/items/{id}.xml")).await.ok().says("<title>甲&lt;乙&gt;的通告</title>"));
    assert_eq!(visitor.get(&format!("/items/{id}.exe")).await.status, 404);
    press(city, &city.actor("fabu").await, id, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    for ending in ["txt", "xml", "json"] {
        let gone = visitor.get(&format!("/items/{id}.{ending}")).await;
        assert_eq!(gone.status, 410, "the forms go with the page");
        assert!(!gone.says("保障教学秩序"));
    }
}

async fn what_is_not_of_the_mirror_is_left_alone(city: &City) {
    let id = publish(city, &article(city, "第一条")).await;
    let taken = folder(city, "taken");
    fs::create_dir_all(&taken).unwrap();
    fs::write(taken.join("report.docx"), "mine").unwrap();
    assert!(matches!(run(city, &taken).await, Err(MirrorError::Foreign(_))));
    assert_eq!(files(&taken).len(), 1, "nothing was written");

    let root = folder(city, "mirror");
    run(city, &root).await.unwrap();
    fs::write(root.join("baidu_verify.txt"), "mine").unwrap();
    let second = publish(city, &article(city, "第二条")).await;
    fs::write(root.join(format!("items/{second}.html")), "mine").unwrap();
    let before = files(&root);
    assert!(
        matches!(run(city, &root).await, Err(MirrorError::Foreign(path)) if path.ends_with(&format!("items/{second}.html")))
    );
    assert_eq!(files(&root), before, "a run that is refused changes nothing");
    fs::remove_file(root.join(format!("items/{second}.html"))).unwrap();
    run(city, &root).await.unwrap();
    assert_eq!(fs::read_to_string(root.join("baidu_verify.txt")).unwrap(), "mine");

    let outside = folder(city, "outside");
    fs::create_dir_all(&outside).unwrap();
    let led = folder(city, "led");
    run(city, &led).await.unwrap();
    fs::remove_dir_all(led.join("items")).unwrap();
    std::os::unix::fs::symlink(&outside, led.join("items")).unwrap();
    publish(city, &article(city, "第三条")).await;
    assert!(matches!(run(city, &led).await, Err(MirrorError::Foreign(_))));
    assert!(files(&outside).is_empty(), "nothing is written through a link; {id}");
    let elsewhere = folder(city, "elsewhere");
    let bare = folder(city, "bare");
    run(city, &bare).await.unwrap();
    fs::rename(bare.join("items"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, bare.join("items")).unwrap();
    let there = files(&elsewhere);
    press(city, &city.actor("fabu").await, id, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    assert!(matches!(run(city, &bare).await, Err(MirrorError::Foreign(_))));
    assert_eq!(files(&elsewhere), there, "nothing is deleted through a link");
    let manifest = root.join(".gongkai-mirror/manifest");
    fs::write(&manifest, "gongkai-mirror 1\nx\ty\t1\t2026-11-20\n/x\t\taa ../../taken/report.docx\n").unwrap();
    assert!(matches!(run(city, &root).await, Err(MirrorError::Damaged)), "a manifest names files of the mirror only");
}

async fn a_run_that_was_broken_off_is_made_good(city: &City) {
    publish(city, &article(city, "第一条")).await;
    let root = folder(city, "mirror");
    run(city, &root).await.unwrap();
    let before = files(&root);
    let own = root.join(".gongkai-mirror");
    // Broken off before the new files took their places.
    fs::create_dir_all(own.join("stage")).unwrap();
    fs::write(own.join("stage/index.html"), "half").unwrap();
    fs::write(own.join("journal.next"), "feeds/news.xml\n").unwrap();
    run(city, &root).await.unwrap();
    assert_eq!(files(&root), before, "the mirror is as it was");
    assert!(!own.join("stage").exists() && !own.join("journal.next").exists());
    // Broken off while they did: robots.txt has been moved; a file, one in a folder that stands and a new folder have not.
    fs::create_dir_all(own.join("stage/items")).unwrap();
    fs::create_dir_all(own.join("stage/sites/new/items")).unwrap();
    for file in ["site-map.html", "items/9999.html", "sites/new/items/9999.html"] {
        fs::write(own.join("stage").join(file), "new").unwrap();
    }
    fs::copy(own.join("manifest"), own.join("manifest.next")).unwrap();
    fs::write(own.join("journal"), "feeds/news.xml\nend\n").unwrap();
    run(city, &root).await.unwrap();
    let after = files(&root);
    for file in ["site-map.html", "items/9999.html", "sites/new/items/9999.html"] {
        assert_eq!(after[file], b"new", "{file}");
    }
    assert!(after.len() > before.len() && before.keys().filter(|file| !after.contains_key(*file)).count() == 1);
    assert!(!after.contains_key("feeds/news.xml") && after["robots.txt"] == before["robots.txt"]);
    assert!(!own.join("journal").exists());
}

async fn what_expires_by_the_calendar_is_written_anew(city: &City) {
    let policy = with(
        article(city, "清江市教育发展规划"),
        &[
            ("kind", "policy"),
            ("main_section", &city.ids.section("policies").to_string()),
            ("category", "20-01"),
            ("document_number", "清教发〔2026〕1号"),
            ("genre", "notice"),
            ("validity", "in_force"),
            ("effective_on", "2026-11-20"),
            ("expires_on", "2026-11-25"),
        ],
    );
    let id = publish_policy(city, &policy).await;
    let root = folder(city, "mirror");
    run(city, &root).await.unwrap();
    city.clock.pass_minutes(3 * 24 * 60);
    let done = run(city, &root).await.unwrap();
    assert!(!done.everything);
    assert!(done.written.contains(&format!("items/{id}.html")), "{done:?}");
    assert!(fs::read_to_string(root.join(format!("items/{id}.html"))).unwrap().contains("现已失效"));
    same_as_anew(city, &root).await;
}
