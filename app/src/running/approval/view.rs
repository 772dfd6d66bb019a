//! What the page of a draft says of its approval: ask for it, wait for it, answer it, or that it is given.

use leptos::prelude::*;

use crate::clock;
use crate::identity::model::Account;
use crate::ids::AccountId;
use crate::site::FormErrors;
use crate::together::approval::store::ApprovalRequest;
use crate::together::approval::{ApprovalState, is_author};
use crate::together::team::Team;
use crate::ui::{Field, FieldKind};

/// What stands around the request.
pub struct ApprovalBox<'a> {
    /// The staff's address of the consultation.
    pub base: &'a str,
    /// How far it is.
    pub state: &'a ApprovalState,
    /// Who looks after the consultation.
    pub team: &'a Team,
    /// Everybody who may run consultations.
    pub everybody: &'a [Account],
    /// Who reads the page.
    pub reader: Option<AccountId>,
    /// The mark of the words as they stand.
    pub fingerprint: &'a str,
    /// What was typed.
    pub typed: &'a str,
}

fn name(of: Option<&String>) -> String {
    of.cloned().unwrap_or_else(|| "somebody whose account is gone".to_owned())
}

fn asked_words(asked: &ApprovalRequest) -> AnyView {
    view! {
        <p><bdi>{name(asked.asked_name.as_ref())}</bdi>{format!(" asked for it on {}.", clock::long_date_time(asked.asked_at))}</p>
        {(!asked.note.is_empty()).then(|| view! { <blockquote dir="auto"><p>{asked.note.clone()}</p></blockquote> })}
    }
    .into_any()
}

impl ApprovalBox<'_> {
    /// The section; nothing where the service asks for no approval.
    pub fn show(&self, errors: &FormErrors) -> Option<AnyView> {
        let inner = match self.state {
            ApprovalState::NotNeeded => return None,
            ApprovalState::NotAsked => self.ask(None, errors),
            ApprovalState::SentBack(back) => {
                let on = back.answered_at.map(clock::long_date_time).unwrap_or_default();
                let said = view! {
                    <div class="note warn"><p><strong>"Sent back."</strong>" "<bdi>{name(back.answered_name.as_ref())}</bdi>{format!(" read it on {on} and said:")}</p>
                        <blockquote dir="auto"><p>{back.answer.clone()}</p></blockquote></div>
                };
                self.ask(Some(said.into_any()), errors)
            }
            ApprovalState::Outdated(before) => {
                let what = if before.approved.0 {
                    "It was approved, and something was changed since."
                } else {
                    "Approval was asked for, and something was changed since."
                };
                let said = view! { <div class="note warn"><p><strong>{what}</strong>" An approval is for the words as they stood, so it has to be asked for again."</p></div> };
                self.ask(Some(said.into_any()), errors)
            }
            ApprovalState::Asked(asked) if self.reader.is_none_or(|reader| is_author(reader, asked, self.team)) => {
                self.wait(asked)
            }
            ApprovalState::Asked(asked) => self.answer(asked, errors),
            ApprovalState::Approved(given) => {
                let on = given.answered_at.map(clock::long_date_time).unwrap_or_default();
                view! { <div class="note success"><p><strong>"Approved."</strong>" "<bdi>{name(given.answered_name.as_ref())}</bdi>{format!(" approved it on {on}, exactly as it stands. If anything is changed before it is published, it has to be approved again.")}</p></div> }.into_any()
            }
        };
        let view = view! {
            <section aria-labelledby="approval"><h2 id="approval">"A second person’s approval"</h2>
                {inner}
                <details class="why"><summary>"Why a second person?"</summary><p>"Whoever has written a text for weeks no longer sees what is missing in it. Your service has decided that nothing is published before two people have read it: whoever asks, and somebody else. The owner of a consultation does not approve it."</p></details>
            </section>
        };
        Some(view.into_any())
    }

    fn ask(&self, before: Option<AnyView>, errors: &FormErrors) -> AnyView {
        let could: Vec<&Account> = self.could_answer(self.reader);
        view! {
            {before}
            {if could.is_empty() { self.nobody() } else {
                view! {
                    <form class="editor" method="post" action=format!("{}/ask-approval", self.base) novalidate>
                        <input type="hidden" name="seen" value=self.fingerprint.to_owned()/>
                        <p>"When you have written everything, ask a colleague to read it. By asking you say that you stand by every word."</p>
                        {Field::new("words", "A word to whoever reads it").hint("If there is something they should look at. You can leave it empty.").kind(FieldKind::Lines(2)).value(self.typed).show(errors)}
                        <p class="actions"><button class="button">"Ask for approval"</button></p>
                    </form>
                }
                .into_any()
            }}
        }
        .into_any()
    }

    /// Who could answer if this person asked.
    fn could_answer(&self, asker: Option<AccountId>) -> Vec<&Account> {
        let owner = self.team.owner().map(|owner| owner.id);
        self.everybody.iter().filter(|one| Some(one.id) != asker && Some(one.id) != owner).collect()
    }

    fn nobody(&self) -> AnyView {
        view! { <div class="note warn"><p><strong>"Nobody else can approve it."</strong>" It takes somebody who runs consultations, does not own this one and does not ask for the approval. If you are not the owner, the owner can ask and you approve. Otherwise an administrator can add a person, or say in the settings that no approval is needed."</p></div> }.into_any()
    }

    fn wait(&self, asked: &ApprovalRequest) -> AnyView {
        let could: Vec<String> =
            self.could_answer(asked.asked_by).iter().map(|one| one.name.clone()).take(10).collect();
        view! {
            <div class="note"><p><strong>"Waiting for approval."</strong>" Nothing can be published before that. If you change something now, it has to be asked for again."</p></div>
            {asked_words(asked)}
            {if could.is_empty() { self.nobody() } else { view! { <p dir="auto">{format!("Who can approve it: {}.", could.join(", "))}</p> }.into_any() }}
        }
        .into_any()
    }

    fn answer(&self, asked: &ApprovalRequest, errors: &FormErrors) -> AnyView {
        view! {
            {asked_words(asked)}
            <form class="editor" method="post" action=format!("{}/approve", self.base) novalidate>
                <input type="hidden" name="seen" value=self.fingerprint.to_owned()/>
                <p>"Read everything as people will see it, and the list above. Then approve it as it stands, or send it back and say what is missing."</p>
                {Field::new("words", "What you found").hint("Needed when you send it back.").kind(FieldKind::Lines(3)).value(self.typed).show(errors)}
                <p class="actions"><button class="button" name="answer" value="approve">"Approve it"</button>" "<button class="button quiet" name="answer" value="back">"Send it back"</button></p>
            </form>
        }
        .into_any()
    }
}
