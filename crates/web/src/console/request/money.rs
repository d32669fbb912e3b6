//! The fee of a case: how far it has come, and the calculator by item and by page with the form of the notice. What it
//! comes to is counted by the domain.

use app::request::fees;
use app::request::look::{self, Look};
use app::{AppError, FieldFault};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::request::fee::{Fee, FeeBasis, FeeCount};
use domain::request::fold::FeeAsked;
use minijinja::Value;

use super::actions;
use super::desk::PATH;
use super::fact_words::yuan;
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::codes;
use crate::console::item::rows::{Badge, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// How far the fee has come, for the page of the case; none where none was ever asked.
pub fn panel(look: &Look) -> Option<Value> {
    if look.only_unit {
        return None;
    }
    let fee = look.case.fee.or_else(|| look.case.earlier_fees.last().copied())?;
    let limit = look.clock.stage_limits.iter().find(|limit| limit.kind == domain::request::StageKind::Fee);
    let row = |label: &str, value: Option<String>| value.map(|value| context! { label, value });
    let rows: Vec<Value> = [
        row("金额", Some(format!("{} 元", yuan(fee.fen)))),
        row("通知日期", Some(fee.noticed_on.to_string())),
        row("申请人收到", fee.received_on.map(|on| on.to_string())),
        row("缴费期限", limit.map(|limit| limit.due.date.to_string())),
        row(if fee.paid { "缴费日期" } else { "取消日期" }, fee.ended_on.map(|on| on.to_string())),
        row("已退", (fee.refunded_fen > 0).then(|| format!("{} 元", yuan(fee.refunded_fen)))),
        row("现在留存", (look.case.held_fen() > 0).then(|| format!("{} 元", yuan(look.case.held_fen())))),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(context! { state => state_of(&fee), rows })
}

fn state_of(fee: &FeeAsked) -> Badge {
    match (fee.ended_on.is_some(), fee.paid) {
        (false, _) => Badge::new("待缴费", "warning"),
        (true, true) if fee.held_fen() == 0 => Badge::new("已全部退费", "neutral"),
        (true, true) => Badge::new("已缴费", "ok"),
        (true, false) => Badge::new("已取消", "neutral"),
    }
}

/// `GET /console/requests/{id}/fee`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    asked: Asked,
) -> Result<Response, WebError> {
    let earlier = fees::earlier_items(web.app(), &signed.caller, id).await?;
    let counted = if asked.has_any(&["basis"]) { counted(&asked) } else { Ok(None) };
    let form = asked.form();
    let (form, fee, status) = match counted {
        Ok(fee) => (form, fee, StatusCode::OK),
        Err(error) => (form.refused(error)?, None, StatusCode::UNPROCESSABLE_ENTITY),
    };
    render(&web, &signed, id, Shown { form, fee, earlier: Some(earlier), status }).await
}

/// What the page shows beside the case.
pub struct Shown {
    pub form: FormView,
    pub fee: Option<Fee>,
    pub earlier: Option<u32>,
    pub status: StatusCode,
}

/// The page.
pub async fn render(web: &Web, signed: &SignedIn, id: i64, shown: Shown) -> Result<Response, WebError> {
    let look = look::look(web.app(), &signed.caller, id).await?;
    let mut form = shown.form;
    let mut preset = |name: &str, value: String| {
        form.values.entry(name.to_string()).or_insert_with(|| value.into());
    };
    preset("basis", FeeBasis::Items.code().to_string());
    preset("earlier", shown.earlier.unwrap_or_default().to_string());
    preset("items", "1".to_string());
    if let Some(fee) = &shown.fee {
        preset("notice_fee_amount", yuan(fee.total_fen));
        preset("notice_fee_lines", lines_text(fee));
    }
    preset("notice_fee_on", web.app().now().date().to_string());
    let url = format!("{PATH}/{id}");
    let values = context! {
        id,
        version => look.row.version,
        case_url => url,
        fee_url => format!("{url}/fee"),
        earlier => shown.earlier,
        bases => codes(FeeBasis::ALL, FeeBasis::code, FeeBasis::label),
        fee => shown.fee.as_ref().map(fee_view),
        notice_form => actions::single(&look, "notice_fee"),
        why_not => why_not(&look),
        form => value_of(&form),
    };
    let head = PageHead::new("信息处理费")
        .lead("只有申请的数量、频次明显超过合理范围的，才可以收取。按件、按量只能选一种，不能并用。")
        .under(&[("依申请公开", PATH), (&look.row.number, &url)]);
    let page = page(web, signed, "console/request/fee.html", &head, values)?;
    Ok((shown.status, page).into_response())
}

/// Why no notice can go out now.
fn why_not(look: &Look) -> Option<String> {
    let possible = look.possible.iter().find(|possible| possible.command == "notice_fee")?;
    let refusal = possible.refusal.as_ref()?;
    Some(actions::reason(refusal).unwrap_or_else(|| "这件申请现在不能发出收费通知。".to_string()))
}

/// What the address asks to be counted.
fn counted(asked: &Asked) -> Result<Option<Fee>, AppError> {
    let basis = asked.code("basis", FeeBasis::parse).ok_or_else(|| AppError::field("basis", "bad_choice"))?;
    let mut faults = Vec::new();
    let mut number = |name: &str, or: Option<u32>| match (asked.text(name).map(str::parse::<u32>), or) {
        (Some(Ok(number)), _) => number,
        (None, Some(or)) => or,
        (found, _) => {
            faults.push(FieldFault::new(name, if found.is_none() { "required" } else { "bad_number" }));
            0
        }
    };
    let count = match basis {
        FeeBasis::Items => FeeCount::Items { earlier: number("earlier", Some(0)), items: number("items", None) },
        FeeBasis::Pages => {
            FeeCount::Pages { pages: number("pages", None), already_public: number("already_public", Some(0)) }
        }
    };
    if !faults.is_empty() {
        return Err(AppError::fields(faults));
    }
    fees::count(count).map(Some)
}

fn fee_view(fee: &Fee) -> Value {
    let unit = fee.basis.unit();
    let line = |line: &domain::request::fee::FeeLine| {
        context! {
            span => if line.from == line.to { format!("第 {} {unit}", line.from) } else { format!("第 {} 至 {} {unit}", line.from, line.to) },
            units => format!("{} {unit}", line.units()),
            rate => format!("{} 元/{unit}", yuan(line.rate_fen)),
            sum => format!("{} 元", yuan(line.sum_fen)),
        }
    };
    context! {
        basis => fee.basis.label(),
        lines => fee.lines.iter().map(line).collect::<Vec<_>>(),
        total => format!("{} 元", yuan(fee.total_fen)),
        is_free => fee.total_fen == 0,
    }
}

/// How the sum came about, as the notice states it.
fn lines_text(fee: &Fee) -> String {
    let unit = fee.basis.unit();
    let line = |line: &domain::request::fee::FeeLine| {
        format!(
            "第 {} 至 {} {unit}，每{unit} {} 元，计 {} 元",
            line.from,
            line.to,
            yuan(line.rate_fen),
            yuan(line.sum_fen)
        )
    };
    let lines: Vec<String> = fee.lines.iter().filter(|line| line.sum_fen > 0).map(line).collect();
    format!("{}：{}；合计 {} 元。", fee.basis.label(), lines.join("；"), yuan(fee.total_fen))
}
