//! Everything held about a person, in one file that they can take away.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::accounts::store::own;
use crate::accounts::{address_change, second_factor};
use crate::clock::machine;
use crate::consultations::rules::stage;
use crate::db::DbError;
use crate::identity::model::{Account, Role};
use crate::identity::sign_ins;
use crate::ids::ResponseId;
use crate::mine::store as took_part;
use crate::moderation::store as moderation;
use crate::moderation::writing::Writings;
use crate::notices::store::without_links;
use crate::responses::arrivals;
use crate::responses::code::ReceiptCode;
use crate::responses::person::Persons;
use crate::site::{self, Page, Visit, field_notes};
use crate::time::Time;
use crate::together::{approval, daily, team};

/// `GET /account/data`
pub async fn get(visit: Visit) -> Page {
    let account = visit.own_account()?;
    visit.require_own_wish()?;
    let data = everything(&visit, account).await?;
    let mut response = Response::new(Body::from(serde_json::to_string_pretty(&data)?));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"my-consultation-data.json\""),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

fn moment(at: Option<Time>) -> Value {
    at.map_or(Value::Null, |at| machine(at).into())
}

async fn everything(visit: &Visit, account: &Account) -> Result<Value, DbError> {
    let db = &visit.app.db;
    let devices: Vec<Value> = own::devices(db, account.id, visit.now)
        .await?
        .into_iter()
        .map(|device| {
            json!({
                "browser": device.agent, "own_device": device.own_device.0,
                "signed_in_at": machine(device.created_at), "last_used_at": machine(device.seen_at),
                "signed_in_with": device.how,
            })
        })
        .collect();
    let sign_ins: Vec<Value> = sign_ins::latest(db, account.id, visit.now)
        .await?
        .into_iter()
        .map(|one| json!({ "at": machine(one.at), "browser": one.browser, "outcome": one.outcome.words() }))
        .collect();
    // What they are checked by is a key, and a file lies about: it is left out.
    let second: Vec<Value> = second_factor::store::all(db, account.id)
        .await?
        .into_iter()
        .map(|one| {
            json!({
                "kind": one.kind.word(), "name": one.name, "added_at": machine(one.created_at),
                "last_used_at": moment(one.used_at),
            })
        })
        .collect();
    let address_change = address_change::store::of_account(db, account.id, visit.now).await?.map(|change| {
        json!({
            "to": change.email, "old_address_agreed_at": moment(change.old_agreed_at),
            "new_address_agreed_at": moment(change.new_agreed_at), "given_up_at": machine(change.expires_at),
        })
    });
    let branches: Vec<Value> = own::branches(db, account.id)
        .await?
        .into_iter()
        .map(|branch| json!({ "name": branch.name, "main": branch.main.0 }))
        .collect();
    let mail: Vec<Value> = own::mail(db, account.id)
        .await?
        .into_iter()
        .map(|mail| {
            json!({
                // A one-time link works like a key, and a file lies about: keys are left out.
                "to": mail.recipient, "subject": mail.subject, "text": without_links(&mail.body),
                "written_at": machine(mail.created_at), "sent_at": moment(mail.sent_at),
            })
        })
        .collect();
    let unsent: Vec<Value> = site::unsent::store::all(db, account.id, visit.now)
        .await?
        .into_iter()
        .map(|unsent| json!({ "form": unsent.form, "fields": unsent.body, "kept_at": machine(unsent.kept_at) }))
        .collect();
    let waiting: Vec<Value> = crate::accounts::pending::of_account(&visit.app, account.id, visit.now)
        .await?
        .into_iter()
        .map(|pending| {
            let fields: Vec<Value> = crate::site::Fields::parse(pending.body.as_bytes())
                .map(|fields| {
                    fields.pairs().iter().map(|(name, value)| json!({ "field": name, "value": value })).collect()
                })
                .unwrap_or_default();
            json!({
                "for": pending.path, "fields": fields, "sent_at": machine(pending.created_at),
                "kept_until": machine(pending.expires_at),
            })
        })
        .collect();
    let mut data = json!({
        "service": visit.service.name,
        "made_at": machine(visit.now),
        "account": {
            "name": account.name, "email": account.email, "role": account.role,
            "registered_at": machine(account.created_at), "address_confirmed_at": moment(account.confirmed_at),
            "wants_mail_about_consultations": own::wants_mail(db, account.id).await?,
        },
        "libraries": branches,
        "signed_in_on": devices,
        "sign_ins": sign_ins,
        "second_steps": second,
        "recovery_codes_left": second_factor::store::codes_left(db, account.id).await?,
        "address_change": address_change,
        "responses": responses(visit, account).await?,
        "waiting_for_your_address_to_be_confirmed": waiting,
        "mail": mail,
        "unsent_text": unsent,
    });
    if account.role != Role::Resident {
        data["account"]["wants_the_message_of_the_day"] = daily::store::wants(db, account.id).await?.into();
    }
    let team: Vec<Value> = team::store::of_person(db, account.id)
        .await?
        .into_iter()
        .map(|(consultation, owner, since)| {
            json!({ "consultation": consultation, "owner": owner.0, "since": machine(since) })
        })
        .collect();
    if !team.is_empty() {
        data["looks_after"] = team.into();
    }
    let approvals: Vec<Value> = approval::store::of_person(db, account.id)
        .await?
        .into_iter()
        .map(|(consultation, asked, note, answered, answer)| {
            json!({
                "consultation": consultation, "asked_at": machine(asked), "your_note": note,
                "you_answered_at": moment(answered), "your_answer": answer,
            })
        })
        .collect();
    if !approvals.is_empty() {
        data["approvals_before_publishing"] = approvals.into();
    }
    let notes: Vec<Value> = field_notes::store::of_person(db, account.id)
        .await?
        .into_iter()
        .map(|(consultation, about, text, at)| {
            json!({ "consultation": consultation, "about": about, "text": text, "at": machine(at) })
        })
        .collect();
    if !notes.is_empty() {
        data["notes_to_colleagues"] = notes.into();
    }
    let arrived: Vec<Value> = arrivals::of_person(db, account.id)
        .await?
        .into_iter()
        .map(|(source, consultation, at)| json!({ "consultation": consultation, "source": source, "at": machine(at) }))
        .collect();
    if !arrived.is_empty() {
        data["came_by_and_not_answered_yet"] = arrived.into();
    }
    for person in Persons::of(&visit.app).all() {
        if let Some((name, unsent)) = person.unsent(db, account).await? {
            data[name] = unsent.into();
        }
    }
    for writing in &visit.app.warm::<Writings>().0 {
        let words = writing.words();
        let reports = moderation::reports_by(db, words.kind, account.id).await?.into_iter().map(|report| {
            json!({
                words.kind: report.about, "reason": report.reason, "detail": report.detail,
                "at": machine(report.at), "looked_at": report.resolved_at.map(machine),
            })
        });
        let name = if words.path.is_empty() { "reports".to_owned() } else { format!("reports_of_{}", words.many) };
        data[name] = reports.collect::<Vec<_>>().into();
    }
    Ok(data)
}

async fn responses(visit: &Visit, account: &Account) -> Result<Vec<Value>, DbError> {
    let db = &visit.app.db;
    let responses = took_part::responses(db, account.id).await?;
    let ids: BTreeSet<_> = responses.iter().map(|response| response.response_id).collect();
    let mut said: BTreeMap<(ResponseId, &str), Vec<Value>> = BTreeMap::new();
    let mut fields = Vec::new();
    for person in Persons::of(&visit.app).all() {
        fields.extend(person.fields());
        for (response, field, one) in person.data(db, &ids).await? {
            said.entry((response, field)).or_default().push(one);
        }
    }
    let told = responses
        .iter()
        .map(|response| {
            let id = response.response_id;
            let mut told = json!({
                "consultation": response.slug, "title": response.title,
                "stage": stage(&response.dates, visit.now).word(),
                "receipt": ReceiptCode::for_response(&visit.app.secret, id.0).to_string(),
                "channel": response.channel, "library_counted_under": response.branch,
                "received_at": machine(response.received_at), "withdrawn_at": moment(response.response_withdrawn_at),
                "counted": response.live(),
            });
            if !response.source.is_empty() {
                told["source"] = response.source.clone().into();
            }
            for field in &fields {
                told[*field] = said.remove(&(id, *field)).unwrap_or_default().into();
            }
            told
        })
        .collect();
    Ok(told)
}
