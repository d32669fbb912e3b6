//! Boxes of a page between the form's numbers (hundredths of width and height from the top left corner) and fractions.

use app::{AppError, FieldFault};
use documents::redact::RedactionBox;
use domain::request::redaction::RedactionGround;
use minijinja::Value;

use crate::console::admin::choices::choice;
use crate::forms::{FormView, Typed};
use crate::templates::context;

/// Rows for boxes to come.
pub const BLANK_ROWS: usize = 3;
/// Most rows of one page that are read.
const MOST_ROWS: usize = 200;
/// Longest ground, in characters, as the maker of redactions takes it.
const MAX_GROUND: usize = 60;

/// The four numbers of a row, with the word for each.
const SIDES: [&str; 4] = ["x", "y", "w", "h"];

fn of_page(boxes: &[RedactionBox], page: u32) -> impl Iterator<Item = &RedactionBox> {
    boxes.iter().filter(move |area| area.page == page)
}

fn written(part: f64) -> String {
    let text = format!("{:.2}", part * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The form with the boxes of a page.
#[must_use]
pub fn form_of(boxes: &[RedactionBox], page: u32) -> FormView {
    let mut form = FormView::new();
    for (row, area) in of_page(boxes, page).enumerate() {
        for (side, part) in SIDES.into_iter().zip([area.x, area.y, area.w, area.h]) {
            form = form.with(&format!("box.{row}.{side}"), written(part));
        }
        let known = RedactionGround::ALL.iter().any(|ground| ground.label() == area.ground);
        let (ground, own) = if known { (area.ground.as_str(), "") } else { ("", area.ground.as_str()) };
        form = form.with(&format!("box.{row}.ground"), ground).with(&format!("box.{row}.own"), own);
    }
    form
}

/// How many rows the form has: the boxes of the page and some to come.
#[must_use]
pub fn rows(boxes: &[RedactionBox], page: u32) -> usize {
    (of_page(boxes, page).count() + BLANK_ROWS).min(MOST_ROWS)
}

/// The boxes of a page as its picture shows them, in pixels.
#[must_use]
pub fn drawn(boxes: &[RedactionBox], page: u32, (width, height): (f64, f64)) -> Vec<Value> {
    let view = |(row, area): (usize, &RedactionBox)| {
        context! {
            row,
            number => row + 1,
            x => (area.x * width).round(),
            y => (area.y * height).round(),
            w => (area.w * width).round(),
            h => (area.h * height).round(),
        }
    };
    of_page(boxes, page).enumerate().map(view).collect()
}

/// The grounds to choose from.
#[must_use]
pub fn grounds() -> Vec<Value> {
    RedactionGround::ALL.iter().map(|ground| choice(ground.label(), ground.label())).collect()
}

/// The boxes that were typed; rows without numbers, and those ticked to go, are none.
///
/// # Errors
/// A fault at each field.
pub fn read(typed: &Typed, page: u32) -> Result<Vec<RedactionBox>, AppError> {
    let (mut boxes, mut faults) = (Vec::new(), Vec::new());
    for row in 0..MOST_ROWS {
        let name = |field: &str| format!("box.{row}.{field}");
        if SIDES.iter().all(|side| typed.filled(&name(side)).is_none()) || typed.filled(&name("drop")).is_some() {
            continue;
        }
        let [x, y, w, h] = SIDES.map(|side| part(typed, &name(side), &mut faults));
        let own = typed.trimmed(&name("own"));
        let ground = if own.is_empty() { typed.trimmed(&name("ground")) } else { own };
        if ground.is_empty() {
            faults.push(FieldFault::new(name("ground"), "redact_ground_missing"));
        }
        if ground.chars().count() > MAX_GROUND {
            faults.push(FieldFault::new(name("own"), "too_long").with("max", MAX_GROUND));
        }
        let sound = w > 0.0 && h > 0.0;
        if !sound && faults.is_empty() {
            faults.push(FieldFault::new(name(if w > 0.0 { "h" } else { "w" }), "redact_box_empty"));
        }
        if x + w > 1.000_001 || y + h > 1.000_001 {
            faults.push(FieldFault::new(name(if x + w > 1.000_001 { "w" } else { "h" }), "redact_box_outside"));
        }
        boxes.push(RedactionBox { page, x, y, w, h, ground: ground.to_string() });
    }
    if faults.is_empty() { Ok(boxes) } else { Err(AppError::fields(faults)) }
}

/// A number of hundredths as a fraction.
fn part(typed: &Typed, name: &str, faults: &mut Vec<FieldFault>) -> f64 {
    let text = typed.trimmed(name).trim_end_matches(['%', '％']).trim();
    match text.parse::<f64>() {
        Ok(number) if (0.0..=100.0).contains(&number) => number / 100.0,
        Ok(_) => {
            faults.push(FieldFault::new(name, "redact_box_outside"));
            0.0
        }
        Err(_) => {
            faults.push(FieldFault::new(name, if text.is_empty() { "required" } else { "bad_number" }));
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect())
    }

    #[test]
    fn a_box_comes_back_as_it_was_drawn() {
        let pairs = [
            ("box.0.x", "10"),
            ("box.0.y", "20.5"),
            ("box.0.w", "30"),
            ("box.0.h", "4"),
            ("box.0.ground", "个人隐私 §15"),
        ];
        let boxes = read(&typed(&pairs), 2).unwrap();
        assert_eq!(boxes.len(), 1);
        let form = form_of(&boxes, 2);
        for (name, value) in pairs {
            assert_eq!(form.values.get(name).and_then(|v| v.as_str()), Some(value), "{name}");
        }
        assert!(form_of(&boxes, 1).values.is_empty());
    }

    #[test]
    fn each_wrong_number_is_named() {
        let pairs = [("box.0.x", "90"), ("box.0.y", "b"), ("box.0.w", "20"), ("box.0.h", "")];
        let AppError::Refused(problem) = read(&typed(&pairs), 1).unwrap_err() else { panic!() };
        let found: Vec<(&str, &str)> = problem.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [
                ("box.0.y", "bad_number"),
                ("box.0.h", "required"),
                ("box.0.ground", "redact_ground_missing"),
                ("box.0.w", "redact_box_outside"),
            ]
        );
    }

    #[test]
    fn a_ticked_box_is_gone() {
        let pairs = [("box.0.x", "1"), ("box.0.y", "1"), ("box.0.w", "1"), ("box.0.h", "1"), ("box.0.drop", "on")];
        assert!(read(&typed(&pairs), 1).unwrap().is_empty());
    }
}
