//! Where staff choose whether the people who answer are asked about themselves, and what: whose questions, which topics, and
//! how each of their standards stands today.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{At, ManagedQuestionnaire, find, list_path};
use crate::audit::store::append;
use crate::clock;
use crate::consultations::editing::{entry, writing};
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::questionnaires::equality::asked::EqualitySetting;
use crate::questionnaires::equality::keeping::{KEPT_DAYS, erased_at};
use crate::questionnaires::equality::rules::{EqualityFixed, may_choose, may_stop};
use crate::questionnaires::equality::{EqualityBlock, EqualityTopic, Nation, TopicBlock, of_nation};
use crate::questionnaires::form::today;
use crate::questionnaires::pages::language_name;
use crate::questionnaires::store::equality;
use crate::questionnaires::words::date_words;
use crate::reason::{Reason, WhyNot};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::form::{FieldOption, check, radios};
use crate::ui::{done_note, error_summary};

const DONE: &[(&str, &str, &str)] = &[
    ("asks", "Saved. The questions are asked.", "People see them when they have sent their answers."),
    ("stopped", "Saved. The questions are not asked.", ""),
];

/// What is chosen in the form.
struct ChosenEquality {
    nation: Nation,
    topics: Vec<EqualityTopic>,
    unreviewed: bool,
}

impl ChosenEquality {
    /// What stands there before anything is chosen: all that the nation asks.
    fn usual(nation: Nation) -> Self {
        let topics = of_nation(nation).into_iter().flat_map(EqualityBlock::askable).map(|topic| topic.topic).collect();
        Self { nation, topics, unreviewed: false }
    }
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/equality` (`?nation=` to look at another nation's questions)
pub async fn show(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let setting = equality::setting(&visit.app.db, managed.consultation.id).await?;
    let own = setting.as_ref().filter(|setting| setting.questionnaire == managed.record.id);
    let nation = Nation::from_word(&visit.query_value("nation"));
    let chosen = match own {
        Some(own) if nation.is_none_or(|nation| nation == own.nation) => {
            ChosenEquality { nation: own.nation, topics: own.topics.clone(), unreviewed: own.unreviewed }
        }
        _ => ChosenEquality::usual(nation.unwrap_or(Nation::England)),
    };
    page(&visit, &managed, setting.as_ref(), &chosen, &FormErrors::none(), StatusCode::OK)
}

fn page(
    visit: &Visit,
    managed: &ManagedQuestionnaire,
    setting: Option<&EqualitySetting>,
    chosen: &ChosenEquality,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let ManagedQuestionnaire { consultation, record, .. } = managed;
    let block = of_nation(chosen.nation).ok_or(Fault::Missing)?;
    let at = stage(&consultation.dates, visit.now);
    let base = format!("{}/equality", managed.base());
    let own = setting.filter(|setting| setting.questionnaire == record.id);
    let asks = own.is_some_and(|own| own.asks);
    let elsewhere = setting.is_some_and(|setting| setting.asks && setting.questionnaire != record.id);
    let fixed = if elsewhere { Err(EqualityFixed::Elsewhere) } else { may_choose(at) };
    let seen = own.map_or(0, |own| own.updated_at.0);
    let erased = erased_at(&consultation.dates).map_or_else(
        || format!("{KEPT_DAYS} days after the consultation closes"),
        |at| format!("on {}", clock::long_date(at)),
    );
    visit.page(format!("Equality questions: {}", record.title)).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/staff/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
                <li><a href=list_path(consultation)>"Questionnaires"</a></li>
                <li><a dir="auto" href=managed.base()>{record.title.clone()}</a></li>
            </ol></nav>
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">"Questionnaire "{stage_tag(at)}</p>
                <h1>"Equality questions"</h1>
                <p class="lede">"Who answers, and who is not heard from: age, sex, ethnic group and so on. Asked when somebody has sent their answers, and only if they say yes."</p>
            </header>
            <div class=if asks { "note success" } else { "note" }><p><strong>{if asks { "They are asked." } else { "They are not asked." }}</strong>{(!asks).then_some(" Unless you switch them on, nobody sees them.")}</p></div>
            <details class="why"><summary>"How are the answers kept?"</summary>
                <p>{format!("Apart from everything else: without the response, the account, the library or the day, and each topic by itself, so that nobody can put together what one person said. You cannot look at single answers, and nobody can find their own again. You get the counts once, about two hours after the consultation has ended, and none that is smaller than five. The answers are erased {erased}; the counts stay.")}</p>
                <p>"They are special category data. The people agree to this use of them on a line of its own before they answer, and every question offers “prefer not to say” last."</p>
                <p>"They are not offered on a computer that is set up for many people. Where staff ask at a desk or by phone, “prefer not to say” is not offered, and a refusal is noted by an option that is not read out."</p>
            </details>
            <p><a href=format!("{base}/counts")>"The counts"</a></p>
            {match fixed {
                Ok(()) => view! {
                    {nations(&base, chosen)}
                    {choosing(&base, block, chosen, asks, seen, errors)}
                }.into_any(),
                Err(why) => view! { <p class="note">{why.words()}</p> }.into_any(),
            }}
            {(asks && may_stop(at).is_ok()).then(|| view! {
                <form method="post" action=base.clone()><input type="hidden" name="asks" value="no"/><input type="hidden" name="seen" value=seen.to_string()/><p class="actions"><button class="button quiet">"Stop asking"</button></p></form>
            })}
            {(!elsewhere && (fixed.is_ok() || own.is_some())).then(|| view! { {standing(block, visit.now)}{wording(block, chosen)} })}
        }
        .into_any()
    })
}

fn nations(base: &str, chosen: &ChosenEquality) -> AnyView {
    let choices = Nation::ALL.into_iter().map(|nation| FieldOption::new(nation.word(), nation.name())).collect();
    view! {
        <form method="get" action=base.to_owned()>
            {radios("nation", "Whose questions? Each nation has its own census and its own lists.", choices, chosen.nation.word(), &FormErrors::none())}
            <p class="actions"><button class="button quiet">"Show the questions of this nation"</button></p>
        </form>
    }
    .into_any()
}

fn choosing(
    base: &str,
    block: &EqualityBlock,
    chosen: &ChosenEquality,
    asks: bool,
    seen: i64,
    errors: &FormErrors,
) -> AnyView {
    let error = errors.of("topic").map(str::to_owned);
    let topics: Vec<AnyView> = block
        .askable()
        .enumerate()
        .map(|(place, topic)| {
            let word = topic.topic.word();
            let id = if place == 0 { "topic".to_owned() } else { format!("topic-{word}") };
            let checked = chosen.topics.contains(&topic.topic);
            let from = topic.from_age.map(|age| format!("Asked of people who are {age} or over"));
            view! {
                <label class="check"><input type="checkbox" id=id name="topic" value=word checked=checked/>" "<span>{topic.name.clone()}{from.map(|from| view! { " "<small class="hint">{from}</small> })}</span></label>
            }
            .into_any()
        })
        .collect();
    let unreviewed: Vec<String> = block.unreviewed.iter().map(|language| language_name(language.code())).collect();
    let described = error.is_some().then_some("topic-error");
    view! {
        <form method="post" action=base.to_owned() novalidate>
            <input type="hidden" name="asks" value="yes"/>
            <input type="hidden" name="nation" value=block.nation.word()/>
            <input type="hidden" name="seen" value=seen.to_string()/>
            <fieldset aria-describedby=described>
                <legend>{format!("What do you ask? ({})", block.nation.name())}</legend>
                <p class="hint">"Ask what you will use. Whatever you leave out is not asked."</p>
                {error.map(|error| view! { <p class="error" id="topic-error"><span class="vh">"Error: "</span>{error}</p> })}
                {topics}
            </fieldset>
            {(!unreviewed.is_empty()).then(|| check("unreviewed", format!("Ask in {} too", unreviewed.join(" and ")), Some("Nobody who speaks it has checked the wording yet."), chosen.unreviewed))}
            <p class="actions"><button class="button">{if asks { "Save" } else { "Ask these questions" }}</button></p>
        </form>
    }
    .into_any()
}

/// How the standards stand today.
fn standing(block: &EqualityBlock, now: Time) -> AnyView {
    let warnings: Vec<AnyView> = block
        .warnings(today(now))
        .into_iter()
        .map(|warning| view! { <li>{warning.sentence}</li> }.into_any())
        .collect();
    if warnings.is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h2 id="standing">"How the standards stand"</h2>
            <p>{format!("There is no one set of equality questions that the government has settled. This is the edition {} for {}, last compared with its sources on {}.", block.version, block.nation.name(), date_words(block.checked))}</p>
            <ul>{warnings}</ul>
        </section>
    }
    .into_any()
}

/// The questions to read, with where each comes from.
fn wording(block: &EqualityBlock, chosen: &ChosenEquality) -> AnyView {
    let english = Language::english();
    let said = |wording: &Wording| wording.read(&english, &block.languages).to_owned();
    let topic = |topic: &TopicBlock| {
        let questions: Vec<AnyView> = topic
            .questions
            .iter()
            .map(|question| {
                let options: Vec<AnyView> = question
                    .options()
                    .iter()
                    .map(|option| view! { <li>{said(&option.label)}</li> }.into_any())
                    .collect();
                view! { <p><strong>{said(&question.label)}</strong></p><ul>{options}<li>"or: prefer not to say"</li></ul> }.into_any()
            })
            .collect();
        let not_chosen = !chosen.topics.contains(&topic.topic);
        let source = format!("{}. {}, {}.", topic.standard, topic.source, date_words(topic.source_date));
        view! {
            <details><summary>{topic.name.clone()}{not_chosen.then_some(" (not chosen)")}</summary>{questions}<p class="quiet">{source}</p></details>
        }
        .into_any()
    };
    let topics: Vec<AnyView> = block.askable().map(topic).collect();
    view! {
        <section><h2 id="wording">"The questions"</h2><p>"The wording is that of the standards and the census, so it is not changed here: only then can the counts be compared."</p>{topics}</section>
    }
    .into_any()
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/equality` (`asks`: yes or no; `nation`, `topic`s, `unreviewed`)
pub async fn choose(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["asks", "nation", "topic", "unreviewed", "seen"], &mut errors);
    let asks = fields.text("asks") == "yes";
    let nation = Nation::from_word(fields.text("nation"));
    let offered: Vec<EqualityTopic> =
        nation.and_then(of_nation).into_iter().flat_map(EqualityBlock::askable).map(|topic| topic.topic).collect();
    let ticked: Vec<&str> = fields.all("topic").collect();
    let chosen = ChosenEquality {
        nation: nation.unwrap_or(Nation::England),
        topics: offered.into_iter().filter(|topic| ticked.contains(&topic.word())).collect(),
        unreviewed: fields.ticked("unreviewed"),
    };
    if asks && nation.is_none() {
        errors.add("form", "Choose England, Wales, Scotland or Northern Ireland");
    }
    if asks && nation.is_some() && chosen.topics.is_empty() {
        errors.add("topic", "Choose at least one topic, or do not ask");
    }
    if !errors.is_empty() {
        let setting = equality::setting(&visit.app.db, managed.consultation.id).await?;
        return page(&visit, &managed, setting.as_ref(), &chosen, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let actor = visit.actor()?;
    let (mut tx, consultation, now) = writing(&visit, &managed.consultation).await?;
    let setting = equality::setting(&mut tx, consultation.id).await?;
    let own = setting.as_ref().filter(|setting| setting.questionnaire == managed.record.id);
    if setting.as_ref().is_some_and(|other| other.asks && other.questionnaire != managed.record.id) {
        return Err(EqualityFixed::Elsewhere.into());
    }
    let at = stage(&consultation.dates, now);
    if asks {
        may_choose(at)?
    } else {
        may_stop(at)?
    }
    let seen = fields.number("seen");
    if seen.is_some_and(|seen| seen != own.map_or(0, |own| own.updated_at.0)) {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "Somebody else changed the equality questions since you opened this page, so nothing was saved. Look at them again first.",
        )));
    }
    let new = match own {
        _ if asks => EqualitySetting {
            consultation: consultation.id,
            questionnaire: managed.record.id,
            asks,
            nation: chosen.nation,
            topics: chosen.topics,
            unreviewed: chosen.unreviewed,
            updated_at: now,
        },
        // What was asked stays known: it is what the answers are counted by.
        Some(own) => EqualitySetting { asks, updated_at: now, ..own.clone() },
        None => return visit.go(&format!("{}/equality", managed.base())),
    };
    equality::set(&mut tx, &new).await?;
    let topics: Vec<&str> = new.topics.iter().map(|topic| topic.word()).collect();
    let detail = [
        ("questionnaire", managed.record.number.to_string()),
        ("asks", if asks { "yes" } else { "no" }.to_owned()),
        ("nation", new.nation.word().to_owned()),
        ("topics", topics.join(",")),
    ];
    append(&mut tx, &entry(actor, "questionnaire.equality", consultation.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&format!("{}/equality?done={}", managed.base(), if asks { "asks" } else { "stopped" }))
}
