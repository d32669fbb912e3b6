//! Every command of the office on an application, with every field of its form filled in badly: answered at the field in
//! plain Chinese, with what was typed kept. The forms are read from the pages of a case that lives through all its states,
//! and the domain's list of commands says whether one was forgotten.

use std::collections::BTreeSet;

use app::Caller;
use app::request::look::look;
use domain::request::{Actor as Acting, Capability};
use testkit::{Actor, City, Form};

use crate::desk_requests::{case_of, order, register};
use crate::forms::{Input, send_badly};
use crate::on_both;

on_both!(every_field_of_every_command_is_answered_where_it_stands);

/// Without a field, or walked elsewhere: a matter is split off on a page of its own (`officer`).
const WITHOUT_A_FORM: &[&str] = &["take_part", "split_off"];

/// Any short text is a good reason, and there is nothing else to fill in.
const ANY_WORD_IS_RIGHT: &[&str] = &["refuse_part"];

#[derive(Default)]
struct Walk {
    codes: BTreeSet<String>,
    faults: Vec<String>,
}

impl Walk {
    /// Sends every form of the case on a page badly in each way.
    async fn page(&mut self, actor: &Actor, id: i64, path: &str) {
        let own = format!("/console/requests/{id}/");
        let shown = actor.get(path).await.ok();
        for form in shown.forms().iter().filter(|form| form.fields.iter().any(|field| field.is_filled_in())) {
            let Some(code) = form.action.strip_prefix(&own).filter(|code| !code.contains('/')) else { continue };
            if !self.codes.insert(code.to_string()) {
                continue;
            }
            for input in
                [Input::Empty, Input::TooLong, Input::Wrong].into_iter().filter(|input| is_bad(form, code, *input))
            {
                let told = send_badly(actor, form, input).await;
                self.faults.extend(told.into_iter().map(|fault| format!("{code} with {input:?}: {fault}")));
            }
        }
    }

    async fn case(&mut self, actor: &Actor, id: i64) {
        self.page(actor, id, &format!("/console/requests/{id}")).await;
    }
}

fn is_bad(form: &Form, code: &str, input: Input) -> bool {
    match input {
        Input::Empty => true,
        Input::TooLong => form.fields.iter().any(|field| matches!(field.kind.as_str(), "text" | "textarea")),
        Input::Wrong => !ANY_WORD_IS_RIGHT.contains(&code),
    }
}

/// Carries a command out; each name without the command's own.
async fn done(actor: &Actor, id: i64, code: &str, no: Option<&str>, fields: &[(&str, &str)]) {
    let own = no.map_or_else(|| code.to_string(), |no| format!("{code}_{no}"));
    let named: Vec<(String, &str)> = fields.iter().map(|(name, value)| (format!("{own}_{name}"), *value)).collect();
    let mut sent: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    sent.extend(no.map(|no| ("no", no)));
    order(actor, id, code, &sent).await.redirects();
}

async fn every_field_of_every_command_is_answered_where_it_stands(city: &City) {
    let mut walk = Walk::default();
    let officer = city.actor("jingban").await;
    let changes = [("channel", "email"), ("contact.email", "li@example.com"), ("arrived_on", "2026-11-20")];
    let waiting = case_of(&register(city, &officer, &changes).await.ok());
    walk.case(&officer, waiting).await;
    let id = case_of(&register(city, &officer, &[]).await.ok());
    others_are_asked(city, &mut walk, id).await;
    the_applicant_is_asked(city, &mut walk, id).await;
    it_is_answered(city, &mut walk, id).await;
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    let case = look(&city.app, &Caller::command(), id).await.unwrap().case;
    let unit = [city.ids.account("chengban")];
    let anybody = Acting { account: None, may: Capability::ALL, units: &unit };
    let all = case.next(&anybody, city.app.now(), &city.app.settings().calendar());
    let all: BTreeSet<&str> = all.iter().map(|possible| possible.command).collect();
    assert!(all.len() >= 39, "{all:?}");
    for code in all.iter().filter(|code| !WITHOUT_A_FORM.contains(code)) {
        assert!(walk.codes.contains(*code), "the form of {code} was not walked: {:?}", walk.codes);
    }
}

/// Units and third parties.
async fn others_are_asked(city: &City, walk: &mut Walk, id: i64) {
    let (officer, unit) = (city.actor("jingban").await, city.actor("chengban").await);
    walk.case(&officer, id).await;
    walk.page(&officer, id, &format!("/console/requests/{id}/fee?basis=pages&pages=68")).await;
    walk.page(&officer, id, &format!("/console/requests/{id}/decide?reply=A2")).await;
    let account = city.ids.account("chengban").to_string();
    done(&officer, id, "assign_part", None, &[("unit", &account), ("on", "2026-11-17"), ("task", "查找")]).await;
    walk.case(&unit, id).await;
    walk.case(&officer, id).await;
    order(&unit, id, "take_part", &[("no", "0")]).await.redirects();
    walk.case(&unit, id).await;
    let letter = [("with", "third_party"), ("on", "2026-11-17"), ("third_party", "某公司"), ("content", "报价")];
    done(&officer, id, "consult", None, &letter).await;
    walk.case(&officer, id).await;
    done(&officer, id, "note_delivery", Some("0"), &[("on", "2026-11-18")]).await;
    done(&officer, id, "note_opinion", Some("0"), &[("on", "2026-11-19"), ("opinion", "objects")]).await;
    walk.case(&city.actor("qianfa").await, id).await;
}

/// Supplement, extension, reasons, fee.
async fn the_applicant_is_asked(city: &City, walk: &mut Walk, id: i64) {
    let (officer, boss) = (city.actor("jingban").await, city.actor("qianfa").await);
    done(&officer, id, "ask_supplement", None, &[("on", "2026-11-19"), ("until", "2026-12-10"), ("what", "时间")])
        .await;
    walk.case(&officer, id).await;
    done(&officer, id, "supplement", None, &[("on", "2026-11-20"), ("text", "2025年5月")]).await;
    done(&officer, id, "ask_extension", None, &[("on", "2026-11-20"), ("days", "20"), ("reason", "检索量大")]).await;
    walk.case(&boss, id).await;
    done(&boss, id, "approve_extension", None, &[("on", "2026-11-20")]).await;
    walk.case(&officer, id).await;
    done(&officer, id, "ask_reasons", None, &[("on", "2026-11-20"), ("until", "2026-12-10"), ("count", "46件")]).await;
    walk.case(&officer, id).await;
    done(&officer, id, "give_reasons", None, &[("on", "2026-11-20"), ("text", "研究需要")]).await;
    walk.case(&officer, id).await;
    let weighed = [("on", "2026-11-20"), ("reasonable", "yes"), ("reason", "确需")];
    done(&officer, id, "weigh_reasons", None, &weighed).await;
    walk.case(&officer, id).await;
    let fee = [("on", "2026-11-20"), ("amount", "380"), ("lines", "按量计收，共380元"), ("way_of_paying", "缴费窗口")];
    done(&officer, id, "notice_fee", None, &fee).await;
    walk.case(&officer, id).await;
    done(&officer, id, "note_fee_notice", None, &[("on", "2026-11-20")]).await;
    done(&officer, id, "note_payment", None, &[("on", "2026-11-23")]).await;
    walk.case(&officer, id).await;
}

/// From the draft to the archive.
async fn it_is_answered(city: &City, walk: &mut Walk, id: i64) {
    let (officer, legal, boss) = (city.actor("jingban").await, city.actor("fazhi").await, city.actor("qianfa").await);
    let facts = [
        ("reply", "D1a"),
        ("on", "2026-11-23"),
        ("search_places", "档案系统"),
        ("search_people", "张某"),
        ("search_keywords", "划片"),
    ];
    done(&officer, id, "draft_reply", None, &facts).await;
    walk.case(&legal, id).await;
    done(&legal, id, "pass_legal", None, &[("on", "2026-11-23")]).await;
    walk.case(&boss, id).await;
    done(&boss, id, "sign", None, &[("on", "2026-11-23")]).await;
    walk.case(&officer, id).await;
    done(&officer, id, "reply", None, &[("on", "2026-11-23")]).await;
    walk.case(&officer, id).await;
    let served = [("method", "post"), ("sent_on", "2026-11-23"), ("proof", "on"), ("mail_number", "XA1")];
    done(&officer, id, "serve", None, &served).await;
    walk.case(&officer, id).await;
}
