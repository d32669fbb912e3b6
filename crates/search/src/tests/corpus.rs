//! A small made-up city for tests: always the same documents, no text taken from anywhere.

use crate::{Change, Found, Query, SearchDoc, SearchIndex};

const AGENCIES: [&str; 8] = [
    "市人民政府办公室",
    "市财政局",
    "市教育体育局",
    "市卫生健康委员会",
    "市民政局",
    "市自然资源局",
    "蓝坊镇人民政府",
    "瑞州街道办事处",
];
const MATTERS: [&str; 12] = [
    "部门预算",
    "义务教育招生",
    "农村危房改造",
    "城乡居民医疗保险",
    "河道管理",
    "食品安全",
    "安全生产",
    "秸秆综合利用",
    "行政许可事项目录",
    "最低生活保障",
    "国有土地使用权出让",
    "公共租赁住房",
];
const FORMS: [&str; 6] = ["实施方案", "管理办法（试行）", "工作总结", "公告", "情况通报", "申报指南"];
const SENTENCES: [&str; 8] = [
    "各乡镇人民政府、街道办事处，市直各单位：",
    "现将有关事项通知如下，请认真贯彻执行。",
    "要压实属地责任，定期开展督促检查，对发现的问题限期整改到位。",
    "申请人应当提交身份证明、户口簿等材料。",
    "项目资金实行专款专用，任何单位和个人不得截留、挪用。",
    "本办法自发布之日起施行，由主管部门负责解释。",
    "截至年底，共办结事项三百二十六件，群众满意度稳步提升。",
    "联系电话和办公地点见附件。",
];

/// Document `id` of the corpus, one to some thousands.
pub(super) fn doc(id: i64) -> SearchDoc {
    let pick = |list: &'static [&'static str], step: i64| list[(id / step) as usize % list.len()];
    let agency = id % AGENCIES.len() as i64;
    let year = 2016 + (id % 5) as i32;
    let matter = pick(&MATTERS, 8);
    let form = pick(&FORMS, 3);
    let body: Vec<&str> = (0..6).map(|step| SENTENCES[((id * 7 + step * (id % 3 + 1)) % 8) as usize]).collect();
    SearchDoc {
        id,
        site_ids: vec![1, 2 + id % 3],
        section_ids: vec![10 + id % 7],
        agency_ids: vec![100 + agency],
        kind: if id % 4 == 0 { "policy" } else { "article" }.into(),
        title: format!("{}关于{year}年{matter}的{form}（第{id}号）", AGENCIES[agency as usize]),
        body: format!("{}\n{matter}工作由{}承担。\n{}", body[..3].concat(), surname(id), body[3..].concat()),
        attachments: if id % 10 == 0 { format!("附表{id}：{matter}明细表") } else { String::new() },
        keywords: format!("{matter}；{form}"),
        document_number: (id % 4 == 0).then(|| format!("高府办发〔{year}〕{id}号")),
        index_number: Some(format!("01456789{}/{year}-{id:05}", agency)),
        category: Some(format!("20-{}", id % 6)),
        subject: (id % 3 != 0).then(|| format!("S{:02}", id % 5)),
        validity: (id % 4 == 0).then(|| if id % 8 == 0 { "valid" } else { "repealed" }.into()),
        year,
        published_at: 1_450_000_000 + id * 86_400,
    }
}

/// A name that no dictionary has.
pub(super) fn surname(id: i64) -> String {
    let given: Vec<char> = "玥翀昕婧璟骞".chars().collect();
    let family: Vec<char> = "欧褚蒯冼".chars().collect();
    [family[id as usize % 4], given[id as usize % 6], given[(id / 6) as usize % 6]].iter().collect()
}

pub(super) fn upserts(ids: impl Iterator<Item = i64>) -> Vec<Change> {
    ids.map(|id| Change::Upsert(Box::new(doc(id)))).collect()
}

/// Documents with the given titles, ids from 1.
pub(super) fn titled(titles: &[&str]) -> SearchIndex {
    let docs =
        titles.iter().zip(1..).map(|(title, id)| SearchDoc { id, title: (*title).into(), ..SearchDoc::default() });
    holding(docs)
}

pub(super) fn holding(docs: impl IntoIterator<Item = SearchDoc>) -> SearchIndex {
    let index = SearchIndex::in_memory().unwrap();
    index.apply(docs.into_iter().map(|doc| Change::Upsert(Box::new(doc))).collect()).unwrap();
    index
}

pub(super) fn ask(text: &str) -> Query {
    Query { text: text.into(), limit: 200, ..Query::default() }
}

pub(super) fn find(index: &SearchIndex, text: &str) -> Found {
    index.find(&ask(text)).unwrap()
}

pub(super) fn ids(found: &Found) -> Vec<i64> {
    found.hits.iter().map(|hit| hit.id).collect()
}

pub(super) fn shown(spans: &[crate::Span]) -> String {
    spans.iter().map(|span| if span.marked { format!("[{}]", span.text) } else { span.text.clone() }).collect()
}
