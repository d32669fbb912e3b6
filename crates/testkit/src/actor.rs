//! A person at a browser: keeps the session, sends the token with every form.

use app::{App, Caller};
use axum::body::Body;
use door::Door;
use http::{Method, Request};

use crate::page::Page;

const HOST: &str = "localhost";

/// A person, signed in or not.
#[derive(Debug, Clone)]
pub struct Actor {
    door: Door,
    app: App,
    token: Option<String>,
    csrf: String,
    account: i64,
}

impl Actor {
    pub(crate) fn anonymous(app: &App, door: &Door) -> Self {
        Self { door: door.clone(), app: app.clone(), token: None, csrf: String::new(), account: 0 }
    }

    /// Somebody with an open session at a door.
    pub async fn signed_in(app: &App, door: &Door, token: &str) -> Self {
        let session = app::identity::authenticate(app, token, "127.0.0.1").await.expect("an open session");
        Self {
            door: door.clone(),
            app: app.clone(),
            token: Some(token.to_string()),
            csrf: session.csrf,
            account: session.account.id,
        }
    }

    /// The account's id.
    pub fn id(&self) -> i64 {
        self.account
    }

    /// The token every form of this session carries.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The caller that use cases are given, for tests below the router.
    pub async fn caller(&self) -> Caller {
        let token = self.token.as_deref().expect("a signed-in actor");
        app::identity::authenticate(&self.app, token, "127.0.0.1").await.expect("an open session").caller
    }

    /// Opens an address.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the session's token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all).await
    }

    /// Sends a form as it is.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Uploads a file as a browser's form does, with further fields before it.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Page {
        self.upload_as(path, fields, "file", name, bytes).await
    }

    /// As [`upload`](Self::upload), in a file field of another name.
    pub async fn upload_as(&self, path: &str, fields: &[(&str, &str)], field: &str, name: &str, bytes: &[u8]) -> Page {
        self.send_form(path, fields, &[(field, name, bytes)]).await
    }

    /// Sends a form with files, each by the name of its field, the name of the file and its bytes.
    pub async fn send_form(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
        let mut body = Vec::new();
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        for (key, value) in all {
            body.extend(format!("--gkb\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (field, name, bytes) in files {
            let head = format!(
                "--gkb\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--gkb--\r\n");
        let request = self
            .request(Method::POST, path)
            .header("content-type", "multipart/form-data; boundary=gkb")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A request with this actor's cookie, as our own pages send it.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let builder = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("origin", format!("http://{HOST}"))
            .header("sec-fetch-site", "same-origin");
        match &self.token {
            Some(token) => builder.header("cookie", format!("gk_session={token}")),
            None => builder,
        }
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Page {
        let Ok(response) = self.door.answer(request, None).await;
        Page::read(response).await
    }
}

/// Percent-encodes for a form or an address.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => (b as char).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}
