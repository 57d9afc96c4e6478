//! Files that cannot be indexed, and the rest of the course.

use test_moodle::{Activity, At, Content, Fault, File};

use crate::rig::{Rig, set};

#[tokio::test]
async fn each_file_that_cannot_be_read_has_its_reason_and_the_rest_is_indexed() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let files = [
        File::new("good.txt", "good words"),
        File::new("empty.txt", ""),
        File::new("picture.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        File::new("broken.pptx", &b"PK\x03\x04 and then nothing"[..]),
        File::new("huge.txt", Content::repeated("words ", (50 << 20) + 1)),
        File::new("wrong.pdf", "plain words after all").with_mime("application/pdf"),
    ];
    rig.site.add(rig.site.general(course), Activity::folder("Files", files));
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set(["good.txt", "wrong.pdf"]));
    for (name, trouble) in [
        ("empty.txt", "skipped empty"),
        ("picture.png", "skipped not_text"),
        ("broken.pptx", "skipped broken"),
        ("huge.txt", "skipped too_large"),
    ] {
        assert_eq!(rig.trouble(course, name).await, trouble, "{name}");
    }
    // Nothing of this is tried again before it changes.
    rig.site.forget();
    rig.night().await;
    assert_eq!(rig.site.counts().downloads, 0);
}

#[tokio::test]
async fn a_file_that_becomes_unreadable_is_no_longer_answered_from() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let module = rig.site.add(rig.site.general(course), Activity::resource("A", File::new("a.txt", "words")));
    rig.course_changed(course).await;
    rig.settle().await;
    rig.site.replace_content(module, "");
    rig.changed(course, module).await;
    rig.settle().await;
    assert_eq!(rig.named(course).await, set([]));
    assert_eq!(rig.index.texts().len(), 0);
    rig.site.replace_content(module, "words again");
    rig.changed(course, module).await;
    rig.settle().await;
    assert_eq!(rig.answers(course).await["a.txt"], "words again");
}

#[tokio::test]
async fn a_file_that_lies_elsewhere_gets_no_token() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    rig.site.add(rig.site.general(course), Activity::resource("A", File::new("a.txt", "words")));
    let elsewhere = test_moodle::TestMoodle::start().await;
    rig.site.fail(At::Functions, Fault::OtherHost(elsewhere.url().into()));
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.trouble(course, "a.txt").await, "skipped elsewhere");
    assert_eq!(elsewhere.site().counts().downloads, 0);
}

#[tokio::test]
async fn what_the_index_reads_itself_it_gets_as_a_file() {
    let rig = Rig::new().await;
    let course = rig.site.add_course("Biology");
    let pdf = b"%PDF-1.4\nnot much of one\n%%EOF\n";
    rig.site.add(rig.site.general(course), Activity::resource("A", File::new("a.pdf", &pdf[..])));
    rig.course_changed(course).await;
    rig.settle().await;
    assert_eq!(rig.answers(course).await["a.pdf"], format!("a file of {} bytes", pdf.len()));
}
