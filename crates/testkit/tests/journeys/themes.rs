//! The look of a site is changed in the console: draft, check, preview, use, and back; a hostile or broken theme harms
//! nobody.

use crate::desk::{article, publish};
use crate::on_both;
use testkit::{Actor, City, Page};

on_both!(
    a_theme_is_drafted_checked_previewed_used_and_taken_back,
    a_hostile_theme_is_refused_with_its_lines,
    a_hostile_draft_is_not_even_shown,
    the_check_reads_pages_as_a_browser_does,
    the_check_names_what_is_broken_missing_or_for_nothing,
    a_broken_theme_never_takes_the_site_down,
    only_who_manages_sites_changes_themes,
    two_people_do_not_write_over_each_other,
);

/// Begins a draft and returns its address.
async fn begin(city: &City, admin: &Actor) -> String {
    let site = city.ids.site.to_string();
    let begun = admin.post("/console/themes/new", &[("site", &site)]).await.redirects();
    begun.location().to_string()
}

/// Writes a file of a draft.
async fn write(admin: &Actor, theme: &str, file: &str, text: &str) -> Page {
    let url = format!("{theme}/files/{file}");
    let edition = admin.get(&url).await.ok().field("edition").expect("the form names its edition");
    admin.post(&url, &[("edition", &edition), ("text", text), ("do", "save")]).await
}

/// Presses the button that puts a version in force.
async fn apply(admin: &Actor, theme: &str) -> Page {
    let edition = admin.get(theme).await.ok().field("edition").expect("a button to use it");
    admin.post(&format!("{theme}/apply"), &[("edition", &edition)]).await.redirects()
}

const SECTION: &str = "{%- extends \"base.html\" -%}\n{%- from \"macros.html\" import item_list, page_numbers -%}\n\
{% block content %}\n<section class=\"own-list\"><h1>{{ section.name }}（新版）</h1>{{ item_list(items) }}{{ page_numbers(pager) }}</section>\n{% endblock %}\n";

async fn a_theme_is_drafted_checked_previewed_used_and_taken_back(city: &City) {
    publish(city, &article(city, "清江市发布冬季供暖安排")).await;
    let (admin, visitor) = (city.actor("xitong").await, city.visitor());
    let before = visitor.get("/sections/news").await.ok();
    let theme = begin(city, &admin).await;
    write(&admin, &theme, "section.html", SECTION).await.redirects();
    write(&admin, &theme, "style.css", ".own-list { border-left: 4px solid #1d4f91; }\n").await.redirects();
    assert_eq!(visitor.get("/sections/news").await.ok().bytes, before.bytes, "a draft changes nothing public");

    let page = admin.get(&theme).await.ok();
    assert!(page.says("检查没有发现问题"), "{}", page.words());
    let frame = admin.get(&format!("{theme}/preview/section.html?width=phone")).await.ok();
    assert!(frame.says(&format!("{theme}/preview/section.html/page")));
    let shown = admin.get(&format!("{theme}/preview/section.html/page")).await.ok();
    assert!(shown.says("（新版）") && shown.says("还没有在网站上使用") && shown.says("noindex"), "{}", shown.words());
    assert!(shown.says(&format!("href=\"{theme}/style.css\"")));
    assert!(admin.get(&format!("{theme}/style.css")).await.ok().says(".own-list"));

    apply(&admin, &theme).await;
    let public = visitor.get("/sections/news").await.ok();
    assert!(public.says("工作动态（新版）") && public.says("清江市发布冬季供暖安排"));
    let style = public.text().split("href=\"/site-style/").nth(1).unwrap().split('"').next().unwrap().to_string();
    let style = visitor.get(&format!("/site-style/{style}")).await.ok();
    assert!(style.says(".own-list") && style.header("content-type").starts_with("text/css"));
    let used = admin.get(&format!("{theme}/files/section.html")).await.ok();
    assert!(used.says("以它新建草稿") && !used.says("value=\"save\""), "what was used is not changed any more");
    let refused =
        admin.post(&format!("{theme}/files/section.html"), &[("edition", "4"), ("text", "x"), ("do", "save")]).await;
    assert!(refused.status.is_client_error());

    let site = city.ids.site.to_string();
    admin.post("/console/themes/built-in", &[("site", &site)]).await.redirects();
    assert_eq!(visitor.get("/sections/news").await.ok().bytes, before.bytes, "the built-in theme again, to the byte");
    apply(&admin, &theme).await;
    assert!(visitor.get("/sections/news").await.ok().says("（新版）"), "a version used before is used again");
    let list = admin.get("/console/themes").await.ok();
    assert!(list.says("第 1 版") && list.says("使用中") && list.says("系统管理员"), "{}", list.words());
    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    for step in ["新建界面草稿", "修改界面文件", "使用界面", "恢复自带界面"] {
        assert!(log.says(step), "the audit log tells: {step}");
    }
}

async fn a_hostile_theme_is_refused_with_its_lines(city: &City) {
    publish(city, &article(city, "公开的标题")).await;
    let (admin, visitor) = (city.actor("xitong").await, city.visitor());
    let before = visitor.get("/").await.ok();
    let block = |inside: &str| {
        format!("{{%- extends \"base.html\" -%}}\n{{% block content %}}\n<h1>甲</h1>{inside}\n{{% endblock %}}\n")
    };
    let texts = [
        ("home.html", block("{% include \"/etc/passwd\" %}"), "只能引用界面自己的模板"),
        ("home.html", block("{% include \"../../gongkai.toml\" %}"), "只能引用界面自己的模板"),
        ("home.html", block("{{ 'x' * 100000000 }}"), "不能使用这个运算符"),
        ("home.html", block("{% for a in range(100000) %}{% endfor %}"), "没有这个函数"),
        ("home.html", block("{% set x %}{{ site.name }}{% endset %}"), "不能使用这个语句"),
        ("home.html", block("{{ site.name|pprint }}"), "没有这个过滤器"),
        ("home.html", block("<script>fetch('https://evil.example')</script>"), "不能加入脚本"),
        ("home.html", block("<img src=\"https://evil.example/pixel.gif\" alt=\"\">"), "不能引用外部地址"),
        ("home.html", block("<form action=\"https://evil.example/\"></form>"), "表单只能提交到程序给出的地址"),
        ("home.html", block("<iframe src=\"/\"></iframe>"), "不能使用这个标签"),
        ("style.css", "a{}\n\na{background:url(https://evil.example/x)}".to_string(), "样式里只能引用"),
        ("style.css", "a{}\n\n@import 'https://evil.example/x.css';".to_string(), "样式里不能导入别的文件"),
        ("style.css", "a{}\n\n</style><script>x</script>".to_string(), "样式里不能有 HTML 标签"),
    ];
    for (file, text, told) in texts {
        let theme = begin(city, &admin).await;
        write(&admin, &theme, file, &text).await.redirects();
        let page = admin.get(&format!("{theme}/files/{file}")).await.ok();
        assert!(page.says(told) && page.says("第 3 行"), "{file}: {text}: {}", page.words());
        let page = admin.get(&theme).await.ok();
        assert!(page.says("有问题，不能使用") && page.field("edition").is_none(), "{}", page.words());
        // The button is not there; who sends the form all the same is refused, too.
        admin.post(&format!("{theme}/apply"), &[("edition", "2")]).await.redirects();
        let id = theme.rsplit('/').next().unwrap().parse().unwrap();
        let applied = app::site::apply_theme(&city.app, &admin.caller().await, id, 2).await;
        assert_eq!(applied.unwrap_err().code(), "theme_faulty");
        assert_eq!(visitor.get("/").await.ok().bytes, before.bytes);
        admin.post(&format!("{theme}/discard"), &[]).await.redirects();
    }
}

async fn a_hostile_draft_is_not_even_shown(city: &City) {
    publish(city, &article(city, "公开的标题")).await;
    let admin = city.actor("xitong").await;
    let hostile = [
        ("home.html", "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\">"),
        ("home.html", "<script>top.location = 'https://evil.example'</script>"),
        ("home.html", "<img src=\"https://evil.example/pixel.gif\" alt=\"\">"),
        ("home.html", "<form action=\"https://evil.example/\"><button>检索</button></form>"),
    ];
    for (file, inside) in hostile {
        let theme = begin(city, &admin).await;
        let text =
            format!("{{%- extends \"base.html\" -%}}\n{{% block content %}}<h1>甲</h1>\n{inside}{{% endblock %}}\n");
        write(&admin, &theme, file, &text).await.redirects();
        let frame = admin.get(&format!("{theme}/preview/{file}")).await.ok();
        assert!(frame.says("改正后才能预览") && frame.says("第 3 行") && !frame.says("<iframe"), "{}", frame.words());
        let page = admin.get(&format!("{theme}/preview/{file}/page")).await;
        assert!(
            page.status == 409 && page.says("不能预览") && !page.says("evil.example"),
            "{inside}: {}",
            page.words()
        );
        // A style in the same version brings in nothing, either.
        assert_eq!(admin.get(&format!("{theme}/preview/section.html/page")).await.status, 409, "{inside}");
        admin.post(&format!("{theme}/discard"), &[]).await.redirects();
    }
    let theme = begin(city, &admin).await;
    for file in ["home.html", "item.html"] {
        let page = admin.get(&format!("{theme}/preview/{file}/page")).await.ok();
        let policy = page.header("content-security-policy");
        assert!(policy.contains("sandbox") && policy.contains("form-action 'none'"), "{policy}");
        for freedom in ["allow-scripts", "allow-top-navigation", "allow-popups", "allow-forms", "script-src", "http"] {
            assert!(!policy.contains(freedom), "{policy}");
        }
    }
}

/// What is wrong with one text of a version: the file, what stands there, what is written instead, what the check tells.
const TOLD: [(&str, &str, &str, &str); 14] = [
    (
        "base.html",
        "<meta name=\"ColumnDescription\" content=\"{{ page.column.description }}\">",
        "",
        "缺少网页标签 ColumnDescription",
    ),
    (
        "base.html",
        "<meta name=\"ColumnKeywords\" content=\"{{ page.column.keywords }}\">",
        "",
        "缺少网页标签 ColumnKeywords",
    ),
    (
        "base.html",
        "content=\"{{ site.name }}\"",
        "content=\"某市\"",
        "网页标签 SiteName 的内容不对，应为“清江市人民政府”",
    ),
    ("base.html", "{{ article_tags(page) }}", "", "缺少网页标签 ArticleTitle"),
    ("base.html", "href=\"{{ site.report_error_url }}\"", "href=\"#\"", "“我为政府网站找错”的地址不对"),
    ("base.html", "<li><a href=\"{{ site.sitemap_url }}\">网站地图</a></li>", "", "缺少页脚的“网站地图”入口"),
    (
        "base.html",
        "{% if site.id_code %}<li>网站标识码：{{ site.id_code }}</li>{% endif %}",
        "",
        "页脚缺少网站标识码：3609830001",
    ),
    (
        "base.html",
        "{% if site.icp %}<li>ICP备案编号：{{ site.icp }}</li>{% endif %}",
        "",
        "页脚缺少ICP备案编号：赣ICP备00000001号",
    ),
    ("base.html", "</header>", "", "第 33 行　标签没有关闭"),
    (
        "home.html",
        "{% block title %}{{ site.name }}",
        "{% block title %}{{ site.name }}<p id=\"mine\">",
        "网页标题（title）里只能有文字",
    ),
    ("home.html", "<div class=\"home\">", "<div class=\"home\"><div><p>一", "第 19 行　标签没有关闭"),
    (
        "home.html",
        "<div class=\"home\">",
        "<div class=\"home\"><a href=\"/\">首<a href=\"/\">页</a></a>",
        "第 19 行　标签放错了位置",
    ),
    (
        "home.html",
        "{% block content %}",
        "{% block sidebar %}旁边{% endblock %}{% block content %}",
        "base.html 里没有区块 sidebar",
    ),
    ("style.css", "", "\n.foot, .validity { display: none }\n", "第 2 行　.foot 把我为政府网站找错隐藏了"),
];

async fn the_check_reads_pages_as_a_browser_does(city: &City) {
    publish(city, &article(city, "公开的标题")).await;
    let admin = city.actor("xitong").await;
    marks(city, &admin).await;
    for (file, part, instead, told) in TOLD {
        let theme = begin(city, &admin).await;
        let text = web::Web::templates(&city.web).built_in_text(file);
        assert!(text.contains(part), "{file}: {part}");
        let text = if part.is_empty() { instead.to_string() } else { text.replacen(part, instead, 1) };
        write(&admin, &theme, file, &text).await.redirects();
        let page = admin.get(&theme).await.ok();
        assert!(page.says(told), "{file}: {told}: {}", page.words());
        assert!(page.says("有问题，不能使用"), "{file}: {told}: {}", page.words());
        let alone = admin.get(&format!("{theme}/files/{file}")).await.ok();
        assert!(alone.says(told), "the page of the file tells it, too: {told}: {}", alone.words());
        admin.post(&format!("{theme}/discard"), &[]).await.redirects();
    }
    let theme = begin(city, &admin).await;
    let named = SECTION.replace("{% block content %}", "{% set mine = site.name %}\n{% block content %}");
    write(&admin, &theme, "section.html", &named).await.redirects();
    let page = admin.get(&theme).await.ok();
    assert!(page.says("第 3 行　取了名称但没有用到：mine"), "{}", page.words());
    assert!(page.says("检查没有发现问题"), "what is for nothing does not hinder: {}", page.words());
    write(&admin, &theme, "section.html", &SECTION.replace("section.name", "section.nam")).await.redirects();
    let alone = admin.get(&format!("{theme}/files/section.html")).await.ok();
    assert!(alone.says("第 4 行　用到的变量不存在"), "{}", alone.words());
}

/// Gives the site the numbers that stand in its footer.
async fn marks(city: &City, admin: &Actor) {
    let form = app::site::SiteForm {
        slug: "main".into(),
        name: "清江市人民政府".into(),
        kind: domain::site::SiteKind::Main,
        agency_id: city.ids.agency("zhengfu"),
        host: String::new(),
        marks: domain::site::SiteMarks {
            site_code: "3609830001".into(),
            icp: "赣ICP备00000001号".into(),
            contact: "0795-0000000".into(),
            ..Default::default()
        },
        sort: 0,
    };
    app::site::update_site(&city.app, &admin.caller().await, city.ids.site, &form).await.unwrap();
}

async fn the_check_names_what_is_broken_missing_or_for_nothing(city: &City) {
    publish(city, &article(city, "公开的标题")).await;
    let admin = city.actor("xitong").await;
    let theme = begin(city, &admin).await;
    let unknown = "{%- extends \"base.html\" -%}\n{% block content %}\n<h1>{{ section.nam }}</h1>\n{% endblock %}\n";
    write(&admin, &theme, "section.html", unknown).await.redirects();
    let page = admin.get(&theme).await.ok();
    assert!(page.says("用到的变量不存在") && page.says("第 3 行"), "{}", page.words());

    let bare = "<!doctype html>\n<html><head><title>{% block title %}{% endblock %}</title>{% block meta %}{% endblock %}</head>\n\
                <body>{% block content %}{% endblock %}</body></html>\n";
    write(&admin, &theme, "section.html", SECTION).await.redirects();
    write(&admin, &theme, "base.html", bare).await.redirects();
    let page = admin.get(&theme).await.ok();
    for missing in ["网页标签 SiteName", "网页标签 ColumnName", "页脚缺少主办单位", "我为政府网站找错", "网页语言"]
    {
        assert!(page.says(&format!("缺少{missing}")) || page.says(missing), "{missing}: {}", page.words());
    }
    write(&admin, &theme, "base.html", "<html>{% block title %}{% endblock %}</html>").await.redirects();
    let page = admin.get(&theme).await.ok();
    assert!(page.says("缺少页面需要的区块") && page.says("content"), "{}", page.words());

    let url = format!("{theme}/files/base.html");
    let form = admin.get(&url).await.ok();
    let edition = form.field("edition").unwrap();
    admin.post(&url, &[("edition", &edition), ("do", "built_in")]).await.redirects();
    write(&admin, &theme, "style.css", ".own-list { color: #123 }\n.nobody { color: #456 }\n").await.redirects();
    let page = admin.get(&theme).await.ok();
    assert!(page.says("没有模板用到这个样式：.nobody") && page.says("第 2 行"), "{}", page.words());
    assert!(!page.says("样式：.own-list") && page.says("检查没有发现问题"), "warnings do not hinder: {}", page.words());
    let same = web::Web::templates(&city.web).built_in_text("item.html");
    write(&admin, &theme, "item.html", &same).await.redirects();
    let page = admin.get(&theme).await.ok();
    assert!(
        page.says("与自带的相同") && page.says("检查没有发现问题"),
        "the built-in template passes the check: {}",
        page.words()
    );
}

async fn a_broken_theme_never_takes_the_site_down(city: &City) {
    let id = publish(city, &article(city, "公开的标题")).await;
    let (admin, visitor) = (city.actor("xitong").await, city.visitor());
    let before = visitor.get("/sections/news").await.ok();
    let theme = begin(city, &admin).await;
    // It breaks only where a page has something that no page had when it was checked.
    let trap = SECTION.replace("（新版）", "{% if section.children %}{{ section.nothing }}{% endif %}（新版）");
    write(&admin, &theme, "section.html", &trap).await.redirects();
    apply(&admin, &theme).await;
    assert!(visitor.get("/sections/news").await.ok().says("（新版）"));
    let form = app::site::SectionForm {
        slug: "below".into(),
        name: "下级栏目".into(),
        description: "下级".into(),
        keywords: "下级".into(),
        column_type: domain::site::ColumnType::News,
        review_steps: 1,
        place: domain::site::SectionPlace::General,
        category: None,
        duty_days: None,
        sort: 0,
    };
    let news = city.ids.section("news");
    app::site::create_section(&city.app, &app::Caller::command(), city.ids.site, Some(news), &form).await.unwrap();
    let now = visitor.get("/sections/news").await.ok();
    assert!(!now.says("（新版）") && now.says("公开的标题"), "the built-in theme answers: {}", now.words());
    assert!(before.says("公开的标题"));
    assert!(visitor.get("/sections/plans").await.ok().says("（新版）"), "what is not broken stays");
    visitor.get(&format!("/items/{id}")).await.ok();
    let told = admin.get("/console/themes").await.ok();
    assert!(told.says("使用中的界面出错") && told.says("section.html"), "{}", told.words());
    let site = city.ids.site.to_string();
    admin.post("/console/themes/built-in", &[("site", &site)]).await.redirects();
    assert!(!admin.get("/console/themes").await.ok().says("使用中的界面出错"));
}

async fn only_who_manages_sites_changes_themes(city: &City) {
    let site = city.ids.site.to_string();
    let theme = begin(city, &city.actor("xitong").await).await;
    for login in ["bianji", "anquan", "shenji", "jianguan"] {
        let other = city.actor(login).await;
        for path in ["/console/themes".to_string(), theme.clone(), format!("{theme}/preview/home.html/page")] {
            assert_eq!(other.get(&path).await.status, 403, "{login}: {path}");
        }
        assert_eq!(other.post("/console/themes/new", &[("site", &site)]).await.status, 403);
        assert_eq!(other.post(&format!("{theme}/apply"), &[("edition", "1")]).await.status, 403);
    }
    assert_eq!(city.visitor().get("/site-style/1-000000000000.css").await.status, 404);
}

async fn two_people_do_not_write_over_each_other(city: &City) {
    let admin = city.actor("xitong").await;
    let theme = begin(city, &admin).await;
    let url = format!("{theme}/files/home.html");
    let edition = admin.get(&url).await.ok().field("edition").unwrap();
    admin.post(&url, &[("edition", &edition), ("text", "甲写的"), ("do", "save")]).await.redirects();
    let late = admin.post(&url, &[("edition", &edition), ("text", "乙写的"), ("do", "save")]).await;
    assert!(late.status.is_client_error());
    assert!(late.says("乙写的") && late.says("其他人已经修改"), "what was typed is kept: {}", late.words());
    assert!(admin.get(&url).await.ok().says("甲写的"));
}
