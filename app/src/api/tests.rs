//! The read API as a program meets it.

mod bodies;

use serde_json::Value;

use super::openapi::as_json;
use crate::assembly::instruments::INSTRUMENTS;
use crate::identity::model::Role;
use crate::site::testing::{Site, TestResponse};
use crate::test_both;
use crate::time::Time;

const LIST: &str = "/api/v1/consultations";
const RESULTS: &str = "/api/v1/consultations/hours/results";
const VOTE: &str = "/consultations/hours/proposals/1/vote";

/// Where a value does not fit a schema of the description. Knows what the description uses, and refuses names
/// the description does not have, so that nothing is sent that is not described.
fn misfits(value: &Value, schema: &Value, whole: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = whole.pointer(name.trim_start_matches('#'));
        return target.map_or_else(|| vec![format!("{at}: no {name}")], |target| misfits(value, target, whole, at));
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return misfits(value, &together(parts, whole), whole, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|choice| misfits(value, choice, whole, at).is_empty()).count();
        return if fitting == 1 { Vec::new() } else { vec![format!("{at}: fits {fitting} of the choices")] };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        known => known == kind,
    };
    let mut wrong = if fits { Vec::new() } else { vec![format!("{at}: {kind} is not {}", schema["type"])] };
    if let (Some(words), false) = (schema["enum"].as_array(), value.is_null())
        && !words.contains(value)
    {
        wrong.push(format!("{at}: {value} is not one of {words:?}"));
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        wrong.extend(misfits(item, &schema["items"], whole, &format!("{at}[{place}]")));
    }
    if let Some(fields) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                wrong.push(format!("{at}: {name} is missing"));
            }
        }
        for (name, field) in fields {
            match schema["properties"].get(name) {
                Some(known) => wrong.extend(misfits(field, known, whole, &format!("{at}.{name}"))),
                None => wrong.push(format!("{at}: {name} is not described")),
            }
        }
    }
    wrong
}

/// One object with the fields of several.
fn together(parts: &[Value], whole: &Value) -> Value {
    let (mut properties, mut required) = (serde_json::Map::new(), Vec::new());
    for part in parts {
        let part = match part["$ref"].as_str() {
            Some(name) => whole.pointer(name.trim_start_matches('#')).unwrap(),
            None => part,
        };
        properties.extend(part["properties"].as_object().unwrap().clone());
        required.extend(part["required"].as_array().unwrap().clone());
    }
    serde_json::json!({ "type": "object", "properties": properties, "required": required })
}

/// Fails unless an answer is what the description says of its path and status.
#[track_caller]
fn as_described(answer: &TestResponse, path: &str) {
    let whole = as_json("http://soundings.test", "Libraries", INSTRUMENTS).unwrap();
    let status = answer.status.as_u16().to_string();
    let mut described = &whole["paths"][path]["get"]["responses"][&status];
    if let Some(name) = described["$ref"].as_str() {
        described = whole.pointer(name.trim_start_matches('#')).unwrap();
    }
    let kind = answer.headers["content-type"].to_str().unwrap();
    let schema = &described["content"][kind]["schema"];
    assert!(schema.is_object(), "{path} does not describe {status} as {kind}");
    let wrong = misfits(&answer.json(), schema, &whole, path);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
}

async fn slugs(site: &Site, path: &str) -> Vec<String> {
    let answer = site.visitor().get(path).await.is(200);
    as_described(&answer, LIST);
    answer.json()["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

test_both! {
    async fn hidden_results_are_null_with_a_reason_until_closing(site) {
        let closes = site.app.clock.now().plus(Time::HOUR);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        site.resident("ann@example.org").await.post(VOTE, &[("choice", "support")]).await.is(303);
        for mut reader in [site.visitor(), site.person(Role::Staff).await] {
            let answer = reader.get(RESULTS).await.is(200);
            as_described(&answer, "/api/v1/consultations/{slug}/results");
            let proposal = &answer.json()["proposals"][0];
            assert!(proposal["votes"].is_null());
            assert!(proposal["reason"].as_str().unwrap().contains("hidden until the consultation closes"));
            assert_eq!(answer.json()["reason_code"], "results-hidden");
            assert!(!answer.body.contains("support"), "{}", answer.body);
        }
        site.app.clock.advance(Time::HOUR);
        let answer = site.visitor().get(RESULTS).await.is(200);
        as_described(&answer, "/api/v1/consultations/{slug}/results");
        let proposal = &answer.json()["proposals"][0];
        assert_eq!((&proposal["votes"]["support"], &proposal["votes"]["dont-know"]), (&1.into(), &0.into()));
        assert_eq!(proposal["number"], 1);
    }

    async fn live_results_follow_every_vote_through_the_cache(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let first = site.visitor().get(RESULTS).await.is(200);
        assert_eq!(first.json()["proposals"][0]["votes"]["oppose"], 0);
        assert!(first.headers.contains_key("etag"), "kept for everybody who is not signed in");
        site.resident("ann@example.org").await.post(VOTE, &[("choice", "oppose")]).await.is(303);
        let second = site.visitor().get(RESULTS).await.is(200);
        assert_eq!(second.json()["proposals"][0]["votes"]["oppose"], 1);
        assert_eq!(second.headers["content-type"], "application/json");
        as_described(&second, "/api/v1/consultations/{slug}/results");
        let signed_in = site.person(Role::Staff).await.get(RESULTS).await;
        assert_eq!(signed_in.headers["cache-control"], "private, no-store");
    }

    async fn what_else_was_asked_is_null_while_hidden_and_then_has_its_counts(site) {
        let mut staff = site.person(Role::Staff).await;
        let closes = site.app.clock.now().plus(2 * Time::HOUR);
        site.consultation("hours", |new| {
            (new.published_at, new.closes_at) = (None, Some(closes));
        })
        .await;
        const STAFF: &str = "/staff/consultations/hours";
        staff.post(&format!("{STAFF}/statements"), &[("question", "What matters?"), ("own", "off")]).await.is(303);
        staff.post(&format!("{STAFF}/statements/add"), &[("texts", "Sundays matter.")]).await.is(303);
        let ranking = [("question", "Where?"), ("method", "schulze"), ("option_title_0", "Park"), ("option_title_1", "Quay")];
        staff.post(&format!("{STAFF}/rankings/new"), &ranking).await.is(303);
        let budget = [
            ("title", "£500"), ("total", "500"), ("ballot", "approve-any"), ("caps", "none"), ("completion", "none"), ("ties", "lot"),
        ];
        staff.post(&format!("{STAFF}/budget"), &budget).await.is(303);
        let project = [("title", "A bench"), ("summary", "In the sun."), ("cost", "200")];
        staff.post(&format!("{STAFF}/budget/projects/new"), &project).await.is(303);
        staff.post(&format!("{STAFF}/publish"), &[("anyway", "yes"), ("because", "It is urgent.")]).await.is(303);
        let mut ann = site.resident("ann@example.org").await;
        ann.post("/consultations/hours/statements/1/answer", &[("answer", "agree")]).await.is(303);
        ann.post("/consultations/hours/rankings/1/vote", &[("option_1", "2"), ("option_2", "1")]).await.is(303);
        ann.post("/consultations/hours/budget/vote", &[("project", "1")]).await.is(303);
        site.alike(4, "/consultations/hours/rankings/1/vote", &[("option_1", "2"), ("option_2", "1")]).await;
        site.alike(4, "/consultations/hours/budget/vote", &[("project", "1")]).await;
        let answer = site.visitor().get(RESULTS).await.is(200);
        as_described(&answer, "/api/v1/consultations/{slug}/results");
        for part in ["statements", "rankings", "budget"] {
            assert!(answer.json().get(part).is_some_and(Value::is_null), "{part} is asked, and hidden");
        }
        site.app.clock.advance(2 * Time::HOUR);
        crate::statements::map::catch_up(&site.app).await.unwrap();
        let answer = site.visitor().get(RESULTS).await.is(200);
        as_described(&answer, "/api/v1/consultations/{slug}/results");
        let body = answer.json();
        assert_eq!(body["statements"]["items"][0]["agree"], 1);
        assert_eq!(body["statements"]["finding"], "1 person gave 1 answer.");
        assert_eq!((&body["rankings"][0]["winners"]["schulze"], &body["rankings"][0]["people"]), (&2.into(), &5.into()));
        assert_eq!(body["rankings"][0]["preferences"], serde_json::json!([[0, 0], [5, 0]]));
        let bench = &body["budget"]["projects"][0];
        assert_eq!((&bench["cost_pence"], &bench["supporters"], &bench["by_equal_shares"]), (&20_000.into(), &5.into(), &true.into()));
        // What is not asked is not there.
        site.consultation("plain", |new| new.results = "live").await;
        let plain = site.visitor().get("/api/v1/consultations/plain/results").await.is(200).json();
        assert!(plain.get("statements").is_none() && plain.get("rankings").is_none() && plain.get("budget").is_none());
    }

    async fn a_consultation_has_its_proposals_and_libraries(site) {
        let id = site.consultation("hours", |_| {}).await;
        let quay = site.branch("quay", "Quay Library").await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", id, quay)
            .run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let answer = site.visitor().get("/api/v1/consultations/hours").await.is(200);
        as_described(&answer, "/api/v1/consultations/{slug}");
        let body = answer.json();
        assert_eq!((&body["stage"], &body["closes_at"]), (&"open".into(), &"2026-04-01T10:00:00Z".into()));
        assert_eq!(body["proposals"][0]["title"], "Open on Saturday afternoons");
        assert_eq!(body["branches"][0]["slug"], "quay");
        let libraries = site.visitor().get("/api/v1/branches").await.is(200);
        as_described(&libraries, "/api/v1/branches");
        assert_eq!(libraries.json()["items"][0]["name"], "Quay Library");
    }

    async fn drafts_never_appear_not_even_to_staff(site) {
        site.consultation("draft", |new| new.published_at = None).await;
        site.consultation("hours", |_| {}).await;
        assert_eq!(slugs(site, LIST).await, ["hours"]);
        for mut reader in [site.visitor(), site.person(Role::Staff).await] {
            for ending in ["", "/results"] {
                let answer = reader.get(&format!("/api/v1/consultations/draft{ending}")).await.is(404);
                as_described(&answer, &format!("/api/v1/consultations/{{slug}}{ending}"));
            }
        }
    }

    async fn the_list_is_read_page_by_page_without_gaps_or_repeats(site) {
        for number in 0..45 {
            site.consultation(&format!("c{number}"), |_| {}).await;
        }
        let mut seen = Vec::new();
        let mut path = LIST.to_owned();
        let mut pages = 0;
        loop {
            let answer = site.visitor().get(&path).await.is(200);
            let body = answer.json();
            pages += 1;
            seen.extend(body["items"].as_array().unwrap().iter().map(|item| item["slug"].to_string()));
            match body["next"].as_str() {
                Some(next) => path = format!("{LIST}?after={next}"),
                None => break,
            }
        }
        assert_eq!((pages, seen.len()), (3, 45));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45);
    }

    async fn every_list_has_what_is_open_first_and_goes_on_through_the_stages(site) {
        let now = site.app.clock.now();
        let mut expected = Vec::new();
        for (stage, many) in [("withdrawn", 3), ("closed", 15), ("upcoming", 11), ("open", 24)] {
            // Made in an order that is not the order of the list.
            for number in [0, 2, 1].into_iter().chain(3..many) {
                let slug = format!("{stage}-{number:02}");
                let at = now.plus(i64::from(number + 1) * Time::DAY);
                let ago = now.plus(-i64::from(number + 1) * Time::DAY);
                site.consultation(&slug, |new| {
                    new.published_at = Some(now.plus(-60 * Time::DAY));
                    new.opens_at = Some(now.plus(-50 * Time::DAY));
                    match stage {
                        "open" => new.closes_at = Some(at),
                        "upcoming" => {
                            new.opens_at = Some(at);
                            new.closes_at = Some(now.plus(90 * Time::DAY - i64::from(number)));
                        }
                        "closed" => new.closes_at = Some(ago),
                        _ => new.withdrawn_at = Some(ago),
                    }
                }).await;
            }
            let mut own: Vec<String> = (0..many).map(|number| format!("{stage}-{number:02}")).collect();
            own.append(&mut expected);
            expected = own;
        }
        expected.retain(|slug| !slug.starts_with("withdrawn"));
        expected.extend((0..3).map(|number| format!("withdrawn-{number:02}")));
        let (mut read, mut path) = (Vec::new(), LIST.to_owned());
        loop {
            let body = site.visitor().get(&path).await.is(200).json();
            read.extend(body["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()));
            match body["next"].as_str() {
                Some(next) => path = format!("{LIST}?after={next}"),
                None => break,
            }
        }
        assert_eq!(read, expected);
        // The public list shows the same, page by page.
        let linked = |page: &str| {
            let links = page.split("<h2><a dir=\"auto\" href=\"/consultations/").skip(1);
            links.map(|link| link.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (mut read, mut path) = (Vec::new(), "/consultations".to_owned());
        loop {
            let page = site.visitor().get(&path).await.is(200);
            read.extend(linked(&page.body));
            match page.body.split("after=").nth(1) {
                Some(after) => path = format!("/consultations?after={}", after.split('"').next().unwrap()),
                None => break,
            }
        }
        assert_eq!(read, expected);
        let front = linked(&site.visitor().get("/").await.body);
        assert_eq!(front[..20], expected[..20]);
        assert!(front[20..].iter().all(|slug| slug.starts_with("closed-")), "then what waits for a decision: {front:?}");
        site.branch("quay", "Quay Library").await;
        assert_eq!(slugs(site, &format!("{LIST}?branch=quay")).await, expected[..20]);
        // The staff's list puts first what needs somebody, and by stage it can be asked for.
        let staff = site.person(Role::Staff).await.get("/staff?stage=open").await.is(200).says("/open-00");
        staff.does_not_say("/closed-00");
    }

    async fn a_sum_and_a_name_are_found_however_they_are_typed(site) {
        site.consultation("roof", |new| new.title = "£50,000 for the roof of Łódź Street".to_owned()).await;
        site.consultation("hours", |new| new.title = "O’Brien Müller Library hours".to_owned()).await;
        for words in ["50000", "%C2%A350,000", "50%2C000", "50k", "lodz", "LODZ", "%C5%81%C3%B3d%C5%BA"] {
            assert_eq!(slugs(site, &format!("{LIST}?q={words}")).await, ["roof"], "{words}");
        }
        for words in ["obrien", "o%27brien", "O%E2%80%99Brien", "brien", "MULLER", "m%C3%BCller"] {
            assert_eq!(slugs(site, &format!("{LIST}?q={words}")).await, ["hours"], "{words}");
        }
    }

    async fn the_list_can_be_narrowed_by_stage_library_and_words(site) {
        let now = site.app.clock.now();
        site.consultation("open", |_| {}).await;
        site.consultation("closed", |new| { new.closes_at = Some(now); new.title = "Makerspace at Quay".to_owned(); }).await;
        site.branch("quay", "Quay Library").await;
        assert_eq!(slugs(site, &format!("{LIST}?stage=closed")).await, ["closed"]);
        assert_eq!(slugs(site, &format!("{LIST}?stage=decided")).await, Vec::<String>::new());
        assert_eq!(slugs(site, &format!("{LIST}?q=makerspace")).await, ["closed"]);
        assert_eq!(slugs(site, &format!("{LIST}?branch=quay")).await.len(), 2);
    }

    async fn what_is_not_understood_is_refused_as_problem_details(site) {
        for query in ["stage=", "stage=draft", "stage=soon", "after=", "after=x", "after=1-y", "branch=", "branch=nowhere", "q=%ff"] {
            let answer = site.visitor().get(&format!("{LIST}?{query}")).await.is(400);
            as_described(&answer, LIST);
            assert_eq!(answer.json()["status"], 400);
        }
        let long = "x".repeat(201);
        as_described(&site.visitor().get(&format!("{LIST}?q={long}")).await.is(400), LIST);
    }

    async fn the_description_names_every_address_and_other_pages_stay_closed_to_other_sites(site) {
        site.consultation("hours", |_| {}).await;
        let answer = site.visitor().get("/api/openapi.json").await.is(200);
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let body = answer.json();
        assert_eq!(body["openapi"], "3.1.0");
        for path in body["paths"].as_object().unwrap().keys() {
            let real = site.visitor().get(&path.replace("{slug}", "hours")).await.is(200);
            as_described(&real, path);
        }
        for path in ["/", "/consultations/hours", "/healthz"] {
            assert!(!site.visitor().get(path).await.headers.contains_key("access-control-allow-origin"));
        }
    }
}
