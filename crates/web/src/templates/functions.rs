//! Every filter and function that templates may use beside minijinja's own. Views are ready strings where possible:
//! what is here is for values that many pages show.

use std::sync::Arc;

use domain::time::Moment;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value, escape_formatter};

use crate::assets::Assets;

/// Adds them all.
pub fn add(environment: &mut Environment<'static>, assets: &Arc<Assets>) {
    let bundle = Arc::clone(assets);
    environment.add_function("asset", move |name: &str| bundle.address(name));
    let theme = Arc::clone(assets);
    environment.add_function("theme_asset", move |name: &str| theme.address(&format!("theme/{name}")));
    environment.set_formatter(write_value);
    environment.add_filter("minute", minute);
    environment.add_filter("day", day);
    environment.add_filter("bytes", |size: i64| file_size(size));
}

/// Writes a value into a page. The slash stays as it is: the engine would write it as a number, which programs that
/// look for addresses in page tags do not read.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            Ok(out.write_str(&escape(text))?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Text as it stands in HTML and XML, also within quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    // Most text has none of them: to look for one character after the other is quicker than to take each apart.
    let names = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
    names
        .into_iter()
        .fold(text.to_string(), |text, (c, name)| if text.contains(c) { text.replace(c, name) } else { text })
}

/// A moment in milliseconds as `YYYY-MM-DD HH:MM` in China; empty for none.
pub fn minute(at: &Value) -> String {
    moment(at).map_or_else(String::new, Moment::display_minute)
}

/// A moment in milliseconds as the legal date `YYYY-MM-DD`; empty for none.
pub fn day(at: &Value) -> String {
    moment(at).map_or_else(String::new, |at| at.date().to_string())
}

fn moment(value: &Value) -> Option<Moment> {
    i64::try_from(value.clone()).ok().map(Moment)
}

/// A size for people: `42 KB`, `1.5 MB`.
#[must_use]
pub fn file_size(bytes: i64) -> String {
    const KB: i64 = 1_024;
    const MB: i64 = KB * KB;
    match bytes {
        ..KB => format!("{bytes} B"),
        KB..MB => format!("{} KB", bytes.div_euclid(KB)),
        _ => {
            let tenths = bytes.saturating_mul(10).div_euclid(MB);
            format!("{}.{} MB", tenths.div_euclid(10), tenths.rem_euclid(10))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, shown) in
            [(0, "0 B"), (1_023, "1023 B"), (43_100, "42 KB"), (1_572_864, "1.5 MB"), (52_428_800, "50.0 MB")]
        {
            assert_eq!(file_size(bytes), shown);
        }
    }

    #[test]
    fn text_is_escaped_and_addresses_stay_readable() {
        let mut environment = Environment::new();
        environment.set_formatter(write_value);
        let page = environment.render_named_str(
            "a.html",
            "<a href=\"{{ a }}\">{{ b }}</a>",
            minijinja::context! { a => "/x?a=1&b='2'", b => "<b>" },
        );
        assert_eq!(page.unwrap_or_default(), "<a href=\"/x?a=1&amp;b=&#39;2&#39;\">&lt;b&gt;</a>");
    }

    #[test]
    fn moments_are_shown_as_in_china_and_none_as_nothing() {
        assert_eq!(minute(&Value::from(0_i64)), "1970-01-01 08:00");
        assert_eq!(day(&Value::from(())), "");
    }
}
