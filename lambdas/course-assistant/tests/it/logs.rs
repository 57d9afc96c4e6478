//! What the operator's log holds.

use serde_json::json;

use crate::harness::{Service, begin_log, course, says};

/// Whatever becomes of a question, neither it, nor what was said before, nor what is found or answered is in the log.
#[tokio::test]
async fn the_log_tells_what_became_of_questions_and_holds_nothing_of_them() {
    let (log, guard) = begin_log();
    for said in ["Antwort [1].", "NO_ANSWER", "Antwort ohne Beleg"] {
        let service = Service::start(&says(said)).await;
        let name = "Dateiname.pptx";
        service.shelf().put(&course(), 1, name, &["Inhalt exam."]).await;
        service.shelf().find_only(&course(), 2, name, crate::harness::slides(&["Inhalt exam."])).await;
        let history = json!([{ "question": "Vorfrage exam", "answer": "Vorantwort" }]);
        service.send(&json!({ "question": "Frage exam", "history": history })).await.ok();
        service.stream("Frage exam").await.rest().await;
        service.ask(&"Frage exam".repeat(500)).await.refused(413, "question_too_long");
        let teacher = service.enter_teacher().await;
        service.call("POST", "/api/index", &teacher).await;
        service.call("GET", "/api/index/questions", &teacher).await.ok();
    }
    drop(guard);
    let own = log.own_lines();
    for told in [
        "a question was answered",
        "outcome=\"generated\"",
        "outcome=\"unknown\"",
        "https://moodle.example",
        "the index holds what may not be shown",
        "a teacher asked for the index",
        "question_too_long",
    ] {
        assert!(own.contains(told), "{told}: {own}");
    }
    for private in ["Antwort", "Vorantwort", "Frage", "Vorfrage", "Inhalt", "Dateiname"] {
        assert!(!own.contains(private), "{private} in {own}");
    }
}
