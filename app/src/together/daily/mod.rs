//! Whether somebody who works for the service is told once a day by email what waits for them, and the last day on which
//! they were thought of. What is told is worked out in `running::digest`.

pub mod store;
