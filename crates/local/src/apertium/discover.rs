//! What is installed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::digest::{Context, SHA256};

use super::Apertium;
use super::alphabet::Alphabet;
use super::hop::Hop;
use super::pairs::{Installed, Pairs, installed, pairs};
use super::pipeline::{Mode, Script, command};
use super::pool::{Neighbours, Patience, Place};
use super::recognise::Analysers;

/// A sentence takes milliseconds, a pipeline's first one some hundred.
const PATIENCE: Patience =
    Patience { sentence: Duration::from_secs(10), idle: Duration::from_secs(90), pipelines: 6 };

/// Where Apertium is.
#[derive(Clone, Debug)]
pub struct Installation {
    /// Where programs are looked for: the value of `PATH`.
    pub search_path: OsString,
    /// The folder that holds `modes`: the value of `APERTIUM_DATADIR`.
    pub data_folder: PathBuf,
}

impl Installation {
    /// The folder of Debian's packages.
    pub const DATA_FOLDER: &'static str = "/usr/share/apertium";
}

/// Why it cannot be told what is installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The program `apertium` is there, but does not tell its version. Reinstall it.
    #[error("the program apertium is installed, but does not tell its version")]
    Program(#[source] io::Error),
    /// The folder of modes cannot be read. Make it readable.
    #[error("the Apertium modes in {folder} cannot be read")]
    Modes {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Apertium {
    /// Looks what is installed. `None` where the program or every language pair is missing.
    ///
    /// # Errors
    /// [`DiscoveryError`].
    pub async fn discover(installation: &Installation) -> Result<Option<Self>, DiscoveryError> {
        Self::discover_with(installation, PATIENCE).await
    }

    pub(super) async fn discover_with(
        installation: &Installation,
        patience: Patience,
    ) -> Result<Option<Self>, DiscoveryError> {
        let Some(version) = version(&installation.search_path).await.map_err(DiscoveryError::Program)? else {
            return Ok(None);
        };
        let folder = installation.data_folder.join("modes");
        let read = || {
            let pairs = pairs(installed(&folder)?);
            let digest = digest(&pairs)?;
            Ok((pairs, digest))
        };
        let (pairs, digest) =
            read().map_err(|source| DiscoveryError::Modes { folder: folder.clone(), source })?;
        if pairs.is_empty() {
            return Ok(None);
        }
        let mut places =
            Places { installation, patience, neighbours: Neighbours::default(), made: BTreeMap::new() };
        let ways = pairs.iter().map(|(pair, modes)| {
            let languages = [Some(&pair.source), pair.via.as_ref()].into_iter().flatten();
            let hops = modes.iter().zip(languages);
            let hops =
                hops.map(|(mode, language)| Hop { place: places.of(mode), alphabet: Alphabet::of(language) });
            ((pair.source.clone(), pair.target.clone()), hops.collect())
        });
        let ways = ways.collect();
        let analysers = Analysers::of(&pairs, &installation.search_path, patience);
        Ok(Some(Self {
            analysers,
            edition: format!("{version} ({digest})"),
            model: version,
            pairs: pairs.into_keys().collect(),
            ways,
        }))
    }
}

/// One place a mode, also where several pairs use it.
struct Places<'a> {
    installation: &'a Installation,
    patience: Patience,
    neighbours: Neighbours,
    made: BTreeMap<&'a Path, Arc<Place>>,
}

impl<'a> Places<'a> {
    fn of(&mut self, mode: &'a Installed) -> Arc<Place> {
        let (file, search_path) = (&mode.file, &self.installation.search_path);
        let mode = || Mode { script: Script::Mode(file.clone()), search_path: search_path.clone() };
        let make = || Place::new(mode(), self.patience, self.neighbours.clone());
        Arc::clone(self.made.entry(file).or_insert_with(make))
    }
}

/// `apertium 3.8.3`.
async fn version(search_path: &OsString) -> io::Result<Option<String>> {
    let output = match command("apertium", search_path).arg("-V").output().await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let text = String::from_utf8_lossy(&output.stdout);
    match text.lines().next().map(str::trim) {
        Some(version) if !version.is_empty() && output.status.success() => Ok(Some(version.to_lowercase())),
        _ => Err(io::Error::other(output.status.to_string())),
    }
}

/// Eight hexadecimal digits that change when a mode in use is added, changed, or installed from another version of
/// its package, which dates its files.
fn digest(pairs: &Pairs) -> io::Result<String> {
    let modes: BTreeMap<_, _> = pairs.values().flatten().map(|mode| (&mode.name, mode)).collect();
    let mut context = Context::new(&SHA256);
    for (name, mode) in modes {
        let modified = mode.file.metadata()?.modified()?;
        let age = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        context.update(format!("{name}\n{age}\n{}\n", mode.dictionary).as_bytes());
        context.update(&std::fs::read(&mode.file)?);
        context.update(b"\0");
    }
    let digest = context.finish();
    let start = digest.as_ref().iter().take(4).fold(0_u32, |start, byte| start << 8 | u32::from(*byte));
    Ok(format!("{start:08x}"))
}
