//! The description of the API for programs (OpenAPI 3.1).

use serde_json::{Value, json};

use super::answer;
use crate::consultations::model::{Level, Stage};
use crate::money::Period;
use crate::proposals::votes::model::Choice;
use crate::rankings::model::Method;
use crate::site::{Page, Visit};

/// `GET /api/openapi.json`
pub async fn show(visit: Visit) -> Page {
    Ok(answer(&visit, &description(&visit.app.config.public_url, &visit.service.name)))
}

/// The whole description.
pub fn description(public_url: &str, service: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{service}: consultations"),
            "version": "1",
            "description": "What is public about this library service's consultations. Reading only; no key is \
                            needed. Times are in UTC. Drafts never appear, and results that are hidden until a \
                            consultation closes are hidden here too.",
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" }
        },
        "servers": [{ "url": public_url }],
        "paths": paths(),
        "components": { "schemas": schemas(), "responses": problems() }
    })
}

fn answered(what: &str, schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": what, "content": { "application/json": { "schema": schema } } })
}

fn query(name: &str, what: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema })
}

fn paths() -> Value {
    let slug = json!({
        "name": "slug", "in": "path", "required": true, "description": "The consultation's name in addresses.",
        "schema": { "type": "string" }
    });
    let problem = |name: &str| json!({ "$ref": format!("#/components/responses/{name}") });
    let stages = json!({ "type": "string", "enum": Stage::PUBLIC.map(Stage::word) });
    json!({
        "/api/v1/consultations": { "get": {
            "operationId": "listConsultations",
            "summary": "Published consultations: open ones with what closes first at the top, then upcoming, closed, decided and withdrawn ones; 20 at a time.",
            "parameters": [
                query("stage", "Only consultations in this stage.", stages),
                query("branch", "Only consultations about this library, or about all. The slug of a library of the service; any other text is answered with 400.", json!({ "type": "string", "minLength": 1 })),
                query("q", "Only consultations with these words, best match first.", json!({ "type": "string", "maxLength": 200 })),
                query("after", "The “next” of the page before; any other text is answered with 400.", json!({ "type": "string", "minLength": 1 })),
            ],
            "responses": { "200": answered("A page of consultations.", "ConsultationList"), "400": problem("Unreadable") }
        } },
        "/api/v1/consultations/{slug}": { "get": {
            "operationId": "getConsultation",
            "summary": "One consultation with its proposals.",
            "parameters": [slug],
            "responses": { "200": answered("The consultation.", "Consultation"), "404": problem("Missing") }
        } },
        "/api/v1/consultations/{slug}/results": { "get": {
            "operationId": "getResults",
            "summary": "What people answered: to each proposal, each with their latest answer, and to whatever else was asked.",
            "parameters": [slug],
            "responses": { "200": answered("The results, or why they are hidden.", "Results"), "404": problem("Missing") }
        } },
        "/api/v1/branches": { "get": {
            "operationId": "listBranches",
            "summary": "The libraries of the service.",
            "responses": { "200": answered("Every library that is open.", "BranchList") }
        } }
    })
}

fn text(what: &str) -> Value {
    json!({ "type": "string", "description": what })
}

fn whole(what: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": what })
}

fn maybe_moment(what: &str) -> Value {
    json!({ "type": ["string", "null"], "format": "date-time", "description": what })
}

fn maybe_whole(what: &str) -> Value {
    json!({ "type": ["integer", "null"], "minimum": 0, "description": what })
}

fn or_null(schema: &str, what: &str) -> Value {
    json!({ "description": what, "oneOf": [{ "$ref": format!("#/components/schemas/{schema}") }, { "type": "null" }] })
}

fn list_of(schema: &str) -> Value {
    json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } })
}

/// An object that has exactly these, of which the named ones may be absent.
fn object(properties: Value, optional: &[&str]) -> Value {
    let required: Vec<&String> = properties
        .as_object()
        .map(|properties| properties.keys().filter(|name| !optional.contains(&name.as_str())).collect())
        .unwrap_or_default();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn page_of(schema: &str) -> Value {
    let next = json!({
        "type": ["string", "null"],
        "description": "Pass it as “after” to read on; null on the last page. What it says may change: do not take it apart."
    });
    object(json!({ "items": list_of(schema), "next": next }), &[])
}

/// What a list and a page of a consultation both say.
fn summary() -> Value {
    json!({
        "slug": text("Its name in addresses."),
        "title": text("What it is called."),
        "summary": text("One sentence."),
        "stage": { "type": "string", "enum": Stage::PUBLIC.map(Stage::word) },
        "opens_at": maybe_moment("The first moment of taking part."),
        "closes_at": maybe_moment("The first moment after taking part. For what ends at midnight this is 00:00 of the day after its last day."),
        "decision_due_at": maybe_moment("When the service means to decide."),
        "decided_at": maybe_moment("When the decision was published."),
        "withdrawn_at": maybe_moment("When it was withdrawn."),
        "branches": list_of("BranchName"),
        "url": { "type": "string", "format": "uri", "description": "Its page." }
    })
}

fn schemas() -> Value {
    let mut whole_consultation = summary();
    if let Some(properties) = whole_consultation.as_object_mut() {
        properties.insert(
            "background".to_owned(),
            text("Why the service asks, as it was written: a few marks make emphasis, lists and links."),
        );
        properties.insert("level".to_owned(), json!({ "type": "string", "enum": Level::ALL.map(Level::word) }));
        properties.insert("promise".to_owned(), text("What the service promises at this level."));
        properties.insert("proposals".to_owned(), list_of("Proposal"));
    }
    let uri = json!({ "type": "string", "format": "uri" });
    let answers: serde_json::Map<String, Value> =
        Choice::ALL.into_iter().map(|choice| (choice.word().to_owned(), whole(choice.title()))).collect();
    json!({
        "ConsultationList": page_of("ConsultationSummary"),
        "ConsultationSummary": object(summary(), &[]),
        "Consultation": object(whole_consultation, &[]),
        "Proposal": object(json!({
            "number": whole("Its number in the consultation, from 1."),
            "title": text("What it is called."),
            "summary": text("One or two sentences."),
            "version": whole("The version that stands, from 1."),
            "comments": whole("Published comments and replies."),
            "costs": list_of("Cost"),
            "url": uri
        }), &[]),
        "Cost": object(json!({
            "item": text("What the money is for."),
            "amount_pence": {
                "type": "integer",
                "description": "Pence; negative for a saving. Amounts of different periods are not to be added up."
            },
            "period": {
                "type": "string",
                "enum": Period::ALL.map(Period::word),
                "description": "How often it is paid; not-said in versions published before this was asked."
            },
            "note": text("A line of explanation; empty if there is none.")
        }), &[]),
        "Results": object(json!({
            "slug": text("The consultation's name in addresses."),
            "title": text("What it is called."),
            "stage": { "type": "string", "enum": Stage::PUBLIC.map(Stage::word) },
            "hidden": { "type": "boolean", "description": "Whether the votes are hidden now." },
            "reason": { "type": ["string", "null"], "description": "Why the votes are hidden; null when they are shown." },
            "proposals": list_of("ProposalResults"),
            "statements": or_null("StatementResults", "Short statements; absent when none are asked, null while hidden."),
            "rankings": {
                "type": ["array", "null"],
                "items": { "$ref": "#/components/schemas/RankingResults" },
                "description": "Options put in order; absent when none are asked, null while hidden."
            },
            "budget": or_null("BudgetResults", "A budget vote; absent when there is none, null while hidden or when it cannot be worked out."),
            "url": uri
        }), &["statements", "rankings", "budget"]),
        "StatementResults": object(json!({
            "question": text("What the statements answer."),
            "finding": text("What the last opinion map shows, in words; the map is worked out a little after the answers come in."),
            "items": list_of("StatementCounts"),
            "url": uri
        }), &[]),
        "StatementCounts": object(json!({
            "number": whole("Its number in the consultation, from 1."),
            "text": text("Its words; empty when its author had them erased."),
            "from": { "type": "string", "enum": ["library-service", "resident"] },
            "agree": whole("People who agree."),
            "disagree": whole("People who disagree."),
            "pass": whole("People who passed.")
        }), &[]),
        "RankingResults": object(json!({
            "number": whole("Its number in the consultation, from 1."),
            "question": text("What people were asked."),
            "method": { "type": "string", "enum": Method::ALL.map(Method::word), "description": "The way of counting that was announced, and decides." },
            "people": whole("People who put the options in order."),
            "options": list_of("RankedOption"),
            "winners": object(json!({
                "instant-runoff": maybe_whole("The option’s number; null without votes."),
                "schulze": maybe_whole("The option’s number; null without votes.")
            }), &[]),
            "preferences": {
                "type": "array",
                "items": { "type": "array", "items": { "type": "integer", "minimum": 0 } },
                "description": "How many people prefer the option of the row to that of the column, in the order of “options”."
            },
            "finding": text("What came of it, in words."),
            "url": uri
        }), &[]),
        "RankedOption": object(json!({
            "number": whole("Its number in the ranking, from 1."), "title": text("What it is called.")
        }), &[]),
        "BudgetResults": object(json!({
            "title": text("What the vote is called."),
            "total_pence": whole("The money there is, in pence."),
            "people": maybe_whole("People who voted; null while the outcome is being worked out."),
            "projects": {
                "type": ["array", "null"],
                "items": { "$ref": "#/components/schemas/BudgetProject" },
                "description": "The projects with what both rules buy; null while the outcome is being worked out."
            },
            "finding": text("What came of it, in words."),
            "url": uri
        }), &[]),
        "BudgetProject": object(json!({
            "number": whole("Its number in the vote, from 1."),
            "title": text("What it is called."),
            "cost_pence": whole("What it costs, in pence."),
            "supporters": whole("People who voted for it."),
            "by_equal_shares": { "type": "boolean", "description": "Whether equal shares buys it." },
            "by_most_votes": { "type": "boolean", "description": "Whether buying by most votes first would." }
        }), &[]),
        "ProposalResults": object(json!({
            "number": whole("Its number in the consultation, from 1."),
            "title": text("What it is called."),
            "votes": {
                "description": "How many people gave each answer, each person once with their latest; null while hidden.",
                "oneOf": [{ "$ref": "#/components/schemas/Votes" }, { "type": "null" }]
            },
            "reason": text("Why the votes are hidden; absent when they are shown."),
            "comments": whole("Published comments and replies."),
            "finding": text("What the answers amount to, in words; absent while hidden."),
            "versions": list_of("VersionVotes"),
            "branches": list_of("BranchVotes")
        }), &["reason", "finding", "versions", "branches"]),
        "Votes": object(Value::Object(answers), &[]),
        "VersionVotes": object(json!({
            "version": whole("The version the answers were given to, from 1."),
            "votes": { "$ref": "#/components/schemas/Votes" }
        }), &[]),
        "BranchVotes": object(json!({
            "name": text("The library, or “Libraries with fewer than 5 answers” for those put together."),
            "votes": { "$ref": "#/components/schemas/Votes" }
        }), &[]),
        "BranchList": page_of("Branch"),
        "BranchName": object(json!({ "slug": text("Its name in addresses."), "name": text("What it is called.") }), &[]),
        "Branch": object(json!({
            "slug": text("Its name in addresses."), "name": text("What it is called."), "url": uri
        }), &[]),
        "Problem": object(json!({
            "type": text("about:blank: the status says what kind of problem it is."),
            "title": text("What went wrong, in a few words."),
            "status": whole("The HTTP status."),
            "detail": text("What went wrong and what to do.")
        }), &[])
    })
}

/// Errors are problem details (RFC 9457).
fn problems() -> Value {
    let problem = |what: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        json!({ "description": what, "content": { "application/problem+json": { "schema": schema } } })
    };
    json!({
        "Missing": problem("There is no published consultation with this slug."),
        "Unreadable": problem("A parameter has a value that is not understood.")
    })
}
