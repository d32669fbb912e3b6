//! `gongkai export static`: what it asks for, what it refuses, and what it says. What stands in a mirror is tested with
//! the journeys.

use crate::program::City;

const LIVE: [&str; 2] = ["--live", "https://www.example.gov.cn"];

#[test]
fn a_mirror_is_written_and_then_left_as_it_is() {
    let city = City::new();
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("mirror");
    let to = root.display().to_string();
    let export = |more: &[&str]| city.run(&[&["export", "static", "--to", &to][..], &LIVE, more].concat());
    let told = export(&[]).done();
    assert!(told.contains("全部生成"), "{told}");
    let home = std::fs::read_to_string(root.join("index.html")).unwrap();
    assert!(home.contains("action=\"https://www.example.gov.cn/search\""), "{home}");
    let again: serde_json::Value = serde_json::from_str(&export(&["--json"]).done()).unwrap();
    assert_eq!((&again["everything"], &again["written"], &again["deleted"]), (&false.into(), &0.into(), &0.into()));
    let full: serde_json::Value = serde_json::from_str(&export(&["--json", "--full"]).done()).unwrap();
    assert_eq!(
        (&full["everything"], &full["written"]),
        (&true.into(), &0.into()),
        "the same bytes are not written again"
    );
    // Somebody was at the files: only the full run looks, and puts them right.
    std::fs::write(root.join("index.html"), "damaged").unwrap();
    std::fs::remove_file(root.join("index.html.gz")).unwrap();
    let mended: serde_json::Value = serde_json::from_str(&export(&["--json", "--full"]).done()).unwrap();
    assert_eq!(mended["written"], 2, "{mended}");
    assert_eq!(std::fs::read_to_string(root.join("index.html")).unwrap(), home);
    assert!(root.join("index.html.gz").is_file());
}

#[test]
fn a_mirror_goes_to_a_folder_of_its_own_and_names_the_live_portal() {
    let city = City::new();
    let place = tempfile::tempdir().unwrap();
    let to = place.path().join("mirror").display().to_string();
    assert!(city.run(&["export", "static", "--to", &to]).refused().contains("--live"));
    let path = ["export", "static", "--to", &to, "--live", "www.example.gov.cn/path"];
    assert!(city.run(&path).refused().contains("https://域名"));
    let inside = city.data().join("mirror").display().to_string();
    assert!(city.run(&[&["export", "static", "--to", &inside][..], &LIVE].concat()).refused().contains("数据文件夹"));
    let around = city.data().parent().unwrap().display().to_string();
    assert!(city.run(&[&["export", "static", "--to", &around][..], &LIVE].concat()).refused().contains("数据文件夹"));
    std::fs::write(place.path().join("mine.txt"), "mine").unwrap();
    let taken = place.path().display().to_string();
    let told = city.run(&[&["export", "static", "--to", &taken][..], &LIVE].concat()).refused();
    assert!(told.contains("不是静态镜像写的"), "{told}");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1, "nothing was written");
}
