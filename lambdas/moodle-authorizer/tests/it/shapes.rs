//! What the `Authorization` header may be.

use crate::harness::Service;

#[tokio::test]
async fn without_a_token_of_a_known_shape_a_call_is_unauthorized_and_moodle_is_not_asked() {
    let service = Service::start();
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        Service::STUDENT,
        &format!("Basic {}", Service::STUDENT),
        &format!("Bearer {} x", Service::STUDENT),
        &format!("Bearer {}&wsfunction=core_user_delete_users", Service::STUDENT),
        &format!("Bearer {}", "a".repeat(129)),
        "Bearer short",
        "Bearer a.b",
        "Bearer a.b.c.d",
        "Bearer été-été-été-été-été-été",
    ] {
        service.call(&[header]).await.unauthorized();
    }
    service.call(&[]).await.unauthorized();
    let student = format!("Bearer {}", Service::STUDENT);
    service.call(&[&student, &student]).await.unauthorized();
    assert_eq!(service.moodle.calls(), 0);
}

#[tokio::test]
async fn the_scheme_is_read_in_any_case() {
    let service = Service::start();
    service.call(&[&format!("bearer {}", Service::STUDENT)]).await.caller();
    service.call(&[&format!("BEARER  {} ", Service::STUDENT)]).await.caller();
}
