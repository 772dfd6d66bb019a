//! Real surveys, where they are there to be read.

use super::super::super::super::definition::condition::Condition;
use super::super::super::super::definition::question::Questionnaire;
use super::super::{lss, read_lss, read_tsv, tsv, write_tsv};

/// Compares conditions with those of the form that a file was made from, where that form is there: in it they are written
/// otherwise, with the names as they were before LimeSurvey's rules for names.
fn the_same_as_its_source(path: &std::path::Path, whole: &Questionnaire) {
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let form: serde_json::Value = serde_json::from_str(&text).unwrap();
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut group = None;
    for row in form["survey"].as_array().unwrap() {
        let (kind, name, relevant) = (field(row, "type"), field(row, "name").replace('_', ""), field(row, "relevant"));
        let own = relevant.replace("string-length(${", "length(").replace("})", ")").replace("${", "").replace('}', "");
        let own = own.replace('\'', "\"").replace('_', "");
        let wanted = (!own.is_empty()).then(|| own.parse::<Condition>().unwrap());
        match kind.as_str() {
            "begin_group" => group = wanted,
            "end_group" => group = None,
            _ => {
                let Some((page, _, question)) = whole.places().find(|(_, _, one)| one.key.as_str() == name) else {
                    continue;
                };
                println!("  {name}: {relevant}");
                assert_eq!(question.when, wanted, "{name}");
                assert_eq!(whole.pages[page].when, group, "{name}");
            }
        }
    }
}

/// Everything in a real file is taken over or named.
#[test]
fn real_surveys_are_taken_over_or_named() {
    let Some(data) = std::env::var_os("SOUNDINGS_REAL_DATA") else {
        println!("SOUNDINGS_REAL_DATA is not set: no real surveys were read");
        return;
    };
    let folder = std::path::Path::new(&data).join("questionnaires/limesurvey");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let (survey, imported) = match path.extension().and_then(|end| end.to_str()) {
            Some("tsv" | "txt") => (tsv::read(&bytes).unwrap(), read_tsv(&bytes).unwrap()),
            Some("lss") => (lss::read(&bytes).unwrap(), read_lss(&bytes).unwrap()),
            _ => continue,
        };
        count += 1;
        println!("\n== {}", path.display());
        let whole = &imported.questionnaire;
        for page in &whole.pages {
            println!(
                "page {} {:?} when {}",
                page.key,
                page.title,
                page.when.as_ref().map_or_else(String::new, ToString::to_string)
            );
            for question in &page.questions {
                let codes: Vec<&str> = question.options().iter().map(|option| option.code.as_str()).collect();
                let when = question.when.as_ref().map_or_else(String::new, ToString::to_string);
                println!("  {} {} {:?} {codes:?} when {when}", question.key, question.kind.word(), question.label);
            }
        }
        imported.dropped.iter().for_each(|dropped| println!("  dropped {dropped:?}"));
        imported.warnings.iter().for_each(|warning| println!("  warning {warning}"));
        imported.unclear.iter().for_each(|unclear| println!("  unclear {unclear:?}"));
        for (_, question) in survey.questions() {
            let here = whole.questions().any(|one| one.key.as_str() == question.code);
            let named = imported.dropped.iter().any(|dropped| dropped.name == question.code);
            let renamed = imported.warnings.iter().any(|warning| warning.contains(&format!("“{}”", question.code)));
            assert!(here || named || renamed, "{} in {}", question.code, path.display());
            let always = matches!(question.relevance.as_str(), "" | "1") && question.conditions.is_empty();
            if here && !always {
                assert!(
                    whole.question(&question.code).unwrap().when.is_some(),
                    "{} is asked of everybody",
                    question.code
                );
            }
        }
        the_same_as_its_source(&path.with_extension("source.json"), whole);
        // Written and read again it is the same.
        assert_eq!(read_tsv(&write_tsv(whole)).unwrap().questionnaire, *whole, "{}", path.display());
    }
    assert!(count > 0);
}
