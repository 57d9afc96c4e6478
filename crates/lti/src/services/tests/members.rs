use super::super::*;
use super::platform::*;
use crate::roles::CourseRole;

async fn members(world: &World, query: &MemberQuery) -> Result<Vec<Member>, ServiceError> {
    world.client().members(&world.memberships, query).await
}

fn all() -> MemberQuery {
    MemberQuery::default()
}

fn limited(limit: u32) -> MemberQuery {
    MemberQuery { limit: Some(limit), ..all() }
}

fn role(role: &str) -> MemberQuery {
    MemberQuery { role: Some(role.to_owned()), ..all() }
}

#[tokio::test]
async fn everybody_in_a_moodle_course_is_read() {
    let world = World::new([Answer::Recorded("nrps-all")]);
    let members = members(&world, &all()).await.unwrap();
    assert_eq!(members.len(), 62);
    let first = &members[0];
    assert_eq!(first.name.as_deref(), Some("Élodie Lefèvre"));
    assert_eq!((first.user_id.as_str(), first.role), ("5", CourseRole::Learner));
    assert_eq!((first.status, first.person_sourcedid.as_deref()), (MemberStatus::Active, None));
    assert_eq!(members[1].person_sourcedid.as_deref(), Some("S-0004"));
    let teachers: Vec<_> = members.iter().filter(|member| member.role == CourseRole::Instructor).collect();
    assert_eq!(teachers.len(), 1);
    let call = &world.calls()[0];
    assert_eq!(call.header("accept"), "application/vnd.ims.lti-nrps.v2.membershipcontainer+json");
    assert_eq!(call.header("authorization"), "Bearer first");
    assert_eq!(call.limits, SERVICE_LIMITS);
}

#[tokio::test]
async fn the_pages_of_a_moodle_course_are_read_one_after_the_other_with_one_token() {
    let pages = ["nrps-page1-limit20", "nrps-page2-limit20", "nrps-page3-limit20", "nrps-page4-limit20"];
    let world = World::new(pages.map(Answer::Recorded));
    assert_eq!(members(&world, &limited(20)).await.unwrap().len(), 62);
    assert_eq!((world.calls().len(), world.token_requests().len()), (4, 1));
}

#[tokio::test]
async fn members_without_names_are_read() {
    let mut world = World::new([Answer::Recorded("nrps-private-tool-no-names"), members_page(0..0, None)]);
    world.memberships.context_memberships_url = MEMBERS.replace("bindings/3", "bindings/4");
    let members = members(&world, &limited(5)).await.unwrap();
    assert_eq!(members.len(), 5);
    assert!(members.iter().all(|member| member.name.is_none() && member.email.is_none()));
}

#[tokio::test]
async fn members_with_one_role_are_asked_for() {
    let world = World::new([Answer::Recorded("nrps-role-instructor")]);
    let members = members(&world, &role("Instructor")).await.unwrap();
    assert_eq!(members[0].name.as_deref(), Some("Tina Teacher"));
}

#[tokio::test]
async fn the_role_stands_on_every_page_though_moodles_link_forgets_it() {
    let world = World::new([
        members_page(0..2, Some(format!("{MEMBERS}?limit=2&from=2"))),
        members_page(2..4, Some(format!("{MEMBERS}?limit=2&from=4&role=Learner"))),
        members_page(4..5, None),
    ]);
    let query = MemberQuery { limit: Some(2), ..role("Learner") };
    assert_eq!(members(&world, &query).await.unwrap().len(), 5);
    let urls: Vec<_> = world.calls().iter().map(Sent::url).collect();
    let page = |query: &str| format!("{MEMBERS}?{query}");
    assert_eq!(
        urls,
        [
            page("limit=2&role=Learner"),
            page("limit=2&from=2&role=Learner"),
            page("limit=2&from=4&role=Learner")
        ]
    );
}

#[tokio::test]
async fn members_who_can_open_one_activity_are_asked_for() {
    let mut world = World::new([Answer::Recorded("nrps-rlid"), members_page(0..0, None)]);
    // Moodle's own link carries the activity on.
    world.memberships.context_memberships_url = format!("{MEMBERS}?rlid=3");
    let query = MemberQuery { resource_link_id: Some("3".into()), ..limited(3) };
    assert_eq!(members(&world, &query).await.unwrap().len(), 3);
    assert_eq!(world.calls()[1].url(), format!("{MEMBERS}?limit=3&from=3&rlid=3"));
}

#[tokio::test]
async fn a_roster_of_a_thousand_comes_in_pages() {
    let pages = (0..20).map(|page| {
        let next = (page < 19).then(|| format!("{MEMBERS}?from={}", 50 * (page + 1)));
        members_page(50 * page..50 * (page + 1), next)
    });
    let world = World::new(pages);
    let members = members(&world, &all()).await.unwrap();
    assert_eq!(members.len(), 1000);
    assert_eq!((members[0].user_id.as_str(), members[999].user_id.as_str()), ("0", "999"));
    assert_eq!((world.calls().len(), world.token_requests().len()), (20, 1));
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_roster_is_replaced() {
    let world = World::new([
        members_page(0..2, Some(format!("{MEMBERS}?from=2"))),
        status(401),
        members_page(2..4, Some(format!("{MEMBERS}?from=4"))),
        members_page(4..5, None),
    ]);
    assert_eq!(members(&world, &all()).await.unwrap().len(), 5);
    assert_eq!((world.calls().len(), world.token_requests().len()), (4, 2));
}

#[tokio::test]
async fn somebody_who_moves_from_one_page_to_the_next_meanwhile_counts_once() {
    let world = World::new([members_page(0..3, Some(format!("{MEMBERS}?from=3"))), members_page(2..4, None)]);
    let ids: Vec<_> = members(&world, &all()).await.unwrap().into_iter().map(|m| m.user_id).collect();
    assert_eq!(ids, ["0", "1", "2", "3"]);
}

#[tokio::test]
async fn attack_38_a_next_page_on_another_origin_gets_no_token() {
    for foreign in [
        "https://evil.example/members",
        "http://moodle.localtest:8443/mod/lti/services.php/members",
        "https://moodle.localtest/mod/lti/services.php/members",
        "//evil.example/members",
        "file:///etc/passwd",
    ] {
        let world = World::new([members_page(0..2, Some(foreign.into())), members_page(2..4, None)]);
        let error = members(&world, &all()).await.unwrap_err();
        assert!(matches!(error, ServiceError::ForeignUrl(_)), "{foreign}: {error}");
        assert_eq!(world.calls().len(), 1, "{foreign}");
    }
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_are_left() {
    let world = World::new([
        members_page(0..2, Some(format!("{MEMBERS}?from=2"))),
        members_page(2..4, Some(MEMBERS.into())),
    ]);
    assert!(matches!(members(&world, &all()).await, Err(ServiceError::PagesRepeat)));
    assert_eq!(world.calls().len(), 2);
}

#[tokio::test]
async fn pages_without_end_are_left_after_five_hundred() {
    let pages = (1..=600).map(|page| members_page(0..0, Some(format!("{MEMBERS}?from={page}"))));
    let world = World::new(pages);
    assert!(matches!(members(&world, &all()).await, Err(ServiceError::TooManyPages)));
    assert_eq!(world.calls().len(), MAX_PAGES);
}

#[tokio::test]
async fn more_than_twenty_thousand_members_are_refused() {
    let world = World::new([members_page(0..MAX_ITEMS, None)]);
    assert_eq!(members(&world, &all()).await.unwrap().len(), MAX_ITEMS);
    let world = World::new([members_page(0..=MAX_ITEMS, None)]);
    assert!(matches!(members(&world, &all()).await, Err(ServiceError::TooManyItems)));
}

#[tokio::test]
async fn a_roster_that_fills_the_memory_is_left() {
    let page = |from: usize| {
        let name = "x".repeat(MAX_LIST_BYTES / 3);
        let body = format!(r#"{{"members":[{{"user_id":"{from}","roles":["Learner"],"name":"{name}"}}]}}"#);
        Answer::Made(200, vec![("link", format!(r#"<{MEMBERS}?from={from}>; rel="next""#))], body)
    };
    let world = World::new((1..=9).map(page));
    assert!(matches!(members(&world, &all()).await, Err(ServiceError::TooManyBytes)));
    assert_eq!(world.calls().len(), 3);
}

#[tokio::test]
async fn a_roster_that_takes_minutes_is_left() {
    let pages = (1..=100).map(|page| members_page(0..0, Some(format!("{MEMBERS}?from={page}"))));
    let world = World::new(pages);
    world.pace(20);
    let error = members(&world, &all()).await.unwrap_err();
    assert!(matches!(error, ServiceError::PagingTooSlow), "{error}");
    assert!(world.calls().len() < 20);
}

#[tokio::test]
async fn a_course_that_is_gone_is_told_in_moodles_words() {
    let mut world = World::new([Answer::Recorded("nrps-404-other-course")]);
    world.memberships.context_memberships_url = MEMBERS.replace("CourseSection/3", "CourseSection/99999");
    let error = members(&world, &all()).await.unwrap_err();
    assert!(
        matches!(&error, ServiceError::NotFound { reason } if reason.contains("Course 99999")),
        "{error}"
    );
}

#[tokio::test]
async fn what_moodle_does_not_serve_is_told_in_moodles_words() {
    let world = World::new([Answer::Recorded("nrps-400-wrong-accept")]);
    let error = members(&world, &all()).await.unwrap_err();
    assert!(error.to_string().contains("No handler found"), "{error}");
}

#[tokio::test]
async fn a_member_with_odd_details_is_read_as_far_as_they_make_sense() {
    let world = World::new([json(
        r#"{"members": [
            {"user_id": 7, "roles": "Learner", "status": "Away", "name": 5, "email": "", "picture": "https://x.example/p"},
            {"user_id": "8", "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"], "status": "deleted"},
            {"roles": ["Learner"]},
            {"user_id": " "},
            "nonsense"
        ]}"#,
    )]);
    let members = members(&world, &all()).await.unwrap();
    assert_eq!(members.iter().map(|m| m.user_id.as_str()).collect::<Vec<_>>(), ["7", "8"]);
    assert_eq!((members[0].status, members[0].role), (MemberStatus::Inactive, CourseRole::None));
    assert_eq!((&members[0].name, &members[0].email), (&None, &None));
    assert_eq!((members[1].status, members[1].role), (MemberStatus::Deleted, CourseRole::Instructor));
}
