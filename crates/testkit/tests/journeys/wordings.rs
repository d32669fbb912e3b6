//! The wording of letters and mails in the console: changed, looked at, with its faults at their lines, its history, and
//! the way back.

use testkit::City;

use crate::on_both;

on_both!(wording_is_changed_with_its_faults_at_their_lines_and_taken_back);

async fn wording_is_changed_with_its_faults_at_their_lines_and_taken_back(city: &City) {
    let admin = city.actor("xitong").await;
    let list = admin.get("/console/wordings").await.ok();
    for text in ["补正告知书", "答复书（不予公开：属于国家秘密）", "送达回证", "已经答复"]
    {
        assert!(list.says(text), "{text} is not in {}", list.words());
    }
    assert!(!list.says("已修改"));
    let url = "/console/wordings/letters/extension_notice";
    let shown = admin.get(url).await.ok();
    assert!(shown.says("延长的工作日数") && shown.says("没有修改过"), "{}", shown.words());
    assert!(shown.says("答复期限延长20个工作日"), "a preview with sample values: {}", shown.words());

    let send =
        async |what: &str, body: &str| admin.post(url, &[("do", what), ("title", "延期告知书"), ("body", body)]).await;
    let unknown = send("save", "第一行。\n第二行{{ secret }}。").await;
    assert_eq!(unknown.status, 422);
    assert!(
        unknown.says("id=\"e-body\"") && unknown.says("第 2 行（“第二行{{ secret }}。”）：没有名为“secret”的占位内容"),
        "{}",
        unknown.words()
    );
    let broken = send("preview", "一\n二\n{{ days").await;
    assert!(broken.says("第 3 行") && broken.says("占位写法不完整"), "{}", broken.words());
    let preview = send("preview", "延长{{ days }}个工作日。").await.ok();
    assert!(preview.says("<p>延长20个工作日。</p>"), "{}", preview.text());
    assert!(admin.get(url).await.ok().says("没有修改过"), "a preview changes nothing");

    send("save", "延长{{ days }}个工作日。").await.redirects();
    let changed = admin.get(url).await.ok();
    assert!(
        changed.says("本单位修改过") && changed.says("系统管理员") && changed.says("延长{{ days }}个工作日"),
        "{}",
        changed.words()
    );
    assert!(admin.get("/console/wordings").await.ok().says("已修改"));
    send("reset", "").await.redirects();
    let back = admin.get(url).await.ok();
    assert!(
        back.says("系统自带") && back.says("恢复系统自带的模板") && back.says("经本机关政府信息公开工作机构负责人同意"),
        "{}",
        back.words()
    );

    // A form's cells are each checked in their line.
    let form = "/console/wordings/letters/service_record";
    let cells = admin
        .post(form, &[("do", "save"), ("title", "送达回证"), ("body", "送达机关｜{{ agency }}\n甲｜{{ nobody }}")])
        .await;
    assert!(cells.says("第 2 行"), "{}", cells.words());

    let mail = "/console/wordings/mails/replied";
    assert!(admin.get(mail).await.ok().says("主题：政府信息公开申请已答复（2026-00012）"));
    let typed = [("do", "save"), ("title", "已答复 {{ number }}"), ("body", "请查看：{{ link }}")];
    admin.post(mail, &typed).await.redirects();
    assert!(admin.get(mail).await.ok().says("本单位修改过"));
    let bad = admin.post(mail, &[("do", "save"), ("title", "已答复 {{ applicant }}"), ("body", "甲")]).await;
    assert!(bad.says("id=\"e-title\""), "{}", bad.words());
    assert_eq!(admin.get("/console/wordings/mails/nothing").await.status, 404);
    assert_eq!(admin.get("/console/wordings/letters/nothing").await.status, 404);
    assert_eq!(city.actor("jingban").await.get("/console/wordings").await.status, 403);
    city.actor("jianguan").await.get("/console/wordings").await.ok();
}
