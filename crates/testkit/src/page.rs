//! What came back from the router, with the few questions that tests ask of it.

use http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt;

/// A response read to its end.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: bytes::Bytes,
}

impl Page {
    pub(crate) async fn read(response: Response<door::Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Self { status: parts.status, headers: parts.headers, bytes }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether the text stands in the body.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// A header as text, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of the first hidden or visible field with this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let at = text.find(&format!("name=\"{name}\""))?;
        let start = text[..at].rfind('<')?;
        let tag = text[start..].split('>').next()?;
        let value = tag.split("value=\"").nth(1)?.split('"').next()?;
        Some(plain(value))
    }

    /// The hidden fields of the form that is sent to `action`, in their order.
    pub fn hidden_fields(&self, action: &str) -> Vec<(String, String)> {
        let text = self.text();
        let form = text.split("<form ").find(|form| plain(form.split('>').next().unwrap_or("")).contains(action));
        let form = form.and_then(|form| form.split("</form>").next()).unwrap_or_default();
        let fields = form.split("<input type=\"hidden\" name=\"").skip(1).filter_map(|field| {
            let (name, rest) = field.split_once("\" value=\"")?;
            Some((plain(name), plain(rest.split('"').next()?)))
        });
        fields.collect()
    }

    /// A cookie that the answer sets, as a browser sends it back: `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
        let mut pairs = lines.filter_map(|line| line.split(';').next());
        pairs.find(|pair| pair.split('=').next() == Some(name)).map(str::to_string)
    }

    /// Fails with the page's own words unless it is 200.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.words());
        self
    }

    /// Fails with the page's own words unless it redirects.
    #[track_caller]
    pub fn redirects(self) -> Self {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.words());
        self
    }

    /// The visible words of a page, for messages of failed tests.
    pub fn words(&self) -> String {
        let text = self.text();
        let mut words = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => words.push(c),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(1_500).collect()
    }
}

/// A value as it was before it was written into HTML.
fn plain(value: &str) -> String {
    let marks = [("&#x2f;", "/"), ("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    marks.iter().fold(value.to_string(), |text, (mark, sign)| text.replace(mark, sign))
}
