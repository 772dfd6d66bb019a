//! What interactive parts read while somebody uses them: server functions under `/fn/`, each by GET. They
//! show nothing that a page would not show to everybody.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::IntoResponse;
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;

use super::fault::{Fault, Page};
use crate::App;

/// `GET /fn/{name}`
///
/// # Errors
/// [`Fault::Missing`] when there is no such function, [`Fault::Busy`] when the record is out of reach.
pub async fn read(State(app): State<App>, mut request: Request) -> Page {
    if !server_fn_paths().any(|(path, method)| path == request.uri().path() && method == *request.method()) {
        return Err(Fault::Missing);
    }
    // Leptos sends a plain form's visitor back where they came from; these are no forms.
    request.headers_mut().remove(header::ACCEPT);
    let answer = leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request).await;
    let mut answer = answer.into_response();
    // They do nothing but read, so what fails is the record.
    if answer.status().is_server_error() {
        return Err(Fault::Busy);
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use crate::ids::ProposalId;
    use crate::proposals::comments::islands::Alike;
    use crate::site::testing::Site;
    use crate::test_both;

    async fn proposal(site: &Site) -> ProposalId {
        let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        crate::proposals::store::place(&site.app.db, consultation.id, 1).await.unwrap().unwrap().id
    }

    test_both! {
        async fn somebody_who_writes_is_shown_comments_that_say_the_same(site) {
            site.consultation("hours", |_| {}).await;
            let proposal = proposal(site).await;
            let mut ann = site.resident("ann@example.org").await;
            let comments = "/consultations/hours/proposals/1/comments";
            ann.post(comments, &[("body", "Please keep the **children’s storytime** on Saturdays")]).await.is(303);
            ann.post(comments, &[("body", "The car park is full by noon")]).await.is(303);
            let asked = |text: &str| {
                let query = serde_urlencoded::to_string([("proposal", proposal.0.to_string()), ("text", text.to_owned())]);
                format!("/fn/similar-comments?{}", query.unwrap())
            };
            let answer = site.visitor().get(&asked("My children love storytime at Millbrook")).await.is(200);
            let alike: Vec<Alike> = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(alike.len(), 1, "{}", answer.body);
            assert!(alike[0].excerpt.contains("children’s storytime on Saturdays"), "{}", alike[0].excerpt);
            assert_eq!(alike[0].agrees, 0);
            assert_eq!(site.visitor().get(&asked("zebra \" OR 1 & | ( *")).await.is(200).body, "[]");
            site.visitor().get("/fn/something-else").await.is(404).says("\"status\":404");
        }
    }
}
