//! A document as the data that the template reads. Everything people wrote is a JSON string.

use serde_json::{Value, json};

use super::fonts::{Fonts, Part};
use crate::write::chart::{Chart, color};
use crate::write::grid::Placed;
use crate::write::{ATTACHMENTS, Align, Block, Cell, Document, Grid, ListKind, SEAL_MARK, Seal};

/// Cells with more characters may be parted by the end of a page.
const LONG_CELL: usize = 400;

pub(super) fn of(document: &Document, fonts: &Fonts) -> Value {
    let head = document.letterhead.as_ref();
    json!({
        "title": clean(&document.title),
        "letterhead": head.map(|head| {
            json!({ "agency": clean(&head.agency), "number": clean(&head.number), "size": head.size() })
        }),
        "blocks": document.blocks.iter().map(block).collect::<Vec<_>>(),
        "fonts": {
            "text": fonts.families(Part::Text),
            "title": fonts.families(Part::Title),
            "strong": fonts.families(Part::Strong),
            "hand": fonts.families(Part::Hand),
            "number": fonts.families(Part::Number),
        },
        // Without a font of its own, what should be heavier is thickened.
        "thicken": { "title": fonts.makes_do(Part::Title), "strong": fonts.makes_do(Part::Strong) },
    })
}

/// Calls `hear` with every text of a document that is laid out.
pub(super) fn texts(document: &Document, hear: &mut dyn FnMut(&str)) {
    if let Some(head) = &document.letterhead {
        hear(&head.agency);
        hear(&head.number);
    }
    hear(&document.title);
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Copies(text) => hear(text),
            Block::Table(table) => grid_texts(&table.into(), hear),
            Block::Grid(grid) => grid_texts(grid, hear),
            Block::List { items, .. } => items.iter().for_each(|item| hear(item)),
            Block::Attachments(names) => names.iter().for_each(|name| hear(name)),
            Block::Signature { agency, date, .. } => {
                hear(agency);
                hear(date);
            }
            Block::Chart(chart) => chart_texts(chart, hear),
            Block::PageBreak => {}
        }
    }
}

fn chart_texts(chart: &Chart, hear: &mut dyn FnMut(&str)) {
    hear(&chart.title);
    hear(&chart.unit);
    hear(UNKNOWN);
    chart.series.iter().chain(chart.points.iter().map(|(label, _)| label)).for_each(|text| hear(text));
}

/// Stands for a number that is not known.
const UNKNOWN: &str = "无数据";

/// A chart with the length of each bar as a part of the longest.
fn chart(chart: &Chart) -> Value {
    let largest = chart.points.iter().flat_map(|(_, numbers)| numbers.iter().flatten()).copied().max().unwrap_or(0);
    let bar = |(series, number): (usize, &Option<i64>)| {
        let length = number.filter(|_| largest > 0).unwrap_or(0).max(0).saturating_mul(1_000) / largest.max(1);
        json!({
            "color": color(series),
            "length": length,
            "text": number.map_or_else(|| UNKNOWN.to_string(), |number| number.to_string()),
        })
    };
    let point = |(label, numbers): &(String, Vec<Option<i64>>)| json!({ "label": clean(label), "bars": numbers.iter().enumerate().map(bar).collect::<Vec<_>>() });
    let series = |(at, name): (usize, &String)| json!({ "name": clean(name), "color": color(at) });
    json!({
        "kind": "chart",
        "title": clean(&format!("{}（{}）", chart.title, chart.unit)),
        "described": clean(&chart.described()),
        "series": chart.series.iter().enumerate().map(series).collect::<Vec<_>>(),
        "points": chart.points.iter().map(point).collect::<Vec<_>>(),
    })
}

fn grid_texts(grid: &Grid, hear: &mut dyn FnMut(&str)) {
    hear(&grid.name);
    grid.head.iter().chain(&grid.rows).flatten().for_each(|cell| hear(&cell.content.to_text()));
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, text } => {
            json!({ "kind": "heading", "level": level.clamp(&1, &3), "text": clean(text) })
        }
        Block::Paragraph { text, align } => {
            json!({ "kind": "paragraph", "text": clean(text), "align": word(*align) })
        }
        Block::Table(table) => grid(&table.into()),
        Block::Grid(table) => grid(table),
        Block::Chart(one) => chart(one),
        Block::List { kind, items } => json!({
            "kind": "list",
            "numbers": *kind == ListKind::Numbers,
            "items": items.iter().map(|item| clean(item)).collect::<Vec<_>>(),
        }),
        Block::Attachments(names) => json!({
            "kind": "attachments",
            "label": ATTACHMENTS,
            "names": names.iter().map(|name| clean(name)).collect::<Vec<_>>(),
        }),
        Block::Signature { agency, date, seal } => json!({
            "kind": "signature",
            "agency": clean(agency),
            "date": clean(date),
            "mark": (*seal == Seal::Marked).then_some(SEAL_MARK),
        }),
        Block::Copies(text) => json!({ "kind": "copies", "text": clean(text) }),
        Block::PageBreak => json!({ "kind": "break" }),
    }
}

fn word(align: Align) -> &'static str {
    match align {
        Align::Body => "body",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

fn grid(grid: &Grid) -> Value {
    let layout = grid.layout();
    let heads = layout.head.len();
    let rows = layout.head.iter().chain(&layout.rows).enumerate();
    let begun = rows.flat_map(|(at, row)| row.iter().filter(|p| p.begins).map(move |placed| (at, placed)));
    let (head, cells): (Vec<_>, Vec<_>) = begun.partition(|(at, _)| *at < heads);
    let written = |part: Vec<(usize, &Placed<'_>)>, is_head: bool| -> Vec<Value> {
        part.into_iter().map(|(at, placed)| cell(placed, at, is_head)).collect()
    };
    json!({
        "kind": "grid",
        "name": clean(&grid.name),
        "wide": layout.is_wide(),
        "widths": layout.widths,
        "head": written(head, true),
        "cells": written(cells, false),
    })
}

fn cell(placed: &Placed<'_>, row: usize, is_head: bool) -> Value {
    let text = placed.cell.map(|cell| cell.content.to_text()).unwrap_or_default();
    let is_label = placed.cell.is_some_and(|cell| cell.is_label());
    let is_number = placed.cell.is_some_and(|cell| matches!(cell.content, Cell::Number(_)));
    json!({
        "head": is_head,
        "x": placed.column,
        "y": row,
        "columns": placed.columns,
        "rows": placed.rows,
        "lines": placed.cell.map_or(1, |cell| cell.lines),
        "centred": is_label || is_number,
        "long": text.chars().count() > LONG_CELL,
        "text": clean(&text),
    })
}

/// Without control characters, for which no font has a picture.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
