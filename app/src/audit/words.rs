//! The acts in plain words: what an entry's `noun.verb` says to somebody who reads the record.

/// What was done, in words that go before the name of what it was done to.
pub fn did(action: &str) -> String {
    let known = match action {
        "consultation.create" => "began the consultation",
        "consultation.edit" | "consultation.update" => "changed the consultation",
        "consultation.publish" => "published the consultation",
        "consultation.extend" => "gave people more time in the consultation",
        "consultation.withdraw" => "withdrew the consultation",
        "consultation.delete" => "deleted the draft consultation",
        "consultation.results" => "changed when results are shown in the consultation",
        "proposal.create" | "proposal.add" => "added the proposal",
        "proposal.amend" => "amended the proposal",
        "proposal.correct" => "corrected a slip in the proposal",
        "proposal.publish" => "published the proposal",
        "document.add" => "added a document",
        "document.remove" => "removed a document",
        "decision.publish" => "published the decision on the consultation",
        "promise.keep" => "marked a promise as kept in the consultation",
        "comment.publish" => "showed a comment",
        "comment.hold" => "held back a comment",
        "comment.remove" => "removed a comment",
        "comment.redact" => "took words out of a comment",
        "comment.reply" => "replied officially to a comment",
        "comment.original" | "comment.see" => "looked at the original of a comment",
        "results.export" | "consultation.export" => "took away the results of the consultation as a file",
        "account.invite" => "invited a person",
        "account.add" | "account.create" => "added a person",
        "account.role" => "changed the role of a person",
        "account.close" | "account.disable" => "closed the account of a person",
        "account.open" | "account.reopen" | "account.enable" => "opened again the account of a person",
        "account.delete" => "deleted their own account",
        "people.look" => "looked at names and addresses of people",
        "account.see" => "looked at the personal data of a person",
        "branch.add" => "added the library",
        "branch.edit" => "changed the library",
        "branch.import" => "brought in a list of libraries",
        "branch.address.add" => "added a network address of the library",
        "branch.address.remove" => "removed a network address of the library",
        "settings.set" => "changed the words of the service",
        _ => "",
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
        "account" => "People".to_owned(),
        "branch" => "Libraries".to_owned(),
        "comment" => "Comments".to_owned(),
        "consultation" => "Consultations".to_owned(),
        "document" => "Documents".to_owned(),
        "people" => "The list of people".to_owned(),
        "proposal" => "Proposals".to_owned(),
        "settings" => "Settings".to_owned(),
        other => other.replace(['-', '_'], " "),
    }
}
