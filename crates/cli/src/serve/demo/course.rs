//! What is in the courses of the demo LMS for the course assistant: the same site plays the Moodle that they lie in.

use local::SqliteStore;
use moodle::{SiteUrl, WebServiceToken};
use ports::{Clock as _, SiteCourse, SiteTokenAdmin as _, SystemClock};
use test_moodle::{Activity, Chapter, Entry, File, Site};

use index_file::Requests;

/// The course for a whole first year, and the one in Spanish, by their numbers in the demo LMS.
const SKILLS: u64 = 21;
const FISICA: u64 = 3;

/// A Moodle at this address with the courses' contents.
pub fn site(home: &str) -> Site {
    let site = Site::new(home);
    skills(&site);
    fisica(&site);
    site.let_guests_in();
    site
}

fn skills(site: &Site) {
    let course = site.add_numbered_course(SKILLS, "Study skills: the whole first year");
    let rules = site.add_section(course, "Rules");
    site.add(rules, Activity::page("How this course is assessed", ASSESSMENT));
    site.add(rules, Activity::resource("Library guide", File::new("library-guide.txt", LIBRARY)));
    let reading = site.add_section(course, "Reading and writing");
    let chapters = [
        Chapter::new("Three passes over a paper", PASSES),
        Chapter::new("Notes that you can use", NOTES),
        Chapter::new("Quoting and paraphrasing", QUOTING),
    ];
    site.add(reading, Activity::book("How to read a paper", chapters));
    let terms = [
        Entry::new(
            "Peer review",
            "<p>Experts of the same field judge a text before a journal prints it.</p>",
        ),
        Entry::new("Abstract", "<p>The summary that stands before a paper, 250 words at most.</p>"),
    ];
    site.add(reading, Activity::glossary("Words of the trade", terms));
    let exam = site.add(rules, Activity::resource("Exam of last year", File::new("old-exam.txt", OLD_EXAM)));
    site.hide(exam);
}

fn fisica(site: &Site) {
    let course = site.add_numbered_course(FISICA, "Física I — ondas y óptica");
    let section = site.add_section(course, "Laboratorio");
    site.add(section, Activity::page("Normas del laboratorio", NORMAS));
    site.add(section, Activity::resource("Guion de la práctica 4", File::new("practica-4.txt", PRACTICA)));
}

const ASSESSMENT: &str = "<h3>Assessment</h3>
<p>The final mark is made of two essays (30 % each) and a portfolio (40 %). An essay that arrives late loses five points for each \
day; after seven days it is not marked any more.</p>
<p>Who misses more than three seminars without a doctor's note has to take the course again.</p>
<h3>Feedback</h3><p>You get comments on every essay within two weeks.</p>";
const LIBRARY: &str = "The library is open from 8 a.m. to 10 p.m. on weekdays, and until 6 p.m. on Saturdays. Books of the short loan \
collection may be kept for three days. A seat in the silent reading room can be booked with your student card at the machine beside \
the entrance.\n\nArticles that we do not have are ordered from other libraries; this costs two euros and takes about a week.";
const PASSES: &str = "<p>Read a paper in three passes. The first takes five minutes: title, abstract, headings and conclusion. After it \
you know whether to go on. The second takes an hour: look at figures and arguments, and leave the proofs. In the third you make the \
work again in your mind, and find what the authors did not say.</p>";
const NOTES: &str = "<p>Write down each source before you read it. Put what you think into square brackets, so that you can still \
tell it from what the author says when you come back in spring.</p>";
const QUOTING: &str = "<p>A quotation is taken over word for word and stands in quotation marks. Whoever takes over a thought in other \
words names the source as well; if that is missing, the text counts as plagiarism, and the essay is given zero points.</p>";
const OLD_EXAM: &str = "Nobody is to see this: the exam of last year asked for an essay about penguins.";
const NORMAS: &str = "<p>En el laboratorio se llevan siempre gafas de protección. Está prohibido comer y beber. Quien llega con más de \
diez minutos de retraso no puede hacer la práctica.</p>";
const PRACTICA: &str = "Práctica 4: ¿onda o partícula?\n\nSe mide la separación de las franjas de interferencia de una doble rendija con \
un láser rojo de 650 nm. El informe se entrega una semana después de la práctica y tiene cuatro páginas como máximo.";

/// Gives the index the token of the demo, and has the courses indexed.
pub async fn connect(site: &Site, store: &SqliteStore, requests: &Requests) -> anyhow::Result<()> {
    let url = SiteUrl::parse(site.root())?;
    let Some(token) = WebServiceToken::parse(&site.token()) else {
        anyhow::bail!("the demo LMS has no token")
    };
    store.put_site_token(&url, &token, SystemClock.now()).await?;
    for course in [SKILLS, FISICA] {
        let course = SiteCourse { site: url.clone(), course: course.try_into()? };
        requests.request(&course, None, std::time::Duration::ZERO).await?;
    }
    Ok(())
}
