//! Scripts as browsers receive them: without the notes and the indentation, which are for whoever reads the source.

/// The script without the lines that only say something and without the space before the others. Lines stay lines, so it
/// means the same. A script in which that is not plain to see is left as it is: one with a text over several lines, or with
/// something done in the line in which a note ends.
pub(crate) fn bare(script: &str) -> String {
    without_notes(script).unwrap_or_else(|| script.to_owned())
}

fn without_notes(script: &str) -> Option<String> {
    let mut bare = String::with_capacity(script.len());
    let mut within = false;
    for line in script.lines().map(str::trim) {
        if within || line.starts_with("/*") {
            within = match line.find("*/") {
                None => true,
                Some(at) if at + 2 == line.len() => false,
                Some(_) => return None,
            };
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let (texts, gaps) = (line.matches('`').count(), line.matches("${").count());
        let plain = texts % 2 == 0 && (gaps == 0 || texts == 2) && gaps <= line.matches('}').count();
        if line.ends_with('\\') || !plain {
            return None;
        }
        bare.push_str(line);
        bare.push('\n');
    }
    (!within).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_indentation_go_and_what_is_done_stays() {
        let source = "/**\n * Adds.\n * @param {number} a\n */\nexport function add(a, b) {\n    // The sum.\n    return a /* first */ + b; // done\n\n}\n/* one line */\nadd(`${a}`, '(b)');\nadd('`b` or `c`');\n";
        let expected = "export function add(a, b) {\nreturn a /* first */ + b; // done\n}\nadd(`${a}`, '(b)');\nadd('`b` or `c`');\n";
        assert_eq!(bare(source), expected);
    }

    #[test]
    fn a_script_that_is_not_plain_is_left_as_it_is() {
        for source in [
            "const poem = `one\n    two`;\n",
            "  go(`${say(`\n    two`)}`);\n",
            "const word = \"one \\\n   two\";\n",
            "/* a */ go(); /* b */\n",
            "  /* a\n b */ go();\n/* c */\n",
            "  go();\n/* never ends\n",
        ] {
            assert_eq!(bare(source), source);
        }
    }

    #[test]
    fn every_script_of_ours_can_be_made_bare() {
        for source in [
            include_str!("../../app/src/browser/loader.js"),
            include_str!("../../app/src/browser/keep.js"),
            include_str!("../../app/src/browser/desk.js"),
            include_str!("../../app/src/browser/drag.js"),
            include_str!("../../app/src/browser/type-ahead.js"),
            include_str!("../../app/src/browser/passkey.js"),
            include_str!("../../app/src/browser/as-read.js"),
            include_str!("../../app/src/browser/in-place.js"),
        ] {
            let bare = bare(source);
            assert!(bare.len() < source.len());
            assert!(bare.lines().all(|line| !line.starts_with("//") && line == line.trim()));
        }
    }
}
