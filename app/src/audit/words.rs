//! The acts in plain words: what an entry's `noun.verb` says to somebody who reads the record. Acts of what a consultation
//! asks are worded by each kind of thing.

use crate::site::Visit;

/// What was done, in words that go before the name of what it was done to.
pub fn did(visit: &Visit, action: &str) -> String {
    let known = match action {
        "consultation.create" => "began the consultation",
        "consultation.edit" => "changed the consultation",
        "consultation.publish" => "published the consultation",
        "consultation.extend" => "gave people more time in the consultation",
        "consultation.withdraw" => "withdrew the consultation",
        "consultation.show-results" => "changed when results are shown in the consultation",
        "consultation.enter" => "entered the earlier consultation",
        "consultation.enter-again" => "changed the entry of the earlier consultation",
        "consultation.take-off" => "took an earlier consultation off the record",
        "consultation.bring-in" => "brought in a list of earlier consultations",
        "consultation.owner" => "made somebody the owner of the consultation",
        "consultation.add-colleague" => "added a colleague to the consultation",
        "consultation.remove-colleague" => "took a colleague away from the consultation",
        "consultation.contact" => "changed whom the public can ask about the consultation",
        "consultation.ask-approval" => "asked for a second person’s approval of the consultation",
        "consultation.approve" => "approved the consultation before it was published",
        "consultation.send-back" => "sent back instead of approving it the consultation",
        "consultation.make-preview" => "made a private link to the draft of the consultation",
        "consultation.end-preview" => "ended a private link to the draft of the consultation",
        "consultation.delete" => "deleted the draft of a consultation",
        "decision.draft" => "wrote at the decision on the consultation",
        "decision.publish" => "published the decision on the consultation",
        "decision.correct" => "corrected the published decision on the consultation",
        "promise.keep" => "marked a promise as kept in the consultation",
        "promise.decline" => "said that a promise will not be kept in the consultation",
        "results.export" => "took away the results of the consultation as a file",
        "account.invite" => "invited a person",
        "account.add" => "added a person",
        "account.role" => "changed the role of a person",
        "account.close" => "closed the account of a person",
        "account.delete" => "deleted the account of a person",
        "account.reopen" => "opened again the account of a person",
        "account.address" => "began to change the address of a person",
        "account.new-address" => "took a new address for the account of a person",
        "second-factor.add" => "set up a second step for signing in, on the account of a person",
        "second-factor.remove" => "took a second step for signing in off the account of a person",
        "second-factor.codes" => "made new recovery codes for the account of a person",
        "second-factor.recovery" => "signed in with a recovery code to the account of a person",
        "second-factor.reset" => "took off all second steps of somebody who lost them, on the account of a person",
        "settings.second-factor" => "changed which roles need a second step for signing in",
        "people.look" => "looked at people’s names and addresses",
        "event.create" => "planned the event",
        "event.edit" => "changed the event",
        "event.announce" => "announced the event",
        "event.cancel" => "cancelled the event",
        "event.delete" => "deleted the draft of an event",
        "branch.add" => "added the library",
        "branch.edit" => "changed the library",
        "branch.import" => "brought in a list of libraries",
        "branch.address.add" => "added a network address of the library",
        "branch.address.remove" => "removed a network address of the library",
        "appeal.uphold" => "upheld an appeal against a decision of moderation: number",
        "appeal.refuse" => "refused an appeal against a decision of moderation: number",
        "legal.save" => "saved another version of a legal text",
        "legal.review" => "noted who reviewed a legal text",
        "site.open" => "opened the site to the public",
        "site.close" => "closed the site to the public again",
        "settings.look" => "changed the logo or the accent of the service",
        "picture.set" => "set the picture of",
        "picture.remove" => "took away the picture of",
        "format.add" => "offered in another format the consultation",
        "format.remove" => "took away another format of the consultation",
        "template.keep" => "kept a template of a consultation",
        "template.delete" => "deleted a template of a consultation",
        "settings.set" => "changed the words of the service",
        _ => (visit.app.frame.act)(&visit.app, action).unwrap_or_default(),
    };
    if known.is_empty() {
        // An act that has no sentence yet is still shown: by its own two words.
        action.replace('.', ": ").replace(['-', '_'], " ")
    } else {
        known.to_owned()
    }
}

/// A kind of thing, as the filter lists it.
pub fn kind(kind: &str) -> String {
    match kind {
        "account" => "Accounts".to_owned(),
        "appeal" => "Appeals".to_owned(),
        "branch" => "Libraries".to_owned(),
        "comment" => "Comments".to_owned(),
        "consultation" => "Consultations".to_owned(),
        "decision" => "Decisions".to_owned(),
        "document" => "Documents".to_owned(),
        "event" => "Events".to_owned(),
        "legal" => "Legal texts".to_owned(),
        "people" => "Looking at people".to_owned(),
        "proposal" => "Proposals".to_owned(),
        "settings" => "Settings".to_owned(),
        "statement" => "Statements".to_owned(),
        "template" => "Templates".to_owned(),
        other => other.replace(['-', '_'], " "),
    }
}
