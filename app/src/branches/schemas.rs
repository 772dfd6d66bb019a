//! Files that are not a list of branches, told apart by their headings: whoever chose the wrong file is told
//! which one it is, not only which columns it does not have.

/// A kind of file, and the headings (their letters and digits) that give it away.
struct Schema {
    what: &'static str,
    advice: &'static str,
    headings: &'static [&'static str],
    /// How many of them it takes.
    enough: usize,
}

const SCHEMAS: [Schema; 13] = [
    Schema {
        what: "the Arts Council’s basic dataset for libraries",
        advice: "Its columns mean other things: bring them under the headings of the open schema first.",
        headings: &[
            "reportingservice",
            "reportingauthority",
            "libraryservice",
            "libraryservicename",
            "inuse1april2010",
            "inuse1july2016",
            "inuse31december2016",
            "typein2010",
            "typein2016",
            "librarytypein2010",
            "librarytypein2016",
            "statutory2010",
            "statutory2016",
            "statutoryjuly2016",
            "statutoryin2010",
            "statutoryin2016",
            "newbuilding",
            "newlibrarybuilding",
            "newbuild",
            "replacement",
            "replacementlibrary",
            "weeklyhoursopen",
            "weeklystaffedhours",
            "weeklyhoursstaffed",
            "staffedhours",
            "hoursopen",
            "numberofstaffedhours",
            "totalhoursopen",
            "dateclosed",
            "closed",
            "librarytype",
            "uniquelibraryid",
            "contactemail",
        ],
        enough: 2,
    },
    Schema {
        what: "an export from OpenStreetMap",
        advice: "It does not say who runs a library or whether it is statutory. Ask your service for its own list.",
        headings: &[
            "osmid",
            "osmtype",
            "addrpostcode",
            "addrstreet",
            "addrhousenumber",
            "addrhousename",
            "addrcity",
            "amenity",
            "openinghours",
            "wheelchair",
            "operator",
            "contactphone",
            "geometry",
        ],
        enough: 2,
    },
    Schema {
        what: "a list of mobile library stops",
        advice: "Stops can be listed as branches with “Mobile” as their type, one row for each.",
        headings: &[
            "mobile",
            "route",
            "stop",
            "community",
            "geox",
            "geoy",
            "day",
            "arrival",
            "departure",
            "frequency",
            "exceptions",
            "timetable",
            "routename",
            "stopname",
            "arrive",
            "depart",
            "mobilelibrary",
            "mobilelibraryname",
        ],
        enough: 4,
    },
    Schema {
        what: "a list of events",
        advice: "Branches are another of the open schema’s files.",
        headings: &[
            "event",
            "eventname",
            "eventtype",
            "eventdate",
            "startdate",
            "starttime",
            "enddate",
            "endtime",
            "attendees",
            "attendance",
        ],
        enough: 2,
    },
    Schema {
        what: "a list of stock",
        advice: "Branches are another of the open schema’s files.",
        headings: &["isbn", "author", "itemcount", "itemtype", "publisher", "collection", "barcode", "callnumber"],
        enough: 2,
    },
    Schema {
        what: "figures of loans, visits or members",
        advice: "Branches are another of the open schema’s files.",
        headings: &[
            "loans",
            "issues",
            "visits",
            "footfall",
            "physicalvisits",
            "visitcount",
            "countvisits",
            "members",
            "membership",
            "activemembers",
            "counttype",
            "period",
            "month",
            "renewals",
            "computersessions",
        ],
        enough: 2,
    },
    Schema {
        what: "the answers to a consultation, as “soundings responses export” writes them",
        advice: "It is not needed to bring libraries in.",
        headings: &[
            "response",
            "channel",
            "receivedat",
            "proposal",
            "choice",
            "votedat",
            "answeredversion",
            "versionanswered",
        ],
        enough: 3,
    },
    Schema {
        what: "a log of moderation from Soundings",
        advice: "It is not needed to bring libraries in.",
        headings: &["decidedat", "about", "action", "reason", "role"],
        enough: 4,
    },
    Schema {
        what: "statements or answers in the columns of Polis",
        advice: "“soundings analyse groups” reads those.",
        headings: &[
            "commentid",
            "authorid",
            "agrees",
            "disagrees",
            "moderated",
            "commentbody",
            "voterid",
            "participant",
            "groupid",
            "nvotes",
        ],
        enough: 2,
    },
    Schema {
        what: "a budget vote in Pabulib’s format",
        advice: "“soundings analyse budget” reads those.",
        headings: &["meta", "projectid", "votetype", "voterid", "projectcategory"],
        enough: 1,
    },
    Schema {
        what: "a list of proposals or consultations",
        advice: "Branches have a list of their own.",
        headings: &["slug", "title", "stage", "opensat", "closesat", "summary", "consultation"],
        enough: 3,
    },
    Schema {
        what: "a list of places with coordinates",
        advice: "It does not say who runs a library or whether it is statutory.",
        headings: &[
            "lat",
            "lon",
            "lng",
            "latitude",
            "longitude",
            "easting",
            "northing",
            "x",
            "y",
            "wkt",
            "geom",
            "objectid",
            "fid",
            "itemlabel",
            "coord",
            "coordinates",
            "location",
            "theid",
        ],
        enough: 2,
    },
    Schema {
        what: "a list of people",
        advice: "Accounts are added by “Add a person” or by “soundings user add”; never bring people’s data in here.",
        headings: &[
            "firstname",
            "forename",
            "givenname",
            "lastname",
            "surname",
            "familyname",
            "fullname",
            "jobtitle",
            "role",
            "phone",
            "telephone",
            "mobilephone",
            "dateofbirth",
            "dob",
            "username",
            "email",
            "emailaddress",
            "person",
            "cardnumber",
            "borrowernumber",
        ],
        enough: 2,
    },
];

/// What a file without the needed headings seems to be, in a sentence.
pub(super) fn looks_like(headings: &[String]) -> Option<String> {
    let score = |schema: &Schema| headings.iter().filter(|own| schema.headings.contains(&own.as_str())).count();
    // The first of those that more of the headings speak for than for any other.
    let best =
        SCHEMAS.iter().rev().filter(|schema| score(schema) >= schema.enough).max_by_key(|schema| score(schema))?;
    Some(format!("This looks like {}, not like a list of branches. {}", best.what, best.advice))
}

/// What a text that is no table at all seems to be, by how it begins.
pub(super) fn begins_like(text: &str) -> Option<String> {
    let start: String = text.trim_start().chars().take(4_000).flat_map(char::to_lowercase).collect();
    let what = if start.starts_with(['{', '[']) {
        if start.contains("\"featurecollection\"") || start.contains("\"geometry\"") {
            "GeoJSON, a map’s file"
        } else {
            "JSON"
        }
    } else if start.starts_with("<!doctype html") || start.starts_with("<html") {
        "a web page"
    } else if start.starts_with('<') {
        if start.contains("<kml") { "KML, a map’s file" } else { "XML" }
    } else if start.starts_with("begin:vc") {
        "a calendar or an address book"
    } else {
        return None;
    };
    Some(format!("This looks like {what}, not like a CSV file. Save the list as “CSV UTF-8” in a spreadsheet program."))
}
