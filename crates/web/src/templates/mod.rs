//! The templates: the console's and the theme's, each an environment of its own, strict about what is undefined,
//! escaping by file name, and with a limit on how long one page may take.

pub mod functions;
pub mod own;
pub mod themes;

use std::path::PathBuf;
use std::sync::Arc;

use app::AppError;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use rust_embed::Embed;

use crate::assets::Assets;

#[derive(Embed)]
#[folder = "templates"]
#[exclude = "*.md"]
struct ConsoleFiles;

#[derive(Embed)]
#[folder = "../../themes/porcelain"]
#[include = "*.html"]
struct ThemeFiles;

/// The values of a page: `context! { name => value, ..rest }`. Values are taken by reference and may be whatever can
/// be serialised; of what stands in both, the rest's counts.
#[macro_export]
macro_rules! view_context {
    ($($key:ident $(=> $value:expr)?),* $(,)?) => {
        minijinja::context! { $($key => $crate::view_value!($key $(=> $value)?)),* }
    };
    ($($key:ident $(=> $value:expr)?,)* ..$rest:expr) => {
        minijinja::value::merge_maps([$rest.clone(), $crate::view_context! { $($key $(=> $value)?),* }])
    };
}

/// One value of [`view_context`].
#[macro_export]
macro_rules! view_value {
    ($key:ident => $value:expr) => {
        minijinja::Value::from(minijinja::value::Serde(&$value))
    };
    ($key:ident) => {
        minijinja::Value::from(minijinja::value::Serde(&$key))
    };
}

pub use crate::view_context as context;

/// Steps a page may take: a hundred times the longest page we make.
const FUEL: u64 = 20_000_000;

/// The templates.
#[derive(Debug)]
pub struct Templates {
    console: Environment<'static>,
    theme: Environment<'static>,
    theme_folder: Option<PathBuf>,
}

impl Templates {
    /// Reads the embedded templates; those of `theme_folder` go before the embedded theme's.
    #[must_use]
    pub fn load(assets: &Arc<Assets>, theme_folder: Option<PathBuf>) -> Self {
        let mut console = environment(assets);
        console.set_loader(|name| embedded(ConsoleFiles::get(name)));
        let mut theme = environment(assets);
        let folder = theme_folder.clone();
        theme.set_loader(move |name| built_in(folder.as_deref(), name));
        Self { console, theme, theme_folder }
    }

    /// The text of a template of the installation's theme; empty for one that it does not have.
    #[must_use]
    pub fn built_in_text(&self, name: &str) -> String {
        built_in(self.theme_folder.as_deref(), name).ok().flatten().unwrap_or_default()
    }

    /// The names of the theme's templates.
    #[must_use]
    pub fn theme_names(&self) -> Vec<String> {
        ThemeFiles::iter().map(|name| name.to_string()).collect()
    }

    /// What gives the text of a template of the installation's theme.
    pub fn built_in(&self) -> impl Fn(&str) -> Result<Option<String>, Error> + Send + Sync + 'static {
        let folder = self.theme_folder.clone();
        move |name| built_in(folder.as_deref(), name)
    }

    /// Renders a console template, named from `templates/` (`console/login.html`).
    ///
    /// # Errors
    /// When the template asks for what is not there.
    pub fn console(&self, name: &str, values: &Value) -> Result<String, AppError> {
        render(&self.console, name, values)
    }

    /// Renders a template of the theme (`home.html`).
    ///
    /// # Errors
    /// When the template asks for what is not there.
    pub fn theme(&self, name: &str, values: &Value) -> Result<String, AppError> {
        render(&self.theme, name, values)
    }

    /// All templates of the theme as they are in force, one after the other.
    #[must_use]
    pub fn theme_sources(&self) -> String {
        let (_, mut names) = Self::names();
        names.sort_unstable();
        let source = |name: &String| self.theme.get_template(name).map(|t| t.source().to_string()).unwrap_or_default();
        names.iter().map(|name| format!("{name}\n{}\n", source(name))).collect()
    }

    /// The names of all embedded templates, console and theme, for the test that reads each.
    #[must_use]
    pub fn names() -> (Vec<String>, Vec<String>) {
        (ConsoleFiles::iter().map(|n| n.to_string()).collect(), ThemeFiles::iter().map(|n| n.to_string()).collect())
    }

    /// Parses a template without rendering it.
    ///
    /// # Errors
    /// When it is not well-formed.
    pub fn parse_console(&self, name: &str) -> Result<(), AppError> {
        self.console.get_template(name).map(|_| ()).map_err(|e| failed(name, &e))
    }
}

fn environment(assets: &Arc<Assets>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    functions::add(&mut environment, assets);
    environment
}

fn embedded(file: Option<rust_embed::EmbeddedFile>) -> Result<Option<String>, Error> {
    let text = file.map(|file| String::from_utf8(file.data.into_owned()));
    text.transpose().map_err(|e| Error::new(ErrorKind::BadSerialization, "not UTF-8").with_source(e))
}

fn built_in(folder: Option<&std::path::Path>, name: &str) -> Result<Option<String>, Error> {
    match folder.map(|folder| own(folder, name)) {
        Some(Ok(Some(text))) => Ok(Some(text)),
        Some(Err(error)) => Err(error),
        _ => embedded(ThemeFiles::get(name)),
    }
}

fn own(folder: &std::path::Path, name: &str) -> Result<Option<String>, Error> {
    let plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) && !name.starts_with('.');
    let path = folder.join(name);
    if !plain || !path.is_file() {
        return Ok(None);
    }
    std::fs::read_to_string(path)
        .map(Some)
        .map_err(|e| Error::new(ErrorKind::InvalidOperation, "cannot be read").with_source(e))
}

fn render(environment: &Environment<'static>, name: &str, values: &Value) -> Result<String, AppError> {
    let template = environment.get_template(name).map_err(|e| failed(name, &e))?;
    template.render(values).map_err(|e| failed(name, &e))
}

/// Names template, line and what was missing; never the values, which may be personal.
fn failed(name: &str, error: &Error) -> AppError {
    let mut told = format!("template {name}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        told = format!("{told}; {inner}");
        cause = inner.source();
    }
    AppError::Internal(told)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_template_is_well_formed() {
        let assets = Arc::new(Assets::load(None).unwrap());
        let templates = Templates::load(&assets, None);
        let (console, theme) = Templates::names();
        assert!(console.len() > 3 && theme.len() > 10);
        for name in console {
            templates.parse_console(&name).unwrap();
        }
        for name in theme {
            templates.theme.get_template(&name).unwrap();
        }
    }
}
