//! The values of a case for a letter's placeholders. What the case does not know is left out: it is marked in the
//! letter, and asked for before the letter is issued.

use std::sync::Arc;

use documents::write::letter::chinese_date;
use domain::calendar::WorkCalendar;
use domain::request::application::Application;
use domain::request::article::cite;
use domain::request::channel::Consulted;
use domain::request::fee::yuan;
use domain::request::reply::{Fact, ReplyKind};
use domain::request::rules::FeeEffect;
use domain::request::{Case, Happening as H, ReceiptChannel};

use super::case_file::CaseFile;
use super::offers::Offer;
use crate::context::App;
use crate::letter::{LetterCode, PaperKind as P, Sheet, reconsideration_organ_name, remedy_rules, remedy_text};
use crate::request::form::FilePurpose;
use crate::request::seal::Particulars;
use crate::wording::Values;

/// What stands in a form where the applicant gave nothing.
const NONE: &str = "无";

/// The sheet of a letter.
pub(super) fn sheet(app: &App, file: &CaseFile, offer: &Offer, number: String) -> Sheet {
    let mut filler = Filler { app, file, offer, values: Values::new() };
    filler.everywhere();
    match offer.code {
        LetterCode::Reply(kind) => filler.reply(kind),
        LetterCode::Paper(kind) => filler.paper(kind),
    }
    Sheet {
        agency_id: file.row.agency_id,
        number,
        addressee: addressee(file, offer, &filler.values),
        date: offer.on,
        attachments: attachments(file, offer),
        values: filler.values,
    }
}

/// The line on whom to ask, for a letter.
pub(super) fn contact(file: &CaseFile) -> String {
    let guide = &file.guide;
    match (guide.office.as_str(), guide.telephone.as_str()) {
        (_, "") => String::new(),
        ("", telephone) => format!("联系电话：{telephone}"),
        (office, telephone) => format!("联系单位：{office}，联系电话：{telephone}"),
    }
}

fn addressee(file: &CaseFile, offer: &Offer, values: &Values) -> String {
    let other = || values.get("third_party").or_else(|| values.get("organ")).cloned();
    match offer.code {
        LetterCode::Paper(
            P::ThirdPartyInquiry | P::OverrideNotice | P::CoMakerInquiry | P::AssistanceLetter | P::ProactiveProposal,
        ) => other().unwrap_or_else(|| "【请填写：收件单位】".to_string()),
        _ => file.form.applicant_name().to_string(),
    }
}

/// What goes with the letter: to a third party the form for the answer, with a reply what is supplied.
fn attachments(file: &CaseFile, offer: &Offer) -> Vec<String> {
    match offer.code {
        LetterCode::Paper(P::ThirdPartyInquiry) => vec!["政府信息公开征求意见确认函".into()],
        LetterCode::Reply(_) => {
            let draft = file.last(|what| matches!(what, H::ReplyDrafted { .. })).map(|one| one.event.seq);
            let of_reply = |seq: i32| u32::try_from(seq).is_ok_and(|seq| Some(seq) == draft || seq == offer.seq);
            let supplied = file.files.iter().filter(|one| one.purpose == Some(FilePurpose::Supplied));
            let plain = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string();
            supplied.filter(|one| of_reply(one.row.event_seq)).map(|one| plain(&one.name)).collect()
        }
        LetterCode::Paper(_) => Vec::new(),
    }
}

struct Filler<'a> {
    app: &'a App,
    file: &'a CaseFile,
    offer: &'a Offer,
    values: Values,
}

impl Filler<'_> {
    fn put(&mut self, key: &str, value: impl Into<String>) {
        let value: String = value.into();
        if !value.trim().is_empty() {
            self.values.insert(key.to_string(), value.trim().to_string());
        }
    }

    fn maybe(&mut self, key: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    fn or_none(&mut self, key: &str, value: impl Into<String>) {
        let value: String = value.into();
        self.put(key, if value.trim().is_empty() { NONE.to_string() } else { value });
    }

    fn calendar(&self) -> Arc<WorkCalendar> {
        self.app.settings().calendar()
    }

    fn everywhere(&mut self) {
        let file = self.file;
        let guide = &file.guide;
        self.put("office", if guide.office.is_empty() { "本机关政府信息公开工作机构" } else { guide.office.as_str() });
        let places = [guide.telephone.as_str(), guide.address.as_str()];
        self.put("contact", places.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，"));
        self.put("applicant", file.form.applicant_name());
        self.put("number", file.row.number.as_str());
        self.maybe("received_on", file.case.received_on.map(chinese_date));
        self.put("subject", subject(&file.form));
    }

    /// The due date as it stood when the letter's event happened: a letter told then what held then.
    fn due_then(&mut self) {
        let events = self.file.seen.iter().map(|one| &one.event).filter(|event| event.seq <= self.offer.seq);
        let then = Case::fold(&events.cloned().collect::<Vec<_>>());
        let due = then.clock(&self.calendar(), self.offer.on).due;
        self.maybe("due_on", due.map(|due| chinese_date(due.date)));
    }

    fn due(&mut self) {
        let calendar = self.calendar();
        let due = self.file.case.clock(&calendar, self.app.now().date()).due;
        self.maybe("due_on", due.map(|due| chinese_date(due.date)));
    }

    fn reply(&mut self, kind: ReplyKind) {
        self.put("grounds", cite(kind.grounds()));
        let remedy = self.remedy(kind);
        self.put("remedy", remedy);
        if let Some(drafted) = self.file.last(|what| matches!(what, H::ReplyDrafted { .. })) {
            for fact in kind.facts() {
                self.maybe(fact.code(), drafted.particulars.get(fact.code()).map(|text| sentence(text)));
            }
        }
    }

    fn remedy(&self, kind: ReplyKind) -> String {
        let settings = self.app.settings();
        let organ = reconsideration_organ_name(self.app, self.file.row.agency_id);
        remedy_text(kind, self.offer.on, &remedy_rules(&settings), &organ, settings.text("remedy.court"))
    }

    fn paper(&mut self, kind: P) {
        match kind {
            P::ApplicationForm | P::Registration | P::ReviewSheet => self.form(),
            P::Procedure => {}
            P::Receipt => self.due_then(),
            P::SupplementDemand => {
                let until = self.file.case.supplement.map(|asked| chinese_date(asked.until));
                self.maybe("until", until);
                self.written_at("what", |what| matches!(what, H::SupplementAsked { .. }));
            }
            P::ReasonsDemand => {
                let until = self.file.case.reasons.map(|asked| chinese_date(asked.until));
                self.maybe("until", until);
                self.written_at("count", |what| matches!(what, H::ReasonsAsked { .. }));
            }
            P::ExtensionNotice => {
                self.maybe("days", self.file.case.extension.map(|extension| extension.days.to_string()));
                self.written_at("reason", |what| matches!(what, H::ExtensionAsked { .. }));
                self.due_then();
            }
            P::ThirdPartyInquiry
            | P::ThirdPartyAnswer
            | P::OverrideNotice
            | P::ConsultationNotice
            | P::CoMakerInquiry
            | P::AssistanceLetter => self.consultation(),
            P::FeeNotice => self.fee(),
            P::ClosingNotice => self.closing(),
            P::ServiceRecord => self.service(),
            P::CorrectionNotice => self.put("record", subject(&self.file.form)),
            P::HandoverList => {
                self.put("items", subject(&self.file.form));
                self.put("copies", "1");
            }
            P::ProactiveProposal => {}
        }
    }

    fn written_at(&mut self, field: &str, is: impl Fn(&H) -> bool) {
        let written = self.file.written(is, field).map(|text| sentence(&text));
        self.maybe(field, written);
    }

    /// What stands in the application form, the register and the review sheet; what was not given is said to be so.
    fn form(&mut self) {
        let file = self.file;
        let form = &file.form;
        let labels = |texts: Vec<&str>| texts.join("、");
        self.or_none("applicant_kind", form.kind.map_or("", |kind| kind.label()));
        let (paper, number) = if form.is_citizen() {
            (form.citizen.paper, &form.citizen.number)
        } else {
            (form.organisation.paper, &form.organisation.code)
        };
        self.or_none("id_paper", paper.map_or("", |paper| paper.label()));
        self.or_none("id_number", number.as_str());
        let phone = if form.contact.phone.is_empty() { &form.citizen.phone } else { &form.contact.phone };
        self.or_none("telephone", phone.as_str());
        self.or_none("email", form.contact.email.as_str());
        self.or_none("address", form.contact.address.as_str());
        self.or_none("channel", file.case.channel.map_or("", ReceiptChannel::label));
        self.or_none("supply_form", labels(form.supply.iter().map(|one| one.label()).collect()));
        self.or_none("delivery", form.delivery.map_or("", |way| way.label()));
        self.due();
        if !self.values.contains_key("due_on") {
            self.put("due_on", "尚未起算");
        }
        if !self.values.contains_key("received_on") {
            self.put("received_on", "尚未确认");
        }
        let results: Vec<&str> = file
            .seen
            .iter()
            .filter(|one| matches!(one.event.what, H::PartDone { .. }))
            .filter_map(|one| one.particulars.get("result"))
            .map(String::as_str)
            .collect();
        let units = file.case.parts.len();
        self.put(
            "unit",
            if units == 0 {
                "本机关政府信息公开工作机构".to_string()
            } else {
                format!("{units}个承办单位")
            },
        );
        self.opinions(&results.join("；"));
    }

    fn opinions(&mut self, units: &str) {
        let file = self.file;
        let kind = file.case.draft.map(|draft| draft.reply).or(file.case.reply.map(|(kind, _)| kind));
        let proposed = kind.map_or_else(String::new, |kind| format!("拟作出“{}”的答复。", kind.label()));
        let both: Vec<&str> = [units, &proposed].into_iter().filter(|text| !text.is_empty()).collect();
        self.or_none("opinion", both.join("\n"));
        let said = |one: Option<&crate::request::look::Seen>, verdict: &str| {
            one.map(|one| {
                let on = chinese_date(one.event.at.date());
                match one.particulars.get("opinion") {
                    Some(opinion) => format!("{verdict}。{opinion}（{on}）"),
                    None => format!("{verdict}（{on}）"),
                }
            })
        };
        let legal = said(file.last(|what| matches!(what, H::LegalPassed { .. })), "审核通过");
        let signed = said(file.last(|what| matches!(what, H::Signed { .. })), "同意签发");
        self.maybe("legal_opinion", legal);
        self.maybe("signed_opinion", signed);
    }

    fn consultation(&mut self) {
        let Some(no) = self.offer.about else { return };
        let Some(asked) = self.file.case.consultations.get(usize::from(no)).copied() else { return };
        let about = |what: &H| matches!(what, H::ConsultationSent { no: at, .. } if *at == no);
        let written: Particulars = self.file.last(about).map(|one| one.particulars.clone()).unwrap_or_default();
        self.maybe("third_party", written.get("third_party").cloned());
        self.maybe("organ", written.get("third_party").cloned());
        self.maybe("content", written.get("content").map(|text| sentence(text)));
        let rules = &self.file.case.rules;
        let days = match asked.with {
            Consulted::ThirdParty => rules.third_party_days,
            Consulted::CoMaker => rules.co_maker_days,
            Consulted::Organ => rules.organ_days,
        };
        self.put("limit_days", days.to_string());
        let until = self.calendar().due(asked.sent_on, u32::from(days)).ok();
        self.maybe("until", until.map(|due| chinese_date(due.date)));
        // The applicant is told that somebody is asked, not who.
        self.put("consulted", asked.with.label());
        self.put("sent_on", chinese_date(asked.sent_on));
        let over = |what: &H| matches!(what, H::ObjectionOverridden { no: at, .. } if *at == no);
        let reason = self.file.written(over, "reason").map(|text| sentence(&text));
        self.maybe("reason", reason);
    }

    fn fee(&mut self) {
        let Some(fee) = self.file.case.fee else { return };
        let noticed = |what: &H| matches!(what, H::FeeNoticed { .. });
        let lines = self.file.written(noticed, "lines").unwrap_or_default();
        let basis = self.file.written(noticed, "basis").or_else(|| {
            let named = ["按件", "按量"].into_iter().find(|name| lines.contains(name));
            named.map(|name| format!("{name}计收"))
        });
        self.maybe("basis", basis);
        self.put("lines", sentence(&lines));
        self.put("amount", yuan(fee.fen));
        self.written_at("way_of_paying", noticed);
        self.put("limit_days", self.file.case.rules.fee_days.to_string());
        let afterwards = match self.file.case.rules.fee_effect {
            FeeEffect::Afresh => "答复期限自缴纳完成的次日起重新计算",
            FeeEffect::Continues => "答复期限自缴纳完成的次日起继续计算",
        };
        self.put("afterwards", afterwards);
    }

    fn closing(&mut self) {
        let file = self.file;
        let Some((kind, on)) = file.case.reply else { return };
        let fact = |fact: Fact| {
            let drafted = file.last(|what| matches!(what, H::ReplyDrafted { .. }));
            drafted.and_then(|one| one.particulars.get(fact.code())).map(|text| sentence(text))
        };
        let reason = match kind {
            _ if file.case.withdrawn => Some(format!("您已于{}撤回申请", chinese_date(on))),
            ReplyKind::F1 => fact(Fact::SupplementRecord)
                .map(|record| format!("本机关已依法告知您补正：{record}。您无正当理由逾期没有补正，视为放弃申请")),
            ReplyKind::F2 => fact(Fact::FeeNotice)
                .map(|notice| format!("本机关已依法向您发出收费通知：{notice}。您逾期没有缴纳，视为放弃申请")),
            _ => fact(Fact::ClosingReason),
        };
        self.maybe("reason", reason);
        self.put("grounds", if file.case.withdrawn { String::new() } else { cite(kind.grounds()) });
        let remedy = self.remedy(kind);
        self.put("remedy", remedy);
    }

    fn service(&mut self) {
        let file = self.file;
        let kind = file.case.reply.map(|(kind, _)| LetterCode::Reply(kind).default_wording().title);
        self.maybe("paper", kind);
        let served = file.last(|what| matches!(what, H::Served { .. })).map(|one| &one.event.what);
        let way = match served {
            Some(H::Served { method, .. }) => method.label().to_string(),
            _ => file.form.delivery.map(|way| way.label().to_string()).unwrap_or_default(),
        };
        self.or_none("way", way);
        let contact = &file.form.contact;
        let address = if contact.address.is_empty() { &contact.email } else { &contact.address };
        self.or_none("address", address.as_str());
    }
}

/// What was written, to stand inside a sentence: without its own full stop.
fn sentence(text: &str) -> String {
    text.trim().trim_end_matches(['。', '；', ';']).to_string()
}

/// What is asked for, in full: name and 文号, else the description.
fn subject(form: &Application) -> String {
    let matter = &form.matter;
    let number = match matter.document_number.as_str() {
        "" => String::new(),
        number => format!("（{number}）"),
    };
    match (matter.name.is_empty(), number.is_empty()) {
        (true, true) => sentence(&matter.description),
        _ => sentence(&format!("{}{number}", matter.name)),
    }
}
