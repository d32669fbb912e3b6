//! From a sent form to the command with what was written beside it, with every fault at its field. What is allowed says
//! the domain.

use app::request::{FileIn, FilePurpose, Particulars};
use app::{AppError, FieldFault};
use chrono::NaiveDate;
use domain::request::Command;
use domain::request::channel::{AnnulledBy, Consulted, Opinion, ServingMethod};
use domain::request::reply::{Fact, ReplyKind};

use super::specs::{self, Kind, Spec};
use crate::forms::{Typed, date_in};
use crate::uploads::{Sent, SentFile};

/// Longest text and longest line written beside a command, in characters.
const MAX_TEXT: usize = 5_000;
const MAX_LINE: usize = 200;

/// A command as it was sent.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub command: Command,
    pub particulars: Particulars,
    pub files: Vec<FileIn>,
    /// The files of the case that a drafted reply supplies.
    pub supply: Vec<i64>,
}

/// The names under which one form's fields travel.
#[must_use]
pub fn prefix(code: &str, no: Option<u16>) -> String {
    no.map_or_else(|| code.to_string(), |no| format!("{code}_{no}"))
}

/// What a form asks for.
///
/// # Errors
/// `not_found` for an unknown command, `form_invalid` with a fault at each field.
pub fn read(code: &str, sent: &Sent) -> Result<Ordered, AppError> {
    sent.all_taken()?;
    let no = sent.typed.filled("no").and_then(|no| no.parse().ok());
    let mut reader = Reader { typed: &sent.typed, prefix: prefix(code, no), faults: Vec::new() };
    if code == "draft_reply" {
        return draft(reader, sent);
    }
    let spec = specs::of(code).ok_or_else(|| AppError::problem("not_found"))?;
    let command = reader.command(spec, no).ok_or_else(|| AppError::problem("bad_request"))?;
    let particulars = reader.particulars(spec);
    let files = files_of(sent, &format!("{}_files", reader.prefix), purpose(spec));
    reader.done(Ordered { command, particulars, files, supply: Vec::new() })
}

/// What a form's files are, where its spec does not say: the reply's by its step, all else evidence.
fn purpose(spec: &Spec) -> FilePurpose {
    spec.files.unwrap_or(match spec.code {
        "reply" => FilePurpose::Reply,
        "serve" => FilePurpose::Proof,
        _ => FilePurpose::Evidence,
    })
}

fn files_of(sent: &Sent, field: &str, purpose: FilePurpose) -> Vec<FileIn> {
    let file = |one: SentFile| FileIn { name: one.name, bytes: one.bytes, purpose };
    sent.files_of(field).into_iter().map(file).collect()
}

/// A reply's draft: its kind, and the facts that were written down.
fn draft(mut reader: Reader<'_>, sent: &Sent) -> Result<Ordered, AppError> {
    let kind = ReplyKind::parse(sent.typed.trimmed("draft_reply_reply"));
    let kind = kind.ok_or_else(|| AppError::field("draft_reply_reply", "bad_choice"))?;
    let on = reader.day("on");
    let mut particulars = Particulars::new();
    let mut facts: Vec<Fact> = Vec::new();
    for fact in kind.facts() {
        if let Some(text) = reader.text(fact.code(), MAX_TEXT) {
            facts.push(fact);
            particulars.insert(fact.code().to_string(), text);
        }
    }
    if let Some(text) = reader.text("note", MAX_TEXT) {
        particulars.insert("note".into(), text);
    }
    let files = files_of(sent, "draft_reply_files", FilePurpose::Supplied);
    let supply = sent.typed.all("draft_reply_supply").into_iter().filter_map(|id| id.parse().ok()).collect();
    reader.done(Ordered { command: Command::DraftReply { reply: kind, facts, on }, particulars, files, supply })
}

struct Reader<'t> {
    typed: &'t Typed,
    prefix: String,
    faults: Vec<FieldFault>,
}

impl Reader<'_> {
    fn name(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    fn raw(&self, name: &str) -> &str {
        self.typed.trimmed(&self.name(name))
    }

    fn fault(&mut self, name: &str, code: &'static str) {
        self.faults.push(FieldFault::new(self.name(name), code));
    }

    /// A legal date; a stand-in where it is missing, which is never used since there is a fault.
    fn day(&mut self, name: &str) -> NaiveDate {
        let (empty, day) = (self.raw(name).is_empty(), date_in(self.raw(name)));
        if day.is_none() {
            self.fault(name, if empty { "required" } else { "bad_date" });
        }
        day.unwrap_or_default()
    }

    fn optional_day(&mut self, name: &str) -> Option<NaiveDate> {
        if self.raw(name).is_empty() { None } else { Some(self.day(name)) }
    }

    fn number<T: std::str::FromStr + Default>(&mut self, name: &str) -> T {
        let (empty, found) = (self.raw(name).is_empty(), self.raw(name).parse().ok());
        if found.is_none() {
            self.fault(name, if empty { "required" } else { "bad_number" });
        }
        found.unwrap_or_default()
    }

    fn chosen<T>(&mut self, name: &str, parse: fn(&str) -> Option<T>, otherwise: T) -> T {
        match parse(self.raw(name)) {
            Some(value) => value,
            None => {
                self.fault(name, "bad_choice");
                otherwise
            }
        }
    }

    fn fen(&mut self, name: &str) -> i64 {
        let (empty, found) = (self.raw(name).is_empty(), fen_in(self.raw(name)));
        if found.is_none() {
            self.fault(name, if empty { "required" } else { "bad_number" });
        }
        found.unwrap_or_default()
    }

    /// What was written into a field; none where it was left empty.
    fn text(&mut self, name: &str, max: usize) -> Option<String> {
        let text = self.raw(name).to_string();
        if text.chars().count() > max {
            self.faults.push(FieldFault::new(self.name(name), "too_long").with("max", max));
        }
        Some(text).filter(|text| !text.is_empty())
    }

    fn particulars(&mut self, spec: &Spec) -> Particulars {
        let mut kept = Particulars::new();
        for field in spec.fields {
            let max = match field.kind {
                Kind::Line => MAX_LINE,
                Kind::Text => MAX_TEXT,
                _ => continue,
            };
            match self.text(field.name, max) {
                Some(text) => {
                    kept.insert(field.name.to_string(), text);
                }
                None if field.required => self.fault(field.name, "required"),
                None => {}
            }
        }
        kept
    }

    fn done(self, ordered: Ordered) -> Result<Ordered, AppError> {
        if self.faults.is_empty() { Ok(ordered) } else { Err(AppError::fields(self.faults)) }
    }

    /// The command with its dates, codes and numbers; none where it is about a part that was not named.
    fn command(&mut self, spec: &Spec, no: Option<u16>) -> Option<Command> {
        use Command as C;
        Some(match spec.code {
            "confirm_receipt" => C::ConfirmReceipt { on: self.day("on") },
            "note_unreachable" => C::NoteUnreachable { on: self.day("on") },
            "assign_officer" => C::AssignOfficer { officer: self.number("officer") },
            "assign_part" => {
                C::AssignPart { unit: self.number("unit"), on: self.day("on"), until: self.optional_day("until") }
            }
            "take_part" => C::TakePart { part: no? },
            "refuse_part" => C::RefusePart { part: no? },
            "reassign_part" => C::ReassignPart {
                part: no?,
                unit: self.number("unit"),
                on: self.day("on"),
                until: self.optional_day("until"),
            },
            "finish_part" => C::FinishPart { part: no?, on: self.day("on") },
            "ask_supplement" => C::AskSupplement { on: self.day("on"), until: self.day("until") },
            "prolong_supplement" => C::ProlongSupplement { on: self.day("on"), until: self.day("until") },
            "supplement" => C::Supplement { on: self.day("on") },
            "ask_extension" => C::AskExtension { on: self.day("on"), days: self.number("days") },
            "approve_extension" => C::ApproveExtension { on: self.day("on") },
            "refuse_extension" => C::RefuseExtension { on: self.day("on") },
            "tell_extension" => C::TellExtension { on: self.day("on") },
            "ask_reasons" => C::AskReasons { on: self.day("on"), until: self.day("until") },
            "give_reasons" => C::GiveReasons { on: self.day("on") },
            "weigh_reasons" => {
                C::WeighReasons { on: self.day("on"), reasonable: self.chosen("reasonable", yes_or_no, false) }
            }
            "delay_limit" => C::DelayLimit { on: self.day("on"), until: self.day("until") },
            "pass_legal" => C::PassLegal { on: self.day("on") },
            "return_legal" => C::ReturnLegal { on: self.day("on") },
            "sign" => C::Sign { on: self.day("on") },
            "return_signature" => C::ReturnSignature { on: self.day("on") },
            "reply" => C::Reply { on: self.day("on") },
            "serve" => self.serve(),
            "withdraw" => C::Withdraw { on: self.day("on") },
            "annul" => C::Annul {
                by: self.chosen("by", AnnulledBy::parse, AnnulledBy::Court),
                on: self.day("on"),
                days: self.number("days"),
            },
            "archive" => C::Archive { on: self.day("on") },
            code => return self.asked_of_others(code, no),
        })
    }

    /// Consultations and fees.
    fn asked_of_others(&mut self, code: &str, no: Option<u16>) -> Option<Command> {
        use Command as C;
        Some(match code {
            "consult" => {
                C::Consult { with: self.chosen("with", Consulted::parse, Consulted::Organ), on: self.day("on") }
            }
            "note_delivery" => C::NoteDelivery { no: no?, on: self.day("on") },
            "note_opinion" => C::NoteOpinion {
                no: no?,
                on: self.day("on"),
                opinion: self.chosen("opinion", Opinion::parse, Opinion::Neither),
            },
            "recall_consultation" => C::RecallConsultation { no: no?, on: self.day("on") },
            "override_objection" => C::OverrideObjection { no: no?, on: self.day("on") },
            "notice_fee" => C::NoticeFee { on: self.day("on"), fen: self.fen("amount") },
            "note_fee_notice" => C::NoteFeeNotice { on: self.day("on") },
            "note_payment" => C::NotePayment { on: self.day("on") },
            "cancel_fee" => C::CancelFee { on: self.day("on") },
            "refund_fee" => C::RefundFee { on: self.day("on"), fen: self.fen("amount") },
            _ => return None,
        })
    }

    fn serve(&mut self) -> Command {
        Command::Serve {
            method: self.chosen("method", ServingMethod::parse, ServingMethod::Post),
            sent_on: self.day("sent_on"),
            received_on: self.optional_day("received_on"),
            proof: !self.raw("proof").is_empty(),
        }
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A sum as people write it, in fen: `380`, `380.5`, `1,200.00`, `380元`.
fn fen_in(text: &str) -> Option<i64> {
    let plain: String = text.trim_end_matches('元').chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (yuan, fen) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 9 || fen.len() > 2 || !digits(yuan) || !digits(fen) {
        return None;
    }
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    Some(yuan.parse::<i64>().ok()? * 100 + fen)
}

/// The field of a command's form that a refusal of the rules is about.
#[must_use]
pub fn field_of(code: &str, refusal: &str) -> Option<&'static str> {
    let day = if code == "serve" { "sent_on" } else { "on" };
    match refusal {
        "request_date_too_early" | "request_date_in_future" | "request_too_late" | "request_outside_calendar" => {
            Some(day)
        }
        "request_limit_not_later" => Some("until"),
        "request_proof_missing" => Some("proof"),
        "request_wrong_amount" => Some("amount"),
        "request_too_many" if code == "consult" => Some("with"),
        "request_too_many" => Some("unit"),
        "request_person_unfit" if code == "assign_officer" => Some("officer"),
        "request_person_unfit" => Some("unit"),
        "request_out_of_bounds" => Some("days"),
        "request_condition_missing" | "request_third_party_objects" | "request_not_for_correction" => Some("reply"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        let typed = Typed(pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect());
        Sent { typed, ..Sent::default() }
    }

    /// A value that the field takes.
    fn good(field: &specs::FieldSpec) -> &'static str {
        use specs::Choices as Ch;
        match field.kind {
            Kind::Today | Kind::Day => "2026-03-05",
            Kind::Number => "5",
            Kind::Money => "380",
            Kind::Line | Kind::Text => "写明",
            Kind::Tick => "on",
            Kind::Files => "",
            Kind::Choice(Ch::Officers | Ch::Units) => "7",
            Kind::Choice(Ch::Consulted) => "third_party",
            Kind::Choice(Ch::Opinions) => "objects",
            Kind::Choice(Ch::Reasonable) => "no",
            Kind::Choice(Ch::Serving) => "post",
            Kind::Choice(Ch::AnnulledBy) => "court",
        }
    }

    #[test]
    fn each_form_comes_back_as_its_command() {
        for spec in specs::SPECS {
            let named: Vec<(String, &str)> =
                spec.fields.iter().map(|f| (format!("{}_0_{}", spec.code, f.name), good(f))).collect();
            let mut pairs: Vec<(&str, &str)> = named.iter().map(|(k, v)| (k.as_str(), *v)).collect();
            pairs.push(("no", "0"));
            assert_eq!(read(spec.code, &sent(&pairs)).unwrap().command.code(), spec.code);
        }
        assert_eq!(read("approve_all", &sent(&[])).unwrap_err().code(), "not_found");
    }

    #[test]
    fn each_overlong_field_is_named_with_its_limit() {
        let long = "长".repeat(MAX_TEXT + 1);
        for spec in specs::SPECS {
            for field in spec.fields.iter().filter(|field| matches!(field.kind, Kind::Line | Kind::Text)) {
                let name = format!("{}_0_{}", spec.code, field.name);
                let AppError::Refused(problem) = read(spec.code, &sent(&[("no", "0"), (&name, &long)])).unwrap_err()
                else {
                    panic!()
                };
                let fault = problem.fields.iter().find(|fault| fault.field == name).unwrap();
                let max = if field.kind == Kind::Line { MAX_LINE } else { MAX_TEXT };
                assert_eq!((fault.code, &*fault.values), ("too_long", &*vec![("max", max.to_string())]), "{name}");
            }
        }
    }

    #[test]
    fn each_empty_field_is_named() {
        let AppError::Refused(problem) = read("ask_supplement", &sent(&[])).unwrap_err() else { panic!() };
        let fields: Vec<&str> = problem.fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["ask_supplement_on", "ask_supplement_until", "ask_supplement_what"]);
    }

    #[test]
    fn a_draft_takes_the_facts_of_its_kind_alone() {
        let pairs = [
            ("draft_reply_reply", "A2"),
            ("draft_reply_on", "2026-03-05"),
            ("draft_reply_way_of_supply", "电子邮件"),
            ("draft_reply_reason", "别的种类的"),
        ];
        let ordered = read("draft_reply", &sent(&pairs)).unwrap();
        let Command::DraftReply { reply, facts, .. } = ordered.command else { panic!() };
        assert_eq!((reply, facts), (ReplyKind::A2, vec![Fact::WayOfSupply]));
        assert_eq!(ordered.particulars.len(), 1);
    }

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, fen) in [("380", 38_000), ("380.5", 38_050), ("1,200.00元", 120_000), ("0.05", 5)] {
            assert_eq!(fen_in(text), Some(fen), "{text}");
        }
        for text in ["", "三百", "-5", "1.234", "9999999999"] {
            assert_eq!(fen_in(text), None, "{text}");
        }
    }
}
