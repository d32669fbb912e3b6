//! One spelling for what reports write in many ways: full width, traditional characters, blanks, quotation marks,
//! numbering. For comparing only; what is shown stays as it was written. Not here: likeness.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// Pairs of a traditional character and the simplified one, of the words that reports use. Characters of which the
/// simplified writing has several readings are left out where the report's words do not need them.
const TRADITIONAL: &[&str] = &[
    "佈布佔占併并係系個个傳传債债傷伤僅仅價价儘尽優优儲储內内別别剛刚創创劃划劇剧劑剂動动務务勞劳勢势匯汇區区協协員员",
    "問问單单嘗尝嚴严囑嘱國国園园圓圆圖图團团執执堅坚報报場场塊块墊垫壓压壞坏夠够夾夹奪夺婦妇媽妈孫孙學学實实寧宁審审",
    "寫写寬宽將将專专尋寻對对導导屆届屍尸屜屉屢屡層层屬属島岛崗岗嶺岭嶽岳師师帶带幣币幫帮幹干幾几庫库廠厂廢废廣广廬庐",
    "廳厅弒弑張张強强彙汇彥彦後后徑径從从徠徕復复徵征徹彻恆恒悅悦愛爱態态慣惯慶庆憂忧憑凭憲宪應应懲惩懷怀戔戋戰战戶户",
    "掃扫掛挂採采揚扬換换損损撥拨擁拥擇择擊击擋挡擔担據据擬拟擴扩擺摆擾扰攜携攝摄敗败敘叙敵敌數数斷断於于時时暢畅暫暂",
    "曆历書书會会朧胧東东條条棄弃棟栋業业極极榮荣構构樓楼標标樣样樹树橋桥機机檔档檢检檯台櫃柜欄栏權权歡欢歲岁歷历歸归",
    "殘残毀毁氣气決决沒没況况淨净減减測测準准溫温滯滞滿满漁渔漢汉潔洁潤润濟济濫滥濱滨瀋沈瀏浏灘滩灣湾災灾為为烏乌無无",
    "煙烟熱热營营爐炉爭争爾尔牆墙牽牵狀状猶犹獎奖獨独獲获獻献現现瑪玛環环產产畝亩畢毕畫画異异當当療疗發发盡尽監监盤盘",
    "眾众確确碼码礎础礙碍禦御禮礼稅税稟禀種种稱称穀谷積积穩稳窮穷竊窃競竞筆笔節节範范築筑簡简簽签籌筹籤签糞粪糧粮糾纠",
    "紀纪約约紅红納纳純纯紙纸級级紛纷細细紹绍終终組组結结絕绝絡络給给統统經经綜综綠绿維维網网緊紧線线緣缘編编緩缓練练",
    "縣县縮缩縱纵總总績绩織织繪绘繳缴繼继續续罰罚罵骂羅罗羣群義义習习聯联聲声職职聽听脅胁脈脉脫脱腦脑臉脸臨临臺台與与",
    "興兴舉举舊旧舖铺莊庄華华萬万葉叶蓋盖蔔卜蕭萧薦荐藝艺藥药蘇苏蘭兰處处虛虚號号蟻蚁術术衛卫衝冲裏里補补裝装裡里製制",
    "複复襲袭見见規规視视親亲覺觉覽览觀观觸触訂订計计訊讯討讨訓训託托記记訟讼訣诀訪访設设許许訴诉診诊詐诈評评詞词詢询",
    "試试話话該该詳详誌志認认誠诚誤误說说誰谁課课調调談谈請请論论諮咨諾诺謀谋謝谢謹谨證证識识譜谱譯译議议護护譽誉讀读",
    "變变讓让豐丰負负財财貢贡貧贫貨货販贩貫贯責责貴贵買买貸贷費费貿贸賀贺資资賓宾賞赏賠赔賢贤賣卖賦赋質质賬账賴赖購购",
    "贈赠贊赞趙赵跡迹踐践躍跃車车軌轨軍军軟软較较載载輔辅輕轻輛辆輪轮輸输輿舆轄辖轉转辦办辭辞農农週周進进過过達达違违",
    "遞递遠远適适遲迟遷迁選选還还邊边郵邮鄉乡鄧邓鄭郑鄰邻醫医醬酱釋释針针銀银銷销鋪铺錄录錢钱錯错録录鍋锅鍵键鎢钨鎮镇",
    "鏡镜鐵铁鑑鉴鑒鉴長长門门閉闭開开間间閱阅關关陝陕陣阵陰阴陳陈陸陆陽阳隊队階阶際际隨随險险隱隐隴陇隸隶雙双雜杂雞鸡",
    "離离難难雲云電电霑沾靈灵靜静韓韩響响頁页頂顶項项順顺須须預预頒颁頗颇領领頭头頻频題题額额願愿顛颠類类顧顾顯显風风",
    "飄飘飛飞飲饮養养餘余館馆馬马駐驻騙骗騰腾驅驱驗验驟骤體体鬥斗鬧闹魚鱼鮮鲜鳥鸟鴻鸿鹽盐麗丽麵面黃黄點点黨党齊齐龍龙",
    "龐庞",
];

/// The block of the unified characters.
const UNIFIED: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// The simplified writing of each unified character, by its place in the block.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = UNIFIED.collect();
    for line in TRADITIONAL {
        let chars: Vec<char> = line.chars().collect();
        for pair in chars.chunks_exact(2) {
            if let [from, to] = pair
                && let Some(place) = place_of(*from).and_then(|place| table.get_mut(place))
            {
                *place = *to;
            }
        }
    }
    table
});

fn place_of(c: char) -> Option<usize> {
    UNIFIED.contains(&c).then(|| u32::from(c) as usize - u32::from(*UNIFIED.start()) as usize)
}

/// The simplified writing of a character.
pub(crate) fn simplified(c: char) -> char {
    place_of(c).and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(c)
}

/// Half width, simplified, without what is not seen; line ends and blanks stay. The readings that some copies of pages
/// put behind characters, 數(shù)量, are left out.
pub(crate) fn plain(text: &str) -> String {
    static READING: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\([a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)").ok());
    let without = READING.as_ref().filter(|_| text.contains(is_toned)).map(|reading| reading.replace_all(text, ""));
    let text = without.as_deref().unwrap_or(text);
    let visible = || text.chars().filter(|c| !is_invisible(*c));
    // Almost all texts hold nothing that needs the long way.
    visible().map(usual).collect::<Option<String>>().unwrap_or_else(|| {
        visible().map(|c| if c == '\u{2003}' { ' ' } else { c }).nfkc().map(simplified).map(dash).collect()
    })
}

/// What becomes of a character of usual texts; none of one that may change together with its neighbours.
fn usual(c: char) -> Option<char> {
    Some(match c {
        '\n' | '\t' | '\r' | ' '..='~' | '、'..='。' | '〈'..='】' | '〔'..='〕' | '‘'..='’' | '“'..='”' => {
            c
        }
        '\u{3000}' | '\u{a0}' | '\u{2003}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0)?,
        '—' | '–' => '-',
        c => simplified(place_of(c).map(|_| c)?),
    })
}

const fn is_toned(c: char) -> bool {
    matches!(c, '\u{e0}'..='\u{fc}' | '\u{101}'..='\u{1dc}')
}

/// Like [`plain`], and without any blanks.
pub(crate) fn dense(text: &str) -> String {
    plain(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is compared of a label: letters and figures only, without numbering.
pub(crate) fn label(text: &str) -> String {
    static NUMBERING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"[(（][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,2}、|(?:^|[^\d.])\d{1,2}[.、)]|^\d{1,2}",
        )
        .ok()
    });
    let dense = dense(text);
    let bare = NUMBERING.as_ref().map_or_else(|| dense.clone(), |numbering| strip(numbering, &dense));
    bare.chars().filter(|c| c.is_alphanumeric()).map(one_writing).collect()
}

/// Takes the numbering out; the character before a number stays.
fn strip(numbering: &Regex, text: &str) -> String {
    let keep = |found: &regex::Captures<'_>| {
        let found = found.get(0).map_or("", |found| found.as_str());
        let first = found.chars().next().filter(|c| c.is_alphabetic() && !"一二三四五六七八九十".contains(*c));
        first.map(String::from).unwrap_or_default()
    };
    numbering.replace_all(text, keep).into_owned()
}

/// Words that are written in two ways: 其它, 帐.
const fn one_writing(c: char) -> char {
    match c {
        '它' => '他',
        '帐' => '账',
        c => c,
    }
}

const fn dash(c: char) -> char {
    match c {
        '—' | '–' | '―' | '−' | '‐' | '‑' | '─' | '━' | '－' => '-',
        c => c,
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        let every = ('\0'..='\u{ffff}').filter(|c| !is_invisible(*c));
        for c in every.filter(|c| usual(*c).is_some()) {
            let long: String = c.to_string().nfkc().map(simplified).map(dash).collect();
            let long = if c == '\u{2003}' { " ".to_owned() } else { long };
            assert_eq!(usual(c).into_iter().collect::<String>(), long, "{:x}", u32::from(c));
        }
        assert_eq!(plain("ｶﾞ①…"), "ガ1...");
    }

    #[test]
    fn labels_are_compared_without_numbering_and_width() {
        let table = [
            ("（三）不予公开", "不予公开"),
            ("１．属于国家秘密", "属于国家秘密"),
            ("1、屬於國家秘密", "属于国家秘密"),
            ("3.危及“三安全一稳定”", "危及三安全一稳定"),
            ("三、本年度办理结果（一）予以公开", "本年度办理结果予以公开"),
            ("（三）不予公开1.属于国家秘密", "不予公开属于国家秘密"),
            ("3.其它", "其他"),
            ("一、本年新收 政府信息公开\n申请数量", "本年新收政府信息公开申请数量"),
            ("第二十条第（一）项", "第二十条第项"),
            ("本年處(chǔ)理決定數(shù)量", "本年处理决定数量"),
        ];
        for (text, expected) in table {
            assert_eq!(label(text), expected, "{text}");
        }
    }
}
