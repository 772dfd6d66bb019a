//! What the tests that hold for every kind do with one: how staff write it, how somebody answers it, and what pages then say.

/// A form: where it is sent, and its fields.
pub type ExampleForm = (&'static str, &'static [(&'static str, &'static str)]);

/// One thing of a kind, from the draft to what came of it.
pub struct Example {
    /// What staff send while it is a draft, each after the consultation's staff address.
    pub drafted: &'static [ExampleForm],
    /// What its page says to residents, and where that is after the consultation's address.
    pub asked: (&'static str, &'static str),
    /// A resident's answer, after the consultation's address; and what their own page then says.
    pub answered: (ExampleForm, &'static str),
    /// Another answer of theirs, and what their own page says after it.
    pub changed: (ExampleForm, &'static str),
    /// The field of their data that has it.
    pub data: &'static str,
    /// What came of that other answer, once results are shown.
    pub found: &'static str,
    /// What somebody writes in it, after the consultation's address, and words of that which nobody else has written; none if
    /// people write nothing.
    pub written: Option<(ExampleForm, &'static str)>,
    /// What a decision says about it: fields of the form.
    pub decided: &'static [(&'static str, &'static str)],
}
