//! What is typed in the form that sets a budget vote up, and what it comes to.

use crate::branches::model::BranchName;
use crate::budgets::model::{BallotKind, Budget, CATEGORY_LONGEST, Cap, Caps, Completion, Project, Ties};
use crate::budgets::rules::{self, NoTime};
use crate::budgets::store::editing;
use crate::clock;
use crate::consultations::editing::form::date_time;
use crate::consultations::model::Consultation;
use crate::money::Period;
use crate::money::amounts;
use crate::money::amounts::Amount;
use crate::money::pounds;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::overtaken::ReadField;

/// How many categories can have a limit.
const CATEGORIES: usize = 6;
/// The most projects that people may be asked to choose.
const MOST_TICKS: i64 = 500;
/// The most points that people may be given.
const MOST_POINTS: i64 = 10_000;

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct BudgetForm {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) total: String,
    pub(super) ballot: String,
    pub(super) up_to: String,
    pub(super) points: String,
    pub(super) caps: String,
    /// Amounts by library, in the order of the list.
    pub(super) branch_caps: Vec<(i64, String)>,
    pub(super) category_caps: Vec<(String, String)>,
    pub(super) completion: String,
    pub(super) ties: String,
    pub(super) ideas: bool,
    pub(super) ideas_close: (String, String),
    pub(super) change: String,
    pub(super) seen: i64,
}

impl BudgetForm {
    /// What a new form begins with.
    pub fn fresh(consultation: &Consultation) -> Self {
        // Ideas need time to be checked: half-way through is a good end for them.
        let half = match (consultation.dates.opens_at, consultation.dates.closes_at) {
            (Some(opens), Some(closes)) => Some(opens.plus((closes.0 - opens.0) / 2)),
            _ => None,
        };
        Self {
            ballot: BallotKind::ApproveAny.word().to_owned(),
            up_to: "5".to_owned(),
            points: "10".to_owned(),
            caps: Caps::None.word().to_owned(),
            category_caps: vec![Default::default(); CATEGORIES],
            completion: Completion::RaiseThenGreedy.word().to_owned(),
            ties: Ties::Lot.word().to_owned(),
            ideas_close: (half.map(clock::date_input).unwrap_or_default(), "17:00".to_owned()),
            ..Self::default()
        }
    }

    pub(super) fn of(consultation: &Consultation, budget: &Budget, caps: &[Cap]) -> Self {
        let mut category_caps: Vec<(String, String)> = caps
            .iter()
            .filter(|cap| cap.branch_id.is_none())
            .map(|cap| (cap.category.clone(), amounts::typed(cap.pence)))
            .collect();
        category_caps.resize(CATEGORIES, Default::default());
        let most = budget.most.to_string();
        let fresh = Self::fresh(consultation);
        Self {
            title: budget.title.clone(),
            about: budget.about.clone(),
            total: amounts::typed(budget.total),
            ballot: budget.ballot.word().to_owned(),
            up_to: if budget.ballot == BallotKind::ApproveUpTo { most.clone() } else { fresh.up_to },
            points: if budget.ballot == BallotKind::DividePoints { most } else { fresh.points },
            caps: budget.caps.word().to_owned(),
            branch_caps: caps.iter().filter_map(|cap| Some((cap.branch_id?.0, amounts::typed(cap.pence)))).collect(),
            category_caps,
            completion: budget.completion.word().to_owned(),
            ties: budget.ties.word().to_owned(),
            ideas: budget.ideas_close_at.is_some(),
            ideas_close: budget
                .ideas_close_at
                .map(clock::last_minute)
                .map_or(fresh.ideas_close, |at| (clock::date_input(at), clock::time_input(at))),
            change: String::new(),
            seen: budget.updated_at.0,
        }
    }

    pub(super) fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            title: fields.line("title"),
            about: fields.raw_text("about").trim_end().to_owned(),
            total: text("total"),
            ballot: text("ballot"),
            up_to: text("up_to"),
            points: text("points"),
            caps: text("caps"),
            branch_caps: fields
                .pairs()
                .iter()
                .filter_map(|(name, value)| {
                    let id = name.strip_prefix("cap_branch_")?.parse().ok()?;
                    (!value.trim().is_empty()).then(|| (id, value.trim().to_owned()))
                })
                .collect(),
            category_caps: (0..CATEGORIES)
                .map(|row| (text(&format!("cap_name_{row}")), text(&format!("cap_amount_{row}"))))
                .collect(),
            completion: text("completion"),
            ties: text("ties"),
            ideas: fields.ticked("ideas"),
            ideas_close: (text("ideas_close_date"), text("ideas_close_time")),
            change: text("change"),
            seen: fields.number("seen").unwrap_or(0),
        }
    }

    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub(super) fn read(&self, libraries: &[BranchName]) -> Vec<ReadField> {
        let ballot = BallotKind::from_word(&self.ballot).map_or("", BallotKind::title);
        let most = match BallotKind::from_word(&self.ballot) {
            Some(BallotKind::ApproveUpTo) => &self.up_to,
            Some(BallotKind::DividePoints) => &self.points,
            _ => "",
        };
        let limits = libraries
            .iter()
            .filter_map(|library| {
                let (_, amount) = self.branch_caps.iter().find(|(id, _)| *id == library.id.0)?;
                Some(format!("{}: {amount}", library.name))
            })
            .chain(
                self.category_caps
                    .iter()
                    .filter(|(name, amount)| !name.is_empty() || !amount.is_empty())
                    .map(|(name, amount)| format!("{name}: {amount}")),
            );
        let limits: Vec<String> = limits.collect();
        let ideas = if self.ideas { format!("{} {}", self.ideas_close.0, self.ideas_close.1) } else { "No".to_owned() };
        vec![
            ("Title".to_owned(), self.title.clone()),
            ("What people should know".to_owned(), self.about.clone()),
            ("Total in pounds".to_owned(), self.total.clone()),
            ("The ballot".to_owned(), format!("{ballot} {most}")),
            ("Limits besides the total".to_owned(), limits.join("\n")),
            ("Money that is left".to_owned(), self.completion.replace('-', " ")),
            ("Ties".to_owned(), self.ties.clone()),
            ("Residents’ ideas until".to_owned(), ideas),
        ]
    }

    /// What it means, or what is wrong.
    pub(super) fn set_up(
        &self,
        fields: &Fields,
        (consultation, now): (&Consultation, Time),
        libraries: &[BranchName],
        entered: &[Project],
        errors: &mut FormErrors,
    ) -> Option<editing::SetUp> {
        fields.expect_only(
            &[
                "title",
                "about",
                "total",
                "ballot",
                "up_to",
                "points",
                "caps",
                "cap_branch_*",
                "cap_name_*",
                "cap_amount_*",
                "completion",
                "ties",
                "ideas",
                "ideas_close_date",
                "ideas_close_time",
                "change",
                "seen",
            ],
            errors,
        );
        let title = errors.check("title", length(&self.title, "a title", true, 200));
        let about = errors.check("about", length(&self.about, "what it is about", false, 10_000));
        let total = errors.check("total", sum(&self.total, "the total"));
        if let Some(total) = total {
            errors.check("total", enough(total, "total", entered.iter()));
        }
        let ballot = errors.check("ballot", BallotKind::from_word(&self.ballot).ok_or("Choose how people vote"));
        let most = match ballot {
            Some(BallotKind::ApproveUpTo) => errors.check("up_to", whole(&self.up_to, MOST_TICKS)),
            Some(BallotKind::DividePoints) => errors.check("points", whole(&self.points, MOST_POINTS)),
            _ => Some(0),
        };
        let caps = errors
            .check("caps", Caps::from_word(&self.caps).ok_or("Choose whether there are limits besides the total"));
        if let Some(caps) = caps {
            errors.check("caps", self.only(caps));
        }
        let (branch_caps, category_caps) = match (caps, total) {
            (Some(Caps::Branch), Some(total)) => (self.by_branch(libraries, (total, entered), errors), Vec::new()),
            (Some(Caps::Category), Some(total)) => (Vec::new(), self.by_category((total, entered), errors)),
            _ => Default::default(),
        };
        let completion = errors.check(
            "completion",
            Completion::from_word(&self.completion).ok_or("Choose what happens with money that is left"),
        );
        let ties = errors.check("ties", Ties::from_word(&self.ties).ok_or("Choose how a tie is decided"));
        let ideas_close_at = self.ideas_close(consultation, now, errors);
        Some(editing::SetUp {
            title: title?,
            about: about?,
            total: total?,
            ballot: ballot?,
            most: most?,
            caps: caps?,
            branch_caps,
            category_caps,
            completion: completion?,
            ties: ties?,
            ideas_close_at,
        })
        .filter(|_| errors.is_empty())
    }

    /// Whether anything is typed about categories.
    pub(super) fn has_category_caps(&self) -> bool {
        self.category_caps.iter().any(|(name, amount)| !name.is_empty() || !amount.is_empty())
    }

    /// Limits that are typed and not chosen would be lost without a word.
    fn only(&self, chosen: Caps) -> Result<(), String> {
        let branches = (!self.branch_caps.is_empty() && chosen != Caps::Branch).then_some("libraries");
        let categories = (self.has_category_caps() && chosen != Caps::Category).then_some("categories");
        let typed: Vec<&str> = branches.into_iter().chain(categories).collect();
        if typed.is_empty() {
            return Ok(());
        }
        let typed = typed.join(" and ");
        let choice = match chosen {
            Caps::None => "None",
            Caps::Branch => "A limit for some libraries",
            Caps::Category => "A limit for some categories",
        };
        Err(format!(
            "You entered limits for {typed} but chose “{choice}”: choose the limits you want, and empty the fields of the others"
        ))
    }

    pub(super) fn by_branch(
        &self,
        libraries: &[BranchName],
        (total, entered): (i64, &[Project]),
        errors: &mut FormErrors,
    ) -> Vec<(crate::ids::BranchId, i64)> {
        let mut caps: Vec<(crate::ids::BranchId, i64)> = Vec::new();
        for (id, typed) in &self.branch_caps {
            let field = format!("cap_branch_{id}");
            let Some(library) = libraries.iter().find(|library| library.id.0 == *id) else {
                errors.add("form", "One of the libraries is not in the list any more: please look at the limits again");
                continue;
            };
            if caps.iter().any(|(known, _)| *known == library.id) {
                errors.add(field, format!("{} has two limits: give it one", library.name));
                continue;
            }
            if let Some(pence) = errors.check(&field, limit(typed, &library.name, total)) {
                let own = entered.iter().filter(|project| project.branch_id == Some(library.id));
                errors.check(&field, enough(pence, "limit", own));
                caps.push((library.id, pence));
            }
        }
        if self.branch_caps.is_empty() {
            errors.add("caps", "Enter a limit for at least one library, or choose to have none");
        }
        caps
    }

    pub(super) fn by_category(
        &self,
        (total, entered): (i64, &[Project]),
        errors: &mut FormErrors,
    ) -> Vec<(String, i64)> {
        let used = rules::once(entered.iter().map(|project| &project.category));
        let mut caps: Vec<(String, i64)> = Vec::new();
        for (row, (name, typed)) in self.category_caps.iter().enumerate() {
            if name.is_empty() && typed.is_empty() {
                continue;
            }
            let field = format!("cap_name_{row}");
            let Some(name) = errors.check(&field, category(name, true)) else { continue };
            // One spelling in each budget vote: the one that its projects have.
            let name = rules::spelled(&name, &used);
            if caps.iter().any(|(other, _)| rules::folded(other) == rules::folded(&name)) {
                errors.add(field, format!("“{name}” has a limit already: use each category once"));
                continue;
            }
            let amount = format!("cap_amount_{row}");
            if let Some(pence) = errors.check(&amount, limit(typed, &name, total)) {
                let own = entered.iter().filter(|project| rules::folded(&project.category) == rules::folded(&name));
                errors.check(&amount, enough(pence, "limit", own));
                caps.push((name, pence));
            }
        }
        if caps.is_empty() && errors.is_empty() {
            errors.add("caps", "Enter a limit for at least one category, or choose to have none");
        }
        caps
    }

    pub(super) fn ideas_close(&self, consultation: &Consultation, now: Time, errors: &mut FormErrors) -> Option<Time> {
        if !self.ideas {
            return None;
        }
        let until = date_time("ideas_close", "last day for ideas", &self.ideas_close, errors);
        let wrong = match until.map(|until| rules::time_for_ideas(until, &consultation.dates, now)) {
            None => "Enter until when residents can send ideas".to_owned(),
            Some(Err(NoTime::BeforeOpening(opens))) => {
                format!(
                    "Ideas can be sent once the consultation is open: choose a time after {}",
                    clock::long_date_time(opens)
                )
            }
            Some(Err(NoTime::Over)) => "This moment has passed: choose a later one".to_owned(),
            Some(Err(NoTime::AfterClosing(closes))) => format!(
                "The consultation closes on {}: choose a time before that, so that people can still vote on the ideas",
                clock::end_date_time(closes)
            ),
            Some(Ok(())) => return until,
        };
        errors.add("ideas_close_date", wrong);
        until
    }
}

/// What is said of a proposal's costs and does not fit a sum that is spent once, without a note beside it.
const ONCE: [(&str, &str); 5] = [
    ("Enter what it comes to", "This money is spent once: enter one amount for all of it"),
    ("Enter what it costs each year", "This money is spent once: enter one amount for all of it"),
    ("Enter one amount in each row", "Enter one amount: this money is spent once"),
    ("Enter one amount, not from", "Enter one amount, not from and to: the most it may be"),
    ("Enter one amount, your best", "Enter one amount, your best figure"),
];

/// An amount of money that is more than nothing.
pub(crate) fn sum(typed: &str, what: &str) -> Result<i64, String> {
    if typed.is_empty() {
        return Err(format!("Enter {what} in pounds, like 50,000"));
    }
    match amounts::amount(typed) {
        Ok(Amount { period: Some(Period::EachYear), .. }) => {
            Err("This money is spent once: enter one amount for all of it, not what is paid each year".to_owned())
        }
        Ok(Amount { pence, .. }) if pence > 0 => Ok(pence),
        Ok(Amount { pence: 0, .. }) => Err(format!("Enter {what}: it must be more than nothing")),
        Ok(_) => Err(format!("Enter {what} without a minus: it must be more than nothing")),
        Err(why) => Err(match ONCE.iter().find(|(said, _)| why.starts_with(said)) {
            Some((_, instead)) => (*instead).to_owned(),
            None => why.replace(", or -500 for a saving", "").replace(". Words go into the note", ""),
        }),
    }
}

pub(super) fn limit(typed: &str, what: &str, total: i64) -> Result<i64, String> {
    let pence = sum(typed, &format!("the limit for {what}"))?;
    if pence > total {
        return Err(format!("The limit for {what} is more than the total, so it limits nothing"));
    }
    Ok(pence)
}

pub(super) fn whole(typed: &str, most: i64) -> Result<i64, String> {
    typed
        .parse::<i64>()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| format!("Enter a whole number from 1 to {most}"))
}

/// Whether a sum is enough for each of these projects.
fn enough<'a>(sum: i64, what: &str, projects: impl Iterator<Item = &'a Project>) -> Result<(), String> {
    match projects.max_by_key(|project| project.cost()) {
        Some(dearest) if dearest.cost() > sum => Err(format!(
            "Project {} costs {}, more than this {what}, so it could never be funded",
            dearest.number,
            pounds(dearest.cost())
        )),
        _ => Ok(()),
    }
}

/// The name of a category, with single spaces. Commas and semicolons separate things in the files.
pub(crate) fn category(typed: &str, required: bool) -> Result<String, String> {
    if typed.contains([',', ';']) {
        return Err("Use a category’s name without a comma or semicolon".to_owned());
    }
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(length(&name, "the name of the category", required, CATEGORY_LONGEST)?)
}
