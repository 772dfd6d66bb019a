//! Scripts as browsers receive them: without the notes and the indentation, which are for whoever reads the source.

/// The script without the lines that only say something and without the space before the others. Lines stay lines, so it
/// means the same. A script with a text over several lines is left as it is.
pub(crate) fn bare(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let mut bare = String::with_capacity(script.len());
    let mut within = false;
    for line in script.lines().map(str::trim) {
        if within {
            within = !line.ends_with("*/");
            continue;
        }
        if line.starts_with("/*") && (!line.contains("*/") || line.ends_with("*/")) {
            within = !line.ends_with("*/");
            continue;
        }
        if !line.is_empty() && !line.starts_with("//") {
            bare.push_str(line);
            bare.push('\n');
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_indentation_go_and_what_is_done_stays() {
        let source = "/**\n * Adds.\n * @param {number} a\n */\nexport function add(a, b) {\n    // The sum.\n    return a /* first */ + b; // done\n\n}\n/* one line */\n  /* before */ add(1, 2);\n";
        let expected = "export function add(a, b) {\nreturn a /* first */ + b; // done\n}\n/* before */ add(1, 2);\n";
        assert_eq!(bare(source), expected);
    }

    #[test]
    fn a_text_over_several_lines_keeps_its_spaces() {
        let source = "const poem = `one\n    two`;\n";
        assert_eq!(bare(source), source);
    }

    #[test]
    fn every_script_of_ours_can_be_made_bare() {
        for source in [include_str!("../../app/src/browser/loader.js"), include_str!("../../app/src/browser/keep.js")] {
            let bare = bare(source);
            assert!(bare.len() < source.len());
            assert!(bare.lines().all(|line| !line.starts_with("//") && line == line.trim()));
        }
    }
}
