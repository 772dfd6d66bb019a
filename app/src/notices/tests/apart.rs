//! A mail server of a test's own, apart from this program: aiosmtpd in Python (`mail_server.py` beside this file), run
//! by what `scripts/setup test` has put outside the checkout. Nothing here waits without an end.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;
use tempfile::TempDir;

use crate::db::testing::folder;

/// How long the server may take to start on a busy machine.
const START: Duration = Duration::from_secs(60);

/// A message as Python's mail parser reads it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Taken {
    pub envelope_from: String,
    pub to: String,
    pub name: String,
    pub from: String,
    pub subject: String,
    pub body: String,
    pub headers: std::collections::BTreeMap<String, String>,
    pub defects: Vec<String>,
    pub longest_line: usize,
    pub bare_line_ends: usize,
}

/// A mail server that runs until it is dropped.
pub(super) struct MailServer {
    program: Child,
    folder: TempDir,
    pub url: String,
}

impl MailServer {
    /// Starts one that keeps what it takes in a folder of its own. `how` are the words that `mail_server.py` knows.
    pub(super) fn start(how: &[&str]) -> Self {
        let folder = folder();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/notices/tests/mail_server.py");
        let mut program = Command::new(crate::site::testing::python())
            .arg("-W")
            .arg("ignore")
            .arg(script)
            .arg(folder.path())
            .args(how)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let said = BufReader::new(program.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || tell.send(said.lines().next()));
        let port = match told.recv_timeout(START) {
            Ok(Some(Ok(port))) => port,
            _ => {
                let _ = program.kill();
                let output = program.wait_with_output().unwrap();
                panic!(
                    "the mail server for tests did not start; run `scripts/setup test`, which installs aiosmtpd:\n{}",
                    String::from_utf8_lossy(&output.stderr)
                );
            }
        };
        Self { program, folder, url: format!("smtp://127.0.0.1:{}", port.trim()) }
    }

    /// What it took, in order.
    pub(super) fn taken(&self) -> Vec<Taken> {
        (1..)
            .map_while(|number| std::fs::read_to_string(self.folder.path().join(format!("{number}.json"))).ok())
            .map(|text| serde_json::from_str(&text).unwrap())
            .collect()
    }

    /// How often an address was named to it.
    pub(super) fn tries(&self, address: &str) -> usize {
        let tries = std::fs::read_to_string(self.folder.path().join("tries")).unwrap_or_default();
        tries.lines().filter(|line| *line == address).count()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
