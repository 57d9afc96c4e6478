use lti::time::UnixTime;
use moodle::{CourseId, ModuleId, SiteUrl, WebServiceToken};

use super::MemoryStore;
use crate::{
    CourseManifest, MOST_OPEN_QUESTIONS, Manifest, ManifestCourse, ManifestModule, ManifestReader,
    OPEN_QUESTIONS_KEPT, OPEN_QUESTIONS_OF_COURSE, OpenQuestion, OpenQuestions, SiteCourse, SiteTokenAdmin,
    SiteTokens, StoreError, kept_question, question_key,
};

#[async_trait::async_trait]
impl ManifestReader for MemoryStore {
    async fn course_manifest(&self, course: &SiteCourse) -> Result<CourseManifest, StoreError> {
        let tables = self.tables();
        let known = tables.indexed_courses.get(course).cloned();
        let of_course = tables.indexed_modules.iter().filter(|((of, _), _)| of == course);
        Ok(CourseManifest { course: known, modules: of_course.map(|(_, module)| module.clone()).collect() })
    }
}

#[async_trait::async_trait]
impl Manifest for MemoryStore {
    async fn module(
        &self,
        course: &SiteCourse,
        module: ModuleId,
    ) -> Result<Option<ManifestModule>, StoreError> {
        Ok(self.tables().indexed_modules.get(&(course.clone(), module)).cloned())
    }

    async fn course(&self, course: &SiteCourse) -> Result<Option<ManifestCourse>, StoreError> {
        Ok(self.tables().indexed_courses.get(course).cloned())
    }

    async fn put_module(&self, course: &SiteCourse, module: &ManifestModule) -> Result<(), StoreError> {
        self.tables().indexed_modules.insert((course.clone(), module.id), module.clone());
        Ok(())
    }

    async fn remove_module(&self, course: &SiteCourse, module: ModuleId) -> Result<(), StoreError> {
        self.tables().indexed_modules.remove(&(course.clone(), module));
        Ok(())
    }

    async fn put_course(&self, course: &SiteCourse, known: &ManifestCourse) -> Result<(), StoreError> {
        self.tables().indexed_courses.insert(course.clone(), known.clone());
        Ok(())
    }

    async fn remove_course(&self, course: &SiteCourse) -> Result<(), StoreError> {
        self.tables().indexed_courses.remove(course);
        Ok(())
    }

    async fn courses(&self, site: &SiteUrl) -> Result<Vec<CourseId>, StoreError> {
        let tables = self.tables();
        let of_modules = tables.indexed_modules.keys().map(|(course, _)| course);
        let all = tables.indexed_courses.keys().chain(of_modules);
        let mut courses: Vec<_> =
            all.filter(|course| course.site == *site).map(|course| course.course).collect();
        courses.sort_unstable();
        courses.dedup();
        Ok(courses)
    }
}

#[async_trait::async_trait]
impl SiteTokens for MemoryStore {
    async fn site_token(&self, site: &SiteUrl) -> Result<Option<WebServiceToken>, StoreError> {
        Ok(self.tables().site_tokens.get(site).map(|(token, _)| token.clone()))
    }

    async fn sites_with_tokens(&self) -> Result<Vec<(SiteUrl, UnixTime)>, StoreError> {
        let tables = self.tables();
        Ok(tables.site_tokens.iter().map(|(site, (_, stored))| (site.clone(), *stored)).collect())
    }
}

#[async_trait::async_trait]
impl SiteTokenAdmin for MemoryStore {
    async fn put_site_token(
        &self,
        site: &SiteUrl,
        token: &WebServiceToken,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        self.tables().site_tokens.insert(site.clone(), (token.clone(), now));
        Ok(())
    }

    async fn remove_site_token(&self, site: &SiteUrl) -> Result<bool, StoreError> {
        Ok(self.tables().site_tokens.remove(site).is_some())
    }
}

#[async_trait::async_trait]
impl OpenQuestions for MemoryStore {
    async fn note_open(&self, course: &SiteCourse, question: &str, now: UnixTime) -> Result<(), StoreError> {
        let mut tables = self.tables();
        let fresh = OpenQuestion { question: String::new(), asked: 0, last: now };
        let noted = tables.open_questions.entry((course.clone(), question_key(question))).or_insert(fresh);
        if now.since(noted.last) > OPEN_QUESTIONS_KEPT {
            noted.asked = 0;
        }
        (noted.question, noted.last) = (kept_question(question), now);
        noted.asked = noted.asked.saturating_add(1);
        let of_course = tables.open_questions.iter().filter(|((of, _), _)| of == course);
        let mut latest: Vec<_> = of_course.map(|(key, noted)| (noted.last, key.clone())).collect();
        latest.sort_by_key(|(last, _)| std::cmp::Reverse(*last));
        for (_, key) in latest.into_iter().skip(OPEN_QUESTIONS_OF_COURSE.into()) {
            tables.open_questions.remove(&key);
        }
        Ok(())
    }

    async fn open_questions(
        &self,
        course: &SiteCourse,
        now: UnixTime,
    ) -> Result<Vec<OpenQuestion>, StoreError> {
        let tables = self.tables();
        let of_course = tables.open_questions.iter().filter(|((of, _), _)| of == course);
        let kept = of_course.filter(|(_, noted)| now.since(noted.last) <= OPEN_QUESTIONS_KEPT);
        let mut questions: Vec<_> = kept.map(|(_, noted)| noted.clone()).collect();
        questions.sort_by_key(|noted| std::cmp::Reverse(noted.last));
        questions.truncate(MOST_OPEN_QUESTIONS.into());
        Ok(questions)
    }

    async fn forget_open(&self, course: &SiteCourse) -> Result<(), StoreError> {
        self.tables().open_questions.retain(|(of, _), _| of != course);
        Ok(())
    }
}
