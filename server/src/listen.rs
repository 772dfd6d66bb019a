//! Answering on the network. A visitor who is slow on purpose, who asks half a question or reads half an answer, holds
//! a connection; thousands of them would hold them all. So there is a time for a head, a pace for a body, and a bound
//! on how many may be connected at once, well below the number of files the system lets the program open.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep};
use tower::ServiceExt;

/// How long the head of a request may take from its first byte, and the first one from the moment of connecting.
const HEAD: Duration = Duration::from_secs(10);
/// How long a connection may rest between two requests: longer than proxies keep one, so that it is theirs to close.
const REST: Duration = Duration::from_secs(150);
/// How long a body may take at first, whatever its length.
const BODY: Duration = Duration::from_secs(20);
/// The least pace of a body after that, in bytes a second: a poor telephone line.
const PACE: u64 = 2_000;
/// How long an answer may wait for somebody who reads none of it.
const UNREAD: Duration = Duration::from_secs(60);
/// How long to wait before the next visitor when the system can take none just now.
const BREATH: Duration = Duration::from_millis(100);

/// What the system lets the program have open at once, and how that is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    /// The most connections.
    pub connections: usize,
    /// The most of them that may be live lines, which stay open for as long as somebody looks.
    pub live: usize,
}

impl Shares {
    /// Shares out a limit on open files. A quarter is left for the record, mail and files on their way.
    pub(crate) fn of(files: u64) -> Self {
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        let connections = (files / 4 * 3).clamp(16, 10_000);
        Self { connections, live: (connections / 2).min(2_000) }
    }
}

/// Lets the program open as many files as the system's administrator allows it to, and says how many that is.
#[cfg(unix)]
pub(crate) fn raise_file_limit() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// More than this is of no use to us.
    const ENOUGH: u64 = 65_536;
    let now = getrlimit(Resource::Nofile);
    let current = now.current.unwrap_or(ENOUGH);
    let wanted = now.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if current >= wanted {
        return current;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: now.maximum }) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, current, "the limit on open files could not be raised");
            current
        }
    }
}

/// Elsewhere there is no such limit to speak of.
#[cfg(not(unix))]
pub fn raise_file_limit() -> u64 {
    8_192
}

/// Serves the site until told to stop, then lets requests under way finish within `grace`.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    most: usize,
    told: impl Future<Output = ()>,
    grace: Duration,
) {
    let places = Arc::new(Semaphore::new(most));
    let (stop, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut told = std::pin::pin!(told);
    loop {
        let next = async {
            // Whoever comes when all places are taken waits in the system's queue.
            let place = places.clone().acquire_owned().await.ok()?;
            match listener.accept().await {
                Ok((stream, address)) => Some((place, stream, address)),
                Err(error) => {
                    // One visitor who went away, or the whole system short of something: never a reason to stop.
                    tracing::debug!(%error, "a connection could not be taken");
                    if !is_the_visitors(&error) {
                        tracing::warn!(%error, "no connection can be taken just now");
                        tokio::time::sleep(BREATH).await;
                    }
                    None
                }
            }
        };
        let came = tokio::select! {
            biased;
            () = &mut told => break,
            came = next => came,
        };
        while connections.try_join_next().is_some() {}
        if let Some((place, stream, address)) = came {
            let (router, stopping) = (router.clone(), stopping.clone());
            connections.spawn(async move {
                converse(stream, address, router, stopping).await;
                drop(place);
            });
        }
    }
    drop(listener);
    stop.send_replace(true);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, finished).await.is_err() {
        tracing::warn!("some requests did not finish within {grace:?}");
    }
    connections.shutdown().await;
}

fn is_the_visitors(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

/// Answers everything that comes on one connection.
async fn converse(stream: TcpStream, address: SocketAddr, router: Router, mut stopping: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let turn = Turn::new();
    let asked = turn.clone();
    let io = TokioIo::new(Line { stream, turn: turn.clone(), head: None, unread: None });
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        turn.ours();
        let (router, turn) = (router.clone(), turn.clone());
        async move {
            let (mut parts, body) = request.into_parts();
            parts.extensions.insert(ConnectInfo(address));
            let body = if body.is_end_stream() { Body::empty() } else { Body::new(Paced::new(body)) };
            let answer: Result<Response<Body>, Infallible> = router.oneshot(Request::from_parts(parts, body)).await;
            turn.theirs();
            answer
        }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(REST).serve_connection(io, service)
    );
    let told = async {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        // Nothing is under way for somebody who has not asked for anything.
        () = told => if asked.is_first() { Ok(()) } else {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Whose turn it is on a connection: the visitor's, who sends the head of a request, or ours, who work at the answer.
#[derive(Clone)]
struct Turn(Arc<Mutex<Whose>>);

#[derive(Clone, Copy)]
enum Whose {
    /// The visitor's, until this moment, who has not asked for anything yet.
    First(Instant),
    /// Between two requests: nothing has come yet.
    Nobodys,
    /// The visitor's, until this moment.
    Theirs(Instant),
    Ours,
}

impl Turn {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Whose::First(Instant::now() + HEAD))))
    }

    fn set(&self, change: impl FnOnce(&mut Whose)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn ours(&self) {
        self.set(|whose| *whose = Whose::Ours);
    }

    fn theirs(&self) {
        self.set(|whose| *whose = Whose::Nobodys);
    }

    fn something_came(&self) {
        self.set(|whose| {
            if matches!(whose, Whose::Nobodys) {
                *whose = Whose::Theirs(Instant::now() + HEAD);
            }
        });
    }

    fn is_first(&self) -> bool {
        matches!(*self.0.lock().unwrap_or_else(PoisonError::into_inner), Whose::First(_))
    }

    fn until(&self) -> Option<Instant> {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Whose::First(until) | Whose::Theirs(until) => Some(until),
            Whose::Nobodys | Whose::Ours => None,
        }
    }
}

/// A connection that gives up on a visitor who does not go on.
struct Line {
    stream: TcpStream,
    turn: Turn,
    head: Option<Pin<Box<Sleep>>>,
    unread: Option<Pin<Box<Sleep>>>,
}

fn too_slow(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what.to_owned())
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(outcome) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                self.turn.something_came();
            }
            return Poll::Ready(outcome);
        }
        let Some(until) = self.turn.until() else {
            self.head = None;
            return Poll::Pending;
        };
        let head = self.head.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        if head.deadline() != until {
            head.as_mut().reset(until);
        }
        ready!(head.as_mut().poll(context));
        Poll::Ready(Err(too_slow("the head of a request did not come")))
    }
}

impl Line {
    /// What came of writing; an error when nobody has read anything for too long.
    fn written<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.unread = None;
            return outcome;
        }
        let unread = self.unread.get_or_insert_with(|| Box::pin(tokio::time::sleep(UNREAD)));
        ready!(unread.as_mut().poll(context));
        Poll::Ready(Err(too_slow("an answer was not read")))
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.written(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.written(context, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A request's body that has to keep a pace.
struct Paced {
    body: Incoming,
    began: Instant,
    received: u64,
    until: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(body: Incoming) -> Self {
        Self { body, began: Instant::now(), received: 0, until: Box::pin(tokio::time::sleep(BODY)) }
    }
}

impl hyper::body::Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref) {
                self.received += data.len() as u64;
                let until = self.began + BODY + Duration::from_secs(self.received / PACE);
                self.until.as_mut().reset(until);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.until.as_mut().poll(context));
        Poll::Ready(Some(Err(too_slow("the body of a request came too slowly").into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_lines_never_take_what_pages_need() {
        for files in [64, 256, 1_024, 65_536, u64::MAX] {
            let shares = Shares::of(files);
            assert!(shares.live <= shares.connections / 2, "{files}: {shares:?}");
            assert!(files < 64 || (shares.connections as u64) < files, "{files}: {shares:?}");
        }
        assert_eq!(Shares::of(65_536), Shares { connections: 10_000, live: 2_000 });
    }
}
