//! What is found, in which order, with which counts, marks and proposals.

use super::corpus::{self, ask, find, holding, ids, shown, titled};
use crate::{Change, Matching, NumberKind, Policies, Query, SearchDoc, Sort};

fn plain(id: i64, title: &str, body: &str) -> SearchDoc {
    SearchDoc { id, title: title.into(), body: body.into(), ..SearchDoc::default() }
}

#[test]
fn title_goes_before_body_before_attachment() {
    let index = holding([
        SearchDoc { attachments: "耕地占用税申报表".into(), ..plain(1, "甲", "正文") },
        plain(2, "乙", "本公告说明耕地占用税的缴纳。"),
        plain(3, "耕地占用税公告", "正文"),
    ]);
    assert_eq!(ids(&find(&index, "耕地占用税")), [3, 2, 1]);
}

#[test]
fn words_standing_together_go_before_scattered_ones() {
    let index = holding([
        plain(1, "甲", "预算编制工作已经完成，公开时间另行通知。"),
        plain(2, "乙", "现将预算公开情况予以说明，编制时间另行通知。"),
        plain(3, "丙", "公开的只是目录，不是预算全文，特此说明。"),
    ]);
    assert_eq!(ids(&find(&index, "预算公开"))[0], 2);
    assert_eq!(find(&index, "预算公开").total, 3);
    assert_eq!(ids(&find(&index, "“预算公开”")), [2]);
}

#[test]
fn phrases_and_short_forms_are_found_however_the_dictionary_cuts() {
    let index = holding([
        plain(1, "甲", "由高安市教体局牵头，南昌市政府办公室配合。"),
        plain(2, "乙", "教育局和体育局分设。产品和服务目录见附件。"),
    ]);
    assert_eq!(ids(&find(&index, "教体局")), [1]);
    assert_eq!(ids(&find(&index, "市教体局")), [1]);
    assert_eq!(ids(&find(&index, "市政府")), [1]);
    assert_eq!(ids(&find(&index, "“市政府办”")), [1]);
    assert_eq!(ids(&find(&index, "“体局牵头”")), [1]);
    assert_eq!(ids(&find(&index, "“牵头体局”")), [0_i64; 0]);
}

#[test]
fn a_single_character_is_found_in_titles_first() {
    let index = holding([plain(1, "公告", "征收车船税。"), plain(2, "税收公告", "见附件。"), plain(3, "通知", "无。")]);
    assert_eq!(ids(&find(&index, "税")), [2, 1]);
}

#[test]
fn letters_and_figures_are_found_in_any_width_and_case() {
    let index = holding([plain(1, "ＧＤＰ增长", "２０１９年GDP增长8.5%，WiFi覆盖率。"), plain(2, "乙", "2018年")]);
    for text in ["gdp", "ＧＤＰ", "2019年", "wifi", "8.5%", "2019 年 Gdp"] {
        assert_eq!(ids(&find(&index, text)), [1], "{text}");
    }
}

#[test]
fn traditional_characters_find_simplified_texts_and_the_other_way_round() {
    let index = holding([
        plain(1, "医疗保险缴费公告", "参保人员请于年底前办理。"),
        plain(2, "農業補貼發放辦法", "種糧農民的補貼標準。"),
    ]);
    for (text, id) in [("醫療保險", 1), ("參保人員", 1), ("“年底前辦理”", 1), ("农业补贴", 2), ("種粮农民", 2)]
    {
        assert_eq!(ids(&find(&index, text)), [id], "{text}");
    }
    assert_eq!(shown(&find(&index, "农业补贴").hits[0].title), "[農業補貼]發放辦法", "marked as it is spelled");
}

#[test]
fn numbers_are_found_as_wholes_before_their_pieces() {
    let index = holding([
        plain(1, "10月23日天气预报", "多云，气温13℃。"),
        plain(2, "3月副食品价格小幅波动", "比上月上涨。"),
        plain(3, "网上可办率达86%", "继续推进。"),
        plain(4, "投入抗旱资金86万元", "增长不大，占12%。"),
    ]);
    assert_eq!(ids(&find(&index, "3月")), [2]);
    assert_eq!(ids(&find(&index, "86%"))[0], 3);
    assert_eq!(ids(&find(&index, "８６％"))[0], 3);
    assert_eq!(ids(&find(&index, "86万元")), [4]);
    assert_eq!(find(&index, "0月2").total, 0, "10月23日 is another day: rather nothing than a piece of a number");
}

#[test]
fn words_side_by_side_in_a_body_go_before_one_of_them_in_a_title() {
    let index = holding([
        plain(1, "凤凰大道临时停水", "由瑞州街道负责告知。"),
        plain(2, "排水管网清淤公告", "施工路段为瑞州大道。"),
    ]);
    assert_eq!(ids(&find(&index, "瑞州大道")), [2, 1]);
}

#[test]
fn with_equal_words_the_newer_goes_first_and_dates_can_rule() {
    let dated = |id, published_at| SearchDoc { published_at, ..plain(id, "政府工作报告", "全文") };
    let index = holding([dated(1, 1_400_000_000), dated(2, 1_700_000_000), dated(3, 1_600_000_000)]);
    assert_eq!(ids(&find(&index, "工作报告")), [2, 3, 1]);
    let sorted = |sort| ids(&index.find(&Query { sort, ..ask("工作报告") }).unwrap());
    assert_eq!(sorted(Sort::Newest), [2, 3, 1]);
    assert_eq!(sorted(Sort::Oldest), [1, 3, 2]);
    assert_eq!(ids(&find(&index, "")), [2, 3, 1], "browsing lists the newest first");
}

#[test]
fn filters_narrow_and_facets_count_exactly() {
    let docs: Vec<SearchDoc> = (1..=240).map(corpus::doc).collect();
    let index = holding(docs.clone());
    let text = "部门预算";
    let holds = |doc: &SearchDoc| doc.title.contains(text);
    let count = |test: &dyn Fn(&SearchDoc) -> bool| docs.iter().filter(|doc| holds(doc) && test(doc)).count();
    let total = |query: Query| index.find(&query).unwrap().total;
    assert!(count(&|_| true) > 10);
    assert_eq!(total(ask(text)), count(&|_| true));
    assert_eq!(total(Query { site_id: Some(3), ..ask(text) }), count(&|doc| doc.site_ids.contains(&3)));
    assert_eq!(total(Query { section_id: Some(12), ..ask(text) }), count(&|doc| doc.section_ids.contains(&12)));
    assert_eq!(total(Query { agency_id: Some(101), ..ask(text) }), count(&|doc| doc.agency_ids.contains(&101)));
    assert_eq!(total(Query { year: Some(2018), ..ask(text) }), count(&|doc| doc.year == 2018));
    assert_eq!(total(Query { kind: Some("policy".into()), ..ask(text) }), count(&|doc| doc.kind == "policy"));
    let valid = Query { validity: vec!["valid".into()], year: Some(2017), ..ask(text) };
    assert_eq!(total(valid), count(&|doc| doc.validity.as_deref() == Some("valid") && doc.year == 2017));
    assert_eq!(total(Query { category: Some("20-".into()), ..ask(text) }), 0, "codes match whole");

    let facets = index.find(&Query { facets: true, limit: 0, ..ask(text) }).unwrap().facets;
    assert!(facets.years.iter().all(|(year, n)| *n == count(&|doc| doc.year == *year)));
    assert!(facets.agencies.iter().all(|(id, n)| *n == count(&|doc| doc.agency_ids.contains(id))));
    assert!(facets.categories.iter().all(|(code, n)| *n == count(&|doc| doc.category.as_ref() == Some(code))));
    assert!(facets.subjects.iter().all(|(code, n)| *n == count(&|doc| doc.subject.as_ref() == Some(code))));
    assert_eq!(facets.years.iter().map(|(_, n)| n).sum::<usize>(), count(&|_| true));
    assert_eq!(facets.validities.len(), 2);
    assert_eq!(facets.kinds.len(), 2);
    assert!(facets.agencies.windows(2).all(|pair| pair[0].1 >= pair[1].1), "most frequent first");
}

/// What a filter lets through is remembered; common and rare values, before and after documents change and go.
#[test]
fn filters_follow_what_changes() {
    let rare = |id: i64| id % 97 == 0;
    let made = |id: i64, year: i32| {
        let subject = rare(id).then(|| "rare".to_owned());
        SearchDoc { id, year, subject, site_ids: vec![1], title: "防汛工作通知".into(), ..SearchDoc::default() }
    };
    let index = holding((1..=500).map(|id| made(id, 2020 + (id % 2) as i32)));
    let ids_of = |year: Option<i32>, subject: Option<&str>| {
        let query = Query { year, subject: subject.map(str::to_owned), site_id: Some(1), limit: 200, ..ask("防汛") };
        let mut found = ids(&index.find(&query).unwrap());
        let total = index.find(&query).unwrap().total;
        found.sort_unstable();
        (total, found)
    };
    assert_eq!(ids_of(Some(2020), None).0, 250);
    assert_eq!(ids_of(Some(2021), Some("rare")), (3, vec![97, 291, 485]));
    // Every tenth goes, every document of 2020 behind 450 moves to 2021.
    let gone = (1..=500).filter(|id| id % 10 == 0).map(Change::Remove);
    let moved = (451..=500).filter(|id| id % 2 == 0 && id % 10 != 0).map(|id| Change::Upsert(Box::new(made(id, 2021))));
    index.apply(gone.chain(moved).collect()).unwrap();
    assert_eq!(ids_of(Some(2020), None).0, 250 - 50 - 20);
    assert_eq!(ids_of(Some(2021), None).0, 250 + 20);
    assert_eq!(ids_of(None, Some("rare")), (5, vec![97, 194, 291, 388, 485]));
    index.apply(vec![Change::Remove(97)]).unwrap();
    assert_eq!(ids_of(Some(2021), Some("rare")), (2, vec![291, 485]));
    assert_eq!(ids_of(Some(1999), None), (0, Vec::new()));
}

#[test]
fn pages_do_not_overlap_and_cover_all() {
    let index = holding((1..=240).map(corpus::doc));
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let whole = Query { sort, limit: 200, ..ask("通知") };
        let whole = ids(&index.find(&whole).unwrap());
        let mut paged = Vec::new();
        for offset in (0..200).step_by(15) {
            paged.extend(ids(&index.find(&Query { sort, offset, limit: 15, ..ask("通知") }).unwrap()));
        }
        paged.truncate(whole.len());
        assert_eq!(paged, whole);
    }
}

#[test]
fn hits_show_marked_titles_and_extracts() {
    let index = holding([plain(7, "关于“政府信息公开”的公告", &format!("{}涉及政府信息公开。", "前文。".repeat(60)))]);
    let found = find(&index, "信息公开");
    assert!(shown(&found.hits[0].title).contains("[信息公开]"), "{:?}", found.hits[0].title);
    let extract = shown(&found.hits[0].extract);
    assert!(extract.starts_with('…') && extract.contains("[信息公开]"), "{extract}");
}

#[test]
fn an_exact_number_goes_first_and_mentions_follow() {
    let number = "高府办发〔2019〕12号";
    let index = holding([
        plain(1, "解读", &format!("近日印发{number}文件，现解读如下。")),
        SearchDoc { document_number: Some(number.into()), ..plain(2, "实施意见", "全文。") },
        SearchDoc { document_number: Some("高府办发〔2019〕112号".into()), ..plain(3, "公告", "全文。") },
    ]);
    assert_eq!(ids(&find(&index, "高府办发[2019]12号")), [2, 1]);
    assert_eq!(ids(&find(&index, "关于 高府办发（2019）12 号 的问题"))[0], 2);
}

#[test]
fn a_part_of_the_words_is_better_than_nothing_and_said_so() {
    let index = titled(&["城乡居民医疗保险缴费公告", "公共租赁住房申请指南"]);
    let found = find(&index, "医疗保险 火星移民");
    assert_eq!((ids(&found), found.matching), (vec![1], Matching::Part));
    assert_eq!(find(&index, "医疗保险").matching, Matching::All);
    assert_eq!(find(&index, "火星移民").total, 0);
}

#[test]
fn another_spelling_is_proposed_and_finds_something() {
    let index = titled(&["高安市政府信息公开指南", "农村危房改造补助公告", "Gaoan Open Data Catalogue"]);
    for (typed, meant) in
        [("政俯信息公开", "政府信息公开"), ("农村微房改造", "农村危房改造"), ("cataloque", "Catalogue")]
    {
        let found = find(&index, typed);
        assert_eq!(found.did_you_mean.as_deref(), Some(meant), "{typed}");
        assert!(find(&index, meant).total > 0);
    }
    assert_eq!(find(&index, "政府信息公开").did_you_mean, None);
}

#[test]
fn a_word_of_two_or_three_characters_is_put_right_by_its_sound() {
    let bodies = [
        "低保对象的审核。",
        "低保金按月发放，气温低于往年。",
        "低保标准提高，低温天气。",
        "扶贫工作，信访事项由局长办公室答复，接待群众来访。",
        "扶贫项目，接待日。",
        "扶贫资金，生活垃圾，接待室。",
        "垃圾分类，公积金贷款。",
        "垃圾清运，公积金缴存。",
        "公积金提取。",
        "低宝石。",
    ];
    let docs = |from: usize| bodies.iter().skip(from).take(9 - from).zip(1..).map(|(body, id)| plain(id, "通知", body));
    let index = holding(docs(0));
    let meant = |text: &str| find(&index, text).did_you_mean;
    for (typed, wanted) in
        [("低宝", "低保"), ("扶平", "扶贫"), ("垃鸡", "垃圾"), ("公鸡金", "公积金"), ("信访局长接代", "信访 局长 接待")]
    {
        assert_eq!(meant(typed).as_deref(), Some(wanted), "{typed}");
        assert!(find(&index, wanted).total > 0 && find(&index, typed).total == 0, "{typed}");
    }
    assert_eq!(meant("低堂"), None, "nothing sounds like it");
    assert_eq!(meant("垃极 房产"), None, "what finds nothing is not proposed");
    assert_eq!(find(&holding([plain(1, "通知", "低保")]), "低宝").did_you_mean, None, "one document is a chance");
    let rare = holding(docs(0).chain([plain(50, "通知", bodies[9])]));
    let found = find(&rare, "低宝");
    assert_eq!((found.total, found.did_you_mean), (1, None), "what is found needs no other spelling");
    let filtered = Query { agency_id: Some(9), ..ask("低宝") };
    assert_eq!(index.find(&filtered).unwrap().did_you_mean, None, "nothing under this filter");
}

#[test]
fn completions_come_from_keywords_and_titles_that_are_still_there() {
    let index = holding((1..=60).map(corpus::doc));
    index
        .apply(vec![Change::Upsert(Box::new(SearchDoc {
            keywords: "义诊".into(), ..plain(900, "义诊活动预告", "")
        }))])
        .unwrap();
    let offered = index.suggest("义", None, Policies::default(), 10).unwrap();
    assert!(offered.contains(&"义务教育招生".to_owned()) && offered.contains(&"义诊".to_owned()), "{offered:?}");
    assert!(offered.iter().any(|text| text.starts_with("义诊活动")), "{offered:?}");
    assert!(offered.len() <= 10);
    assert!(
        index.suggest("義", None, Policies::default(), 10).unwrap().contains(&"义务教育招生".to_owned()),
        "traditional characters"
    );
    let of_a_site = index.suggest("义", Some(3), Policies::default(), 20).unwrap();
    assert!(
        of_a_site
            .iter()
            .all(|text| (1..=60).map(corpus::doc).any(|doc| doc.title == *text && doc.site_ids.contains(&3)))
    );
    assert!(index.suggest("义", Some(99), Policies::default(), 20).unwrap().is_empty());
    index.apply(vec![Change::Remove(900)]).unwrap();
    assert!(index.suggest("义", None, Policies::default(), 20).unwrap().iter().all(|text| !text.contains("义诊")));
    assert!(index.suggest("", None, Policies::default(), 10).unwrap().is_empty());
}

const POLICIES: Policies = Policies { kind: "policy", in_force: &["valid"], explains: "interpretation" };

fn ruled(index: &crate::SearchIndex, text: &str) -> Vec<i64> {
    ids(&index.find(&Query { policies: POLICIES, ..ask(text) }).unwrap())
}

fn paper(id: i64, kind: &str, validity: &str, title: &str) -> SearchDoc {
    let validity = (!validity.is_empty()).then(|| validity.to_owned());
    SearchDoc { kind: kind.into(), validity, ..plain(id, title, "高安市生活垃圾分类工作有关事项。") }
}

#[test]
fn a_rule_in_force_goes_before_what_speaks_of_it_and_before_rules_of_the_past() {
    let index = holding([
        paper(1, "article", "", "生活垃圾分类"),
        paper(2, "interpretation", "", "《高安市生活垃圾分类办法》问答"),
        paper(3, "policy", "repealed", "高安市人民政府关于印发《高安市生活垃圾分类办法（试行）》的通知"),
        paper(4, "policy", "valid", "高安市人民政府办公室关于印发《高安市生活垃圾分类办法》的通知"),
        paper(5, "article", "", "蓝坊镇生活垃圾分类扮靓乡村"),
        paper(6, "policy", "valid", "高安市人民政府关于印发《高安市公园管理办法》的通知"),
    ]);
    assert_eq!(ruled(&index, "垃圾分类")[0], 4);
    assert_eq!(ruled(&index, "高安市生活垃圾分类办法")[..2], [4, 3]);
    assert_eq!(ruled(&index, "《高安市生活垃圾分类办法（试行）》")[0], 3, "by its own name");
    assert_eq!(ruled(&index, "生活垃圾分类")[..2], [1, 4], "a title that is just what was typed");
    assert_eq!(
        *ruled(&index, "生活垃圾分类").last().unwrap(),
        6,
        "a policy of something else goes where its words put it"
    );
}

#[test]
fn a_rule_is_found_behind_hundreds_of_shorter_titles() {
    let news = (1..=300).map(|id| paper(id, "article", "", &format!("垃圾分类新闻{id}")));
    let policy = paper(
        999,
        "policy",
        "valid",
        "高安市人民政府办公室关于印发《高安市农村生活垃圾分类和资源化利用实施方案》的通知",
    );
    let index = holding(news.chain([policy]));
    assert_eq!(ruled(&index, "垃圾分类")[0], 999);
    let mut paged = Vec::new();
    for offset in (0..320).step_by(20) {
        let query = Query { policies: POLICIES, offset, limit: 20, ..ask("垃圾分类") };
        paged.extend(ids(&index.find(&query).unwrap()));
    }
    assert_eq!(paged.len(), 301);
    paged.sort_unstable();
    paged.dedup();
    assert_eq!(paged.len(), 301, "each once over all pages");
}

fn numbered(id: i64, number: &str, index: &str) -> SearchDoc {
    let body = format!("文号：{number}。请于2019年5月前办理，联系电话5号楼。");
    let (document_number, index_number) = (Some(number.into()), Some(index.into()));
    SearchDoc { document_number, index_number, agency_ids: vec![id % 2], ..plain(id, "通知", &body) }
}

#[test]
fn a_number_is_answered_by_itself_or_by_saying_that_there_is_none() {
    let index = holding([
        numbered(1, "高府办发〔2019〕5号", "11360983DEM00009X4/2019-00001"),
        numbered(2, "高教体字〔2019〕35号", "11360983DEM000081C/2019-00001"),
        numbered(3, "高府办发〔2019〕43号", "11360983DEM00009X4/2019-00002"),
        numbered(4, "高府发〔2018〕5号", "11360983DEM000081C/2018-00007"),
        plain(5, "解读", "近日印发高府办发〔2019〕5号文件，以及国办发〔2017〕97号。"),
    ]);
    let asked = |text: &str| {
        let found = find(&index, text);
        (ids(&found), found.no_such)
    };
    for text in ["高府办发〔2019〕5号", "高府办发2019年5号", "高府办发 2019 5", "《高府辦發[2019]05號》"]
    {
        assert_eq!(asked(text), (vec![1, 5], None), "{text}");
    }
    for text in ["〔2019〕5号", "[2019]5号", "2019年5号"] {
        assert_eq!(asked(text), (vec![1], None), "{text}");
    }
    let (mut both, _) = asked("5号文");
    both.sort_unstable();
    assert_eq!(both, [1, 4]);
    let first: Vec<i64> = asked("5号").0.into_iter().take(2).collect();
    assert!(first.contains(&1) && first.contains(&4), "{first:?}");
    for text in ["高府办发〔2020〕5号", "高府办发〔2019〕999号", "高府办发2019年6号", "〔2019〕6号"]
    {
        assert_eq!(asked(text), (vec![], Some(NumberKind::Document)), "{text}");
    }
    assert_eq!(asked("国办发〔2017〕97号"), (vec![5], Some(NumberKind::Document)), "it is mentioned");
    let (mut tail, _) = asked("2019-00001");
    tail.sort_unstable();
    assert_eq!(tail, [1, 2]);
    for text in ["11360983DEM00009X4/2019-99999", "2019-99999", "11360983DEM000999X"] {
        assert_eq!(asked(text), (vec![], Some(NumberKind::Index)), "{text}");
    }
    let (mut own, _) = asked("11360983dem00009x4");
    own.sort_unstable();
    assert_eq!(own, [1, 3], "the agency whose code it is");
}

#[test]
fn what_is_cut_out_of_a_query_is_not_looked_for_alone() {
    let index = holding([
        plain(1, "5月天气", "5月最低气温13℃，开门营业，面积320亩。"),
        plain(2, "5G基站建设", "建成4A景区一处，G320国道通车，PM2.5浓度下降。"),
        plain(3, "残疾人证办理", "到窗口办理。"),
        plain(4, "公司登记", "设立公司的程序。"),
    ]);
    for text in ["5G", "4A", "4A景区", "G320", "PM2.5", "pm2.5浓度", "５Ｇ"] {
        assert_eq!(ids(&find(&index, text)), [2], "{text}");
    }
    for text in ["6G", "3A", "最低生活保障", "PM10.5", "阿斯顿发的", "G321", "2020年"] {
        assert_eq!(find(&index, text).total, 0, "{text}");
    }
    let found = find(&index, "残疾人补贴");
    assert_eq!((ids(&found), found.matching), (vec![3], Matching::Part));
    let found = find(&index, "残疾人 火星移民");
    assert_eq!((ids(&found), found.matching), (vec![3], Matching::Part));
    assert_eq!(find(&index, "残疾人 火星 移民").total, 0, "less than half");
}

#[test]
fn completions_begin_with_rules_and_numbers_and_repeat_nothing() {
    let mut docs: Vec<SearchDoc> =
        [36, 128, 222].iter().zip(1..).map(|(n, id)| plain(id, &format!("清理房前屋后垃圾{n}吨"), "")).collect();
    docs.push(SearchDoc {
        document_number: Some("高府办发〔2019〕5号".into()),
        ..paper(9, "policy", "valid", "高安市人民政府办公室关于印发《高安市生活垃圾分类办法》的通知")
    });
    docs.push(SearchDoc {
        document_number: Some("高府办发〔2018〕7号".into()),
        ..paper(10, "policy", "repealed", "旧办法")
    });
    let index = holding(docs);
    let offered = index.suggest("垃圾", None, POLICIES, 10).unwrap();
    assert_eq!(offered[0], "高安市生活垃圾分类办法");
    assert_eq!(offered.iter().filter(|text| text.contains("房前屋后")).count(), 1, "{offered:?}");
    assert_eq!(index.suggest("高府", None, POLICIES, 10).unwrap()[..2], ["高府办发〔2019〕5号", "高府办发〔2018〕7号"]);
    assert_eq!(index.suggest("高府办发[2018", None, POLICIES, 10).unwrap(), ["高府办发〔2018〕7号"]);
}
