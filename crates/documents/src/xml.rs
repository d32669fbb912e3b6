//! XML of office files, read event by event: no document type definitions, no entities but the
//! predefined, bounded depth. It knows nothing of any format.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::{Limits, Refusal};

/// One thing met in the XML. Names come without their prefix.
pub(crate) enum Xml<'a> {
    Open(Tag<'a>),
    Close(&'a str),
    Text(&'a str),
}

pub(crate) struct Tag<'a> {
    pub name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of an attribute by its local name.
    pub fn attr(&self, name: &str) -> Option<String> {
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attr| attr.key.local_name().as_ref() == name)
            .and_then(|attr| attr.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned()))
    }

    /// The value of an attribute by its full name, prefix included.
    pub fn attr_exact(&self, name: &str) -> Option<String> {
        let attr = self.start.try_get_attribute(name).ok().flatten()?;
        attr.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }

    /// Whether a boolean property such as `<w:vanish/>` is on.
    pub fn is_on(&self) -> bool {
        !matches!(self.attr("val").as_deref(), Some("0" | "false" | "off"))
    }
}

/// Whether reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Go {
    On,
    Stop,
}

/// Reads a whole part. Empty elements are reported as opened and closed.
pub(crate) fn read(
    bytes: &[u8],
    part: &str,
    limits: &Limits,
    mut see: impl FnMut(Xml<'_>) -> Result<Go, Refusal>,
) -> Result<(), Refusal> {
    let text = str::from_utf8(bytes).map_err(|_| Refusal::broken(part))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0u32;
    loop {
        let event = reader.read_event().map_err(|_| Refusal::broken(part))?;
        let go = match &event {
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(Refusal::broken(part)) },
            Event::DocType(_) => return Err(Refusal::Dtd { part: part.to_owned() }),
            Event::Start(start) => {
                depth += 1;
                if depth > limits.max_xml_depth {
                    return Err(Refusal::TooDeep { limit: limits.max_xml_depth });
                }
                open(start, &mut see)?
            }
            Event::Empty(start) => match open(start, &mut see)? {
                Go::On => see(Xml::Close(start.local_name().into_inner()))?,
                Go::Stop => Go::Stop,
            },
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                see(Xml::Close(end.local_name().into_inner()))?
            }
            Event::Text(text) => see(Xml::Text(&text.xml10_content()))?,
            Event::CData(data) => see(Xml::Text(&data.xml10_content()))?,
            Event::GeneralRef(reference) => see(Xml::Text(&resolve(reference)))?,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Go::On,
        };
        if go == Go::Stop {
            return Ok(());
        }
    }
}

fn open(start: &BytesStart<'_>, see: &mut impl FnMut(Xml<'_>) -> Result<Go, Refusal>) -> Result<Go, Refusal> {
    let local = start.local_name();
    see(Xml::Open(Tag { name: local.into_inner(), start }))
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match &*reference.xml10_content() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}
