//! The columns of a list of branches: those of the Libraries Hacked open schema, the other names that lists have for them,
//! which of them a list must have, and which may be cut.

pub(super) const NAME: &str = "Library name";
pub(super) const POSTCODE: &str = "Postcode";
pub(super) const STATUTORY: &str = "Statutory";
pub(super) const TYPE: &str = "Type of library";
pub(super) const YEAR_OPENED: &str = "Year opened";
pub(super) const YEAR_CLOSED: &str = "Year closed";
pub(super) const CO_LOCATED: &str = "Co-located";
pub(super) const CO_LOCATED_WITH: &str = "Co-located with";
pub(super) const ADDRESS: [&str; 3] = ["Address 1", "Address 2", "Address 3"];
pub(super) const SPECIAL_HOURS: &str = "Special hours";
pub(super) const NOTES: &str = "Notes";
pub(super) const URL: &str = "URL";
pub(super) const EMAIL: &str = "Email address";
pub(super) const AUTHORITY: &str = "Local authority";
pub(super) const UPRN: &str = "Unique property reference number";

pub(super) const STAFFED: [&str; 7] = [
    "Monday staffed hours",
    "Tuesday staffed hours",
    "Wednesday staffed hours",
    "Thursday staffed hours",
    "Friday staffed hours",
    "Saturday staffed hours",
    "Sunday staffed hours",
];

pub(super) const UNSTAFFED: [&str; 7] = [
    "Monday unstaffed hours",
    "Tuesday unstaffed hours",
    "Wednesday unstaffed hours",
    "Thursday unstaffed hours",
    "Friday unstaffed hours",
    "Saturday unstaffed hours",
    "Sunday unstaffed hours",
];

/// Every column of the schema.
pub(super) const KNOWN: [&str; 31] = {
    let [a1, a2, a3] = ADDRESS;
    let [s1, s2, s3, s4, s5, s6, s7] = STAFFED;
    let [u1, u2, u3, u4, u5, u6, u7] = UNSTAFFED;
    [
        AUTHORITY,
        NAME,
        a1,
        a2,
        a3,
        POSTCODE,
        UPRN,
        STATUTORY,
        TYPE,
        YEAR_OPENED,
        YEAR_CLOSED,
        s1,
        s2,
        s3,
        s4,
        s5,
        s6,
        s7,
        u1,
        u2,
        u3,
        u4,
        u5,
        u6,
        u7,
        SPECIAL_HOURS,
        CO_LOCATED,
        CO_LOCATED_WITH,
        NOTES,
        URL,
        EMAIL,
    ]
};

/// Columns without which the file is not a list of branches.
pub(super) const REQUIRED: [&str; 5] = [NAME, ADDRESS[0], POSTCODE, STATUTORY, TYPE];

/// Other names that lists have for the schema's columns.
pub(super) const ALIASES: [(&str, &str); 54] = [
    ("library", NAME),
    ("libraryname", NAME),
    ("nameoflibrary", NAME),
    ("branch", NAME),
    ("branchname", NAME),
    ("name", NAME),
    ("address", ADDRESS[0]),
    ("addressline1", ADDRESS[0]),
    ("street", ADDRESS[0]),
    ("streetaddress", ADDRESS[0]),
    ("addressline2", ADDRESS[1]),
    ("addressline3", ADDRESS[2]),
    ("town", ADDRESS[2]),
    ("city", ADDRESS[2]),
    ("towncity", ADDRESS[2]),
    ("postalcode", POSTCODE),
    ("uprn", UPRN),
    ("isstatutory", STATUTORY),
    ("statutorylibrary", STATUTORY),
    ("statutoryyesno", STATUTORY),
    ("statutoryyn", STATUTORY),
    ("type", TYPE),
    ("librarytype", TYPE),
    ("opened", YEAR_OPENED),
    ("openedyear", YEAR_OPENED),
    ("yearofopening", YEAR_OPENED),
    ("dateopened", YEAR_OPENED),
    ("openingdate", YEAR_OPENED),
    // "Yes" under it stops the list: a closed library must not come in as an open one.
    ("closed", YEAR_CLOSED),
    ("dateclosed", YEAR_CLOSED),
    ("closuredate", YEAR_CLOSED),
    ("closedyear", YEAR_CLOSED),
    ("yearofclosure", YEAR_CLOSED),
    ("yearofclosing", YEAR_CLOSED),
    ("monday", STAFFED[0]),
    ("tuesday", STAFFED[1]),
    ("wednesday", STAFFED[2]),
    ("thursday", STAFFED[3]),
    ("friday", STAFFED[4]),
    ("saturday", STAFFED[5]),
    ("sunday", STAFFED[6]),
    ("colocatedyesno", CO_LOCATED),
    ("note", NOTES),
    ("comments", NOTES),
    ("website", URL),
    ("webaddress", URL),
    ("webpage", URL),
    ("web", URL),
    ("link", URL),
    ("email", EMAIL),
    ("emailcontact", EMAIL),
    ("contactemail", EMAIL),
    ("authority", AUTHORITY),
    ("council", AUTHORITY),
];

/// Columns whose text is cut when it is too long, since nobody mistakes the branch by it.
pub(super) const MAY_BE_CUT: [&str; 2] = [SPECIAL_HOURS, NOTES];
