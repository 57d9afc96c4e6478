//! The HTTP server: connections that send nothing are closed, and stopping does not wait for ever.

use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// Time for the head of a request, and between two requests on one connection.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// Time that requests under way get when the server is asked to stop.
const STOP_TIME: Duration = Duration::from_secs(5);
/// After a failed accept, which means that the system is out of something.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop`, and then until what is under way has been answered, but not for long.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let under_way = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Words of a translation leave as they come, not when there is a packet full of them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let watched = under_way.watch(connection);
        // A connection that breaks off is the other side's affair.
        tokio::spawn(async move { watched.await.ok() });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIME, under_way.shutdown()).await;
}
