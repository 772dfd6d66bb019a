//! Who somebody is and what a role may do: the account that is signed in, passwords, and knowing a person again on the
//! next page. What people do with their own account (register, sign in, leave) is the room `accounts`. Permissions are
//! asked of [`rules`] by the page that shows a button and by the handler that does the act alike.

pub mod model;

#[cfg(feature = "ssr")]
pub mod browsers;
#[cfg(feature = "ssr")]
pub mod counts;
#[cfg(feature = "ssr")]
pub mod obligation;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod sign_ins;
