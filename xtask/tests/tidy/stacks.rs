//! Stacks: inside a crate the top-level modules may use each other, but never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::checkout::{self, File, folder_of, packages, root};
use crate::source::{code_of, without_tests};

/// Module → the top-level modules of the same crate that it uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_circle_between_the_modules_of_a_crate() {
    let files = checkout::rust_files();
    let mut complaints = Vec::new();
    for package in packages() {
        let source = folder_of(&package).strip_prefix(root()).unwrap().join("src");
        let prefix = format!("{}/", source.display());
        let own: Vec<(&str, &File)> =
            files.iter().filter_map(|file| Some((file.path.strip_prefix(&prefix)?, file))).collect();
        assert!(!own.is_empty(), "{prefix} holds no source");
        let texts = own.iter().map(|(path, file)| ((*path).to_owned(), file.text()));
        if let Some(circle) = find_circle(&uses_of(&texts.collect::<Vec<_>>())) {
            complaints.push(format!("{}: {}", package["name"].as_str().unwrap(), circle.join(" → ")));
        }
    }
    assert_none("circles between modules", &complaints);
}

/// In `web`, the module that puts the rooms together into what every handler is given: naming it is no use of a room.
const PUT_TOGETHER: &str = "state";

/// Reads the uses from files given as (path below `src/`, text).
fn uses_of(files: &[(String, String)]) -> Uses {
    let modules: BTreeSet<String> = files.iter().filter_map(|(path, _)| module_of(path)).collect();
    let mut uses = Uses::new();
    // A file named tests.rs is compiled into tests alone, as a `mod tests` is.
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let Some(module) = module_of(path) else {
            continue;
        };
        let code = code_of(text);
        let named = names_after_root(without_tests(&code), depth_of(path));
        let others = named.into_iter().filter(|name| modules.contains(name) && *name != module && name != PUT_TOGETHER);
        uses.entry(module.clone()).or_default().extend(others);
    }
    uses
}

/// The top-level module that a file belongs to; none for the root of the crate.
fn module_of(path: &str) -> Option<String> {
    let top = path.split('/').next().unwrap();
    let name = top.strip_suffix(".rs").unwrap_or(top);
    (!matches!(top, "lib.rs" | "main.rs" | "bin")).then(|| name.to_owned())
}

/// How many `super` lead from a file to the root of its crate.
fn depth_of(path: &str) -> usize {
    let folders = path.matches('/').count();
    if path.ends_with("/mod.rs") { folders } else { folders + 1 }
}

/// The names that follow `crate::` or as many `super::` as lead to the root, groups in braces included.
fn names_after_root(code: &str, depth: usize) -> BTreeSet<String> {
    let to_root = format!("{}::", vec!["super"; depth].join("::"));
    let mut names = BTreeSet::new();
    for prefix in ["crate::", to_root.as_str()] {
        for (place, _) in code.match_indices(prefix) {
            let before = code[..place].chars().next_back();
            if before.is_none_or(|character| !is_word(character) && character != ':') {
                names.extend(names_at(&code[place + prefix.len()..]));
            }
        }
    }
    names
}

fn names_at(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![rest.chars().take_while(|character| is_word(*character)).collect()];
    };
    let mut names = vec![String::new()];
    let mut depth = 0;
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().unwrap().push(character),
            _ => {}
        }
    }
    names.iter().map(|path| path.trim().chars().take_while(|character| is_word(*character)).collect()).collect()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The first circle found, its first module repeated at its end.
fn find_circle(uses: &Uses) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    uses.keys().find_map(|module| walk(module, uses, &mut Vec::new(), &mut done))
}

fn walk(module: &str, uses: &Uses, way: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<Vec<String>> {
    if let Some(start) = way.iter().position(|passed| passed == module) {
        let mut circle = way[start..].to_vec();
        circle.push(module.to_owned());
        return Some(circle);
    }
    if done.contains(module) {
        return None;
    }
    way.push(module.to_owned());
    let found = uses.get(module).into_iter().flatten().find_map(|next| walk(next, uses, way, done));
    way.pop();
    done.insert(module.to_owned());
    found
}

fn sample(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_circle_is_found_and_named() {
    let files = sample(&[
        ("lib.rs", "mod item; mod agency; mod site;"),
        ("item/mod.rs", "use crate::{agency::Agency, id::{Id, item}};"),
        ("agency.rs", "fn a(site: &super::site::Site) {}"),
        ("site/theme.rs", "use super::super::item::Item;"),
    ]);
    let circle = find_circle(&uses_of(&files)).unwrap();
    assert_eq!(circle, ["agency", "site", "item", "agency"]);
}

#[test]
fn what_only_looks_like_a_circle_is_none() {
    let files = sample(&[
        ("lib.rs", "use crate::item; use crate::agency;"),
        ("item/mod.rs", "use crate::agency::Agency; // crate::item"),
        ("item/revision.rs", "use super::agency; use crate::item::Item;"),
        ("agency.rs", "fn a() { b(\"crate::item\") }\n#[cfg(test)]\nmod tests { use crate::item; }"),
    ]);
    assert_eq!(find_circle(&uses_of(&files)), None);
}
