//! PDF (ISO 32000).

mod page;

use std::io::Read;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use page::PageText;

use crate::charset::Decoded;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::{Limits, Place, Unreadable};

/// For so many pages fonts are kept: those of all pages could be much.
const PAGES_PER_CACHE: u32 = 64;

/// Reads the pages, each in the order in which it is drawn, which nearly always is that of reading.
pub(crate) fn read<R: Read>(file: R, limits: &Limits, out: &mut Collector) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    file.take(limits.whole_bytes + 1).read_to_end(&mut bytes).map_err(Stop::io)?;
    if bytes.len() as u64 > limits.whole_bytes {
        return Err(Unreadable::TooLarge.into());
    }
    let pdf = Pdf::new(bytes).map_err(refusal)?;
    if let Some(title) = &pdf.metadata().title {
        out.title(&text_string(title)?);
    }
    let mut cache = InterpreterCache::new();
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        out.section(Place::Page(number))?;
        if number % PAGES_PER_CACHE == 0 {
            cache = InterpreterCache::new();
        }
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), settings);
        let mut text = PageText::new(out);
        interpret_page(page, &mut context, &mut text);
        text.finish()?;
    }
    Ok(())
}

fn refusal(error: LoadPdfError) -> Stop {
    match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => Unreadable::Encrypted.into(),
        LoadPdfError::Decryption(error) => Stop::broken(&format!("its encryption: {error:?}")),
        LoadPdfError::Invalid => Stop::broken("no PDF can be made out in it"),
    }
}

/// A text string (§7.9.2.2): UTF-16 or UTF-8 with a byte order mark, else nearly Latin-1.
fn text_string(bytes: &[u8]) -> Result<String, Stop> {
    let mut text = String::new();
    let mut decoded = Decoded::new(bytes, |_| None)?;
    while let Some(chunk) = decoded.chunk()? {
        text.push_str(chunk);
    }
    Ok(text)
}
