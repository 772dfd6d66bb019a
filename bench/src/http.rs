//! Just enough of HTTP to ask and to wait for the answer. The visitors share the machine with the server, so
//! they must cost little: requests are prepared beforehand, and bodies are read and forgotten.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that is kept open from one request to the next.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(256 * 1024) })
    }

    /// Sends a request, reads the whole answer and says only its status.
    ///
    /// # Errors
    /// When the connection breaks, or the answer does not say how long it is.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut seen = 0;
        let head = loop {
            self.more().await?;
            if let Some(place) = end_of_head(&self.buffer[seen..]) {
                break seen + place;
            }
            seen = self.buffer.len().saturating_sub(3);
        };
        let (status, length) = status_and_length(&self.buffer[..head])?;
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        if self.buffer.len() > head + length {
            return Err(broken("more came than one answer"));
        }
        Ok(status)
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

fn broken(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

/// Where the body begins, if the whole head has come.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|place| place + 4)
}

fn status_and_length(head: &[u8]) -> Result<(u16, usize)> {
    let head = std::str::from_utf8(head).map_err(|_| broken("the head of the answer is not text"))?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse().ok());
    match (status, length) {
        (Some(status), Some(length)) => Ok((status, length)),
        _ => Err(broken("the answer does not say its status and its length")),
    }
}

fn cookie(token: Option<&str>) -> String {
    token.map(|token| format!("Cookie: session={token}\r\n")).unwrap_or_default()
}

/// A request for a page, from somebody signed in if there is a token.
pub(crate) fn get(address: SocketAddr, path: &str, token: Option<&str>) -> Vec<u8> {
    let cookie = cookie(token);
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: gzip, br\r\n{cookie}\r\n")
        .into_bytes()
}

/// The same from a stranger whose program cannot read compressed answers.
pub(crate) fn get_plain(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: identity\r\n\r\n")
        .into_bytes()
}

/// A form that somebody signed in sends. It names no origin, as programs other than browsers do not.
pub(crate) fn post(address: SocketAddr, path: &str, token: &str, form: &str) -> Vec<u8> {
    let cookie = cookie(Some(token));
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n{cookie}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

/// An answer, whole.
pub(crate) struct Answer {
    /// Such as 200.
    pub status: u16,
    /// Every line of the head after the first.
    headers: Vec<(String, String)>,
    /// As it came, compressed if the head says so.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if the answer has it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Asks for one page on a connection of its own.
///
/// # Errors
/// When nobody answers, or with something that is not HTTP.
pub(crate) async fn fetch(address: SocketAddr, path: &str, token: Option<&str>, encoding: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let cookie = cookie(token);
    // In the old version of HTTP an answer ends where its connection ends, and never comes in chunks.
    let request = format!(
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: {encoding}\r\n{cookie}\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let head = end_of_head(&bytes).ok_or_else(|| broken("the answer ends before its body"))?;
    let text = String::from_utf8_lossy(&bytes[..head]);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let headers = text
        .split("\r\n")
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let status = status.ok_or_else(|| broken("the answer has no status"))?;
    Ok(Answer { status, headers, body: bytes.split_off(head) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_its_status_and_its_length() {
        let head = b"HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(status_and_length(head).unwrap(), (303, 12));
        assert_eq!(end_of_head(head), Some(head.len()));
        assert!(status_and_length(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
    }

    #[tokio::test]
    async fn one_connection_serves_many_requests_however_the_answers_are_cut() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1024];
            for pieces in [
                ["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 2\r\n\r\nok"],
                ["HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r", "\nno!"],
            ] {
                assert!(stream.read(&mut asked).await.unwrap() > 0);
                for piece in pieces {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            }
        });
        let mut connection = Connection::open(address).await.unwrap();
        assert_eq!(connection.exchange(&get(address, "/", None)).await.unwrap(), 200);
        assert_eq!(connection.exchange(&get(address, "/nothing", None)).await.unwrap(), 404);
        // A closed connection says so at reading or already at writing, as the system happens to notice it.
        let end = connection.exchange(&get(address, "/", None)).await.unwrap_err().kind();
        let closed = [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
        assert!(closed.contains(&end), "{end:?}");
        server.await.unwrap();
    }
}
