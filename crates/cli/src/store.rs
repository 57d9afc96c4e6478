//! Opens what a command works on: the one place that chooses the ports of this machine.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use http_api::Sessions;
use local::{DataFolder, SqliteStore};
use lti_tool::Ports;
use ports::{SystemClock, SystemEntropy};

use crate::args::Data;

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

/// The LTI tool's ports of this machine.
pub fn ports(store: &Arc<SqliteStore>) -> anyhow::Result<Ports> {
    let http = http_client::WebClient::new().context("the system's TLS certificates cannot be used")?;
    Ok(Ports {
        registrations: Arc::clone(store) as _,
        deployments: Arc::clone(store) as _,
        one_time: Arc::clone(store) as _,
        session_reader: Arc::clone(store) as _,
        session_writer: Arc::clone(store) as _,
        secrets: Arc::clone(store) as _,
        http: Arc::new(http),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy::default()),
    })
}
