//! Many visitors at once, each asking again as soon as they are answered, for a few seconds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::sync::{Barrier, Notify};
use tokio::task::JoinSet;

use crate::http::Connection;

/// How long an answer may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// How hard the visitors press.
pub(crate) struct Load {
    /// Visitors at once.
    pub connections: usize,
    /// What is not counted at the beginning.
    pub warm_up: Duration,
    /// What is counted.
    pub lasting: Duration,
}

/// What the visitors ask for.
pub(crate) struct Asked {
    /// The requests of each visitor, in order.
    pub requests: Vec<Vec<Arc<[u8]>>>,
    /// Whether a visitor begins again after the last request; otherwise the measurement ends there.
    pub again: bool,
    /// The status of every answer. Another one ends the measurement: a fast refusal is no figure.
    pub expected: u16,
}

impl Asked {
    /// Everybody asks for the same, again and again.
    pub(crate) fn same(load: &Load, request: Vec<u8>) -> Self {
        let request: Arc<[u8]> = request.into();
        Self { requests: vec![vec![request]; load.connections], again: true, expected: 200 }
    }
}

/// What came of it.
pub(crate) struct Figures {
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers took no longer.
    pub median: Duration,
    /// 99 of 100 answers took no longer.
    pub p99: Duration,
    /// How many answers each visitor got, also while nothing was counted.
    pub answered: Vec<usize>,
}

/// When an answer was complete, and how long it had taken.
type Moment = (Instant, Duration);

impl Load {
    /// The same with another number of visitors.
    pub(crate) fn by(&self, connections: usize) -> Self {
        Self { connections, ..*self }
    }

    /// Lets the visitors loose.
    ///
    /// # Errors
    /// When an answer has another status than expected, takes far too long, or does not come.
    pub(crate) async fn run(&self, address: SocketAddr, asked: Asked) -> Result<Figures> {
        let visitors = asked.requests.len();
        let ready = Arc::new(Barrier::new(visitors + 1));
        let over = Arc::new(AtomicBool::new(false));
        let someone_is_done = Arc::new(Notify::new());
        let mut tasks = JoinSet::new();
        for (number, requests) in asked.requests.into_iter().enumerate() {
            let (ready, over, done) = (ready.clone(), over.clone(), someone_is_done.clone());
            tasks.spawn(async move {
                let connection = Connection::open(address).await;
                ready.wait().await;
                let moments = match connection {
                    Ok(connection) => visit(connection, &requests, asked.again, asked.expected, &over).await,
                    Err(error) => Err(error.into()),
                };
                done.notify_one();
                (number, moments)
            });
        }
        ready.wait().await;
        let began = Instant::now();
        // Whoever runs out of requests, or into an error, ends the measurement for all.
        let _ = tokio::time::timeout(self.warm_up + self.lasting, someone_is_done.notified()).await;
        let ended = Instant::now();
        over.store(true, Ordering::Relaxed);
        let mut everything = vec![Vec::new(); visitors];
        let collecting = async {
            while let Some(task) = tasks.join_next().await {
                let (number, moments) = task?;
                everything[number] = moments?;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(PATIENCE, collecting).await.context("an answer did not come")??;
        figures(&everything, began + self.warm_up, ended)
    }
}

async fn visit(
    mut connection: Connection,
    requests: &[Arc<[u8]>],
    again: bool,
    expected: u16,
    over: &AtomicBool,
) -> Result<Vec<Moment>> {
    let mut moments = Vec::with_capacity(64 * 1024);
    let mut turn = 0;
    while !over.load(Ordering::Relaxed) {
        let Some(request) = requests.get(turn) else {
            if again && !requests.is_empty() {
                turn = 0;
                continue;
            }
            break;
        };
        let asked = Instant::now();
        let status = connection.exchange(request).await?;
        if status != expected {
            let line = String::from_utf8_lossy(request).lines().next().unwrap_or("").to_owned();
            bail!("{line}: answered {status} instead of {expected}");
        }
        let answered = Instant::now();
        moments.push((answered, answered - asked));
        turn += 1;
    }
    Ok(moments)
}

fn figures(everything: &[Vec<Moment>], from: Instant, to: Instant) -> Result<Figures> {
    let mut took: Vec<Duration> = everything
        .iter()
        .flatten()
        .filter(|(answered, _)| *answered > from && *answered <= to)
        .map(|(_, took)| *took)
        .collect();
    took.sort_unstable();
    let at = |share: usize| took.get((took.len().saturating_sub(1)) * share / 100).copied();
    let (Some(median), Some(p99)) = (at(50), at(99)) else {
        bail!("nothing was answered while it was counted");
    };
    let per_second = took.len() as f64 / (to - from).as_secs_f64();
    Ok(Figures { per_second, median, p99, answered: everything.iter().map(Vec::len).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_answered_in_the_time_counts() {
        let from = Instant::now();
        let to = from + Duration::from_secs(2);
        let at =
            |milliseconds: u64, took: u64| (from + Duration::from_millis(milliseconds), Duration::from_millis(took));
        let visitors = [vec![at(0, 500), at(100, 1), at(200, 2)], vec![at(1_900, 3), at(2_100, 900)]];
        let figures = figures(&visitors, from, to).unwrap();
        assert!((figures.per_second - 1.5).abs() < 1e-9, "three answers in two seconds: {}", figures.per_second);
        assert_eq!(figures.median, Duration::from_millis(2));
        assert_eq!(figures.answered, [3, 2]);
        assert!(super::figures(&[Vec::new()], from, to).is_err());
    }

    #[tokio::test]
    async fn a_refusal_is_no_figure() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let mut asked = [0; 1024];
                    while stream.read(&mut asked).await.is_ok_and(|read| read > 0) {
                        let _ = stream.write_all(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n").await;
                    }
                });
            }
        });
        let load = Load { connections: 2, warm_up: Duration::ZERO, lasting: Duration::from_secs(5) };
        let asked = Asked::same(&load, crate::http::get(address, "/", None));
        let error = load.run(address, asked).await.err().unwrap();
        assert_eq!(error.to_string(), "GET / HTTP/1.1: answered 503 instead of 200");
    }
}
