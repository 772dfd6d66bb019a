//! The way mail goes out: by a mail server, or as files in a folder (for trying out, and until a mail server is set
//! up), which reach nobody.

use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{Address, AsyncFileTransport, AsyncTransport, Tokio1Executor};
use tokio::time::Instant;

use super::letter::{self, Letter};
use super::smtp::{Server, SmtpStep};
use crate::time::Time;

/// How long handing one message over may take, from the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where mail goes, as the operator set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MailRoute {
    /// Into `mail` in the data directory, one `.eml` file for each message. It reaches nobody.
    #[default]
    Files,
    /// To a mail server: `smtp://user:password@host:port`, or `smtps://…` for TLS from the first byte. Add
    /// `?tls=required` to `smtp://` for STARTTLS.
    Smtp(String),
}

impl FromStr for MailRoute {
    type Err = MailError;

    /// `files`, or an SMTP URL.
    fn from_str(word: &str) -> Result<Self, MailError> {
        match word {
            "" | "files" => Ok(Self::Files),
            url if url.starts_with("smtp://") || url.starts_with("smtps://") => Ok(Self::Smtp(url.to_owned())),
            _ => Err(MailError::Way),
        }
    }
}

/// Whom mail is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name; the library service's own when there is none.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Sender {
    /// An address at the site's own name, for a site that has one.
    pub fn of_site(public_url: &str) -> Option<Self> {
        let host = public_url.split_once("://")?.1.split(['/', ':']).next()?;
        let named = host.contains('.') && host.parse::<IpAddr>().is_err() && !is_this_machine(host);
        named.then(|| Address::new("no-reply", host).ok()).flatten().map(|address| Self { name: None, address })
    }

    /// An address that nobody has or ever will have, for mail that goes nowhere.
    pub fn nobody() -> Self {
        let address = Address::new("no-reply", "soundings.invalid").expect("a well-formed address");
        Self { name: None, address }
    }

    /// As it stands in a message from this service.
    pub fn mailbox(&self, service: &str) -> Mailbox {
        let name = letter::one_line(self.name.as_deref().unwrap_or(service));
        Mailbox::new((!name.is_empty()).then_some(name), self.address.clone())
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host.ends_with(".localdomain")
}

impl FromStr for Sender {
    type Err = MailError;

    /// An address, or `Name <address>`; the name may hold commas and any letters, in quotation marks or not.
    fn from_str(typed: &str) -> Result<Self, MailError> {
        let bad = || MailError::From(typed.to_owned());
        let (name, address) = match typed.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address.trim()),
            None => ("", typed.trim()),
        };
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        let name = letter::one_line(&name.replace("\\\"", "\"").replace("\\\\", "\\"));
        let address: Address = address.parse().map_err(|_| bad())?;
        if is_this_machine(&address.domain().to_lowercase()) {
            return Err(MailError::FromHere(address.to_string()));
        }
        Ok(Self { name: (!name.is_empty()).then_some(name), address })
    }
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// Where it goes.
    pub transport: MailRoute,
    /// Whom it is from.
    pub from: Sender,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self { transport: MailRoute::Files, from: Sender::nobody() }
    }
}

/// Why mail cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The way is neither files nor SMTP. The word is not repeated: it may hold a password.
    #[error("mail can go to `files`, or to a URL such as smtp://user:password@host:port or smtps://user:password@host")]
    Way,
    /// The sender is not an address.
    #[error("mail cannot be from {0:?}: use an address, or Name <address>")]
    From(String),
    /// The sender is an address on the machine itself.
    #[error(
        "mail cannot be from {0}: that name means this machine only, so nobody could answer; use an address of the library service"
    )]
    FromHere(String),
    /// The folder for mail files could not be made.
    #[error("the folder for mail could not be made: {0}")]
    Folder(std::io::Error),
    /// The SMTP URL was not understood.
    #[error("the mail server's URL is not understood: {0}")]
    Url(String),
    /// The message cannot be put together, so trying again would not help.
    #[error("the message cannot be put together: {0}")]
    Message(String),
    /// The file could not be written.
    #[error("{0}")]
    NotWritten(String),
    /// The mail server did not take it.
    #[error("{step}: {answer}")]
    Server {
        /// How far it came.
        step: SmtpStep,
        /// What the server answered, or what happened instead of an answer.
        answer: String,
        /// Whether the server says that trying again will not help.
        lasting: bool,
    },
}

impl MailError {
    /// Whether trying this message again later may help. What is wrong with the way mail is set up (a password, the
    /// sender) can be mended, so then it may.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::NotWritten(_) => true,
            Self::Server { step, lasting, .. } => !(*lasting && step.about_the_message()),
            _ => false,
        }
    }
}

/// What keeps mail from going out, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTrouble {
    /// When it began.
    pub since: Time,
    /// What happened last.
    pub what: String,
}

enum Sending {
    Files(AsyncFileTransport<Tokio1Executor>),
    Smtp(Server),
}

/// A way to send mail, ready to be used.
pub struct Transport {
    sending: Sending,
    from: Sender,
    patience: Duration,
    trouble: Mutex<Option<MailTrouble>>,
}

impl Transport {
    /// Makes ready to send. Does not talk to a mail server yet.
    ///
    /// # Errors
    /// When the configuration is not understood, or the folder for files cannot be made.
    pub fn open(config: &MailConfig, data_dir: &Path) -> Result<Self, MailError> {
        let sending = match &config.transport {
            MailRoute::Files => {
                let folder = data_dir.join("mail");
                std::fs::create_dir_all(&folder).map_err(MailError::Folder)?;
                for_owner_alone(&folder).map_err(MailError::Folder)?;
                Sending::Files(AsyncFileTransport::new(folder))
            }
            MailRoute::Smtp(url) => Sending::Smtp(Server::from_url(url)?),
        };
        Ok(Self { sending, from: config.from.clone(), patience: PATIENCE, trouble: Mutex::new(None) })
    }

    /// With another bound on how long one message may take.
    #[must_use]
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The mail server's host and port; none when mail is written as files.
    pub fn server(&self) -> Option<String> {
        match &self.sending {
            Sending::Files(_) => None,
            Sending::Smtp(server) => Some(server.to_string()),
        }
    }

    /// Whom mail is from, as it stands in a message of this service.
    pub fn from(&self, service: &str) -> Mailbox {
        self.from.mailbox(service)
    }

    /// Sends one message for a service of this name, and returns what the mail server answered. Never takes longer
    /// than the transport's patience.
    ///
    /// # Errors
    /// When it cannot be sent now, or ever (see [`MailError::may_pass`]).
    pub async fn send(&self, letter: &Letter, service: &str, now: Time) -> Result<String, MailError> {
        let outcome = self.hand_over(letter, service).await;
        self.notice(&outcome, now);
        outcome
    }

    async fn hand_over(&self, letter: &Letter, service: &str) -> Result<String, MailError> {
        let message = letter.message(self.from(service))?;
        match &self.sending {
            Sending::Files(files) => {
                let written = files.send(message).await.map_err(|error| MailError::NotWritten(error.to_string()))?;
                Ok(format!("written as {written}.eml"))
            }
            Sending::Smtp(server) => {
                server.send(message.envelope(), &message.formatted(), Instant::now() + self.patience).await
            }
        }
    }

    /// What keeps mail from going out at the moment, if anything was seen.
    pub fn trouble(&self) -> Option<MailTrouble> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn notice(&self, outcome: &Result<String, MailError>, now: Time) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Err(error @ MailError::Server { step, .. }) if !step.about_the_message() => {
                let since = trouble.as_ref().map_or(now, |known| known.since);
                *trouble = Some(MailTrouble { since, what: error.to_string() });
            }
            // Silence about one recipient says nothing about the others.
            Err(MailError::Server { lasting: false, .. } | MailError::Message(_)) => {}
            Err(_) | Ok(_) => *trouble = None,
        }
    }
}

/// Messages hold one-time links: nobody else on the machine should read them.
#[cfg(unix)]
fn for_owner_alone(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn for_owner_alone(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
