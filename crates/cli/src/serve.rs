//! `moodle-aws serve`: the product on one machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::http::{HeaderValue, Response, header};
use axum::response::Redirect;
use axum::routing::get;
use local::{SqliteEvents, SqliteQueue, SqliteStore};
use lti::login::ToolUrl;
use lti_tool::App;
use moodle::{Endpoint, MoodleEvent};
use ports::{Clock as _, SystemClock, ToolKeys};
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::args::Serve;
use crate::{engine, say, store};

mod demo;
mod events;
mod index;
mod server;
pub mod site;

/// How often what is over is deleted.
const SWEEP: Duration = Duration::from_mins(1);
/// How often grades that are due are looked for.
const SEND_GRADES: Duration = Duration::from_secs(3);
/// How often the tool's own keys are looked at.
const KEEP_KEYS: Duration = Duration::from_hours(1);

pub async fn serve(args: Serve) -> anyhow::Result<()> {
    let page = site::front_page(&args.place.site.frontend)?;
    let (folder, store) = store::open(&args.place.data)?;
    let lock = folder.lock_for_serving()?;
    store.check_integrity()?;
    let listener = listen(args.place.addr, "--addr").await?;
    let tool = site::public_url(&args.place.site, listener.local_addr()?)?;

    let strangers = store::strangers(args.place.allow_private_platforms)?;
    let app = Arc::new(App::new(tool.clone(), store::ports(&store, strangers.clone())?, page));
    app.secrets().await?;
    let (limits, allowances) = engine::limits(&args.allowances);
    let engine = engine::choose(&args.engine).await?;
    let translates = engine.as_ref().map(|engine| engine.model().to_owned());
    let translation = translate::App::new(store::translation_ports(&store), engine, limits, allowances);
    let translation = Arc::new(translation);
    let readings = Arc::new(readings::App::new(tool.clone(), store::reading_ports(&store, strangers)?));
    let index = store::index(&folder, args.assistant.embeddings.clone()).await?;
    let answers = engine::assistant(&args.engine, args.assistant.language_model.as_deref()).await?;
    let answered_by = answers.as_ref().map(|model| model.model().to_owned());
    let assistant = course_assistant::App::new(
        store::assistant_ports(&store, &index)?,
        answers,
        course_assistant::Limits::default(),
        engine::question_allowances(&args.questions),
    );
    let indexer = index_file::App::new(store::index_ports(&store, &index)?, folder.scratch()?);
    let mut beside = assets(&args.place.site.frontend)
        .merge(translate::router(Arc::clone(&translation)))
        .merge(readings::router(Arc::clone(&readings)))
        .merge(course_assistant::router(Arc::new(assistant)));
    let taken = SqliteEvents::new(Arc::clone(&store), Arc::new(SystemClock));
    // Without a secure address there is none to make connection codes for; the warning says so.
    if let Ok(endpoint) = Endpoint::parse(&tool.origin()) {
        let events = put_events::App::new(&endpoint, store::event_ports(&store, &taken));
        beside = beside.merge(put_events::router(Arc::new(events)));
        let ports = store::authorizer_ports(&store)?;
        let authorizer = moodle_authorizer::App::new(endpoint, args.moodle.moodle_url, ports);
        let for_sites = translate::site_router(translation);
        beside = beside.merge(moodle_authorizer::behind(Arc::new(authorizer), for_sites));
    }
    let mut demo_lms = None;
    demo::forget(&store).await?;
    if args.demo {
        let listener = listen(args.demo_addr, "--demo-addr").await?;
        let demo = demo::Demo::register(&store, &tool, &listener.local_addr()?).await?;
        demo.connect(&store, &indexer.ports.requests).await?;
        let home = demo.home().to_owned();
        beside = beside.route("/demo", get(async move || Redirect::temporary(&home)));
        demo_lms = Some((listener, demo));
    }
    let (stop, stop_demo) = (stop_signal()?, stop_signal()?);
    say(&welcome(&tool, demo_lms.is_some(), translates.as_deref(), answered_by.as_deref()));
    let sweeper = tokio::spawn(sweep(Arc::clone(&store)));
    let grader = tokio::spawn(send_grades(readings));
    let rotator = tokio::spawn(keep_keys(Arc::clone(&store), args.rotate_keys_days));
    let delay = store::delay_ports(&store);
    let handler = tokio::spawn(events::hand_on(taken, async move |event: &MoodleEvent| {
        event_delay::handle(&delay, event).await.map(drop)
    }));
    let jobs = Arc::new(SqliteQueue::new(Arc::clone(&store), Arc::new(SystemClock)));
    let indexing = tokio::spawn(index::work(Arc::new(indexer), jobs, index.is_new()));
    let serving_demo = async {
        if let Some((listener, demo)) = demo_lms {
            server::serve(listener, demo.router(), stop_demo).await;
        }
    };
    tokio::join!(server::serve(listener, lti_tool::router(app, beside), stop), serving_demo);
    demo::forget(&store).await?;
    sweeper.abort();
    handler.abort();
    grader.abort();
    rotator.abort();
    indexing.abort();
    drop(lock);
    Ok(())
}

async fn listen(addr: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addr)
        .await
        .with_context(|| format!("cannot listen on {addr}; choose another address with {option} HOST:PORT"))
}

/// The build's files have their content's hash in their names, so browsers may keep them.
fn assets(frontend: &std::path::Path) -> Router<Arc<App>> {
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let when_found = move |response: &Response<_>| response.status().is_success().then(|| forever.clone());
    Router::new()
        .nest_service("/assets", ServeDir::new(frontend.join("assets")))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, when_found))
}

async fn sweep(store: Arc<SqliteStore>) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = store.sweep(SystemClock.now()).await {
            tracing::warn!(%error, "what is over could not be deleted; it is tried again in a minute");
        }
    }
}

/// Sends the grades that the platforms do not have yet.
async fn send_grades(readings: Arc<readings::App>) {
    let mut ticks = tokio::time::interval(SEND_GRADES);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = readings::send_due(&readings).await {
            let error = http_api::chain(&error);
            tracing::warn!(error, "nobody knows which grades are due; they are looked for again in seconds");
        }
    }
}

/// Rotates the tool's keys when they are `days` old, and deletes those that are over.
async fn keep_keys(store: Arc<SqliteStore>, days: u32) {
    let period = (days > 0).then(|| Duration::from_hours(24) * days);
    let keys = ToolKeys::new(Arc::clone(&store) as _);
    let mut ticks = tokio::time::interval(KEEP_KEYS);
    loop {
        ticks.tick().await;
        if let Err(error) = rotate_keys::keep_up(&keys, &*store, period, SystemClock.now()).await {
            let error = http_api::chain(&error);
            tracing::warn!(error, "the tool's keys could not be looked after; it is tried again in an hour");
        }
    }
}

fn welcome(tool: &ToolUrl, demo: bool, translates: Option<&str>, answers: Option<&str>) -> String {
    let mut parts = vec![format!("moodle-aws is running at {}", tool.origin())];
    if demo {
        parts.push(format!("  Open {} and launch the tool from a demo LMS.", tool.at("/demo")));
    }
    parts.push(match translates {
        Some(model) => format!("  Texts are translated by {model}."),
        None => format!("  Nothing translates yet: {}", engine::HOW_TO),
    });
    parts.push(match answers {
        Some(model) => format!("  Questions about courses are answered by {model}."),
        None => "  Questions about courses are answered with passages of their files: no language model is set up.".into(),
    });
    parts.push(site::addresses(tool));
    parts.push(
        "  Then register it here:    moodle-aws platform add --help\n  \
           To check the set-up:      moodle-aws doctor"
            .into(),
    );
    parts.extend(site::insecure(tool).map(|warning| format!("  Warning: {warning}")));
    parts.join("\n\n")
}

/// Ends when the process is asked to stop. It listens from the call on, not only when it is awaited.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async { tokio::signal::ctrl_c().await.unwrap_or(()) })
}
