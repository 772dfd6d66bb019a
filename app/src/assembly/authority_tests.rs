//! Every address is asked for by everybody who might come, and answers as its room declared: this is the test of who may
//! do what, for the whole site. A new address is tested by being declared.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt;

use super::INSTRUMENTS;
use super::router::routes;
use crate::identity::model::Role;
use crate::identity::obligation::{ROLES, SecondFactorRule};
use crate::identity::rules::{Permission, may};
use crate::ids::AccountId;
use crate::site::routes::{AskedBy, Authority, Declared};
use crate::site::settings;
use crate::site::testing::Site;
use crate::site::visit::SET_UP;
use crate::{sql, test_both};

/// Somebody who might come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    Nobody,
    /// Signed in, but the address is not confirmed yet.
    Unconfirmed(Role),
    Confirmed(Role),
}

impl Visitor {
    fn all() -> impl Iterator<Item = Self> {
        let unconfirmed = [Self::Unconfirmed(Role::Resident), Self::Unconfirmed(Role::Administrator)];
        [Self::Nobody].into_iter().chain(unconfirmed).chain(Role::ALL.map(Self::Confirmed))
    }

    /// What an address of this authority has to answer: nothing when it lets this visitor in.
    fn refused_by(self, authority: Authority) -> Option<StatusCode> {
        let needs = |all: &[Permission]| match self {
            Self::Nobody => Some(StatusCode::UNAUTHORIZED),
            Self::Confirmed(role) if all.iter().any(|one| may(role, *one)) => None,
            Self::Confirmed(_) | Self::Unconfirmed(_) => Some(StatusCode::FORBIDDEN),
        };
        match authority {
            Authority::Anyone => None,
            Authority::SignedIn => (self == Self::Nobody).then_some(StatusCode::UNAUTHORIZED),
            Authority::Confirmed => match self {
                Self::Nobody => Some(StatusCode::UNAUTHORIZED),
                Self::Unconfirmed(_) => Some(StatusCode::FORBIDDEN),
                Self::Confirmed(_) => None,
            },
            Authority::Colleague => match self {
                Self::Nobody => Some(StatusCode::UNAUTHORIZED),
                Self::Confirmed(Role::Resident) | Self::Unconfirmed(Role::Resident) => Some(StatusCode::FORBIDDEN),
                Self::Confirmed(_) | Self::Unconfirmed(_) => None,
            },
            Authority::TakesPart => needs(&[Permission::TakePart]),
            Authority::Needs(one) => needs(&[one]),
            Authority::NeedsOneOf(all) => needs(all),
        }
    }
}

/// One consultation that asks everything there is, so that every address about it leads somewhere.
async fn everything(site: &Site) {
    let id = site.consultation("hours", |new| new.published_at = None).await;
    let base = "/staff/consultations/hours";
    let mut staff = site.colleague("Ed Itor", Role::Administrator).await;
    staff.post(&format!("{base}/statements"), &[("question", "What matters?"), ("own", "before")]).await.is(303);
    staff.post(&format!("{base}/statements/add"), &[("texts", "Mondays matter most.")]).await.is(303);
    let ranking = [("question", "Which?"), ("method", "schulze"), ("option_title_0", "A"), ("option_title_1", "B")];
    staff.post(&format!("{base}/rankings/new"), &ranking).await.is(303);
    let questionnaire = [("definition", crate::questionnaires::EXAMPLE)];
    staff.post(&format!("{base}/questionnaires/new"), &questionnaire).await.is(303);
    let budget = [
        ("title", "Money"),
        ("total", "500"),
        ("ballot", "approve-any"),
        ("caps", "none"),
        ("completion", "none"),
        ("ties", "lot"),
    ];
    staff.post(&format!("{base}/budget"), &budget).await.is(303);
    let project = [("title", "A bench"), ("summary", "Oak."), ("cost", "5")];
    staff.post(&format!("{base}/budget/projects/new"), &project).await.is(303);
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE consultations SET published_at = opens_at WHERE id = $1", id).run(&mut tx).await.unwrap();
    for questionnaire in crate::questionnaires::store::all(&mut tx, id).await.unwrap() {
        crate::questionnaires::store::publish(
            &mut tx,
            questionnaire.id,
            "",
            &std::collections::BTreeSet::new(),
            site.app.clock.now(),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let mut ann = site.resident("ann@example.org").await;
    let comment = [("body", "Open on Mondays too.")];
    ann.post("/consultations/hours/proposals/1/comments", &comment).await.is(303);
}

/// An address with its names filled in.
fn filled(path: &str) -> String {
    let filled: Vec<&str> = path
        .split('/')
        .map(|part| match part {
            "{slug}" => "hours",
            part if part.starts_with('{') => "1",
            part => part,
        })
        .collect();
    filled.join("/")
}

/// The status of what is answered.
async fn status_of(site: &Site, method: &Method, path: &str, account: Option<AccountId>) -> StatusCode {
    answer_of(site, method, path, account).await.status()
}

/// What is answered; the body of a page that never ends (counts as they come in) is not waited for.
async fn answer_of(site: &Site, method: &Method, path: &str, account: Option<AccountId>) -> Response {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(account) = account {
        let browser = site.signed_in(account).await;
        request = request.header(header::COOKIE, format!("session={}", browser.cookie("session").unwrap()));
    }
    if *method == Method::POST {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The account of a visitor: a new one, so that no act of the walk before stands in the way.
async fn account_of(site: &Site, visitor: Visitor, number: usize) -> Option<AccountId> {
    let (role, confirmed) = match visitor {
        Visitor::Nobody => return None,
        Visitor::Unconfirmed(role) => (role, false),
        Visitor::Confirmed(role) => (role, true),
    };
    let id = site.account(&format!("{number}@example.org"), role).await;
    if !confirmed {
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET confirmed_at = NULL WHERE id = $1", id).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    Some(id)
}

test_both! {
    async fn every_address_lets_in_whom_it_declares_and_turns_away_everybody_else(site) {
        everything(site).await;
        let (mut wrong, mut number) = (Vec::new(), 0);
        for visitor in Visitor::all() {
            let account = account_of(site, visitor, number).await;
            number += 1;
            for Declared { method, path, authority, .. } in routes(INSTRUMENTS).declared() {
                let address = filled(path);
                let heads = *method == Method::GET && *authority != Authority::Anyone && visitor == Visitor::Nobody;
                let methods = if heads { vec![Method::GET, Method::HEAD] } else { vec![method.clone()] };
                for method in methods {
                    let found = status_of(site, &method, &address, account).await;
                    let right = match visitor.refused_by(*authority) {
                        Some(status) => found == status,
                        None => {
                            !matches!(found, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                                && (*authority != Authority::TakesPart || found != StatusCode::NOT_FOUND)
                                && !found.is_server_error()
                        }
                    };
                    if !right {
                        wrong.push(format!("{method} {path} ({authority:?}) answers {found} to {visitor:?}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

test_both! {
    async fn whoever_has_to_set_up_a_second_step_first_gets_at_nothing_of_the_service(site) {
        everything(site).await;
        let mut tx = site.app.db.begin().await.unwrap();
        for role in ROLES {
            settings::set(&mut tx, &SecondFactorRule::setting(role), "0").await.unwrap();
        }
        tx.commit().await.unwrap();
        let (mut wrong, mut seen) = (Vec::new(), 0);
        for role in ROLES {
            let visitor = Visitor::Confirmed(role);
            let account = site.account(&format!("{}@example.org", role.word()), role).await;
            for Declared { method, path, authority, .. } in routes(INSTRUMENTS).declared() {
                let inner = matches!(authority, Authority::Colleague | Authority::Needs(_) | Authority::NeedsOneOf(_));
                if !inner || visitor.refused_by(*authority).is_some() {
                    continue;
                }
                seen += 1;
                let answer = answer_of(site, method, &filled(path), Some(account)).await;
                let led = answer.headers().get(header::LOCATION).is_some_and(|to| to == SET_UP);
                let right = answer.status() == StatusCode::FORBIDDEN || (*method == Method::GET && led);
                if !right {
                    wrong.push(format!("{method} {path} ({authority:?}) answers {} to {role:?}", answer.status()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(seen > 400, "{seen} addresses were asked for");
    }
}

#[test]
fn nothing_of_the_staff_s_or_the_council_s_is_for_everybody() {
    let routes = routes(INSTRUMENTS);
    let inner = routes.declared().iter().filter(|one| {
        ["/staff", "/council"].iter().any(|room| one.path == *room || one.path.starts_with(&format!("{room}/")))
    });
    let mut found = 0;
    for Declared { method, path, authority, .. } in inner {
        found += 1;
        let kept = matches!(authority, Authority::Colleague | Authority::Needs(_) | Authority::NeedsOneOf(_));
        assert!(kept && *authority != Authority::Needs(Permission::TakePart), "{method} {path} is for {authority:?}");
    }
    assert!(found > 90, "{found} addresses were looked at");
    let own = routes.declared().iter().filter(|one| one.path.starts_with("/account"));
    assert!(
        own.fold(0, |count, one| {
            assert!(matches!(one.authority, Authority::SignedIn | Authority::Confirmed), "{}", one.path);
            count + 1
        }) > 10
    );
}

#[test]
fn a_handler_asks_for_itself_only_where_it_keeps_what_was_sent() {
    let routes = routes(INSTRUMENTS);
    let selves: BTreeSet<&str> = routes
        .declared()
        .iter()
        .filter(|one| one.asked_by == AskedBy::Handler && one.authority != Authority::TakesPart)
        .map(|one| one.path.as_str())
        .collect();
    // An upload, whose words wait without the file; and how long a sign-in lasts, which asking must not make longer.
    assert_eq!(selves, BTreeSet::from(["/account/time-left", "/staff/consultations/{slug}/documents"]));
    let unasked =
        routes.declared().iter().find(|one| one.authority == Authority::TakesPart && one.asked_by != AskedBy::Handler);
    assert_eq!(unasked, None, "what residents send is kept while they sign in, so its handler asks");
}

/// The whole list, to be read: a change of who may use what is a change of this file.
#[test]
fn who_may_use_which_address_is_as_it_was() {
    let routes = routes(INSTRUMENTS);
    let mut lines: Vec<String> = routes
        .declared()
        .iter()
        .map(|Declared { method, path, authority, .. }| format!("{path} {method}: {authority:?}"))
        .collect();
    lines.sort();
    let mut settings = insta::Settings::new();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("addresses", lines.join("\n")));
}
