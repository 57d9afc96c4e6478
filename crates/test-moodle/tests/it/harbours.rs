//! The course about which a real Moodle was asked.

use test_moodle::{Activity, Chapter, Content, CourseId, Entry, File, ModuleId, Restriction, Site};

pub struct Harbours {
    pub course: CourseId,
    pub page: ModuleId,
    pub group: ModuleId,
    pub glossary: ModuleId,
}

/// Makes the course in the order in which its activities were made there.
pub fn made(site: &Site) -> Harbours {
    let course = site.add_course("Harbours & Rivers");
    let first = site.add_section(course, "New section");
    let blue = site.add_section(course, "Only for Blue & Co");
    let hidden = site.add_section(course, "Hidden");
    let fourth = site.add_section(course, "New section");
    let _fifth = site.add_section(course, "New section");
    let bytes = |length| Content::repeated("x", length);
    let page = |name: &str| Activity::page(name, "<p>Text.</p>");
    let report = File::new("Häfen & Flüsse 1874.pdf", bytes(582));
    site.add(first, Activity::resource("Dredging (PDF)", report).described("A short report."));
    let notes = [
        File::new("overview.txt", bytes(15)),
        File::new("quay.txt", bytes(25)).in_folder("north"),
        File::new("silt.txt", bytes(23)).in_folder("north/deep"),
    ];
    site.add(first, Activity::folder("Field notes", notes));
    let lighthouses = Activity::page(
        "Lighthouses",
        "<p>The lamp turns every nine seconds.</p><p><img src=\"lamp.png\" alt=\"The lamp\"></p>",
    );
    let lighthouses = site.add(first, lighthouses.with_file(File::new("lamp.png", bytes(70))));
    let chapters = [
        Chapter::new("Upstream", "<p>Pilots board at the weir.</p>")
            .with_file(File::new("weir.png", bytes(70))),
        Chapter::new("Signals", "<p>Two lamps.</p>").sub(),
        Chapter::new("Not ready", "<p>To be written.</p>").hidden(),
        Chapter::new("Downstream", "<p>The bar.</p>"),
    ];
    site.add(first, Activity::book("The river pilots", chapters));
    let note = site.add(first, Activity::label("<p>Bring <b>waders</b> on Thursday.</p>"));
    site.rename(note, "Note");
    let entries = [
        Entry::new("Bollard", "A post to moor ships to.").with_file(File::new("bollards.txt", bytes(26))),
        Entry::new("Fairway", "The navigable channel."),
        Entry::new("Neap", "The weakest tide."),
        Entry::new("Spring", "The strongest tide.").unapproved(),
    ];
    let glossary = site.add(first, Activity::glossary("Sea terms", entries));
    site.add(first, Activity::url("Tide tables", "https://tides.example/tables"));
    site.add(first, Activity::quiz("Quiz"));
    let eye_closed = site.add(first, page("Hidden page"));
    site.hide(eye_closed);
    let stealth = site.add(first, page("Stealth page"));
    site.make_stealth(stealth);
    let group = site.add(first, page("For the blue group"));
    site.restrict(group, &Restriction::Group(1));
    let later = site.add(first, page("Later"));
    let untold = r#"{"op":"&","c":[{"type":"date","d":">=","t":4000000000}],"showc":[false]}"#;
    site.restrict(later, &Restriction::Tree(untold.into()));
    site.add(blue, page("In a restricted section"));
    site.restrict(blue, &Restriction::Group(1));
    site.add(hidden, page("In a hidden section"));
    site.hide(hidden);
    let (_, channel) = site.add_subsection(fourth, "Side channel");
    site.add(channel, page("In the subsection"));
    let (closed, inside) = site.add_subsection(fourth, "Hidden side channel");
    site.add(inside, page("In the hidden subsection"));
    site.hide(closed);
    let prevented = site.add(first, page("Prevented for students"));
    site.forbid(prevented);
    Harbours { course, page: lighthouses, group, glossary }
}
