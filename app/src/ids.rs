//! Numbers that say what they number: a consultation's id is not a proposal's.

/// Makes an id type: a whole number given by the record.
macro_rules! ids {
    ($($(#[$about:meta])* $name:ident),* $(,)?) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(pub i64);

        #[cfg(feature = "ssr")]
        impl From<$name> for crate::db::Value {
            fn from(id: $name) -> Self {
                Self::from(id.0)
            }
        }

        #[cfg(feature = "ssr")]
        impl From<Option<$name>> for crate::db::Value {
            fn from(id: Option<$name>) -> Self {
                Self::from(id.map(|id| id.0))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A person who can sign in.
    AccountId,
    /// A sign-in on one device.
    SessionId,
    /// A library.
    BranchId,
    /// An organisation that answers as one.
    OrganisationId,
    /// A time-bounded invitation to take part in a decision.
    ConsultationId,
    /// One thing put to residents.
    ProposalId,
    /// One published text of a proposal.
    VersionId,
    /// One person in one consultation, without a name.
    ParticipantId,
    /// Everything one participant submitted to one consultation.
    ResponseId,
    /// A comment or a reply.
    CommentId,
    /// A file attached to a consultation.
    DocumentId,
    /// A short sentence that others answer with agree, disagree or pass.
    StatementId,
    /// A budget that residents share out.
    BudgetId,
    /// Something a budget could be spent on.
    ProjectId,
    /// A choice between options that residents put in order.
    RankingId,
    /// Questions that residents answer one after the other.
    QuestionnaireId,
    /// An occasion at which staff meet people.
    EventId,
    /// Something that was done to the draft of a questionnaire.
    QuestionnaireEditId,
    /// What a colleague said about the draft of a questionnaire.
    QuestionnaireRemarkId,
    /// A question that the service keeps.
    BankQuestionId,
    /// What somebody has not sent yet.
    QuestionnaireDraftId,
    /// A file that somebody sends with their answers.
    QuestionnaireFileId,
}
