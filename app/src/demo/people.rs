//! Names for the demo's residents. Any likeness is chance: the first and last names are dealt in turn.

const FIRST: [&str; 30] = [
    "Aisha", "Alan", "Bethan", "Bogdan", "Carol", "Chidi", "Dawn", "Derek", "Elif", "Eric", "Farah", "Frank",
    "Gillian", "Hassan", "Irene", "Jamal", "Joyce", "Kieran", "Lena", "Malcolm", "Nadia", "Owen", "Pauline", "Ravi",
    "Sheila", "Tariq", "Una", "Viktor", "Wendy", "Yusuf",
];

const LAST: [&str; 29] = [
    "Abernethy",
    "Birkett",
    "Cardew",
    "Dunmore",
    "Eastoft",
    "Fennimore",
    "Garside",
    "Hallam",
    "Iqbal",
    "Jessop",
    "Kowalczyk",
    "Lapwood",
    "Marlow",
    "Nwosu",
    "Orchard",
    "Pettifer",
    "Quayle",
    "Rahman",
    "Stainforth",
    "Thirkell",
    "Underhay",
    "Varga",
    "Whitlock",
    "Yelland",
    "Zeller",
    "Ashby",
    "Brightwell",
    "Coldrick",
    "Dewhurst",
];

/// The name of the resident with this number. No two of the first 870 share one.
pub(super) fn name(number: usize) -> String {
    // 30 and 29 have no common divisor, so the pairs repeat only after all of them.
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or("Sam");
    let last = LAST.get(number % LAST.len()).copied().unwrap_or("Taylor");
    format!("{first} {last}")
}

/// The address of the resident with this number.
pub(super) fn email(number: usize) -> String {
    format!("r{number:03}@demo.example")
}
