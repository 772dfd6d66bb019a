//! The program itself, started on a folder of its own, and a small way to talk to it.
#![allow(dead_code, reason = "each file of tests uses what it needs")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder that nobody had before and that is gone after the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::Builder::new().prefix("soundings-running-").tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The program on a folder, with none of the configuration of whoever runs the test.
pub(crate) fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SOUNDINGS_")) {
        command.env_remove(name);
    }
    command.arg("--data-dir").arg(data).arg("--test-passwords").stdin(Stdio::null());
    command
}

/// The same, started by a shell that first does something else, such as setting a limit.
#[cfg(unix)]
pub(crate) fn program_after(first: &str, data: &Path) -> Command {
    let plain = program(data);
    let mut command = Command::new("sh");
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.arg("-c").arg(format!("{first}; exec \"$0\" \"$@\"")).arg(plain.get_program()).args(plain.get_args());
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(data: &Path, words: &[&str]) -> Output {
    program(data).args(words).output().unwrap()
}

/// Runs a command that has to work.
#[track_caller]
pub(crate) fn works(data: &Path, words: &[&str]) -> String {
    let output = run(data, words);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// An empty PostgreSQL database of a test's own, gone after it.
pub(crate) struct PostgresDatabase {
    server: String,
    name: &'static str,
    pub url: String,
}

impl PostgresDatabase {
    pub(crate) fn new(name: &'static str) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
        let server = std::env::var("SOUNDINGS_TEST_POSTGRES");
        let server = server.expect(
            "this test needs PostgreSQL: run it with `make test`, or with `scripts/postgres-for-tests cargo test`",
        );
        let (base, query) =
            server.split_once('?').map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
        let url = format!("{}/{name}{query}", base.rsplit_once('/').unwrap().0);
        let database = Self { url, name, server };
        database.ask(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        database.ask(&format!("CREATE DATABASE {name}"));
        database
    }

    /// Its address by another way, such as through something that stands in between.
    pub(crate) fn url_by(&self, address: SocketAddr) -> String {
        let (before, after) = self.url.split_once('@').unwrap();
        let (_, database) = after.split_once('/').unwrap();
        format!("{before}@{address}/{database}")
    }

    /// Where the server itself listens.
    pub(crate) fn address(&self) -> SocketAddr {
        let after = self.url.split_once('@').unwrap().1;
        after.split_once('/').unwrap().0.replace("localhost", "127.0.0.1").parse().unwrap()
    }

    fn ask(&self, statement: &str) {
        use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&self.server).await.unwrap();
            connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
        });
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        self.ask(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A server, killed when the test ends.
pub(crate) struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it answers.
    pub(crate) fn start(data: &Path, words: &[&str]) -> Self {
        Self::start_by(program(data), words, Stdio::null())
    }

    /// Starts it by a command, with what it prints sent elsewhere, and waits until it answers.
    pub(crate) fn start_by(mut command: Command, words: &[&str], out: Stdio) -> Self {
        // The listener is let go of just before the program takes the port.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        command.args(["--listen", &address.to_string()]).args(words);
        let child = command.stdout(out).stderr(Stdio::inherit()).spawn().unwrap();
        let mut server = Self { child, address };
        let began = Instant::now();
        while !answers(address) {
            assert_eq!(server.child.try_wait().unwrap(), None, "the server stopped at once");
            assert!(began.elapsed() < Duration::from_secs(120), "the server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Kills it as a power cut would: it is told nothing.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop, as a service manager does, and waits until it has.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> std::process::ExitStatus {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the server was told to stop and did not");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its process number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor { address: self.address, cookies: BTreeMap::new() }
    }

    /// A resident of the demo, signed in.
    pub(crate) fn resident(&self, number: usize) -> Visitor {
        let mut visitor = self.visitor();
        let email = format!("r{number:03}@demo.example");
        let fields = format!("email={}&password=library-card-2026", email.replace('@', "%40"));
        assert_eq!(visitor.post("/sign-in", &fields).unwrap().0, 303, "{email}");
        visitor
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answers(address: SocketAddr) -> bool {
    Visitor { address, cookies: BTreeMap::new() }.get("/healthz").is_ok_and(|(status, _)| status == 200)
}

/// Somebody with a browser that knows cookies and nothing else.
#[derive(Clone)]
pub(crate) struct Visitor {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub(crate) fn get(&mut self, path: &str) -> std::io::Result<(u16, String)> {
        self.send("GET", path, "")
    }

    pub(crate) fn post(&mut self, path: &str, fields: &str) -> std::io::Result<(u16, String)> {
        self.send("POST", path, fields)
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len()
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("set-cookie")
                && let Some((name, rest)) = value.split_once('=')
            {
                let value = rest.split(';').next().unwrap_or("").to_owned();
                self.cookies.insert(name.to_owned(), value);
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
        Ok((status, body.to_owned()))
    }
}
