use serde_json::{Value, json};
use test_moodle::{
    Activity, Chapter, CourseId, Entry, File, ModuleId, Restriction, SectionId, Site, TestMoodle,
};

use crate::support::{barriers, call, contents, download, file_url, listed, modules};

fn course(site: &Site) -> (CourseId, SectionId) {
    let course = site.add_course("Plants");
    (course, site.add_section(course, "Week 1"))
}

fn text(name: &str, words: &str) -> Activity {
    Activity::resource(name, File::new(&format!("{name}.txt"), words.to_owned()))
}

async fn words(site: &Site, course: CourseId, module: ModuleId) -> String {
    let url = file_url(site, course, module, 0).await;
    download(site, &url).await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn another_content_has_another_time_and_address_and_the_old_address_brings_it_too() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "Light and sugar"));
    let (before, old) =
        (listed(site, course, module).await.unwrap(), file_url(site, course, module, 0).await);
    site.replace_content(module, "Light, water and sugar");
    let (after, new) = (listed(site, course, module).await.unwrap(), file_url(site, course, module, 0).await);
    assert_ne!(old, new);
    let time = |told: &Value| told["contents"][0]["timemodified"].as_i64().unwrap();
    assert!(time(&after) > time(&before));
    assert_eq!(
        (&after["contents"][0]["filesize"], &before["contents"][0]["filesize"]),
        (&json!(22), &json!(15))
    );
    for url in [old, new] {
        assert_eq!(download(site, &url).await.unwrap().text().await.unwrap(), "Light, water and sugar");
    }
    assert_eq!((&after["id"], &after["contextid"]), (&before["id"], &before["contextid"]));
}

#[tokio::test]
async fn edits_within_a_second_have_the_same_time() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "one"));
    let before = listed(site, course, module).await.unwrap();
    site.set_clock_step(0);
    site.replace_content(module, "two");
    let after = listed(site, course, module).await.unwrap();
    let seen = |told: &Value| picked(&told["contents"][0], &["timemodified", "filesize"]);
    assert_eq!(seen(&after), seen(&before));
    assert_eq!(words(site, course, module).await, "two");
}

fn picked(value: &Value, names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| value[*name].clone()).collect()
}

#[tokio::test]
async fn a_form_that_is_saved_brings_in_what_is_in_it_and_nothing_else() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let folder =
        site.add(week, Activity::folder("Files", [File::new("a.txt", "1"), File::new("b.txt", "2")]));
    let kept = listed(site, course, folder).await.unwrap()["contents"][1]["timemodified"].clone();
    site.edit(folder, Activity::folder("All files", [File::new("b.txt", "2"), File::new("c.txt", "3")]));
    let told = listed(site, course, folder).await.unwrap();
    assert_eq!(told["name"], "All files");
    let names: Vec<_> = told["contents"].as_array().unwrap().iter().map(|file| &file["filename"]).collect();
    assert_eq!(names, ["b.txt", "c.txt"]);
    assert_eq!(told["contents"][0]["timemodified"], kept);
    assert_ne!(told["contents"][1]["timemodified"], kept);
}

#[tokio::test]
async fn what_is_hidden_restricted_or_forbidden_says_so_until_it_is_not() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "Light"));
    let (inner, subsection) = site.add_subsection(week, "Details");
    let inside = site.add(subsection, text("Sugar", "Sugar"));
    let both = async || {
        (barriers(site, course, module).await.unwrap(), barriers(site, course, inside).await.unwrap())
    };
    let free = (json!([]), json!([]));
    assert_eq!(both().await, free);
    site.hide(module);
    assert_eq!(both().await, (json!(["hidden"]), json!([])));
    site.show(module);
    site.hide(week);
    let hidden = json!(["hidden", "hiddensection"]);
    assert_eq!(both().await, (hidden.clone(), hidden.clone()));
    assert!(listed(site, course, module).await.is_none());
    site.show(week);
    site.hide(inner);
    assert_eq!(both().await, (json!([]), hidden));
    site.show(inner);
    site.restrict(week, &Restriction::From(4_000_000_000));
    assert_eq!(both().await, (json!(["restrictedsection"]), json!(["restrictedsection"])));
    site.unrestrict(week);
    site.restrict(inner, &Restriction::Completed(module));
    site.forbid(module);
    assert_eq!(both().await, (json!(["permission"]), json!(["restrictedsection"])));
    site.unrestrict(inner);
    site.permit(module);
    site.restrict(module, &Restriction::Tree(r#"{"op":"&","c":[],"showc":[]}"#.into()));
    site.make_stealth(inside);
    assert_eq!(both().await, free);
    assert_eq!(listed(site, course, inside).await.unwrap()["visibleoncoursepage"], 0);
    site.hide(course);
    let access = call(site, "local_awsevents_get_course_access", &[("courseid", &course.to_string())]).await;
    assert_eq!(access["coursevisible"], false);
}

#[tokio::test]
async fn what_is_deleted_goes_in_two_steps_where_there_is_a_recycle_bin() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "Light"));
    let url = file_url(site, course, module, 0).await;
    site.request_delete(module);
    assert_eq!(barriers(site, course, module).await.unwrap(), json!(["deleting"]));
    assert!(listed(site, course, module).await.is_none());
    let refused: Value = download(site, &url).await.unwrap().json().await.unwrap();
    assert_eq!(refused["errorcode"], "requireloginerror");
    site.delete(module);
    assert!(barriers(site, course, module).await.is_none());
    let gone: Value = download(site, &url).await.unwrap().json().await.unwrap();
    assert_eq!(gone["errorcode"], "invalidrecordunknown");
}

#[tokio::test]
async fn sections_and_courses_go_with_all_that_is_in_them() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let (_, subsection) = site.add_subsection(week, "Details");
    let inside = site.add(subsection, text("Sugar", "Sugar"));
    let general = site.add(site.general(course), text("Light", "Light"));
    site.delete(week);
    let told = contents(site, course).await;
    assert_eq!(modules(&told).len(), 1);
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert!(barriers(site, course, inside).await.is_none());
    assert!(barriers(site, course, general).await.is_some());
    site.delete(course);
    assert_eq!(contents(site, course).await["errorcode"], "invalidrecordunknown");
}

#[tokio::test]
async fn names_and_places_change_and_ids_stay() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "Light"));
    let later = site.add_section(course, "Week 2");
    site.rename(course, "Plants & Light");
    site.rename(later, "Week 2 <now>");
    site.rename(module, "Light & Sugar");
    site.move_to(module, later);
    let told = contents(site, course).await;
    assert_eq!((&told[2]["name"], &told[1]["modules"]), (&json!("Week 2 &lt;now&gt;"), &json!([])));
    assert_eq!(told[2]["modules"][0]["name"], "Light &amp; Sugar");
    assert_eq!(told[2]["modules"][0]["id"], module.get());
    assert_eq!(words(site, course, module).await, "Light");
}

#[tokio::test]
async fn copies_have_ids_of_their_own() {
    let moodle = TestMoodle::start().await;
    let site = moodle.site();
    let (course, week) = course(site);
    let module = site.add(week, text("Light", "Light"));
    let (_, subsection) = site.add_subsection(week, "Details");
    site.add(subsection, Activity::book("Sugar", [Chapter::new("One", "<p>1</p>")]));
    site.add(subsection, Activity::glossary("Terms", [Entry::new("Leaf", "Green.")]));
    let copy = site.duplicate(module);
    let names = |told: &Value| -> Vec<String> {
        modules(told).iter().map(|module| module["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&contents(site, course).await), ["Light", "Light (copy)", "Details", "Sugar", "Terms"]);
    site.replace_content(copy, "Copied");
    assert_eq!(
        (words(site, course, module).await, words(site, course, copy).await),
        ("Light".into(), "Copied".into())
    );
    let other = site.duplicate_course(course, "Plants again");
    let (told, real) = (contents(site, other).await, contents(site, course).await);
    assert_eq!(names(&told), names(&real));
    for member in ["id", "contextid", "instance"] {
        let ids = |told: &Value| -> Vec<u64> {
            modules(told).iter().map(|m| m[member].as_u64().unwrap()).collect()
        };
        let real = ids(&real);
        assert!(ids(&told).iter().all(|id| !real.contains(id)), "{member}");
    }
    assert_eq!(told[2]["component"], "mod_subsection");
    let imported = site.import(course, other);
    assert_eq!(imported.len(), 5);
    assert_eq!(modules(&contents(site, other).await).len(), 10);
}

#[test]
#[should_panic(expected = "is a resource and cannot become a folder")]
fn an_activity_cannot_become_one_of_another_kind() {
    let site = Site::new("http://127.0.0.1:1");
    let (_, week) = course(&site);
    let module = site.add(week, text("Light", "Light"));
    site.edit(module, Activity::folder("Files", []));
}
