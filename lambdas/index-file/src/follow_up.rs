//! Jobs that no event of Moodle asks for.

use std::time::Duration;

use moodle::{CourseId, ModuleId, SiteUrl};
use ports::{IndexJob, SiteCourse, StoreError, request_job};

use crate::app::Ports;

/// Has a course looked through, or one activity of it looked at, when `delay` is over.
///
/// # Errors
/// [`StoreError`]; then it must be requested again.
pub async fn request(
    ports: &Ports,
    course: &SiteCourse,
    module: Option<ModuleId>,
    delay: Duration,
) -> Result<(), StoreError> {
    let (job, now) = (IndexJob::of(course, module), ports.clock.now());
    request_job(&*ports.pending, &*ports.queue, &*ports.entropy, job, now, delay).await
}

/// Has a course looked through, and every activity that the index knows of it, whether it seems to differ or not. How many
/// activities.
///
/// # Errors
/// [`StoreError`]; then not all of them were requested.
pub async fn resync(ports: &Ports, site: &SiteUrl, course: CourseId) -> Result<usize, StoreError> {
    let course = SiteCourse { site: site.clone(), course };
    let known = ports.manifest.course_manifest(&course).await?.modules;
    request(ports, &course, None, Duration::ZERO).await?;
    for module in &known {
        request(ports, &course, Some(module.id), Duration::ZERO).await?;
    }
    Ok(known.len())
}
