//! How much is taken: codes tried, questionnaires begun, links asked for, the size of a draft; and that no secret is in a log.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit as FieldVisit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::{ANN, answered, draft_of, mail, save_by_code, save_by_link, work};
use crate::questionnaires::returning::code::ReturnCode;
use crate::questionnaires::returning::limits::{BEGUN_MOST, CODES_MOST};
use crate::questionnaires::tests::{LONGER, PAGE, begin, fill, publish};
use crate::random::Random;
use crate::test_both;
use crate::time::Time;

/// Everything that a program would log, down to what helps to find a mistake. Only the finest level is left out, at which the
/// library that refuses forms of other sites writes down every address.
#[derive(Clone, Default)]
struct WholeLog(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl FieldVisit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for WholeLog {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        *about.level() <= Level::DEBUG
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap();
        let _ = write!(log, "\n{} {} ", event.metadata().level(), event.metadata().target());
        event.record(&mut Line(&mut log));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// A questionnaire of ten pages with six long texts each.
fn long() -> String {
    let mut toml = "title = \"Everything\"\n".to_owned();
    for page in 0..10 {
        let _ = write!(toml, "\n[[page]]\nkey = \"p{page}\"\n");
        for question in 0..6 {
            let _ = write!(
                toml,
                "[[page.question]]\nkey = \"t{page}x{question}\"\ntype = \"long-text\"\nlabel = \"Text {page} {question}\"\n"
            );
        }
    }
    toml
}

test_both! {
    async fn many_wrong_codes_from_one_address_have_to_wait(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let code = save_by_code(&mut ann, &draft).await;
        let mut mallory = site.visitor();
        let random = Random::from_seed(99);
        for _ in 0..CODES_MOST {
            let guess = ReturnCode::fresh(&random).to_string();
            // The right one does not count.
            ann.post("/saved-answers", &[("code", &code)]).await.is(303);
            mallory.post("/saved-answers", &[("code", &guess)]).await.is(422).says("No saved answers have this code");
        }
        let guess = ReturnCode::fresh(&random).to_string();
        mallory.post("/saved-answers", &[("code", &guess)]).await.is(429).says("Many codes were tried").says(&guess);
        mallory.post("/saved-answers", &[("code", &code)]).await.is(429);
        site.app.clock.advance(16 * Time::MINUTE);
        mallory.post("/saved-answers", &[("code", &guess)]).await.is(422);
        site.visitor().post("/saved-answers", &[("code", &code)]).await.is(303);
    }

    async fn many_questionnaires_begun_from_one_address_have_to_wait(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        for _ in 1..BEGUN_MOST {
            begin(&mut ann).await;
        }
        ann.post(&format!("{PAGE}/begin"), &[]).await.is(429).says("within the last hour");
        // What was begun goes on.
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        site.app.clock.advance(Time::HOUR);
        begin(&mut ann).await;
    }

    async fn whoever_types_somebody_elses_address_sends_them_few_messages(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        for _ in 0..3 {
            save_by_link(site, &mut ann, &draft, ANN).await;
        }
        ann.post(&format!("{draft}/save/link"), &[("email", ANN)]).await.is(429).says("take a code on paper").says(ANN);
        assert_eq!(mail(site).await.len(), 3);
    }

    async fn a_draft_has_a_largest_size_and_nothing_typed_is_lost(site) {
        publish(site, &long(), |_| {}).await;
        let mut ann = site.visitor();
        let draft = begin(&mut ann).await;
        let text = "x".repeat(5_000);
        let page = |page: usize| -> Vec<(String, String)> {
            (0..6).map(|question| (format!("q-t{page}x{question}"), text.clone())).collect()
        };
        for place in 0..8 {
            let fields = page(place);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            fill(&mut ann, &draft, &format!("p{place}"), &fields).await.is(303);
        }
        let fields = page(8);
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        fill(&mut ann, &draft, "p8", &fields).await.is(422).says("longer than we can keep").says(&text);
        fields.push(("save", "later"));
        fill(&mut ann, &draft, "p8", &fields).await.is(422).says("longer than we can keep");
        fill(&mut ann, &draft, "p8", &[("q-t8x0", "Short.")]).await.is(303);
        ann.get(&format!("{draft}/check")).await.is(200).says("Short.");
    }

    async fn no_log_holds_a_secret_or_an_address(site) {
        let log = WholeLog::default();
        let guard = tracing::subscriber::set_default(log.clone());
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.visitor();
        let draft = answered(&mut ann).await;
        let path = save_by_link(site, &mut ann, &draft, ANN).await;
        let code = save_by_code(&mut ann, &draft).await;
        ann.get(&path).await.is(200);
        let opened = draft_of(ann.post(&path, &[]).await.is(303).location());
        ann.post("/saved-answers", &[("code", &code)]).await.is(303);
        ann.post("/saved-answers", &[("code", "wrong")]).await.is(422);
        ann.get(&format!("{path}x")).await.is(410);
        ann.get(&format!("{path}/nothing")).await.is(404);
        ann.post(&path, &[("unknown", "1")]).await.is(400);
        site.app.clock.advance(28 * Time::DAY);
        work(site).await;
        site.app.clock.advance(4 * Time::DAY);
        ann.get(&path).await.is(410);
        work(site).await;
        tracing::info!("this is heard");
        drop(guard);
        let log = log.0.lock().unwrap().clone();
        assert!(log.contains("this is heard"), "{log}");
        let plain = code.replace('-', "");
        let secrets = [&path, &draft, &opened].map(|path| path.rsplit('/').next().unwrap());
        for secret in secrets.into_iter().chain([code.as_str(), plain.as_str(), ANN]) {
            assert!(secret.len() > 10);
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "a secret is in the log");
        }
    }
}
