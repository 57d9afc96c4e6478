//! A launch happens once.

use std::sync::Arc;

use futures_util::future::join_all;
use local::SqliteStore;

use crate::harness::{TOOL, Tool};

/// Sends one launch fifty times at once; exactly one is accepted, and its code works.
async fn one_of_fifty_wins(tool: &Tool) {
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    let replays = (0..50).map(|_| browser.launch(&login.state, &token).into_future());
    let (won, lost): (Vec<_>, Vec<_>) =
        join_all(replays).await.into_iter().partition(|answer| answer.status == 303);
    assert_eq!(won.len(), 1);
    for answer in lost {
        answer.assert_refused(409, "state_used");
    }
    assert_eq!(tool.written(), ["claim", "pending session"]);
    assert_eq!(browser.exchange(&won[0].accepted()).await.status, 200);
}

/// Attack 4: the same launch is sent again.
#[tokio::test]
async fn a_launch_that_is_sent_again_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    let code = browser.launch(&login.state, &token).await.accepted();
    for _ in 0..3 {
        browser.launch(&login.state, &token).await.assert_refused(409, "state_used");
    }
    assert_eq!(tool.written(), ["claim", "pending session"]);
    assert_eq!(browser.exchange(&code).await.status, 200, "the replay does not harm the launch");
    browser.launch(&login.state, &token).await.assert_refused(409, "state_used");
}

/// Attack 5: the same launch is sent many times at once.
#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_parallel_replays_exactly_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("tool.sqlite")).unwrap();
    one_of_fifty_wins(&Tool::start_on(Arc::new(store), TOOL).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_parallel_replays_exactly_one_wins_in_memory_too() {
    one_of_fifty_wins(&Tool::start().await).await;
}

#[tokio::test]
async fn a_login_is_used_up_however_fresh_the_second_token_is() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    // At the last second of the state's life, and of its claim's, a claim that was forgotten would show.
    for seconds in [1, 299, 300] {
        tool.pass(seconds);
        let again = browser.launch(&login.state, &tool.a.token(&login)).await;
        again.assert_refused(409, "state_used");
    }
    for seconds in [1, 59, 1, 3600] {
        tool.pass(seconds);
        let late = browser.launch(&login.state, &tool.a.token(&login)).await;
        late.assert_refused(400, "state_expired");
    }
}
