//! Blacking out parts of a file: its pages as pictures, boxes as numbers that script can draw, the ground of each, the log
//! of what was done. Reading and blacking out is the use case's.

use app::AppError;
use app::request::look::{self, FileSeen};
use app::request::redaction::{self as cut, Progress, Standing, Table, redactable};
use app::request::{FileIn, FilePurpose};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::time::Moment;
use minijinja::Value;

use super::boxes::{self, BLANK_ROWS};
use super::desk::PATH;
use super::posted::Posted;
use crate::console::admin::asked::Asked;
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;

/// Pixels of a page's picture: enough to read small print on a wide screen.
const WIDTH: u32 = 1_400;

/// After so many seconds the page of what is under way asks for itself again.
const REFRESH_SECONDS: u32 = 3;

fn file_url(file: i64) -> String {
    format!("{PATH}/redact/{file}")
}

/// `GET /console/requests/{id}/redact`
pub async fn choose(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    files_page(&web, &signed, id, FormView::new(), StatusCode::OK).await
}

async fn files_page(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let look = look::look(web.app(), &signed.caller, id).await?;
    let row = |file: &FileSeen| {
        let fit = redactable(&file.file_type).is_some() && !file.name.is_empty();
        context! {
            name => file.name.as_str(),
            note => format!(
                "{}，{}，{}",
                file.purpose.map_or("", |purpose| purpose.label()),
                file.file_type.to_uppercase(),
                file_size(file.size)
            ),
            url => fit.then(|| file_url(file.id)),
            look_url => format!("{PATH}/files/{}", file.id),
            is_result => file.purpose == Some(FilePurpose::Redacted),
        }
    };
    let url = format!("{PATH}/{id}");
    let values = context! {
        case_url => url,
        rows => look.files.iter().map(row).collect::<Vec<_>>(),
        upload_url => format!("{url}/redact"),
        form => value_of(&form),
    };
    let head = PageHead::new("涂黑文件")
        .lead("部分公开的，把不公开的内容涂黑后再提供。涂黑后的文件是重新生成的，下面不留文字和图像；原件单独锁存。")
        .under(&[("依申请公开", PATH), (&look.row.number, &url)]);
    let page = page(web, signed, "console/request/redact_files.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/requests/{id}/redact`
pub async fn upload(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let files: Vec<FileIn> = sent
        .files
        .iter()
        .map(|file| FileIn { name: file.name.clone(), bytes: file.bytes.clone(), purpose: FilePurpose::Evidence })
        .collect();
    let taken = match files.is_empty() {
        true => Err(AppError::field("file", "required")),
        false => cut::take_in(web.app(), &signed.caller, id, files).await,
    };
    let taken = taken.map_err(|error| sent.at_its_field(error));
    match taken {
        Ok(count) => Ok(Flash::ok(format!("已上传 {count} 个文件。")).redirect(&web, &format!("{PATH}/{id}/redact"))),
        Err(error) if is_final(&error) => Err(error.into()),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            files_page(&web, &signed, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn is_final(error: &AppError) -> bool {
    matches!(error.code(), "not_found" | "not_allowed" | "internal" | "request_erased")
}

/// `GET /console/requests/redact/{file}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path(file): Path<i64>,
    asked: Asked,
) -> Result<Response, WebError> {
    let page = asked.number("page").and_then(|page| u32::try_from(page).ok()).unwrap_or(1);
    let progress = cut::progress(web.app(), &signed.caller, file).await?;
    if let Standing::UnderWay { ordered, begun } = progress.standing {
        return waiting(&web, &signed, file, &progress, (ordered, begun));
    }
    render(&web, &signed, file, Shown { page, form: None, status: StatusCode::OK }).await
}

/// The page while a worker is at it. It asks for itself again, also without script.
fn waiting(
    web: &Web,
    signed: &SignedIn,
    file: i64,
    progress: &Progress,
    (ordered, begun): (Moment, Option<Moment>),
) -> Result<Response, WebError> {
    let (url, case_url) = (file_url(file), format!("{PATH}/{}", progress.request));
    let passed = begun.map_or(0, |begun| (web.app().now().0 - begun.0).max(0) / 1_000);
    let seconds = i64::try_from(progress.seconds()).unwrap_or(i64::MAX);
    let values = context! {
        url,
        case_url,
        ordered => ordered.display_minute(),
        begun => begun.is_some(),
        pages => progress.pages,
        seconds,
        passed,
        longer => passed > seconds,
    };
    let head =
        PageHead::new(format!("正在涂黑：{}", progress.name)).under(&[("依申请公开", PATH), ("办理页", &case_url)]);
    let page = page(web, signed, "console/request/redact_waiting.html", &head, values)?;
    Ok(([(header::REFRESH, format!("{REFRESH_SECONDS}; url={url}"))], page).into_response())
}

struct Shown {
    page: u32,
    /// What was typed, where it could not be kept.
    form: Option<FormView>,
    status: StatusCode,
}

async fn render(web: &Web, signed: &SignedIn, file: i64, shown: Shown) -> Result<Response, WebError> {
    let table = cut::table(web.app(), &signed.caller, file).await?;
    let count = u32::try_from(table.pages.len()).unwrap_or(u32::MAX);
    let number = shown.page.clamp(1, count.max(1));
    let size = table.pages.get(number as usize - 1).copied();
    let height = size.map_or(1_400.0, |size| f64::from(WIDTH) * size.height / size.width.max(1.0));
    let form = shown.form.unwrap_or_else(|| boxes::form_of(&table.boxes, number));
    let url = file_url(file);
    let case_url = format!("{PATH}/{}", table.request);
    let jump = |page: u32| (1..=count).contains(&page).then(|| format!("{url}?page={page}"));
    let values = context! {
        url,
        case_url,
        page_number => number,
        page_count => count,
        pages => (1..=count).map(|page| page_link(&table, page, number)).collect::<Vec<_>>(),
        back_url => number.checked_sub(1).and_then(jump),
        next_url => jump(number + 1),
        picture_url => format!("{url}/pages/{number}.png"),
        width => WIDTH,
        height => height.round(),
        drawn => boxes::drawn(&table.boxes, number, (f64::from(WIDTH), height)),
        rows => boxes::rows(&table.boxes, number),
        blank_rows => BLANK_ROWS,
        grounds => boxes::grounds(),
        total => table.boxes.len(),
        is_pdf => table.kind == documents::sniff::FileType::Pdf,
        done => done_view(&table),
        changed => table.changed,
        fault => table.fault.as_deref(),
        form => value_of(&form),
    };
    let files_url = format!("{case_url}/redact");
    let head = PageHead::new(format!("涂黑：{}", table.name)).under(&[
        ("依申请公开", PATH),
        ("办理页", &case_url),
        ("涂黑文件", &files_url),
    ]);
    let page = page(web, signed, "console/request/redact.html", &head, values)?;
    Ok((shown.status, page).into_response())
}

fn page_link(table: &Table, page: u32, current: u32) -> Value {
    let boxes = table.boxes.iter().filter(|area| area.page == page).count();
    context! {
        url => format!("{}?page={page}", file_url(table.file)),
        label => format!("第 {page} 页"),
        current => page == current,
        count => (boxes > 0).then_some(boxes),
    }
}

/// What was done, with what somebody has to look at before it goes out.
fn done_view(table: &Table) -> Option<Value> {
    use documents::redact::GroundPrint;
    let done = table.done.as_ref()?;
    let log = &done.log;
    let row = |one: &documents::redact::BoxLog| {
        let (printed, tone) = match one.printed {
            GroundPrint::Full => ("依据已印出", "ok"),
            GroundPrint::Short => ("只印出条款", "info"),
            GroundPrint::Nothing if one.area.ground.trim().is_empty() => ("没有写依据", "warning"),
            GroundPrint::Nothing => ("框太小，依据没有印出", "warning"),
        };
        context! {
            page => one.area.page,
            ground => one.area.ground.as_str(),
            removed => one.removed_glyphs,
            printed => crate::console::item::rows::Badge::new(printed, tone),
        }
    };
    let incomplete: Vec<String> = log.incomplete_pages.iter().map(u32::to_string).collect();
    Some(context! {
        file_url => format!("{PATH}/files/{}", done.result),
        look_url => file_url(done.result),
        boxes => log.boxes.iter().map(row).collect::<Vec<_>>(),
        pages => log.pages,
        incomplete => (!incomplete.is_empty()).then(|| incomplete.join("、")),
        unseen => log.unseen_glyphs,
        unprinted => log.boxes.iter().filter(|one| one.printed == GroundPrint::Nothing).count(),
        original => log.original_sha256.as_str(),
        result => log.result_sha256.as_str(),
    })
}

/// `GET /console/requests/redact/{file}/pages/{page}`
pub async fn picture(
    State(web): State<Web>,
    signed: SignedIn,
    Path((file, page)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let number = page.strip_suffix(".png").and_then(|page| page.parse().ok());
    let number = number.ok_or_else(|| WebError::problem("not_found"))?;
    let picture = cut::picture(web.app(), &signed.caller, file, number, WIDTH).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, picture).into_response())
}

/// `POST /console/requests/redact/{file}`: keeps the boxes of a page; looks for texts; carries out.
pub async fn act(
    State(web): State<Web>,
    signed: SignedIn,
    Path(file): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let page = typed.filled("page").and_then(|page| page.parse().ok()).unwrap_or(1_u32).max(1);
    let here = format!("{}?page={page}", file_url(file));
    let app = web.app();
    if cut::progress(app, &signed.caller, file).await?.standing.is_under_way() {
        return Ok(Flash::warning("正在生成涂黑后的文件，请等生成结束后再改动框。").redirect(&web, &here));
    }
    let told = match typed.get("do") {
        "find" => {
            let text = typed.filled("find_text");
            cut::find(app, &signed.caller, file, text).await.map(|added| match added {
                0 => Flash::warning("没有找到新的内容，请逐页核对。"),
                _ => Flash::ok(format!("已标出 {added} 处，请逐页核对后再涂黑。")),
            })
        }
        "make" => match kept(&web, &signed, file, page, &typed).await {
            Ok(()) => cut::order(app, &signed.caller, file)
                .await
                .map(|()| Flash::ok("已开始生成涂黑后的文件。可以离开这个页面，完成后从“涂黑文件”打开核对。")),
            Err(error) => Err(error),
        },
        _ => kept(&web, &signed, file, page, &typed).await.map(|()| Flash::ok("已保存本页的框。")),
    };
    match told {
        Ok(flash) => Ok(flash.redirect(&web, &here)),
        Err(error) if is_final(&error) => Err(error.into()),
        Err(error) => {
            let status = StatusCode::from_u16(app::sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let form = Some(typed.view().refused(error)?);
            render(&web, &signed, file, Shown { page, form, status }).await
        }
    }
}

async fn kept(web: &Web, signed: &SignedIn, file: i64, page: u32, typed: &Typed) -> Result<(), AppError> {
    let boxes = boxes::read(typed, page)?;
    cut::save(web.app(), &signed.caller, file, page, boxes).await
}
