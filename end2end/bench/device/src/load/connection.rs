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
}

/// The head of a response.
struct Head {
    status: u16,
    length: usize,
    body: usize,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Box::new([0; LARGEST]) })
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
            if let Some(Head { status, length, body }) = parse(&self.buffer[..filled])?
                && filled >= length + body
            {
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
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.ok_or("a server answered without Content-Length")?;
    let body = str::from_utf8(length.value)?.trim().parse()?;
    Ok(Some(Head { status: response.code.unwrap_or(0), length: head, body }))
}
