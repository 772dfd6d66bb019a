//! What the chain promises, tried on logs made at random.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

type Link = (Entry<'static>, [u8; 32]);

fn entry() -> impl Strategy<Value = Entry<'static>> {
    // Short texts over few characters, so that two entries are often nearly alike.
    let text = "[a-c:0]{0,3}";
    (any::<i64>(), any::<i64>(), any::<Option<i64>>(), text, text, any::<i64>(), btree_map(text, text, 0..3)).prop_map(
        |(seq, at_ms, actor_account_id, action, subject_kind, subject_id, detail)| Entry {
            seq,
            at_ms,
            actor_account_id,
            action: action.into(),
            subject_kind: subject_kind.into(),
            subject_id,
            detail,
        },
    )
}

fn sealed(entries: Vec<Entry<'static>>) -> Vec<Link> {
    let mut previous = GENESIS;
    (1..)
        .zip(entries)
        .map(|(seq, entry)| {
            let entry = Entry { seq, ..entry };
            previous = hash(&previous, &entry);
            (entry, previous)
        })
        .collect()
}

fn log(at_least: usize) -> impl Strategy<Value = Vec<Link>> {
    vec(entry(), at_least..12).prop_map(sealed)
}

/// Reads an encoding back, by the table in the module's documentation.
fn decode(mut bytes: &[u8]) -> Option<Entry<'static>> {
    fn number(bytes: &mut &[u8]) -> Option<i64> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        Some(i64::from_be_bytes(*head))
    }
    fn text(bytes: &mut &[u8]) -> Option<String> {
        let length = usize::try_from(number(bytes)?).ok()?;
        let (head, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        String::from_utf8(head.to_vec()).ok()
    }
    let from = &mut bytes;
    if text(from)? != "soundings-audit-1" {
        return None;
    }
    let seq = number(from)?;
    let at_ms = number(from)?;
    let (has_actor, rest) = from.split_first()?;
    *from = rest;
    let actor_account_id = if *has_actor == 1 { Some(number(from)?) } else { None };
    let action = text(from)?.into();
    let subject_kind = text(from)?.into();
    let subject_id = number(from)?;
    let mut detail = BTreeMap::new();
    for _ in 0..number(from)? {
        detail.insert(text(from)?, text(from)?);
    }
    from.is_empty().then_some(Entry { seq, at_ms, actor_account_id, action, subject_kind, subject_id, detail })
}

fn example() -> Entry<'static> {
    Entry {
        seq: 1,
        at_ms: 1_772_444_400_000,
        actor_account_id: Some(3),
        action: "consultation.publish".into(),
        subject_kind: "consultation".into(),
        subject_id: 12,
        detail: BTreeMap::from([("version".to_owned(), "2".to_owned())]),
    }
}

#[test]
fn the_first_entry_of_a_log_keeps_its_hash_from_release_to_release() {
    // Computed independently from the table in the documentation.
    assert_eq!(
        hex::encode(hash(&GENESIS, &example())),
        "f987bf3dcb5be4b2c3c0468a6c731d776c8fae160efd6ee0e12bbd954f05cbe0"
    );
}

#[test]
fn an_empty_log_is_whole() {
    assert_eq!(verify([]), Ok(Verified { count: 0, head: GENESIS }));
}

#[test]
fn what_broke_is_said_in_a_sentence() {
    let mut log = sealed(vec![example(), example()]);
    log[1].0.subject_id = 13;
    let broken = verify(log).unwrap_err();
    assert_eq!(
        broken.to_string(),
        "the audit log breaks at entry 2: it does not match its hash, so it, its hash or an entry before it was changed"
    );
}

#[test]
fn names_addresses_and_sentences_are_refused() {
    assert_eq!(example().check(), Ok(()));
    for words in ["Jo Price", "jo@example.org", "Too\nlong", "naïve", &"a".repeat(129)] {
        let detail = BTreeMap::from([("who".to_owned(), words.to_owned())]);
        assert_eq!(Entry { detail, ..example() }.check(), Err(NotAnIdOrHash { field: "who".into() }));
        assert!(Entry { action: words.to_owned().into(), ..example() }.check().is_err());
        assert!(Entry { subject_kind: words.to_owned().into(), ..example() }.check().is_err());
    }
    let sha = BTreeMap::from([("sha256".to_owned(), hex::encode(GENESIS)), ("ids".to_owned(), "1,2,3".to_owned())]);
    assert_eq!(Entry { detail: sha, ..example() }.check(), Ok(()));
    assert!(Entry { action: "".into(), ..example() }.check().is_err());
}

proptest! {
    #[test]
    fn an_encoding_reads_back_as_the_entry_so_no_two_entries_share_one(entry in entry()) {
        prop_assert_eq!(decode(&encode(&entry)), Some(entry));
    }

    #[test]
    fn two_nearly_alike_entries_never_share_an_encoding(one in entry(), other in entry()) {
        let other = Entry { seq: one.seq, at_ms: one.at_ms, subject_id: one.subject_id, actor_account_id: one.actor_account_id, ..other };
        prop_assert_eq!(one == other, encode(&one) == encode(&other));
    }

    #[test]
    fn an_untouched_log_is_whole(log in log(0)) {
        let head = log.last().map_or(GENESIS, |(_, hash)| *hash);
        let count = log.len() as i64;
        prop_assert_eq!(verify(log), Ok(Verified { count, head }));
    }

    #[test]
    fn changing_any_field_of_any_entry_is_found_at_that_entry(log in log(1), place: prop::sample::Index, field in 0..8usize, by in 1..i64::MAX) {
        let place = place.index(log.len());
        let mut log = log;
        let entry = &mut log[place].0;
        match field {
            0 => entry.seq = entry.seq.wrapping_add(by),
            1 => entry.at_ms = entry.at_ms.wrapping_add(by),
            2 => entry.actor_account_id = match entry.actor_account_id {
                None => Some(by),
                Some(account) if by % 2 == 0 => Some(account.wrapping_add(by)),
                Some(_) => None,
            },
            3 => entry.action.to_mut().push('x'),
            4 => entry.subject_kind.to_mut().push('x'),
            5 => entry.subject_id = entry.subject_id.wrapping_add(by),
            6 => { entry.detail.insert("x".into(), String::new()); }
            _ => match entry.detail.first_entry() {
                Some(mut first) => first.get_mut().push('x'),
                None => entry.at_ms = entry.at_ms.wrapping_add(1),
            },
        }
        prop_assert_eq!(verify(log).unwrap_err().seq, place as i64 + 1);
    }

    #[test]
    fn moving_text_from_one_field_to_the_next_is_found(log in log(1), place: prop::sample::Index) {
        let place = place.index(log.len());
        let mut log = log;
        let entry = &mut log[place].0;
        let moved = entry.action.to_mut().pop();
        prop_assume!(moved.is_some());
        entry.subject_kind.to_mut().insert(0, moved.unwrap());
        prop_assert_eq!(verify(log), Err(Broken { seq: place as i64 + 1, why: Why::Changed }));
    }

    #[test]
    fn changing_a_stored_hash_is_found(log in log(1), place: prop::sample::Index, byte in 0..32usize, by in 1..=255u8) {
        let place = place.index(log.len());
        let mut log = log;
        log[place].1[byte] ^= by;
        prop_assert_eq!(verify(log), Err(Broken { seq: place as i64 + 1, why: Why::Changed }));
    }

    #[test]
    fn dropping_an_entry_is_found(log in log(2), place: prop::sample::Index, renumber: bool) {
        // The last entry aside: that needs an anchor, below.
        let place = place.index(log.len() - 1);
        let mut log = log;
        log.remove(place);
        if renumber {
            for (seq, (entry, _)) in (1..).zip(&mut log) {
                entry.seq = seq;
            }
        }
        prop_assert_eq!(verify(log).unwrap_err().seq, place as i64 + 1);
    }

    #[test]
    fn dropping_the_end_is_found_with_a_noted_hash(log in log(1), keep: prop::sample::Index) {
        let last = log.last().unwrap();
        let noted = Anchor { seq: last.0.seq, hash: last.1 };
        prop_assert!(verify_against(log.clone(), &[noted]).is_ok());
        let keep = keep.index(log.len());
        prop_assert_eq!(
            verify_against(log.into_iter().take(keep), &[noted]),
            Err(Broken { seq: noted.seq, why: Why::CutShort })
        );
    }

    #[test]
    fn a_log_written_anew_is_found_with_a_noted_hash(log in log(1), place: prop::sample::Index) {
        let place = place.index(log.len());
        let noted = Anchor { seq: log[place].0.seq, hash: log[place].1 };
        let mut entries: Vec<_> = log.into_iter().map(|(entry, _)| entry).collect();
        entries[0].at_ms = entries[0].at_ms.wrapping_add(1);
        prop_assert_eq!(
            verify_against(sealed(entries), &[noted]),
            Err(Broken { seq: noted.seq, why: Why::NotAsNoted })
        );
    }

    #[test]
    fn swapping_two_entries_is_found_even_when_renumbered(log in log(2), a: prop::sample::Index, b: prop::sample::Index, renumber: bool) {
        let (a, b) = (a.index(log.len()), b.index(log.len()));
        prop_assume!(a != b);
        let mut log = log;
        log.swap(a, b);
        if renumber {
            for (seq, (entry, _)) in (1..).zip(&mut log) {
                entry.seq = seq;
            }
        }
        prop_assert_eq!(verify(log).unwrap_err().seq, a.min(b) as i64 + 1);
    }

    #[test]
    fn slipping_an_entry_in_is_found(log in log(1), extra in entry(), place: prop::sample::Index) {
        let place = place.index(log.len());
        let mut log = log;
        let before = if place == 0 { GENESIS } else { log[place - 1].1 };
        let extra = Entry { seq: place as i64 + 1, ..extra };
        let sealed = hash(&before, &extra);
        log.insert(place, (extra, sealed));
        prop_assert!(verify(log).unwrap_err().seq <= place as i64 + 2);
    }
}
