//! The site around the features: the page shell, who is visiting, forms and their errors, what is shown when
//! something goes wrong, and the one router that everything hangs on.

pub mod address;
pub mod app;
pub mod assets;
mod cached;
pub mod cached_awhile;
pub mod described;
pub mod fault;
pub mod field_notes;
pub mod field_words;
pub mod fields;
mod head;
pub mod kept_answer;
pub mod once;
pub mod onward;
pub mod opening;
pub mod page_cache;
pub mod pages;
pub mod path;
pub mod preview;
pub mod question;
pub mod reads;
pub mod render;
pub mod resend;
pub mod routes;
pub mod settings;
pub mod shell;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod unsent;
pub mod upload;
pub mod visit;

pub use crate::assembly::router::router;
pub use crate::ui::errors::FormErrors;
pub use app::App;
pub use cached::Cached;
pub use fault::{Fault, Page};
pub use fields::Fields;
pub use once::Once;
pub use onward::Onward;
pub use path::Path;
pub use question::Question;
pub use routes::{Authority, Routes};
pub use settings::Service;
pub use shell::Area;
pub use visit::Visit;
