use std::sync::Arc;

use lti::dynamic_registration::Invite;
use lti::launch::OneTimeClaim;
use lti::registration::NewDeployments;
use lti::token::TokenDigest;
use moodle::WebServiceError;
use moodle::site_info::TokenDecision;
use moodle::{Site, SiteKeyId, SiteUrl};
use ports::conformance::completions::{activity, completion};
use ports::conformance::samples::NOW;
use ports::{
    CacheKey, CachedTranslation, Completions as _, InviteAdmin as _, MoodleTokens as _, OneTime as _,
    Quotas as _, SiteAdmin as _, Take, TranslationCache as _,
};
use tempfile::TempDir;

use super::*;

mod events;
mod jobs;

async fn fresh() -> (TempDir, Arc<SqliteStore>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("db")).unwrap();
    (folder, Arc::new(store))
}

ports::one_time_conformance!(fresh);
ports::registrations_conformance!(fresh);
ports::sessions_conformance!(fresh);
ports::secrets_conformance!(fresh);
ports::quotas_conformance!(fresh);
ports::translation_cache_conformance!(fresh);
ports::sites_conformance!(fresh);
ports::readings_conformance!(fresh);
ports::completions_conformance!(fresh);
ports::moodle_tokens_conformance!(fresh);
ports::invites_conformance!(fresh);
ports::pending_jobs_conformance!(fresh);
ports::manifest_conformance!(fresh);
ports::site_tokens_conformance!(fresh);
ports::open_questions_conformance!(fresh);

fn claim(id: &str, seconds: u64) -> OneTimeClaim {
    OneTimeClaim { id: id.into(), until: NOW + Duration::from_secs(seconds) }
}

#[tokio::test]
async fn two_stores_on_one_file_see_one_truth() {
    let (folder, first) = fresh().await;
    let second = SqliteStore::open(&folder.path().join("db")).unwrap();
    assert!(first.claim_once(&claim("a", 60), NOW).await.unwrap());
    assert!(!second.claim_once(&claim("a", 60), NOW).await.unwrap());
}

#[tokio::test]
async fn sweeping_deletes_what_is_over_and_nothing_else() {
    let (_folder, store) = fresh().await;
    store.claim_once(&claim("short", 60), NOW).await.unwrap();
    store.claim_once(&claim("long", 600), NOW).await.unwrap();
    let later = NOW + Duration::from_mins(1) + CLAIMS_KEPT;
    assert_eq!(store.sweep(NOW + Duration::from_mins(1)).await.unwrap(), 0, "a clock may be set back");
    assert_eq!(store.sweep(later).await.unwrap(), 1);
    assert_eq!(store.sweep(later).await.unwrap(), 0);
    assert!(!store.claim_once(&claim("long", 600), NOW).await.unwrap());
}

#[tokio::test]
async fn sweeping_deletes_allowances_and_translations_whose_time_is_over() {
    let (_folder, store) = fresh().await;
    let until = |minutes| NOW + Duration::from_mins(minutes);
    let take =
        |name: &str, minutes| Take { allowance: name.into(), amount: 1, limit: 1, until: until(minutes) };
    store.take(&[take("short", 1), take("long", 10)], NOW).await.unwrap().unwrap();
    let translation = CachedTranslation { text: "été".into(), source: None, in_pieces: false };
    store.keep_translation(&CacheKey([1; 32]), &translation, until(1)).await.unwrap();
    store.keep_translation(&CacheKey([2; 32]), &translation, until(10)).await.unwrap();
    assert_eq!(store.sweep(until(1)).await.unwrap(), 2);
    assert_eq!(store.sweep(until(1)).await.unwrap(), 0);
    assert_eq!(store.take(&[take("long", 10)], NOW).await.unwrap(), Err(0), "its window goes on");
    let left = store.translations(&[CacheKey([1; 32]), CacheKey([2; 32])], NOW).await.unwrap();
    assert_eq!(left, [None, Some(translation)]);
}

#[tokio::test]
async fn sweeping_deletes_what_moodle_said_when_its_time_is_over_and_keeps_sites() {
    let (_folder, store) = fresh().await;
    let until = |minutes| NOW + Duration::from_mins(minutes);
    let [short, long] = ["short", "long"].map(TokenDigest::of);
    let decision = TokenDecision::Refused(WebServiceError::UnknownToken);
    store.keep_decision(&short, &decision, until(1)).await.unwrap();
    store.keep_decision(&long, &decision, until(10)).await.unwrap();
    let url = SiteUrl::parse("https://moodle.example").unwrap();
    let site = Site { key_id: SiteKeyId::from_random(&[1; 16]), url, added: 0 };
    store.add_site(&site).await.unwrap();
    assert_eq!(store.sweep(until(1)).await.unwrap(), 1);
    assert_eq!(store.decision(&long, NOW).await.unwrap(), Some(decision));
    assert_eq!(store.sites().await.unwrap(), [site]);
}

#[tokio::test]
async fn sweeping_forgets_an_invite_a_month_after_its_end_and_no_earlier() {
    let (_folder, store) = fresh().await;
    let invite = Invite {
        id: TokenDigest::of("a"),
        created: NOW,
        expires: NOW + Invite::LIFETIME,
        note: None,
        issuer: None,
        new_deployments: NewDeployments::First,
    };
    store.add_invite(&invite).await.unwrap();
    let forgotten = invite.expires + Invite::REMEMBERED;
    assert_eq!(store.sweep(forgotten - Duration::from_secs(1)).await.unwrap(), 0);
    assert_eq!(store.sweep(forgotten).await.unwrap(), 1);
    assert_eq!(store.invites().await.unwrap(), []);
}

#[tokio::test]
async fn a_write_that_fails_leaves_nothing_and_does_not_disturb_others() {
    let (_folder, store) = fresh().await;
    let failing = store.writer.write(|db| {
        db.execute("INSERT INTO claims VALUES ('half', 1)", [])?;
        db.execute("INSERT INTO no_such_table VALUES (1)", [])
    });
    let fine = store.writer.write(|db| db.execute("INSERT INTO claims VALUES ('whole', 1)", []));
    let (failed, done) = tokio::join!(failing, fine);
    assert!(failed.is_err());
    assert_eq!(done.unwrap(), 1);
    let kept: String = store
        .readers
        .read(|db| db.query_row("SELECT group_concat(id) FROM claims", [], |r| r.get(0)))
        .await
        .unwrap();
    assert_eq!(kept, "whole");
}

#[tokio::test]
async fn a_database_that_another_process_keeps_locked_is_told_as_that_and_nothing_is_lost() {
    let (folder, store) = fresh().await;
    let other = Connection::open(folder.path().join("db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = store.claim_once(&claim("a", 60), NOW).await.unwrap_err();
    assert!(refused.is_retryable());
    let cause = std::error::Error::source(&refused).unwrap().to_string();
    assert!(cause.contains("locked"), "{cause}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store.claim_once(&claim("a", 60), NOW).await.unwrap());
}

#[tokio::test]
async fn a_grade_that_a_later_version_wrote_holds_up_no_other() {
    let (folder, store) = fresh().await;
    for user in ["a", "b"] {
        store.add_completion(&completion(&activity(), user, NOW)).await.unwrap();
    }
    let later = Connection::open(folder.path().join("db")).unwrap();
    later
        .execute(r#"UPDATE completions SET grade = '{"state":"new"}' WHERE data LIKE '%"user":"a"%'"#, [])
        .unwrap();
    let due = store.grades_due(NOW, 9).await.unwrap();
    assert_eq!(due.iter().map(|due| due.user.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn a_transaction_that_sqlite_rolled_back_writes_nothing_more() {
    let (_folder, store) = fresh().await;
    let lost = store.writer.write(|db| {
        db.execute("INSERT INTO claims VALUES ('lost', 9999999999)", [])?;
        db.execute_batch("ROLLBACK")
    });
    assert!(lost.await.is_err());
    assert!(store.claim_once(&claim("lost", 60), NOW).await.unwrap());
}

#[tokio::test]
async fn a_write_that_panics_leaves_nothing_and_others_go_on() {
    let (_folder, store) = fresh().await;
    let panicking = store.writer.write(|db| -> rusqlite::Result<()> {
        db.execute("INSERT INTO claims VALUES ('half', 9999999999)", [])?;
        panic!("on purpose");
    });
    assert!(panicking.await.unwrap_err().is_retryable());
    assert!(store.claim_once(&claim("half", 60), NOW).await.unwrap());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    std::fs::write(&path, "This is not a database. ".repeat(100)).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains(path.to_str().unwrap()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "This is not a database. ".repeat(100));
}

#[tokio::test]
async fn a_database_damaged_in_the_middle_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let store = SqliteStore::open(&path).unwrap();
    for i in 0..500 {
        store.claim_once(&claim(&format!("claim-{i}-{}", "x".repeat(200)), 60), NOW).await.unwrap();
    }
    assert!(store.check_integrity().is_ok());
    drop(store);
    let checkpoint = |connection: &Connection| {
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(checkpoint(&connect(&path).unwrap()).unwrap(), 0);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    assert!(matches!(store.check_integrity(), Err(OpenError::Damaged { .. })));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    drop(SqliteStore::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(OpenError::Newer(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _store) = fresh().await;
    let mode = std::fs::metadata(folder.path().join("db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
