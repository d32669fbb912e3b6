//! Who may open which door: every route as every role and as a stranger; forms from elsewhere; signing in.

use crate::on_both;
use domain::identity::{Action, Place, Role, may};
use testkit::City;
use web::routes::{Access, Verb};

on_both!(every_route_asks_for_its_permission, forms_from_elsewhere_are_refused, signing_in_by_the_form);

pub const PEOPLE: &[(&str, &[Role])] = &[
    ("bianji", &[Role::Editor]),
    ("chushen", &[Role::Reviewer1]),
    ("fushen", &[Role::Reviewer2]),
    ("zhongshen", &[Role::Reviewer3]),
    ("baomi", &[Role::SecrecyReviewer]),
    ("fabu", &[Role::Publisher]),
    ("jianguan", &[Role::Supervisor]),
    ("jingban", &[Role::RequestOfficer]),
    ("chengban", &[Role::RequestUnit]),
    ("fazhi", &[Role::LegalReviewer]),
    ("qianfa", &[Role::Signatory]),
    ("tongji", &[Role::Statistician]),
    ("xitong", &[Role::SystemAdmin]),
    ("anquan", &[Role::SecurityAdmin]),
    ("shenji", &[Role::AuditAdmin]),
];

pub fn holds(roles: &[Role], action: Action) -> bool {
    roles.iter().any(|role| {
        let grant =
            domain::identity::Grant { role: *role, scope: domain::identity::Scope::All, lent_by: None, until: None };
        may(&[grant], action, &Place::installation(), domain::time::Moment(0)).is_ok()
    })
}

fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "999999999" } else { part }).collect::<Vec<_>>().join("/")
}

async fn every_route_asks_for_its_permission(city: &City) {
    let routes = web::table::all();
    assert!(routes.len() > 60, "the table is whole: {}", routes.len());
    let stranger = city.visitor();
    for route in routes.iter().filter(|r| !matches!(r.access, Access::Public | Access::SignInStep)) {
        let path = filled(route.path);
        let page = match route.method {
            Verb::Get => stranger.get(&path).await,
            Verb::Post => stranger.post(&path, &[]).await,
        };
        let turned_away = page.status == 401
            || page.status == 403
            || (page.status == 303 && page.location().contains("/console/login"));
        assert!(turned_away, "a stranger got {} from {}", page.status, route.path);
    }
    for (login, roles) in PEOPLE {
        let actor = city.actor(login).await;
        for route in &routes {
            let allowed = match route.access {
                Access::Needs(action) => holds(roles, action),
                Access::NeedsAny(actions) => actions.iter().any(|a| holds(roles, *a)),
                _ => continue,
            };
            let path = filled(route.path);
            let page = match route.method {
                Verb::Get => actor.get(&path).await,
                Verb::Post => actor.post(&path, &[]).await,
            };
            if allowed {
                assert_ne!(page.status, 500, "{login} broke {}", route.path);
            } else {
                assert_eq!(page.status, 403, "{login} was not turned away from {}", route.path);
            }
        }
    }
}

async fn forms_from_elsewhere_are_refused(city: &City) {
    let editor = city.actor("bianji").await;
    let page = editor.post_bare("/console/items/new", &[("title", "没有令牌")]).await;
    assert_eq!(page.status, 403);
    let request = http::Request::builder()
        .method("POST")
        .uri("/console/items/new")
        .header("host", "localhost")
        .header("origin", "https://evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("csrf={}&title=x", editor.csrf())))
        .unwrap();
    let page = editor.send(request).await;
    assert_eq!(page.status, 403);
}

async fn signing_in_by_the_form(city: &City) {
    let visitor = city.visitor();
    let page = visitor.get("/console/login").await.ok();
    let token = page.field("csrf").expect("a token before the session");
    let cookie = page
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find_map(|v| v.split(';').next().filter(|c| c.contains('=')))
        .expect("a cookie before the session")
        .to_string();
    let sign_in = async |password: &str| {
        let body = format!("csrf={token}&account=bianji&password={password}");
        let request = visitor
            .request(http::Method::POST, "/console/login")
            .header("cookie", &cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(body))
            .unwrap();
        visitor.send(request).await
    };
    let wrong = sign_in("falsch").await;
    assert!(wrong.status.is_client_error());
    assert!(wrong.says("bianji"), "the account typed is kept");
    assert!(!wrong.says("falsch"), "the password is not shown again");
    let right = sign_in("Green-Tea-42x").await;
    assert_eq!(right.status, 303, "{}", right.words());
    let cookies: Vec<&str> = right.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    let session = cookies.iter().find(|c| c.starts_with("gk_session=")).expect("a session");
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax"), "{session}");
}
