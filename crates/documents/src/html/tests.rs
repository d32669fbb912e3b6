//! Tests of cleaning, reading and marking HTML, with hostile and with honest markup.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;

use super::*;

fn cleaned(html: &str) -> String {
    clean(html).html
}

#[test]
fn what_the_editor_writes_stays_as_it_is() {
    let bodies = [
        "<h2>一、总体情况</h2><p class=\"indent\">2019年，<strong>主动公开</strong>信息 4,578 条。</p>",
        "<p class=\"align-center\">高府办〔2019〕1号</p><p class=\"align-right\">高安市人民政府<br>2019年1月1日</p>",
        "<ul><li>第一<ul><li>其一</li></ul></li><li><p>第二</p></li></ul><ol><li>1</li></ol>",
        "<table><caption>表 1</caption><thead><tr><th scope=\"col\">项目</th><th scope=\"col\" colspan=\"2\">数</th></tr></thead>\
         <tbody><tr><th scope=\"row\">甲</th><td rowspan=\"2\" class=\"align-right\">1</td><td>2</td></tr></tbody></table>",
        "<figure><img src=\"/files/ab/cd.png\" alt=\"办事大厅\" width=\"640\" height=\"480\"><figcaption>大厅</figcaption></figure>",
        "<p><a href=\"https://www.gov.cn/a?b=1&amp;c=2\" rel=\"noopener\">全文</a>，H<sub>2</sub>O，m<sup>2</sup></p><hr>\
         <blockquote><p>引文</p></blockquote><pre>a\n  b</pre><p><u>下</u><s>删</s><em>斜</em><code>x</code></p>",
    ];
    for body in bodies {
        let result = clean(body);
        assert_eq!(result.html, body);
        assert!(!result.changed, "{body}");
        assert!(result.removed.is_empty());
    }
}

#[test]
fn active_content_is_taken_out_and_named() {
    let cases = [
        ("<p onclick=\"x()\">甲</p>", "<p>甲</p>", Removed::ActiveContent),
        ("<p>甲<script>alert(1)</script></p>", "<p>甲</p>", Removed::ActiveContent),
        ("<p>甲<iframe src=\"//evil\"></iframe></p>", "<p>甲</p>", Removed::Embedded),
        ("<p>甲<svg><script>alert(1)</script></svg></p>", "<p>甲</p>", Removed::Embedded),
        ("<form><p>甲</p><input></form>", "<p>甲</p>", Removed::Form),
        ("<p><a href=\"javascript:x()\">甲</a></p>", "<p>甲</p>", Removed::UnsafeLink),
        ("<p><a href=\" java\nscript&#58;x()\">甲</a></p>", "<p>甲</p>", Removed::UnsafeLink),
        ("<p><a href=\"data:text/html,x\">甲</a></p>", "<p>甲</p>", Removed::UnsafeLink),
        ("<p>甲<img src=\"https://evil/x.png\"></p>", "<p>甲</p>", Removed::ForeignPicture),
        ("<p>甲<img src=\"//evil/x.png\"></p>", "<p>甲</p>", Removed::ForeignPicture),
        ("<p>甲<img src=\"data:image/png;base64,AAAA\"></p>", "<p>甲</p>", Removed::ForeignPicture),
        ("<p>甲<img src=\"/files/../admin\"></p>", "<p>甲</p>", Removed::ForeignPicture),
        ("<p>甲<img src=\"/api/logout\"></p>", "<p>甲</p>", Removed::ForeignPicture),
    ];
    for (dirty, expected, reason) in cases {
        let result = clean(dirty);
        assert_eq!(result.html, expected, "{dirty}");
        assert!(result.removed.contains(&reason), "{dirty}: {:?}", result.removed);
        assert!(result.changed);
    }
}

#[test]
fn old_markup_becomes_plain_markup() {
    let cases = [
        ("正文", "<p>正文</p>"),
        ("<div>甲<div>乙</div>丙</div>", "<p>甲</p><p>乙</p><p>丙</p>"),
        ("<b>粗</b><i>斜</i>", "<p><strong>粗</strong><em>斜</em></p>"),
        ("<h1>题</h1><h6>小</h6>", "<h2>题</h2><h4>小</h4>"),
        ("<center>中</center>", "<p class=\"align-center\">中</p>"),
        ("<p style=\"text-align: right; color: red\">落款</p>", "<p class=\"align-right\">落款</p>"),
        ("<p align=center>标题</p>", "<p class=\"align-center\">标题</p>"),
        ("<p style='text-indent:32.0pt'>段</p>", "<p class=\"indent\">段</p>"),
        ("<p class=\"evil indent\">段</p>", "<p class=\"indent\">段</p>"),
        ("<span style=\"font-size:99px\">大</span>", "<p>大</p>"),
        ("<p>甲<p>乙", "<p>甲</p><p>乙</p>"),
        ("<li>甲<li>乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("<strong><p>甲</p><p>乙</p></strong>", "<p><strong>甲</strong></p><p><strong>乙</strong></p>"),
        ("<p>甲<table><tr><td>1</table>乙", "<p>甲</p><table><tbody><tr><td>1</td></tr></tbody></table><p>乙</p>"),
        ("<td>孤</td>", "<p>孤</p>"),
        ("<table>外<tr><td>内</td></tr></table>", "<p>外</p><table><tbody><tr><td>内</td></tr></tbody></table>"),
        (
            "<table><tr><td colspan=100000>x</td></tr></table>",
            "<table><tbody><tr><td colspan=\"100\">x</td></tr></tbody></table>",
        ),
        ("<a href=/a><a href=/b>x</a></a>", "<p><a href=\"/b\" rel=\"noopener\">x</a></p>"),
        ("<p>a</p><p> </p><p><b></b></p><ul></ul><table></table>", "<p>a</p>"),
        ("<figure><p>只有字</p></figure>", "<p>只有字</p>"),
        ("<b style=\"font-weight:normal\"><p>贴</p></b>", "<p>贴</p>"),
        ("<!-- c --><style>p{}</style><title>t</title><p>x</p>", "<p>x</p>"),
        ("<p style=\"display:none\">藏</p><p>见</p>", "<p>见</p>"),
        ("a < b && c", "<p>a &lt; b &amp;&amp; c</p>"),
    ];
    for (dirty, expected) in cases {
        assert_eq!(cleaned(dirty), expected, "{dirty}");
    }
}

#[test]
fn mutating_markup_stays_harmless() {
    let tricks = [
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<textarea><p></textarea><script>alert(1)</script>",
        "<img src=\"/files/x\" alt=\"` onerror=alert(1)\">",
        "<a href=\"https://x/\" onmouseover=alert(1) style=\"x:expression(1)\">x</a>",
        "<xmp><p></xmp><img src=x onerror=alert(1)></p>",
        "<plaintext><script>alert(1)</script>",
        "<p/onclick=alert(1)>x<br/onload=alert(1)>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<a href=\"\u{1}javascript:alert(1)\">x</a><a href=\"jav&#x09;ascript:alert(1)\">y</a>",
    ];
    for trick in tricks {
        assert_harmless(&cleaned(trick));
        assert_harmless(&clean_word(trick).html);
    }
}

/// Looks at the result with the tokenizer, not with string search: text may well say "onclick".
fn assert_harmless(html: &str) {
    fn visit(nodes: &[tree::Node], html: &str) {
        for node in nodes {
            let tree::Node::Element(element) = node else { continue };
            assert!(
                [
                    "h2",
                    "h3",
                    "h4",
                    "p",
                    "br",
                    "strong",
                    "em",
                    "u",
                    "s",
                    "sub",
                    "sup",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "a",
                    "table",
                    "caption",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "figure",
                    "figcaption",
                    "img",
                    "hr",
                    "pre",
                    "code"
                ]
                .contains(&element.name.as_str()),
                "{} in {html}",
                element.name
            );
            for (name, value) in &element.attrs {
                assert!(
                    ["href", "rel", "src", "alt", "width", "height", "class", "scope", "colspan", "rowspan"]
                        .contains(&name.as_str()),
                    "{name} in {html}"
                );
                if name == "href" || name == "src" {
                    let squeezed: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase();
                    for scheme in ["javascript:", "data:", "vbscript:"] {
                        assert!(!squeezed.starts_with(scheme), "{value}");
                    }
                }
            }
            visit(&element.children, html);
        }
    }
    visit(&tree::parse(html), html);
}

#[test]
fn floods_end() {
    let deep = "<div>".repeat(10_000) + "底" + &"</div>".repeat(10_000);
    assert_eq!(cleaned(&deep), "<p>底</p>");
    assert_eq!(to_text(&deep), "底");
    let formats = (0..5_000).map(|i| format!("<b id=x{i}><i>")).collect::<String>() + &"<p>x".repeat(5_000);
    assert!(cleaned(&formats).len() < 2_000_000);
    let attributes = format!("<p {}>留下</p>", (0..200_000).map(|i| format!("a{i} ")).collect::<String>());
    assert_eq!(cleaned(&attributes), "<p>留下</p>");
    let hidden_flood =
        format!("<!-- <a x=\" --><p {}>y</p>", (0..50_000).map(|i| format!("a{i} ")).collect::<String>());
    assert_eq!(cleaned(&hidden_flood), "<p>y</p>");
    let tables = "<table><tr><td>".repeat(3_000) + "x";
    assert!(to_text(&tables).contains('x'));
    assert_harmless(&cleaned(&tables));
    let open = "<a ".repeat(100_000);
    assert_eq!(cleaned(&open), "");
    let figures = "<figure><table><tr><td>".repeat(200) + "x";
    assert_harmless(&cleaned(&figures));
}

#[test]
fn paste_from_word_is_brought_to_order() {
    let word = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!-- @font-face {} --></style></head><body>\
        <!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->\
        <p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US style='font-size:16.0pt'>2019</span>\
        <span style='font-family:仿宋'>年工作\n要点<o:p></o:p></span></p>\
        <p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US>\
        <span style='mso-list:Ignore'>1.<span style='font:7.0pt'>&nbsp;&nbsp; </span></span></span><![endif]>公开</p>\
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span>解读</p>\
        <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>子项</p>\
        <p class=MsoNormal style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>（一）</span>总体</p>\
        <p class=MsoNormal><span>　　空格缩进</span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>\
        <p style='mso-hide:all'>藏</p></body></html>";
    let result = clean_word(word);
    assert_eq!(
        result.html,
        "<p class=\"indent\">2019年工作要点</p>\
         <ol><li>公开</li><li>解读<ul><li>子项</li></ul></li></ol>\
         <p>（一）总体</p><p class=\"indent\">空格缩进</p>"
    );
    assert_eq!(clean_word(&result.html).html, result.html);
}

#[test]
fn visible_text_reads_as_on_screen() {
    let html = "<h2>标题</h2><p>甲 <b>乙</b>\n丙<br>丁</p><ul><li>一</li><li><p>二</p></li></ul>\
        <table><tr><th>项</th><td>数</td></tr><tr><td><p>a</p><p>b</p></td><td> 2 </td></tr></table>\
        <pre>x\n  y</pre><script>no</script>";
    assert_eq!(to_text(html), "标题\n甲 乙 丙\n丁\n一\n二\n项\t数\na\nb\t2\nx\n  y");
    assert_eq!(to_text("<p>&nbsp;a&nbsp;</p>"), "\u{a0}a\u{a0}");
    assert_eq!(to_text(""), "");
}

#[test]
fn a_place_in_the_text_tells_its_block() {
    let visible =
        text_with_map("<h2>标题</h2><p>第一段<br>续</p><ul><li>项</li></ul><table><tr><td>格</td></tr></table>");
    let kinds: Vec<_> = visible.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Heading, BlockKind::Paragraph, BlockKind::ListItem, BlockKind::Cell]);
    assert_eq!(visible.find_block(0).map(|block| block.index), Some(0));
    assert_eq!(visible.find_block(7).map(|block| block.index), Some(1));
    assert_eq!(visible.find_block(2), None);
    let last = visible.blocks.last().unwrap();
    assert_eq!(last.end, visible.text.chars().count());
}

#[test]
fn marks_stand_around_what_was_found() {
    let html = "<p>身份证<strong>3609</strong>82号</p><p>第二&amp;段</p>";
    let text = to_text(html);
    let start = text.chars().position(|c| c == '3').unwrap();
    let marked =
        mark(html, &[Mark::new(start, start + 6, "finding-error", "公民\"身份\"号码"), Mark::new(11, 12, "w", "")]);
    assert_eq!(
        marked,
        "<p>身份证<strong><mark id=\"finding-0\" class=\"finding-error\" data-finding=\"0\" title=\"公民&quot;身份&quot;号码\">\
         3609</mark></strong><mark class=\"finding-error\" data-finding=\"0\" title=\"公民&quot;身份&quot;号码\">82</mark>号</p>\
         <p><mark id=\"finding-1\" class=\"w\" data-finding=\"1\">第</mark>二&amp;段</p>"
    );
    assert_eq!(to_text(&marked), text);
}

#[test]
fn overlapping_marks_nest_and_wild_ones_do_nothing() {
    let marked = mark(
        "<p>abcdef</p>",
        &[Mark::new(0, 4, "x", ""), Mark::new(2, 6, "y", ""), Mark::new(90, 99, "z", ""), Mark::new(5, 2, "w", "")],
    );
    assert_eq!(to_text(&marked), "abcdef");
    assert_eq!(marked.matches("data-finding=\"0\"").count(), 2);
    assert_eq!(marked.matches("data-finding=\"1\"").count(), 2);
    assert!(!marked.contains("\"z\"") && !marked.contains("\"w\""));
}

#[test]
fn links_and_pictures_are_listed() {
    let html = "<p><a href=\" /items/1 \">全 <b>文</b></a><a name=x>锚</a></p><img src=\"/files/a.png\"><img src=b.png alt=\"\">";
    assert_eq!(links(html), [Link { href: "/items/1".into(), text: "全 文".into() }]);
    assert_eq!(
        pictures(html),
        [Picture { src: "/files/a.png".into(), alt: None }, Picture { src: "b.png".into(), alt: Some(String::new()) }]
    );
    assert_eq!(hidden_text("<p>见</p><!-- 批注 --><p style=\"display : none\">藏</p>"), ["批注", "藏"]);
}

#[test]
fn an_excerpt_is_one_line() {
    assert_eq!(excerpt("<p>　　高安市</p><p>人民 政府</p>", 6), "高安市 人民…");
    assert_eq!(excerpt("<p>短</p>", 10), "短");
}

/// Pieces of markup, whole and broken, thrown together.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z<>/=\"' &;#!-]{0,12}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<u>",
            "<a href=/x>",
            "</a>",
            "<ul>",
            "<ol>",
            "</ul>",
            "<li>",
            "</li>",
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "</td>",
            "<th>",
            "<thead>",
            "<tbody>",
            "<caption>",
            "<figure>",
            "</figure>",
            "<figcaption>",
            "<img src=/files/a>",
            "<br>",
            "<hr>",
            "<pre>\n\n",
            "</pre>",
            "<h1>",
            "</h2>",
            "<blockquote>",
            "<script>",
            "</script>",
            "<style>",
            "<svg>",
            "</svg>",
            "<math>",
            "<textarea>",
            "</textarea>",
            "<!--",
            "-->",
            "<![if x]>",
            "<span style='mso-list:Ignore'>",
            "<p style='mso-list:l0 level2 lfo1'>",
            "<center>",
            "<span>",
            "</span>",
            "<code>",
            "<a href=javascript:x onclick=y>",
            "<p onload=x>",
            "&nbsp;",
            "&#13;",
            "&#0;",
            " ",
            "\n",
            "　　",
            "文字",
            "<dl><dt>",
            "<dd>",
            "<select><option>",
            "<form>",
            "<button>",
            "<noscript>",
            "<template>",
            "<o:p>",
            "</o:p>",
            "<plaintext>",
            "\u{feff}",
            "\0",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_is_idempotent_and_harmless(html in markup()) {
        let once = cleaned(&html);
        assert_harmless(&once);
        prop_assert_eq!(&cleaned(&once), &once);
        let word = clean_word(&html).html;
        assert_harmless(&word);
        prop_assert_eq!(&cleaned(&word), &word);
    }

    #[test]
    fn cleaning_keeps_the_words(words in prop::collection::vec("[a-z]{1,6}", 1..6), tag in prop::sample::select(vec!["p", "div", "b", "li", "td", "h1", "table", "figure", "a", "pre", "span", "blockquote", "ul", "caption"])) {
        let html: String = words.iter().map(|word| format!("<{tag}>{word}")).collect();
        let text: String = to_text(&cleaned(&html)).split_whitespace().collect();
        prop_assert_eq!(text, words.concat());
    }

    #[test]
    fn reading_and_marking_take_anything(html in markup(), ranges in prop::collection::vec((0usize..60, 0usize..60), 0..6)) {
        let marks: Vec<Mark> = ranges.iter().map(|(start, end)| Mark::new(*start, *end, "c", "t")).collect();
        let visible = text_with_map(&html);
        let total = visible.text.chars().count();
        prop_assert!(visible.blocks.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(visible.blocks.iter().all(|block| block.start <= block.end && block.end <= total));
        let clean_html = cleaned(&html);
        let marked = mark(&clean_html, &marks);
        prop_assert_eq!(to_text(&marked), to_text(&clean_html));
        mark(&html, &marks);
        links(&html);
        pictures(&html);
        hidden_text(&html);
        prop_assert!(excerpt(&html, 5).chars().count() <= 6);
    }

    #[test]
    fn any_string_is_taken(html in "\\PC{0,200}") {
        assert_harmless(&cleaned(&html));
        assert_harmless(&clean_word(&html).html);
    }
}
