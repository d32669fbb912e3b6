//! The city that the portal is measured on: the demo city with 100,000 further items at scale 1, made once and kept.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use super::texts::Texts;
use super::{Figure, figure};
use crate::bench::import::wait_for_index;
use crate::bench::program::Workplace;
use crate::failure::Failure;
use crate::programs::say;
use crate::workspace;

/// Further items of one scale.
const ITEMS: u64 = 100_000;
/// The console section and the agency of the demo city that the items go to.
pub const ARGUMENTS: [&str; 6] = ["--section", "shiqing", "--agency", "shizhi", "--published-before", "bench"];
/// Years over which the items were published.
const YEARS: u64 = 10;

/// A city with the number of its further items and the bytes of their texts.
pub struct City {
    pub place: Workplace,
    pub items: u64,
    text: u64,
}

/// Makes the city, unless an earlier run has made it.
pub fn make(workplace: &Workplace) -> Result<City, Failure> {
    let scale = workplace.scale();
    let place = workplace.kept_beside(&format!("portal-city-{scale}"))?;
    let items = ITEMS * u64::from(scale);
    let note = place.beside("made");
    if let Some(text) = fs::read_to_string(&note).ok().and_then(|text| text.trim().parse().ok()) {
        return Ok(City { place, items, text });
    }
    say(&format!("making a city of {items} items in {}; it is kept for the next time", place.beside("").display()));
    place.empty()?;
    let mut making = place.serve(&["demo"])?;
    making.wait_for("/readyz")?;
    drop(making);
    let table = place.beside("items.jsonl");
    let text = write_table(&table, items)?;
    place.run(&[&["import", "items", &table.display().to_string()][..], &ARGUMENTS].concat())?;
    let mut indexing = place.serve(&["serve"])?;
    indexing.wait_for("/readyz")?;
    wait_for_index(&indexing)?;
    drop(indexing);
    let failed = |error: std::io::Error| Failure::io("noting that the city is made", &error);
    fs::remove_file(&table).and_then(|()| fs::write(&note, text.to_string())).map_err(failed)?;
    Ok(City { place, items, text })
}

fn write_table(path: &Path, items: u64) -> Result<u64, Failure> {
    let failed = |error: std::io::Error| Failure::io("writing the items of the city", &error);
    let mut texts = Texts::read(&workspace::root())?;
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    let mut bytes = 0;
    for number in 1..=items {
        let (title, body) = texts.item(number);
        bytes += (title.len() + body.len()) as u64;
        let (year, month, day) = (2015 + number % YEARS, 1 + number / 7 % 12, 1 + number / 84 % 28);
        writeln!(
            file,
            "{{\"title\":\"{title}\",\"body\":\"<p>{body}</p>\",\"published_at\":\"{year}-{month:02}-{day:02} 09:30\"}}"
        )
        .map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    Ok(bytes)
}

/// The index beside the texts of the further items; those of the demo city's own are left out of the account.
pub fn size_of_index(city: &City) -> Result<Figure, Failure> {
    let size = size_of(&city.place.beside("data").join("index"))?;
    let share = size as f64 / city.text as f64;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let value = format!("{share:.2} of the text ({:.0} MB for {:.0} MB)", megabytes(size), megabytes(city.text));
    Ok(figure("size of the index", value, "below 1"))
}

fn size_of(folder: &Path) -> Result<u64, Failure> {
    let failed = |error: std::io::Error| Failure::io("measuring the index", &error);
    let mut sum = 0;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let meta = entry.metadata().map_err(failed)?;
        sum += if meta.is_dir() { size_of(&entry.path())? } else { meta.len() };
    }
    Ok(sum)
}
