//! How the operator set the program up: options and environment variables, the same for every command.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use soundings_app::Config;
use soundings_app::db::Db;
use soundings_app::files;
use soundings_app::identity::passwords::HashCost;
use soundings_app::mail::transport::{MailConfig, MailRoute, Sender};

use crate::commands::Failure;

/// Options that every command takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct Configuration {
    /// The address to listen on.
    #[arg(long, env = "SOUNDINGS_LISTEN", default_value = "127.0.0.1:3000", global = true)]
    pub listen: SocketAddr,
    /// Where residents reach the site, such as https://haveyoursay.example.org (default: http:// and the listening address).
    #[arg(long, env = "SOUNDINGS_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Believe the reverse proxy in front about who is visiting (X-Forwarded-For).
    #[arg(long, env = "SOUNDINGS_TRUSTED_PROXY", global = true)]
    pub trusted_proxy: bool,
    /// sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME (default: soundings.db in the data directory).
    #[arg(long, env = "SOUNDINGS_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// Where files are kept: the SQLite file, and mail when it is written as files.
    #[arg(long, env = "SOUNDINGS_DATA_DIR", default_value = "./soundings-data", global = true)]
    pub data_dir: PathBuf,
    /// Where mail goes: files (in `mail` in the data directory; it reaches nobody), or smtp://USER:PASSWORD@HOST:PORT?tls=required or smtps://USER:PASSWORD@HOST.
    #[arg(long, env = "SOUNDINGS_MAIL", default_value = "files", hide_env_values = true, global = true)]
    pub mail: String,
    /// Whom mail is from: an address, or "Name <address>" (default: the library service's name, at no-reply@ the public URL's host). Needed with a mail server when the public URL has no host name.
    #[arg(long, env = "SOUNDINGS_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Make every page anew for every visit (for measuring).
    #[arg(long, env = "SOUNDINGS_NO_PAGE_CACHE", hide = true, global = true)]
    pub no_page_cache: bool,
    /// Read everything anew for every page, also what is the same for everybody (for measuring).
    #[arg(long, env = "SOUNDINGS_NO_PARTS_CACHE", hide = true, global = true)]
    pub no_parts_cache: bool,
    /// Say with each answer how many statements it took (for measuring).
    #[arg(long, env = "SOUNDINGS_COUNT_QUERIES", hide = true, global = true, action = clap::ArgAction::SetTrue,
          value_parser = clap::builder::FalseyValueParser::new())]
    pub count_queries: bool,
    /// Hash passwords with almost no work: for browser tests, never for real passwords.
    #[arg(long, env = "SOUNDINGS_TEST_PASSWORDS", hide = true, global = true)]
    pub test_passwords: bool,
}

impl Configuration {
    /// The database's address.
    pub(crate) fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.data_dir.join("soundings.db").display()))
    }

    /// The SQLite file, if the database is one.
    pub(crate) fn sqlite_file(&self) -> Option<PathBuf> {
        let url = self.database();
        let path = url.strip_prefix("sqlite:")?;
        Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
    }

    /// What the site needs to know.
    ///
    /// # Errors
    /// When the public URL is not one.
    pub(crate) fn site(&self) -> Result<Config, Failure> {
        let public_url = match &self.public_url {
            None => format!("http://{}", self.listen),
            Some(url) => {
                let url = url.trim_end_matches('/');
                let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
                if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
                    return Err(Failure::new(format!(
                        "--public-url must be like https://haveyoursay.example.org, without a path; it is {url:?}"
                    )));
                }
                url.to_owned()
            }
        };
        Ok(Config {
            mail: self.mail(&public_url)?,
            public_url,
            trusted_proxy: self.trusted_proxy,
            data_dir: self.data_dir.clone(),
            password_cost: if self.test_passwords { HashCost::Cheap } else { HashCost::Real },
            page_cache: !self.no_page_cache,
            parts_cache: !self.no_parts_cache,
            count_queries: self.count_queries,
            live_lines: 2_000,
        })
    }

    /// How mail is sent.
    ///
    /// # Errors
    /// When the way is not understood, or a mail server is given without a sender.
    fn mail(&self, public_url: &str) -> Result<MailConfig, Failure> {
        let transport: MailRoute = self.mail.parse().map_err(|error| Failure::new(format!("--mail: {error}")))?;
        let named = self.mail_from.as_deref().map(str::parse::<Sender>).transpose();
        let named = named.map_err(|error| Failure::new(format!("--mail-from: {error}")))?;
        let from = match (named.or_else(|| Sender::of_site(public_url)), &transport) {
            (Some(from), _) => from,
            // It reaches nobody, so nobody can answer.
            (None, MailRoute::Files) => Sender::nobody(),
            (None, MailRoute::Smtp(_)) => {
                return Err(Failure::new(
                    "--mail-from is needed with a mail server: the address that residents see and can answer",
                ));
            }
        };
        Ok(MailConfig { transport, from })
    }

    /// Makes the folder that the SQLite file is in, if it is not there, and keeps others out of the data directory.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn make_folder(&self) -> Result<(), Failure> {
        if let Some(folder) = self.sqlite_file().as_deref().and_then(Path::parent)
            && !folder.as_os_str().is_empty()
        {
            std::fs::create_dir_all(folder)
                .map_err(|error| Failure::new(format!("cannot make the folder {}: {error}", folder.display())))?;
        }
        if is_ours(&self.data_dir)
            && let Err(error) = files::folder_for_us_alone(&self.data_dir)
        {
            let folder = self.data_dir.display();
            tracing::warn!(%error, %folder, "others on this machine may be able to look into the data directory");
        }
        Ok(())
    }

    /// Opens the record for a command, makes the data directory if it is not there, and brings the tables up to date.
    ///
    /// # Errors
    /// When any of it fails; the sentence says what to look at.
    pub(crate) async fn open(&self) -> Result<Db, Failure> {
        self.make_folder()?;
        let db = Db::open(&self.database()).await.map_err(Failure::new)?;
        db.migrate().await.map_err(Failure::new)?;
        Ok(db)
    }

    /// Opens the record for the site, where nobody is left waiting for it.
    ///
    /// # Errors
    /// When any of it fails; the sentence says what to look at.
    pub(crate) async fn open_to_serve(&self) -> Result<Db, Failure> {
        self.make_folder()?;
        let db = Db::open_to_serve(&self.database()).await.map_err(Failure::new)?;
        db.migrate().await.map_err(Failure::new)?;
        Ok(db)
    }
}

/// Whether a folder is the program's own, so that nobody else loses what they have in it: it is empty, or holds our file
/// or our mail.
fn is_ours(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Such as /tmp, which everybody shares.
        if std::fs::metadata(folder).is_ok_and(|about| about.permissions().mode() & 0o1000 != 0) {
            return false;
        }
    }
    let empty = || std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    ["soundings.db", "mail"].iter().any(|ours| folder.join(ours).exists()) || empty()
}
