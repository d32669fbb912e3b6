//! PDF by typst, as a library. A fixed template lays out what it reads as data: no text from people
//! is ever parsed as markup, and the template can read nothing but that data.

mod data;
mod fonts;
mod world;

#[cfg(test)]
mod tests;

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst_pdf::PdfOptions;

pub use fonts::Fonts;

use super::{Document, WriteError};
use world::Desk;

/// Documents for which what was computed is kept after its last use, so that the next letter is quick.
const KEPT_FOR: usize = 2;

/// Writes a PDF with its fonts embedded, tagged for screen readers. Equal documents give equal bytes.
///
/// It takes the processor for tens of milliseconds a letter and seconds for a long report: call it
/// where that blocks nobody.
///
/// # Errors
/// [`WriteError`] if typst cannot lay the document out.
pub fn to_pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, WriteError> {
    let desk = Desk::new(fonts, data::of(document, fonts).to_string());
    let pdf = typst::compile(&desk)
        .output
        .and_then(|pages| typst_pdf::pdf(&pages, &PdfOptions::default()))
        .map_err(|errors| first(&errors));
    comemo::evict(KEPT_FOR);
    pdf
}

fn first(errors: &[SourceDiagnostic]) -> WriteError {
    WriteError(errors.first().map(|error| error.message.to_string()).unwrap_or_default())
}
