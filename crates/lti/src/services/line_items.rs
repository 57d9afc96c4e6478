//! The columns of a gradebook that belong to the tool (AGS 2.0 §3.2).

use http::Method;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use url::Url;

use super::paging::List;
use super::{Call, Outcome, Scope, Score, ServiceClient, ServiceError, results, scores, service_url};
use crate::claims::{LineItemService, lenient, some_text};
use crate::time::{UnixTime, from_rfc3339, rfc3339};

const LINE_ITEM: &str = "application/vnd.ims.lis.v2.lineitem+json";
const CONTAINER: &str = "application/vnd.ims.lis.v2.lineitemcontainer+json";

/// What a column is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewLineItem {
    /// The title.
    pub label: String,
    /// The most points; above zero.
    pub score_maximum: f64,
    /// The tool's own id of what is graded.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The tool's own kind of column.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The activity that the column belongs to: the id of a resource link.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub resource_link_id: Option<String>,
    /// From when students can hand in.
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub start_date_time: Option<UnixTime>,
    /// Until when.
    #[serde(default, with = "moment", skip_serializing_if = "Option::is_none")]
    pub end_date_time: Option<UnixTime>,
    /// Whether students see their grade at once.
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub grades_released: Option<bool>,
    /// What else the platform says about it, such as `submissionReview`: sent back when the column is changed.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl NewLineItem {
    fn check(&self) -> Result<(), ServiceError> {
        if self.label.trim().is_empty() {
            return Err(ServiceError::Invalid("a line item needs a label"));
        }
        if !(self.score_maximum.is_finite() && self.score_maximum > 0.0) {
            return Err(ServiceError::Invalid("the maximum score of a line item must be above zero"));
        }
        Ok(())
    }

    fn body(&self) -> Result<Option<(&'static str, Vec<u8>)>, ServiceError> {
        self.check()?;
        json(self)
    }
}

/// A column of the gradebook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineItem {
    /// Its address, which is its id.
    pub id: String,
    /// What it is made of.
    #[serde(flatten)]
    pub details: NewLineItem,
}

/// Which columns are asked for: those that match everything that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineItemFilter {
    /// The tool's own id of what is graded (`resource_id`).
    pub resource_id: Option<String>,
    /// The tool's own kind of column (`tag`).
    pub tag: Option<String>,
    /// The activity (`resource_link_id`).
    pub resource_link_id: Option<String>,
    /// How many the platform is to put on a page (`limit`).
    pub limit: Option<u32>,
}

impl LineItemFilter {
    fn identity(item: &NewLineItem) -> Self {
        Self {
            resource_id: item.resource_id.clone(),
            tag: item.tag.clone(),
            resource_link_id: item.resource_link_id.clone(),
            limit: None,
        }
    }

    fn matches(&self, item: &NewLineItem) -> bool {
        let agrees = |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        agrees(&self.resource_id, &item.resource_id)
            && agrees(&self.tag, &item.tag)
            && agrees(&self.resource_link_id, &item.resource_link_id)
    }
}

/// The columns of one course, with their scores and results. Addresses of single columns are taken from this course's
/// platform only.
#[derive(Clone, Copy, Debug)]
pub struct LineItems<'a> {
    client: ServiceClient<'a>,
    service: &'a LineItemService,
}

impl<'a> LineItems<'a> {
    pub(super) fn new(client: ServiceClient<'a>, service: &'a LineItemService) -> Self {
        Self { client, service }
    }

    /// The address of the launched activity's own column, if it has exactly one.
    #[must_use]
    pub fn own(&self) -> Option<&'a str> {
        self.service.lineitem.as_deref()
    }

    /// The columns that match.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn list(&self, filter: &LineItemFilter) -> Result<Vec<LineItem>, ServiceError> {
        self.list_with(self.reading()?, filter).await
    }

    /// The column with the same `resource_id`, `tag` and `resource_link_id`, as far as they are given; made when there
    /// is none. Two calls at the same time may make two: platforms offer no lock.
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::Invalid`] when nothing tells the column from others.
    pub async fn find_or_create(&self, item: &NewLineItem) -> Result<LineItem, ServiceError> {
        item.check()?;
        let filter = LineItemFilter::identity(item);
        if filter == LineItemFilter::default() {
            return Err(ServiceError::Invalid(
                "a line item is found again by its resource id, tag or resource link id",
            ));
        }
        let found = self.list_with(self.granted(Scope::LineItem)?, &filter).await?;
        match found.into_iter().next() {
            Some(found) => Ok(found),
            None => self.create(item).await,
        }
    }

    /// Makes a column.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn create(&self, item: &NewLineItem) -> Result<LineItem, ServiceError> {
        let call = Call {
            scope: self.granted(Scope::LineItem)?,
            method: Method::POST,
            url: &self.container()?,
            accept: Some(LINE_ITEM),
            body: item.body()?,
        };
        self.of_this_course(read(self.client.call(&call).await?.body())?)
    }

    /// The column at this address.
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::NotFound`] when it is gone.
    pub async fn get(&self, id: &str) -> Result<LineItem, ServiceError> {
        let url = self.item(id)?;
        read(self.client.call(&Call::get(self.reading()?, &url, LINE_ITEM)).await?.body())
    }

    /// Changes a column to what is given: what was read, with changes.
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::NotFound`] when it is gone.
    pub async fn update(&self, item: &LineItem) -> Result<LineItem, ServiceError> {
        item.details.check()?;
        let call = Call {
            scope: self.granted(Scope::LineItem)?,
            method: Method::PUT,
            url: &self.item(&item.id)?,
            accept: Some(LINE_ITEM),
            body: json(item)?,
        };
        read(self.client.call(&call).await?.body())
    }

    /// Deletes a column, and the grades in it.
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::NotFound`] when it is gone already.
    pub async fn delete(&self, id: &str) -> Result<(), ServiceError> {
        let call = Call {
            scope: self.granted(Scope::LineItem)?,
            method: Method::DELETE,
            url: &self.item(id)?,
            accept: None,
            body: None,
        };
        self.client.call(&call).await.map(|_| ())
    }

    /// Posts one person's score into the column at this address (AGS 2.0 §3.4).
    ///
    /// # Errors
    /// [`ServiceError`]; [`ServiceError::Conflict`] when the platform has a score that is as new or newer,
    /// [`ServiceError::BadRequest`] when the person cannot be graded.
    pub async fn post_score(&self, id: &str, score: &Score) -> Result<(), ServiceError> {
        let call = Call {
            scope: self.granted(Scope::Score)?,
            method: Method::POST,
            url: &under(self.item(id)?, "scores"),
            accept: None,
            body: Some((scores::SCORE, score.body()?)),
        };
        self.client.call(&call).await.map(|_| ())
    }

    /// The grades in the column at this address, as the platform has them (AGS 2.0 §3.3): of everybody who has one,
    /// or of one person.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn results(&self, id: &str, user_id: Option<&str>) -> Result<Vec<Outcome>, ServiceError> {
        let filters: Vec<_> = user_id.map(|user| ("user_id", user.to_owned())).into_iter().collect();
        let list = List {
            scope: self.granted(Scope::ResultReadonly)?,
            accept: results::CONTAINER,
            url: under(self.item(id)?, "results"),
            filters: &filters,
            // Moodle fails on a limit here: 404 with a page about an exception.
            limit: None,
        };
        list.read(&self.client, results::page).await
    }

    async fn list_with(&self, scope: Scope, filter: &LineItemFilter) -> Result<Vec<LineItem>, ServiceError> {
        let filters = [
            ("resource_id", &filter.resource_id),
            ("tag", &filter.tag),
            ("resource_link_id", &filter.resource_link_id),
        ];
        let filters: Vec<_> =
            filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        let list =
            List { scope, accept: CONTAINER, url: self.container()?, filters: &filters, limit: filter.limit };
        let mut items: Vec<LineItem> = list.read(&self.client, |body| serde_json::from_slice(body)).await?;
        // A platform may ignore a filter.
        items.retain(|item| filter.matches(&item.details));
        items.into_iter().map(|item| self.of_this_course(item)).collect()
    }

    /// A column from an answer: its address is used later, by its own.
    fn of_this_course(&self, item: LineItem) -> Result<LineItem, ServiceError> {
        self.item(&item.id).map(|_| item)
    }

    /// The scope, unless the launch says that it is not granted.
    fn granted(&self, scope: Scope) -> Result<Scope, ServiceError> {
        let grants = &self.service.scope;
        if grants.is_empty() || grants.iter().any(|granted| granted == scope.uri()) {
            Ok(scope)
        } else {
            Err(ServiceError::NotGranted(scope))
        }
    }

    /// The least scope for reading: whoever may change line items may see them.
    fn reading(&self) -> Result<Scope, ServiceError> {
        self.granted(Scope::LineItemReadonly).or_else(|_| self.granted(Scope::LineItem))
    }

    fn container(&self) -> Result<Url, ServiceError> {
        let url = self.service.lineitems.as_deref();
        service_url(url.ok_or(ServiceError::NotOffered("line items of the course"))?)
    }

    /// The address of a column. A platform's answer may name any address; the token goes to those of the launch.
    fn item(&self, id: &str) -> Result<Url, ServiceError> {
        let url = service_url(id)?;
        let granted = [&self.service.lineitems, &self.service.lineitem];
        let home = granted.into_iter().flatten().filter_map(|url| Url::parse(url).ok());
        if home.into_iter().any(|home| home.origin() == url.origin()) {
            Ok(url)
        } else {
            Err(ServiceError::ForeignUrl(url.origin().ascii_serialization()))
        }
    }
}

/// `/scores` or `/results` belongs to the path: line items of Moodle end in a query.
fn under(mut item: Url, part: &str) -> Url {
    let path = format!("{}/{part}", item.path().trim_end_matches('/'));
    item.set_path(&path);
    item
}

fn read(body: &[u8]) -> Result<LineItem, ServiceError> {
    serde_json::from_slice(body).map_err(ServiceError::Unreadable)
}

fn json(item: &impl Serialize) -> Result<Option<(&'static str, Vec<u8>)>, ServiceError> {
    let unwritable = |_| ServiceError::Invalid("the line item cannot be written as JSON");
    let body = serde_json::to_vec(item).map_err(unwritable)?;
    Ok(Some((LINE_ITEM, body)))
}

/// A text that may be absent. Moodle writes an empty one where there is none.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    super::members::text_or_number(deserializer).map(some_text)
}

/// A moment that may be absent; one that cannot be read counts as absent.
mod moment {
    use super::{Deserialize, Deserializer, Serialize, Serializer, UnixTime, Value, from_rfc3339, rfc3339};

    #[expect(clippy::ref_option, reason = "serde passes the field as it is")]
    pub fn serialize<S: Serializer>(moment: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
        moment.and_then(rfc3339).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnixTime>, D::Error> {
        Ok(Value::deserialize(deserializer)?.as_str().and_then(from_rfc3339))
    }
}
