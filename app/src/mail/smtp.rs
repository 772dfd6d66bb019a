//! One conversation with a mail server, step by step, so that what went wrong can be said in words: whether the
//! server was not there, did not take our password, our sender, the recipient or the text. Every step is bounded by
//! one moment at which the whole conversation is given up.

use std::fmt;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use percent_encoding::percent_decode_str;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::transport::MailError;

/// How long saying goodbye may take. The outcome is known by then.
const GOODBYE: Duration = Duration::from_secs(2);
/// Longest part of a mail server's answer that is kept, in characters.
const ANSWER_LONGEST: usize = 400;

/// A step of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpStep {
    /// Reaching the server.
    Connect,
    /// Agreeing on a secure connection.
    Secure,
    /// Showing our user name and password.
    SignIn,
    /// Saying whom the message is from.
    Sender,
    /// Saying whom it is for.
    Recipient,
    /// Handing over the text.
    Text,
}

impl SmtpStep {
    /// Whether a refusal at this step is about the one message; else it is about the way mail is set up.
    pub const fn about_the_message(self) -> bool {
        matches!(self, Self::Recipient | Self::Text)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Connect => "The mail server could not be reached",
            Self::Secure => "No secure connection could be made to the mail server",
            Self::SignIn => "The mail server did not take the user name and password",
            Self::Sender => "The mail server did not take the sender",
            Self::Recipient => "The mail server did not take the recipient",
            Self::Text => "The mail server did not take the message",
        }
    }
}

impl fmt::Display for SmtpStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
    Never,
    IfOffered,
    Required,
    FromTheFirstByte,
}

/// A mail server, as the operator named it.
#[derive(Clone)]
pub struct Server {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    hello: ClientId,
}

/// The host and the port, never the user name or the password.
impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

impl Server {
    /// Reads `smtp://user:password@host:port?tls=required` or `smtps://user:password@host`.
    ///
    /// # Errors
    /// When it is not such an address. The sentence never holds the password.
    pub fn from_url(url: &str) -> Result<Self, MailError> {
        let bad = |why: &str| MailError::Url(why.to_owned());
        let url = Url::parse(url).map_err(|error| bad(&error.to_string()))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| bad("it has no host"))?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (security, usual_port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", _) => (Security::FromTheFirstByte, 465),
            ("smtp", None) => (Security::Never, 25),
            ("smtp", Some("required")) => (Security::Required, 587),
            ("smtp", Some("opportunistic")) => (Security::IfOffered, 587),
            ("smtp", Some(_)) => return Err(bad("tls is required or opportunistic")),
            _ => return Err(bad("it begins with neither smtp:// nor smtps://")),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned);
        let credentials = match url.password() {
            None => None,
            Some(password) => {
                let (Ok(user), Ok(password)) = (decoded(url.username()), decoded(password)) else {
                    return Err(bad("the user name and password are not UTF-8"));
                };
                Some(Credentials::new(user, password))
            }
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        // An IPv6 address stands in brackets in a URL and without them everywhere else.
        let host = host.trim_matches(|c| matches!(c, '[' | ']')).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual_port), security, credentials, hello })
    }

    fn secret(&self) -> Result<TlsParameters, MailError> {
        TlsParameters::new(self.host.clone()).map_err(|error| refusal(SmtpStep::Secure, &error))
    }

    /// Hands one message over, and returns the server's answer.
    ///
    /// # Errors
    /// When the server did not take it, or had not by `deadline`.
    pub async fn send(&self, envelope: &Envelope, text: &[u8], deadline: Instant) -> Result<String, MailError> {
        let mut connection = self.connect(deadline).await?;
        let outcome = hand_over(&mut connection, envelope, text, deadline).await;
        let _ = timeout(GOODBYE, connection.abort()).await;
        outcome
    }

    async fn connect(&self, deadline: Instant) -> Result<AsyncSmtpConnection, MailError> {
        let wrapper = match self.security {
            Security::FromTheFirstByte => Some(self.secret()?),
            _ => None,
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let reach = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(left),
            &self.hello,
            wrapper,
            None,
        );
        let mut connection = step(SmtpStep::Connect, deadline, reach).await?;
        let secure = match self.security {
            Security::Required => true,
            Security::IfOffered => connection.can_starttls(),
            Security::Never | Security::FromTheFirstByte => false,
        };
        if secure {
            step(SmtpStep::Secure, deadline, connection.starttls(self.secret()?, &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            step(SmtpStep::SignIn, deadline, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
    deadline: Instant,
) -> Result<String, MailError> {
    let mut options = Vec::new();
    let plain = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
    if !envelope.to().iter().chain(envelope.from()).all(plain) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(MailError::Server {
                step: SmtpStep::Recipient,
                answer: "it cannot write to addresses with letters other than a to z".to_owned(),
                lasting: true,
            });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    step(SmtpStep::Sender, deadline, connection.command(Mail::new(envelope.from().cloned(), options))).await?;
    for recipient in envelope.to() {
        step(SmtpStep::Recipient, deadline, connection.command(Rcpt::new(recipient.clone(), Vec::new()))).await?;
    }
    step(SmtpStep::Text, deadline, connection.command(Data)).await?;
    let taken = step(SmtpStep::Text, deadline, connection.message(text)).await?;
    let lines: Vec<&str> = taken.message().collect();
    Ok(one_line(&format!("{} {}", taken.code(), lines.join(" "))))
}

/// One step, which has to end before the deadline.
async fn step<T>(
    step: SmtpStep,
    deadline: Instant,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, MailError> {
    match timeout_at(deadline, work).await {
        Ok(done) => done.map_err(|error| refusal(step, &error)),
        Err(_) => Err(MailError::Server { step, answer: "it did not answer in time".to_owned(), lasting: false }),
    }
}

fn refusal(step: SmtpStep, error: &SmtpError) -> MailError {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let answer = match error.status() {
        Some(code) => format!("{code} {cause}"),
        None if error.is_timeout() => "it did not answer in time".to_owned(),
        None if cause == "incomplete response" => "it ended the connection without an answer".to_owned(),
        None if cause.is_empty() => error.to_string(),
        None => cause,
    };
    MailError::Server { step, answer: one_line(&answer), lasting: error.is_permanent() }
}

fn one_line(answer: &str) -> String {
    let words: Vec<&str> =
        answer.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(ANSWER_LONGEST).collect()
}
