//! The demo's two rankings: one that is open, and one that has closed, in which the two ways of counting come to
//! different results because almost everybody's second choice has few first choices.

use super::story::{Deed, DemoRecord, Story, missing};
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::ids::ResponseId;
use crate::rankings::model::{Method, RankedOrder};
use crate::rankings::store::ballots::{self, NewRankingBallot};
use crate::rankings::store::{self, RankingText};
use crate::sql;
use crate::time::Time;

/// A ranking of the demo. `orders` says how many of a hundred people gave each order.
struct DemoRanking {
    consultation: &'static str,
    question: &'static str,
    about: &'static str,
    method: Method,
    seed: &'static str,
    options: &'static [(&'static str, &'static str)],
    orders: &'static [(&'static [i64], usize)],
}

const RANKINGS: [DemoRanking; 2] = [
    DemoRanking {
        consultation: "harmsgate-library-and-health-centre",
        question: "If the library moves, what should become of the old building?",
        about: "Only one of these can happen, and only if the library moves. If it stays, the question falls away.\n\n\
                Each is possible: a group, a trust or a buyer has put its plan in writing. The roof has to be mended in \
                every case; the plans say who would pay for that. Cabinet has said that it will follow the result \
                unless a plan falls through.",
        method: Method::InstantRunoff,
        seed: "5be1c09d2f74a638a1d40c27e98b6f53",
        options: &[
            (
                "A community hall",
                "A local trust would lease it for 25 years, mend the roof with a grant, and keep the stage for the drama \
                 group and the lunch club.",
            ),
            (
                "Workshops and studios",
                "Small rooms to rent for people who make and mend things. The rents would pay the loan for the roof.",
            ),
            (
                "Homes for rent",
                "A housing association would make eleven flats in it, four of them step-free. The front stays as it is.",
            ),
            (
                "Sell it, and spend the money on the new library",
                "About £340,000 after costs, for furniture, books and a garden at the health centre.",
            ),
        ],
        orders: &[
            (&[1, 2, 3, 4], 14),
            (&[1, 2], 11),
            (&[1, 3, 2], 9),
            (&[1], 6),
            (&[3, 1, 2, 4], 12),
            (&[3, 4], 5),
            (&[3, 1], 7),
            (&[2, 1, 3, 4], 10),
            (&[2, 1], 6),
            (&[2, 3], 4),
            (&[4, 3, 1], 8),
            (&[4], 5),
            (&[4, 2], 3),
        ],
    },
    DemoRanking {
        consultation: "self-service-opening",
        question: "If we can start with only one set of extra hours, which should it be?",
        about: "The doors can be fitted at both libraries, but in the first year there is money to answer the help \
                button at only one set of extra hours. The others would follow a year later.",
        method: Method::Schulze,
        seed: "c3a7900e61d8f24b7e05b39d184ca26f",
        options: &[
            ("Early mornings", "7am to 9am, Monday to Saturday."),
            ("Evenings", "From closing until 9pm, Monday to Friday."),
            ("Sundays", "10am to 4pm."),
            ("Bank holidays", "10am to 4pm on the eight bank holidays of the year."),
        ],
        orders: &[
            (&[3, 2, 1, 4], 24),
            (&[3, 2], 14),
            (&[3, 2, 4, 1], 4),
            (&[1, 2, 3], 18),
            (&[1, 2], 12),
            (&[1, 2, 4, 3], 5),
            (&[2, 3, 1], 9),
            (&[2, 1, 3], 7),
            (&[2], 4),
            (&[4, 3, 2], 2),
            (&[4], 1),
        ],
    },
];

/// Writes the rankings, and an order for six of seven people who took part in their consultations.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    for asked in &RANKINGS {
        one(tx, story, written, asked).await?;
    }
    Ok(())
}

async fn one(tx: &mut Tx, story: &Story, written: &mut DemoRecord, asked: &DemoRanking) -> Result<(), DbError> {
    let place = story.content.consultations.iter().position(|known| known.slug == asked.consultation);
    let place = place.ok_or_else(missing)?;
    let consultation = *written.consultations.get(place).ok_or_else(missing)?;
    let opens = story.content.consultations.get(place).ok_or_else(missing)?.opens;
    let at = story.calendar.at(opens - 12, "11:20");
    let words = RankingText {
        question: asked.question.to_owned(),
        about: asked.about.to_owned(),
        method: asked.method.word(),
        options: asked.options.iter().map(|(title, about)| ((*title).to_owned(), (*about).to_owned())).collect(),
    };
    let (ranking, _) = store::add(tx, consultation, &words, asked.seed, at).await?;
    let deed = Deed { at, by: Role::Staff, action: "ranking.create", kind: "consultation", id: consultation.0 };
    written.deeds.push(deed);
    let orders: Vec<RankedOrder> = asked
        .orders
        .iter()
        .flat_map(|(numbers, many)| std::iter::repeat_n(numbers, *many))
        .map(|numbers| RankedOrder::new(numbers.to_vec()).ok_or_else(missing))
        .collect::<Result<_, _>>()?;
    let responses: Vec<(ResponseId, Time)> =
        sql!("SELECT id, received_at FROM responses WHERE consultation_id = $1 ORDER BY id", consultation)
            .all(&mut *tx)
            .await?;
    let ballots: Vec<NewRankingBallot> = responses
        .into_iter()
        .enumerate()
        .filter(|(number, _)| number % 7 != 3)
        .filter_map(|(number, (response, received_at))| {
            // 37 and 100 have no common divisor, so every order comes as often as it should.
            let ranked = orders.get(number * 37 % orders.len().max(1))?.clone();
            let cast_at = received_at.plus(4 * Time::MINUTE).min(story.now);
            Some(NewRankingBallot { response, ranking, ranked, first_cast_at: cast_at, cast_at })
        })
        .collect();
    ballots::write(tx, ballots.iter()).await
}
