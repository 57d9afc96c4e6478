//! `local_awsevents_get_course_access`, of the plugin.

use serde_json::{Value, json};

use super::exception::Exception;
use super::parameters::Parameters;
use crate::{CourseId, Site};

pub(super) fn answer(site: &Site, parameters: &Parameters) -> Result<Value, Exception> {
    let course = CourseId(parameters.number("courseid")?);
    let only = parameters.number_or("cmid", Some(0))?;
    if course.0 == 1 {
        return Ok(json!({ "schemaversion": 1, "courseid": 1, "coursevisible": true, "modules": [] }));
    }
    let state = site.state();
    let course = state.courses.get(&course).ok_or(Exception::NoRecord)?;
    let all = course.sections.iter().flat_map(|section| section.modules.iter().map(move |m| (section, m)));
    let mut modules: Vec<_> = all.filter(|(_, module)| only == 0 || module.id.0 == only).collect();
    modules.sort_by_key(|(_, module)| module.id);
    let modules = modules.into_iter().map(
        |(section, module)| json!({ "cmid": module.id.0, "barriers": course.barriers(section, module) }),
    );
    Ok(json!({
        "schemaversion": 1,
        "courseid": course.id.0,
        "coursevisible": course.visible,
        "modules": modules.collect::<Vec<_>>(),
    }))
}
