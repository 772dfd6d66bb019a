//! Whole forms, in and out.

mod forms;
mod oracle;
mod pyxform;
mod real;
mod round;
