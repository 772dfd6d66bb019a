//! How the read API is described to programs: from the types that are sent, so that a description cannot say something
//! else than what comes.

use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

/// A type with its schema.
pub type NamedSchema = (String, RefOr<Schema>);

/// What is sent in one place, with the types that it is made of.
pub struct Described {
    /// Its schema.
    pub schema: RefOr<Schema>,
    /// Every type that the schema names.
    pub types: Vec<NamedSchema>,
    /// Whether programs may rely on its name being there.
    pub always: bool,
}

fn reference<T: ToSchema>() -> Ref {
    Ref::from_schema_name(T::name())
}

fn null() -> Object {
    Object::with_type(Type::Null)
}

/// A type and every type in it, by name.
pub fn types<T: ToSchema>() -> Vec<NamedSchema> {
    let mut types = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut types);
    types
}

impl Described {
    /// The same where programs may rely on its name being there.
    #[must_use]
    pub fn always(self) -> Self {
        Self { always: true, ..self }
    }

    /// One thing of this type, or null.
    pub fn or_null<T: ToSchema>(what: &str) -> Self {
        let schema = OneOfBuilder::new().description(Some(what)).item(reference::<T>()).item(null());
        Self { schema: Schema::OneOf(schema.build()).into(), types: types::<T>(), always: false }
    }

    /// A list of things of this type.
    pub fn list<T: ToSchema>(what: &str) -> Self {
        let schema = ArrayBuilder::new().description(Some(what)).items(RefOr::<Schema>::Ref(reference::<T>()));
        Self { schema: Schema::Array(schema.build()).into(), types: types::<T>(), always: false }
    }

    /// A list of things of this type, or null.
    pub fn list_or_null<T: ToSchema>(what: &str) -> Self {
        let list = ArrayBuilder::new().items(RefOr::<Schema>::Ref(reference::<T>())).build();
        let schema = OneOfBuilder::new().description(Some(what)).item(Schema::Array(list)).item(null());
        Self { schema: Schema::OneOf(schema.build()).into(), types: types::<T>(), always: false }
    }
}

/// Text that is one of these words.
pub fn one_of<const N: usize>(words: [&'static str; N]) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// The address of a page.
pub fn address() -> Object {
    use utoipa::openapi::schema::SchemaFormat;
    let format = SchemaFormat::Custom("uri".to_owned());
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).description(Some("Its page.")).build()
}
