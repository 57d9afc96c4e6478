//! The work of one call: its sentences one after another, each reported when it is translated.

use futures_util::stream::{self, StreamExt};
use ports::{EngineError, MarkedText, Progress, ProgressStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::hop::{Asker, Hop};
use super::pool::NoAnswer;
use super::sentences::sentences;
use super::units::{Unit, Writer, units};

/// How many reports wait for a reader. A reader that does not read stops the work.
const AHEAD: usize = 16;

type Report = Result<Progress, EngineError>;

/// Begins. The work goes on beside the stream, so that the sentence under way ends in order when the stream is
/// dropped; none is begun after it.
pub(super) fn begin(way: Vec<Hop>, segments: Vec<MarkedText>) -> ProgressStream {
    let (reports, receiver) = channel(AHEAD);
    let count = segments.len();
    tokio::spawn(async move {
        let reader = Reader(reports);
        let error = match work(&way, &segments, &reader).await {
            Ok(()) | Err(NoAnswer::Unwanted) => return,
            Err(NoAnswer::Broken(detail)) => EngineError::Failed(detail),
            Err(NoAnswer::Engine(error)) => error,
        };
        // Nobody reads it: nobody minds.
        let _ = reader.0.send(Err(error)).await;
    });
    whole(receiver, count).boxed()
}

/// The reports until so many segments have ended. An end before is an error: the work was stopped from outside.
fn whole(receiver: Receiver<Report>, segments: usize) -> impl stream::Stream<Item = Report> + Send {
    stream::unfold((receiver, segments), async |(mut receiver, missing)| {
        if missing == 0 {
            return None;
        }
        let stopped = || Err(EngineError::Failed("the work was stopped".into()));
        let report = receiver.recv().await.unwrap_or_else(stopped);
        let missing = match report {
            Ok(Progress::SegmentEnd) => missing - 1,
            Ok(_) => missing,
            Err(_) => 0,
        };
        Some((report, (receiver, missing)))
    })
}

async fn work(way: &[Hop], segments: &[MarkedText], reader: &Reader) -> Result<(), NoAnswer> {
    for segment in segments {
        let units = units(segment);
        let mut writer = Writer::default();
        for sentence in sentences(&units) {
            let translation = translate(way, sentence, reader).await?;
            for piece in writer.write(&translation) {
                reader.tell(Progress::Piece(piece)).await?;
            }
        }
        for piece in writer.end() {
            reader.tell(Progress::Piece(piece)).await?;
        }
        reader.tell(Progress::SegmentEnd).await?;
    }
    Ok(())
}

async fn translate(way: &[Hop], sentence: &[Unit], reader: &Reader) -> Result<Vec<Unit>, NoAnswer> {
    let mut sentence = sentence.to_vec();
    for hop in way {
        sentence = hop.translate(&sentence, reader).await?;
    }
    Ok(sentence)
}

struct Reader(Sender<Report>);

impl Reader {
    async fn tell(&self, progress: Progress) -> Result<(), NoAnswer> {
        self.0.send(Ok(progress)).await.map_err(|_| NoAnswer::Unwanted)
    }
}

impl Asker for Reader {
    async fn gone(&self) {
        self.0.closed().await;
    }
}
