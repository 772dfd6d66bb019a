//! A consultation that was run elsewhere, as residents read it: when it was, how it was run, how many answered, what was
//! asked, what came of it, and its documents. It says plainly that what people wrote then is not here.

use leptos::prelude::*;

use crate::clock;
use crate::consultations::earlier;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, places, public_notices, stage_tag, tabs};
use crate::consultations::{rules, slip, store};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::formats;
use crate::identity::rules::Permission;
use crate::numbers::{Noun, grouped};
use crate::pictures::{self, Pictured};
use crate::proposals::documents;
use crate::site::{Fault, Page, Visit};

/// The page of one.
///
/// # Errors
/// [`Fault::Missing`] when it is taken off the record meanwhile.
pub async fn show(visit: &Visit, consultation: &Consultation) -> Page {
    let db = &visit.app.db;
    let (id, now) = (consultation.id, visit.now);
    let own = earlier::of(db, id).await?.ok_or(Fault::Missing)?;
    let notices = store::notices(db, id).await?;
    let promises = store::promise_lines(db, id).await?;
    let about = store::branches_of(db, [id]).await?;
    let attached = documents::store::of_consultation(db, id).await?;
    let offered = formats::view::of(db, id).await?;
    let picture = pictures::view::of(db, Pictured::Consultation(id)).await?;
    let came = came_of_it::of(db, [id], now).await?.remove(&id);
    let stage = rules::stage(&consultation.dates, now);
    let runs = visit.may(Permission::RunConsultations);
    let answered = own.answers.map(|answers| {
        let people = Noun { one: "person or group", many: "people and groups" };
        format!("{} {} answered.", grouped(answers), if answers == 1 { people.one } else { people.many })
    });
    visit.page(consultation.title.clone()).about(id).described(&consultation.summary).show(|| {
        let host = url::Url::parse(&own.link).ok().and_then(|link| link.host_str().map(str::to_owned));
        view! {
            {crumbs(None)}
            <header class="title">
                <p class="over">"Earlier consultation "{stage_tag(stage)}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede" dir="auto">{consultation.summary.clone()}</p>
            </header>
            {offered.show()}
            {tabs(visit, consultation, "")}
            <div class="spread">
                <aside>
                    {slip::slip(consultation, &notices, &promises, now, false)}
                    <dl class="facts">
                        <div><dt>"Libraries"</dt><dd>{places(&about)}</dd></div>
                        {(!own.run_with.is_empty()).then(|| view! { <div><dt>"How it was run"</dt><dd dir="auto">{own.run_with.clone()}</dd></div> })}
                        {answered.clone().map(|answered| view! { <div><dt>"Answers"</dt><dd>{answered}</dd></div> })}
                    </dl>
                </aside>
                <div>
                    {picture.as_ref().map(pictures::Picture::show)}
                    {outcome(consultation, stage, came.as_ref())}
                    <p>"This consultation was not run on this site. It was entered on "<time datetime=clock::machine(own.entered_at)>{clock::long_date(own.entered_at)}</time>", so that everything the library service asked can be found in one place. What people wrote then is not kept here."</p>
                    {(!consultation.background_html.is_empty()).then(|| view! {
                        <h2>"What was asked, and why"</h2>
                        <div dir="auto" inner_html=consultation.background_html.clone()></div>
                    })}
                    {documents::view::list(&attached)}
                    {host.map(|host| view! { <h2>"Read more"</h2><p><a href=own.link.clone() rel="nofollow noreferrer">"What was published then"</a>{format!(", on {host}")}</p> })}
                    {public_notices(&notices)}
                    {runs.then(|| view! { <p class="actions"><a class="button quiet" href=format!("/staff/archive/{}", consultation.slug)>"Change this entry"</a></p> })}
                </div>
            </div>
        }
        .into_any()
    })
}

fn outcome(consultation: &Consultation, stage: Stage, came: Option<&CameOfIt>) -> AnyView {
    match (stage, came) {
        (Stage::Decided, came) => view! {
            <div class="note success"><p><strong>"This has been decided."</strong>" "<a href=format!("/consultations/{}/decision", consultation.slug)>"What was decided, and why"</a></p>{came.map(CameOfIt::show)}</div>
        }
        .into_any(),
        (Stage::Withdrawn, _) => view! {
            <div class="note warn"><p><strong>"This consultation was withdrawn."</strong>" "<bdi>{consultation.withdrawn_reason.clone()}</bdi></p></div>
        }
        .into_any(),
        _ => view! {
            <div class="note"><p><strong>"What was decided is not recorded here."</strong>" If you know where it can be read, tell the library service."</p></div>
        }
        .into_any(),
    }
}
