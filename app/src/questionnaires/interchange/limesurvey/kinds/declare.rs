//! What equations can look at of each question, by all the names that LimeSurvey has for it.

use std::collections::BTreeMap;

use super::super::super::super::definition::question::{AnswerOption, Question, QuestionKind};
use super::super::meaning::{Compares, Judged, Looked, NamedChoice, OTHER};
use super::super::source::LimeQuestion;
use super::super::take::{OptionOf, Taking};

impl Taking<'_> {
    /// Says what equations can look at of a question.
    pub(super) fn declare(
        &mut self,
        of: (usize, usize),
        lime: &LimeQuestion,
        question: &Question,
        options: &[OptionOf],
        conditional: (Option<usize>, bool),
    ) {
        let key = &question.key;
        let mut several = Vec::new();
        let ids: BTreeMap<&str, &str> = lime.parts.iter().map(|part| (part.code.as_str(), part.id.as_str())).collect();
        for option in options {
            let part = ids.get(option.named.as_str()).copied().unwrap_or_default();
            let other = option.named == OTHER;
            let looked = match &question.kind {
                QuestionKind::OneOf(_) if other => {
                    // What was written beside it is one more column.
                    self.name(of.0, lime, "other", "", Looked::Beside(key.clone(), option.code.clone(), false));
                    continue;
                }
                QuestionKind::SeveralOf { .. } if other => Looked::Beside(key.clone(), option.code.clone(), true),
                QuestionKind::SeveralOf { .. } => Looked::Tick(key.clone(), option.code.clone()),
                QuestionKind::Matrix { .. } => Looked::RowOf(key.clone(), option.code.clone()),
                QuestionKind::Split { .. } => Looked::Share(key.clone(), option.code.clone()),
                _ => continue,
            };
            several.push(looked.clone());
            self.name(of.0, lime, if other { "other" } else { &option.named }, part, looked);
            if lime.kind == "P" {
                let gone = Looked::Gone("It looks at a comment, and comments are not taken over.".to_owned());
                self.name(of.0, lime, &format!("{}comment", option.named), "", gone);
            }
        }
        if let QuestionKind::Rank { list, most } = &question.kind {
            let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(list.options.len());
            for place in 1..=most.min(list.options.len()) {
                let looked = Looked::Placed(key.clone(), place);
                several.push(looked.clone());
                self.name(of.0, lime, &place.to_string(), "", looked);
            }
        }
        match lime.kind.as_str() {
            "O" => {
                let gone = Looked::Gone("It looks at a comment, and comments are not taken over.".to_owned());
                self.name(of.0, lime, "comment", "", gone);
            }
            "|" => self.name(of.0, lime, "filecount", "", Looked::Group(vec![Looked::Answer(key.clone())])),
            _ => {}
        }
        let judged = judged(question, options, several, conditional);
        self.variables.judged.insert(key.clone(), judged);
        self.name_whole(of.0, lime, &Looked::Answer(key.clone()));
    }

    pub(super) fn declare_gone(&mut self, of: (usize, usize), lime: &LimeQuestion, why: &str) {
        let gone = Looked::Gone(why.to_owned());
        for part in lime.axis("0") {
            self.name(of.0, lime, &part.code, &part.id, gone.clone());
            for column in lime.axis("1").take(100) {
                self.name(of.0, lime, &format!("{}_{}", part.code, column.code), "", gone.clone());
            }
        }
        self.name(of.0, lime, "other", "", gone.clone());
        self.name_whole(of.0, lime, &gone);
    }

    /// The names of a whole question: by its code, and by the number of its column.
    pub(super) fn name_whole(&mut self, group: usize, lime: &LimeQuestion, looked: &Looked) {
        let named = &mut self.variables.named;
        named.entry(lime.code.clone()).or_insert_with(|| looked.clone());
        if !lime.id.is_empty() {
            let in_group = self.survey.groups.get(group).map_or("", |group| group.id.as_str());
            named.entry(format!("{}X{in_group}X{}", self.survey.id, lime.id)).or_insert_with(|| looked.clone());
            named.entry(format!("Q{}", lime.id)).or_insert_with(|| looked.clone());
        }
    }

    /// The names of a part of a question.
    pub(super) fn name(&mut self, group: usize, lime: &LimeQuestion, part: &str, id: &str, looked: Looked) {
        let named = &mut self.variables.named;
        if !lime.id.is_empty() {
            let in_group = self.survey.groups.get(group).map_or("", |group| group.id.as_str());
            named.entry(format!("{}X{in_group}X{}{part}", self.survey.id, lime.id)).or_insert_with(|| looked.clone());
            if !id.is_empty() {
                named.entry(format!("Q{}_S{id}", lime.id)).or_insert_with(|| looked.clone());
            }
        }
        named.entry(format!("{}_{part}", lime.code)).or_insert(looked);
    }
}

/// What is known of a question that equations look at.
pub(super) fn judged(
    question: &Question,
    from: &[OptionOf],
    several: Vec<Looked>,
    conditional: (Option<usize>, bool),
) -> Judged {
    let choice = |named: &str, option: &AnswerOption| NamedChoice {
        named: named.to_owned(),
        code: option.code.clone(),
        labels: option.label.all().map(|(_, text)| text.to_owned()).collect(),
    };
    let compares = match &question.kind {
        QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. } => {
            let options: BTreeMap<&str, &AnswerOption> =
                question.options().iter().map(|option| (option.code.as_str(), option)).collect();
            let choices = from.iter().filter_map(|one| Some(choice(&one.named, options.get(one.code.as_str())?)));
            Compares::Codes(choices.collect())
        }
        QuestionKind::Matrix { columns, .. } => {
            Compares::Codes(columns.iter().map(|column| choice(&column.code, column)).collect())
        }
        QuestionKind::Scale { points } => {
            let choices = points.iter().enumerate().map(|(place, label)| {
                let number = (place + 1).to_string();
                choice(&number, &AnswerOption::new(number.clone(), label.clone()))
            });
            Compares::Codes(choices.collect())
        }
        QuestionKind::Number { .. } | QuestionKind::Money { .. } | QuestionKind::Split { .. } => Compares::Number,
        QuestionKind::Text { .. } | QuestionKind::Branch | QuestionKind::PostcodeArea => Compares::Words,
        QuestionKind::Date { .. } => Compares::Date,
        QuestionKind::Information | QuestionKind::File => Compares::Something,
    };
    Judged { compares, several, conditional }
}
