//! Going through a questionnaire: one thing a page, Back, changes, and what is left out.

use super::{EXAMPLE, LONGER, PAGE, amend, begin, fill, publish};
use crate::test_both;
use crate::time::Time;

test_both! {
    async fn somebody_goes_from_page_to_page_and_is_asked_what_concerns_them(site) {
        site.branch("hythe", "Hythe Library").await;
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.is(200).says("About your library").says("Up to 6 questions, about 2 minutes").says("Ten questions.").says("Start");
        let draft = begin(&mut ann).await;
        let next = ann.get(&draft).await.is(303);
        assert_eq!(next.location(), format!("{draft}/pages/use"));
        ann.get(next.location()).await.is(200).says("Which library do you use most?").says("(optional)").says("Hythe Library");
        let next = fill(&mut ann, &draft, "use", &[("q-library", "hythe")]).await.is(303);
        assert_eq!(next.location(), format!("{draft}/pages/often"));
        ann.get(next.location()).await.is(200).says("How often do you come to Hythe Library?").does_not_say("(optional)");
        // Never: nobody asks what for.
        let next = fill(&mut ann, &draft, "often", &[("q-visits", "never")]).await.is(303);
        assert_eq!(next.location(), format!("{draft}/pages/opinion"));
        let fields = [("q-hours/day", "2"), ("q-more", "Open later, please.")];
        let next = fill(&mut ann, &draft, "opinion", &fields).await.is(303);
        assert_eq!(next.location(), format!("{draft}/check"));
        ann.get(next.location()).await.is(200).says("Nothing is sent yet").says("Hythe Library").says("Never")
            .says("On weekdays: Well").says("Open later, please.").does_not_say("What do you use it for?");
    }

    async fn only_a_long_list_can_be_searched_by_typing(site) {
        for number in 1..12 {
            site.branch(&format!("stop-{number}"), &format!("Stop {number}")).await;
        }
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        let page = ann.get(&format!("{draft}/pages/use")).await.is(200);
        assert!(page.body.contains("<select id=\"q-library\" name=\"q-library\""), "{}", page.body);
        page.does_not_say("data-type-ahead");
        site.branch("stop-12", "Stop 12").await;
        // It stays the list under its name: without a script it is what it was.
        let page = ann.get(&format!("{draft}/pages/use")).await.is(200);
        assert!(page.body.contains("<select id=\"q-library\" name=\"q-library\" data-type-ahead"), "{}", page.body);
        page.does_not_say("data-type-ahead=");
        let options: Vec<String> =
            (1..=31).map(|number| format!("{{ code = \"o{number}\", label = \"Option {number}\" }}")).collect();
        let form = |many: usize| {
            format!(
                "title = \"T\"\n[[page]]\nkey = \"p\"\n[[page.question]]\nkey = \"one\"\ntype = \"one-of\"\n\
                 label = \"Which?\"\noption = [{}]",
                options[..many].join(", ")
            )
        };
        for (slug, many) in [("beside", 30), ("list", 31)] {
            let id = site.consultation(slug, |_| {}).await;
            let now = site.app.clock.now();
            let mut tx = site.app.db.begin().await.unwrap();
            let form = crate::questionnaires::definition::document::from_toml(&form(many)).unwrap();
            let (id, _) = crate::questionnaires::store::add(&mut tx, id, &form, now).await.unwrap();
            crate::questionnaires::store::publish(&mut tx, id, "", &std::collections::BTreeSet::new(), now).await.unwrap();
            tx.commit().await.unwrap();
            let begun = ann.post(&format!("/consultations/{slug}/questionnaires/1/begin"), &[]).await.is(303);
            let page = ann.get(&format!("{}/pages/p", begun.location().trim_end_matches("/check"))).await.is(200);
            assert_eq!(page.body.contains("<select id=\"q-one\" name=\"q-one\" data-type-ahead"), many == 31, "{}", page.body);
        }
    }

    async fn an_unanswered_question_has_its_own_wording_where_its_answer_would_stand(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "use", &[]).await.is(303);
        ann.get(&format!("{draft}/pages/often")).await.is(200).says("How often do you come to a library?");
    }

    async fn what_somebody_said_before_is_still_on_the_page_when_they_go_back(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[("q-visits", "less")]).await.is(303);
        fill(&mut ann, &draft, "what", &[("q-uses", "books"), ("q-uses", "other"), ("q-uses/other/text", "Maps & <charts>")]).await.is(303);
        let page = ann.get(&format!("{draft}/pages/what")).await.is(200);
        assert_eq!(page.body.matches(" checked").count(), 2, "{}", page.body);
        assert!(page.body.contains("Maps &amp; &lt;charts&gt;"), "{}", page.body);
        page.says(&format!("{draft}/pages/often"));
    }

    async fn a_mistake_keeps_what_was_typed_and_says_what_to_do(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[]).await.is(422).says("Answer “How often do you come to a library?”");
        fill(&mut ann, &draft, "often", &[("q-visits", "hourly")]).await.is(422).says("is not one of the options");
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        fill(&mut ann, &draft, "what", &[("q-uses", "none"), ("q-uses", "books")]).await.is(422)
            .says("Choose “None of these” alone");
        fill(&mut ann, &draft, "what", &[("q-uses", "children")]).await.is(303);
        fill(&mut ann, &draft, "children", &[("q-ages", "twelve")]).await.is(422).says("in figures").says("value=\"twelve\"");
        fill(&mut ann, &draft, "children", &[("q-ages", "19")]).await.is(422).says("Enter 18 or less");
        fill(&mut ann, &draft, "children", &[("q-ages", "7"), ("q-nothing", "x")]).await.is(422).says("no field called");
        fill(&mut ann, &draft, "children", &[("q-ages", " 7 ")]).await.is(303);
    }

    async fn an_answer_that_is_off_the_route_is_kept_told_and_comes_back(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        fill(&mut ann, &draft, "what", &[("q-uses", "children")]).await.is(303);
        fill(&mut ann, &draft, "children", &[("q-ages", "7")]).await.is(303);
        let change = format!("{draft}/pages/often");
        ann.get(&format!("{change}?to=check")).await.is(200).says("may be left out").says("What do you use it for?");
        let next = ann.post(&change, &[("q-visits", "never"), ("to", "check")]).await.is(303);
        assert_eq!(next.location(), format!("{draft}/check"));
        ann.get(next.location()).await.is(200).says("Not sent").says("Children’s times").says("How old is the youngest?");
        // The page of a question that is not asked leads on.
        ann.get(&format!("{draft}/pages/children")).await.is(303);
        // An old window sends it all the same: what was said there is kept.
        fill(&mut ann, &draft, "children", &[("q-ages", "9")]).await.is(303);
        let page = ann.get(&format!("{draft}/check")).await.is(200).says("Not sent");
        assert!(page.body.replace("<!>", "").contains("<bdi>9</bdi>"), "{}", page.body);
        ann.post(&change, &[("q-visits", "less"), ("to", "check")]).await.is(303);
        let page = ann.get(&format!("{draft}/check")).await.is(200).does_not_say("Not sent");
        assert!(page.body.replace("<!>", "").contains("<p dir=\"auto\">9</p>"), "{}", page.body);
    }

    async fn a_change_leads_to_new_questions_and_otherwise_back_to_the_check(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[("q-visits", "never")]).await.is(303);
        let next = ann.post(&format!("{draft}/pages/often"), &[("q-visits", "weekly"), ("to", "check")]).await.is(303);
        assert_eq!(next.location(), format!("{draft}/pages/what?to=check"));
        let next = ann.post(&format!("{draft}/pages/what"), &[("q-uses", "books"), ("to", "check")]).await.is(303);
        assert_eq!(next.location(), format!("{draft}/check"));
    }

    async fn coming_back_leads_to_the_first_question_that_is_not_answered(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "often", &[("q-visits", "weekly")]).await.is(303);
        assert_eq!(ann.get(&draft).await.is(303).location(), format!("{draft}/pages/what"));
        fill(&mut ann, &draft, "what", &[("q-uses", "books")]).await.is(303);
        assert_eq!(ann.get(&draft).await.is(303).location(), format!("{draft}/pages/opinion"));
        // Another device with the same address goes on with the same answers, signed in or not.
        site.visitor().get(&format!("{draft}/check")).await.is(200).says("Books").says("asked to sign in");
    }

    async fn nobody_opens_answers_without_their_secret_and_no_cache_keeps_them(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        let page = ann.get(&format!("{draft}/pages/use")).await.is(200);
        assert_eq!(page.headers["cache-control"], "private, no-store");
        for path in ["check", "pages/use", "sent", "delete"] {
            site.visitor().get(&format!("{PAGE}/answers/guess/{path}")).await.is(410).says("no unsent answers");
        }
        let (kept,): (Vec<u8>,) = crate::sql!("SELECT key_hash FROM questionnaire_draft_keys").one(&site.app.db).await.unwrap();
        let secret = draft.rsplit('/').next().unwrap();
        assert_ne!(kept, secret.as_bytes());
    }

    async fn unsent_answers_can_be_deleted_and_are_erased_on_their_day(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        ann.get(&format!("{draft}/delete")).await.is(200).says("Delete your answers?");
        let gone = ann.post(&format!("{draft}/delete"), &[]).await.is(303);
        ann.get(gone.location()).await.is(200).says("Your answers are deleted.");
        ann.get(&draft).await.is(410);
        let draft = begin(&mut ann).await;
        site.app.clock.advance(29 * Time::DAY);
        ann = site.resident("bob@example.org").await;
        ann.get(&draft).await.is(410);
    }

    async fn unsent_answers_go_a_day_after_closing_as_it_is_then_and_not_as_it_was(site) {
        let now = site.app.clock.now();
        publish(site, LONGER, |new| new.closes_at = Some(now.plus(3 * Time::DAY))).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        let erase = async || {
            let mut tx = site.app.db.begin().await.unwrap();
            let gone = crate::questionnaires::store::drafts::erase_old(&mut tx, site.app.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
            gone
        };
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET closes_at = $1", now.plus(9 * Time::DAY)).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.app.clock.advance(5 * Time::DAY);
        assert_eq!(erase().await, 0);
        site.visitor().get(&format!("{draft}/pages/use")).await.is(200);
        site.app.clock.advance(4 * Time::DAY + Time::HOUR);
        assert_eq!(erase().await, 0);
        site.app.clock.advance(Time::DAY);
        assert_eq!(erase().await, 1);
        site.visitor().get(&draft).await.is(410);
    }

    async fn two_windows_of_the_same_draft_do_not_take_from_each_other(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        let mut other = site.visitor();
        ann.get(&format!("{draft}/pages/use")).await.is(200);
        fill(&mut other, &draft, "often", &[("q-visits", "never")]).await.is(303);
        fill(&mut ann, &draft, "opinion", &[("q-more", "Mine")]).await.is(303);
        ann.get(&format!("{draft}/check")).await.is(200).says("Never").says("Mine");
    }

    async fn a_draft_that_meets_a_new_version_keeps_every_answer_and_says_what_is_new(site) {
        let id = publish(site, EXAMPLE, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let draft = begin(&mut ann).await;
        fill(&mut ann, &draft, "one", &[("q-visits", "often")]).await.is(303);
        fill(&mut ann, &draft, "two", &[("q-why", "To read.")]).await.is(303);
        let with = format!("{EXAMPLE}\n[[page]]\nkey = \"three\"\n[[page.question]]\nkey = \"when\"\ntype = \"short-text\"\nlabel = \"When do you come?\"\n");
        amend(site, id, &with, "We ask when people come, too.").await;
        ann.get(&format!("{draft}/check")).await.is(200).says("was amended since you began").says("We ask when people come, too.")
            .says("When do you come?").says("To read.");
        let next = fill(&mut ann, &draft, "three", &[("q-when", "On Mondays")]).await.is(303);
        ann.get(next.location()).await.is(200).does_not_say("was amended").says("On Mondays").says("Often");
    }

    async fn everything_can_be_answered_in_another_language_and_the_answers_are_the_same(site) {
        publish(site, LONGER, |_| {}).await;
        let mut ann = site.resident("ann@example.org").await;
        let answer = ann.post(&format!("{PAGE}/begin"), &[("language", "cy")]).await.is(303);
        let draft = answer.location().to_owned();
        ann.get(&format!("{draft}/pages/use")).await.is(200).says("Pa lyfrgell").says("lang=\"cy\"");
        // What has no Welsh is asked in the first language.
        ann.get(&format!("{draft}/pages/often")).await.is(200).says("How often do you come");
    }

    async fn before_it_opens_and_after_it_closes_nothing_can_be_begun(site) {
        let now = site.app.clock.now();
        publish(site, LONGER, |new| {
            (new.opens_at, new.closes_at) = (Some(now.plus(Time::DAY)), Some(now.plus(40 * Time::DAY)));
        }).await;
        let mut ann = site.resident("ann@example.org").await;
        ann.get(PAGE).await.is(200).says("Not open yet").does_not_say(">Start<");
        ann.post(&format!("{PAGE}/begin"), &[]).await.is(409);
        ann.get(&format!("{PAGE}/questions")).await.is(200).says("All the questions").says("Asked of people who chose “Every week” or “Less often” for question 2.");
    }
}
