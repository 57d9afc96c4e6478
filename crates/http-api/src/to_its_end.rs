use std::panic::resume_unwind;

/// Runs `work` in a task of its own: a browser that hangs up does not stop it half-way. A panic goes on here.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    tokio::spawn(work).await.unwrap_or_else(|failed| resume_unwind(failed.into_panic()))
}
