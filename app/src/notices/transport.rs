//! The way mail goes out: as files in a folder (for trying out, and until a mail server is set up), or by SMTP.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::store::Waiting;

/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where mail goes, as the operator set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Into `mail` in the data directory, one `.eml` file for each message.
    #[default]
    Files,
    /// To a mail server: `smtp://user:password@host:port`, or `smtps://…` for TLS from the first byte. Add
    /// `?tls=required` to `smtp://` for STARTTLS.
    Smtp(String),
}

impl FromStr for Way {
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

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// Where it goes.
    pub transport: Way,
    /// Whom it is from: `Name <address>` or an address.
    pub from: String,
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
    /// The folder for mail files could not be made.
    #[error("the folder for mail could not be made: {0}")]
    Folder(std::io::Error),
    /// The SMTP URL was not understood.
    #[error("the mail server's URL is not understood: {0}")]
    Url(String),
    /// The message cannot be put together, so trying again would not help.
    #[error("the message cannot be put together: {0}")]
    Message(String),
    /// It did not go out this time.
    #[error("{0}")]
    NotSent(String),
}

impl MailError {
    /// Whether trying again later may help.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::NotSent(_))
    }
}

enum Sender {
    Files(AsyncFileTransport<Tokio1Executor>),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

/// A way to send mail, ready to be used.
pub struct Transport {
    sender: Sender,
    from: Mailbox,
}

impl Transport {
    /// Makes ready to send. Does not talk to a mail server yet.
    ///
    /// # Errors
    /// When the configuration is not understood, or the folder for files cannot be made.
    pub fn open(config: &MailConfig, data_dir: &Path) -> Result<Self, MailError> {
        let from: Mailbox = config.from.parse().map_err(|_| MailError::From(config.from.clone()))?;
        let sender = match &config.transport {
            Way::Files => {
                let folder = data_dir.join("mail");
                std::fs::create_dir_all(&folder).map_err(MailError::Folder)?;
                for_owner_alone(&folder).map_err(MailError::Folder)?;
                Sender::Files(AsyncFileTransport::new(folder))
            }
            Way::Smtp(url) => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
                let builder = builder.map_err(|error| MailError::Url(error.to_string()))?;
                Sender::Smtp(builder.timeout(Some(PATIENCE)).build())
            }
        };
        Ok(Self { sender, from })
    }

    /// Sends one message. Its id stays the same however often it is tried, so that a mail program can tell a
    /// message that arrives twice.
    ///
    /// # Errors
    /// When it cannot be sent now, or ever (see [`MailError::may_pass`]).
    pub async fn send(&self, waiting: &Waiting) -> Result<(), MailError> {
        let unfit = |error: &dyn std::error::Error| MailError::Message(error.to_string());
        let to: lettre::Address =
            waiting.recipient.parse().map_err(|error: lettre::address::AddressError| unfit(&error))?;
        let written = UNIX_EPOCH + Duration::from_millis(waiting.created_at.0.max(0).unsigned_abs());
        let message = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(waiting.subject.clone())
            .date(written)
            .message_id(Some(format!("<{}.{}@{}>", waiting.id, waiting.created_at.0, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(waiting.body.clone())
            .map_err(|error| unfit(&error))?;
        match &self.sender {
            Sender::Files(files) => {
                files.send(message).await.map(drop).map_err(|error| MailError::NotSent(error.to_string()))
            }
            Sender::Smtp(server) => {
                server.send(message).await.map(drop).map_err(|error| MailError::NotSent(error.to_string()))
            }
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
