//! The course assistant: what answers on this machine, and what is read of Moodle sites.

use std::collections::BTreeSet;

use http_api::rfc3339;
use local_index::{BertEmbeddings, Embeddings as _};
use ports::QueueDepth;

use super::{Examination, good};
use crate::args::{Assistant, Engine};
use crate::site::token::missing;
use crate::store::Operated;
use crate::{engine, moodle_call, stack};

impl Examination {
    /// What answers questions on this machine, and what finds passages for them.
    pub(super) async fn assistant(&mut self, engine: &Engine, args: &Assistant) {
        let named = args.language_model.as_deref().filter(|name| !name.is_empty());
        match (engine::assistant(engine, named).await, engine::assistant_settings(engine, named)) {
            (Ok(_), Ok(Some(settings))) if named.is_some() => {
                self.language_model(settings, "--assistant-model").await;
            }
            (Ok(Some(model)), _) => good(&format!("{} answers questions", model.model())),
            (Ok(None), _) => {
                good("no language model is set up: questions are answered with passages of the files");
            }
            (Err(error), _) if named.is_some() => self.bad(&format!("{error:#}")),
            // It is the one that translates, of which that was said.
            (Err(_), _) => {}
        }
        match args.embeddings.as_deref().map(BertEmbeddings::open) {
            None => good("passages are found by their words alone; --embeddings adds what they mean"),
            Some(Ok(model)) => {
                good(&format!("passages are found by what they mean, too ({})", model.model()));
            }
            Some(Err(error)) => self.bad(&format!("--embeddings: {}", http_api::chain(&error))),
        }
    }

    /// Which sites the index reads, and whether it keeps up. `named` is the stack, if it is one.
    pub(super) async fn index(&mut self, on: &Operated, named: Option<&str>) {
        if let Some(name) = named {
            match stack::documents(name).await {
                Ok(Some(_)) => {}
                Ok(None) => return good(stack::NO_ASSISTANT),
                Err(error) => return self.bad(&format!("{error:#}")),
            }
        }
        if let Err(error) = self.indexed_sites(on).await {
            self.bad(&format!("the tokens for Moodle sites cannot be read: {error:#}"));
        }
        match on.index.jobs.depth().await {
            Ok(QueueDepth { dead, .. }) if dead > 0 => self.note(&format!(
                "{dead} jobs of the index failed again and again, and were set aside: `moodle-aws index status` says what is not \
                 up to date"
            )),
            Ok(QueueDepth { delayed, waiting, delivered, .. }) => {
                good(&format!("{} jobs of the index wait or are worked on", delayed + waiting + delivered));
            }
            Err(error) => self.bad(&format!("the queue of the index cannot be read: {}", http_api::chain(&error))),
        }
    }

    async fn indexed_sites(&mut self, on: &Operated) -> anyhow::Result<()> {
        let with_tokens = on.tokens.sites_with_tokens().await?;
        let connected: BTreeSet<_> = on.sites.sites().await?.into_iter().map(|site| site.url).collect();
        for site in connected.iter().filter(|site| with_tokens.iter().all(|(with, _)| with != *site)) {
            good(&format!(
                "{site} has no token, so it is not read, and nothing is answered from its courses; `moodle-aws site token` stores one"
            ));
        }
        for (site, stored) in with_tokens {
            let Some(token) = on.tokens.site_token(&site).await? else { continue };
            match moodle_call::owner(&site, &token).await {
                Ok(owner) => match missing(&owner) {
                    None => good(&format!(
                        "{site} is read as {}, with a token of {}",
                        owner.username,
                        rfc3339(stored)
                    )),
                    Some(missing) => self.bad(&format!("{site} cannot be read: {missing}")),
                },
                Err(error) => self.bad(&format!("{site} cannot be read: {}", http_api::chain(&error))),
            }
        }
        Ok(())
    }
}
