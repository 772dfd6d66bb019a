//! From when people of a role must have a second factor: a rule of the service, set by its administrators.

use std::collections::BTreeMap;

use super::model::{Role, Session};
use crate::time::Time;

/// The roles that a second factor can be asked of: everybody who works for the service.
pub const ROLES: [Role; 5] = [Role::Staff, Role::Moderator, Role::Analyst, Role::Councillor, Role::Administrator];

/// Whether somebody must have a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obligation {
    /// As they like.
    None,
    /// From a moment to come.
    From(Time),
    /// They must now.
    Now,
}

/// From when each role must have a second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondFactorRule(BTreeMap<&'static str, Time>);

impl SecondFactorRule {
    /// The name of the setting for a role.
    pub fn setting(role: Role) -> String {
        format!("{SETTING}{}", role.word())
    }

    /// Takes a setting, if it is one of these.
    pub fn take(&mut self, name: &str, value: &str) {
        let role = name.strip_prefix(SETTING).and_then(|word| ROLES.into_iter().find(|role| role.word() == word));
        if let (Some(role), Ok(from)) = (role, value.parse()) {
            self.0.insert(role.word(), Time(from));
        }
    }

    /// From when a role must have one, if ever.
    pub fn from(&self, role: Role) -> Option<Time> {
        self.0.get(role.word()).copied()
    }

    /// What a role must now.
    pub fn of(&self, role: Role, now: Time) -> Obligation {
        match self.from(role) {
            None => Obligation::None,
            Some(from) if from > now => Obligation::From(from),
            Some(_) => Obligation::Now,
        }
    }

    /// Whether somebody who is signed in has to set a second factor up before they can do their work.
    pub fn holds_back(&self, session: &Session, now: Time) -> bool {
        !session.has_second_factor && self.of(session.account.role, now) == Obligation::Now
    }
}

/// What the names of these settings begin with.
const SETTING: &str = "second-factor-";

#[cfg(test)]
mod tests {
    use super::{Obligation, SecondFactorRule};
    use crate::identity::model::Role;
    use crate::time::Time;

    #[test]
    fn a_role_must_from_its_day_on_and_residents_never() {
        let mut rule = SecondFactorRule::default();
        rule.take("second-factor-staff", "1000");
        rule.take("second-factor-resident", "1000");
        rule.take("second-factor-analyst", "soon");
        rule.take("tagline", "1000");
        assert_eq!(rule.of(Role::Staff, Time(999)), Obligation::From(Time(1000)));
        assert_eq!(rule.of(Role::Staff, Time(1000)), Obligation::Now);
        for role in [Role::Resident, Role::Analyst, Role::Administrator] {
            assert_eq!(rule.of(role, Time(5000)), Obligation::None);
        }
        assert_eq!(SecondFactorRule::setting(Role::Staff), "second-factor-staff");
    }
}
