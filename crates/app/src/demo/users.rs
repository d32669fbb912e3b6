//! The people of the demo: fictitious names, roles and where each holds. No passwords: the loader draws those.

use domain::identity::Role;

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DemoScope {
    All,
    Agency(&'static str),
    /// The agency and all below it.
    AgencyTree(&'static str),
    Section(&'static str),
}

/// A role somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoGrant {
    pub role: Role,
    pub scope: DemoScope,
}

/// A person who uses the console.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoUser {
    pub login: &'static str,
    pub name: &'static str,
    pub agency: &'static str,
    pub post: &'static str,
    pub grants: Vec<DemoGrant>,
}

use DemoScope::{Agency, AgencyTree, All, Section};

fn user(
    login: &'static str,
    name: &'static str,
    agency: &'static str,
    post: &'static str,
    grants: &[(Role, DemoScope)],
) -> DemoUser {
    let grants = grants.iter().map(|(role, scope)| DemoGrant { role: *role, scope: scope.clone() }).collect();
    DemoUser { login, name, agency, post, grants }
}

/// All of them.
pub fn users() -> Vec<DemoUser> {
    let mut all = editors();
    all.extend(reviewers());
    all.extend(office());
    all
}

fn editors() -> Vec<DemoUser> {
    let own = |agency| [(Role::Editor, Agency(agency))];
    vec![
        user("zhang.yanshi", "张演示", "zhengfuban", "信息编辑", &[(Role::Editor, AgencyTree("gaoan"))]),
        user(
            "li.shili",
            "李示例",
            "zhengfuban",
            "文电编辑",
            &[(Role::Editor, Agency("zhengfuban")), (Role::Editor, Agency("gaoan"))],
        ),
        user("wang.yangli", "王样例", "jiaoti", "信息编辑", &own("jiaoti")),
        user("zhao.shifan", "赵示范", "gongan", "信息编辑", &own("gongan")),
        user("chen.yanshi", "陈演示", "weijian", "信息编辑", &own("weijian")),
        user("liu.shili", "刘示例", "shichang", "信息编辑", &own("shichang")),
        user("huang.yangli", "黄样例", "ziran", "信息编辑", &own("ziran")),
        user("zhou.shifan", "周示范", "gaoxin", "信息编辑", &own("gaoxin")),
        user("wu.yanshi", "吴演示", "caizheng", "信息编辑", &own("caizheng")),
        user("xu.shili", "徐示例", "nongye", "信息编辑", &own("nongye")),
        user("sun.yangli", "孙样例", "shinao", "信息员", &own("shinao")),
        user("hu.shifan", "胡示范", "bajing", "信息员", &own("bajing")),
        user("zhu.yanshi", "朱演示", "ruizhou", "信息员", &own("ruizhou")),
        user(
            "gao.shili",
            "高示例",
            "zhengfuban",
            "栏目编辑",
            &[(Role::Editor, Section("yaowen")), (Role::Editor, Section("tupian")), (Role::Editor, Section("gonggao"))],
        ),
        user(
            "lin.yangli",
            "林样例",
            "tongji",
            "信息编辑",
            &[(Role::Editor, Agency("tongji")), (Role::Statistician, Agency("tongji"))],
        ),
    ]
}

fn reviewers() -> Vec<DemoUser> {
    let city = || AgencyTree("gaoan");
    vec![
        user("he.chushen", "何初审", "zhengfuban", "初审", &[(Role::Reviewer1, city())]),
        user("guo.chushen", "郭初审", "jiaoti", "初审", &[(Role::Reviewer1, Agency("jiaoti"))]),
        user("ma.chushen", "马初审", "weijian", "初审", &[(Role::Reviewer1, Agency("weijian"))]),
        user("luo.fushen", "罗复审", "zhengfuban", "复审", &[(Role::Reviewer2, city())]),
        user("liang.fushen", "梁复审", "caizheng", "复审", &[(Role::Reviewer2, Agency("caizheng"))]),
        user("song.zhongshen", "宋终审", "zhengfuban", "终审", &[(Role::Reviewer3, city())]),
        user("zheng.baomi", "郑保密", "zhengfuban", "保密审查员", &[(Role::SecrecyReviewer, city())]),
        user("xie.baomi", "谢保密", "gongan", "保密审查员", &[(Role::SecrecyReviewer, Agency("gongan"))]),
        user("han.fabu", "韩发布", "zhengfuban", "发布员", &[(Role::Publisher, city())]),
        user("tang.fabu", "唐发布", "jiaoti", "发布员", &[(Role::Publisher, Agency("jiaoti"))]),
        user("feng.fabu", "冯发布", "gaoxin", "发布员", &[(Role::Publisher, Agency("gaoxin"))]),
    ]
}

fn office() -> Vec<DemoUser> {
    vec![
        user(
            "dong.shouli",
            "董受理",
            "zhengfuban",
            "依申请公开经办人",
            &[(Role::RequestOfficer, Agency("gaoan")), (Role::RequestOfficer, Agency("zhengfuban"))],
        ),
        user("xiao.shouli", "萧受理", "ziran", "依申请公开经办人", &[(Role::RequestOfficer, Agency("ziran"))]),
        user("shao.chengban", "邵承办", "zhengfuban", "承办单位", &[(Role::RequestUnit, AgencyTree("gaoan"))]),
        user("meng.fazhi", "孟法制", "zhengfuban", "合法性审核", &[(Role::LegalReviewer, AgencyTree("gaoan"))]),
        user("qin.qianfa", "秦签发", "zhengfuban", "签发人", &[(Role::Signatory, AgencyTree("gaoan"))]),
        user("cheng.jianguan", "程监管", "zhengfuban", "监管员", &[(Role::Supervisor, All)]),
        user("cao.tongji", "曹统计", "zhengfuban", "统计员", &[(Role::Statistician, AgencyTree("gaoan"))]),
        user("yuan.xitong", "袁系统", "zhengfuban", "系统管理员", &[(Role::SystemAdmin, All)]),
        user("deng.anquan", "邓安全", "zhengfuban", "安全管理员", &[(Role::SecurityAdmin, All)]),
        user("peng.shenji", "彭审计", "zhengfuban", "审计管理员", &[(Role::AuditAdmin, All)]),
    ]
}

/// Who handles an item of an agency, each a different person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoDesk {
    pub author: &'static str,
    pub reviewers: [&'static str; 3],
    pub secrecy_reviewer: &'static str,
    pub publisher: &'static str,
}

/// The desk of an agency: its own people where it has some, else the city's.
pub fn desk(agency: &str) -> DemoDesk {
    let author = match agency {
        "zhengfuban" | "gaoan" => "li.shili",
        "jiaoti" => "wang.yangli",
        "gongan" => "zhao.shifan",
        "weijian" => "chen.yanshi",
        "shichang" => "liu.shili",
        "ziran" => "huang.yangli",
        "gaoxin" => "zhou.shifan",
        "caizheng" => "wu.yanshi",
        "nongye" => "xu.shili",
        "shinao" => "sun.yangli",
        "bajing" => "hu.shifan",
        "ruizhou" => "zhu.yanshi",
        "tongji" => "lin.yangli",
        _ => "zhang.yanshi",
    };
    let first = match agency {
        "jiaoti" => "guo.chushen",
        "weijian" => "ma.chushen",
        _ => "he.chushen",
    };
    let second = if agency == "caizheng" { "liang.fushen" } else { "luo.fushen" };
    let publisher = match agency {
        "jiaoti" => "tang.fabu",
        "gaoxin" => "feng.fabu",
        _ => "han.fabu",
    };
    let secrecy_reviewer = if agency == "gongan" { "xie.baomi" } else { "zheng.baomi" };
    DemoDesk { author, reviewers: [first, second, "song.zhongshen"], secrecy_reviewer, publisher }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn logins_are_unique_and_no_account_holds_two_administrators() {
        let all = users();
        assert!(all.len() >= 30);
        assert_eq!(all.iter().map(|one| one.login).collect::<HashSet<_>>().len(), all.len());
        for one in &all {
            let roles: Vec<Role> = one.grants.iter().map(|grant| grant.role).collect();
            for (at, role) in roles.iter().enumerate() {
                domain::identity::check_roles(roles.get(..at).unwrap(), *role).unwrap();
            }
        }
    }

    #[test]
    fn every_role_of_the_domain_is_held_by_somebody() {
        let held: HashSet<Role> = users().iter().flat_map(|one| one.grants.iter().map(|grant| grant.role)).collect();
        assert_eq!(held.len(), Role::ALL.len());
    }

    #[test]
    fn each_desk_has_different_people_who_may_do_it() {
        let all = users();
        let holds = |login: &str, role: Role| {
            all.iter().any(|one| one.login == login && one.grants.iter().any(|grant| grant.role == role))
        };
        for agency in ["gaoan", "jiaoti", "gongan", "weijian", "caizheng", "gaoxin", "xinfang"] {
            let desk = desk(agency);
            let [first, second, third] = desk.reviewers;
            assert!(holds(desk.author, Role::Editor) && holds(desk.publisher, Role::Publisher));
            assert!(holds(first, Role::Reviewer1) && holds(second, Role::Reviewer2) && holds(third, Role::Reviewer3));
            assert!(holds(desk.secrecy_reviewer, Role::SecrecyReviewer));
        }
    }
}
