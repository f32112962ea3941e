//! One keep-alive HTTP/1.1 connection with minimal work: the load shares the processors with the server.

use crate::Outcome;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The size of the largest response, in bytes; real ones are a tenth of it at most.
const LARGEST: usize = 16 * 1024;
const HEADERS: usize = 32;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Box<[u8; LARGEST]>,
    /// The last cookie that the server set, as `name=value`.
    pub(crate) cookie: Option<String>,
}

/// The head of a response.
struct Head {
    status: u16,
    length: usize,
    body: usize,
    cookie: Option<String>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Box::new([0; LARGEST]), cookie: None })
    }

    /// Sends a request and reads its response: status and body.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Outcome<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                return Err("a server closed a connection, or answered with more than 16 kB".into());
            }
            filled += read;
            if let Some(Head { status, length, body, cookie }) = parse(&self.buffer[..filled])?
                && filled >= length + body
            {
                self.cookie = cookie.or_else(|| self.cookie.take());
                return Ok((status, &self.buffer[length..length + body]));
            }
        }
    }
}

/// `None` while the head is incomplete.
fn parse(bytes: &[u8]) -> Outcome<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(bytes)? else { return Ok(None) };
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.map(|header| str::from_utf8(header.value)).transpose()
    };
    let body = value("content-length")?.ok_or("a server answered without Content-Length")?.trim().parse()?;
    let cookie = value("set-cookie")?.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
    Ok(Some(Head { status: response.code.unwrap_or(0), length: head, body, cookie }))
}
