//! Who may do what. Asked by the page that shows a button and by the handler that refuses the act.

use super::model::{Account, Role};
use crate::folding;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;

/// Something only some roles may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Vote, comment, agree, report: take part as a resident.
    TakePart,
    /// Create, edit, publish, amend, extend and withdraw consultations; reply officially; record the decision.
    RunConsultations,
    /// Decide which comments are shown, and see what was removed.
    Moderate,
    /// See the dashboard, hidden results included.
    SeeResults,
    /// Take results away as files.
    Export,
    /// See the councillors' overview.
    SeeCouncil,
    /// Add people, change roles, close accounts.
    ManagePeople,
    /// Add and change branches and their network addresses.
    ManageBranches,
    /// Read the audit log.
    ReadAudit,
}

/// Whether a role may do an act.
pub const fn may(role: Role, permission: Permission) -> bool {
    use Role::{Administrator, Analyst, Councillor, Moderator, Resident, Staff};
    match permission {
        Permission::TakePart => matches!(role, Resident),
        Permission::RunConsultations => matches!(role, Staff | Administrator),
        Permission::Moderate => matches!(role, Staff | Moderator | Administrator),
        Permission::SeeResults | Permission::Export => matches!(role, Staff | Analyst | Administrator),
        Permission::SeeCouncil => matches!(role, Councillor | Staff | Administrator),
        Permission::ManagePeople | Permission::ManageBranches => matches!(role, Administrator),
        Permission::ReadAudit => matches!(role, Administrator | Analyst | Staff),
    }
}

/// Where a person of this role begins after signing in.
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Resident => "/consultations",
        Role::Councillor => "/council",
        Role::Moderator => "/staff/moderation",
        Role::Staff | Role::Analyst | Role::Administrator => "/staff",
    }
}

/// How long a sign-in lasts unused: short, because many people share a library PC; a working day for somebody who works
/// for the service, at their own desk.
pub const fn idle_limit(own_device: bool, own_desk: bool) -> i64 {
    match (own_device, own_desk) {
        (true, _) => 30 * Time::DAY,
        (false, true) => DESK_LIFE,
        (false, false) => 20 * Time::MINUTE,
    }
}

/// How long a sign-in at one's own desk lasts unused, in milliseconds: a working day with its breaks.
pub const DESK_LIFE: i64 = 10 * Time::HOUR;

/// Shortest password, in characters. Length is what makes a password hard to guess; no other rule is set.
pub const PASSWORD_SHORTEST: usize = 10;
/// Longest password, in characters, so that hashing one costs a bounded time.
pub const PASSWORD_LONGEST: usize = 200;
/// Longest name, in characters.
pub const NAME_LONGEST: usize = 200;
/// Longest address, in characters.
pub const EMAIL_LONGEST: usize = 254;

/// What a confirming link is good for, in milliseconds.
pub const CONFIRM_LIFE: i64 = 3 * Time::DAY;
/// What a password link is good for, in milliseconds.
pub const RESET_LIFE: i64 = Time::HOUR;
/// What an invitation is good for, in milliseconds.
pub const INVITE_LIFE: i64 = 7 * Time::DAY;
/// What the link that makes the first administrator is good for, in milliseconds. Another is printed at the next start.
pub const FIRST_ADMINISTRATOR_LIFE: i64 = Time::DAY;
/// Messages with a one-time link that one account may ask for within [`MESSAGE_WINDOW`].
pub const MESSAGES_MOST: i64 = 3;
/// Messages with a one-time link to one mailbox within a day, whoever asked for them.
pub const MESSAGES_A_DAY: i64 = 6;
/// How long a message that was asked for counts, in milliseconds.
pub const MESSAGE_WINDOW: i64 = Time::HOUR;

/// Why something typed cannot be an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadEmail {
    /// Nothing was typed.
    Nothing,
    /// It is too long.
    TooLong,
    /// It is no address.
    NoAddress,
}

impl BadEmail {
    /// How it is said beside the field.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "Enter your email address",
            Self::TooLong => "The email address is too long: use one of at most 254 characters",
            Self::NoAddress => "Enter an email address like name@example.org",
        }
    }
}

impl From<BadEmail> for String {
    fn from(why: BadEmail) -> Self {
        why.words().to_owned()
    }
}

/// An address as it is kept and compared: trimmed and folded to lower case.
///
/// # Errors
/// Why it cannot be an address.
pub fn email(typed: &str) -> Result<String, BadEmail> {
    let folded = typed.trim().to_lowercase();
    if folded.is_empty() {
        return Err(BadEmail::Nothing);
    }
    if folded.chars().count() > EMAIL_LONGEST {
        return Err(BadEmail::TooLong);
    }
    let valid = folded.parse::<lettre::Address>().is_ok();
    let dotted = folded.rsplit_once('@').is_some_and(|(_, host)| host.contains('.') && !host.starts_with('.'));
    if valid && dotted { Ok(folded) } else { Err(BadEmail::NoAddress) }
}

/// Mail services that deliver an address with dots before the `@` to the mailbox without them.
const DOTS_MEAN_NOTHING: [&str; 2] = ["gmail.com", "googlemail.com"];

/// The mailbox behind an address (folded as [`email`] does): many addresses can lead to one, by `+something`, and with
/// some services by dots. For counting together only; mail goes to the address as it was typed.
pub fn mailbox(email: &str) -> String {
    let Some((local, host)) = email.rsplit_once('@') else { return email.to_owned() };
    let local = match local.split_once('+') {
        Some((before, _)) if !before.is_empty() => before,
        _ => local,
    };
    if DOTS_MEAN_NOTHING.contains(&host) {
        return format!("{}@{}", local.replace('.', ""), DOTS_MEAN_NOTHING[0]);
    }
    format!("{local}@{host}")
}

/// The part of an address after the `@`.
pub fn mail_domain(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Why something typed cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// Nothing was typed.
    Nothing,
    /// It is too long.
    TooLong,
}

impl BadName {
    /// How it is said beside the field.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "Enter your name",
            Self::TooLong => "The name is too long: use at most 200 characters",
        }
    }
}

impl From<BadName> for String {
    fn from(why: BadName) -> Self {
        why.words().to_owned()
    }
}

/// A name as it is kept.
///
/// # Errors
/// Why it cannot be one.
pub fn name(typed: &str) -> Result<String, BadName> {
    let name = folding::one_line(typed);
    match name.chars().count() {
        _ if !folding::can_be_seen(&name) => Err(BadName::Nothing),
        ..=NAME_LONGEST => Ok(name),
        _ => Err(BadName::TooLong),
    }
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPassword {
    /// Nothing was typed.
    Nothing,
    /// It is too short.
    TooShort,
    /// It is too long.
    TooLong,
    /// Guessing programs try it first.
    EasyToGuess,
}

impl BadPassword {
    /// How it is said beside the field.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "Choose a password",
            Self::TooShort => {
                "The password is too short: use at least 10 characters; three or four words are easy to remember"
            }
            Self::TooLong => "The password is too long: use at most 200 characters",
            Self::EasyToGuess => "That password is easy to guess: choose another",
        }
    }
}

impl From<BadPassword> for String {
    fn from(why: BadPassword) -> Self {
        why.words().to_owned()
    }
}

/// Whether a password will do.
///
/// # Errors
/// Why it will not.
pub fn password(typed: &str, email: &str) -> Result<(), BadPassword> {
    let length = typed.chars().count();
    if length == 0 {
        return Err(BadPassword::Nothing);
    }
    if length < PASSWORD_SHORTEST {
        return Err(BadPassword::TooShort);
    }
    if length > PASSWORD_LONGEST {
        return Err(BadPassword::TooLong);
    }
    let folded = typed.to_lowercase();
    if folded == email || COMMON.contains(&folded.as_str()) {
        return Err(BadPassword::EasyToGuess);
    }
    Ok(())
}

/// Passwords of ten or more characters that guessing programs try first.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "0987654321",
    "password12",
    "password123",
    "password1234",
    "passwordpassword",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "iloveyou12",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "administrator",
    "12345678910",
    "123456789a",
    "a123456789",
    "1111111111",
    "0000000000",
    "abcdefghij",
    "abcd123456",
    "football12",
    "liverpool1",
    "manchester",
    "changeme123",
];

/// How long a try at a password waits, in milliseconds, after this many wrong ones from the same network address.
/// Two seconds at the most, and nothing in a branch: many people share its address.
pub fn address_wait(failures: i64, branch: bool) -> u64 {
    if branch { 0 } else { (failures - 20).clamp(0, 20).unsigned_abs() * 100 }
}

/// Why an administrator may not change a person's role or close their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFixed {
    /// It is their own.
    Oneself,
    /// Nobody could manage people and libraries any more.
    LastAdministrator,
}

impl WhyNot for PersonFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Oneself => reason!(
                "own-account",
                CONFLICT,
                Staff,
                "Administrators do not change their own role or close their own account",
                "You cannot change your own role or close your own account here. Ask another administrator: a second pair of eyes keeps you from locking yourself out."
            ),
            Self::LastAdministrator => reason!(
                "last-administrator",
                CONFLICT,
                Staff,
                "The last administrator stays one",
                "This is the last administrator. Make somebody else an administrator first: without one, nobody could manage people and libraries."
            ),
        }
    }
}

/// Whether an administrator may change the role of a person, or close their account.
///
/// # Errors
/// Why not. (That somebody who is not an administrator may not is asked with [`may`].)
pub fn may_change(administrator: &Account, person: &Account) -> Result<(), PersonFixed> {
    if administrator.id == person.id { Err(PersonFixed::Oneself) } else { Ok(()) }
}

/// Whether enough administrators are left after a change for the service to be run.
///
/// # Errors
/// Why the change cannot be made.
pub const fn administrators_left(count: i64) -> Result<(), PersonFixed> {
    if count > 0 { Ok(()) } else { Err(PersonFixed::LastAdministrator) }
}

/// Whether the account can act at all now, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// May act.
    Good,
    /// The address is not confirmed yet.
    Unconfirmed,
    /// An administrator closed the account.
    Disabled,
}

/// Whether an account can act.
pub fn standing(account: &Account) -> AccountStanding {
    if account.disabled_at.is_some() {
        AccountStanding::Disabled
    } else if account.confirmed_at.is_none() {
        AccountStanding::Unconfirmed
    } else {
        AccountStanding::Good
    }
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn addresses_of_one_mailbox_are_known_to_be_one() {
        for (address, of) in [
            ("ann@example.org", "ann@example.org"),
            ("ann+library@example.org", "ann@example.org"),
            ("ann.reader@example.org", "ann.reader@example.org"),
            ("a.n.n+x+y@gmail.com", "ann@gmail.com"),
            ("ann@googlemail.com", "ann@gmail.com"),
            ("+tag@example.org", "+tag@example.org"),
        ] {
            assert_eq!(mailbox(address), of);
        }
    }
}
