//! How a message leaves this machine: its headers and text, and the way it goes, by a mail server or, for trying out, as
//! files in a folder. What is told to whom, and when, is the room `notices`.

pub mod letter;
pub mod smtp;
pub mod transport;
