//! What the demo LMS remembers while it runs: the tools it knows, what teachers placed, and the gradebook.

mod content;
mod line_items;
mod registration;

use crate::claims::Activity;
use crate::config::Config;
use crate::demo::{COURSES, DemoCourse};

pub(crate) use content::{ContentItem, Placed};
pub(crate) use line_items::{LineItem, Score, ScoreRefusal, number};
pub(crate) use registration::{Registration, Releases, offered_scopes};

/// The first id that the school gives out: above all the fixed ones.
const FIRST_ID: u64 = 1000;

/// Everything that changes. It lives as long as the process.
#[derive(Debug)]
pub(crate) struct School {
    registrations: Vec<Registration>,
    placed: Vec<Placed>,
    line_items: Vec<LineItem>,
    next_id: u64,
}

impl School {
    /// The configured tool, and a line item for the activity that each course begins with.
    pub(crate) fn new(config: &Config) -> Self {
        let line_items = COURSES.iter().filter_map(|course| first_line_item(course, &config.deployment_id));
        Self {
            registrations: vec![Registration::configured(config)],
            placed: Vec::new(),
            line_items: line_items.collect(),
            next_id: FIRST_ID,
        }
    }

    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// The tools, the configured one first.
    pub(crate) fn registrations(&self) -> &[Registration] {
        &self.registrations
    }

    /// The tool with this client id; the configured one when none is named.
    pub(crate) fn registration(&self, client_id: Option<&str>) -> Option<&Registration> {
        match client_id {
            None => self.registrations.first(),
            Some(id) => self.registrations.iter().find(|one| one.client_id == id),
        }
    }

    /// The same, to be changed.
    pub(crate) fn registration_mut(&mut self, client_id: &str) -> Option<&mut Registration> {
        self.registrations.iter_mut().find(|one| one.client_id == client_id)
    }

    /// The tool with this deployment, which Moodle calls the id of the tool's type.
    pub(crate) fn registration_of_type(&self, deployment_id: &str) -> Option<&Registration> {
        self.registrations.iter().find(|one| one.deployment_id == deployment_id)
    }

    /// A deployment id that no tool has.
    pub(crate) fn free_deployment_id(&self) -> String {
        let taken = |id: &String| self.registration_of_type(id).is_some();
        let mut ids = (2_u64..).map(|id| id.to_string());
        ids.find(|id| !taken(id)).unwrap_or_default()
    }

    /// Adds a tool.
    pub(crate) fn register(&mut self, registration: Registration) {
        self.registrations.push(registration);
    }

    /// What teachers placed in this course, oldest first.
    pub(crate) fn placed_in(&self, course: &DemoCourse) -> impl Iterator<Item = &Placed> {
        self.placed.iter().filter(|one| one.course == course.number)
    }

    /// A placed activity by its id.
    pub(crate) fn placed(&self, id: &str) -> Option<&Placed> {
        self.placed.iter().find(|one| one.id == id)
    }

    /// Places what the tool offered, with a line item when it asked for one.
    pub(crate) fn place(
        &mut self,
        course: &DemoCourse,
        registration: &Registration,
        item: ContentItem,
    ) -> Placed {
        let id = self.new_id().to_string();
        if let Some(wanted) = &item.line_item {
            let line_item_id = self.new_id();
            self.line_items.push(LineItem {
                id: line_item_id,
                course: course.number,
                type_id: registration.deployment_id.clone(),
                resource_link_id: Some(id.clone()),
                ..LineItem::of(wanted, &item.title)
            });
        }
        let placed =
            Placed { id, course: course.number, client_id: registration.client_id.clone(), content: item };
        self.placed.push(placed.clone());
        placed
    }

    /// An activity as launches describe it: with its line item as long as there is one that belongs to the tool.
    pub(crate) fn activity(&self, course: &DemoCourse, placed: Option<&Placed>, type_id: &str) -> Activity {
        let activity = match placed {
            None => course.activity(),
            Some(placed) => Activity {
                id: placed.id.clone(),
                line_item_id: None,
                title: placed.content.title.clone(),
                description: placed.content.text.clone(),
            },
        };
        let belongs = |item: &&LineItem| {
            item.course == course.number
                && item.type_id == type_id
                && item.resource_link_id.as_deref() == Some(activity.id.as_str())
        };
        let line_item_id = self.line_items.iter().find(belongs).map(|item| item.id.to_string());
        Activity { line_item_id, ..activity }
    }
}

fn first_line_item(course: &DemoCourse, type_id: &str) -> Option<LineItem> {
    let activity = course.activity();
    Some(LineItem {
        id: activity.line_item_id?.parse().ok()?,
        course: course.number,
        type_id: type_id.to_owned(),
        label: activity.title,
        resource_link_id: Some(activity.id),
        ..LineItem::default()
    })
}
