//! Nothing is answered from what not everybody in a course may see.

use test_moodle::{Activity, File, Place, Restriction};

use crate::rig::{Rig, set};

/// What a teacher does to a section or an activity.
type Deed = fn(&test_moodle::Site, Place);

fn file(name: &str) -> Activity {
    Activity::resource(name, File::new(&format!("{name}.txt"), format!("words of {name}")))
}

#[tokio::test]
async fn what_is_hidden_restricted_or_forbidden_is_left_out_and_told_to_the_teacher() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let (open, closed) = (rig.site.add_section(course, "Open"), rig.site.add_section(course, "Closed"));
    rig.site.restrict(closed, &Restriction::Group(1));
    let names =
        ["seen", "hidden", "group", "date", "forbidden", "stealth", "deleting", "empty tree", "broken tree"];
    let [_, hidden, group, date, forbidden, stealth, deleting, empty, broken] =
        names.map(|name| rig.site.add(open, file(name)));
    let in_closed = rig.site.add(closed, file("in closed"));
    rig.site.hide(hidden);
    rig.site.restrict(group, &Restriction::Group(1));
    rig.site.restrict(date, &Restriction::From(2_208_988_800));
    rig.site.forbid(forbidden);
    rig.site.make_stealth(stealth);
    rig.site.request_delete(deleting);
    rig.site.restrict(empty, &Restriction::Tree(r#"{"op":"&","c":[],"showc":[]}"#.into()));
    rig.site.restrict(broken, &Restriction::Tree("{".into()));
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["empty tree.txt", "seen.txt", "stealth.txt"]));
    assert_eq!(rig.index.texts().len(), 3, "the others never reach the index");
    for (module, reason) in [
        (hidden, "hidden"),
        (group, "restricted"),
        (date, "restricted"),
        (forbidden, "permission"),
        (broken, "restricted"),
        (in_closed, "restricted_section"),
    ] {
        let module = rig.module(course, module).await.unwrap();
        let reasons: Vec<_> = module.barriers.iter().map(|barrier| barrier.code()).collect();
        assert_eq!(reasons, [reason], "{}", module.name);
        assert_eq!(module.documents, []);
    }
}

#[tokio::test]
async fn what_is_closed_is_taken_out_and_what_is_opened_is_put_in() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let section = rig.site.add_section(course, "Week 1");
    let (_, inner) = rig.site.add_subsection(section, "Inner");
    let (outer_file, inner_file) = (rig.site.add(section, file("outer")), rig.site.add(inner, file("inner")));
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["inner.txt", "outer.txt"]));
    let hide: Deed = |site, place| site.hide(place);
    let restrict: Deed = |site, place| site.restrict(place, &Restriction::Group(1));
    let open: Deed = |site, place| {
        site.show(place);
        site.unrestrict(place);
    };
    for close in [hide, restrict] {
        for (place, left) in [
            (Place::from(section), set([])),
            (Place::from(inner), set(["outer.txt"])),
            (Place::from(outer_file), set(["inner.txt"])),
            (Place::from(inner_file), set(["outer.txt"])),
        ] {
            close(&rig.site, place);
            rig.course_changed(course).await;
            rig.settle().await;
            assert_eq!(rig.named(course).await, left, "{place:?}");
            assert_eq!(rig.index.texts().len(), left.len(), "{place:?}");
            // Again, with nothing new to be seen.
            rig.night().await;
            assert_eq!(rig.named(course).await, left, "{place:?}");
            open(&rig.site, place);
            rig.course_changed(course).await;
            rig.settle().await;
            assert_eq!(rig.named(course).await, set(["inner.txt", "outer.txt"]), "{place:?}");
        }
    }
}

#[tokio::test]
async fn whether_students_can_enter_a_course_is_known() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), file("seen"));
    for (hidden, visible) in [(false, true), (true, false), (false, true)] {
        if hidden {
            rig.site.hide(course);
        } else {
            rig.site.show(course);
        }
        rig.course_changed(course).await;
        rig.settle().await;
        assert_eq!(rig.manifest(course).await.course.unwrap().visible, visible);
        assert_eq!(rig.named(course).await, set(["seen.txt"]));
    }
}
