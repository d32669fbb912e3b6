//! The handful of open applications on the desks of every demo: one for each thing that an officer may have to do today.
//! Their days go back from the day on which the city is made; so none of them is of the year that the report is about.

use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::request::applicant::ApplicantKind;
use domain::request::application::{Application, Matter};
use domain::request::channel::Consulted;
use domain::request::reply::ReplyKind;
use domain::request::{Command, ReceiptChannel};

use super::cases::actor;
use super::crowd::{People, Plan, Turn, application};
use super::house::Made;
use crate::caller::Caller;
use crate::context::App;
use crate::demo::dice::Dice;
use crate::error::AppError;
use crate::request::bulk::{Lived, insert};

/// The limit of art. 33, in working days.
const LIMIT: u32 = 20;

/// What is asked for: name and description.
type Asked = (&'static str, &'static str);

/// Writes them and returns how many.
pub(super) async fn write(app: &App, caller: &Caller, made: &Made, seed: u64) -> Result<u64, AppError> {
    let people = People::of(made);
    let calendar = app.settings().calendar();
    let desk = Desk { plan: Plan { today: app.now().date(), calendar: &calendar, people }, seed };
    let land = actor(made, "xiao.shouli").account_id;
    let mut all = desk.of_government(made.agency("gaoan")?, people);
    all.extend(desk.of_land_office(made.agency("ziran")?, land));
    insert(app, caller, all).await
}

/// The working day so many working days after an application arrived.
type Days<'a> = dyn Fn(u32) -> NaiveDate + 'a;

/// What is done with an application, by those days.
type Turns<'a> = dyn Fn(&Days) -> Vec<Turn> + 'a;

struct Desk<'a> {
    plan: Plan<'a>,
    seed: u64,
}

impl Desk<'_> {
    fn of_government(&self, agency: i64, people: People) -> Vec<Lived> {
        let People { officer, unit, legal, head } = people;
        let assign = officer.map(|account| (1, officer, Command::AssignOfficer { officer: account }));
        let case = |asked, left, turns: &Turns| {
            let arrived = self.arrived(left);
            let on = |days| self.plan.after(arrived, days);
            let mut told: Vec<Turn> = assign.clone().into_iter().collect();
            told.extend(turns(&on));
            self.lived(agency, ReceiptChannel::Counter, arrived, asked, told)
        };
        vec![
            case(TODAY, 0, &|on| drafted(on, 15, ReplyKind::A2, officer, [None, head])),
            case(OVERDUE, -3, &|_| Vec::new()),
            case(NEAR, 2, &|on| {
                let until = Some(on(LIMIT - 1));
                unit.map(|unit| (13, officer, Command::AssignPart { unit, on: on(13), until })).into_iter().collect()
            }),
            case(REVIEW, 4, &|on| drafted(on, 15, ReplyKind::C6, officer, [None, None])),
            case(SIGNATURE, 6, &|on| drafted(on, 12, ReplyKind::D1b, officer, [legal, None])),
            case(EXTENSION, 3, &|on| vec![(16, officer, Command::AskExtension { on: on(16), days: 20 })]),
            case(SUPPLEMENT, 15, &|on| vec![(3, officer, Command::AskSupplement { on: on(3), until: on(LIMIT) })]),
            case(THIRD_PARTY, 12, &|on| {
                vec![
                    (4, officer, Command::Consult { with: Consulted::ThirdParty, on: on(4) }),
                    (6, officer, Command::NoteDelivery { no: 0, on: on(6) }),
                ]
            }),
            // Nobody has confirmed this one in time, the other may still be.
            self.lived(agency, ReceiptChannel::Online, self.back(self.plan.today, 3), UNCONFIRMED, Vec::new()),
        ]
    }

    fn of_land_office(&self, agency: i64, officer: Option<i64>) -> Vec<Lived> {
        let arrived = self.arrived(9);
        let on = |days| self.plan.after(arrived, days);
        let mut turns: Vec<Turn> = vec![(1, officer, Command::ConfirmReceipt { on: arrived })];
        turns.extend(officer.map(|account| (1, officer, Command::AssignOfficer { officer: account })));
        turns.push((2, officer, Command::Consult { with: Consulted::CoMaker, on: on(2) }));
        turns.push((3, officer, Command::NoteDelivery { no: 0, on: on(3) }));
        let fresh = self.back(self.plan.today, 1);
        vec![
            self.lived(agency, ReceiptChannel::Online, arrived, CO_MAKER, turns),
            self.lived(agency, ReceiptChannel::Online, fresh, FRESH, Vec::new()),
        ]
    }

    fn lived(
        &self,
        agency: i64,
        channel: ReceiptChannel,
        arrived: NaiveDate,
        (name, description): Asked,
        turns: Vec<Turn>,
    ) -> Lived {
        let number = u32::try_from(name.chars().map(u32::from).map(u64::from).sum::<u64>() % 10_000).unwrap_or(0);
        let mut dice = Dice::of(&[self.seed, 0x000A_BB12, u64::from(number)]);
        let form = application(&mut dice, number);
        let matter =
            Matter { name: format!("{name}（演示）"), description: description.into(), ..Matter::default() };
        let kind = if number % 3 == 0 { form.kind } else { Some(ApplicantKind::Citizen) };
        let form = Application { matter, kind, ..form }.tidied();
        self.plan.lived(agency, channel, arrived, form, turns)
    }

    /// The working day on which what is due so many working days from today was received; negative for what is overdue.
    fn arrived(&self, left: i64) -> NaiveDate {
        let days = i64::from(LIMIT).saturating_sub(left).unsigned_abs();
        self.back(working(self.plan.calendar, self.plan.today), u32::try_from(days).unwrap_or(LIMIT))
    }

    /// The latest working day after which so many working days lead to `from`.
    fn back(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let calendar = self.plan.calendar;
        let mut earlier = std::iter::successors(from.pred_opt(), NaiveDate::pred_opt);
        let fits = |day: &NaiveDate| calendar.is_working(*day) && calendar.working_days_between(*day, from) >= days;
        earlier.find(fits).unwrap_or(from)
    }
}

/// This day, or the next that is worked on.
fn working(calendar: &WorkCalendar, day: NaiveDate) -> NaiveDate {
    if calendar.is_working(day) { day } else { calendar.due(day, 1).map_or(day, |due| due.date) }
}

/// A reply on its way: `passed` are the legal reviewer and the signatory where they have had their turn.
fn drafted(
    on: &Days,
    begin: u32,
    reply: ReplyKind,
    officer: Option<i64>,
    [legal, head]: [Option<i64>; 2],
) -> Vec<Turn> {
    let draft = Command::DraftReply { reply, facts: reply.facts().collect(), on: on(begin) };
    let mut turns = vec![(begin, officer, draft)];
    turns.extend(legal.map(|account| (begin + 1, Some(account), Command::PassLegal { on: on(begin + 1) })));
    turns.extend(head.map(|account| (begin + 2, Some(account), Command::Sign { on: on(begin + 2) })));
    turns
}

const TODAY: Asked =
    ("瑞州街道老旧小区改造项目清单", "申请公开本年度瑞州街道老旧小区改造的项目名称、投资额和计划开工时间。");
const OVERDUE: Asked = ("八景镇集中供水工程竣工验收意见书", "申请公开八景镇集中供水工程的竣工验收意见书。");
const NEAR: Asked = ("城区公交线路调整方案", "申请公开本年度城区公交线路调整的方案和依据。");
const REVIEW: Asked = ("高铁新区控制性详细规划修改讨论记录", "申请公开讨论修改高铁新区控制性详细规划的会议记录。");
const SIGNATURE: Asked = ("省道改建工程环境影响评价审批材料", "申请公开省道高安段改建工程环境影响评价的审批材料。");
const EXTENSION: Asked = ("历年农村危房改造补助发放情况", "申请公开近五年各乡镇农村危房改造补助的户数和金额。");
const SUPPLEMENT: Asked = ("有关土地的文件", "申请公开有关土地的文件。");
const THIRD_PARTY: Asked = ("污水处理厂特许经营协议", "申请公开城区污水处理厂特许经营协议及其补充协议。");
const UNCONFIRMED: Asked = ("义务教育学校划片范围", "申请公开本年度城区义务教育学校的划片范围和调整依据。");
const CO_MAKER: Asked = ("河道采砂规划联合批复", "申请公开与水利部门联合印发的锦江河道采砂规划批复。");
const FRESH: Asked = ("相城镇不动产登记窗口办理流程", "申请公开相城镇不动产登记窗口的办理流程和所需材料。");
