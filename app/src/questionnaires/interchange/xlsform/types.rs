//! What the column `type` of a form says, under every name that it has had, and what becomes of each type with us.

/// What a line of the survey is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineType {
    /// The start of a group.
    Group,
    /// The start of something that is asked again and again: a repeat or a loop.
    Repeat(&'static str),
    /// The end of a group or repeat.
    End,
    /// One of the options of a list.
    One(ListOf),
    /// Several of them.
    Several(ListOf),
    /// All of them in order.
    Rank(ListOf),
    /// Something to type, tick or read.
    Plain(PlainType),
    /// Something that is not asked but noted by the program: when it began, on which device.
    Noted,
    /// Something that we do not have: what it is, and why.
    None(&'static str, &'static str),
    /// A word that no form should have.
    Unknown,
}

/// The options of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListOf {
    /// The list on the sheet of choices.
    pub(super) list: String,
    /// Whether "other" is added to it.
    pub(super) or_other: bool,
}

/// What is asked without a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainType {
    /// Words.
    Text,
    /// A whole number, from and up to.
    Whole(Option<i64>, Option<i64>),
    /// A number.
    Decimal,
    /// A number from a slider.
    Range,
    /// A day.
    Date,
    /// Something to read.
    Note,
    /// Something to agree to.
    Agree,
    /// A file.
    File,
}

const ONE: [&str; 9] = [
    "add select one prompt using",
    "select one from",
    "select one using",
    "select one",
    "q select1",
    "select1",
    "select_one_from",
    "select_one",
    "selectone",
];
const SEVERAL: [&str; 9] = [
    "add select multiple prompt using",
    "select all that apply from",
    "select all that apply",
    "select multiple from",
    "select multiple using",
    "select multiple",
    "q select",
    "select_multiple",
    "select",
];
const OUTSIDE: &str = "Its options are in another file or sheet, and only the sheet of choices is read.";
const PLACE: &str = "There is no question for a place on the map here.";
const MEDIUM: &str = "There is no question for sound or pictures here; a file can be asked for.";

/// What the column says.
pub(super) fn line_type(written: &str) -> LineType {
    let words: Vec<&str> = written.split_whitespace().collect();
    let original = words.join(" ");
    let folded = original.to_lowercase();
    if let Some(structure) = structure(&folded) {
        return structure;
    }
    for start in ["select_one_external", "select one external", "cascading_select", "cascading select"] {
        if folded.starts_with(start) {
            return LineType::None("choices elsewhere", OUTSIDE);
        }
    }
    if folded.starts_with("select") && (folded.contains("from_file") || folded.contains("from file")) {
        return LineType::None("choices elsewhere", OUTSIDE);
    }
    let after = |starts: &[&str]| {
        starts.iter().find_map(|start| {
            let rest = folded.strip_prefix(start)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some(rest.trim().chars().count())
        })
    };
    let list = |left: usize| {
        // Lower case may be longer than what it was made of; the list is cut from the words themselves.
        let tail: Vec<char> = original.chars().rev().take(left).collect();
        let tail: String = tail.into_iter().rev().collect();
        let folded = tail.to_lowercase();
        let other = [" or_other", " or other", " or specify other"];
        let ending = other.into_iter().find(|ending| folded.ends_with(ending));
        let list = ending.map_or(tail.as_str(), |ending| tail.get(..tail.len() - ending.len()).unwrap_or(&tail));
        ListOf { list: list.trim().to_owned(), or_other: ending.is_some() }
    };
    if let Some(left) = after(&ONE) {
        return LineType::One(list(left));
    }
    if let Some(left) = after(&["rank"]) {
        return LineType::Rank(list(left));
    }
    if let Some(left) = after(&SEVERAL) {
        return LineType::Several(list(left));
    }
    plain(&folded)
}

fn structure(folded: &str) -> Option<LineType> {
    let spaced = folded.replace('_', " ");
    let mut words = spaced.split(' ');
    let (first, second) = (words.next()?, words.next());
    match (first, second) {
        ("begin", Some("group")) | ("begingroup", None) => Some(LineType::Group),
        ("begin", Some("repeat" | "lgroup" | "looped")) | ("beginrepeat", None) => Some(LineType::Repeat("repeat")),
        ("begin", Some("loop")) => Some(LineType::Repeat("loop")),
        ("end", Some("group" | "repeat" | "lgroup" | "looped" | "loop")) | ("endgroup" | "endrepeat", None) => {
            Some(LineType::End)
        }
        _ => None,
    }
}

fn plain(folded: &str) -> LineType {
    // The oldest forms put words around the type.
    let word = folded.strip_prefix("q ").unwrap_or(folded);
    let word = word.strip_prefix("add ").and_then(|word| word.strip_suffix(" prompt")).unwrap_or(word);
    LineType::Plain(match word {
        "text" | "string" | "phone number" | "tel" | "email address" => PlainType::Text,
        "integer" | "int" => PlainType::Whole(None, None),
        "percentage" => PlainType::Whole(Some(0), Some(100)),
        "number of days in last month" => PlainType::Whole(Some(0), Some(31)),
        "number of days in last six months" => PlainType::Whole(Some(0), Some(183)),
        "number of days in last year" => PlainType::Whole(Some(0), Some(365)),
        "decimal" => PlainType::Decimal,
        "range" => PlainType::Range,
        "date" => PlainType::Date,
        "note" => PlainType::Note,
        "acknowledge" | "trigger" => PlainType::Agree,
        "file" => PlainType::File,
        "time" => {
            return LineType::None(
                "time",
                "There is no question for a time of day here; a line of words can ask for it.",
            );
        }
        "datetime" | "date time" => {
            return LineType::None(
                "date and time",
                "There is no question for a day with its time here; a date can be asked for.",
            );
        }
        "geopoint"
        | "geotrace"
        | "geoshape"
        | "location"
        | "gps"
        | "osm"
        | "start-geopoint"
        | "background-geopoint" => {
            return LineType::None("place on a map", PLACE);
        }
        "image" | "photo" | "picture" | "audio" | "video" | "background-audio" => {
            return LineType::None("media", MEDIUM);
        }
        "barcode" => return LineType::None("barcode", "Nothing is scanned here."),
        "calculate" => return LineType::None("calculate", "Nothing is worked out from answers here."),
        "hidden" => return LineType::None("hidden", "Nothing is sent that people do not see."),
        "xml-external" | "csv-external" => return LineType::None("external data", OUTSIDE),
        "start" | "end" | "today" | "deviceid" | "device id" | "imei" | "subscriberid" | "subscriber id"
        | "simserial" | "sim id" | "phonenumber" | "username" | "email" | "audit" | "start time" | "end time"
        | "get start time" | "get end time" | "get today" | "get device id" | "get sim id" | "get subscriber id"
        | "get phone number" | "property" => return LineType::Noted,
        other if other.starts_with("uri:") => return LineType::Noted,
        other if other.starts_with("osm ") => return LineType::None("place on a map", PLACE),
        _ => return LineType::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, or_other: bool) -> ListOf {
        ListOf { list: name.to_owned(), or_other }
    }

    #[test]
    fn every_spelling_of_a_type_is_known() {
        for (written, line) in [
            ("select_one yes_no", LineType::One(list("yes_no", false))),
            ("select one from Yes_No or specify other", LineType::One(list("Yes_No", true))),
            ("select_one  topics  or_other", LineType::One(list("topics", true))),
            ("select1 sexes", LineType::One(list("sexes", false))),
            ("select all that apply from list", LineType::Several(list("list", false))),
            ("select_multiple  happy_sad", LineType::Several(list("happy_sad", false))),
            ("add select multiple prompt using list", LineType::Several(list("list", false))),
            ("rank aspects or_other", LineType::Rank(list("aspects", true))),
            ("begin group", LineType::Group),
            ("begin_group", LineType::Group),
            ("Begin Repeat", LineType::Repeat("repeat")),
            ("begin loop over toilet_type", LineType::Repeat("loop")),
            ("end_group", LineType::End),
            ("string", LineType::Plain(PlainType::Text)),
            ("add integer prompt", LineType::Plain(PlainType::Whole(None, None))),
            ("phone number", LineType::Plain(PlainType::Text)),
            ("phonenumber", LineType::Noted),
            ("uri:deviceid", LineType::Noted),
            ("trigger", LineType::Plain(PlainType::Agree)),
            ("select_one_from_file places.csv", LineType::None("choices elsewhere", OUTSIDE)),
            ("select_one_external c1", LineType::None("choices elsewhere", OUTSIDE)),
            ("dateTime", line_type("datetime")),
            ("textual", LineType::Unknown),
            ("select_one", LineType::One(list("", false))),
            ("selective", LineType::Unknown),
        ] {
            assert_eq!(line_type(written), line, "{written}");
        }
    }
}
