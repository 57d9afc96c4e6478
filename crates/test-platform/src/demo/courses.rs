//! The courses of the demo and the activity that each begins with. Their names hold what breaks careless software:
//! accents, other scripts, a right-to-left one, `&`, `<` and quotes.

use crate::claims::{Activity, Course};

/// A course with the activity that opens the tool.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DemoCourse {
    /// The value of the `course` parameter.
    pub(crate) id: &'static str,
    /// The language its names are in, as HTML wants it.
    pub(crate) language: &'static str,
    pub(crate) title: &'static str,
    pub(crate) label: &'static str,
    pub(crate) activity: &'static str,
    /// Its id in the platform.
    pub(crate) number: u32,
    /// How many students it has besides the few of every course.
    pub(crate) crowd: u32,
    /// The activity's number in the whole site: part of the message hint.
    pub(crate) module: u32,
}

pub(crate) static COURSES: [DemoCourse; 5] = [
    DemoCourse {
        id: "fisica",
        language: "es",
        title: "Física I — ondas y óptica",
        label: "FÍS-101",
        activity: "Laboratorio 4: ¿onda o partícula?",
        number: 3,
        crowd: 0,
        module: 28,
    },
    DemoCourse {
        id: "nihongo",
        language: "ja",
        title: "日本語 101",
        label: "日本語101",
        activity: "第3課 会話の練習",
        number: 5,
        crowd: 0,
        module: 41,
    },
    DemoCourse {
        id: "oekonomie",
        language: "de",
        title: "Ökonomie für alle: Märkte & Preise",
        label: "ÖKO-110",
        activity: "Fallstudie „Äpfel < Birnen“",
        number: 8,
        crowd: 0,
        module: 57,
    },
    DemoCourse {
        id: "barmaja",
        language: "ar",
        title: "مدخل إلى البرمجة",
        label: "CS-100",
        activity: "التمرين الأول: المتغيّرات",
        number: 13,
        crowd: 0,
        module: 72,
    },
    DemoCourse {
        id: "campus",
        language: "en",
        title: "Study skills: the whole first year",
        label: "SKILLS-1",
        activity: "Week 1: how to read a paper",
        number: 21,
        crowd: 995,
        module: 88,
    },
];

impl DemoCourse {
    /// The course with this id of the platform.
    pub(crate) fn numbered(number: &str) -> Option<&'static Self> {
        COURSES.iter().find(|course| course.number.to_string() == number)
    }

    pub(crate) fn course(&self) -> Course {
        Course {
            id: self.number.to_string(),
            label: self.label.to_owned(),
            title: self.title.to_owned(),
            sourced_id: format!("SIS-{}", self.number),
        }
    }

    pub(crate) fn activity(&self) -> Activity {
        Activity {
            id: (self.number + 100).to_string(),
            line_item_id: Some((self.number + 200).to_string()),
            title: self.activity.to_owned(),
            description: String::new(),
        }
    }
}
