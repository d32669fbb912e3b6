//! Settings of what the public says and reads.

use super::{Group, Setting, Source, days, number, working_days};

pub(super) const VOICE: &[Setting] = &[
    Setting {
        key: "voice.answer_days",
        group: Group::Voice,
        label: "网站找错答复期限",
        help: "网民找错留言转办后，多少个工作日内应当答复。超过的列入找错监督。",
        kind: working_days(1, 30),
        default: "3",
        source: Source::Practice("《政府网站发展指引》的通行做法为转办后三个工作日"),
    },
    Setting {
        key: "voice.close_days",
        group: Group::Voice,
        label: "网站找错办结期限",
        help: "找错留言收到后，多少天内应当办结。超过仍未办结的列入找错监督。",
        kind: days(365),
        default: "30",
        source: Source::Practice("监管工作考核对一个月以上未办结的留言扣分"),
    },
    Setting {
        key: "voice.keep_months",
        group: Group::Voice,
        label: "留言人联系方式保存期限",
        help: "找错留言办结后，联系方式保存多少个月。到期自动清除，找错留言和答复保留。",
        kind: number(1, 120, "个月"),
        default: "12",
        source: Source::Own,
    },
    Setting {
        key: "visits.words_least",
        group: Group::Voice,
        label: "检索词显示的最少次数",
        help: "统计期内检索次数少于这个数的词不显示，三十天内没有达到的予以删除，以免从少见的词看出是谁在找什么。",
        kind: number(2, 1_000, "次"),
        default: "5",
        source: Source::Own,
    },
    Setting {
        key: "visits.keep_days",
        group: Group::Voice,
        label: "访问统计保存天数",
        help: "每天的访问次数和检索词保存多少天，到期删除。其中没有访问者的信息。",
        kind: days(3_650),
        default: "1100",
        source: Source::Own,
    },
];
