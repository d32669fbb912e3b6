//! 政府信息公开指南 (条例 art. 12): what an agency tells people who look for its information.

use chrono::NaiveDate;
use domain::identity::Action;
use sea_orm::{ActiveModelTrait, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{StoreError, agency};

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::AppError;
use crate::form::Form;

/// The fields that art. 12 asks for, and the day on which they were last looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guide {
    /// 信息的分类.
    pub classification: String,
    /// 编排体系.
    pub arrangement: String,
    /// 获取方式.
    pub access: String,
    /// 政府信息公开工作机构的名称.
    pub office: String,
    /// 办公地址.
    pub address: String,
    /// 办公时间.
    pub hours: String,
    /// 联系电话.
    pub telephone: String,
    /// 传真号码.
    pub fax: String,
    /// 互联网联系方式.
    pub contact: String,
    /// The day on which the guide was last found right.
    pub reviewed_on: Option<NaiveDate>,
}

/// The guide of a stored agency; empty where none was written.
pub(super) fn read(row: &agency::Model) -> Result<Guide, AppError> {
    Ok(serde_json::from_str(&row.guide).map_err(StoreError::from)?)
}

const MAX_LINE: usize = 200;
const MAX_TEXT: usize = 2_000;

/// Writes an agency's guide. Saving it is finding it right: the day of review is today.
///
/// # Errors
/// `not_allowed`, `not_found`; faults of the fields.
pub async fn update_guide(app: &App, caller: &Caller, id: i64, guide: &Guide) -> Result<(), AppError> {
    let now = app.now();
    let directory = app.directory();
    caller.allow(Action::AgencyManage, &directory.agency_place(id), now)?;
    directory.agency(id).ok_or_else(|| AppError::problem("agency_unknown"))?;
    let mut form = Form::default();
    let guide = Guide {
        classification: form.optional("classification", &guide.classification, MAX_TEXT),
        arrangement: form.optional("arrangement", &guide.arrangement, MAX_TEXT),
        access: form.optional("access", &guide.access, MAX_TEXT),
        office: form.required("office", &guide.office, MAX_LINE),
        address: form.required("address", &guide.address, MAX_LINE),
        hours: form.required("hours", &guide.hours, MAX_LINE),
        telephone: form.required("telephone", &guide.telephone, MAX_LINE),
        fax: form.optional("fax", &guide.fax, MAX_LINE),
        contact: form.optional("contact", &guide.contact, MAX_LINE),
        reviewed_on: Some(now.date()),
    };
    form.finish()?;
    let text = serde_json::to_string(&guide).map_err(StoreError::from)?;
    let mut work = app.begin().await?;
    let row = agency::ActiveModel { id: Set(id), guide: Set(text), updated_at: Set(now.0), ..Default::default() };
    row.update(work.db()).await?;
    let detail = json!({ "reviewed_on": guide.reviewed_on });
    work.record(caller.entry(now, Some(id), "agency.update_guide", ("agency", id.to_string()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}
