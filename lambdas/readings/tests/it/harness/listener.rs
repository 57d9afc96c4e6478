use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, Uri};
use tokio::net::TcpListener;

/// Somebody on another origin who waits for what is not meant for them.
pub struct Listener {
    pub origin: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let notes = Arc::clone(&heard);
        let router = Router::new().fallback(async move |uri: Uri, headers: HeaderMap| {
            notes.lock().unwrap().push(format!("{uri} {headers:?}"));
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, heard }
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}
