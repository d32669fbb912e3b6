//! Bad input at every form of the console: each answered at its field, with what was typed kept. The forms are read
//! from the pages themselves, and the route table says whether one was forgotten.

use std::collections::BTreeSet;

use crate::desk::{article, draft, press, submit, with};
use crate::on_both;
use testkit::{Actor, City, Form, Page};
use web::routes::Verb;

on_both!(every_form_answers_bad_input_at_the_field_and_keeps_what_was_typed);

/// Routes that a button asks, without a field that a person fills in; what they refuse is told on the page they lead
/// back to. The steps before a session, the uploads and giving up a second factor are walked elsewhere: in `doors` and
/// `draft`, and in `assets/tests/account.test.mjs`.
const BUTTONS: &[&str] = &[
    "/console/login",
    "/console/login/code",
    "/console/login/bind",
    "/console/login/password",
    "/console/logout",
    "/console/session/keep",
    "/console/account/factor/unbind",
    "/console/account/sessions/{id}/end",
    "/console/items/new/upload",
    "/console/items/{id}/unlock",
    "/console/items/{id}/check",
    "/console/items/{id}/upload",
    "/console/sites/sections/{id}/standing",
    "/console/sites/topics/{id}/standing",
    "/console/sites/reading-points/{id}/remove",
    "/console/kinds/{code}/standing",
    "/console/users/{id}/disable",
    "/console/users/{id}/enable",
    "/console/users/{id}/reset",
    "/console/users/{id}/unlock",
    "/console/users/{id}/unbind",
    "/console/users/{id}/sessions/{session}/end",
    "/console/users/{id}/grants/{grant}/revoke",
    "/console/users/{id}/deputies/{deputy}/end",
    "/console/leave/{id}/end",
    "/console/words/switch",
    "/console/calendar/days/{id}/remove",
    "/console/jobs/{id}/retry",
    "/console/audit/export",
    "/console/audit/verify",
    "/console/requests/bulk",
    "/console/requests/calendar",
    "/console/requests/calendar/revoke",
    "/console/requests/{id}/person",
    "/console/requests/{id}/code",
    "/console/requests/receipt",
    // Walked in `letters`, `wordings` and `told`, with what is wrong at each field.
    "/console/requests/{id}/letters/{letter}",
    "/console/wordings/letters/{code}",
    "/console/wordings/mails/{code}",
    "/console/mails/{id}/decide",
    "/console/mails/password",
    // Walked in `replies`, since they stand only at a case that was answered.
    "/console/requests/{id}/publication",
    "/console/requests/{id}/publication/decline",
    // Walked in `officer` and `redaction`.
    "/console/requests/{id}/split",
    "/console/requests/{id}/redact",
    "/console/requests/redact/{file}",
    // The same in `commands`, with a case in each state.
    "/console/requests/{id}/{command}",
    // The same in `site_errors` and `opinions`.
    "/console/site-errors/{id}/transfer",
    "/console/site-errors/{id}/answer",
    "/console/site-errors/{id}/close",
    "/console/site-errors/{id}/contact",
    "/console/opinions/{id}/settle",
    // The same in `disputes`.
    "/console/disputes/new",
    "/console/disputes/{id}/events",
    // Buttons, and the one form of a file, which `themes` sends with every kind of fault.
    "/console/themes/new",
    "/console/themes/built-in",
    "/console/themes/{id}/apply",
    "/console/themes/{id}/discard",
    "/console/themes/{id}/files/{file}",
    // The same in `reports`.
    "/console/reports/open",
    "/console/reports/remind",
    "/console/reports/check",
    "/console/reports/import",
    "/console/reports/{id}/text",
    "/console/reports/{id}/draft",
    "/console/reports/{id}/cells",
    "/console/reports/{id}/figures",
    "/console/reports/{id}/recompute",
    "/console/reports/{id}/notes",
    "/console/reports/{id}/steps/{step}",
];

/// What is typed into every field at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Empty,
    TooLong,
    Wrong,
}

/// A form that takes some kind of bad input as good: nothing in it must be filled in, or any short text is right.
fn takes(action: &str, input: Input) -> bool {
    let ends = |end: &str| action.ends_with(end);
    match input {
        // Leaving every place empty moves an agency or a section to the top; a reason not given is a finding not excused.
        Input::Empty => ends("/move") || ends("/reasons"),
        Input::TooLong => false,
        // Any short text is a name, a telephone number, a conclusion or a text to try.
        Input::Wrong => {
            [
                "/guide",
                "/try",
                "/reasons",
                "/withdraw",
                "/return",
                "/refuse_secrecy",
                "/pass_secrecy",
                "/publish_urgent",
            ]
            .iter()
            .any(|end| ends(end))
                || action.contains("/reading-points/")
        }
    }
}

async fn every_form_answers_bad_input_at_the_field_and_keeps_what_was_typed(city: &City) {
    let (mut walked, mut faults) = (BTreeSet::new(), Vec::new());
    for (login, page) in pages(city).await {
        let actor = city.actor(login).await;
        let shown = actor.get(&page).await.ok();
        let forms: Vec<Form> =
            shown.forms().into_iter().filter(|f| f.fields.iter().any(|f| f.is_filled_in())).collect();
        for form in forms.iter().filter(|form| !form.action.ends_with("/upload")) {
            for input in [Input::Empty, Input::TooLong, Input::Wrong] {
                let nothing_to_type = input == Input::TooLong && !form.fields.iter().any(|f| f.is_typed());
                if !takes(&form.action, input) && !nothing_to_type {
                    let place = format!("{page} → {} with {input:?}", form.action);
                    let told = send_badly(&actor, form, input).await;
                    faults.extend(told.into_iter().map(|fault| format!("{place}: {fault}")));
                }
            }
            walked.insert(form.action.clone());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for route in web::table::all().iter().filter(|r| r.method == Verb::Post && r.path.starts_with("/console/")) {
        let seen = walked.iter().any(|action| fits(route.path, action));
        assert!(seen || BUTTONS.contains(&route.path), "the form of {} was not walked", route.path);
    }
}

fn fits(route: &str, action: &str) -> bool {
    let (route, action): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), action.split('/').collect());
    route.len() == action.len() && route.iter().zip(&action).all(|(r, a)| r.starts_with('{') || r == a)
}

/// A page with each form of the console, and who may see it.
async fn pages(city: &City) -> Vec<(&'static str, String)> {
    let editor = city.actor("bianji").await;
    let warned = with(article(city, "含有手机号"), &[("body_html", "<p>联系人张某，手机13900000000。</p>")]);
    let draft_id = draft(&editor, &article(city, "表单演练")).await;
    let warned = draft(&editor, &warned).await;
    editor.post(&format!("/console/items/{warned}/check"), &[]).await.redirects();
    let waiting = draft(&editor, &article(city, "待初审")).await;
    submit(city, &editor, waiting).await;
    let approved = draft(&editor, &article(city, "待发布")).await;
    submit(city, &editor, approved).await;
    press(city, &city.actor("chushen").await, approved, "approve", &[]).await.redirects();
    let secret = draft(&editor, &article(city, "待保密审查")).await;
    submit(city, &editor, secret).await;
    press(city, &city.actor("chushen").await, secret, "approve", &[]).await.redirects();
    crate::desk::approve_secrecy(city, approved).await;
    let live = crate::desk::publish(city, &article(city, "已公开")).await;
    let (section, agency) = (city.ids.section("news"), city.ids.agency("shuili"));
    let (site, account) = (city.ids.site, city.ids.account("bianji2"));
    own_kind_topic_and_point(city).await;
    let mut pages = vec![
        ("bianji", "/console/account".to_string()),
        ("bianji", "/console/account/password".into()),
        ("bianji", "/console/account/factor".into()),
        ("bianji", "/console/leave".into()),
        ("bianji", format!("/console/items/new?kind=article&section={section}")),
        ("bianji", format!("/console/items/new?kind=policy&section={section}")),
        ("bianji", format!("/console/items/{draft_id}/edit")),
        ("bianji", format!("/console/items/{warned}")),
        ("chushen", format!("/console/items/{waiting}")),
        ("baomi", format!("/console/items/{secret}")),
        ("fabu", format!("/console/items/{approved}")),
        ("fabu", format!("/console/items/{live}")),
        ("jingban", "/console/requests/new".into()),
        ("xitong", "/console/kinds/tender/edit".into()),
        ("xitong", "/console/sites/topics/1/edit".into()),
        ("xitong", "/console/sites/reading-points/1/edit".into()),
        ("xitong", format!("/console/sites/{site}/edit")),
        ("xitong", format!("/console/sites/sections/{section}/edit")),
        ("xitong", format!("/console/sites/sections/{section}/move")),
        ("xitong", format!("/console/agencies/{agency}/edit")),
        ("xitong", format!("/console/agencies/{agency}/guide")),
        ("xitong", format!("/console/users/{account}/edit")),
        ("xitong", format!("/console/users/{account}/deputies/new")),
        ("anquan", format!("/console/users/{account}/grants/new")),
        ("anquan", "/console/settings/security.max_failures".into()),
        ("xitong", "/console/settings/display.page_size".into()),
    ];
    for form in ["words/edit", "words/try"] {
        pages.push(("jianguan", format!("/console/{form}")));
    }
    for step in ["rename", "move", "merge", "close"] {
        pages.push(("xitong", format!("/console/agencies/{agency}/{step}")));
    }
    for form in [
        "kinds/new",
        "sites/new",
        "sites/sections/new",
        "sites/topics/new",
        "sites/reading-points/new",
        "agencies/new",
        "users/new",
        "calendar/load",
    ] {
        pages.push(("xitong", format!("/console/{form}")));
    }
    pages
}

/// A kind, a topic and a reading point, so that the forms that change them have something to show.
async fn own_kind_topic_and_point(city: &City) {
    let admin = city.actor("xitong").await;
    let site = city.ids.site.to_string();
    let kind = [
        ("code", "tender"),
        ("label", "招标公告"),
        ("body", "rich_text"),
        ("document", "plain"),
        ("rows", "1"),
        ("key_1", "budget"),
        ("label_1", "预算金额"),
        ("kind_1", "number"),
        ("need_1", "required"),
    ];
    admin.post("/console/kinds/new", &kind).await.redirects();
    let topic = [("site", site.as_str()), ("name", "防汛"), ("slug", "flood")];
    admin.post("/console/sites/topics/new", &topic).await.redirects();
    let point = [("name", "市档案馆"), ("address", "某路1号"), ("hours", "工作日")];
    admin.post("/console/sites/reading-points/new", &point).await.redirects();
}

/// Sends a form with every field filled in badly, and says what is wrong with the answer.
pub async fn send_badly(actor: &Actor, form: &Form, input: Input) -> Vec<String> {
    let mut sent: Vec<(&str, String)> = Vec::new();
    for (at, field) in form.fields.iter().enumerate().filter(|(_, field)| field.name != "csrf") {
        let typed = field.is_typed();
        match (input, field.kind.as_str()) {
            (_, "hidden") => sent.push((&field.name, field.value.clone())),
            (Input::Empty, _) => sent.push((&field.name, String::new())),
            (Input::TooLong, "date" | "datetime-local") => sent.push((&field.name, field.value.clone())),
            (Input::TooLong, _) if typed => sent.push((&field.name, format!("长{at}长{}", "长".repeat(6_000)))),
            (Input::TooLong, "select") => sent.push((&field.name, field.value.clone())),
            (Input::Wrong, "checkbox" | "radio" | "select") => sent.push((&field.name, "没有这一项".to_string())),
            (Input::Wrong, _) => sent.push((&field.name, format!("错{at}错"))),
            _ => {}
        }
    }
    let fields: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = actor.post(&form.action, &fields).await;
    if answer.status != 422 {
        return vec![format!("answered with {}: {}", answer.status, answer.words())];
    }
    let mut faults = at_a_field(&answer);
    for field in form.fields.iter().filter(|f| f.is_typed() && f.kind != "password" && !is_code(&f.name)) {
        let value = sent.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.as_str()).unwrap_or("");
        let start: String = value.chars().take(40).collect();
        if !answer.says(&start) {
            faults.push(format!("what was typed into {} is gone", field.name));
        }
    }
    faults
}

/// One-time codes are never shown again.
fn is_code(name: &str) -> bool {
    name == "code"
}

/// The fault stands at a field that the page has, and its sentence is a sentence.
fn at_a_field(answer: &Page) -> Vec<String> {
    let (text, mut faults) = (answer.text(), Vec::new());
    if !text.contains("class=\"field-error\"") {
        faults.push(format!("no fault stands at a field: {}", answer.words()));
    }
    for link in text.split("href=\"#f-").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !text.contains(&format!("id=\"f-{link}\"")) {
            faults.push(format!("the summary leads to {link}, which is not there"));
        }
    }
    if text.contains("操作没有完成（") {
        faults.push(format!("a fault has no sentence: {}", answer.words()));
    }
    faults
}
