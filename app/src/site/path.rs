//! What stands in an address: the name of a consultation, the number of a person. What cannot be one, is no text at all or
//! no number, is an address that we do not have, and is answered with the page that says so.

use axum::extract::{FromRequestParts, Path as AnyPath};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::fault::Fault;

/// The parts of an address, as its route names them.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match AnyPath::<T>::from_request_parts(parts, state).await {
            Ok(AnyPath(found)) => Ok(Self(found)),
            Err(_) => Err(Fault::Missing),
        }
    }
}
