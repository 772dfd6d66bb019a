//! A lot that nobody has to be asked to trust. When options or projects come out level, a lot decides. It is drawn by
//! chance when the consultation is published: a *seed* of 128 random bits, of which everybody is shown the fingerprint
//! (SHA-256) from that moment on. The seed itself stands nowhere before the consultation is closed, so nobody can act by
//! it; and whoever sees it afterwards can see that it has the fingerprint that was shown, so nobody can have put another
//! in its place. Nothing has to be drawn again when staff correct something before it opens: they do not know the lot.
//!
//! Earlier programs drew seeds of 64 bits and showed them from publication on. Such a seed was never secret,
//! and pages say so.

use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::model::Stage;
use crate::random::Random;

/// How many letters and digits a seed has that was sealed when it was drawn.
const SEALED_LENGTH: usize = 32;

/// As many ids as a command names one by one.
const NAMED: usize = 40;

/// The fingerprint of a seed: its SHA-256, as `printf 'SEED' | sha256sum` has it.
pub fn fingerprint(seed: &str) -> String {
    hex::encode(Sha256::digest(seed))
}

/// Whether a seed was never shown before closing. Those of older programs are shorter, and stood on the page from the day
/// it was published.
pub const fn is_sealed(seed: &str) -> bool {
    seed.len() >= SEALED_LENGTH
}

/// The seed, if everybody may know it by now.
pub fn told(seed: &str, at: Stage) -> Option<&str> {
    let over = match at {
        Stage::Draft => false,
        Stage::Upcoming | Stage::Open => !is_sealed(seed),
        Stage::Closed | Stage::Decided | Stage::Withdrawn => true,
    };
    (over && !seed.is_empty()).then_some(seed)
}

/// The seed of something that is changed after it was published: the one that it has, unless people may know that one.
/// Whether it is a new one is the second value.
pub fn after_a_change(seed: &str, random: &Random) -> (String, bool) {
    if is_sealed(seed) { (seed.to_owned(), false) } else { (random.lot(), true) }
}

/// What stands in the fold on pages of results that holds how it is counted.
pub const fn fold(at: Stage) -> &'static str {
    match at {
        Stage::Draft | Stage::Upcoming | Stage::Open => "How this is counted, and how to check it",
        Stage::Closed | Stage::Decided | Stage::Withdrawn => "How this was counted, and how to check it",
    }
}

/// The one command that gives the fingerprint of a seed, and below it the ids as the lot prefers them.
pub fn command(seed: &str, ids: &[String]) -> String {
    let among = match ids {
        [first, .., last] if ids.len() > NAMED => format!("$(seq -f %0{}g {first} {last})", first.len()),
        _ => ids.join(" "),
    };
    format!("s={seed}; printf $s | sha256sum; for n in {among}; do echo $(printf $s:$n | sha256sum) $n; done | sort")
}

/// One of the things between which the lot decides.
pub struct LotOption {
    /// What it goes by in the lot.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// The lot at a stage, for everybody: its fingerprint; and its seed with the command once that may be known. `drawn` are the
/// things between which it decides, as it prefers them.
pub fn shown(seed: &str, at: Stage, drawn: &[LotOption]) -> AnyView {
    if seed.is_empty() {
        return view! { <p>"The lot is drawn by chance when this is published. From then on its fingerprint stands here, and once it closes the seed that it was drawn from."</p> }.into_any();
    }
    let print = fingerprint(seed);
    let Some(seed) = told(seed, at) else {
        return view! {
            <p>"The lot is drawn already, and sealed. It comes from a “seed” of letters and digits that was drawn by chance when this was published. No page shows the seed before this closes, to staff neither. Its fingerprint (SHA-256) is:"</p>
            <p><code>{print}</code></p>
            <p>"Once it has closed, the seed stands here. Anybody can then see that it has this fingerprint, so nobody can have put another in its place. If you mean to check it, write the fingerprint down now."</p>
        }
        .into_any();
    };
    let history = if is_sealed(seed) {
        "The lot comes from a “seed” that was drawn by chance when this was published. Its fingerprint (SHA-256) stood here from that day on; the seed itself is shown since it closed."
    } else {
        "The lot comes from a “seed” that was drawn by chance when this was published. It was drawn by an earlier version of this program, which showed the seed itself from that day on; the record of acts has it too."
    };
    let mut ids: Vec<String> = drawn.iter().map(|one| one.id.clone()).collect();
    ids.sort_by_key(|id| (id.len(), id.clone()));
    let command = command(seed, &ids);
    let order: Vec<AnyView> = drawn
        .iter()
        .map(|one| {
            view! { <li><bdi>{one.title.clone()}</bdi>" "<small>{format!("({})", one.id)}</small></li> }.into_any()
        })
        .collect();
    view! {
        <p>{history}</p>
        <dl class="facts">
            <div><dt>"Seed"</dt><dd><code>{seed.to_owned()}</code></dd></div>
            <div><dt>"Fingerprint"</dt><dd><code>{print}</code></dd></div>
        </dl>
        <p>"The lot prefers them in this order:"</p>
        <ol>{order}</ol>
        <p>"This command shows both again on any computer that has “sha256sum”: first the fingerprint of the seed, then the numbers in brackets in the order of the lot."</p>
        <p><code>{command}</code></p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "00112233445566778899aabbccddeeff";
    const OLD: &str = "5be1c09d2f74a638";

    #[test]
    fn a_sealed_seed_is_told_once_it_is_over_and_never_before() {
        use Stage::{Closed, Decided, Draft, Open, Upcoming, Withdrawn};
        for at in [Draft, Upcoming, Open] {
            assert_eq!(told(SEED, at), None, "{at:?}");
        }
        for at in [Closed, Decided, Withdrawn] {
            assert_eq!(told(SEED, at), Some(SEED), "{at:?}");
            assert_eq!(told("", at), None, "{at:?}");
        }
    }

    #[test]
    fn a_seed_that_was_public_from_the_first_stays_public() {
        assert_eq!(told(OLD, Stage::Draft), None);
        assert_eq!(told(OLD, Stage::Open), Some(OLD));
    }

    #[test]
    fn a_lot_cannot_be_guessed_and_is_drawn_again_only_where_somebody_may_know_it() {
        let random = Random::from_seed(1);
        let drawn = random.lot();
        assert!(is_sealed(&drawn) && drawn.len() * 4 >= 128, "{drawn}");
        assert_eq!(after_a_change(&drawn, &random), (drawn.clone(), false));
        for known in [OLD, ""] {
            let (seed, new) = after_a_change(known, &random);
            assert!(new && is_sealed(&seed) && seed != drawn, "{seed}");
        }
    }

    #[test]
    fn one_command_shows_the_fingerprint_and_the_order() {
        let ids: Vec<String> = ["1", "2", "3"].map(str::to_owned).into();
        let Ok(ran) = std::process::Command::new("sh").arg("-c").arg(command(SEED, &ids)).output() else { return };
        let said = String::from_utf8(ran.stdout).unwrap();
        let mut lines = said.lines();
        assert_eq!(lines.next().unwrap().split(' ').next(), Some(fingerprint(SEED).as_str()), "{said}");
        let order: Vec<&str> = lines.filter_map(|line| line.rsplit(' ').next()).collect();
        let ranks = soundings_analysis::budgets::TieBreak::BySeed(SEED.to_owned()).ranks(["1", "2", "3"]);
        let mut ours: Vec<(usize, &str)> = ranks.into_iter().zip(["1", "2", "3"]).collect();
        ours.sort_unstable();
        assert_eq!(order, ours.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), "{said}");
    }

    #[test]
    fn many_projects_are_named_by_the_first_and_the_last() {
        let ids: Vec<String> = (1..=41).map(|number| format!("{number:04}")).collect();
        assert!(command(SEED, &ids).contains("$(seq -f %04g 0001 0041)"));
        assert!(command(SEED, &ids[..2]).contains("for n in 0001 0002; do"));
    }
}
