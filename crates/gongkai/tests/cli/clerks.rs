//! People who work at the console over HTTP, several at a time, and keep a list of what was acknowledged to them. The
//! server may go away under them at any moment; then they wait for the next one and look where things stand.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex};

use crate::town::{Person, Town, today};
use crate::truth::{Deed, Records};

/// Where the clerks find the server, and what they have to show for it.
#[derive(Default)]
pub struct Office {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    address: Option<String>,
    closed: bool,
    sent: u64,
    deeds: Vec<Deed>,
    /// How items stand according to the records, told after each opening.
    known: BTreeMap<i64, Standing>,
}

/// Where an item stands on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    /// A work state, or else the public state.
    state: String,
    /// The newest revision; `None` until it was looked up.
    revision: Option<i64>,
}

impl Office {
    /// Lets the clerks at a server; `records` tell them where things stand.
    pub fn open(&self, address: &str, records: &Records) {
        let mut state = self.state.lock().unwrap();
        let State { deeds, known, .. } = &mut *state;
        for deed in deeds.iter() {
            if let Some(item) = records.find_item(deed.item) {
                let stands = item.work_state.clone().unwrap_or_else(|| item.public_state.clone());
                known.insert(
                    item.id,
                    Standing { state: stands, revision: item.work_revision_id.or(item.live_revision_id) },
                );
            }
        }
        state.address = Some(address.to_string());
        self.news.notify_all();
    }

    /// Waits until the clerks have sent `more` further requests.
    pub fn let_pass(&self, more: u64) {
        let mut state = self.state.lock().unwrap();
        let until = state.sent + more;
        while state.sent < until {
            state = self.news.wait(state).unwrap();
        }
    }

    /// The server is gone.
    pub fn gone(&self) {
        self.state.lock().unwrap().address = None;
    }

    /// Sends the clerks home.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.news.notify_all();
    }

    /// What has been acknowledged so far.
    pub fn deeds(&self) -> Vec<Deed> {
        self.state.lock().unwrap().deeds.clone()
    }

    /// The server's address as soon as there is one; `None` when work is over.
    pub fn address(&self) -> Option<String> {
        let mut state = self.state.lock().unwrap();
        loop {
            if state.closed {
                return None;
            }
            if let Some(address) = &state.address {
                return Some(address.clone());
            }
            state = self.news.wait(state).unwrap();
        }
    }

    /// One more request was sent.
    pub fn sent(&self) {
        self.state.lock().unwrap().sent += 1;
        self.news.notify_all();
    }

    fn standing(&self, item: i64) -> Standing {
        self.state.lock().unwrap().known[&item].clone()
    }

    fn acknowledged(&self, deed: Deed, standing: Standing) {
        let mut state = self.state.lock().unwrap();
        state.known.insert(deed.item, standing);
        state.deeds.push(deed);
    }

    /// Waits for the next server after this one.
    pub fn await_next(&self, broken: &str) {
        let mut state = self.state.lock().unwrap();
        while !state.closed && state.address.as_deref() == Some(broken) {
            state = self.news.wait(state).unwrap();
        }
    }
}

/// Numbers that are drawn the same way in every run of a seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// One of them, with items of his own.
pub struct Clerk<'a> {
    pub office: &'a Office,
    pub town: &'a Town,
    pub name: &'static str,
    pub dice: Dice,
    pub items: Vec<i64>,
    pub saved: u64,
}

/// An answer as far as it came; `None` when there was none.
pub type Answer = Option<(u16, String)>;

impl Clerk<'_> {
    /// Works until the office closes.
    pub fn work(mut self) {
        while let Some(address) = self.office.address() {
            if self.step(&address).is_none() {
                self.office.await_next(&address);
            }
        }
    }

    /// One step; `None` when the server went away, or wants a rest.
    fn step(&mut self, address: &str) -> Option<()> {
        let fresh = self.items.is_empty() || (self.items.len() < 12 && self.dice.below(4) == 0);
        if fresh {
            return self.save(address, None);
        }
        let item = self.items[usize::try_from(self.dice.below(self.items.len() as u64)).unwrap()];
        let standing = self.office.standing(item);
        let revision = match standing.revision {
            Some(revision) => revision,
            None => self.look_up(address, item)?,
        };
        match standing.state.as_str() {
            "draft" if self.dice.below(6) == 0 => self.upload(address, item),
            "draft" => self.act(address, item, revision, "bianji", "submit", "review_1"),
            "review_1" => self.act(address, item, revision, "chushen", "approve", "secrecy_review"),
            "secrecy_review" => self.act(address, item, revision, "baomi", "pass_secrecy", "approved"),
            "approved" => self.act(address, item, revision, "fabu", "publish", "live"),
            "live" if self.dice.below(2) == 0 => self.act(address, item, revision, "fabu", "withdraw", "withdrawn"),
            "live" | "withdrawn" => self.save(address, Some((item, revision))),
            other => panic!("{other} is not on the way"),
        }
    }

    fn save(&mut self, address: &str, of: Option<(i64, i64)>) -> Option<()> {
        self.saved += 1;
        let title = format!("{}的第{}次保存", self.name, self.saved);
        let (news, agency, base) = (self.town.news, self.town.agency, of.map_or(0, |(_, base)| base));
        let (news, agency, base, formed) = (news.to_string(), agency.to_string(), base.to_string(), today());
        let body = format!("<p>{title}。全市各学校做好开学准备，保障教学秩序。</p>");
        let mut form = vec![
            ("kind", "article"),
            ("title", &title),
            ("body_html", &body),
            ("summary", "全市各学校做好开学准备"),
            ("source", "清江市教育体育局"),
            ("keywords", "教育 开学"),
            ("openness", "proactive"),
            ("formed_on", &formed),
            ("subject", "11-02"),
            ("main_section", &news),
            ("lead_agency", &agency),
        ];
        let path = match of {
            Some((item, _)) => {
                form.push(("base_revision", &base));
                format!("/console/items/{item}/edit")
            }
            None => "/console/items/new".to_string(),
        };
        let head = self.post(address, "bianji", &path, &form)?;
        let item = match of {
            Some((item, _)) => item,
            None => id_in(&head),
        };
        if of.is_none() {
            self.items.push(item);
        }
        let event = if of.is_some() { "edit" } else { "create" };
        let standing = Standing { state: "draft".into(), revision: None };
        self.office.acknowledged(Deed { item, event, revision: 0, name: title }, standing);
        Some(())
    }

    fn act(
        &mut self,
        address: &str,
        item: i64,
        revision: i64,
        login: &str,
        event: &'static str,
        next: &str,
    ) -> Option<()> {
        let seen = revision.to_string();
        let form = [
            ("revision", seen.as_str()),
            ("pass_secrecy_conclusion", "经审查，不涉及国家秘密，可以公开"),
            ("withdraw_reason", "数据有误"),
        ];
        self.post(address, login, &format!("/console/items/{item}/{event}"), &form)?;
        let standing = Standing { state: next.into(), revision: Some(revision) };
        self.office.acknowledged(Deed { item, event, revision, name: String::new() }, standing);
        Some(())
    }

    fn upload(&mut self, address: &str, item: i64) -> Option<()> {
        self.saved += 1;
        let name = format!("附件{}-{}.txt", self.name, self.saved);
        let person = &self.town.people["bianji"];
        let text = format!("{name}的内容：开学准备工作安排。");
        let body = format!(
            "--gkb\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--gkb\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--gkb--\r\n",
            person.csrf
        );
        let path = format!("/console/items/{item}/upload");
        let head = request(address, person, "POST", &path, "multipart/form-data; boundary=gkb", &body);
        self.office.sent();
        let (status, words) = self.answered(head?)?;
        assert!(status == 303 || status == 200, "{status} from {path}: {words}");
        let standing = self.office.standing(item);
        self.office.acknowledged(Deed { item, event: "upload", revision: 0, name }, standing);
        Some(())
    }

    /// The newest revision, as the item's page shows it.
    fn look_up(&mut self, address: &str, item: i64) -> Option<i64> {
        let path = format!("/console/items/{item}");
        let answer = request(address, &self.town.people["bianji"], "GET", &path, "", "");
        let (status, page) = self.answered(answer?)?;
        assert_eq!(status, 200, "{path}: {page}");
        // A page that was cut off has no end.
        page.contains("</html>").then_some(())?;
        let tag = page.split("name=\"revision\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
        let revision = tag.and_then(|rest| rest.split('"').next()).and_then(|id| id.parse().ok());
        let revision = revision.unwrap_or_else(|| panic!("no revision on {path}"));
        let mut state = self.office.state.lock().unwrap();
        state.known.get_mut(&item).unwrap().revision = Some(revision);
        Some(revision)
    }

    /// Sends a form and returns the answer's head; it was done, or the server went away.
    fn post(&mut self, address: &str, login: &str, path: &str, fields: &[(&str, &str)]) -> Option<String> {
        let person = &self.town.people[login];
        let all = [("csrf", person.csrf.as_str())].into_iter().chain(fields.iter().copied());
        let body: Vec<String> = all.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let answer = request(address, person, "POST", path, "application/x-www-form-urlencoded", &body.join("&"));
        self.office.sent();
        let (status, words) = self.answered(answer?)?;
        assert_eq!(status, 303, "{path}: {words}");
        assert!(!words.contains("/console/login"), "the session of {login} is gone: {words}");
        Some(words)
    }

    fn answered(&self, answer: (u16, String)) -> Option<(u16, String)> {
        (answer.0 != 429).then_some(answer)
    }
}

fn id_in(head: &str) -> i64 {
    let place = head.split("/console/items/").nth(1).unwrap_or_else(|| panic!("no address in {head}"));
    place.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// Sends a request as a browser would.
pub fn request(address: &str, person: &Person, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nSec-Fetch-Site: same-origin\r\n\
         Cookie: gk_session={}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        person.session,
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).ok()?;
    let mut answer = Vec::new();
    // A connection that breaks off after the head has still acknowledged.
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    text.contains("\r\n\r\n").then_some(())?;
    let status = text.split(' ').nth(1)?.parse().ok()?;
    Some((status, text))
}
