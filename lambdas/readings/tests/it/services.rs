//! What the platforms' services are asked.

use serde_json::{Value, json};

use crate::harness::{Listener, World};

/// Attack 38: the access token of one platform gets to another, or to wherever a platform's answer points.
#[tokio::test]
async fn a_token_is_for_one_platform_and_goes_to_its_own_origin_only() {
    let world = World::start().await;
    let stranger = Listener::start().await;
    let mut placed = Vec::new();
    for lms in [&world.lms, &world.other] {
        let author = lms.open("person=teacher&message=deep-linking").await;
        let reading = author.write("Ondas", "<p>Una onda.</p>").await;
        placed.push((lms, lms.place(&author, &reading, true).await));
    }
    // Both know the tool under the same client id; a token of the one is none at the other, which would answer 401.
    let counts = |lms: &crate::harness::Lms| {
        let counts = lms.platform.counts();
        (counts.tokens, counts.service_requests)
    };
    for (lms, activity) in &placed {
        let student = lms.open(&activity.query("student")).await;
        assert_eq!(student.post("/api/reading/done").await.ok()["grade"]["state"], "sent");
        assert_eq!(counts(lms), (1, 1), "a score");
        let teacher = lms.open(&activity.query("teacher")).await;
        let progress = teacher.get("/api/reading/progress").await.ok();
        assert_eq!(progress["notice"], Value::Null);
        assert_eq!(counts(lms), (3, 3), "members and results have a token each");
        teacher.get("/api/reading/progress").await.ok();
        assert_eq!(counts(lms), (3, 5), "tokens are kept");
    }

    // A next page elsewhere is not fetched, and the teacher is told that the list is not whole.
    let (lms, activity) = &placed[0];
    lms.fail(|faults| {
        faults.members_per_page = Some(2);
        faults.next_link_origin = Some(stranger.origin.clone());
    });
    let progress = lms.open(&activity.query("teacher")).await.get("/api/reading/progress").await.ok();
    assert_eq!(
        (&progress["members_from"], &progress["notice"]),
        (&json!("launches"), &json!("members_unavailable"))
    );
    assert_eq!(progress["members"].as_array().unwrap().len(), 1, "who has read it is known all the same");
    assert_eq!(stranger.heard(), [""; 0]);
}
