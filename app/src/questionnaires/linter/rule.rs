//! The rules of the linter: what each is called, how strong it is, and why it matters, in words that teach.

use super::strength::LintStrength;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintRule {
    /// Two questions in one.
    DoubleBarrelled,
    /// The question leads to an answer.
    Leading,
    /// Praise or blame in the question.
    Loaded,
    /// Agree or disagree with a statement.
    AgreeScale,
    /// A “not” in the question.
    Negative,
    /// Two negatives.
    DoubleNegative,
    /// Always, never, all, only.
    Absolute,
    /// Office language.
    Jargon,
    /// A term that is not explained.
    UndefinedTerm,
    /// A long question.
    Long,
    /// Hard to read.
    ReadingAge,
    /// No way to say “I don’t know”.
    NoDontKnow,
    /// Nothing in the middle.
    NoNeutral,
    /// One side has more weight.
    Unbalanced,
    /// Ranges that overlap.
    Overlap,
    /// Ranges with a gap.
    Gap,
    /// No “none of these”.
    NoNone,
    /// No “something else”.
    NoOther,
    /// No “prefer not to say”.
    MissingPreferNotToSay,
    /// Every option concedes the proposal.
    ForcedChoice,
    /// Nobody would disagree.
    Platitude,
    /// It takes something for granted.
    Assumption,
    /// “If yes” without a condition.
    MissingCondition,
    /// It points to something that is not there.
    MissingContext,
    /// What would you do if ….
    Hypothetical,
    /// A long time to remember.
    RecallPeriod,
    /// How much is that?.
    VagueQuantity,
    /// For whom, or in what sense?.
    AmbiguousScope,
    /// Figures that do not agree.
    InconsistentFigures,
    /// The options do not fit the question.
    ScaleMismatch,
    /// Too much to ask.
    TooManyToRank,
    /// One answer makes people look good.
    SociallyDesirable,
    /// In an order that colours the answers.
    Order,
    /// Asked twice.
    Duplicate,
    /// It asks who somebody is.
    PersonalData,
    /// It cannot be printed.
    Paper,
    /// Not in every language.
    Language,
}

const PEW: &str = "Pew Research Center, Writing survey questions";
const MRS: &str = "Market Research Society, Guidelines for questionnaire design (2011, updated 2014)";
const GSS: &str = "Government Statistical Service, Questionnaire design guidance (14 March 2023)";
const GDS: &str = "GOV.UK, Content design: writing for GOV.UK";
const GOVUK: &str = "GOV.UK Design System and Service Manual, question pages";
const KROSNICK: &str =
    "Krosnick, on acquiescence in agree and disagree scales; Pew Research Center, Writing survey questions";
const MOSELEY: &str = "R (Moseley) v Haringey [2014] UKSC 56; the second Gunning principle";
const AGE: &str = "Senter and Smith (1967), Automated Readability Index; Kincaid and others (1975)";
const GDPR: &str = "UK GDPR, article 5(1)(c), data minimisation";
const HOUSE: &str = "Our own rule, from questionnaires that went wrong";

/// What is said of a rule: its name, strength, title, why it matters and whose it is.
struct RuleText(&'static str, LintStrength, &'static str, &'static str, &'static str);

impl LintRule {
    /// Every rule.
    pub const ALL: [Self; 37] = [
        Self::DoubleBarrelled,
        Self::Leading,
        Self::Loaded,
        Self::AgreeScale,
        Self::Negative,
        Self::DoubleNegative,
        Self::Absolute,
        Self::Jargon,
        Self::UndefinedTerm,
        Self::Long,
        Self::ReadingAge,
        Self::NoDontKnow,
        Self::NoNeutral,
        Self::Unbalanced,
        Self::Overlap,
        Self::Gap,
        Self::NoNone,
        Self::NoOther,
        Self::MissingPreferNotToSay,
        Self::ForcedChoice,
        Self::Platitude,
        Self::Assumption,
        Self::MissingCondition,
        Self::MissingContext,
        Self::Hypothetical,
        Self::RecallPeriod,
        Self::VagueQuantity,
        Self::AmbiguousScope,
        Self::InconsistentFigures,
        Self::ScaleMismatch,
        Self::TooManyToRank,
        Self::SociallyDesirable,
        Self::Order,
        Self::Duplicate,
        Self::PersonalData,
        Self::Paper,
        Self::Language,
    ];

    /// Its name in files and programs.
    pub const fn name(self) -> &'static str {
        self.texts().0
    }

    /// The rule with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// How strong its findings are. Of `no-dont-know` this is so where a fact is asked for; of an opinion it is
    /// advice.
    pub const fn strength(self) -> LintStrength {
        self.texts().1
    }

    /// What staff call it.
    pub const fn title(self) -> &'static str {
        self.texts().2
    }

    /// Why it matters, in two or three sentences for somebody who has never written a questionnaire.
    pub const fn why(self) -> &'static str {
        self.texts().3
    }

    /// Whose rule it is.
    pub const fn source(self) -> &'static str {
        self.texts().4
    }

    #[expect(clippy::too_many_lines, reason = "one entry for each rule")]
    const fn texts(self) -> RuleText {
        match self {
            Self::DoubleBarrelled => RuleText(
                "double-barrelled",
                LintStrength::Strong,
                "Two questions in one",
                "Somebody who likes one half and not the other has no honest answer. Whatever they tick, nobody can \
                 tell afterwards which half they meant. Ask about one thing at a time.",
                PEW,
            ),
            Self::Leading => RuleText(
                "leading",
                LintStrength::Strong,
                "The question leads to an answer",
                "A question that shows which answer is hoped for gets that answer more often. Those who wanted the \
                 other can say that the consultation was not fair, and they would have a point. Ask as somebody would \
                 who does not mind what is answered.",
                MRS,
            ),
            Self::Loaded => RuleText(
                "loaded",
                LintStrength::Strong,
                "Praise or blame in the question",
                "Words of praise or blame tell people what a good person would answer. Leave them out, and let people \
                 bring their own.",
                MRS,
            ),
            Self::AgreeScale => RuleText(
                "agree-scale",
                LintStrength::Advice,
                "Agree or disagree with a statement",
                "Many people agree with whatever is put to them: in seven studies one in five agreed with a statement \
                 and also with its opposite. Asking about the thing itself, “how easy or difficult”, gives answers \
                 that can be trusted more.",
                KROSNICK,
            ),
            Self::Negative => RuleText(
                "negative",
                LintStrength::Strong,
                "A “not” in the question",
                "With a “not” in the question, people stumble over whether “yes” means yes. Some will answer the \
                 opposite of what they think, and nobody can find out which.",
                GSS,
            ),
            Self::DoubleNegative => RuleText(
                "double-negative",
                LintStrength::Strong,
                "Two negatives",
                "Two negatives have to be turned round in the head before they can be answered. Many people will not \
                 do it, or will do it once too often. Say it with none.",
                GSS,
            ),
            Self::Absolute => RuleText(
                "absolute",
                LintStrength::Advice,
                "Always, never, all, only",
                "Hardly anything is always so or so for all. Careful people answer “no” because of one exception, \
                 others “yes” because it is nearly so, and both mean the same.",
                GSS,
            ),
            Self::Jargon => RuleText(
                "jargon",
                LintStrength::Advice,
                "Office language",
                "Residents do not speak as offices write. Those who do not understand a word guess, or leave, and \
                 those who leave are not a random few. Use the word that you would use at the desk.",
                GDS,
            ),
            Self::UndefinedTerm => RuleText(
                "undefined-term",
                LintStrength::Advice,
                "A term that is not explained",
                "Not everybody knows what this is, and few will say so. Explain it in the question or in the sentence \
                 below it, or add it to the glossary of your service.",
                GDS,
            ),
            Self::Long => RuleText(
                "long",
                LintStrength::Advice,
                "A long question",
                "People read a long question once, quickly, and answer the part that they remember. Put what they \
                 need to know before the question, and ask in one short sentence.",
                GDS,
            ),
            Self::ReadingAge => RuleText(
                "reading-age",
                LintStrength::Advice,
                "Hard to read",
                "People answer on a phone, in a hurry, at the end of a day. Shorter sentences and shorter words help more \
                 of them to finish, and to answer what was asked.",
                AGE,
            ),
            Self::NoDontKnow => RuleText(
                "no-dont-know",
                LintStrength::Strong,
                "No way to say “I don’t know”",
                "Somebody who does not know, or has no view, must guess or give up. Guesses look like answers when \
                 they are counted. Offer “I don’t know”.",
                GOVUK,
            ),
            Self::NoNeutral => RuleText(
                "no-neutral",
                LintStrength::Advice,
                "Nothing in the middle",
                "People whose view is in the middle are pushed to one side, and nobody can tell them from those who \
                 are really there. Leave the middle out only where you can say why.",
                GSS,
            ),
            Self::Unbalanced => RuleText(
                "unbalanced",
                LintStrength::Strong,
                "One side has more weight",
                "When there are more kinds of “good” than of “bad”, or the question names only one of them, answers \
                 drift to that side. As many on each side, and both named in the question, is fair.",
                PEW,
            ),
            Self::Overlap => RuleText(
                "overlap",
                LintStrength::Strong,
                "Ranges that overlap",
                "Somebody who is 25 finds two options for 25. What they choose is chance, and both counts are wrong \
                 by an unknown number.",
                MRS,
            ),
            Self::Gap => RuleText(
                "gap",
                LintStrength::Strong,
                "Ranges with a gap",
                "Somebody who falls between two options, or before the first or after the last, has nothing true to \
                 choose. They leave it out, or choose what is near.",
                MRS,
            ),
            Self::NoNone => RuleText(
                "no-none",
                LintStrength::Advice,
                "No “none of these”",
                "If nothing can be ticked for “none”, nobody can tell those to whom none applies from those who \
                 skipped the question. One more box tells you.",
                GOVUK,
            ),
            Self::NoOther => RuleText(
                "no-other",
                LintStrength::Advice,
                "No “something else”",
                "No list has everybody’s answer in it. Without “something else” people choose what is nearly right, \
                 and you never hear of what you had not thought of.",
                GOVUK,
            ),
            Self::MissingPreferNotToSay => RuleText(
                "missing-prefer-not-to-say",
                LintStrength::Strong,
                "No “prefer not to say”",
                "People have a right not to tell you this. If they cannot say so, some leave the whole form. Put \
                 “Prefer not to say” last.",
                GSS,
            ),
            Self::ForcedChoice => RuleText(
                "forced-choice",
                LintStrength::Strong,
                "Every option concedes the proposal",
                "If all options accept the change, people who are against it cannot answer. The Supreme Court found a \
                 consultation unlawful that let people think there was no other way.",
                MOSELEY,
            ),
            Self::Platitude => RuleText(
                "platitude",
                LintStrength::Advice,
                "Nobody would disagree",
                "Nobody is against a good service. A question that everybody answers alike helps no decision, unless \
                 it says what it would cost, where, when, or instead of what.",
                MRS,
            ),
            Self::Assumption => RuleText(
                "assumption",
                LintStrength::Strong,
                "It takes something for granted",
                "The question supposes something that is not true of everybody who is asked. They must invent an \
                 answer or stop. First ask whether it applies, and put this only to those of whom it is true.",
                GSS,
            ),
            Self::MissingCondition => RuleText(
                "missing-condition",
                LintStrength::Strong,
                "“If yes” without a condition",
                "The words say that only some people should answer, but everybody is asked. Let the questionnaire do \
                 the skipping: give the question a condition.",
                GOVUK,
            ),
            Self::MissingContext => RuleText(
                "missing-context",
                LintStrength::Strong,
                "It points to something that is not there",
                "People can judge a proposal only if they know what it is. Say in the question, or just before it, \
                 what would change, where and when.",
                MOSELEY,
            ),
            Self::Hypothetical => RuleText(
                "hypothetical",
                LintStrength::Advice,
                "What would you do if …",
                "People are poor at saying what they would do. Many more say that they would come than ever come. \
                 What they did lately, or what keeps them from it now, tells more.",
                GSS,
            ),
            Self::RecallPeriod => RuleText(
                "recall-period",
                LintStrength::Advice,
                "A long time to remember",
                "Nobody remembers how often they did something in a year. They guess, and they guess from what \
                 happened lately. Ask about the last four weeks, or three months at most.",
                GSS,
            ),
            Self::VagueQuantity => RuleText(
                "vague-quantity",
                LintStrength::Advice,
                "How much is that?",
                "Once a week is “often” to one person and “rarely” to another. Say how often, how many or how far in \
                 numbers, and the answers can be compared.",
                GSS,
            ),
            Self::AmbiguousScope => RuleText(
                "ambiguous-scope",
                LintStrength::Advice,
                "For whom, or in what sense?",
                "People cannot tell whether you ask about them or about everybody, and will answer one or the other. \
                 Say which: “when would you use it?” or “what would be best for your town?”",
                GSS,
            ),
            Self::InconsistentFigures => RuleText(
                "inconsistent-figures",
                LintStrength::Strong,
                "Figures that do not agree",
                "Two figures here contradict each other. People will not know which of them they are answering about, \
                 and some will doubt the rest.",
                HOUSE,
            ),
            Self::ScaleMismatch => RuleText(
                "scale-mismatch",
                LintStrength::Strong,
                "The options do not fit the question",
                "The question asks for one thing and the options offer another, so any answer has to be interpreted. \
                 Make the words and the numbers the same in both.",
                GSS,
            ),
            Self::TooManyToRank => RuleText(
                "too-many-to-rank",
                LintStrength::Advice,
                "Too much to ask",
                "Beyond about seven things people stop comparing and fill in the rest as it comes. A form of more than \
                 twenty minutes loses people on the way. Ask less, and what you get is meant.",
                PEW,
            ),
            Self::SociallyDesirable => RuleText(
                "socially-desirable",
                LintStrength::Advice,
                "One answer makes people look good",
                "Few people own up to what they think they ought not to do. The answers show what is respectable, not \
                 what is so. Ask about what was done lately, and make every answer an ordinary one.",
                PEW,
            ),
            Self::Order => RuleText(
                "order",
                LintStrength::Advice,
                "In an order that colours the answers",
                "What was asked before is still in people’s minds. Ask in general before in particular, leave people \
                 their own words before you show them a list, and keep questions about who they are to the end.",
                PEW,
            ),
            Self::Duplicate => RuleText(
                "duplicate",
                LintStrength::Advice,
                "Asked twice",
                "People who think that they have answered already will skip this, or answer differently to be of use. \
                 Keep the better of the two.",
                HOUSE,
            ),
            Self::PersonalData => RuleText(
                "personal-data",
                LintStrength::Strong,
                "It asks who somebody is",
                "What you do not hold, you cannot lose. Names, addresses, telephone numbers and full postcodes in \
                 answers make the whole file personal data, and people more careful in what they say.",
                GDPR,
            ),
            Self::Paper => RuleText(
                "paper",
                LintStrength::Strong,
                "It cannot be printed",
                "Paper is one of the ways to answer this consultation, and paper cannot do this. People who answer on \
                 paper would be asked something else than the others.",
                HOUSE,
            ),
            Self::Language => RuleText(
                "language",
                LintStrength::Strong,
                "Not in every language",
                "The questionnaire promises this language, and here it breaks off. Welsh in Wales is owed by law, and \
                 anybody who meets half a translation is told that the other half is not for them.",
                HOUSE,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_explains_itself() {
        for (place, rule) in LintRule::ALL.into_iter().enumerate() {
            assert_eq!(LintRule::named(rule.name()), Some(rule));
            assert!(LintRule::ALL[..place].iter().all(|other| other.title() != rule.title()), "{}", rule.name());
            let sentences = rule.why().matches(['.', '?']).count();
            assert!((2..=4).contains(&sentences), "{}: {sentences} sentences", rule.name());
            assert!(!rule.source().is_empty() && !rule.why().contains("  "), "{}", rule.name());
        }
        assert_eq!(LintRule::named("no-such-rule"), None);
    }
}
