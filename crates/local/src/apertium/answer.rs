//! From Apertium's answer to units again: what was kept is put back, and what is no translation of the source is
//! found out.

use super::alphabet::PAIRED;
use super::stream::Part;
use super::units::{Marks, Unit, What, common};

/// The answer does not hold what the sentence held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Garbled;

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The whole run.
    pub source: &'a [Unit],
    /// What was kept of it, in order.
    pub kept: &'a [&'a [Unit]],
    /// Whether something was put before it.
    pub continued: bool,
    /// Whether a full stop was put after it.
    pub full_stop: bool,
}

impl Asked<'_> {
    /// The translation in the answer.
    pub fn answered(&self, mut parts: Vec<Part>) -> Result<Vec<Unit>, Garbled> {
        if self.full_stop {
            take_full_stop(&mut parts)?;
        }
        if self.continued {
            take_beginning(&mut parts)?;
        }
        let kept =
            parts.iter().filter_map(|part| if let Part::Kept(number) = part { Some(*number) } else { None });
        if !kept.eq(0..self.kept.len()) || self.lost_punctuation(&parts) {
            return Err(Garbled);
        }
        self.space(&mut parts);
        let units = self.units(&parts);
        if units.iter().any(Unit::is_word) || self.kept.iter().any(|kept| kept.iter().any(Unit::is_word)) {
            Ok(units)
        } else {
            // Words such as "does" have no translation of their own, but a text must not become empty.
            Ok(self.source.to_vec())
        }
    }

    fn lost_punctuation(&self, parts: &[Part]) -> bool {
        let in_source = |mark| count(self.source.iter().filter_map(Unit::char), mark);
        let in_kept = |mark| count(self.kept.iter().copied().flatten().filter_map(Unit::char), mark);
        PAIRED.chars().any(|mark| in_source(mark) != in_kept(mark) + count(chars(parts), mark))
    }

    /// One space between words, none where a kept run has its own, none at the ends. Words that vanish leave theirs.
    fn space(&self, parts: &mut Vec<Part>) {
        let apart =
            |mark| self.source.windows(2).any(|pair| pair[0].is_space() && pair[1].char() == Some(mark));
        let close: Vec<char> = ['.', ','].into_iter().filter(|mark| !apart(*mark)).collect();
        let mut spaced: Vec<Part> = Vec::with_capacity(parts.len());
        for part in parts.drain(..) {
            let is_close = matches!(&part, Part::Char(char, _) if close.contains(char));
            if is_close || matches!(part, Part::Kept(_)) {
                spaced.pop_if(|part| is_space(part));
            }
            if !is_space(&part)
                || matches!(spaced.last(), Some(Part::Char(..)) if !spaced.last().is_some_and(is_space))
            {
                spaced.push(part);
            }
        }
        spaced.pop_if(|part| is_space(part));
        *parts = spaced;
    }

    fn units(&self, parts: &[Part]) -> Vec<Unit> {
        let has_curly = self.source.iter().any(|unit| unit.char() == Some('’'));
        let mut units: Vec<Unit> = Vec::new();
        let mut loose = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Kept(number) => units.extend_from_slice(self.kept[*number]),
                Part::Begin => {}
                Part::Char(char, marks) => {
                    let curly = has_curly && *char == '\'' && joins(parts, at);
                    let char = if curly { '’' } else { *char };
                    if marks.is_empty() && !char.is_alphanumeric() {
                        loose.push(units.len());
                    }
                    units.push(Unit { what: What::Char(char), marks: marks.clone() });
                }
            }
        }
        enclose(&mut units, &loose);
        units
    }
}

/// Punctuation and space between words are inside the marks that these share.
fn enclose(units: &mut [Unit], loose: &[usize]) {
    let mut loose = loose.iter().copied().peekable();
    while let Some(begin) = loose.next() {
        let mut end = begin + 1;
        while loose.next_if_eq(&end).is_some() {
            end += 1;
        }
        if begin > 0 && end < units.len() {
            let marks: Marks = common(&units[begin - 1].marks, &units[end].marks);
            units[begin..end].iter_mut().for_each(|unit| unit.marks = marks.clone());
        }
    }
}

/// Whether a word goes on after this.
fn joins(parts: &[Part], at: usize) -> bool {
    let is_letter = |part: Option<&Part>| matches!(part, Some(Part::Char(char, _)) if char.is_alphanumeric());
    at > 0 && is_letter(parts.get(at - 1)) && is_letter(parts.get(at + 1))
}

fn take_full_stop(parts: &mut Vec<Part>) -> Result<(), Garbled> {
    while parts.pop_if(|part| is_space(part)).is_some() {}
    match parts.pop() {
        Some(Part::Char('.' | '۔' | '।', _)) => Ok(()),
        _ => Err(Garbled),
    }
}

fn take_beginning(parts: &mut Vec<Part>) -> Result<(), Garbled> {
    let begin = parts.iter().position(|part| *part == Part::Begin).ok_or(Garbled)?;
    let before: Vec<Part> = parts.drain(..=begin).collect();
    // Rules may drop the comma.
    let is_known = chars(&before).all(|char| char == ',' || char.is_whitespace());
    if is_known && !parts.contains(&Part::Begin) { Ok(()) } else { Err(Garbled) }
}

fn count(chars: impl Iterator<Item = char>, mark: char) -> usize {
    chars.filter(|char| *char == mark).count()
}

fn chars(parts: &[Part]) -> impl Iterator<Item = char> + '_ {
    parts.iter().filter_map(|part| if let Part::Char(char, _) = part { Some(*char) } else { None })
}

fn is_space(part: &Part) -> bool {
    matches!(part, Part::Char(char, _) if char.is_whitespace())
}
