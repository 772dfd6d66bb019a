//! What people write in the large demonstration: sentences put together by chance, so that searches find some and not all.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha20Rng;

const WHO: [&str; 14] = [
    "I work until six all week.",
    "We come with our two children.",
    "I look after my mother and only get out at the weekend.",
    "I am a student and need somewhere quiet.",
    "My eyes are poor, so I borrow talking books.",
    "I have used this library for forty years.",
    "We moved here last spring.",
    "I do not drive any more.",
    "I volunteer at the reading group.",
    "I run a small business from home.",
    "My son is learning to read.",
    "I use the computers to look for work.",
    "I pass the library on my way to the market.",
    "I teach at the school round the corner.",
];

const WHAT: [&str; 15] = [
    "Saturday afternoon is the only time that suits us",
    "The bus back leaves at twenty past four",
    "The heating should be on if it is open longer",
    "An hour more would make a real difference",
    "I would rather have a late evening in the week",
    "The staff are stretched already",
    "The toilets have to stay open as well",
    "Parking is free after three, so it would be easy to come",
    "Other towns do this and it works",
    "It costs a lot for the few who would come",
    "The café would stay open too",
    "Nobody is there on Monday mornings",
    "The door is heavy for anybody with a pram",
    "The market brings people into town anyway",
    "More hours are no use without new books",
];

const THEN: [&str; 11] = [
    "Please try it for a year.",
    "Please think again.",
    "Count who comes before you decide.",
    "Ask the schools as well.",
    "I would pay a little more for it.",
    "Thank you for asking.",
    "Whatever you do, keep the staff.",
    "It would be a shame to lose it.",
    "Start with one library and see.",
    "Say so on the door, and people will come.",
    "I hope that you listen this time.",
];

/// A comment of two to four sentences.
pub(super) fn comment(random: &mut ChaCha20Rng) -> String {
    let mut said = Vec::new();
    if random.random_bool(0.8) {
        said.extend(WHO.choose(random).map(|words| (*words).to_owned()));
    }
    said.extend(WHAT.choose(random).map(|words| format!("{words}.")));
    if random.random_bool(0.35) {
        let times = random.random_range(2..9);
        said.push(format!("I was there {times} times last month."));
    }
    said.extend(THEN.choose(random).map(|words| (*words).to_owned()));
    said.join(" ")
}
