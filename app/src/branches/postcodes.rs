//! Postcodes, in the many ways in which people write them.

/// A UK postcode in capitals with its one space, if it has the shape of one: an area of one or two
/// letters, a district of one or two characters beginning with a digit, a digit and two letters.
pub fn postcode_of(written: &str) -> Option<String> {
    let compact: String = written.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let (outward, inward) = compact.is_ascii().then(|| compact.len().checked_sub(3))?.map(|at| compact.split_at(at))?;
    (is_outward(outward) && shape(inward) == "9AA").then(|| format!("{outward} {inward}"))
}

/// Whether a text, in capitals, has the shape of the first half of a postcode: "LL57".
pub fn is_outward(outward: &str) -> bool {
    match shape(outward).as_str() {
        "A9" | "A99" | "AA9" | "AA99" => true,
        // Letters that look like digits are never the last of a district.
        "A9A" | "AA9A" => !outward.ends_with(['I', 'L', 'O']),
        _ => outward == "GIR",
    }
}

/// Letters as A, digits as 9.
fn shape(part: &str) -> String {
    let sign = |letter: char| match letter {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        _ => '?',
    };
    part.chars().map(sign).collect()
}

/// The postcodes in a text that has other signs or words in it, too; a letter O that stands for a nought, or a nought
/// for an O, is put right where the shape leaves no doubt.
pub(super) fn postcodes_in(written: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = written.nfkc().collect();
    let parts: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let pair = parts.get(at + 1).map(|next| format!("{}{next}", parts[at]));
        let (postcode, used) = match pair.as_deref().and_then(postcode_of) {
            Some(postcode) => (Some(postcode), 2),
            None => (postcode_of(parts[at]), 1),
        };
        at += used;
        found.extend(postcode.filter(|postcode| !found.contains(postcode)));
    }
    if found.is_empty() {
        let compact: String = parts.concat().to_uppercase();
        found.extend(mended(&compact));
    }
    found
}

/// A postcode in which a letter stands for the digit that looks like it. The other way round nothing is guessed: the
/// last two letters are never O or I.
fn mended(compact: &str) -> Option<String> {
    let at = compact.is_ascii().then(|| compact.len().checked_sub(3))??;
    let digit = |c: char| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let (outward, inward) = compact.split_at(at);
    let mut letters = inward.chars();
    let first = letters.next().map(digit)?;
    let inward: String = std::iter::once(first).chain(letters).collect();
    postcode_of(&format!("{outward}{inward}")).or_else(|| {
        // The district's last sign: "CF1O" is CF10, as no district ends in the letter O or I.
        let last = outward.chars().next_back().map(digit)?;
        let outward: String = outward.chars().take(outward.len() - 1).chain([last]).collect();
        postcode_of(&format!("{outward}{inward}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_found_however_they_are_written() {
        for (written, found) in [
            ("CF10-1AA", vec!["CF10 1AA"]),
            ("CF10 1AA.", vec!["CF10 1AA"]),
            ("Cardiff CF10 1AA, UK", vec!["CF10 1AA"]),
            ("cf101aa / cf10 1ab", vec!["CF10 1AA", "CF10 1AB"]),
            ("ＣＦ１０ １ＡＡ", vec!["CF10 1AA"]),
            ("CF10 IAA", vec!["CF10 1AA"]),
            ("CF1O 1AA", vec!["CF10 1AA"]),
            ("M1 OAE", vec!["M1 0AE"]),
            ("nowhere", vec![]),
            ("CF10 1A", vec![]),
            ("B27", vec![]),
            ("12345", vec![]),
        ] {
            assert_eq!(postcodes_in(written), found, "{written}");
        }
        assert_eq!(postcode_of("gir0aa").as_deref(), Some("GIR 0AA"));
    }
}
