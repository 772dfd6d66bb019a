//! Made-up conversations: groups of people are planted in them, so that it is known what should be found again.
//! The same plan always makes the same answers. The benches use it too.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use soundings_analysis::groups::{Choice, Vote};

/// What to make up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub people: i64,
    pub statements: i64,
    /// Of a thousand pairs of person and statement, how many are answered.
    pub filled: u64,
    /// How many groups are planted, all about equally large.
    pub groups: u64,
    /// Of a hundred statements, how many each group has a mind of its own about; on the others all have the same.
    pub divisive: u64,
    /// Of a hundred answers, how many are what the person's group thinks; the others are drawn blindly.
    pub loyal: u64,
    /// Whether some answer much more than others: half of all people then give less than three quarters of what is
    /// given on average, and a tenth of them less than a thirtieth.
    pub uneven: bool,
    pub seed: u64,
}

impl Plan {
    /// Four groups that differ on every statement and keep together, everybody as busy: what the benches measure.
    pub(crate) fn plain(people: i64, statements: i64, filled: u64) -> Plan {
        Plan { people, statements, filled, groups: 4, divisive: 100, loyal: 80, uneven: false, seed: 1 }
    }
}

impl Default for Plan {
    /// Three groups that differ on half of the statements and think for themselves often, some of them much busier
    /// than others: not hard to tell apart, and not easy.
    fn default() -> Plan {
        Plan {
            people: 10_000,
            statements: 1_000,
            filled: 50,
            groups: 3,
            divisive: 50,
            loyal: 60,
            uneven: true,
            seed: 1,
        }
    }
}

/// A conversation that was made up.
pub(crate) struct Conversation {
    pub votes: Vec<Vote>,
    /// The planted group of each person; people are numbered from 0.
    pub planted: Vec<u64>,
    plan: Plan,
    minds: Vec<Vec<u64>>,
    chance: ChaCha8Rng,
}

impl Conversation {
    pub(crate) fn made_up(plan: Plan) -> Conversation {
        let mut chance = ChaCha8Rng::seed_from_u64(plan.seed);
        let mut minds = vec![Vec::new(); plan.groups as usize];
        for _ in 0..plan.statements {
            let (divisive, shared) = (chance.next_u64() % 100 < plan.divisive, chance.next_u64() % 3);
            for mind in &mut minds {
                let own = chance.next_u64() % 3;
                mind.push(if divisive { own } else { shared });
            }
        }
        let expected = plan.people as usize * plan.statements as usize * plan.filled as usize / 1000;
        let mut conversation = Conversation {
            votes: Vec::with_capacity(expected + expected / 50),
            planted: Vec::new(),
            plan,
            minds,
            chance,
        };
        for participant in 0..plan.people {
            let group = conversation.chance.next_u64() % plan.groups;
            conversation.planted.push(group);
            let filled = conversation.busy();
            for statement in 0..plan.statements {
                if conversation.chance.next_u64() % 1_000_000 < filled {
                    let vote = conversation.answer(participant, statement);
                    conversation.votes.push(vote);
                }
            }
        }
        conversation
    }

    /// How many of a million statements the next person answers.
    fn busy(&mut self) -> u64 {
        let on_average = self.plan.filled * 1000;
        if !self.plan.uneven {
            return on_average;
        }
        // Three times the square of a number drawn from 0 to 1 is 1 on average.
        let drawn = (self.chance.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        (on_average as f64 * 3.0 * drawn * drawn) as u64
    }

    fn answer(&mut self, participant: i64, statement: i64) -> Vote {
        let mind = &self.minds[self.planted[participant as usize] as usize];
        let loyal = self.chance.next_u64() % 100 < self.plan.loyal;
        let answer = if loyal { mind[statement as usize] } else { self.chance.next_u64() % 3 };
        let choice = [Choice::Agree, Choice::Disagree, Choice::Pass][answer as usize];
        Vote { participant, statement, choice }
    }

    /// More answers by people already there, to statements already there, drawn like the others. Some of them
    /// replace an earlier answer.
    pub(crate) fn further(&mut self, answers: usize) -> Vec<Vote> {
        let (people, statements) = (self.plan.people as u64, self.plan.statements as u64);
        (0..answers)
            .map(|_| {
                let (participant, statement) = (self.chance.next_u64() % people, self.chance.next_u64() % statements);
                self.answer(participant as i64, statement as i64)
            })
            .collect()
    }
}
