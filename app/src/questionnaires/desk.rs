//! What a batch does to questionnaires: answers that people send. Later ones supersede earlier ones; the same draft is
//! recorded once, however often it is sent.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures::future::FutureExt;

use super::definition::answer::Given;
use super::definition::reading;
use super::form::WholeForm;
use super::instrument::Questionnaires as Kind;
use super::model::QuestionnaireVersion;
use super::rules::AnswersRefused;
use super::store::answers::{self, LiveAnswers, NewAnswers};
use super::store::files::{self, FileHolder};
use super::store::tallies::{CountedUnder, TallyChanges};
use super::store::{self, QuestionnaireFacts};
use super::writings::{self, store::NewText};
use super::{pages, sent_files, tally};
use crate::App;
use crate::branches;
use crate::consultations::instrument::Later;
use crate::consultations::model::Consultation;
use crate::db::{DbError, Tx};
use crate::ids::{QuestionnaireDraftId, QuestionnaireFileId, QuestionnaireId, ResponseId};
use crate::reason::WhyNot;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::{Accepted, Desk, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission};
use crate::time::Time;

/// Sends what somebody answered, or sends it again, changed.
pub struct SendAnswers {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The version that was answered, and what it asks.
    pub version: Arc<QuestionnaireVersion>,
    /// What was on the route and nothing else.
    pub given: Given,
    /// What the order of options and pages was drawn from.
    pub order_seed: Option<i64>,
    /// The draft they are sent from, which has the files they name.
    pub draft: Option<QuestionnaireDraftId>,
    /// Drawn by chance for the draft: under it the answers are recorded, once.
    pub send_key: i64,
}

/// What a batch knows of questionnaires, and what it will write.
struct QuestionnairesBatch {
    known: HashMap<QuestionnaireId, QuestionnaireFacts>,
    /// The responses that some of the keys were recorded for before.
    recorded: HashMap<i64, ResponseId>,
    /// The responses that keys of this batch are recorded for.
    begun: HashMap<i64, ResponseId>,
    before: HashMap<(ResponseId, QuestionnaireId), LiveAnswers>,
    /// Answers that were there before, of versions that nobody in the batch answers.
    older: HashMap<(QuestionnaireId, i64), Arc<QuestionnaireVersion>>,
    /// Whose the files are that the answers name.
    files: HashMap<QuestionnaireFileId, FileHolder>,
    noted: BTreeMap<(ResponseId, QuestionnaireId), Vec<NotedAnswers>>,
}

struct NotedAnswers {
    new: NewAnswers,
    under: CountedUnder,
    version: Arc<QuestionnaireVersion>,
    given: Given,
    draft: Option<QuestionnaireDraftId>,
}

impl SendAnswers {
    /// Whether every file that they name is kept with their draft, or with the response they change, for that very question:
    /// a number that was made up never takes somebody else's.
    fn has_its_files(&self, holders: &HashMap<QuestionnaireFileId, FileHolder>, response: Option<ResponseId>) -> bool {
        sent_files::named(&self.given).all(|(key, file)| {
            holders.get(&file).is_some_and(|holder| {
                let own = holder.draft_id.is_some() && holder.draft_id == self.draft;
                let sent = holder.response_id.is_some() && holder.response_id == response;
                (own || sent) && holder.questionnaire_id == self.questionnaire && holder.question == key.as_str()
            })
        })
    }
}

impl OpensDesk for Kind {
    fn open<'a>(&'a self, tx: &'a mut Tx, batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async move {
            let sent: Vec<&SendAnswers> = batch.iter().filter_map(|one| one.contribution::<SendAnswers>()).collect();
            let known = store::facts_of(tx, sent.iter().map(|one| one.questionnaire).collect::<BTreeSet<_>>()).await?;
            let recorded = answers::recorded(&mut *tx, sent.iter().map(|one| one.send_key)).await?;
            let named = sent.iter().flat_map(|one| sent_files::named(&one.given).map(|(_, file)| file));
            let named: Vec<QuestionnaireFileId> = named.collect();
            let files = if named.is_empty() { HashMap::new() } else { files::holders(tx, named).await? };
            Ok(Box::new(QuestionnairesBatch {
                known: known.into_iter().map(|known| (known.id, known)).collect(),
                recorded,
                begun: HashMap::new(),
                before: HashMap::new(),
                older: HashMap::new(),
                files,
                noted: BTreeMap::new(),
            }) as Box<dyn Desk>)
        }
        .boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let asked = pages::asked(app, of).await?;
            let mut forms = Vec::new();
            if asked.is_empty() {
                return Ok(forms);
            }
            let branches = branches::store::all(&app.db).await?;
            for (record, version) in asked {
                let branches = branches.clone();
                let send_key = pages::key_by_chance(&app.random);
                forms.push(Box::new(WholeForm { record, version, branches, now, send_key }) as Box<dyn AnswerForm>);
            }
            Ok(forms)
        }
        .boxed()
    }
}

impl Desk for QuestionnairesBatch {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<SendAnswers>().is_some()
    }

    fn repeats(&self, one: &Submission) -> bool {
        one.contribution::<SendAnswers>().is_some_and(|sent| self.recorded.contains_key(&sent.send_key))
    }

    fn judge(&mut self, place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        let sent: &SendAnswers = one.contribution().ok_or(Refusal::Missing)?;
        // A key tells a repeat only from the same person: under somebody else's nothing is recorded, and they are told.
        match (self.recorded.get(&sent.send_key), place.live) {
            (None, _) => {}
            (Some(response), Some(live)) if *response == live.id => return Ok(()),
            (Some(_), _) => return Err(Refusal::Unfit(AnswersRefused::KeyTaken.reason())),
        }
        let known = self.known.get(&sent.questionnaire).filter(|known| known.consultation_id == place.consultation);
        let current = known.ok_or(Refusal::Missing)?.current_version;
        if current != Some(sent.version.number) {
            return Err(Refusal::Unfit(AnswersRefused::Amended.reason()));
        }
        if !sent.has_its_files(&self.files, place.live.map(|live| live.id)) {
            return Err(Refusal::Unfit(AnswersRefused::FileGone.reason()));
        }
        Ok(())
    }

    fn read<'a>(&'a mut self, tx: &'a mut Tx, accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        async move {
            let of_ours =
                accepted.iter().filter(|one| one.one.contribution::<SendAnswers>().is_some() && !one.live.new);
            let responses: BTreeSet<ResponseId> = of_ours.map(|one| one.live.id).collect();
            if responses.is_empty() {
                return Ok(());
            }
            for live in answers::live(&mut *tx, responses).await? {
                let version = (live.questionnaire_id, live.version);
                if !self.older.contains_key(&version)
                    && let Some(read) = store::version(&mut *tx, version.0, version.1).await?
                {
                    self.older.insert(version, Arc::new(read));
                }
                self.before.insert((live.response_id, live.questionnaire_id), live);
            }
            Ok(())
        }
        .boxed()
    }

    fn write<'a>(
        &'a mut self,
        _tx: &'a mut Tx,
        Accepted { one, live, .. }: Accepted<'a>,
    ) -> Later<'a, Result<Option<i64>, Refusal>> {
        if let Some(sent) = one.contribution::<SendAnswers>()
            && !self.recorded.contains_key(&sent.send_key)
        {
            match self.begun.insert(sent.send_key, live.id) {
                None => {}
                Some(response) if response == live.id => return async { Ok(Ok(None)) }.boxed(),
                Some(response) => {
                    self.begun.insert(sent.send_key, response);
                    return async { Ok(Err(Refusal::Unfit(AnswersRefused::KeyTaken.reason()))) }.boxed();
                }
            }
            let key = (live.id, sent.questionnaire);
            let sent_at = one.part.received_at;
            let noted = self.noted.entry(key).or_default();
            let first = noted.first().map(|first| first.new.first_sent_at);
            let first = first.or_else(|| self.before.get(&key).map(|before| before.first_sent_at)).unwrap_or(sent_at);
            if let Some(last) = noted.last_mut() {
                last.new.superseded_at = Some(sent_at);
            }
            noted.push(NotedAnswers {
                new: NewAnswers {
                    response: live.id,
                    questionnaire: sent.questionnaire,
                    version: sent.version.number,
                    answers: reading::to_json(&sent.given),
                    language: one.part.language.clone(),
                    order_seed: sent.order_seed,
                    send_key: sent.send_key,
                    first_sent_at: first,
                    sent_at,
                    superseded_at: None,
                },
                under: CountedUnder { channel: live.channel, branch: live.branch },
                version: Arc::clone(&sent.version),
                given: sent.given.clone(),
                draft: sent.draft,
            });
        }
        async { Ok(Ok(None)) }.boxed()
    }

    /// Writes all that was noted, and what it changes of the sums.
    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move {
            let mut changes = TallyChanges::default();
            let mut superseded = Vec::new();
            let mut new = Vec::new();
            let mut written = Vec::new();
            let mut handed_over = Vec::new();
            for (key, noted) in self.noted {
                let Some(last) = noted.last() else { continue };
                let texts = writings::texts(&last.version.form, &last.given);
                let mut texts_before = BTreeMap::new();
                if let Some(before) = self.before.get(&key) {
                    superseded.push((before.id, last.new.sent_at));
                    let version =
                        self.older.get(&(before.questionnaire_id, before.version)).ok_or(DbError::RowNotFound)?;
                    let given = reading::from_json(&before.answers, &version.form)
                        .map_err(|why| DbError::Decode(Box::new(why)))?;
                    tally::change(&mut changes, key.1, last.under, version, &given, -1);
                    texts_before = writings::texts(&version.form, &given);
                }
                let (gone, come) = writings::changed(&texts_before, &texts);
                for spot in gone {
                    writings::store::take_out(&mut *tx, key, spot, last.new.sent_at).await?;
                }
                written.extend(come.into_iter().map(|(spot, text)| NewText {
                    questionnaire: key.1,
                    response: key.0,
                    spot: spot.clone(),
                    text: text.text.clone(),
                    published: text.published,
                    send_key: last.new.send_key,
                    at: last.new.sent_at,
                }));
                tally::change(&mut changes, key.1, last.under, &last.version, &last.given, 1);
                if sent_files::asks_for_files(&last.version.form) {
                    let named = sent_files::named(&last.given).map(|(_, file)| file).collect::<BTreeSet<_>>();
                    handed_over.push((last.draft, key, named));
                }
                new.extend(noted.into_iter().map(|noted| noted.new));
            }
            if new.is_empty() {
                return Ok(());
            }
            answers::write(tx, &new, &superseded).await?;
            writings::store::write(tx, &written).await?;
            // One that was taken away a moment ago fails the batch; tried again alone, whoever sent it is told.
            for (draft, of, named) in &handed_over {
                files::hand_over(&mut *tx, *draft, *of, named).await?;
            }
            changes.write(tx).await
        }
        .boxed()
    }
}
