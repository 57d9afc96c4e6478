//! The tool's own keys, as platforms see them while they rotate.

use std::sync::Arc;

use lti::key_ring::{PUBLISH_WAIT, RETIRED_KEPT};
use lti::time::UnixTime;
use ports::memory::MemoryStore;
use ports::{ToolKeys, ToolKeysError};

use crate::harness::{NOW, TOOL, Tool};

async fn published(tool: &Tool) -> Vec<String> {
    let set = tool.browser().get("/lti/jwks").await.json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_rotation_by_another_process_is_published_within_a_minute_and_runs_its_course_in_the_running_tool()
{
    let store = Arc::new(MemoryStore::default());
    let tool = Tool::start_on(Arc::clone(&store), TOOL).await;
    let old = published(&tool).await;
    let now = UnixTime(NOW);
    let elsewhere = ToolKeys::new(store);
    let fresh = ToolKeys::generate().unwrap();
    let rotation =
        elsewhere.change(now, |ring| Ok::<_, ToolKeysError>(ring.rotate(fresh.clone(), now).unwrap()));
    let new = rotation.await.unwrap().kid;
    assert_eq!(published(&tool).await, old);
    tool.pass(60);
    assert_eq!(published(&tool).await, [old[0].clone(), new.clone()]);
    tool.pass(i64::try_from(PUBLISH_WAIT.as_secs()).unwrap());
    assert_eq!(published(&tool).await, [new.clone(), old[0].clone()], "the one that signs comes first");
    tool.pass(i64::try_from(RETIRED_KEPT.as_secs()).unwrap());
    assert_eq!(published(&tool).await, [new]);
}
