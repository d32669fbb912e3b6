//! What a site may change of its look, and what a text of a theme may hold: templates of a small language that can neither
//! reach out nor grow without bound, and plain styles. Texts only; rendering and storing are others' work.

mod expression;
mod hidden;
mod markup;
mod nesting;
mod scan;
mod style;
mod template;

use crate::code_enum;

pub use hidden::{HidingRule, Named, hiding_rules};
pub use style::{check_style, classes_of_style};
pub use template::{Block, blocks_of_template, check_template, classes_of_template, unused_names};

/// Longest text of one file, in bytes.
pub const LONGEST_FILE: usize = 128 * 1024;

/// The file of a theme that holds its own styles, read after the built-in ones.
pub const STYLE: &str = "style.css";

code_enum! {
    /// The templates that a site may change; what it leaves as it is comes from the built-in theme.
    pub enum ThemeFile {
        Base = "base.html", "整体框架（页头、页脚、网页标签）";
        Home = "home.html", "首页";
        Section = "section.html", "栏目列表页";
        Item = "item.html", "信息正文页";
        Topic = "topic.html", "专题页";
        GovInfo = "gov_info.html", "政府信息公开首页";
        GovInfoList = "gov_info_list.html", "公开制度列表页";
        Catalogue = "catalogue.html", "公开目录页";
        Guide = "guide.html", "公开指南页";
        SiteMap = "sitemap.html", "网站地图页";
        Search = "search.html", "检索结果页";
        Style = "style.css", "样式";
    }
}

code_enum! {
    /// Where a version of a site's look stands.
    pub enum ThemeState {
        Draft = "draft", "草稿";
        Applied = "applied", "使用中";
        Former = "former", "用过";
    }
}

code_enum! {
    /// What is wrong with a text of a theme.
    pub enum Fault {
        TooLong = "too_long", "文件太大";
        NotClosed = "not_closed", "花括号没有成对";
        Keyword = "keyword", "不能使用这个语句";
        Operator = "operator", "不能使用这个运算符";
        Name = "name", "不能使用这个名称";
        Nesting = "nesting", "列表里只能写文字和数字";
        Call = "call", "没有这个函数，或者不能在这里调用";
        Filter = "filter", "没有这个过滤器";
        Test = "test", "没有这个判断";
        Outside = "outside", "只能引用界面自己的模板，名称要用引号直接写出";
        Unescaped = "unescaped", "只有程序清理过的内容（名称以 _html 结尾）才能不转义";
        Script = "script", "不能加入脚本";
        Tag = "tag", "不能使用这个标签";
        Unclosed = "unclosed", "标签没有关闭，要在同一个条件、循环或者区块里写上结束标签";
        Stray = "stray", "多出的结束标签，前面没有与它成对的开始标签";
        TitleMarkup = "title_markup", "网页标题（title）里只能有文字，不能有标签";
        Attribute = "attribute", "不能使用这个属性，或者属性值没有加双引号";
        Address = "address", "不能引用外部地址";
        Form = "form", "表单只能提交到程序给出的地址";
        Block = "block", "缺少页面需要的区块";
        StyleImport = "style_import", "样式里不能导入别的文件";
        StyleAddress = "style_address", "样式里只能引用 /assets/theme/ 里的图片";
        StyleEscape = "style_escape", "样式里不能使用反斜线";
        StyleMarkup = "style_markup", "样式里不能有 HTML 标签";
        StyleBehaviour = "style_behaviour", "样式里不能有会运行的内容";
    }
}

/// A fault with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub fault: Fault,
    /// From 1.
    pub line: usize,
    /// The word at fault, as it is written.
    pub word: String,
}

impl Finding {
    fn new(fault: Fault, line: usize, word: &str) -> Self {
        Self { fault, line, word: word.chars().take(40).collect() }
    }
}

/// Checks a file of a theme. None found: it may be applied.
#[must_use]
pub fn check(file: ThemeFile, text: &str) -> Vec<Finding> {
    if text.len() > LONGEST_FILE {
        return vec![Finding::new(Fault::TooLong, 1, file.code())];
    }
    if file == ThemeFile::Style { check_style(text) } else { check_template(file, text) }
}
