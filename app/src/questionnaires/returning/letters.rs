//! What the two messages about saved answers say: the one with the link, and the one reminder.

use crate::clock;
use crate::time::Time;

/// What both messages speak of.
pub(super) struct AboutSaved<'a> {
    /// What the service calls itself.
    pub service: &'a str,
    /// What the questionnaire is called, in the language it is filled in in.
    pub questionnaire: &'a str,
    /// What the consultation is called.
    pub consultation: &'a str,
    /// The whole address of the link.
    pub link: &'a str,
    /// When the consultation closes.
    pub closes_at: Option<Time>,
    /// When the answers are erased.
    pub erased_at: Time,
}

impl AboutSaved<'_> {
    /// Until when they can be sent, and when they are erased.
    fn fate(&self) -> String {
        let until = match self.closes_at {
            Some(closes) => format!(
                "You can send your answers until {}. Answers that are not sent by then are not counted.",
                clock::end_date_time(closes)
            ),
            None => "Answers that are not sent when the consultation closes are not counted.".to_owned(),
        };
        format!(
            "{until} If they are not sent, they are erased on {}; if the closing date is put off, they are kept \
             until a day after the new one, for half a year at the most. Your address is erased with them, or as soon \
             as you send them.",
            clock::long_date(self.erased_at)
        )
    }

    /// What the link does.
    fn link(&self) -> String {
        format!(
            "To go on, open this link and press the button:\n\n{}\n\nWhoever has the link can read and change these \
             answers until they are sent, so keep it to yourself.",
            self.link
        )
    }

    /// The message with the link, its subject first.
    pub(super) fn saved(&self, reminder: bool) -> (String, String) {
        let reminder = if reminder {
            " We write to you once more three days before it closes, if they are not sent by then."
        } else {
            ""
        };
        let body = format!(
            "Hello,\n\nSomebody, we hope you, saved their answers to “{}”, a questionnaire of {} for the consultation \
             “{}”. Nothing is sent yet.\n\n{}\n\n{}{reminder}\n\nIf you saved other answers too, each has a link of its \
             own.\n\nIf it was not you, do nothing, or open the link and choose “Forget my address”.\n",
            self.questionnaire,
            self.service,
            self.consultation,
            self.link(),
            self.fate(),
        );
        (format!("Your saved answers: {}", self.questionnaire), body)
    }

    /// The reminder, its subject first.
    pub(super) fn reminder(&self) -> (String, String) {
        let body = format!(
            "Hello,\n\nYou saved your answers to “{}”, a questionnaire of {} for the consultation “{}”. They are not sent \
             yet, and it closes soon.\n\n{}\n\n{}\n\nWe remind you only this once.\n",
            self.questionnaire,
            self.service,
            self.consultation,
            self.link(),
            self.fate(),
        );
        (format!("Not sent yet: your answers to {}", self.questionnaire), body)
    }
}
