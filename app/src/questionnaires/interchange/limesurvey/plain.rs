//! Words with markup as plain words, and back. LimeSurvey's words are HTML with expressions in braces in them; ours are
//! plain, with line breaks. What cannot be kept (a picture, a script, a calculation in a text) is named.

/// How many letters are looked at for the ends of the expressions of one text: after that its braces are only braces.
const MOST_STEPS: usize = 200_000;

/// Plain words and what was left out of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// The words.
    pub(super) text: String,
    /// What was left out: "image logo.png".
    pub(super) lost: Vec<String>,
}

/// A piece of LimeSurvey's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LimePiece<'a> {
    /// With markup.
    Words(&'a str),
    /// An expression, without its braces.
    Expression(&'a str),
}

/// The pieces of a text. A brace with a space behind it is only a brace, as LimeSurvey has it.
pub(super) fn pieces(text: &str) -> Vec<LimePiece<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let mut steps = MOST_STEPS;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|place| at + place) {
        at = open + 1;
        let inside = text.get(at..).unwrap_or_default();
        if inside.starts_with(|letter: char| letter.is_whitespace()) || inside.is_empty() || steps == 0 {
            continue;
        }
        let Some(length) = expression_length(inside, &mut steps) else { continue };
        if open > from {
            found.push(LimePiece::Words(text.get(from..open).unwrap_or_default()));
        }
        found.push(LimePiece::Expression(inside.get(..length).unwrap_or_default()));
        at += length + 1;
        from = at;
    }
    let rest = text.get(from..).unwrap_or_default();
    if !rest.is_empty() {
        found.push(LimePiece::Words(rest));
    }
    found
}

/// The length of an expression up to the brace that closes it. Braces in quotation marks do not count.
fn expression_length(text: &str, steps: &mut usize) -> Option<usize> {
    /// Longer ones are no expressions but words with a brace in them.
    const LONGEST: usize = 10_000;
    let mut quoted = None;
    let mut deep = 0_usize;
    let mut before = ' ';
    for (place, letter) in text.char_indices().take_while(|(place, _)| *place < LONGEST) {
        *steps = steps.saturating_sub(1);
        match (letter, quoted) {
            (letter, Some(mark)) if letter == mark && before != '\\' => quoted = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quoted = Some(letter),
            ('{', None) => deep += 1,
            ('}', None) if deep > 0 => deep -= 1,
            ('}', None) => return (!before.is_whitespace()).then_some(place),
            _ => {}
        }
        before = letter;
    }
    // A quotation mark may have been an apostrophe.
    let end =
        text.char_indices().take_while(|(place, _)| *place < LONGEST).find(|(_, letter)| matches!(letter, '{' | '}'));
    end.filter(|(_, letter)| *letter == '}').map(|(place, _)| place)
}

/// The words without their markup.
pub(super) fn plain(html: &str) -> Plain {
    let mut plain = Plain::default();
    let mut rest = html;
    let mut skipped: Option<&str> = None;
    let mut address: Option<String> = None;
    let blocks = has_blocks(html);
    let last = html.rfind('>').unwrap_or(0);
    while let Some(letter) = rest.chars().next() {
        // Behind the last bracket that closes there are no tags.
        if letter == '<'
            && html.len() - rest.len() < last
            && let Some((tag, after)) = tag(rest)
        {
            let (name, closing) = tag_name(tag);
            rest = after;
            match (skipped, name.as_str()) {
                (Some(open), name) if closing && name == open => skipped = None,
                (Some(_), _) => {}
                (None, "script" | "style") => {
                    skipped = Some(if name == "script" { "script" } else { "style" });
                    if name == "script" && !closing {
                        plain.lost.push("script".to_owned());
                    }
                    if closing {
                        skipped = None;
                    }
                }
                (None, "img" | "video" | "audio" | "iframe" | "object" | "embed" | "svg" | "canvas") if !closing => {
                    let what = if name == "img" { "image" } else { name.as_str() };
                    let source = attribute(tag, "src").or_else(|| attribute(tag, "data")).unwrap_or_default();
                    plain.lost.push(format!("{what} {source}").trim().to_owned());
                    if let Some(words) = attribute(tag, "alt") {
                        plain.text.push_str(&words);
                    }
                }
                (None, "a") if !closing => {
                    address = attribute(tag, "href").filter(|to| to.starts_with("http") || to.starts_with("mailto:"));
                }
                (None, "a") => {
                    if let Some(to) =
                        address.take().filter(|to| !plain.text.ends_with(to.trim_start_matches("mailto:")))
                    {
                        plain.text.push_str(&format!(" ({to})"));
                    }
                }
                (None, "br") => plain.text.push('\n'),
                (None, "td" | "th") => plain.text.push(' '),
                (None, "li") if !closing => plain.text.push_str("\n- "),
                (None, name) if BLOCKS.contains(&name) => plain.text.push('\n'),
                _ => {}
            }
            continue;
        }
        if letter == '&'
            && let Some((decoded, after)) = entity(rest)
        {
            if skipped.is_none() {
                plain.text.push(decoded);
            }
            rest = after;
            continue;
        }
        if skipped.is_none() {
            let space = matches!(letter, '\n' | '\r' | '\t');
            plain.text.push(if space && (blocks || letter == '\t') { ' ' } else { letter });
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    plain.text = tidied(&plain.text);
    plain
}

const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "hr",
    "dl",
    "dt",
    "dd",
    "pre",
    "article",
];

/// Whether a text says with markup where its lines end: then those of the file mean nothing.
fn has_blocks(html: &str) -> bool {
    let lower = html.to_lowercase();
    lower.contains("<br")
        || lower.contains("<p")
        || lower.contains("<div")
        || lower.contains("<li")
        || lower.contains("<t")
}

/// Single spaces, no spaces at the ends of lines, at most one empty line after another.
fn tidied(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n");
    let lines = text.split('\n').map(|line| line.split([' ', '\u{a0}', '\t']).filter(|word| !word.is_empty()));
    let mut tidy = String::new();
    for line in lines.map(|words| words.collect::<Vec<_>>().join(" ")) {
        if !(line.is_empty() && (tidy.is_empty() || tidy.ends_with("\n\n"))) {
            tidy.push_str(&line);
            tidy.push('\n');
        }
    }
    tidy.trim().to_owned()
}

/// The tag or comment at the beginning of a text, without its brackets, and what is behind it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    if let Some(comment) = inside.strip_prefix("!--") {
        return Some(comment.split_once("-->").unwrap_or((comment, "")));
    }
    if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '!') {
        return None;
    }
    let mut quoted = None;
    for (place, letter) in inside.char_indices() {
        match (letter, quoted) {
            (letter, Some(mark)) if letter == mark => quoted = None,
            ('"' | '\'', None) => quoted = Some(letter),
            ('>', None) => return Some((inside.get(..place)?, inside.get(place + 1..)?)),
            _ => {}
        }
    }
    // A quotation mark that never closes: the tag ends where it can.
    inside.split_once('>')
}

/// The name of a tag in lower case, and whether it closes.
fn tag_name(tag: &str) -> (String, bool) {
    let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
    let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
    (name.to_ascii_lowercase(), closing)
}

/// What an attribute of a tag says.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(place) = lower.get(from..)?.find(name).map(|place| from + place) {
        from = place + name.len();
        let before = lower.get(..place)?.chars().next_back();
        let after = tag.get(from..)?.trim_start();
        if before.is_some_and(char::is_whitespace)
            && let Some(value) = after.strip_prefix('=')
        {
            let value = value.trim_start();
            let value = match value.chars().next()? {
                mark @ ('"' | '\'') => value.get(1..)?.split(mark).next()?,
                _ => value.split([' ', '>', '/']).next()?,
            };
            return Some(value.trim().to_owned());
        }
    }
    None
}

/// Letters that have a name, from the non-breaking space to y with two dots, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// The letter that a text begins with the name of, and what is behind it.
fn entity(text: &str) -> Option<(char, &str)> {
    let inside = text.strip_prefix('&')?;
    let length = inside.bytes().take(12).position(|byte| byte == b';')?;
    let (name, after) = (inside.get(..length)?, inside.get(length + 1..)?);
    let letter = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code).filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))?
    } else {
        match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "ndash" => '–',
            "mdash" => '—',
            "lsquo" => '‘',
            "rsquo" => '’',
            "sbquo" => '‚',
            "ldquo" => '“',
            "rdquo" => '”',
            "bdquo" => '„',
            "hellip" => '…',
            "bull" => '•',
            "euro" => '€',
            "trade" => '™',
            "rarr" => '→',
            "larr" => '←',
            "le" => '≤',
            "ge" => '≥',
            "ne" => '≠',
            "minus" => '−',
            "OElig" => 'Œ',
            "oelig" => 'œ',
            "Scaron" => 'Š',
            "scaron" => 'š',
            "thinsp" | "ensp" | "emsp" => ' ',
            "lsaquo" => '‹',
            "rsaquo" => '›',
            _ => {
                let place = LATIN.split_ascii_whitespace().position(|known| known == name)?;
                char::from_u32(0xa0 + u32::try_from(place).ok()?)?
            }
        }
    };
    Some((letter, after))
}

/// Entities as the letters that they stand for, nothing else changed: for equations that were kept as markup.
pub(super) fn decoded(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        let (before, from) = rest.split_at(place);
        plain.push_str(before);
        if let Some((letter, after)) = entity(from) {
            plain.push(letter);
            rest = after;
        } else {
            plain.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

/// A text without its scripts and styles, and whether there were scripts: their braces are no expressions.
pub(super) fn without_scripts(html: &str) -> (String, bool) {
    let mut text = html.to_owned();
    let mut scripts = false;
    for name in ["script", "style"] {
        let (open, close) = (format!("<{name}"), format!("</{name}"));
        let lower = text.to_ascii_lowercase();
        let mut kept = String::new();
        let mut from = 0;
        while let Some(start) = lower.get(from..).and_then(|rest| rest.find(&open)).map(|place| from + place) {
            scripts |= name == "script";
            kept.push_str(text.get(from..start).unwrap_or_default());
            let end = lower.get(start..).and_then(|rest| rest.find(&close)).map(|place| start + place);
            let end = end.and_then(|end| lower.get(end..)?.find('>').map(|place| end + place + 1));
            from = end.unwrap_or(text.len());
        }
        kept.push_str(text.get(from..).unwrap_or_default());
        text = kept;
    }
    (text, scripts)
}

/// Plain words as LimeSurvey keeps words: with markup, and with nothing in them that is an expression there or a formula in
/// a spreadsheet.
pub(super) fn marked_up(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for (place, letter) in text.chars().enumerate() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '{' => html.push_str("&#123;"),
            '}' => html.push_str("&#125;"),
            '\n' => html.push_str("<br />"),
            '\t' => html.push_str("&#9;"),
            '=' | '+' | '-' | '@' | '\'' if place == 0 => html.push_str(&format!("&#{};", u32::from(letter))),
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_goes_and_the_words_stay() {
        for (html, text) in [
            ("Location &amp; Verpflegung", "Location & Verpflegung"),
            ("<p>\n\tHow <b>far</b>?</p>\n<p>And&nbsp;why?</p>", "How far?\n\nAnd why?"),
            ("One<br/>\nTwo<BR>Three", "One\nTwo\nThree"),
            ("a < b and 5 > 3 & c", "a < b and 5 > 3 & c"),
            ("<ul><li>tea</li><li>coffee</li></ul>", "- tea\n- coffee"),
            ("see <a href=\"https://example.org/x\">here</a>.", "see here (https://example.org/x)."),
            ("<style>p { color: red }</style>Caf&eacute; &#8364;5 &#x263A; &unknown;", "Café €5 ☺ &unknown;"),
            ("two\nlines", "two\nlines"),
            ("<!-- not this -->this", "this"),
        ] {
            assert_eq!(plain(html).text, text, "{html}");
        }
    }

    #[test]
    fn what_is_left_out_is_named() {
        let left = plain("<img src=\"logo.png\" alt='Our logo'> Hello<script>alert(1)</script>");
        assert_eq!(left.text, "Our logo Hello");
        assert_eq!(left.lost, ["image logo.png", "script"]);
    }

    #[test]
    fn expressions_are_found_and_braces_with_spaces_are_braces() {
        use LimePiece::{Expression, Words};
        assert_eq!(
            pieces("You use {Q1.shown}, { not } {if(a == '}', 'x', 'y')}."),
            [
                Words("You use "),
                Expression("Q1.shown"),
                Words(", { not } "),
                Expression("if(a == '}', 'x', 'y')"),
                Words(".")
            ]
        );
        assert_eq!(pieces("open {and never"), [Words("open {and never")]);
    }

    proptest! {
        #[test]
        fn plain_words_come_back_as_they_were(text in "[a-zé<>&{}=;#'\" +@-]{0,30}(\n[a-z<>&{}=]{1,9}){0,3}") {
            let tidy = tidied(&text);
            let html = marked_up(&tidy);
            prop_assert_eq!(plain(&html).text, tidy);
            prop_assert!(pieces(&html).iter().all(|piece| matches!(piece, LimePiece::Words(_))));
        }

        #[test]
        fn no_text_makes_it_stumble(text in "(<|>|&|;|\\{|\\}|\"|'|a|#|x|é|img|/| |=|src|!--|--){0,40}") {
            let _ = plain(&text);
            let _ = pieces(&text);
            let _ = decoded(&text);
        }
    }
}
