//! The year's application and disputes, each step through its use case at the moment when it happened.

use chrono::NaiveDate;
use domain::dispute::{Happening, Party, Procedure};
use domain::request::Command;
use domain::request::applicant::{ApplicantKind, IdPaper};
use domain::request::application::{Application, Contact, DeliveryWay, Matter, Person, SupplyForm};
use domain::request::channel::ServingMethod;
use domain::request::reply::{Fact, ReplyKind};
use domain::time::Moment;

use super::house::Made;
use crate::caller::Caller;
use crate::context::App;
use crate::demo::disputes::{DemoDispute, disputes};
use crate::demo::figures::Figures;
use crate::dispute::{DisputeForm, EventForm, create_dispute, note_event};
use crate::error::AppError;
use crate::request::act::{With, act};
use crate::request::{Particulars, Submission, new_form_token, submit};

/// Where the city has no accounts, the system stands in for its people.
pub(super) fn actor(made: &Made, login: &str) -> Caller {
    made.people.get(login).cloned().unwrap_or_else(Caller::system)
}

/// The application and the disputes of the year.
pub(super) async fn write(app: &App, made: &Made) -> Result<(), AppError> {
    let figures = Figures::read().map_err(|error| AppError::Internal(error.to_string()))?;
    application(app, made).await?;
    for one in disputes(&figures.disputes, figures.year) {
        dispute(app, made, &one).await?;
    }
    Ok(())
}

/// Nine in the morning in China, plus minutes.
pub(super) fn morning(day: NaiveDate, minutes: i64) -> Moment {
    Moment::start_of(day).plus_minutes(9 * 60 + minutes)
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, month, day).unwrap_or_default()
}

/// What was withheld and what was given, as the reply's facts tell it.
const FACTS: [(Fact, &str); 4] = [
    (Fact::WayOfSupply, "通过网站提供电子文件"),
    (Fact::SupplyTime, "2019年7月5日"),
    (Fact::Redaction, "补偿登记表中其他被征收人的姓名、住址和银行账号（演示）"),
    (Fact::WithheldGround, "涉及第三方个人隐私，依据《中华人民共和国政府信息公开条例》第十五条（演示）"),
];

/// A citizen's, disclosed in part.
async fn application(app: &App, made: &Made) -> Result<(), AppError> {
    let submission = Submission {
        agency: made.agency("gaoan")?,
        application: form(),
        form_token: new_form_token(app),
        files: Vec::new(),
        address: "127.0.0.1".into(),
    };
    let id = submit(&app.at(morning(day(6, 17), 80)), submission).await?.id;
    let (officer, legal, head) = (actor(made, "dong.shouli"), actor(made, "meng.fazhi"), actor(made, "qin.qianfa"));
    let mut steps = vec![(&officer, day(6, 18), Command::ConfirmReceipt { on: day(6, 18) })];
    if let Some(account) = officer.account_id {
        steps.push((&officer, day(6, 18), Command::AssignOfficer { officer: account }));
    }
    let facts = FACTS.iter().map(|(fact, _)| *fact).collect();
    let served =
        Command::Serve { method: ServingMethod::Online, sent_on: day(7, 5), received_on: Some(day(7, 8)), proof: true };
    steps.extend([
        (&officer, day(7, 2), Command::DraftReply { reply: ReplyKind::B1, facts, on: day(7, 2) }),
        (&legal, day(7, 3), Command::PassLegal { on: day(7, 3) }),
        (&head, day(7, 4), Command::Sign { on: day(7, 4) }),
        (&officer, day(7, 5), Command::Reply { on: day(7, 5) }),
        (&officer, day(7, 8), served),
        (&officer, day(7, 10), Command::Archive { on: day(7, 10) }),
    ]);
    for ((caller, on, command), minutes) in steps.into_iter().zip((0..).step_by(7)) {
        let mut with = With::default();
        match command {
            Command::DraftReply { .. } => {
                with.particulars = FACTS.iter().map(|(fact, text)| (fact.code().to_string(), (*text).into())).collect();
            }
            Command::Serve { .. } => {
                with.particulars.insert("mail_number".into(), "网上查收记录 1 号（演示）".into());
            }
            _ => {}
        }
        if matches!(command, Command::Serve { .. }) {
            // Service is believed on a number or a file.
            with.particulars.insert("mail_number".into(), "网上查收记录（演示）".into());
        }
        act(&app.at(morning(on, minutes)), caller, id, &command, with).await?;
    }
    Ok(())
}

fn form() -> Application {
    Application {
        kind: Some(ApplicantKind::Citizen),
        citizen: Person {
            name: "钱演示".into(),
            paper: Some(IdPaper::IdentityCard),
            // The example number of the standard: nobody's.
            number: "11010519491231002X".into(),
            phone: "13800000000".into(),
        },
        contact: Contact {
            phone: "13800000000".into(),
            address: "高安市演示路1号".into(),
            postcode: "330800".into(),
            ..Contact::default()
        },
        matter: Matter {
            name: "2018年度第二批次城市建设用地征收补偿登记情况（演示）".into(),
            description: "申请公开该批次用地征收补偿登记的汇总表和登记表。".into(),
            ..Matter::default()
        },
        supply: vec![SupplyForm::Electronic],
        delivery: Some(DeliveryWay::Online),
        ..Application::default()
    }
}

async fn dispute(app: &App, made: &Made, one: &DemoDispute) -> Result<(), AppError> {
    let officer = actor(made, if one.agency == "ziran" { "xiao.shouli" } else { "dong.shouli" });
    let new = DisputeForm {
        agency_id: made.agency(one.agency)?,
        request: String::new(),
        matter: one.matter.clone(),
        organ: one.organ.into(),
        case_number: one.case_number.clone(),
        track: one.track,
        party: Party::Original,
        filed_on: one.filed_on,
    };
    let id = create_dispute(&app.at(morning(one.filed_on, 30)), &officer, &new).await?;
    let mut events = vec![(one.accepted_on, Happening::Accepted { procedure: Procedure::Ordinary })];
    events.extend(one.hearing_on.map(|on| (on, Happening::Hearing { on })));
    events.extend(one.decided.map(|(on, outcome)| (on, Happening::Decided { outcome })));
    for ((on, what), version) in events.into_iter().zip(1..) {
        let form = EventForm { on, what, note: String::new(), redo_days: None, version };
        note_event(&app.at(morning(on, 60)), &officer, id, &form).await?;
    }
    Ok(())
}

/// What was written with a step.
pub(super) fn wrote(pairs: &[(&str, &str)]) -> Particulars {
    pairs.iter().map(|(key, text)| ((*key).to_string(), (*text).to_string())).collect()
}
