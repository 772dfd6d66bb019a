//! The names that staff give to groups: a form on the staff's page of the map, and what becomes of what is typed.
//!
//! The form says with each field what told the group apart when the page was made, so that a name goes to the group that somebody
//! looked at even when the map was worked out again while they typed.

use leptos::prelude::*;

use super::called::{GivenName, GroupCalled};
use super::likeness::{Marks, groups_of};
use super::view::{Reading, people};
use super::{Map, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::{entry, hash_of_text, writing};
use crate::folding;
use crate::ids::ConsultationId;
use crate::reason::WhyNot;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::statements::pages::StatementsPage;
use crate::statements::rules::{self, same_words};
use crate::ui::Field;
use crate::ui::overtaken::ReadField;

/// The longest name, in characters: it stands in the heads of columns.
pub const LONGEST: usize = 40;
/// The most names that a consultation keeps, with those that wait for a group.
pub const MOST: usize = 20;

/// A group as the form has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct TypedName {
    /// The group's letter when the page was made, small: what its fields are called by.
    letter: char,
    /// The name, as typed.
    name: String,
    /// What told the group apart when the page was made, as it was sent.
    marks: String,
}

/// What is typed in the form.
#[derive(Clone, Debug, Default)]
pub(super) struct NamesForm {
    names: Vec<TypedName>,
    /// The waiting names that are to be forgotten.
    forget: Vec<String>,
    /// A mark of the names as they were when the page was made.
    seen: String,
}

/// A mark of the names that there are: another one when a colleague has changed them.
fn mark_of(names: &[GivenName]) -> String {
    let mut list: Vec<String> = names.iter().map(|one| format!("{:?} {}", one.name, one.marks.written())).collect();
    list.sort();
    let mut mark = hash_of_text(&list.join("\n"));
    mark.truncate(16);
    mark
}

impl NamesForm {
    /// The form as it is opened.
    pub(super) fn opened(map: Option<&Map>, called: &[GroupCalled], names: &[GivenName]) -> Self {
        let of = |(place, called): (usize, &GroupCalled)| TypedName {
            letter: called.letter().to_ascii_lowercase(),
            name: called.given.clone().unwrap_or_default(),
            marks: map.and_then(|map| Marks::of(&map.report, place)).map(|marks| marks.written()).unwrap_or_default(),
        };
        Self { names: called.iter().enumerate().map(of).collect(), forget: Vec::new(), seen: mark_of(names) }
    }

    /// What was sent.
    fn sent(fields: &Fields) -> Self {
        let names = ('a'..='z').filter(|letter| fields.has(&format!("name-{letter}"))).map(|letter| TypedName {
            letter,
            name: fields.line(&format!("name-{letter}")),
            marks: fields.text(&format!("group-{letter}")).to_owned(),
        });
        let forget = fields.all("forget").take(MOST).map(str::to_owned).collect();
        Self { names: names.take(MOST).collect(), forget, seen: fields.text("seen").to_owned() }
    }

    /// The names as people read them.
    fn read(&self) -> Vec<ReadField> {
        let field = |one: &TypedName| (format!("Group {}", one.letter.to_ascii_uppercase()), one.name.clone());
        self.names.iter().map(field).collect()
    }

    /// The same names at the groups of another map: each where its group is now. What fits none is left out, and given.
    fn moved_to(&self, now: &Self, map: Option<&Map>) -> (Self, Vec<String>) {
        let (known, places) = self.places(map);
        let mut moved = now.clone();
        let mut lost = Vec::new();
        for (typed, place) in known.into_iter().zip(places) {
            // A group that nothing sets apart is known by its letter alone, for as long as nothing does.
            let plain = |one: &TypedName| typed.marks.is_empty() && one.marks.is_empty() && one.letter == typed.letter;
            let place = place.or_else(|| moved.names.iter().position(plain));
            match place.and_then(|place| moved.names.get_mut(place)) {
                Some(slot) => slot.name.clone_from(&typed.name),
                None if typed.name.is_empty() => (),
                None => lost.push(typed.name.clone()),
            }
        }
        moved.forget.clone_from(&self.forget);
        (moved, lost)
    }

    /// Each typed name with the place of its group on this map.
    fn places(&self, map: Option<&Map>) -> (Vec<&TypedName>, Vec<Option<usize>>) {
        let read: Vec<(&TypedName, Option<Marks>)> =
            self.names.iter().map(|typed| (typed, Marks::read(&typed.marks))).collect();
        let marks: Vec<&Marks> = read.iter().filter_map(|(_, marks)| marks.as_ref()).collect();
        let mut found = map.map_or_else(Vec::new, |map| groups_of(&marks, &map.report)).into_iter();
        let places = read.iter().map(|(_, marks)| marks.as_ref().and_then(|_| found.next().flatten())).collect();
        (read.into_iter().map(|(typed, _)| typed).collect(), places)
    }
}

/// Whether a name will do.
fn wording(name: &str) -> Result<String, String> {
    let name = folding::visible(name).trim().to_owned();
    length(&name, "a name", false, LONGEST)?;
    if name.is_empty() {
        return Ok(name);
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err("Write the name in words".to_owned());
    }
    let bare = folding::name_key(&name);
    let letter = bare.strip_prefix("group-").unwrap_or(&bare);
    if letter.chars().count() == 1 {
        return Err("Give it another name: letters are the map’s own, and may go to other groups tomorrow".to_owned());
    }
    Ok(name)
}

/// What is to be changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changes {
    forget: Vec<String>,
    keep: Vec<GivenName>,
}

/// What a form changes in the names that there are; notes what is wrong with it.
fn changes(typed: &NamesForm, map: Option<&Map>, names: &[GivenName], errors: &mut FormErrors) -> Changes {
    let marks: Vec<&Marks> = names.iter().map(|one| &one.marks).collect();
    let standing = map.map_or_else(|| vec![None; names.len()], |map| groups_of(&marks, &map.report));
    let of_place = |place: usize| names.iter().zip(&standing).find(|(_, of)| **of == Some(place)).map(|(name, _)| name);
    let mut changes = Changes::default();
    let mut wanted: Vec<(usize, String, Marks)> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let (known, places) = typed.places(map);
    for (one, place) in known.into_iter().zip(places) {
        let field = format!("name-{}", one.letter);
        let Some(name) = errors.check(&field, wording(&one.name)) else { continue };
        let (Some(place), Some(marks)) = (place, Marks::read(&one.marks)) else {
            if !name.is_empty() {
                let nothing = one.marks.is_empty();
                errors.add(field, if nothing { NOT_APART } else { MOVED_ON });
            }
            continue;
        };
        seen.push(place);
        if name.is_empty() {
            continue;
        }
        if wanted.iter().any(|(_, other, _)| same_words(other, &name)) {
            errors.add(field, "Give it another name: two groups cannot be called the same");
            continue;
        }
        wanted.push((place, name, marks));
    }
    for (name, place) in names.iter().zip(&standing) {
        let taken_up = wanted.iter().any(|(_, wanted, _)| same_words(wanted, &name.name));
        let stays = match place {
            // A group that the form does not have keeps its name, unless it is given to another.
            Some(place) if !seen.contains(place) => !taken_up,
            Some(place) => wanted.iter().any(|(of, wanted, _)| of == place && *wanted == name.name),
            None => !taken_up && !typed.forget.contains(&name.name),
        };
        if !stays {
            changes.forget.push(name.name.clone());
        }
    }
    for (place, name, marks) in wanted {
        // Saving again what a group is called already says nothing new of it.
        if of_place(place).is_none_or(|standing| standing.name != name) {
            changes.keep.push(GivenName { name, marks });
        }
    }
    if names.len() + changes.keep.len() > MOST + changes.forget.len() {
        errors.add("form", format!("There can be {MOST} names at most: forget some of those that wait for a group"));
    }
    changes
}

const MOVED_ON: &str = "The map was worked out again while you typed, and no group fits this one any more. Look at the groups as \
    they are now, and name them again";
const NOT_APART: &str =
    "Nothing sets this group clearly apart, so a name could not stay with it. Wait for more answers";

/// What there is to know for the staff's page of the map.
pub(super) struct StaffMap {
    pub found: StatementsPage,
    pub map: Option<std::sync::Arc<Map>>,
    pub names: Vec<GivenName>,
}

impl StaffMap {
    pub(super) async fn find(visit: &Visit, slug: &str) -> Result<Self, Fault> {
        let found = crate::statements::pages::find(visit, slug).await?;
        let map = super::last(&visit.app, found.consultation.id).await?;
        let names = store::names(&visit.app.db, found.consultation.id).await?;
        Ok(Self { found, map, names })
    }

    pub(super) fn base(&self) -> String {
        format!("/staff/consultations/{}/statements/map", self.found.consultation.slug)
    }

    /// The map where it has groups: only those can be named.
    pub(super) fn grouped(&self) -> Option<&Map> {
        self.map.as_deref().filter(|map| map.has_groups_to_show())
    }

    /// The form as it would be opened now.
    pub(super) fn form(&self) -> NamesForm {
        let Some(map) = self.grouped() else { return NamesForm::opened(None, &[], &self.names) };
        NamesForm::opened(Some(map), &Reading::of(map, &self.found.statements, &self.names).called, &self.names)
    }

    fn marked(&self) -> String {
        mark_of(&self.names)
    }
}

/// The form, with the names that wait for a group.
pub(super) fn form(about: &StaffMap, typed: &NamesForm, errors: &FormErrors) -> AnyView {
    let grouped = about.grouped().map(|map| (map, Reading::of(map, &about.found.statements, &about.names)));
    if grouped.is_none() && about.names.is_empty() {
        return ().into_any();
    }
    if let Err(why) = rules::may_name_groups(about.found.stage) {
        return view! { <h2 id="names">"Names of the groups"</h2><div class="note"><p>{why.words()}</p></div> }
            .into_any();
    }
    let fields: Vec<AnyView> = grouped
        .iter()
        .flat_map(|(map, reading)| map.report.groups.iter().zip(&reading.called).zip(&typed.names))
        .map(|((group, called), typed)| name_field(called, group.people, typed, errors))
        .collect();
    let none = fields.is_empty();
    let waiting: Vec<&GivenName> = match &grouped {
        Some((_, reading)) => reading.waiting.clone(),
        None => about.names.iter().collect(),
    };
    view! {
        <section aria-labelledby="names">
            <h2 id="names">"Names of the groups"</h2>
            <p>"A group is called by the words of the statement that speaks for it most. A name of your own is easier to talk about: “Early mornings” beside “Staff first”. Everybody who may see the map reads it, with the note that the library’s staff gave it."</p>
            <details class="why"><summary>"How do I name a group well?"</summary>
                <p>"Name what its people say, and not who they are. Use words that they would use of themselves, and be as kind to one group as to the other: a name that mocks or praises makes people distrust the whole map. Leave a field empty to keep the statement’s own words."</p>
                <p>"A name belongs to what the group thinks. Groups are worked out anew as answers come in, and the name goes to the group that is still like the one you named. When none is, the name waits here and nobody else sees it."</p>
            </details>
            <form class="editor" method="post" action=format!("{}/names", about.base()) novalidate>
                <input type="hidden" name="seen" value=typed.seen.clone()/>
                {fields}
                {waiting_names(about, &waiting, typed)}
                <p class="actions"><button class="button">{errors.save(if none { "Save" } else { "Save the names" }).to_owned()}</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn name_field(called: &GroupCalled, size: usize, typed: &TypedName, errors: &FormErrors) -> AnyView {
    let hint = called.stands_for.as_ref().map_or_else(
        || format!("{}. Nothing sets it clearly apart.", people(size)),
        |one| {
            let verb = if one.side == soundings_analysis::groups::Side::Agree { "say" } else { "are against" };
            format!("{}. More than others, they {verb} “{}”", people(size), one.text)
        },
    );
    let group = format!("group-{}", typed.letter);
    view! {
        <input type="hidden" name=group value=typed.marks.clone()/>
        {Field::new(format!("name-{}", typed.letter), format!("Group {}", called.letter())).hint(hint).value(&typed.name).show(errors)}
    }
    .into_any()
}

/// The names that no group has now: kept, told to staff alone, and forgotten when they say so.
fn waiting_names(about: &StaffMap, waiting: &[&GivenName], typed: &NamesForm) -> AnyView {
    if waiting.is_empty() {
        return ().into_any();
    }
    let text = |number: i64| super::called::text_of(&about.found.statements, number).map(str::to_owned);
    let lines: Vec<AnyView> = waiting
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let stood = one.marks.clearest().and_then(|(statement, more)| Some((text(statement)?, more)));
            let stood = stood.map(|(text, more)| {
                let word = if more { "agreed more" } else { "agreed less" };
                format!("Given to a group that {word} than others with “{text}”")
            });
            let id = format!("forget-{place}");
            let checked = typed.forget.contains(&one.name);
            view! {
                <li><p><strong dir="auto">{one.name.clone()}</strong>{stood.map(|stood| view! { <br/><small>{stood}</small> })}</p>
                    <div class="check"><input type="checkbox" id=id.clone() name="forget" value=one.name.clone() checked=checked/><label for=id>"Forget this name"<span class="vh">{format!(": {}", one.name)}</span></label></div></li>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="note warn" id="waiting">
            <h3>{if waiting.len() == 1 { "A name waits for a group" } else { "Names wait for a group" }}</h3>
            <p>"The groups have changed, and none is clearly like the one that was named. Nobody but staff sees this. The name comes back by itself when a group is like it again. To give it to a group that is here now, type it beside that group."</p>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

/// `POST /staff/consultations/{slug}/statements/map/names` (name-a, group-a, …, forget, seen).
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let about = StaffMap::find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["name-*", "group-*", "forget", "seen"], &mut errors);
    let typed = NamesForm::sent(&fields);
    rules::may_name_groups(about.found.stage)?;
    changes(&typed, about.grouped(), &about.names, &mut errors);
    if !errors.is_empty() {
        return again(&visit, &about, &typed, errors, super::pages::BAD);
    }
    let id = about.found.consultation.id;
    let (mut tx, consultation, now) = writing(&visit, &about.found.consultation).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    rules::may_name_groups(crate::consultations::rules::stage(&consultation.dates, now))?;
    let latest = StaffMap { names: store::names(&mut tx, id).await?, ..about };
    if latest.marked() != typed.seen {
        tx.rollback().await?;
        errors.overtaken_by(overtaken(&visit, id, &latest, &typed).await?);
        return again(&visit, &latest, &typed, errors, super::pages::CONFLICT);
    }
    let Changes { forget, keep } = changes(&typed, latest.grouped(), &latest.names, &mut errors);
    if forget.is_empty() && keep.is_empty() {
        tx.rollback().await?;
        return visit.go(&format!("{}?done=same#done", latest.base()));
    }
    for name in &forget {
        store::forget_name(&mut tx, id, name).await?;
    }
    for given in &keep {
        store::keep_name(&mut tx, id, given, now).await?;
    }
    let names: Vec<&str> = keep.iter().map(|one| one.name.as_str()).collect();
    let detail = [
        ("named", keep.len().to_string()),
        ("forgotten", forget.len().to_string()),
        ("names_sha256", hash_of_text(&names.join("\n"))),
    ];
    append(&mut tx, &entry(actor, "statements.name-groups", id, &detail), now).await?;
    let done = format!("{}?done=named#done", latest.base());
    once.keep_latest(&mut tx, ("group-names", id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

async fn overtaken(
    visit: &Visit,
    id: ConsultationId,
    latest: &StaffMap,
    typed: &NamesForm,
) -> Result<crate::ui::overtaken::Overtaken, Fault> {
    let written = StaffText {
        what: "these names",
        kind: "consultation",
        id: id.0,
        acts: &["statements.name-groups"],
        among: None,
    };
    Ok(overtaken::of(visit, &written, latest.form().read(), typed.read()).await?)
}

/// The page again, with what was typed beside the groups as they are now.
fn again(
    visit: &Visit,
    about: &StaffMap,
    typed: &NamesForm,
    mut errors: FormErrors,
    status: axum::http::StatusCode,
) -> Page {
    let (moved, lost) = typed.moved_to(&about.form(), about.grouped());
    if !lost.is_empty() {
        let lost: Vec<String> = lost.iter().map(|name| format!("“{name}”")).collect();
        errors.add("form", format!("Not saved, and beside no group now: {}", super::finding::listed(&lost)));
    }
    super::pages::staff_page(visit, about, &moved, &errors, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_few_words_and_no_letter() {
        assert_eq!(wording("  Early mornings "), Ok("Early mornings".to_owned()));
        assert_eq!(wording("\u{200B}"), Ok(String::new()));
        assert!(wording(&"é".repeat(40)).is_ok() && wording(&"é".repeat(41)).is_err());
        for bad in ["!!!", "7", "B", "Group B", "group  c", "b."] {
            assert!(wording(bad).is_err(), "{bad}");
        }
    }
}
