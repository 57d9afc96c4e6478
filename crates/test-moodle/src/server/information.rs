//! `core_webservice_get_site_info`.

use serde_json::{Value, json};

use crate::Site;

const VERSION: &str = "2025100600.02";
/// What the index's service allows, with the versions of what brings it.
const FUNCTIONS: [(&str, &str); 6] = [
    ("core_webservice_get_site_info", VERSION),
    ("core_course_get_contents", VERSION),
    ("core_course_get_courses_by_field", VERSION),
    ("local_awsevents_get_course_access", "2026113001"),
    ("local_awsevents_get_courses", "2026113001"),
    ("mod_glossary_get_entries_by_letter", "2025100600"),
];

pub(super) fn answer(site: &Site) -> Value {
    let functions = FUNCTIONS.map(|(name, version)| json!({ "name": name, "version": version }));
    json!({
        "sitename": "Test Moodle",
        "username": "moodle_aws_index",
        "firstname": "Moodle",
        "lastname": "Index",
        "fullname": "Moodle Index",
        "lang": "en",
        "userid": 5,
        "siteurl": site.root(),
        "userpictureurl": format!("{}/theme/image.php/boost/core/1/u/f1", site.root()),
        "functions": functions,
        "downloadfiles": 1,
        "uploadfiles": 0,
        "release": "5.1+ (Build: 20251017)",
        "version": VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{ "name": "enablecompletion", "value": 1 }],
        "usercanmanageownfiles": true,
        "userquota": 104_857_600,
        "usermaxuploadfilesize": 67_108_864,
        "userhomepage": 1,
        "userprivateaccesskey": "face9999999999999999999999999999",
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": false,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    })
}
