//! The description of the API for programs (OpenAPI 3.1), made from the types that are sent ([`bodies`](super::bodies), and
//! what each kind of thing that is asked tells of itself).

#[cfg(test)]
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths};
use utoipa::openapi::schema::{Components, ObjectBuilder, Schema, Type};
use utoipa::openapi::{
    Content, Info, License, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, Server,
};

use super::answer;
use super::bodies::{BranchList, Consultation, ConsultationList, Results};
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Stage;
use crate::site::described::{NamedSchema, one_of, types};
use crate::site::fault::Problem;
use crate::site::{Page, Visit};

/// `GET /api/openapi.json`
pub async fn show(visit: Visit) -> Page {
    let description = description(&visit.app.config.public_url, &visit.service.name, Instruments::of(&visit.app));
    Ok(answer(&visit, &description)?)
}

/// The whole description.
pub fn description(public_url: &str, service: &str, instruments: Instruments) -> OpenApi {
    let mut info = Info::new(format!("{service}: consultations"), "1".to_owned());
    info.description = Some(
        "What is public about this library service's consultations. Reading only; no key is needed. Times are in UTC. \
         Drafts never appear, and results that are hidden until a consultation closes are hidden here too."
            .to_owned(),
    );
    let mut license = License::new("AGPL-3.0-or-later");
    license.identifier = Some("AGPL-3.0-or-later".to_owned());
    info.license = Some(license);
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(public_url)]))
        .paths(paths())
        .components(Some(components(instruments)))
        .build()
}

fn paths() -> Paths {
    let slug = ParameterBuilder::new()
        .name("slug")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("The consultation's name in addresses."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let list = reading::<ConsultationList>(
        "listConsultations",
        "Published consultations: open ones with what closes first at the top, then upcoming, closed, decided and \
         withdrawn ones; 20 at a time.",
        "A page of consultations.",
    )
    .parameter(query("stage", "Only consultations in this stage.", one_of(Stage::PUBLIC.map(Stage::word))))
    .parameter(query(
        "branch",
        "Only consultations about this library, or about all. The slug of a library of the service; any other text is \
         answered with 400.",
        text().min_length(Some(1)).build(),
    ))
    .parameter(query(
        "q",
        "Only consultations with these words, best match first.",
        text().max_length(Some(super::consultations::WORDS_LONGEST)).build(),
    ))
    .parameter(query(
        "after",
        "The “next” of the page before; any other text is answered with 400.",
        text().min_length(Some(1)).build(),
    ))
    .response("400", Ref::from_response_name("Unreadable"));
    let one = reading::<Consultation>("getConsultation", "One consultation with its proposals.", "The consultation.")
        .parameter(slug.clone())
        .response("404", Ref::from_response_name("Missing"));
    let results = reading::<Results>(
        "getResults",
        "What people answered: to each proposal, each with their latest answer, and to whatever else was asked.",
        "The results, or why they are hidden.",
    )
    .parameter(slug)
    .response("404", Ref::from_response_name("Missing"));
    let branches =
        reading::<BranchList>("listBranches", "The libraries of the service.", "Every library that is open.");
    let mut paths = Paths::new();
    for (path, operation) in [
        ("/api/v1/consultations", list),
        ("/api/v1/consultations/{slug}", one),
        ("/api/v1/consultations/{slug}/results", results),
        ("/api/v1/branches", branches),
    ] {
        paths.paths.insert(path.to_owned(), PathItem::new(HttpMethod::Get, operation));
    }
    paths
}

/// Reading something of this type.
fn reading<T: ToSchema>(id: &str, summary: &str, what: &str) -> OperationBuilder {
    OperationBuilder::new()
        .operation_id(Some(id))
        .summary(Some(summary))
        .response("200", sent::<T>("application/json", what))
}

fn sent<T: ToSchema>(kind: &str, what: &str) -> Response {
    let content = Content::new(Some(RefOr::<Schema>::Ref(Ref::from_schema_name(T::name()))));
    ResponseBuilder::new().description(what).content(kind, content).build()
}

fn query(name: &str, what: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(what))
        .schema(Some(schema))
        .build()
}

/// Every type that is sent, and the errors.
fn components(instruments: Instruments) -> Components {
    let mut all: Vec<NamedSchema> = types::<ConsultationList>();
    all.extend(types::<Consultation>());
    all.extend(types::<BranchList>());
    all.extend(types::<Problem>());
    let (mut own, mut others): (Vec<NamedSchema>, Vec<NamedSchema>) =
        types::<Results>().into_iter().partition(|(name, _)| *name == Results::name());
    for (_, schema) in &mut own {
        let RefOr::T(Schema::Object(results)) = schema else { continue };
        for instrument in instruments.all() {
            let key = instrument.words().key.to_owned();
            let described = instrument.described();
            results.properties.insert(key.clone(), described.schema);
            if described.always {
                results.required.push(key);
            }
            others.extend(described.types);
        }
    }
    all.extend(own);
    all.extend(others);
    let problem = |what: &str| RefOr::T(sent::<Problem>("application/problem+json", what));
    let mut components = Components::new();
    components.schemas.extend(all);
    components.responses.extend([
        ("Missing".to_owned(), problem("There is no published consultation with this slug.")),
        ("Unreadable".to_owned(), problem("A parameter has a value that is not understood.")),
    ]);
    components
}

/// The description as a program reads it.
///
/// # Errors
/// When it cannot be written as JSON.
#[cfg(test)]
pub fn as_json(public_url: &str, service: &str, instruments: Instruments) -> Result<Value, serde_json::Error> {
    serde_json::to_value(description(public_url, service, instruments))
}
