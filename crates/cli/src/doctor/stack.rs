//! A stack on AWS, as it looks from outside.

use lti::login::ToolUrl;

use super::{Examination, good};
use crate::stack;
use crate::store::Operated;

impl Examination {
    /// Opens the stack, and looks at it by its public URL.
    pub(super) async fn stack(&mut self, name: &str) -> Option<Operated> {
        let on = match stack::open(name).await {
            Ok(on) => on,
            Err(error) => {
                self.bad(&format!("{error:#}"));
                return None;
            }
        };
        let url = on.public_url.as_deref().unwrap_or_default();
        match ToolUrl::parse(url) {
            Ok(tool) => {
                self.tool = tool;
                good(&format!("{name} is deployed, with the public URL {url}"));
                self.answers().await;
            }
            Err(error) => self.bad(&format!("the stack says that its public URL is {url}: {error}")),
        }
        Some(on)
    }

    /// Whether the functions answer, and the files that their page names are there.
    async fn answers(&mut self) {
        let (health, page) = (self.tool.at("/healthz"), self.tool.at("/app"));
        match self.get(&health).await {
            Ok(_) => good("the tool answers there"),
            Err(reason) => self.bad(&format!(
                "{health} does not answer ({reason}). A custom domain needs a DNS record that leads to the distribution; \
                 otherwise see the alarms and logs of the stack"
            )),
        }
        let html = match self.get(&page).await {
            Ok(html) => String::from_utf8_lossy(&html).into_owned(),
            Err(reason) => return self.bad(&format!("the front end's page is not at {page} ({reason})")),
        };
        for file in assets(&html) {
            if let Err(reason) = self.head(&self.tool.at(file)).await {
                return self.bad(&format!(
                    "the page names {file}, which is not there ({reason}): run `mise run deploy` again"
                ));
            }
        }
        good("the front end's page and its files are there");
    }
}

/// The files that a page of the front end's build names.
fn assets(html: &str) -> impl Iterator<Item = &str> {
    html.split('"').filter(|text| text.starts_with("/assets/"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_files_of_a_page_are_found() {
        let html = r#"<script type="module" src="/assets/a-1.js"></script><link href="/assets/b.css" rel="x"><a href="/app">"#;
        assert_eq!(super::assets(html).collect::<Vec<_>>(), ["/assets/a-1.js", "/assets/b.css"]);
    }
}
