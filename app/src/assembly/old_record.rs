//! Records that older programs left behind, each with everything its program answered: opened by today's program they
//! show the same. One record is a folder in `old_record/fixtures`; `scripts/record-for-tests` makes another with any
//! program (see docs/contributing.md).

mod answers;
mod asking;
mod said;

use std::collections::BTreeMap;
use std::path::Path;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use self::answers::{ANYBODY, Answered, Answers, packed, unpacked};
use self::asking::email;
use self::said::{alike, said};
use super::LISTS;
use super::refresh::refresh;
use crate::accounts::DEMO_PASSWORD;
use crate::audit;
use crate::db::testing::{On, Scratch};
use crate::mail::transport::MailRoute;
use crate::responses::code::ReceiptCode;
use crate::responses::recount::everything_wrong;
use crate::site::testing::{Browser, Site};
use crate::sql;

/// A record of an older program.
struct OldRecord {
    /// Its folder, named after the newest migration that its program knew.
    folder: &'static str,
    /// How many addresses are compared at least.
    addresses: usize,
    /// How many receipts are worked out again at least.
    receipts: usize,
}

const RECORDS: [OldRecord; 1] = [
    // Before decisions about anything that was asked (14), one moderation (15) and who takes part as one value (16).
    OldRecord { folder: "migration-13", addresses: 400, receipts: 3_000 },
];

/// How a form remembers what it was opened with, so that a colleague’s change is noticed.
const MARK: &str = "{input hidden seen=";

/// What `meant.txt` has in place of an address, for lines that are new on every page.
const EVERY_PAGE: &str = "every page";

/// A line without such a mark, where it is a hash: how it is worked out may change with every version.
fn without_mark(line: &str) -> &str {
    let hash = |mark: &str| mark.len() >= 16 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mark = line.strip_prefix(MARK).and_then(|rest| rest.strip_suffix('}'));
    if mark.is_some_and(hash) { MARK } else { line }
}

/// A difference that is meant; any other in the same answer is a fault.
#[derive(Default, PartialEq, Eq)]
struct Difference {
    /// Lines of the old answer that are gone.
    gone: Vec<String>,
    /// Lines of today's answer that are new.
    new: Vec<String>,
}

impl Difference {
    fn between(old: &[String], today: &[String]) -> Self {
        let [old, today] = [old, today].map(|lines| lines.iter().map(|line| without_mark(line)).collect::<Vec<_>>());
        let mut difference = Self::default();
        for op in capture_diff_slices(Algorithm::Myers, &old, &today) {
            if !matches!(op, DiffOp::Equal { .. }) {
                difference.gone.extend(old[op.old_range()].iter().map(|line| (*line).to_owned()));
                difference.new.extend(today[op.new_range()].iter().map(|line| (*line).to_owned()));
            }
        }
        difference
    }

    fn written(&self) -> String {
        let gone = self.gone.iter().map(|line| format!("- {line}\n"));
        gone.chain(self.new.iter().map(|line| format!("+ {line}\n"))).collect()
    }
}

/// The differences that are meant, by who asks and for what, from a text in which lines after `#` say why.
fn meant(text: &str) -> BTreeMap<String, Difference> {
    let mut all: BTreeMap<String, Difference> = BTreeMap::new();
    let mut asked = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(line) = line.strip_prefix("- ") {
            all.entry(asked.clone()).or_default().gone.push(line.to_owned());
        } else if let Some(line) = line.strip_prefix("+ ") {
            all.entry(asked.clone()).or_default().new.push(line.to_owned());
        } else {
            line.clone_into(&mut asked);
        }
    }
    all
}

impl OldRecord {
    fn file(&self, name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assembly/old_record/fixtures").join(self.folder);
        std::fs::read(folder.join(name)).unwrap()
    }

    /// Opens the record with today's program, as the server does.
    async fn opened(&self, on: On, answers: &Answers) -> Site {
        let packed = self.file(if on == On::Sqlite { "sqlite.sql.br" } else { "postgres.sql.br" });
        let scratch = Scratch::holding(on, &unpacked(&packed)).await;
        scratch.db.migrate().await.unwrap();
        refresh(&scratch.db).await.unwrap();
        // The old program was asked without a mail server.
        Site::over(scratch, answers.moment, |config| config.mail.transport = MailRoute::Files).await
    }

    async fn shows_what_it_showed(&self, on: On) {
        let answers = Answers::read(&unpacked(&self.file("answers.br")));
        let mut meant = meant(&String::from_utf8(self.file("meant.txt")).unwrap());
        let site = self.opened(on, &answers).await;
        // What stands around every page has changed on all of them alike.
        let around = meant.remove(EVERY_PAGE).unwrap_or_default().new;
        let mut seen_around = BTreeMap::new();
        let mut faults = Vec::new();
        let mut visitor = ("", site.visitor());
        for Answered { by, at, said: old } in &answers.all {
            if visitor.0 != by {
                visitor = (by.as_str(), arriving(&site, by).await);
            }
            let mut today = said(&visitor.1.get(at).await, answers.moment);
            for line in &around {
                if !old.contains(line) && today.contains(line) {
                    *seen_around.entry(line).or_insert(0) += 1;
                    today.retain(|one| one != line);
                }
            }
            let difference = Difference::between(&alike(old), &alike(&today));
            let asked = format!("{by} {at}");
            if difference != meant.remove(&asked).unwrap_or_default() {
                faults.push(format!("{asked}\n{}", difference.written()));
            }
        }
        let compared = answers.all.len();
        println!("{}, {on:?}: {compared} addresses compared", self.folder);
        let count = faults.len();
        assert!(faults.is_empty(), "{count} of {compared} answers differ as is not meant:\n\n{}", faults.join("\n"));
        assert!(meant.is_empty(), "meant to differ, and never asked for: {:?}", meant.keys());
        assert_eq!(seen_around.len(), around.len(), "meant to stand on every page, and on none: {around:?}");
        assert!(compared >= self.addresses, "only {compared} addresses were compared");
        self.adds_up(&site).await;
        site.finish().await;
    }

    /// The counts are right, the record of acts is whole, and every receipt is still the one that was given.
    async fn adds_up(&self, site: &Site) {
        let db = &site.app.db;
        assert_eq!(everything_wrong(db, LISTS.instruments).await.unwrap(), Vec::<String>::new());
        let acts = audit::store::verify(db).await.unwrap();
        assert!(acts.is_ok(), "{acts:?}");
        let receipts: Vec<(i64, String)> = sql!("SELECT response_id, code FROM receipts").all(db).await.unwrap();
        assert!(receipts.len() >= self.receipts, "only {} receipts", receipts.len());
        for (response, code) in receipts {
            assert_eq!(ReceiptCode::for_response(&site.app.secret, response).canonical(), code);
        }
    }
}

/// Somebody who comes, signed in with the password that the old program took.
async fn arriving(site: &Site, name: &str) -> Browser {
    let mut browser = site.visitor();
    if name != ANYBODY {
        browser.post("/sign-in", &[("email", &email(name)), ("password", DEMO_PASSWORD)]).await.is(303);
    }
    browser
}

/// From how many lines on a difference is that of a page that was made anew: nobody reads it line by line any more.
const MADE_ANEW: usize = 40;

/// Takes what today's program says of pages that were made anew in the place of what the old one said, and drops what was
/// meant to differ on them; everything else stays as the old program said it. So changes of those pages are seen again. The
/// records themselves, their counts, receipts and acts, and what programs are told, stay as they were left.
#[tokio::test]
#[ignore = "no test: takes the answers of pages that were made anew (docs/contributing.md)"]
async fn pages_that_were_made_anew_are_taken_as_todays_program_says_them() {
    for record in &RECORDS {
        let mut answers = Answers::read(&unpacked(&record.file("answers.br")));
        let text = String::from_utf8(record.file("meant.txt")).unwrap();
        let meant = meant(&text);
        let around = &meant[EVERY_PAGE].new;
        let site = record.opened(On::Sqlite, &answers).await;
        let mut visitor = (String::new(), site.visitor());
        let mut anew = std::collections::BTreeSet::new();
        for answered in &mut answers.all {
            if visitor.0 != answered.by {
                visitor = (answered.by.clone(), arriving(&site, &answered.by).await);
            }
            let asked = format!("{} {}", answered.by, answered.at);
            let today = said(&visitor.1.get(&answered.at).await, answers.moment);
            let mut compared = today.clone();
            compared.retain(|line| answered.said.contains(line) || !around.contains(line));
            let difference = Difference::between(&answered.said, &compared);
            let lines = difference.gone.len() + difference.new.len();
            let known = meant.get(&asked).is_some_and(|known| *known == difference) || lines == 0;
            let page = !["/api/", ".csv", ".xlsx", ".pb", ".toml"].iter().any(|file| answered.at.contains(file));
            if page && (!known || lines >= MADE_ANEW) {
                answered.said = today;
                anew.insert(asked);
            }
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assembly/old_record/fixtures").join(record.folder);
        std::fs::write(folder.join("answers.br"), packed(&answers.written())).unwrap();
        let mut kept = String::new();
        let mut dropping = false;
        for line in text.lines() {
            let heading = !line.is_empty() && !line.starts_with(['#', '+', '-']);
            dropping =
                if heading { anew.contains(line) } else { dropping && (line.is_empty() || !line.starts_with('#')) };
            if !dropping {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        std::fs::write(folder.join("meant.txt"), kept).unwrap();
        println!("{}: {} pages were made anew", record.folder, anew.len());
        site.finish().await;
    }
}

#[tokio::test]
async fn an_old_record_shows_in_todays_program_what_it_showed_in_its_own_on_sqlite() {
    for record in &RECORDS {
        record.shows_what_it_showed(On::Sqlite).await;
    }
}

#[tokio::test]
async fn an_old_record_shows_in_todays_program_what_it_showed_in_its_own_on_postgres() {
    for record in &RECORDS {
        record.shows_what_it_showed(On::Postgres).await;
    }
}

#[test]
fn a_difference_is_meant_line_by_line_or_it_is_a_fault() {
    let lines = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let meant = meant("# Why\nanybody /a\n- two\n+ 2\n+ more\n");
    let meant = &meant["anybody /a"];
    assert!(Difference::between(&lines("one two three"), &lines("one 2 more three")) == *meant);
    assert!(Difference::between(&lines("one two three"), &lines("one 2 more 3")) != *meant);
    assert!(Difference::between(&lines("one two three"), &lines("one two three")) != *meant);
    let forms = [0, 1].map(|sign| vec![format!("{MARK}{}}}", sign.to_string().repeat(64))]);
    assert!(Difference::between(&forms[0], &forms[1]) == Difference::default());
    assert!(Difference::between(&[format!("{MARK}1}}")], &[format!("{MARK}2}}")]) != Difference::default());
}
