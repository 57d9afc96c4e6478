//! One sentence through one mode.

use std::sync::Arc;

use super::alphabet::{Alphabet, Group, group};
use super::answer::{Asked, Garbled};
use super::pool::{NoAnswer, Place};
use super::stream::Request;
use super::tokens::{Token, has_letters, tokens};
use super::units::Unit;

/// A mode, and the writing of its source language.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub place: Arc<Place>,
    pub alphabet: Alphabet,
}

/// Somebody who may no longer want an answer.
pub(super) trait Asker: Sync {
    /// Ready when the answer is unwanted.
    fn gone(&self) -> impl Future<Output = ()> + Send;
}

impl Hop {
    /// Translates a sentence. What stands in it beside words comes back as it was: where Apertium loses or moves any
    /// of it, the runs between are translated one by one.
    pub async fn translate(&self, sentence: &[Unit], asker: &impl Asker) -> Result<Vec<Unit>, NoAnswer> {
        match self.run(&tokens(sentence, self.alphabet, false), sentence, asker).await {
            Ok(Ok(translation)) => Ok(translation),
            Ok(Err(Garbled)) | Err(NoAnswer::Broken(_)) => self.one_by_one(sentence, asker).await,
            Err(error) => Err(error),
        }
    }

    async fn one_by_one(&self, sentence: &[Unit], asker: &impl Asker) -> Result<Vec<Unit>, NoAnswer> {
        let mut translation = Vec::with_capacity(sentence.len());
        for token in tokens(sentence, self.alphabet, true) {
            match token {
                Token::Opaque(units) => translation.extend_from_slice(units),
                Token::Words(units) => match self.run(&[token], units, asker).await? {
                    Ok(units) => translation.extend(units),
                    Err(Garbled) => translation.extend_from_slice(units),
                },
            }
        }
        Ok(translation)
    }

    /// Translates what is between the kept runs at the ends.
    async fn run(
        &self,
        tokens: &[Token<'_>],
        source: &[Unit],
        asker: &impl Asker,
    ) -> Result<Result<Vec<Unit>, Garbled>, NoAnswer> {
        let translatable = |token: &Token<'_>| matches!(token, Token::Words(units) if has_letters(units));
        let Some(first) = tokens.iter().position(translatable) else { return Ok(Ok(source.to_vec())) };
        let last = tokens.iter().rposition(|token| matches!(token, Token::Words(_))).unwrap_or(first);
        let begin = length(&tokens[..first]);
        let end = source.len() - length(&tokens[last + 1..]);
        let inner = self.inner(&tokens[first..=last], &source[begin..end], asker).await?;
        Ok(inner.map(|units| [&source[..begin], &units, &source[end..]].concat()))
    }

    async fn inner(
        &self,
        tokens: &[Token<'_>],
        source: &[Unit],
        asker: &impl Asker,
    ) -> Result<Result<Vec<Unit>, Garbled>, NoAnswer> {
        let continued = begins_small(source);
        let full_stop = !ends_sentence(source);
        let mut request = if continued { Request::continued() } else { Request::default() };
        for token in tokens {
            request.add(token);
        }
        if full_stop {
            request.full_stop();
        }
        let parts = self.place.ask(&request, asker.gone()).await?;
        let kept = tokens
            .iter()
            .filter_map(|token| if let Token::Opaque(units) = token { Some(*units) } else { None });
        let kept: Vec<&[Unit]> = kept.collect();
        Ok(Asked { source, kept: &kept, continued, full_stop }.answered(parts))
    }
}

fn length(tokens: &[Token<'_>]) -> usize {
    let lengths = tokens.iter().map(|token| token.units().len());
    lengths.sum()
}

fn begins_small(source: &[Unit]) -> bool {
    source.first().and_then(Unit::char).is_some_and(char::is_lowercase)
}

/// Whether the last character that is no bracket or quotation mark ends a sentence.
fn ends_sentence(source: &[Unit]) -> bool {
    let chars = source.iter().rev().map_while(Unit::char);
    let mut chars = chars.skip_while(|char| ")\"”»".contains(*char));
    chars.next().is_some_and(|char| ".!?…".contains(char) || !char.is_ascii() && group(char) == Group::Other)
}
