//! Many applications in all states around today, for the desk, the statistics and measuring. Each has a whole story,
//! told as far as its age: so the states come of themselves. Written in bulk, decided by the rules.

use chrono::{Days, NaiveDate};
use domain::calendar::WorkCalendar;
use domain::request::applicant::ApplicantKind;
use domain::request::application::{Application, Contact, DeliveryWay, Matter, Organisation, Person, SupplyForm};
use domain::request::channel::{Consulted, Opinion, ServingMethod};
use domain::request::reply::{ReplyKind, ReplyStep};
use domain::request::{Command, ReceiptChannel};

use super::cases::{actor, morning, wrote};
use super::house::Made;
use crate::caller::Caller;
use crate::context::App;
use crate::demo::dice::Dice;
use crate::error::AppError;
use crate::request::bulk::{Lived, Step, insert};

/// Cases of one transaction.
const BATCH: u32 = 500;

/// Working days within which a case is still likely to be open.
const FRESH: i64 = 48;

/// Who acts, by account.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct People {
    pub officer: Option<i64>,
    pub unit: Option<i64>,
    pub legal: Option<i64>,
    pub head: Option<i64>,
}

impl People {
    pub fn of(made: &Made) -> Self {
        let of = |login: &str| actor(made, login).account_id;
        Self { officer: of("dong.shouli"), unit: of("shao.chengban"), legal: of("meng.fazhi"), head: of("qin.qianfa") }
    }
}

/// Writes `count` applications and returns how many.
pub(super) async fn write(app: &App, caller: &Caller, made: &Made, seed: u64, count: u32) -> Result<u64, AppError> {
    let people = People::of(made);
    let mut agencies: Vec<i64> = made.agencies.values().copied().collect();
    agencies.retain(|id| app.directory().agency(*id).is_some_and(|agency| agency.status == "active"));
    agencies.sort_unstable();
    let own = [made.agency("gaoan")?, made.agency("zhengfuban")?];
    let plan = Plan { today: app.now().date(), calendar: &app.settings().calendar(), people };
    let mut done = 0;
    for first in (0..count).step_by(BATCH as usize) {
        let mut batch = Vec::new();
        for number in first..count.min(first + BATCH) {
            let mut dice = Dice::of(&[seed, 0x000A_BB11, u64::from(number)]);
            // Most come to the two with officers of their own, so that their desks are full.
            let agency = if dice.chance(60) { dice.pick(&own) } else { dice.pick(&agencies) };
            if let Some(agency) = agency {
                batch.push(plan.case(&mut dice, *agency, number));
            }
        }
        done += insert(app, caller, batch).await?;
    }
    Ok(done)
}

/// Writes `count` open cases of ten events each for one agency: for measuring.
///
/// # Errors
/// When the records cannot be written.
pub async fn open_cases(app: &App, agency: i64, count: u32) -> Result<u64, AppError> {
    let calendar = app.settings().calendar();
    let plan = Plan { today: app.now().date(), calendar: &calendar, people: People::default() };
    let mut done = 0;
    for first in (0..count).step_by(BATCH as usize) {
        let cases = (first..count.min(first + BATCH)).map(|number| plan.long_case(agency, number)).collect();
        done += insert(app, &Caller::system(), cases).await?;
    }
    Ok(done)
}

pub(super) struct Plan<'a> {
    pub today: NaiveDate,
    pub calendar: &'a WorkCalendar,
    pub people: People,
}

/// A step of a story: so many working days after the arrival, by whom, what.
pub(super) type Turn = (u32, Option<i64>, Command);

impl Plan<'_> {
    pub fn after(&self, arrived: NaiveDate, days: u32) -> NaiveDate {
        self.calendar.due(arrived, days).map_or(arrived, |due| due.date)
    }

    fn case(&self, dice: &mut Dice, agency: i64, number: u32) -> Lived {
        // Two of three are young; the others came in the two years before.
        let ago = if dice.chance(66) { dice.between(1, FRESH * 7 / 5) } else { dice.between(FRESH * 2, 730) };
        let arrived = self.today.checked_sub_days(Days::new(ago.unsigned_abs())).unwrap_or(self.today);
        let channel = match dice.below(10) {
            0 => ReceiptChannel::Counter,
            1 => ReceiptChannel::SignedPost,
            2 => ReceiptChannel::Email,
            _ => ReceiptChannel::Online,
        };
        let turns = self.story(dice, arrived, channel);
        self.lived(agency, channel, arrived, application(dice, number), turns)
    }

    pub fn lived(
        &self,
        agency: i64,
        channel: ReceiptChannel,
        arrived_on: NaiveDate,
        application: Application,
        turns: Vec<Turn>,
    ) -> Lived {
        // What lies ahead has not happened yet.
        let told = turns.into_iter().map(|(days, by, command)| (self.after(arrived_on, days), by, command));
        let past = told.take_while(|(on, _, _)| *on < self.today);
        let steps = past.zip((0..).step_by(3)).map(|((on, by, command), minutes)| {
            let particulars = particulars_of(&command);
            Step { at: morning(on, minutes), by, command, particulars }
        });
        Lived { agency, channel, at: morning(arrived_on, 15), arrived_on, application, steps: steps.collect() }
    }

    /// What happens to a case from its receipt to the archive.
    fn story(&self, dice: &mut Dice, arrived: NaiveDate, channel: ReceiptChannel) -> Vec<Turn> {
        let on = |days: u32| self.after(arrived, days);
        let People { officer, unit, head, .. } = self.people;
        let mut turns: Vec<Turn> = Vec::new();
        if !channel.is_received_on_arrival() {
            turns.push((1, officer, Command::ConfirmReceipt { on: on(1) }));
        }
        turns.extend(officer.map(|account| (2, Some(account), Command::AssignOfficer { officer: account })));
        match dice.below(10) {
            0..=2 => self.reply(&mut turns, arrived, 8, dice.pick(&[ReplyKind::A1, ReplyKind::A2, ReplyKind::B1])),
            3 => {
                if let Some(unit) = unit {
                    turns.push((3, officer, Command::AssignPart { unit, on: on(3), until: None }));
                    turns.push((4, Some(unit), Command::TakePart { part: 0 }));
                    turns.push((9, Some(unit), Command::FinishPart { part: 0, on: on(9) }));
                }
                self.reply(&mut turns, arrived, 11, dice.pick(&[ReplyKind::A2, ReplyKind::D1a, ReplyKind::D2]));
            }
            4 => {
                turns.push((4, officer, Command::AskSupplement { on: on(4), until: on(19) }));
                turns.push((12, None, Command::Supplement { on: on(12) }));
                self.reply(&mut turns, arrived, 22, dice.pick(&[ReplyKind::D1b, ReplyKind::A2, ReplyKind::D3]));
            }
            5 => {
                turns.push((4, officer, Command::AskSupplement { on: on(4), until: on(14) }));
                self.reply(&mut turns, arrived, 16, Some(&ReplyKind::F1));
            }
            6 => self.consulted(&mut turns, arrived),
            7 => {
                turns.push((15, officer, Command::AskExtension { on: on(15), days: 20 }));
                turns.push((16, head, Command::ApproveExtension { on: on(16) }));
                turns.push((17, officer, Command::TellExtension { on: on(17) }));
                self.reply(&mut turns, arrived, 30, dice.pick(&[ReplyKind::C5, ReplyKind::C6, ReplyKind::C7]));
            }
            8 => {
                turns.push((6, None, Command::Withdraw { on: on(6) }));
                turns.push((16, officer, Command::Archive { on: on(16) }));
            }
            // Left lying beyond its limit, then answered.
            _ => self.reply(&mut turns, arrived, 27, dice.pick(&[ReplyKind::E1, ReplyKind::E2, ReplyKind::D1b])),
        }
        turns
    }

    /// A third party objects; the commercial secret is kept.
    fn consulted(&self, turns: &mut Vec<Turn>, arrived: NaiveDate) {
        let on = |days: u32| self.after(arrived, days);
        let officer = self.people.officer;
        turns.push((3, officer, Command::Consult { with: Consulted::ThirdParty, on: on(3) }));
        turns.push((5, officer, Command::NoteDelivery { no: 0, on: on(5) }));
        turns.push((15, officer, Command::NoteOpinion { no: 0, on: on(15), opinion: Opinion::Objects }));
        self.reply(turns, arrived, 18, Some(&ReplyKind::C4));
    }

    /// From the draft to the archive, beginning so many working days after the arrival.
    fn reply(&self, turns: &mut Vec<Turn>, arrived: NaiveDate, begin: u32, kind: Option<&ReplyKind>) {
        let on = |days: u32| self.after(arrived, begin + days);
        let People { officer, legal, head, .. } = self.people;
        let reply = kind.copied().unwrap_or(ReplyKind::A2);
        let facts = reply.facts().collect();
        let mut add = |days: u32, by, command| turns.push((begin + days, by, command));
        add(0, officer, Command::DraftReply { reply, facts, on: on(0) });
        if reply.default_steps().contains(&ReplyStep::LegalReview) {
            add(1, legal, Command::PassLegal { on: on(1) });
        }
        if reply.default_steps().contains(&ReplyStep::Signature) {
            add(2, head, Command::Sign { on: on(2) });
        }
        add(3, officer, Command::Reply { on: on(3) });
        let served = Command::Serve { method: ServingMethod::Post, sent_on: on(4), received_on: None, proof: true };
        add(4, officer, served);
        add(9, officer, Command::Archive { on: on(9) });
    }

    /// Open, with ten events behind it and its limit ahead.
    fn long_case(&self, agency: i64, number: u32) -> Lived {
        let ago = Days::new(u64::from(18 + number % 9));
        let arrived = self.today.checked_sub_days(ago).unwrap_or(self.today);
        let on = |days: u32| self.after(arrived, days);
        let consult = |no: u16, first: u32| {
            [
                (first, None, Command::Consult { with: Consulted::Organ, on: on(first) }),
                (first + 1, None, Command::NoteDelivery { no, on: on(first + 1) }),
                (first + 2, None, Command::NoteOpinion { no, on: on(first + 2), opinion: Opinion::Neither }),
            ]
        };
        let mut turns: Vec<Turn> = vec![
            (1, None, Command::ConfirmReceipt { on: on(1) }),
            (2, None, Command::AskSupplement { on: on(2), until: on(12) }),
            (4, None, Command::Supplement { on: on(4) }),
        ];
        turns.extend(consult(0, 5));
        turns.extend(consult(1, 8));
        let mut dice = Dice::of(&[u64::from(number)]);
        self.lived(agency, ReceiptChannel::Online, arrived, application(&mut dice, number), turns)
    }
}

/// What an officer would have written.
fn particulars_of(command: &Command) -> crate::request::Particulars {
    match command {
        Command::AskSupplement { .. } => wrote(&[("what", "请写明所需文件的名称、文号或者其他特征（演示）")]),
        Command::Supplement { .. } => wrote(&[("text", "所需文件为会议形成的纪要（演示）")]),
        Command::AskExtension { .. } => wrote(&[("reason", "需要查找的档案较多（演示）")]),
        Command::Consult { with, .. } => wrote(&[
            ("third_party", if *with == Consulted::ThirdParty { "演示水务有限公司" } else { "高安市水利局" }),
            ("content", "申请公开的文件全文（演示）"),
        ]),
        Command::AssignPart { .. } => wrote(&[("task", "查找有关档案并提出意见（演示）")]),
        Command::FinishPart { .. } => wrote(&[("result", "已经查找，意见附后（演示）")]),
        Command::DraftReply { facts, .. } => {
            facts.iter().map(|fact| (fact.code().to_string(), format!("{}（演示）", fact.label()))).collect()
        }
        _ => crate::request::Particulars::new(),
    }
}

const SURNAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];
const BODIES: [&str; 5] = ["商贸有限公司", "研究所", "公益服务中心", "律师事务所", "村民委员会"];
const PLACES: [&str; 8] = ["瑞州", "八景", "新街", "蓝坊", "相城", "灰埠", "杨圩", "石脑"];
const SUBJECTS: [&str; 12] = [
    "土地征收补偿安置方案",
    "建设用地规划许可证",
    "房屋征收决定和补偿方案",
    "环境影响评价批复",
    "公路改造工程招标文件",
    "义务教育学校划片范围",
    "农村危房改造补助名单",
    "财政专项资金分配结果",
    "食品安全检查结果",
    "公租房分配情况",
    "村级集体资产清查结果",
    "安全生产检查记录",
];

pub(super) fn application(dice: &mut Dice, number: u32) -> Application {
    let kind = if dice.chance(70) {
        ApplicantKind::Citizen
    } else {
        *dice.pick(ApplicantKind::ALL).unwrap_or(&ApplicantKind::Citizen)
    };
    let name = format!("{}演示", dice.word(&SURNAMES));
    let phone = format!("139{:08}", number % 100_000_000);
    let place = dice.word(&PLACES);
    let subject = dice.word(&SUBJECTS);
    let year = dice.between(2019, 2026);
    Application {
        kind: Some(kind),
        citizen: Person { name: name.clone(), phone: phone.clone(), ..Person::default() },
        organisation: Organisation {
            name: format!("{place}演示{}", dice.word(&BODIES)),
            representative: name.clone(),
            contact_person: name,
            ..Organisation::default()
        },
        contact: Contact { phone, address: format!("{place}演示路{}号", 1 + number % 200), ..Contact::default() },
        matter: Matter {
            name: format!("{place}{year}年{subject}（演示）"),
            description: format!("申请公开{place}{year}年第{}号{subject}。", 1 + number % 97),
            ..Matter::default()
        },
        supply: vec![SupplyForm::Electronic],
        delivery: Some(DeliveryWay::Online),
        ..Application::default()
    }
    .tidied()
}
