use moodle::{CourseId, ModuleId, SiteUrl};
use ports::{
    CourseManifest, Manifest, ManifestCourse, ManifestModule, ManifestReader, SiteCourse, StoreError,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{SqliteStore, json, to_json};

/// A course as its columns name it. Ids of Moodle fit into SQLite's integers.
type Key = (String, i64);

pub(super) fn key(course: &SiteCourse) -> Key {
    (course.site.to_string(), number(course.course.get()))
}

fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

fn of_course(db: &Connection, site: &str, course: i64) -> rusqlite::Result<Option<ManifestCourse>> {
    let mut select = db.prepare_cached("SELECT data FROM indexed_courses WHERE site = ?1 AND course = ?2")?;
    select.query_row(params![site, course], |row| json(row, 0)).optional()
}

#[async_trait::async_trait]
impl ManifestReader for SqliteStore {
    async fn course_manifest(&self, course: &SiteCourse) -> Result<CourseManifest, StoreError> {
        let (site, course) = key(course);
        self.readers
            .read(move |db| {
                let known = of_course(db, &site, course)?;
                let mut select = db.prepare_cached(
                    "SELECT data FROM indexed_modules WHERE site = ?1 AND course = ?2 ORDER BY module",
                )?;
                let modules = select.query_map(params![site, course], |row| json(row, 0))?;
                Ok(CourseManifest { course: known, modules: modules.collect::<Result<_, _>>()? })
            })
            .await
    }
}

#[async_trait::async_trait]
impl Manifest for SqliteStore {
    async fn module(
        &self,
        course: &SiteCourse,
        module: ModuleId,
    ) -> Result<Option<ManifestModule>, StoreError> {
        let (site, course) = key(course);
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT data FROM indexed_modules WHERE site = ?1 AND course = ?2 AND module = ?3",
                )?;
                select.query_row(params![site, course, number(module.get())], |row| json(row, 0)).optional()
            })
            .await
    }

    async fn course(&self, course: &SiteCourse) -> Result<Option<ManifestCourse>, StoreError> {
        let (site, course) = key(course);
        self.readers.read(move |db| of_course(db, &site, course)).await
    }

    async fn put_module(&self, course: &SiteCourse, module: &ManifestModule) -> Result<(), StoreError> {
        let ((site, course), id, data) = (key(course), number(module.id.get()), to_json(module)?);
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO indexed_modules (site, course, module, data) VALUES (?1, ?2, ?3, ?4)",
                )?;
                insert.execute(params![site, course, id, data]).map(|_| ())
            })
            .await
    }

    async fn remove_module(&self, course: &SiteCourse, module: ModuleId) -> Result<(), StoreError> {
        let (site, course) = key(course);
        self.writer
            .write(move |db| {
                let mut delete = db.prepare_cached(
                    "DELETE FROM indexed_modules WHERE site = ?1 AND course = ?2 AND module = ?3",
                )?;
                delete.execute(params![site, course, number(module.get())]).map(|_| ())
            })
            .await
    }

    async fn put_course(&self, course: &SiteCourse, known: &ManifestCourse) -> Result<(), StoreError> {
        let ((site, course), data) = (key(course), to_json(known)?);
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO indexed_courses (site, course, data) VALUES (?1, ?2, ?3)",
                )?;
                insert.execute(params![site, course, data]).map(|_| ())
            })
            .await
    }

    async fn remove_course(&self, course: &SiteCourse) -> Result<(), StoreError> {
        let (site, course) = key(course);
        self.writer
            .write(move |db| {
                let mut delete =
                    db.prepare_cached("DELETE FROM indexed_courses WHERE site = ?1 AND course = ?2")?;
                delete.execute(params![site, course]).map(|_| ())
            })
            .await
    }

    async fn courses(&self, site: &SiteUrl) -> Result<Vec<CourseId>, StoreError> {
        let site = site.to_string();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT course FROM indexed_courses WHERE site = ?1
                     UNION SELECT course FROM indexed_modules WHERE site = ?1 ORDER BY course",
                )?;
                let courses = select.query_map([site], |row| {
                    let id: i64 = row.get(0)?;
                    let id = u64::try_from(id).ok().and_then(|id| CourseId::try_from(id).ok());
                    id.ok_or_else(|| {
                        rusqlite::Error::FromSqlConversionFailure(
                            0,
                            Type::Integer,
                            "no id of a course".into(),
                        )
                    })
                })?;
                courses.collect()
            })
            .await
    }
}
