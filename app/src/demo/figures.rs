//! Every figure of an overview of results is the one on the page it leads to, and the one that comes out when the exported
//! rows are counted: in the whole demonstration, as everybody, councillors and staff see it.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::site::testing::Browser;
use crate::test_both;

/// A page as words: without marks, in one line.
fn words(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        // Parts of a line stand beside each other; what the page is put together from leaves marks that say nothing.
        if !after.starts_with('!') {
            plain.push(' ');
        }
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    let plain = plain.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers of a text, as they are written: "1,375", "64".
fn numbers(text: &str) -> BTreeSet<String> {
    text.split(|sign: char| !(sign.is_ascii_digit() || sign == ','))
        .map(|number| number.trim_matches(',').to_owned())
        .filter(|number| !number.is_empty())
        .collect()
}

fn number(text: &str) -> u64 {
    let digits: String = text.chars().take_while(|sign| !sign.is_whitespace()).filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number: {text:?}"))
}

/// The rows of each table of a page: the cells in words, the head of the row first.
fn tables(html: &str) -> Vec<Vec<Vec<String>>> {
    html.split("<table")
        .skip(1)
        .filter_map(|table| table.split("</table>").next())
        .map(|table| {
            let body = table.split("<tbody").nth(1).unwrap_or("");
            let cells = |row: &str| {
                row.split("<t")
                    .filter(|cell| cell.starts_with("h ") || cell.starts_with("d"))
                    .map(|cell| words(cell.split_once('>').map_or("", |(_, cell)| cell)))
                    .collect::<Vec<_>>()
            };
            body.split("<tr").skip(1).map(cells).collect()
        })
        .collect()
}

/// The links of a page to other pages.
fn links(html: &str) -> BTreeSet<String> {
    html.split("href=\"").skip(1).filter_map(|link| link.split('"').next()).map(str::to_owned).collect()
}

/// The rows of a file, by the names of their columns.
async fn file(browser: &mut Browser, path: &str) -> Vec<BTreeMap<String, String>> {
    let file = browser.get(path).await.is(200);
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let heads = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| heads.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The figures at the head of an overview, by what they count.
fn figures(html: &str) -> BTreeMap<String, u64> {
    let list = html.split("class=\"figures\"").nth(1).and_then(|rest| rest.split("</dl>").next()).unwrap_or("");
    list.split("<dt>")
        .skip(1)
        .filter_map(|pair| {
            let (label, count) = pair.split_once("<dd>")?;
            Some((words(label.split("</dt>").next()?), number(&words(count.split("</dd>").next()?))))
        })
        .collect()
}

/// What was asked beside proposals: where it leads, and what is said of it.
fn findings(html: &str) -> Vec<(String, String)> {
    html.split("class=\"notice\"")
        .skip(1)
        .filter_map(|notice| {
            let notice = notice.split("</li>").next()?;
            let href = notice.split("href=\"").nth(1)?.split('"').next()?.to_owned();
            Some((href, words(notice.split("</h3>").nth(1)?)))
        })
        .collect()
}

const CHOICES: [&str; 6] = ["strongly-support", "support", "neither", "oppose", "strongly-oppose", "dont-know"];

/// Compares an overview with the pages that it leads to. Gives how many figures were compared, and the counts of each
/// proposal.
async fn compare(browser: &mut Browser, overview: &str) -> (usize, Vec<Vec<u64>>) {
    let page = browser.get(overview).await.is(200).body;
    let mut compared = 0;
    let mut counts = Vec::new();
    let of_proposals: Vec<String> = links(&page)
        .into_iter()
        .filter(|link| {
            let own = link.contains("/proposals/") && !link.contains('#') && !link.contains('?');
            own && (link.contains("/results/") || link.starts_with("/council/"))
        })
        .collect();
    if let Some(rows) = tables(&page).first().filter(|_| !of_proposals.is_empty()) {
        for row in rows {
            let number = row[0].split('.').next().unwrap();
            let link = of_proposals.iter().find(|link| link.ends_with(&format!("/{number}"))).unwrap();
            let own = browser.get(link).await.is(200).body;
            let first = tables(&own).into_iter().next().and_then(|table| table.into_iter().next()).unwrap();
            // The head of the row is the proposal here and "All answers" there.
            assert_eq!(first[1..], row[1..], "{overview} and {link}");
            compared += row.len() - 1;
            counts.push(row[1..].iter().map(|cell| self::number(cell)).collect());
        }
    }
    for (link, said) in findings(&page) {
        let own = numbers(&words(&browser.get(&link).await.is(200).body));
        // How many questions there are stands on the questionnaire and not among its results.
        let said = said.split(", up to ").next().unwrap_or(&said).to_owned();
        for number in numbers(&said) {
            assert!(own.contains(&number), "{overview} says {said:?}, and {link} does not say {number}");
            compared += 1;
        }
    }
    (compared, counts)
}

test_both! {
    async fn every_figure_of_an_overview_is_that_of_its_page_and_of_the_exported_rows(site) {
        fill(&site.app.db, &site.app.clock, &site.app.passwords).await.unwrap();
        let (mut analyst, mut councillor, mut visitor) =
            (site.person(Role::Analyst).await, site.person(Role::Councillor).await, site.visitor());
        let mut compared = 0;
        for item in &content::read().unwrap().consultations {
            let slug = &item.slug;
            // What was run elsewhere has no results here.
            if analyst.get(&format!("/staff/consultations/{slug}/results")).await.status == 404 {
                continue;
            }
            let (of_staff, counts) = compare(&mut analyst, &format!("/staff/consultations/{slug}/results")).await;
            compared += of_staff;
            let public = format!("/consultations/{slug}/results");
            let seen = visitor.get(&public).await;
            if seen.status == 200 && seen.body.contains("class=\"figures\"") {
                let (of_everybody, same) = compare(&mut visitor, &public).await;
                let (of_council, again) = compare(&mut councillor, &format!("/council/consultations/{slug}")).await;
                assert_eq!((&same, &again), (&counts, &counts), "{slug}");
                compared += of_everybody + of_council;
            }
            if counts.is_empty() {
                continue;
            }
            let overview = analyst.get(&format!("/staff/consultations/{slug}/results")).await.is(200).body;
            let head = figures(&overview);
            let export = format!("/staff/consultations/{slug}/export.csv");
            let rows = file(&mut analyst, &export).await;
            let comments = file(&mut analyst, &format!("{export}?sheet=comments")).await;
            let told = |one: &str, many: &str| head.get(one).or_else(|| head.get(many)).copied().unwrap_or(0);
            assert_eq!(told("Response", "Responses"), rows.len() as u64, "{slug}");
            let answers: u64 = counts.iter().filter_map(|counts| counts.last()).sum();
            assert_eq!(told("Answer to a proposal", "Answers to proposals"), answers, "{slug}");
            let shown = comments.iter().filter(|row| row["author"] == "resident" && ["published", "redacted"].contains(&row["state"].as_str())).count();
            let all = told("Comment", "Comments");
            assert!(all >= shown as u64 && all <= comments.len() as u64, "{slug}: {all} comments, {shown} of residents in the file");
            for (place, counts) in counts.iter().enumerate() {
                let column = format!("proposal_{}_vote", place + 1);
                let counted = CHOICES.map(|choice| rows.iter().filter(|row| row[&column] == choice).count() as u64);
                assert_eq!(counted, counts[..6], "{slug}, proposal {}", place + 1);
                compared += 6;
            }
        }
        assert!(compared > 150, "{compared} figures");
    }

    async fn what_is_said_of_a_question_is_that_of_its_page_and_of_the_exported_answers(site) {
        fill(&site.app.db, &site.app.clock, &site.app.passwords).await.unwrap();
        let mut analyst = site.person(Role::Analyst).await;
        let staff = "/staff/consultations/saturday-hours/questionnaires/1";
        let answers = file(&mut analyst, &format!("{staff}/files/answers.csv")).await;
        let codes = file(&mut analyst, &format!("{staff}/files/codes.csv")).await;
        let mut visitor = site.visitor();
        let of_everybody = "/consultations/saturday-hours/questionnaires/1";
        let mut questions = 0;
        let mut choices = 0;
        for base in [staff, of_everybody] {
            let browser = if base == staff { &mut analyst } else { &mut visitor };
            let overview = browser.get(&format!("{base}/results")).await.is(200).body;
            assert!(words(&overview).contains(&format!("{} people answered", answers.len())));
            for (link, said) in findings(&overview) {
                let page = browser.get(&link).await.is(200).body;
                let own = words(&page);
                for part in said.split(". ").filter(|part| !part.is_empty()) {
                    assert!(own.contains(part.trim_end_matches('.')), "{link} does not say {part:?}");
                }
                questions += 1;
                let key = link.rsplit('/').next().unwrap();
                let rows: Vec<Vec<String>> = tables(&page).into_iter().next().unwrap_or_default();
                // The other order is the same rows.
                let sorted = tables(&browser.get(&format!("{link}?order=most")).await.is(200).body);
                let set = |rows: &[Vec<String>]| rows.iter().cloned().collect::<BTreeSet<_>>();
                assert_eq!(set(&rows), set(&sorted.into_iter().next().unwrap_or_default()), "{link}");
                for code in codes.iter().filter(|code| code["column"] == key && code["blank"] == "no") {
                    let Some(row) = rows.iter().find(|row| row[0] == code["label:en"]) else { continue };
                    let counted = answers.iter().filter(|answer| answer.get(key).is_some_and(|given| *given == code["code"]));
                    // Several may be chosen: one column for each.
                    let several = format!("{key}/{}", code["code"]);
                    let counted = match answers[0].contains_key(&several) {
                        true => answers.iter().filter(|answer| answer[&several] == "1").count(),
                        false => counted.count(),
                    };
                    assert_eq!(number(&row[1]), counted as u64, "{link}: {}", row[0]);
                    choices += 1;
                }
            }
        }
        assert!(questions >= 18 && choices >= 25, "{questions} questions, {choices} choices");
    }
}
