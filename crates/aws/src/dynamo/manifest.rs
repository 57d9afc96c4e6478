//! A row an entry: the course itself, and each activity or resource in it, under the course. What is known of it is JSON,
//! deflated: the largest entry would not fit a row otherwise, and a course is read in fewer answers.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use moodle::{CourseId, ModuleId, SiteUrl};
use ports::{
    CourseManifest, Manifest, ManifestCourse, ManifestModule, ManifestReader, SiteCourse, StoreError,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::{Table, course};

const TABLE: Table = Table::Manifest;
/// The index of all entries of a site, which has nothing of them but their keys.
const BY_SITE: &str = "site";
/// The entry of the course itself.
const COURSE: &str = "course";

/// The entry of an activity or resource. With zeros before its number, the order of entries is that of ids.
fn entry(module: ModuleId) -> String {
    format!("module {:0>20}", module.to_string())
}

fn deflated<T: Serialize>(known: &T) -> std::io::Result<AttributeValue> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&serde_json::to_vec(known)?)?;
    packed.finish().map(|packed| AttributeValue::B(Blob::new(packed)))
}

fn read<T: DeserializeOwned>(row: &Item) -> Result<T, Unreadable> {
    let Some(AttributeValue::B(packed)) = row.get("data") else { return Err(Unreadable::Kind("data")) };
    let mut json = Vec::new();
    let unpacked = DeflateDecoder::new(packed.as_ref()).read_to_end(&mut json);
    unpacked.map_err(|error| Unreadable::Packed("data", error))?;
    serde_json::from_slice(&json).map_err(|error| Unreadable::Json("data", error))
}

fn manifest(rows: &[Item]) -> Result<CourseManifest, Unreadable> {
    let mut manifest = CourseManifest::default();
    for row in rows {
        if item::read_text(row, "entry")? == COURSE {
            manifest.course = Some(read(row)?);
        } else {
            manifest.modules.push(read(row)?);
        }
    }
    Ok(manifest)
}

#[async_trait::async_trait]
impl ManifestReader for DynamoStore {
    async fn course_manifest(&self, course: &SiteCourse) -> Result<CourseManifest, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(TABLE))
            .key_condition_expression("course = :course")
            .expression_attribute_values(":course", item::text(course::key(course)))
            .consistent_read(true);
        manifest(&self.query(TABLE, query).await?).map_err(|why| self.unreadable(TABLE, why))
    }
}

#[async_trait::async_trait]
impl Manifest for DynamoStore {
    async fn module(
        &self,
        course: &SiteCourse,
        module: ModuleId,
    ) -> Result<Option<ManifestModule>, StoreError> {
        self.entry(course, entry(module)).await
    }

    async fn course(&self, course: &SiteCourse) -> Result<Option<ManifestCourse>, StoreError> {
        self.entry(course, COURSE.to_owned()).await
    }

    async fn put_module(&self, course: &SiteCourse, module: &ManifestModule) -> Result<(), StoreError> {
        self.put_entry(course, entry(module.id), module).await
    }

    async fn remove_module(&self, course: &SiteCourse, module: ModuleId) -> Result<(), StoreError> {
        self.remove_entry(course, entry(module)).await
    }

    async fn put_course(&self, course: &SiteCourse, known: &ManifestCourse) -> Result<(), StoreError> {
        self.put_entry(course, COURSE.to_owned(), known).await
    }

    async fn remove_course(&self, course: &SiteCourse) -> Result<(), StoreError> {
        self.remove_entry(course, COURSE.to_owned()).await
    }

    /// Every entry of the site is looked at, by its key alone. What was written a second ago may be missing.
    async fn courses(&self, site: &SiteUrl) -> Result<Vec<CourseId>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(TABLE))
            .index_name(BY_SITE)
            .key_condition_expression("site = :site")
            .expression_attribute_values(":site", item::text(site.as_str()));
        let rows = self.query(TABLE, query).await?;
        let course =
            |row: &Item| course::id(item::read_text(row, "course")?).ok_or(Unreadable::Kind("course"));
        let courses: Result<BTreeSet<_>, _> = rows.iter().map(course).collect();
        courses.map(Vec::from_iter).map_err(|why| self.unreadable(TABLE, why))
    }
}

impl DynamoStore {
    async fn entry<T: DeserializeOwned>(
        &self,
        course: &SiteCourse,
        entry: String,
    ) -> Result<Option<T>, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(TABLE)).consistent_read(true);
        let get = get.key("course", item::text(course::key(course))).key("entry", item::text(entry));
        let found = get.send().await.map_err(self.failed("GetItem", TABLE))?;
        let known = found.item.as_ref().map(read).transpose();
        known.map_err(|why| self.unreadable(TABLE, why))
    }

    async fn put_entry<T: Serialize + Sync>(
        &self,
        course: &SiteCourse,
        entry: String,
        known: &T,
    ) -> Result<(), StoreError> {
        let data =
            deflated(known).map_err(|error| self.unreadable(TABLE, Unreadable::Packed("data", error)))?;
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(TABLE))
            .item("course", item::text(course::key(course)))
            .item("entry", item::text(entry))
            .item("site", item::text(course.site.as_str()))
            .item("data", data);
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", TABLE))
    }

    async fn remove_entry(&self, course: &SiteCourse, entry: String) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(self.stack.table(TABLE));
        let delete = delete.key("course", item::text(course::key(course))).key("entry", item::text(entry));
        delete.send().await.map(|_| ()).map_err(self.failed("DeleteItem", TABLE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_ordered_as_the_ids_are_and_the_course_comes_first() {
        let entries = [2, 10, i64::MAX.unsigned_abs()].map(|id| entry(ModuleId::try_from(id).unwrap()));
        assert!(entries.is_sorted() && *COURSE < *entries[0]);
    }

    #[test]
    fn what_was_not_packed_here_is_told() {
        let row = |data| Item::from([("data".to_owned(), data)]);
        assert!(matches!(read::<String>(&row(item::text("x"))), Err(Unreadable::Kind("data"))));
        let noise = AttributeValue::B(Blob::new([7; 9]));
        assert!(matches!(read::<String>(&row(noise)), Err(Unreadable::Packed("data", _))));
        assert!(matches!(read::<String>(&row(deflated(&7).unwrap())), Err(Unreadable::Json("data", _))));
        assert_eq!(read::<String>(&row(deflated(&"x").unwrap())).unwrap(), "x");
    }
}
