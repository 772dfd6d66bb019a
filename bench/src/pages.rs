//! How much a page weighs on the wire: every public page of the demo is fetched, and the heaviest of each
//! kind is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;

use anyhow::{Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::http::{Answer, fetch};
use crate::program::Installation;
use crate::report::{Report, Wanted, kilobytes};

/// The heaviest that HTML and style may be together, in kilobytes.
const LIMIT: f64 = 30.0;
/// The most pages that are visited.
const MOST: usize = 5_000;

/// The pages of one kind.
#[derive(Default)]
struct Kind {
    pages: usize,
    heaviest: usize,
    at: String,
}

/// Walks through the site along its links and reports the heaviest page of each kind, with the style sheet's
/// `sheet` bytes.
///
/// # Errors
/// When a page is not answered.
pub(crate) async fn sizes(installation: &Installation, sheet: usize, report: &mut Report) -> Result<()> {
    eprintln!("visiting every public page");
    let server = installation.serve(&[]).await?;
    let mut waiting: VecDeque<String> = ["/", "/nothing-is-here"].map(str::to_owned).into();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    let mut visited = 0;
    while let Some(path) = waiting.pop_front() {
        if visited == MOST {
            report.note(&format!("Only {MOST} pages were visited; there are more."));
            break;
        }
        let answer = fetch(server.address, &path, None, "gzip").await?;
        visited += 1;
        ensure!(answer.status < 500, "{path} was answered with {}", answer.status);
        let html = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if !html || !matches!(answer.status, 200 | 404) {
            continue;
        }
        let compressed = compressed(&answer)?;
        let kind =
            kinds.entry(if answer.status == 404 { "(not found)".to_owned() } else { kind_of(&path) }).or_default();
        kind.pages += 1;
        if compressed > kind.heaviest {
            kind.heaviest = compressed;
            kind.at.clone_from(&path);
        }
        for link in links(&text(&answer)?) {
            if known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    server.stop()?;
    ensure!(visited > 20, "only {visited} pages were found: the demo has more");
    report.plain("style sheet, Brotli", kilobytes(sheet), Wanted::Nothing);
    for (kind, found) in kinds {
        let whole = found.heaviest + sheet;
        let what = format!("HTML (gzip) and style, heaviest of {} like {kind}", found.pages);
        report.plain(&what, format!("{} at {}", kilobytes(whole), found.at), page_budget(whole));
    }
    Ok(())
}

/// What HTML and style together should weigh, and what they do, in bytes.
pub(crate) fn page_budget(whole: usize) -> Wanted {
    Wanted::AtMost(LIMIT, in_kilobytes(whole))
}

fn unpacked(answer: &Answer) -> bool {
    answer.header("content-encoding").is_none()
}

/// The size on the wire. What the program leaves to the reverse proxy to compress is compressed here.
pub(crate) fn compressed(answer: &Answer) -> Result<usize> {
    if !unpacked(answer) {
        return Ok(answer.body.len());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&answer.body)?;
    Ok(encoder.finish()?.len())
}

fn text(answer: &Answer) -> Result<String> {
    let bytes = if unpacked(answer) {
        answer.body.clone()
    } else {
        let mut bytes = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(answer.body.as_slice()), &mut bytes)?;
        bytes
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The links of a page to other pages of the site.
fn links(html: &str) -> Vec<String> {
    html.split(" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(link, _)| link.replace("&amp;", "&"))
        .filter_map(|link| {
            let link = link.split('#').next().unwrap_or("");
            let page = link.split('?').next().unwrap_or("");
            let other = ["//", "/static/", "/documents/", "/api/"].iter().any(|other| link.starts_with(other));
            (page.starts_with('/') && !other && !page.contains('.')).then(|| link.to_owned())
        })
        .collect()
}

/// The page's kind: its path with a mark for whatever differs from one such page to the next.
fn kind_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path);
    let mut kind = String::new();
    let mut before = "";
    for part in path.split('/').skip(1) {
        kind.push('/');
        kind.push_str(match before {
            "consultations" | "branches" => "{slug}",
            "proposals" => "{number}",
            "comments" => "{id}",
            "receipts" => "{code}",
            _ if is_number(part) => "{number}",
            _ => part,
        });
        before = part;
    }
    kind
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn in_kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_site_are_followed() {
        let html = "<a href=\"/consultations?a=1&amp;b=2#list\">x</a><a href=\"https://example.org/\">x</a>\
                    <link rel=\"stylesheet\" href=\"/static/style.1.css\"><a href=\"#main\">x</a>\
                    <a href=\"/staff/export.csv\">x</a><a class=\"y\" href=\"/branches/a\">x</a>";
        assert_eq!(links(html), ["/consultations?a=1&b=2", "/branches/a"]);
    }

    #[test]
    fn pages_that_differ_in_a_name_or_number_are_of_one_kind() {
        assert_eq!(kind_of("/"), "/");
        assert_eq!(kind_of("/consultations?stage=open"), "/consultations");
        assert_eq!(
            kind_of("/consultations/saturday-hours/proposals/2/comments/31/report"),
            "/consultations/{slug}/proposals/{number}/comments/{id}/report"
        );
        for number in ["7", "31"] {
            let path = format!("/consultations/saturday-hours/statements/{number}/report");
            assert_eq!(kind_of(&path), "/consultations/{slug}/statements/{number}/report");
        }
        assert_eq!(kind_of("/staff/42/versions/2?after=5"), "/staff/{number}/versions/{number}");
        assert_eq!(kind_of("/branches/2-mile-ash"), "/branches/{slug}", "a name may begin with a number");
        assert_eq!(kind_of("/help/3d"), "/help/3d");
    }
}
