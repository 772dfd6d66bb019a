//! What rankings tell the house of themselves.

use std::collections::BTreeSet;

use futures::future::FutureExt;
use serde_json::{Value, json};

use super::cached::CachedCounts;
use super::model::{BIT, Ranking};
use super::store::ballots;
use super::tables::TABLES;
use super::told::RankingResults;
use super::{pages, rules, store, template, words};
use crate::App;
use crate::clock::machine;
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Later, NotedForm, PagePart, Step, Telling, TemplateError,
};
use crate::consultations::lot;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::bulk::Table;
use crate::db::{Db, On, Statement, Tx};
use crate::ids::{ConsultationId, ResponseId};
use crate::numbers::Noun;
use crate::random::Random;
use crate::responses::person::{OnePerson, PartLine, ResponseRef, Withdrawn, given};
use crate::responses::suppression::few_voters;
use crate::site::described::Described;
use crate::site::field_words::{FieldWords, Holds};
use crate::site::{Fault, Routes, Visit};
use crate::time::Time;

/// The kind.
pub struct Rankings;

const WORDS: InstrumentWords = InstrumentWords {
    key: "rankings",
    bit: BIT,
    title: "Ranking",
    page: "/rankings",
    begin: ("/rankings/new", "Write a ranking", "People put a few options in order, of which one can be had."),
    deleted: "its rankings",
    acts: &[
        ("ranking.create", "wrote a ranking in the consultation"),
        ("ranking.edit", "changed a ranking in the consultation"),
        ("ranking.delete", "deleted the draft of a ranking in the consultation"),
        ("ranking.withdraw-option", "withdrew an option of a ranking in the consultation"),
        ("ranking.export", "took away the ballots of a ranking in the consultation as a file"),
    ],
    fields: &[FieldWords {
        name: "option_*",
        called: "Place of option",
        holds: Holds::Mark { before: "Your order of the options, with", one: "one place given", many: "places given" },
    }],
    privacy: &[(
        "Order of options",
        "A count. Never who put what first.",
        "The same, with the library you told us you use. Never your name beside your order.",
    )],
};

/// How long it takes to find the place of one option, in seconds: an estimate of ours.
const SECONDS_TO_PLACE: u64 = 10;

/// Where a ranking is answered, after the consultation's address.
pub(super) fn page_of_ballot(ranking: &Ranking) -> String {
    format!("/rankings/{}", ranking.number)
}

/// Where a ranking's results are, after the consultation's address.
fn page_of(ranking: &Ranking) -> String {
    format!("/rankings/{}/results", ranking.number)
}

impl Instrument for Rankings {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        super::routes()
    }

    fn may_begin(&self, at: Stage) -> bool {
        rules::may_add(at).is_ok()
    }

    fn way(&self, asked: bool) -> &'static str {
        if asked { "Rankings" } else { "Ask people to rank options too" }
    }

    fn draft<'a>(&'a self, on: On<'a>, of: &'a Consultation, _now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let all = store::all(on, of.id).await?;
            let seen = all.iter().map(|ranking| format!("{}@{} ", ranking.number, ranking.updated_at.0)).collect();
            Ok(Some(Draft {
                checks: vec![rules::to_publish(&all.iter().map(|ranking| ranking.number).collect::<Vec<_>>())],
                seen,
            }))
        }
        .boxed()
    }

    fn publish<'a>(
        &'a self,
        tx: &'a mut Tx,
        of: ConsultationId,
        random: &'a Random,
        _now: Time,
    ) -> Later<'a, Vec<(String, String)>> {
        async move {
            let drawn = store::draw(tx, of, random).await?.into_iter();
            // The record of acts can be read by staff: it has the fingerprint, never the seed.
            Ok(drawn.map(|(number, seed)| (format!("ranking_{number}_seed_sha256"), lot::fingerprint(&seed))).collect())
        }
        .boxed()
    }

    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError> {
        template::kept(on, of).boxed()
    }

    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        now: Time,
    ) -> Later<'a, Vec<String>, TemplateError> {
        template::begun(tx, into, kept, now).boxed()
    }

    fn noted<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Vec<NotedForm>> {
        async move {
            let forms = store::all(on, of).await?.into_iter().map(|ranking| NotedForm {
                path: format!("/rankings/{}/edit", ranking.number),
                called: format!("Ranking {}", ranking.number),
                fields: &[
                    ("question", "The question"),
                    ("about", "What people should know first"),
                    ("option_title_0", "The options"),
                ],
            });
            Ok(forms.collect())
        }
        .boxed()
    }

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let asked = pages::rankings_of(&visit.app, of).await?;
            let several = asked.len() > 1;
            let steps = asked.into_iter().map(|(ranking, options)| Step {
                page: page_of_ballot(&ranking),
                leads: None,
                kind: if several { format!("Ranking {}", ranking.number) } else { "Ranking".to_owned() },
                summary: String::new(),
                facts: vec![Noun { one: "option", many: "options" }.count(options.len())],
                seconds: 30 + SECONDS_TO_PLACE * u64::try_from(options.len()).unwrap_or(0),
                title: ranking.question,
                to_do: "Put them in order",
            });
            Ok(steps.collect())
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let at = stage(&of.dates, now);
            let mut found = Vec::new();
            for (ranking, options) in pages::rankings_of(app, of).await? {
                let worked = app.warm::<CachedCounts>().of(&app.db, (&ranking, &options), at == Stage::Open, now).await;
                let few = worked.as_ref().is_ok_and(|kept| few_voters(kept.counted.counting(), at).is_some());
                let worked = worked.map(|kept| (words::told(&kept.counted, ranking.method, at), kept.behind));
                let page = page_of(&ranking);
                let about = Finding::about(WORDS.key, ranking.number, "Ranking", ranking.question, page);
                found.push(about.or_failed(worked)?.of_too_few(few));
            }
            Ok(found)
        }
        .boxed()
    }

    fn told<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        telling: Telling<'a>,
    ) -> Later<'a, Option<ApiValue>, Fault> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(None);
            }
            let Telling::Shown(now) = telling else { return ApiValue::now(Value::Null) };
            let at = stage(&of.dates, now);
            let (mut told, mut behind) = (Vec::new(), false);
            for (ranking, options) in pages::rankings_of(app, of).await? {
                match app.warm::<CachedCounts>().of(&app.db, (&ranking, &options), at == Stage::Open, now).await {
                    Ok(kept) => {
                        let url = app.config.link(&format!("/consultations/{}{}", of.slug, page_of(&ranking)));
                        behind |= kept.behind;
                        told.push(RankingResults::of(&ranking, &kept.counted, at, url));
                    }
                    // The others are told all the same.
                    Err(Fault::Busy | Fault::Broken(_)) => behind = true,
                    Err(fault) => return Err(fault),
                }
            }
            ApiValue::at(told, behind)
        }
        .boxed()
    }

    fn described(&self) -> Described {
        Described::list_or_null::<RankingResults>(
            "Options put in order; absent when none are asked, null while hidden.",
        )
    }

    fn render_again<'a>(&'a self, db: &'a Db) -> Later<'a, u64> {
        store::render_again(db).boxed()
    }

    fn impossible(&self) -> Vec<(&'static str, Statement)> {
        store::impossible()
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    #[cfg(test)]
    fn example(&self) -> crate::consultations::example::Example {
        crate::consultations::example::Example {
            drafted: &[(
                "/rankings/new",
                &[
                    ("question", "Which site is best?"),
                    ("method", "schulze"),
                    ("option_title_0", "Park"),
                    ("option_title_1", "Quay"),
                ],
            )],
            asked: ("/rankings/1", "Which site is best?"),
            answered: (("/rankings/1/vote", &[("option_1", "1"), ("option_2", "2")]), "Park, then Quay"),
            changed: (("/rankings/1/vote", &[("option_1", "2"), ("option_2", "1")]), "Quay, then Park"),
            data: "rankings",
            found: "“Quay” wins",
            written: None,
            decided: &[("outcome-rankings-1", "adopted")],
        }
    }
}

impl OnePerson for Rankings {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(Vec::new());
            }
            let (ballots, _) = ballots::own(&app.db, [response]).await?;
            let asked = store::all(&app.db, of.id).await?;
            let lines = asked.into_iter().map(|ranking| {
                let done = ballots.iter().any(|ballot| ballot.number == ranking.number);
                PartLine {
                    page: page_of_ballot(&ranking),
                    done: done.then(|| "you put the options in order".to_owned()),
                }
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let (ballots, choices) = ballots::own(db, own.iter().map(|one| one.response)).await?;
            let lines = ballots.into_iter().filter_map(|ballot| {
                let slug = &own.iter().find(|one| one.response == ballot.response_id)?.slug;
                let href = format!("/consultations/{slug}/rankings/{}", ballot.number);
                let order = ballot.titles(&choices).join(", then ");
                Some((ballot.response_id, given(href, ballot.question, order, ballot.cast_at)))
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn data<'a>(
        &'a self,
        db: &'a Db,
        responses: &'a BTreeSet<ResponseId>,
    ) -> Later<'a, Vec<(ResponseId, &'static str, Value)>> {
        async move {
            let (ballots, choices) = ballots::own(db, responses.iter().copied()).await?;
            let told = ballots.iter().map(|ballot| {
                let told = json!({
                    "ranking": ballot.number, "question": ballot.question, "order": ballot.titles(&choices),
                    "first_given_at": machine(ballot.first_cast_at), "given_at": machine(ballot.cast_at),
                });
                (ballot.response_id, "rankings", told)
            });
            Ok(told.collect())
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["rankings"]
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        ballots::uncount(tx, withdrawn.response).boxed()
    }
}
