//! Characters that stand for one another in disguised spellings: traditional for simplified, and separators that
//! are strewn between the characters of a word. Not a converter: the table holds only common characters.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Traditional character and its simplified form, in turn.
const TRADITIONAL: &str = "國国務务員员會会黨党產产書书記记長长門门開开關关東东車车軍军區区縣县鄉乡鎮镇廳厅級级議议\
論论說说話话讀读語语認认識识證证許许設设訴诉訟讼調调請请謝谢護护譯译變变讓让貝贝負负財财貨货貪贪貿贸費费資资賄贿\
賭赌賣卖買买質质贊赞贓赃趙赵趨趋跡迹踐践車车軌轨轉转輪轮輸输辦办農农連连進进運运過过達达違违遠远適适選选遷迁還还\
邊边郵邮鄭郑釋释針针鈔钞鉤钩銀银錢钱錯错鐵铁鎗枪鑒鉴閉闭問问間间閱阅闡阐陣阵陰阴陳陈陸陆陽阳隊队際际隨随險险隱隐\
難难電电靈灵靜静響响頁页頂顶項项順顺須须預预領领頭头題题額额願愿類类顧顾風风飛飞養养餘余館馆馬马駐驻騙骗驗验驚惊\
體体髮发鬥斗鬧闹魚鱼鳥鸟麗丽點点龍龙龜龟齊齐齒齿為为無无與与萬万義义習习聖圣聞闻聯联聲声職职聽听腦脑臺台舉举舊旧\
藥药藝艺蘇苏處处號号虧亏術术衛卫裝装製制複复見见規规視视覺觉觀观訂订計计討讨訓训託托詐诈評评試试詳详誠诚誤误課课\
談谈諾诺謀谋講讲謠谣識识議议譽誉豐丰貧贫貴贵賀贺賊贼賞赏賠赔賦赋賴赖贏赢贖赎個个倉仓們们偉伟側侧偵侦傑杰備备傳传\
傷伤價价億亿優优兒儿兩两冊册軍军劃划劇剧劉刘創创勁劲動动勞劳勝胜勢势勳勋勵励協协單单卻却厭厌參参嗎吗單单噴喷嚴严\
團团園园圍围圖图場场塊块報报壓压壞坏壯壮壽寿夢梦夾夹奪夺奮奋婦妇嬰婴學学寧宁審审寫写寬宽專专將将尋寻對对導导層层\
屬属嶺岭幣币幫帮廣广廢废廠厂彈弹強强彙汇徑径從从復复徵征憲宪懷怀應应懲惩戀恋戰战戲戏戶户拋抛挾挟捨舍掃扫採采換换\
揮挥損损搖摇搶抢撥拨擁拥擇择擊击擋挡據据擴扩攝摄敗败敵敌數数斷断時时晝昼暫暂曆历書书條条來来極极構构槍枪樂乐樓楼標标\
權权機机檢检歡欢歲岁歷历殘残殺杀毀毁氣气漢汉漸渐潔洁災灾為为煙烟熱热燈灯營营爭争爺爷狀状獄狱獨独獲获現现環环當当\
療疗瘋疯發发盜盗盡尽監监盤盘礙碍禮礼禍祸種种稱称穩稳積积穀谷競竞筆笔節节範范築筑簡简籌筹糧粮紀纪約约紅红納纳紙纸\
組组細细終终結结絕绝給给統统絲丝經经綜综綠绿維维網网緊紧線线編编緩缓練练縮缩總总績绩繼继續续罰罚罷罢羅罗";

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut pairs = HashMap::new();
    let mut chars = TRADITIONAL.chars();
    while let (Some(traditional), Some(simplified)) = (chars.next(), chars.next()) {
        pairs.insert(traditional, simplified);
    }
    pairs
});

/// The simplified form of a traditional character; any other as it is.
pub(super) fn simplified(c: char) -> char {
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

/// Characters that are strewn into a word to hide it. Chinese punctuation is not among them: it parts sentences.
pub(super) const fn is_strewn(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}'
            | '\u{3000}'
            | '\t'
            | '.'
            | '·'
            | '•'
            | '・'
            | '‧'
            | '*'
            | '-'
            | '_'
            | '/'
            | '\\'
            | '|'
            | '+'
            | '~'
            | '#'
            | '^'
            | '='
            | '☆'
            | '★'
            | '●'
            | '○'
            | '■'
            | '□'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_pairs() {
        assert_eq!(TRADITIONAL.chars().count() % 2, 0);
        for (from, to) in [('國', '国'), ('總', '总'), ('罷', '罢'), ('體', '体'), ('法', '法')] {
            assert_eq!(simplified(from), to);
        }
        let chained = SIMPLIFIED.values().find(|c| SIMPLIFIED.contains_key(c));
        assert_eq!(chained, None);
    }
}
