//! What is in a version for nothing: files that change nothing, blocks that no page shows, names and styles that nothing
//! uses. None of it breaks a page.

use std::collections::BTreeSet;

use app::site::ThemeVersion;
use domain::theme::{ThemeFile, blocks_of_template, classes_of_style, classes_of_template, unused_names};

use super::Remark;
use crate::templates::Templates;

/// Class names that bodies of items bring.
const BODY_CLASSES: [&str; 6] = ["indent", "align-center", "align-right", "scroll", "large", "body"];

/// Everything that changes nothing. Warnings.
pub fn find(templates: &Templates, version: &ThemeVersion) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (file, text) in version.texts.iter().filter(|(file, _)| **file != ThemeFile::Style) {
        if text.trim() == templates.built_in_text(file.code()).trim() {
            remarks.push(Remark::new(*file, None, "与自带的相同，可以恢复自带的内容"));
        }
        let unused = unused_names(text);
        remarks.extend(
            unused
                .into_iter()
                .map(|(name, line)| Remark::new(*file, Some(line), format!("取了名称但没有用到：{name}，可以删去"))),
        );
    }
    remarks.extend(styles(templates, version));
    remarks
}

fn styles(templates: &Templates, version: &ThemeVersion) -> Vec<Remark> {
    let mut classes: BTreeSet<String> = BODY_CLASSES.iter().map(ToString::to_string).collect();
    for name in templates.theme_names() {
        let own = ThemeFile::parse(&name).and_then(|file| version.texts.get(&file));
        classes.extend(
            own.map_or_else(|| classes_of_template(&templates.built_in_text(&name)), |own| classes_of_template(own)),
        );
    }
    let style = version.texts.get(&ThemeFile::Style).map(|text| classes_of_style(text)).unwrap_or_default();
    let unused = style.into_iter().filter(|(class, _)| !classes.contains(class));
    unused
        .map(|(class, line)| Remark::new(ThemeFile::Style, Some(line), format!("没有模板用到这个样式：.{class}")))
        .collect()
}

/// Blocks that the frame does not have: what stands in them is on no page. Errors, since it is lost.
pub fn lost_blocks(templates: &Templates, version: &ThemeVersion) -> Vec<Remark> {
    let frame = version.texts.get(&ThemeFile::Base).cloned();
    let frame = frame.unwrap_or_else(|| templates.built_in_text(ThemeFile::Base.code()));
    let known: BTreeSet<String> = blocks_of_template(&frame).into_iter().map(|block| block.name).collect();
    let mut remarks = Vec::new();
    for (file, text) in version.texts.iter().filter(|(file, _)| !matches!(file, ThemeFile::Base | ThemeFile::Style)) {
        let lost = blocks_of_template(text).into_iter().filter(|block| !block.inside && !known.contains(&block.name));
        remarks.extend(lost.map(|block| {
            let text = format!("base.html 里没有区块 {}，其中的内容不会显示；请放进 content 等已有的区块", block.name);
            Remark::new(*file, Some(block.line), text)
        }));
    }
    remarks
}
