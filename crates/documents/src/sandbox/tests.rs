//! Children that misbehave, and the words between parent and child.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::child::{Task, Work, answer};
use super::*;
use crate::redact::{RedactRefusal, RedactionBox};

fn args(list: &[&str]) -> Vec<String> {
    list.iter().map(|arg| (*arg).to_owned()).collect()
}

#[test]
fn the_child_answers_with_text_or_refusal() {
    let task = Task::read(&args(&["extract", "--type", "txt"])).unwrap();
    assert_eq!(task.work, Work::Extract(FileType::Txt));
    let Answer::Text(extracted) = answer("公开".as_bytes(), FileType::Txt, &task.limits) else {
        panic!("refused");
    };
    assert_eq!(extracted.text, "公开");
    let json = serde_json::to_string(&answer(b"a\0b", FileType::Txt, &task.limits)).unwrap();
    assert_eq!(json, r#"{"refused":{"code":"encoding"}}"#);
}

#[test]
fn the_command_line_carries_the_limits() {
    let limits = Limits { max_text_chars: 3, ..Limits::default() };
    let json = serde_json::to_string(&limits).unwrap();
    let task = Task::read(&args(&["extract", "--type", "docx", "--limits", &json])).unwrap();
    assert_eq!((task.work, task.limits), (Work::Extract(FileType::Docx), limits));
    assert!(Task::read(&args(&["extract", "--type", "exe"])).is_err());
    assert!(Task::read(&args(&["run"])).is_err());
    assert_eq!(Task::read(&args(&["redact"])).unwrap().work, Work::Redact);
}

/// A stand-in for a parser that misbehaves: a real process, spoken to in the real way.
async fn ask_script(script: &str, wall: Duration) -> Result<Extracted, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let exe = folder.path().join("parser");
    std::fs::write(&exe, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&exe, std::fs::Permissions::from_mode(0o755)).unwrap();
    let limits = Limits { wall, ..Limits::default() };
    extract_in_child(&exe, vec![b'x'; 300_000], FileType::Txt, limits).await
}

const PATIENT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn what_the_child_does_not_survive_is_told_apart() {
    assert_eq!(ask_script("while :; do :; done", Duration::from_millis(200)).await, Err(Refusal::Timeout));
    assert_eq!(ask_script("kill -SEGV $$", PATIENT).await, Err(Refusal::ParserCrashed));
    assert_eq!(ask_script("kill -XCPU $$", PATIENT).await, Err(Refusal::Timeout));
    assert_eq!(ask_script("exit 101", PATIENT).await, Err(Refusal::ParserCrashed));
    let oom = "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$";
    assert_eq!(ask_script(oom, PATIENT).await, Err(Refusal::OutOfMemory));
    for nonsense in ["echo hello", "exit 2", "true"] {
        let Err(Refusal::ParserUnavailable { .. }) = ask_script(nonsense, PATIENT).await else {
            panic!("{nonsense} was taken for an answer");
        };
    }
}

#[tokio::test]
async fn an_early_refusal_is_heard_though_the_bytes_were_not_read() {
    let refusal = ask_script(r#"echo '{"refused":{"code":"encrypted"}}'"#, PATIENT).await;
    assert_eq!(refusal, Err(Refusal::Encrypted));
}

#[tokio::test]
async fn the_child_sees_no_environment() {
    let text = r#"{"text":{"text":"%s","truncated":false,"hidden":[],"hidden_text":""}}"#;
    let extracted = ask_script(&format!("printf '{text}\\n' \"$HOME$CARGO_MANIFEST_DIR\""), PATIENT).await;
    assert_eq!(extracted.unwrap().text, "");
}

#[tokio::test]
async fn a_missing_program_is_a_fault_of_the_installation() {
    let result = extract_in_child(Path::new("/nonexistent"), vec![], FileType::Txt, Limits::default()).await;
    assert!(matches!(&result, Err(refusal) if !refusal.is_final()), "{result:?}");
}

const BOX: RedactionBox = RedactionBox { page: 1, x: 0.5, y: 0.0, w: 0.5, h: 1.0, ground: String::new() };

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(8, 8, image::Rgb([200, 10, 10])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn font() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf")).unwrap()
}

/// A parser that keeps what it is told, and answers with what stands in a file.
struct Recorder {
    folder: tempfile::TempDir,
}

impl Recorder {
    fn new(answer: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display();
        std::fs::write(folder.path().join("answer"), answer).unwrap();
        let script = format!("#!/bin/sh\n/bin/cat > {place}/heard\n/bin/cat {place}/answer\n");
        std::fs::write(folder.path().join("parser"), script).unwrap();
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path().join("parser"), mode).unwrap();
        Self { folder }
    }

    async fn redact(&self) -> Result<crate::redact::Redacted, RedactRefusal> {
        let (font, limits) = (font(), Limits { wall: PATIENT, ..Limits::default() });
        let options = crate::redact::Options { dpi: 200, font: &font, limits: &limits };
        let exe = self.folder.path().join("parser");
        redact_in_child(&exe, &picture(), FileType::Png, vec![BOX], &options).await
    }
}

#[tokio::test]
async fn what_the_parent_asks_the_child_does_and_the_parent_hears() {
    let asking = Recorder::new(b"");
    assert_eq!(asking.redact().await.map(|done| done.log).unwrap_err().code(), "file_parser_unavailable");
    let heard = std::fs::read(asking.folder.path().join("heard")).unwrap();
    let (answer, bytes) = redaction::answer(&heard, &Limits::default()).unwrap();
    let mut said = serde_json::to_vec(&answer).unwrap();
    said.push(b'\n');
    said.extend(&bytes);
    let result = Recorder::new(&said).redact().await.unwrap();
    assert_eq!(result.bytes, bytes);
    let pixels = image::load_from_memory(&result.bytes).unwrap().to_rgb8();
    assert_eq!((pixels.get_pixel(1, 1).0, pixels.get_pixel(6, 6).0), ([200, 10, 10], [0, 0, 0]));
    // A result cut on its way is none.
    said.pop();
    assert_eq!(Recorder::new(&said).redact().await.map(|done| done.log).unwrap_err().code(), "file_parser_unavailable");
}

#[tokio::test]
async fn refusals_of_the_child_arrive_and_places_that_are_no_numbers_do_not_leave() {
    let refusing = Recorder::new(b"{\"refused\":{\"code\":\"bad_box\",\"number\":3}}\n");
    assert_eq!(refusing.redact().await.map(|done| done.log), Err(RedactRefusal::BadBox { number: 3 }));
    let limits = Limits::default();
    let options = crate::redact::Options { dpi: 200, font: &[], limits: &limits };
    let boxes = vec![RedactionBox { x: f64::NAN, ..BOX }];
    let result = redact_in_child(Path::new("/nonexistent"), &picture(), FileType::Png, boxes, &options).await;
    assert_eq!(result.map(|done| done.log), Err(RedactRefusal::BadBox { number: 1 }));
}

#[test]
fn a_job_that_is_none_is_no_reason_to_guess() {
    let limits = Limits::default();
    for input in [b"".as_slice(), b"no line", b"{}\n", b"{\"kind\":\"png\",\"font\":9,\"task\":\"pages\"}\nshort"] {
        assert!(redaction::answer(input, &limits).is_err(), "{}", String::from_utf8_lossy(input));
    }
}
