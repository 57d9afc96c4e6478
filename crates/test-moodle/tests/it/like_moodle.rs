//! The answers beside those of a real Moodle.

use serde_json::{Value, json};
use test_moodle::{ModuleId, TestMoodle};

use crate::harbours;
use crate::shape::Shape;
use crate::support::{call, contents, listed, modules, recorded};

fn assert_like<'a>(what: &str, shape: &Shape, values: impl IntoIterator<Item = &'a Value>) {
    for value in values {
        let differences = shape.differences(value);
        assert!(differences.is_empty(), "{what}: {differences:#?} in {value}");
    }
}

/// The recorded contents of the course on harbours, and those of another course that an administrator read.
fn recorded_contents() -> [Value; 2] {
    let exchange = recorded("exchanges/contents-rich201-admin.json");
    let body = exchange["response"]["body"].as_str().unwrap();
    [recorded("course_contents.json"), serde_json::from_str(body).unwrap()]
}

#[tokio::test]
async fn sections_and_each_kind_of_activity_have_the_members_that_moodle_gives_them() {
    let moodle = TestMoodle::start().await;
    let course = harbours::made(moodle.site()).course;
    let told = contents(moodle.site(), course).await;
    let recorded = recorded_contents();
    let without_modules = |contents: &Value| -> Vec<Value> {
        let mut sections = contents.as_array().unwrap().clone();
        for section in &mut sections {
            section["modules"] = json!([]);
        }
        sections
    };
    let sections: Vec<Value> = recorded.iter().flat_map(&without_modules).collect();
    assert_like("a section", &Shape::of(&sections), &without_modules(&told));
    let real: Vec<Value> = recorded.iter().flat_map(modules).collect();
    for kind in ["resource", "folder", "page", "book", "label", "glossary", "url", "subsection"] {
        let of_kind = |module: &&Value| module["modname"] == kind;
        let ours = modules(&told);
        let ours: Vec<&Value> = ours.iter().filter(of_kind).collect();
        assert!(!ours.is_empty(), "{kind}");
        assert_like(kind, &Shape::of(real.iter().filter(of_kind)), ours);
    }
}

#[tokio::test]
async fn each_kind_of_content_has_the_members_that_moodle_gives_it() {
    let moodle = TestMoodle::start().await;
    let course = harbours::made(moodle.site()).course;
    let told = modules(&contents(moodle.site(), course).await);
    let real: Vec<Value> = recorded_contents().iter().flat_map(modules).collect();
    // A page that is downloaded like a file has no type, and members of its own.
    let kind = |module: &Value, content: &Value| {
        let is_page = content.get("mimetype").is_none();
        format!("{} in a {}, page: {is_page}", content["type"], module["modname"])
    };
    let by_kind = |modules: &[Value]| -> Vec<(String, Value)> {
        let all = modules.iter().filter_map(|module| Some((module, module.get("contents")?.as_array()?)));
        all.flat_map(|(module, contents)| contents.iter().map(move |c| (kind(module, c), c.clone())))
            .collect()
    };
    let (told, real) = (by_kind(&told), by_kind(&real));
    for (kind, content) in &told {
        let same = real.iter().filter(|(other, _)| other == kind).map(|(_, content)| content);
        assert_like(kind, &Shape::of(same), [content]);
    }
}

/// What an indexer reads of contents, without what differs from site to site: ids, times, names of people.
fn essence(contents: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for section in contents.as_array().unwrap() {
        all.push(picked(
            section,
            &["name", "visible", "section", "uservisible", "component", "availabilityinfo"],
        ));
        for module in section["modules"].as_array().unwrap() {
            all.push(picked(
                module,
                &[
                    "name",
                    "modname",
                    "visible",
                    "uservisible",
                    "visibleoncoursepage",
                    "availability",
                    "description",
                    "noviewlink",
                    "afterlink",
                ],
            ));
            all.push(json!({ "url": module["url"].as_str().map(without_numbers) }));
            all.push(picked(&module["contentsinfo"], &["filescount", "filessize", "mimetypes"]));
            for content in module["contents"].as_array().into_iter().flatten() {
                all.push(picked(
                    content,
                    &["type", "filename", "filesize", "sortorder", "mimetype", "isexternalfile"],
                ));
                for place in ["filepath", "fileurl", "content"] {
                    all.push(json!({ place: content[place].as_str().map(without_numbers) }));
                }
            }
        }
    }
    all
}

fn picked(value: &Value, names: &[&str]) -> Value {
    let mut members = serde_json::Map::new();
    for name in names {
        let mut member = value[*name].clone();
        if *name == "availability"
            && let Some(tree) = member.as_str()
        {
            member = serde_json::from_str(tree).unwrap();
        }
        members.insert((*name).to_owned(), member);
    }
    members.into()
}

/// With one `#` for each number, and without the site's address. The structure of a book is JSON, whose order says nothing.
fn without_numbers(text: &str) -> String {
    let text = match serde_json::from_str::<Value>(text) {
        Ok(json) if json.is_array() => json.to_string(),
        _ => text.to_owned(),
    };
    let text = text.split_once("127.0.0.1:").map_or(text.as_str(), |(_, rest)| rest);
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() && shown.ends_with('#') => {}
            c if c.is_ascii_digit() => shown.push('#'),
            c => shown.push(c),
        }
    }
    shown
}

#[tokio::test]
async fn the_same_course_has_the_contents_that_moodle_told() {
    let moodle = TestMoodle::start().await;
    let course = harbours::made(moodle.site()).course;
    let (told, real) = (contents(moodle.site(), course).await, recorded("course_contents.json"));
    for (ours, theirs) in essence(&told).iter().zip(&essence(&real)) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(essence(&told).len(), essence(&real).len());
}

#[tokio::test]
async fn the_same_course_has_the_barriers_that_the_plugin_told() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let made = harbours::made(site);
    let function = "local_awsevents_get_course_access";
    let course = made.course.to_string();
    let told = call(site, function, &[("courseid", &course)]).await;
    let real = recorded("get_course_access.json");
    assert_like("the access", &Shape::of([&real]), [&told]);
    let barriers = |access: &Value| -> Vec<Value> {
        access["modules"].as_array().unwrap().iter().map(|module| module["barriers"].clone()).collect()
    };
    // Which activities were made before which others does not matter to anybody.
    let sorted = |mut barriers: Vec<Value>| {
        barriers.sort_by_key(Value::to_string);
        barriers
    };
    assert_eq!(sorted(barriers(&told)), sorted(barriers(&real)));
    let one = call(site, function, &[("courseid", &course), ("cmid", &made.group.to_string())]).await;
    assert_eq!(barriers(&one), barriers(&recorded("get_course_access_one.json")));
    let elsewhere = call(site, function, &[("courseid", "1"), ("cmid", &made.page.to_string())]).await;
    assert_eq!(elsewhere, recorded("get_course_access_elsewhere.json"));
}

#[tokio::test]
async fn options_leave_out_what_moodle_leaves_out() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let made = harbours::made(site);
    for (name, option, value) in [
        ("course_contents_cmid.json", "cmid", made.page.to_string()),
        ("course_contents_nocontents.json", "excludecontents", "1".into()),
    ] {
        let course = made.course.to_string();
        let parameters =
            [("courseid", &*course), ("options[0][name]", option), ("options[0][value]", &value)];
        let told = call(site, "core_course_get_contents", &parameters).await;
        assert_eq!(essence(&told), essence(&recorded(name)), "{name}");
    }
}

#[tokio::test]
async fn courses_have_the_members_that_moodle_gives_them() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let course = harbours::made(site).course.to_string();
    let other = site.add_course("Another one");
    site.hide(other);
    let function = "core_course_get_courses_by_field";
    let one = call(site, function, &[("field", "id"), ("value", &course)]).await;
    let real = recorded("course_by_field.json");
    assert_like("one course", &Shape::of([&real]), [&one]);
    assert_eq!(one["courses"][0]["fullname"], real["courses"][0]["fullname"]);
    let all = call(site, function, &[]).await;
    let told = |name: &str| -> Vec<Value> {
        all["courses"].as_array().unwrap().iter().map(|course| course[name].clone()).collect()
    };
    assert_eq!(told("fullname"), ["Test Moodle", "Harbours &amp; Rivers", "Another one"]);
    assert_eq!((told("id")[0].clone(), told("visible")), (json!(1), vec![json!(1), json!(1), json!(0)]));
    let none = call(site, function, &[("field", "id"), ("value", "999999")]).await;
    assert_eq!(none, json!({ "courses": [], "warnings": [] }));
}

#[tokio::test]
async fn pages_of_courses_are_those_that_moodle_tells() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let _ = site.add_numbered_course(2, "Harbours & Rivers");
    let hidden = site.add_numbered_course(3, "Being prepared");
    site.hide(hidden);
    let _ = site.add_numbered_course(4, "Tides \"and\" l'estuaire – 海");
    let page = async |after, limit| {
        call(site, "local_awsevents_get_courses", &[("after", after), ("limit", limit)]).await
    };
    for (after, limit, name) in [
        ("0", "1000", "get_courses.json"),
        ("0", "2", "get_courses_first.json"),
        ("3", "2", "get_courses_last.json"),
        ("4", "2", "get_courses_none.json"),
        ("0", "0", "get_courses_refused.json"),
    ] {
        assert_eq!(page(after, limit).await, recorded(name), "{name}");
    }
}

#[tokio::test]
async fn a_glossary_tells_the_entries_that_teachers_approved() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let made = harbours::made(site);
    let instance = glossary_instance(&moodle, made.course, made.glossary).await;
    let ask = |letter: &'static str, from: &'static str, limit: &'static str| {
        let id = instance.clone();
        async move {
            let parameters = [("id", &*id), ("letter", letter), ("from", from), ("limit", limit)];
            call(site, "mod_glossary_get_entries_by_letter", &parameters).await
        }
    };
    let (told, real) = (ask("ALL", "0", "100").await, recorded("glossary_entries.json"));
    assert_like("entries", &Shape::of([&real]), [&told]);
    let concepts = |answer: &Value| -> Vec<Value> {
        answer["entries"].as_array().unwrap().iter().map(|entry| entry["concept"].clone()).collect()
    };
    assert_eq!((told["count"].clone(), concepts(&told)), (real["count"].clone(), concepts(&real)));
    let attachment =
        |answer: &Value| without_numbers(answer["entries"][0]["attachments"][0]["fileurl"].as_str().unwrap());
    assert_eq!(attachment(&told), attachment(&real));
    let second = ask("ALL", "1", "1").await;
    assert_eq!((second["count"].clone(), concepts(&second)), (json!(3), vec![json!("Fairway")]));
    assert_eq!(concepts(&ask("n", "0", "100").await), ["Neap"]);
    assert!(concepts(&ask("SPECIAL", "0", "100").await).is_empty());
}

async fn glossary_instance(moodle: &TestMoodle, course: test_moodle::CourseId, glossary: ModuleId) -> String {
    listed(moodle.site(), course, glossary).await.unwrap()["instance"].to_string()
}
