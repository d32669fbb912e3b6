//! A site's own theme, rendered under limits. Its language is a small part of the engine's: an environment with few
//! filters, no files, a bound on steps, on what is printed and on the size of a page. What it does not change comes from
//! the built-in theme. Whether a text may be used at all is decided in `domain::theme`.

use std::cell::Cell;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use app::AppError;
use app::site::ThemeTexts;
use bytes::Bytes;
use domain::theme::ThemeFile;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter, filters,
    tests,
};
use sha2::{Digest, Sha256};

use super::functions::{day, escape, minute};
use crate::assets::Assets;

/// Steps a page may take: ten times the longest page of the built-in theme.
const FUEL: u64 = 2_000_000;
/// Bytes that expressions may print on a page, those of parts that are put together first counted each time.
const PRINTED: usize = 8 * 1024 * 1024;
/// Longest page.
const PAGE: usize = 4 * 1024 * 1024;
/// Longest text that a replacement may make.
const REPLACED: usize = 64 * 1024;
/// How deep templates may lead into each other.
const DEPTH: usize = 60;

thread_local! {
    /// What the page that this thread renders has printed so far.
    static PRINTED_SO_FAR: Cell<usize> = const { Cell::new(0) };
}

/// A site's theme, ready to render.
#[derive(Debug)]
pub struct OwnTheme {
    /// Of the version.
    pub id: i64,
    environment: Environment<'static>,
    style: Option<(String, Bytes)>,
    /// The last thing that went wrong, for who checks it.
    broken: Mutex<Option<Broken>>,
}

/// Why a page could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub template: String,
    pub line: Option<usize>,
    pub why: Why,
    /// For engineers.
    pub told: String,
}

/// What a person can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The text is not well-formed.
    Syntax,
    /// It asks for a value that is not there.
    Unknown,
    /// It takes too long, prints too much or leads into itself.
    Limits,
    Other,
}

impl Why {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Syntax => "写法不对（花括号、引号要成对，if 要有 endif，for 要有 endfor）",
            Self::Unknown => "用到的变量不存在",
            Self::Limits => "生成的内容太长、太慢，或者模板互相引用没有尽头",
            Self::Other => "不能生成网页",
        }
    }
}

impl OwnTheme {
    /// Puts a version together; `built_in` gives the text of a template that it does not change.
    #[must_use]
    pub fn new(
        id: i64,
        texts: &ThemeTexts,
        assets: &Arc<Assets>,
        built_in: impl Fn(&str) -> Result<Option<String>, Error> + Send + Sync + 'static,
    ) -> Self {
        let mut environment = environment(assets);
        let own = texts.clone();
        environment.set_loader(move |name| {
            let file = ThemeFile::parse(name).filter(|file| *file != ThemeFile::Style);
            match file.and_then(|file| own.get(&file)) {
                Some(text) => Ok(Some(text.clone())),
                None => built_in(name),
            }
        });
        let style = texts.get(&ThemeFile::Style).filter(|text| !text.trim().is_empty()).map(|text| {
            let hash = hex::encode(Sha256::digest(text));
            (hash.get(..12).unwrap_or_default().to_string(), Bytes::from(text.clone()))
        });
        Self { id, environment, style, broken: Mutex::new(None) }
    }

    /// The address of its own styles; none where it has none.
    #[must_use]
    pub fn style_address(&self) -> Option<String> {
        self.style.as_ref().map(|(hash, _)| format!("/site-style/{}-{hash}.css", self.id))
    }

    /// Its own styles.
    #[must_use]
    pub fn style(&self) -> Option<&Bytes> {
        self.style.as_ref().map(|(_, text)| text)
    }

    /// Renders a template.
    ///
    /// # Errors
    /// Where it is broken, or goes beyond a limit.
    pub fn render(&self, name: &str, values: &Value) -> Result<String, Broken> {
        self.rendered(name, values).inspect_err(|broken| {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(broken.clone());
        })
    }

    /// What went wrong last; it is told once.
    pub fn take_broken(&self) -> Option<Broken> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn rendered(&self, name: &str, values: &Value) -> Result<String, Broken> {
        let template = self.environment.get_template(name).map_err(|error| broken(name, &error))?;
        PRINTED_SO_FAR.set(0);
        let mut page = Limited(Vec::with_capacity(32 * 1024));
        template.render_captured_to(values.clone(), &mut page).map_err(|error| broken(name, &error))?;
        String::from_utf8(page.0).map_err(|error| Broken {
            template: name.to_string(),
            line: None,
            why: Why::Other,
            told: error.to_string(),
        })
    }

    /// Reads a template without rendering it.
    ///
    /// # Errors
    /// Where it is not well-formed.
    pub fn parse(&self, name: &str) -> Result<(), Broken> {
        self.environment.get_template(name).map(|_| ()).map_err(|error| broken(name, &error))
    }
}

fn environment(assets: &Arc<Assets>) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_formatter(print);
    environment.add_filter("safe", filters::safe);
    environment.add_filter("escape", filters::escape);
    environment.add_filter("length", filters::length);
    environment.add_filter("list", filters::list);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("batch", filters::batch);
    environment.add_filter("selectattr", filters::selectattr);
    environment.add_filter("rejectattr", filters::rejectattr);
    environment.add_filter("default", filters::default);
    environment.add_filter("replace", replace);
    environment.add_filter("string", filters::string);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("minute", minute);
    environment.add_filter("day", day);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("none", tests::is_none);
    environment.add_test("string", tests::is_string);
    environment.add_test("startingwith", tests::is_startingwith);
    environment.add_test("true", tests::is_true);
    let bundle = Arc::clone(assets);
    environment.add_function("theme_asset", move |name: &str| bundle.address(&format!("theme/{name}")));
    environment
}

/// Writes a value, as the built-in theme does, and counts it. Lists are no text: a list within lists within lists would
/// be written out without end.
fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let Some(text) = value.as_str() else {
        if value.try_iter().is_ok() && !value.is_none() && !value.is_undefined() {
            return Err(Error::new(ErrorKind::BadEscape, "a list is not printed"));
        }
        count(32)?;
        return escape_formatter(out, state, value);
    };
    count(text.len())?;
    if value.is_safe() { escape_formatter(out, state, value) } else { Ok(out.write_str(&escape(text))?) }
}

fn count(bytes: usize) -> Result<(), Error> {
    let printed = PRINTED_SO_FAR.get().saturating_add(bytes);
    PRINTED_SO_FAR.set(printed);
    if printed > PRINTED { Err(Error::new(ErrorKind::OutOfFuel, "too much is printed")) } else { Ok(()) }
}

fn replace(text: &str, from: &str, to: &str) -> Result<String, Error> {
    let more = text.matches(from).count().saturating_mul(to.len());
    if from.is_empty() || text.len().saturating_add(more) > REPLACED {
        return Err(Error::new(ErrorKind::OutOfFuel, "a replacement makes too much"));
    }
    Ok(text.replace(from, to))
}

/// A page that ends where it grows too long.
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > PAGE {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The innermost fault: an inheriting template tells only that another one failed.
fn broken(name: &str, error: &Error) -> Broken {
    let mut inner = error;
    let mut told = error.to_string();
    while let Some(next) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<Error>()) {
        inner = next;
        told = format!("{told}; {next}");
    }
    let too_long = std::error::Error::source(inner).is_some_and(|source| source.is::<std::io::Error>());
    let why = match inner.kind() {
        ErrorKind::SyntaxError => Why::Syntax,
        ErrorKind::UndefinedError => Why::Unknown,
        ErrorKind::OutOfFuel => Why::Limits,
        ErrorKind::WriteFailure => Why::Limits,
        _ if too_long || told.contains("recursion limit") => Why::Limits,
        _ => Why::Other,
    };
    Broken { template: inner.name().unwrap_or(name).to_string(), line: inner.line(), why, told }
}

impl From<Broken> for AppError {
    fn from(broken: Broken) -> Self {
        let line = broken.line.map_or_else(String::new, |line| format!("第 {line} 行"));
        Self::problem("theme_breaks").with("what", format!("{}{line}{}", broken.template, broken.why.label()))
    }
}

#[cfg(test)]
mod tests_of_limits {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::templates::context;

    fn render(text: &str) -> Result<String, Broken> {
        let texts = ThemeTexts::from([(ThemeFile::Home, text.to_string())]);
        let assets = Arc::new(Assets::load(None).unwrap());
        let theme = OwnTheme::new(1, &texts, &assets, |_| Ok(None));
        let items: Vec<&str> = vec!["甲"; 1_000];
        theme.render("home.html", &context! { items, word => "<乙>" })
    }

    #[test]
    fn a_page_is_made_and_escaped() {
        assert_eq!(render("{{ word }}{{ items|length }}").unwrap(), "&lt;乙&gt;1000");
    }

    /// Most of these the check of texts refuses already; the renderer holds without it.
    #[test]
    fn nothing_runs_or_grows_without_end() {
        let four_deep = "{% for a in items %}{% for b in items %}{% for c in items %}{% for d in items %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}";
        let long =
            format!("{{% for a in items %}}{{% for b in items %}}{}{{% endfor %}}{{% endfor %}}", "长".repeat(2_000));
        let doubling = format!("{{% set x = 'xxxxxxxxxx' %}}{}", "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(40));
        for text in [
            four_deep,
            &long,
            &doubling,
            "{% include 'home.html' %}",
            "{% for x in range(100000000) %}x{% endfor %}",
            "{{ word|replace('乙', 'xxxxxxxxxxxxxxxxxxxxxxxxx')|replace('x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')|replace('x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')|replace('x', 'xxx') }}",
        ] {
            let told = render(text).unwrap_err();
            let limited = told.why == Why::Limits || told.told.contains("range");
            assert!(limited, "{told:?}");
        }
    }

    #[test]
    fn each_template_of_the_built_in_theme_may_be_changed() {
        let assets = Arc::new(Assets::load(None).unwrap());
        let templates = crate::templates::Templates::load(&assets, None);
        for file in ThemeFile::ALL.iter().filter(|file| **file != ThemeFile::Style) {
            let text = templates.built_in_text(file.code());
            assert!(!text.is_empty(), "{}", file.code());
            assert_eq!(domain::theme::check(*file, &text), [], "{}", file.code());
        }
    }

    #[test]
    fn nothing_is_read_from_outside() {
        for text in [
            "{% include '/etc/passwd' %}",
            "{% include '../Cargo.toml' %}",
            "{{ debug() }}",
            "{{ items }}",
            "{{ word|pprint }}",
            "{{ nothing }}",
        ] {
            assert!(render(text).is_err(), "{text}");
        }
        let unknown = render("一\n{{ nothing }}").unwrap_err();
        assert_eq!((unknown.why, unknown.line, unknown.template.as_str()), (Why::Unknown, Some(2), "home.html"));
        assert_eq!(render("{{ word").unwrap_err().why, Why::Syntax);
    }
}
