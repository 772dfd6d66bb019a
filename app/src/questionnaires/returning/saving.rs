//! The page on which somebody saves their answers for later: how they come back, and when what they saved is erased.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::code::ReturnCode;
use super::letters::AboutSaved;
use super::limits;
use super::reminding::REMINDED_BEFORE;
use super::store::{self, DraftAddress};
use crate::accounts::limits::may_write;
use crate::branches::store::is_branch_address;
use crate::clock;
use crate::consultations::rules::closed_to_answers;
use crate::db::DbError;
use crate::identity::rules;
use crate::notices::store::Message;
use crate::notices::{Delivery, delivery};
use crate::questionnaires::answering::{DraftAt, DraftPage};
use crate::questionnaires::model::SAVED_DAYS;
use crate::questionnaires::rules::{AnswersRefused, erased_at};
use crate::questionnaires::store::drafts::{self, KeyPurpose};
use crate::site::{Fields, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::{Field, FieldKind, error_summary};

/// Whether somebody seems to sit at a library's computer, where only a code on paper is offered: mail is not to be opened
/// there, and the address typed there stays with the browser. What is known is the network of a library, which its visitors'
/// own telephones may use too; they are told apart if they signed in and said that the device is their own.
async fn at_library_computer(visit: &Visit) -> Result<bool, DbError> {
    let own = visit.session.as_ref().is_some_and(|session| session.own_device);
    Ok(!own && is_branch_address(&visit.app.db, &visit.address).await?)
}

/// How a link by mail stands for this visitor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkOffer {
    /// It can be sent.
    Offered,
    /// Not from a library's computer.
    NotHere,
    /// Nothing can be sent at all.
    NoMail,
}

/// What the page is made of.
struct SavePage {
    opened: DraftPage,
    offer: LinkOffer,
    address: Option<DraftAddress>,
    code_made_at: Option<Time>,
    way_back: bool,
}

impl SavePage {
    /// The draft at an address; or where to go instead, when it was sent or can be sent no more.
    async fn find(visit: &Visit, at: &DraftAt) -> Result<Result<Self, Page>, crate::site::Fault> {
        let opened = DraftPage::find(visit, at).await?;
        if let Some(sent) = opened.sent_already() {
            return Ok(Err(visit.go(&sent)));
        }
        if closed_to_answers(&opened.shown.consultation.dates, visit.now).is_some() {
            return Ok(Err(visit.go(&format!("{}/check", opened.path()))));
        }
        let offer = match delivery(&visit.app) {
            Delivery::Nowhere => LinkOffer::NoMail,
            _ if at_library_computer(visit).await? => LinkOffer::NotHere,
            _ => LinkOffer::Offered,
        };
        let (db, draft) = (&visit.app.db, opened.draft.id);
        let address = store::address(db, draft).await?;
        let code_made_at = store::code_made_at(db, draft).await?;
        let way_back = store::has_way_back(db, draft).await?;
        Ok(Ok(Self { opened, offer, address, code_made_at, way_back }))
    }

    /// When what is saved now is erased.
    fn erased_at(&self, now: Time) -> Time {
        let kept = now.plus(SAVED_DAYS * Time::DAY).max(self.opened.draft.expires_at);
        erased_at(kept, &self.opened.shown.consultation.dates)
    }

    /// Whether whoever takes a link now is reminded.
    fn reminds(&self, now: Time) -> bool {
        self.opened.shown.consultation.dates.closes_at.is_some_and(|closes| now <= closes.plus(-REMINDED_BEFORE))
            && self.address.as_ref().is_none_or(|before| before.reminded_at.is_none())
    }

    /// What the page says beforehand: what is not counted, and when it is erased.
    fn fate(&self, now: Time) -> AnyView {
        let closes = self.opened.shown.consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
        let erased = clock::long_date(self.erased_at(now));
        view! {
            <p>"Answers that are not sent when this closes, "{closes}", "<strong>"are not counted"</strong>"."</p>
            <p>"Answers that you save and do not send are "<strong>"erased on "{erased}</strong>". If the closing date is put off, they are kept until a day after the new one, for half a year at the most."</p>
        }
        .into_any()
    }

    fn show(&self, visit: &Visit, typed: &str, errors: &FormErrors, status: StatusCode) -> Page {
        let path = self.opened.path();
        let title = self.opened.shown.record.title.clone();
        let code_first = self.offer != LinkOffer::Offered;
        let sent_now = visit.query_value("done") == "link";
        let demo = visit.query_value("link");
        let demo = (visit.app.demo && !demo.is_empty()).then(|| format!("/saved-answers/{demo}"));
        visit.page(format!("Finish later – {title}")).status(status).private().show(|| {
            let sent = self.address.as_ref().map(|address| {
                let email = address.email.clone();
                if sent_now {
                    view! { <div class="note success" id="done" role="status" tabindex="-1"><p><strong>"A link is on its way to "<bdi>{email}</bdi>"."</strong>" Is the address wrong? Enter the right one below: the link that went to the wrong one stops working."</p>{demo.clone().map(|demo| view! { <p>"In this demonstration no mail leaves: "<a href=demo>"open the link"</a>"."</p> })}</div> }.into_any()
                } else {
                    view! { <p>"A link went to "<bdi>{email}</bdi>" on "{clock::long_date_time(address.given_at)}"."</p> }.into_any()
                }
            });
            view! {
                <p class="back"><a href=path.clone()>"Go on answering now"</a></p>
                {error_summary(errors)}
                <div class="one-thing">
                    <p class="over"><bdi>{title}</bdi></p>
                    <h1>"Finish later"</h1>
                    <p class="lede">"What you answered so far is saved. Nothing is sent yet."</p>
                    {self.fate(visit.now)}
                    <p>"Choose how you come back to your answers. You can take both."</p>
                    <section aria-labelledby="by-link">
                        <h2 id="by-link">"A link by email"</h2>
                        {sent}
                        {self.link_form(visit, typed, errors)}
                    </section>
                    <section aria-labelledby="by-code">
                        <h2 id="by-code">"A code on paper"</h2>
                        <p>"A code of 20 letters and digits, to write down or to print. It is shown once. You need no email address for it."</p>
                        {self.code_made_at.map(|at| view! { <p>{format!("You took a code on {}. If you take another, that one stops working.", clock::long_date_time(at))}</p> })}
                        <form method="post" action=format!("{path}/save/code")>
                            <input type="hidden" name="seen" value=seen(self.code_made_at)/>
                            <p class="actions"><button class=if code_first { "button" } else { "button quiet" }>{if self.code_made_at.is_some() { "Show me another code" } else { "Show me a code" }}</button></p>
                        </form>
                    </section>
                    {self.way_back.then(|| leave_form(&path, false))}
                </div>
            }
            .into_any()
        })
    }

    fn link_form(&self, visit: &Visit, typed: &str, errors: &FormErrors) -> AnyView {
        match self.offer {
            LinkOffer::NoMail => view! { <p>"This site cannot send email at the moment, so take a code on paper."</p> }.into_any(),
            LinkOffer::NotHere => view! { <p>"Not on a library’s computer or network: take a code on paper here. If the device is your own, sign in and tick “This is my own device”, and a link can be sent."</p> }.into_any(),
            LinkOffer::Offered => {
                let reminder = if self.reminds(visit.now) { " and for one reminder, three days before this closes" } else { "" };
                let hint = format!("We use it for this link{reminder}, and for nothing else. It is erased when you send your answers, or with them.");
                view! {
                    <form method="post" action=format!("{}/save/link", self.opened.path()) novalidate>
                        {Field::new("email", "Your email address").kind(FieldKind::Email).hint(hint).value(typed).autocomplete("email").show(errors)}
                        <p class="actions"><button class="button">"Send me a link"</button></p>
                    </form>
                }
                .into_any()
            }
        }
    }
}

/// What a form saw of the code that there is: so a page that is sent again makes no other.
fn seen(made: Option<Time>) -> String {
    made.map_or(0, |made| made.0).to_string()
}

/// The button that closes the pages of a draft on every device.
fn leave_form(path: &str, primary: bool) -> AnyView {
    view! {
        <section aria-labelledby="leave" class="no-print">
            <h2 id="leave">"Does anybody else use this computer?"</h2>
            <p>"Then close these pages when you are done. Nobody can go back to them here, and what you saved opens only with your link or your code."</p>
            <form method="post" action=format!("{path}/save/leave")>
                <p class="actions"><button class=if primary { "button" } else { "button quiet" }>"Close these pages"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// `GET …/answers/{key}/save`
pub async fn show(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    match SavePage::find(&visit, &at).await? {
        Ok(page) => page.show(&visit, "", &FormErrors::none(), StatusCode::OK),
        Err(elsewhere) => elsewhere,
    }
}

/// `POST …/answers/{key}/save/link` (email)
pub async fn send_link(visit: Visit, Path(at): Path<DraftAt>, fields: Fields) -> Page {
    let page = match SavePage::find(&visit, &at).await? {
        Ok(page) => page,
        Err(elsewhere) => return elsewhere,
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["email"], &mut errors);
    let typed = fields.text("email").to_owned();
    if page.offer != LinkOffer::Offered {
        errors.add("form", "No link can be sent from here. Take a code on paper");
        return page.show(&visit, &typed, &errors, StatusCode::FORBIDDEN);
    }
    let email = errors.check("email", rules::email(&typed));
    let (Some(email), true) = (email, errors.is_empty()) else {
        return page.show(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let opened = &page.opened;
    let token = visit.app.random.token();
    let link = visit.app.config.link(&format!("/saved-answers/{token}"));
    let form = &opened.shown.version.form;
    let about = AboutSaved {
        service: &visit.service.name,
        questionnaire: form.title.read(opened.asked(visit.now).language, &form.languages),
        consultation: &opened.shown.consultation.title,
        link: &link,
        closes_at: opened.shown.consultation.dates.closes_at,
        erased_at: page.erased_at(visit.now),
    };
    let (subject, body) = about.saved(page.reminds(visit.now));
    let message = Message { account: None, recipient: &email, subject: &subject, body: &body };
    let mut tx = visit.app.db.begin().await?;
    if !limits::may_ask_for_link(&mut tx, &visit).await? || !may_write(&mut tx, &visit, &email).await? {
        tx.rollback().await?;
        errors.add("email", "Several messages went to this address, or were asked for from where you are, within a short time. Wait an hour, or take a code on paper");
        return page.show(&visit, &typed, &errors, StatusCode::TOO_MANY_REQUESTS);
    }
    if !store::keep_for_later(&mut tx, opened.draft.id, visit.now).await? {
        tx.rollback().await?;
        return Err(AnswersRefused::NoDraft.into());
    }
    store::note_address(&mut tx, opened.draft.id, &email, visit.now).await?;
    drafts::add_key(&mut tx, opened.draft.id, &token, KeyPurpose::Link, visit.now).await?;
    store::post_about(&mut tx, opened.draft.id, &message, visit.now).await?;
    tx.commit().await?;
    let demo = if visit.app.demo { format!("&link={token}") } else { String::new() };
    visit.go(&format!("{}/save?done=link{demo}#done", opened.path()))
}

/// `POST …/answers/{key}/save/code` (seen): shows a code, once.
pub async fn make_code(visit: Visit, Path(at): Path<DraftAt>, fields: Fields) -> Page {
    fields.require_only(&["seen"])?;
    let page = match SavePage::find(&visit, &at).await? {
        Ok(page) => page,
        Err(elsewhere) => return elsewhere,
    };
    let draft = page.opened.draft.id;
    let code = ReturnCode::fresh(&visit.app.random);
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    if !store::keep_for_later(&mut tx, draft, visit.now).await? {
        tx.rollback().await?;
        return Err(AnswersRefused::NoDraft.into());
    }
    let made = store::code_made_at(&mut tx, draft).await?;
    if fields.has("seen") && fields.text("seen") != seen(made) {
        tx.rollback().await?;
        let mut errors = FormErrors::none();
        errors.add("form", "Your code was shown already, and is shown only once. If you did not write it down, take another: the earlier one then stops working");
        let page = SavePage { code_made_at: made, way_back: true, ..page };
        return page.show(&visit, "", &errors, StatusCode::CONFLICT);
    }
    store::drop_keys(&mut tx, draft, KeyPurpose::Code).await?;
    // Later than the one before even within a millisecond, so that a page that is sent again is known.
    let now = made.map_or(visit.now, |made| visit.now.max(made.plus(1)));
    drafts::add_key(&mut tx, draft, code.canonical(), KeyPurpose::Code, now).await?;
    tx.commit().await?;
    shown_once(&visit, &page, &code)
}

fn shown_once(visit: &Visit, page: &SavePage, code: &ReturnCode) -> Page {
    let path = page.opened.path();
    let title = page.opened.shown.record.title.clone();
    let consultation = page.opened.shown.consultation.title.clone();
    let at = visit.app.config.link("/saved-answers");
    visit.page(format!("Your code – {title}")).private().show(|| {
        view! {
            <div class="one-thing">
                <section class="receipt">
                    <h1>"Your code"</h1>
                    <p class="code">{code.to_string()}</p>
                    <dl class="facts">
                        <div><dt>"For your answers to"</dt><dd><bdi>{title}</bdi>", "<bdi>{consultation}</bdi></dd></div>
                        <div><dt>"Enter it at"</dt><dd>{at}</dd></div>
                    </dl>
                    <p><strong>"Write it down or print this page now: the code is shown only once."</strong>" Whoever has it can read and change your answers until they are sent. Spaces, hyphens and capitals do not matter."</p>
                </section>
                {page.fate(visit.now)}
                {leave_form(&path, true)}
                <p class="no-print"><a href=path.clone()>"Go on answering now"</a></p>
            </div>
        }
        .into_any()
    })
}

/// `POST …/answers/{key}/save/leave`: closes the pages of a draft everywhere, for whoever has a link or a code.
pub async fn leave(visit: Visit, Path(at): Path<DraftAt>, fields: Fields) -> Page {
    fields.require_only(&[])?;
    let page = match SavePage::find(&visit, &at).await? {
        Ok(page) => page,
        Err(elsewhere) => return elsewhere,
    };
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    if !store::has_way_back(&mut tx, page.opened.draft.id).await? {
        tx.rollback().await?;
        return visit.go(&format!("{}/save", page.opened.path()));
    }
    store::drop_keys(&mut tx, page.opened.draft.id, KeyPurpose::Page).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=saved", page.opened.shown.path()))
}
