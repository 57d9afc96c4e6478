//! Opens what a command works on: the one place that chooses the ports of this machine.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use http_api::Sessions;
use http_client::WebClient;
use index_file::Requests;
use local::{DataFolder, ExtractorProcess, ServeLock, SqliteEvents, SqliteQueue, SqliteStore};
use local_index::{BertEmbeddings, Embeddings, LocalIndex};
use lti_tool::Ports;
use ports::{
    DocumentIndex, HttpClient, InviteAdmin, JobSource, Manifest, OpenQuestions, RegistrationAdmin,
    SecretStore, SiteAdmin, SiteKeys, SiteTokenAdmin, SystemClock, SystemEntropy, ToolKeys,
};

use crate::args::{Data, Target};
use crate::stack;

/// Opens the database of a data folder.
pub fn open(data: &Data) -> anyhow::Result<(DataFolder, Arc<SqliteStore>)> {
    let folder = DataFolder::open(&data.folder)?;
    let store = SqliteStore::open(&folder.database())?;
    Ok((folder, Arc::new(store)))
}

/// Opens the database of a data folder that must be there already.
pub fn open_existing(data: &Data) -> anyhow::Result<(DataFolder, Arc<SqliteStore>)> {
    if !data.folder.exists() {
        bail!(
            "there is no data folder {}; name the one that `serve` uses with --data DIR",
            data.folder.display()
        );
    }
    open(data)
}

/// What operators' commands work on.
pub struct Operated {
    pub registrations: Arc<dyn RegistrationAdmin>,
    pub invites: Arc<dyn InviteAdmin>,
    pub sites: Arc<dyn SiteAdmin>,
    pub secrets: Arc<dyn SecretStore>,
    pub tokens: Arc<dyn SiteTokenAdmin>,
    pub index: Indexed,
    /// Where it is reached, if it says so itself.
    pub public_url: Option<String>,
}

/// What operators' commands about the index work on.
pub struct Indexed {
    pub manifest: Arc<dyn Manifest>,
    pub requests: Requests,
    /// The queue that the requests go to.
    pub jobs: Arc<dyn JobSource>,
    pub questions: Arc<dyn OpenQuestions>,
}

/// The documents of the index, for who changes them by hand.
pub struct Documents {
    /// Absent on a stack without the course assistant.
    pub index: Option<Arc<dyn DocumentIndex>>,
    /// In a data folder one process works in the index.
    _lock: Option<ServeLock>,
}

impl From<Arc<SqliteStore>> for Operated {
    fn from(store: Arc<SqliteStore>) -> Self {
        let queue = Arc::new(SqliteQueue::new(Arc::clone(&store), Arc::new(SystemClock)));
        Self {
            registrations: store.clone(),
            invites: store.clone(),
            sites: store.clone(),
            tokens: store.clone(),
            index: Indexed {
                manifest: store.clone(),
                requests: requests(&store),
                jobs: queue,
                questions: store.clone(),
            },
            secrets: store,
            public_url: None,
        }
    }
}

/// Opens a data folder, or a stack.
pub async fn operate(target: &Target) -> anyhow::Result<Operated> {
    match &target.stack.name {
        Some(name) => stack::open(name).await,
        None => Ok(open(&target.data)?.1.into()),
    }
}

/// Opens a data folder that must be there already, or a stack.
pub async fn operate_existing(target: &Target) -> anyhow::Result<Operated> {
    match &target.stack.name {
        Some(name) => stack::open(name).await,
        None => Ok(open_existing(&target.data)?.1.into()),
    }
}

/// Opens a data folder that must be there already, or a stack that has the course assistant.
pub async fn operate_assistant(target: &Target) -> anyhow::Result<Operated> {
    if let Some(name) = &target.stack.name
        && stack::documents(name).await?.is_none()
    {
        bail!("{name}: {}", stack::NO_ASSISTANT);
    }
    operate_existing(target).await
}

/// Opens the documents of the index, in a data folder that is there already, or of a stack.
pub async fn documents(target: &Target) -> anyhow::Result<Documents> {
    if let Some(name) = &target.stack.name {
        return Ok(Documents { index: stack::documents(name).await?, _lock: None });
    }
    let folder = DataFolder::open(&target.data.folder)?;
    let lock = folder.lock_for_serving()?;
    Ok(Documents { index: Some(index(&folder, None).await?), _lock: Some(lock) })
}

/// The Moodle authorizer's ports of this machine.
pub fn authorizer_ports(store: &Arc<SqliteStore>) -> anyhow::Result<moodle_authorizer::Ports> {
    Ok(moodle_authorizer::Ports {
        sites: Arc::clone(store) as _,
        keys: Arc::new(SiteKeys::new(Arc::clone(store) as _)),
        one_time: Arc::clone(store) as _,
        tokens: Arc::clone(store) as _,
        http: Arc::new(web_client()?),
        clock: Arc::new(SystemClock),
    })
}

/// The ports of this machine for taking events.
pub fn event_ports(store: &Arc<SqliteStore>, events: &SqliteEvents) -> put_events::Ports {
    put_events::Ports {
        sites: Arc::clone(store) as _,
        keys: Arc::new(SiteKeys::new(Arc::clone(store) as _)),
        sink: Arc::new(events.clone()),
        clock: Arc::new(SystemClock),
    }
}

/// What asks for jobs of the index on this machine.
pub fn requests(store: &Arc<SqliteStore>) -> Requests {
    Requests {
        pending: Arc::clone(store) as _,
        queue: Arc::new(SqliteQueue::new(Arc::clone(store), Arc::new(SystemClock))),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::default()),
    }
}

/// What makes jobs of events on this machine.
pub fn delay_ports(store: &Arc<SqliteStore>) -> event_delay::App {
    event_delay::App {
        pending: Arc::clone(store) as _,
        queue: Arc::new(SqliteQueue::new(Arc::clone(store), Arc::new(SystemClock))),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::default()),
    }
}

fn web_client() -> anyhow::Result<WebClient> {
    WebClient::new().context("the system's TLS certificates cannot be used")
}

/// The client for addresses that came from outside.
pub fn strangers(allow_private: bool) -> anyhow::Result<WebClient> {
    if allow_private {
        return web_client();
    }
    WebClient::for_strangers().context("the system's TLS certificates cannot be used")
}

/// The translation service's ports of this machine.
pub fn translation_ports(store: &Arc<SqliteStore>) -> translate::Ports {
    translate::Ports {
        sessions: Sessions {
            reader: Arc::clone(store) as _,
            registrations: Arc::clone(store) as _,
            clock: Arc::new(SystemClock),
        },
        cache: Arc::clone(store) as _,
        quotas: Arc::clone(store) as _,
        entropy: Arc::new(SystemEntropy::default()),
    }
}

/// The course assistant's ports of this machine.
pub fn assistant_ports(
    store: &Arc<SqliteStore>,
    index: &Arc<LocalIndex>,
) -> anyhow::Result<course_assistant::Ports> {
    Ok(course_assistant::Ports {
        sessions: Sessions {
            reader: Arc::clone(store) as _,
            registrations: Arc::clone(store) as _,
            clock: Arc::new(SystemClock),
        },
        manifest: Arc::clone(store) as _,
        tokens: Arc::clone(store) as _,
        http: Arc::new(web_client()?),
        search: Arc::clone(index) as _,
        questions: Arc::clone(store) as _,
        quotas: Arc::clone(store) as _,
        pending: Arc::clone(store) as _,
        queue: Arc::new(SqliteQueue::new(Arc::clone(store), Arc::new(SystemClock))),
        entropy: Arc::new(SystemEntropy::default()),
    })
}

/// The indexer's ports of this machine. Text is extracted by this program, a process for each file.
pub fn index_ports(store: &Arc<SqliteStore>, index: &Arc<LocalIndex>) -> anyhow::Result<index_file::Ports> {
    let http = Arc::new(web_client()?);
    let program = std::env::current_exe().context("this program does not know where it is")?;
    Ok(index_file::Ports {
        tokens: Arc::clone(store) as _,
        http: http.clone(),
        downloads: http,
        extractor: Arc::new(ExtractorProcess::new(program, vec!["extract".into()])),
        manifest: Arc::clone(store) as _,
        index: Arc::clone(index) as _,
        questions: Arc::clone(store) as _,
        requests: requests(store),
    })
}

/// The index of a data folder, and the model that finds passages by what they mean, if one is named.
pub async fn index(folder: &DataFolder, embeddings: Option<PathBuf>) -> anyhow::Result<Arc<LocalIndex>> {
    let place = folder.index();
    // Reading the model, and checking the index, takes a moment.
    let opened = tokio::task::spawn_blocking(move || {
        let embeddings = embeddings.map(|folder| BertEmbeddings::open(&folder)).transpose();
        let embeddings = embeddings.context("--embeddings (MOODLE_AWS_EMBEDDINGS)")?;
        let embeddings = embeddings.map(|model| Arc::new(model) as Arc<dyn Embeddings>);
        anyhow::Ok(LocalIndex::open(&place, embeddings)?)
    });
    Ok(Arc::new(opened.await??))
}

/// The readings' ports of this machine.
pub fn reading_ports(
    store: &Arc<SqliteStore>,
    strangers: impl HttpClient + 'static,
) -> anyhow::Result<readings::Ports> {
    Ok(readings::Ports {
        sessions: Sessions {
            reader: Arc::clone(store) as _,
            registrations: Arc::clone(store) as _,
            clock: Arc::new(SystemClock),
        },
        readings: Arc::clone(store) as _,
        completions: Arc::clone(store) as _,
        keys: Arc::new(ToolKeys::new(Arc::clone(store) as _)),
        http: Arc::new(web_client()?),
        strangers: Arc::new(strangers),
        entropy: Arc::new(SystemEntropy::default()),
    })
}

/// The LTI tool's ports of this machine.
pub fn ports(store: &Arc<SqliteStore>, strangers: impl HttpClient + 'static) -> anyhow::Result<Ports> {
    Ok(Ports {
        registrations: Arc::clone(store) as _,
        deployments: Arc::clone(store) as _,
        one_time: Arc::clone(store) as _,
        session_reader: Arc::clone(store) as _,
        session_writer: Arc::clone(store) as _,
        secrets: Arc::clone(store) as _,
        invites: Arc::clone(store) as _,
        http: Arc::new(web_client()?),
        strangers: Arc::new(strangers),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::default()),
    })
}
