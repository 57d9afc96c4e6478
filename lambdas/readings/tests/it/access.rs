//! Who may call what.

use lti::registration::Status;
use serde_json::{Value, json};
use test_platform::claims::name;

use crate::content::text;
use crate::harness::{Activity, Answer, Session, World};

/// Every call there is.
pub const CALLS: [(&str, &str); 12] = [
    ("GET", "/api/reading"),
    ("PUT", "/api/reading"),
    ("POST", "/api/reading/done"),
    ("GET", "/api/reading/progress"),
    ("POST", "/api/reading/progress/send"),
    ("GET", "/api/reading/submission"),
    ("GET", "/api/readings"),
    ("POST", "/api/readings"),
    ("GET", "/api/deep-link"),
    ("POST", "/api/deep-link"),
    ("GET", "/api/privacy"),
    ("POST", "/api/privacy/erase"),
];

/// The calls for instructors.
const TEACHING: [(&str, &str); 8] =
    [CALLS[1], CALLS[3], CALLS[4], CALLS[5], CALLS[6], CALLS[7], CALLS[8], CALLS[9]];

/// A call with everything that a good one has. `reading` is the text that a teacher would place.
async fn ask(session: &Session, (method, path): (&str, &str), reading: &str) -> Answer {
    match (method, path) {
        ("PUT", _) | ("POST", "/api/readings") => {
            session.send(method, path, &text(("title", json!("Mine")))).await
        }
        ("POST", "/api/deep-link") => session.send(method, path, &json!({ "reading": reading })).await,
        _ => session.call(method, path, None).await,
    }
}

/// What its own people see of the course: the text, who has read it, and what else is there to be placed.
async fn seen(world: &World, activity: &Activity) -> Value {
    let teacher = world.open("teacher", activity).await;
    json!([
        teacher.get("/api/reading").await.ok(),
        teacher.get("/api/reading/progress").await.ok(),
        world.author().await.get("/api/readings").await.ok(),
    ])
}

/// Attack 41: a learner calls what is for teachers, and somebody of another course, deployment or platform asks for the
/// text of this one.
#[tokio::test]
async fn nobody_gets_beyond_their_own_role_course_and_platform() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let reading = activity.reading.as_str();
    world.open("student", &activity).await.post("/api/reading/done").await.ok();
    let before = seen(&world, &activity).await;

    // Roles, in each of the messages in which somebody may come.
    let system = json!([name::ROLE_SYSTEM_ADMINISTRATOR, name::ROLE_INSTITUTION_ADMINISTRATOR]);
    let institution = json!(["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"]);
    let foreign = json!(["https://evil.example/m#Instructor"]);
    for roles in [json!([name::ROLE_LEARNER]), json!([]), system, institution, foreign] {
        for message in ["resource-link", "deep-linking", "submission-review"] {
            let query = format!("{}&message={message}", activity.query("student"));
            let change = |claims: &mut Value| claims[name::ROLES] = roles.clone();
            let session = world.lms.open_changed(&query, change).await;
            for call in TEACHING {
                ask(&session, call, reading).await.assert_refused(403, "instructor_only");
            }
        }
    }

    // A teacher of another course does not find the text, and cannot place it there.
    let elsewhere = world.lms.open("person=teacher&course=nihongo&message=deep-linking").await;
    assert_eq!(elsewhere.get("/api/readings").await.ok(), json!({ "readings": [] }));
    ask(&elsewhere, ("POST", "/api/deep-link"), reading).await.assert_refused(404, "reading_not_found");

    // At another platform or deployment, where course, activity and people have the same ids, the text is not there,
    // even for somebody who writes its id into an activity.
    world.tool.admin().save(&world.lms.registration(&["1", "2"])).await.unwrap();
    let course = json!({ "id": "3", "label": "x", "title": "x", "type": ["CourseSection"] });
    for (lms, deployment) in [(&world.other, "1"), (&world.lms, "2")] {
        let open = async |person: &str, message: &str| {
            let smuggle = |claims: &mut Value| {
                claims[name::DEPLOYMENT_ID] = json!(deployment);
                claims[name::CONTEXT] = course.clone();
                claims[name::CUSTOM]["reading"] = json!(reading);
                if message != "deep-linking" {
                    claims[name::RESOURCE_LINK] = json!({ "id": activity.id });
                }
            };
            lms.open_changed(&format!("person={person}&message={message}"), smuggle).await
        };
        let (teacher, student) =
            (open("teacher", "resource-link").await, open("student", "resource-link").await);
        for call in [CALLS[0], CALLS[1], CALLS[3], CALLS[4]] {
            ask(&teacher, call, reading).await.assert_refused(404, "reading_not_found");
        }
        for call in [CALLS[0], CALLS[2]] {
            ask(&student, call, reading).await.assert_refused(404, "reading_not_found");
        }
        let review = open("teacher", "submission-review").await;
        review.get("/api/reading/submission").await.assert_refused(404, "reading_not_found");
        let author = open("teacher", "deep-linking").await;
        assert_eq!(author.get("/api/readings").await.ok(), json!({ "readings": [] }));
        ask(&author, ("POST", "/api/deep-link"), reading).await.assert_refused(404, "reading_not_found");
        author.write("Theirs", "<p>Theirs.</p>").await;
    }
    assert_eq!(seen(&world, &activity).await, before);
}

#[tokio::test]
async fn only_the_bearer_says_which_text_and_whose() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let other = world.author().await.write("Calor", "<p>El calor.</p>").await;
    let query =
        format!("reading={other}&id={other}&user_id=6&user=6&context=5&resource_link_id=9&role=instructor");
    let student = world.open("student", &activity).await;
    for (method, path) in [("GET", "/api/reading"), ("POST", "/api/reading/done"), ("GET", "/api/reading")] {
        let own = student.call(method, path, None).await.ok();
        assert_eq!(student.call(method, &format!("{path}?{query}"), None).await.ok(), own);
    }
    for path in [format!("/api/reading/{other}"), format!("/api/readings/{other}"), "/api/privacy/6".into()] {
        let answer = student.get(&path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
    }
    assert_eq!(world.member(&activity, "6").await["done_at"], Value::Null);
}

#[tokio::test]
async fn without_the_bearer_of_a_session_that_runs_there_is_nothing() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let guess = "A".repeat(43);
    for bearer in ["", "x", &guess, &activity.reading, "null"] {
        let nobody = Session::new(&world.tool.origin, bearer);
        for call in CALLS {
            ask(&nobody, call, &activity.reading).await.assert_refused(401, "session_expired");
        }
    }
    world.tool.pass(3600);
    for call in CALLS {
        ask(&student, call, &activity.reading).await.assert_refused(401, "session_expired");
    }
}

#[tokio::test]
async fn a_session_of_a_suspended_or_removed_registration_opens_nothing() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let reading = &activity.reading;
    let sessions = [
        world.open("student", &activity).await,
        world.open("teacher", &activity).await,
        world.author().await,
        world.lms.open("person=admin&message=data-privacy&user=4").await,
    ];
    let before = seen(&world, &activity).await;
    let all_are_refused = async || {
        for session in &sessions {
            for call in CALLS {
                ask(session, call, reading).await.assert_refused(403, "registration_inactive");
            }
        }
    };
    let (admin, id) = (world.tool.admin(), world.lms.id());
    admin.set_status(&id, Status::Suspended).await.unwrap();
    all_are_refused().await;
    admin.set_status(&id, Status::Active).await.unwrap();
    let deployment = world.lms.registration(&["1"]).deployments.pop_first().unwrap();
    admin.remove_deployment(&id, &deployment).await.unwrap();
    all_are_refused().await;
    admin.remove(&id).await.unwrap();
    all_are_refused().await;
    admin.save(&world.lms.registration(&["1"])).await.unwrap();
    assert_eq!(seen(&world, &activity).await, before);
}
