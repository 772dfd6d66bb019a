//! The program that is measured, as an operator would run it: a process of its own, on a database of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use soundings_app::db::Db;
use soundings_app::sql;

use crate::http::fetch;

/// How long the server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the opinion maps of the demo take at most.
const WORKING_OUT: Duration = Duration::from_secs(6);

/// A folder and a database.
pub(crate) struct Installation {
    program: PathBuf,
    folder: PathBuf,
    database: String,
}

impl Installation {
    /// With a SQLite file in the folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn on_sqlite(program: &Path, folder: &Path) -> Result<Self> {
        Self::new(program, folder, format!("sqlite:{}", folder.join("soundings.db").display()))
    }

    /// With a PostgreSQL database.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn on_postgres(program: &Path, folder: &Path, database: &str) -> Result<Self> {
        Self::new(program, folder, database.to_owned())
    }

    fn new(program: &Path, folder: &Path, database: String) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self { program: program.to_owned(), folder: folder.to_owned(), database })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // What the operator of this machine set up for another installation is not meant for this one.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SOUNDINGS_")) {
            command.env_remove(name);
        }
        command.arg("--data-dir").arg(&self.folder).env("SOUNDINGS_DATABASE_URL", &self.database).stdin(Stdio::null());
        command
    }

    /// Does one of the program's commands.
    ///
    /// # Errors
    /// When it fails, with what it said.
    pub(crate) fn run(&self, word: &str) -> Result<()> {
        self.run_with(&[word])
    }

    /// Does one of the program's commands, with its options.
    ///
    /// # Errors
    /// When it fails, with what it said.
    pub(crate) fn run_with(&self, words: &[&str]) -> Result<()> {
        let said = words.join(" ");
        let output = self.command().args(words).output().with_context(|| format!("running `soundings {said}`"))?;
        ensure!(output.status.success(), "`soundings {said}` failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Serves the demo until its opinion maps are worked out, and says what is then held in memory: it comes without
    /// them, and the first program that serves it for some seconds makes them, which would disturb a measurement.
    ///
    /// # Errors
    /// When the server does not start or stop.
    pub(crate) async fn settle(&self) -> Result<u64> {
        let server = self.serve(&[]).await?;
        tokio::time::sleep(WORKING_OUT).await;
        let resident = server.resident()?;
        server.stop()?;
        Ok(resident)
    }

    /// The record, beside the server.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) async fn record(&self) -> Result<Db> {
        Ok(Db::open(&self.database).await?)
    }

    /// Starts the server and waits for its front page.
    ///
    /// # Errors
    /// When it stops at once or does not answer.
    pub(crate) async fn serve(&self, options: &[&str]) -> Result<Server> {
        // The port is let go of just before the program takes it.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = self.command();
        command.arg("serve").args(["--listen", &address.to_string()]).args(options).stdout(Stdio::null());
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("starting {}", self.program.display()))?;
        let mut server = Server { child, address, started_in: Duration::ZERO };
        loop {
            if fetch(address, "/", None, "identity").await.is_ok_and(|answer| answer.status == 200) {
                server.started_in = began.elapsed();
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("the server stopped at once: {status}");
            }
            ensure!(began.elapsed() < PATIENCE, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A running server; killed if measuring fails.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From starting the program to the end of its first page.
    pub started_in: Duration,
}

impl Server {
    /// The memory that is its own or mapped and in use, in bytes.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub(crate) fn resident(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most of it that there ever was.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub(crate) fn most_resident(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let kibibytes: u64 = text
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|line| line.trim().strip_suffix("kB"))
            .and_then(|number| number.trim().parse().ok())
            .with_context(|| format!("{path} does not say {name}"))?;
        Ok(kibibytes * 1024)
    }

    /// Tells it to stop, as a service manager would, and waits until it has.
    ///
    /// # Errors
    /// When it does not stop well.
    pub(crate) fn stop(mut self) -> Result<()> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(told.success(), "the server could not be told to stop");
        let status = self.child.wait()?;
        ensure!(status.success(), "the server stopped with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has stopped already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A database made for one measurement on a PostgreSQL server.
pub(crate) struct PostgresDatabase {
    server: Db,
    url: String,
}

impl PostgresDatabase {
    /// Makes it.
    ///
    /// # Errors
    /// When the server cannot be reached, or has a database of this name: it may be somebody's.
    pub(crate) async fn make(server: &str) -> Result<Self> {
        let (base, query) = server.split_once('?').map_or((server, String::new()), |(b, q)| (b, format!("?{q}")));
        let (base, _) = base.rsplit_once('/').context("the PostgreSQL URL names no database")?;
        let url = format!("{base}/soundings_bench{query}");
        let server = Db::open(server).await?;
        sql!("CREATE DATABASE soundings_bench")
            .all::<(i64,)>(&server)
            .await
            .context("making the database soundings_bench (remove it if an earlier run left it)")?;
        Ok(Self { server, url })
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Removes it.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) async fn remove(self) -> Result<()> {
        sql!("DROP DATABASE soundings_bench WITH (FORCE)").all::<(i64,)>(&self.server).await?;
        self.server.close().await;
        Ok(())
    }
}
