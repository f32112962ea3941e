//! What the connections do, which decides which of them is closed when their network has too many.

use super::head::HeadDeadline;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// The number of the last activity while a request is worked on.
const WORKING: u64 = u64::MAX;

/// The activity of a connection.
pub struct Activity {
    network: IpAddr,
    /// The number of the last activity on any connection.
    newest: Arc<AtomicU64>,
    /// The number of the last activity on this one, or [`WORKING`].
    last: AtomicU64,
    /// Whether the next bytes belong to the head of a request.
    awaits_head: AtomicBool,
    /// Whether a whole head has arrived since this was last taken.
    has_head: AtomicBool,
    close: Notify,
}

impl Activity {
    /// A new connection of a network.
    pub(super) fn new(network: IpAddr, newest: Arc<AtomicU64>) -> Self {
        let activity = Self {
            network,
            newest,
            last: AtomicU64::default(),
            awaits_head: AtomicBool::new(true),
            has_head: AtomicBool::default(),
            close: Notify::new(),
        };
        activity.note();
        activity
    }

    /// The network.
    pub(super) fn network(&self) -> IpAddr {
        self.network
    }

    /// The number of its last activity, which is lower the longer it has been idle; `None` while a request is worked on.
    pub(super) fn idle_since(&self) -> Option<u64> {
        Some(self.last.load(Relaxed)).filter(|last| *last != WORKING)
    }

    /// Notes that the whole head of a request has arrived.
    fn note_head(&self) {
        self.awaits_head.store(false, Relaxed);
        self.has_head.store(true, Relaxed);
    }

    /// Notes that a whole request has arrived. What its client sends before that keeps no connection open.
    pub(super) fn begin_work(&self) {
        self.last.store(WORKING, Relaxed);
    }

    /// Notes that the response to a request is ready.
    pub fn end_work(&self) {
        self.awaits_head.store(true, Relaxed);
        self.note();
    }

    /// Notes that a part of a response was sent.
    fn sent(&self) {
        if self.idle_since().is_some() {
            self.note();
        }
    }

    fn note(&self) {
        self.last.store(1 + self.newest.fetch_add(1, Relaxed), Relaxed);
    }

    /// Closes the connection.
    pub(super) fn close(&self) {
        self.close.notify_one();
    }

    /// Waits until the connection is to be closed.
    pub async fn closed(&self) {
        self.close.notified().await;
    }
}

/// The body of a request, whose work begins at its end.
pub struct WatchedBody {
    body: Incoming,
    activity: Arc<Activity>,
}

impl WatchedBody {
    /// Watches the body of a request on a connection.
    pub fn new(body: Incoming, activity: Arc<Activity>) -> Self {
        activity.note_head();
        let watched = Self { body, activity };
        watched.begin_work_at_end();
        watched
    }

    fn begin_work_at_end(&self) {
        if self.body.is_end_stream() {
            self.activity.begin_work();
        }
    }
}

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.begin_work_at_end();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The stream of a connection, which notes what is sent, and fails if a request's head arrives too slowly.
pub struct WatchedStream {
    stream: TcpStream,
    activity: Arc<Activity>,
    head: HeadDeadline,
}

impl WatchedStream {
    /// Watches the stream of a connection.
    pub fn new(stream: TcpStream, activity: Arc<Activity>) -> Self {
        Self { stream, activity, head: HeadDeadline::of_first_head() }
    }

    fn noted(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(1..)) = written {
            self.activity.sent();
        }
        written
    }
}

impl AsyncRead for WatchedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        // A part of a response that is sent doesn't end a head's time: the next head may have begun meanwhile.
        if self.activity.has_head.swap(false, Relaxed) {
            self.head.clear();
        }
        let filled = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if self.activity.awaits_head.load(Relaxed) {
            if buffer.filled().len() > filled {
                self.head.begin();
            } else if read.is_pending() && self.head.is_overdue(cx) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        read
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.noted(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.noted(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::connections::HEAD_WITHIN;
    use std::future::poll_fn;
    use std::time::Duration;
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    async fn read(stream: &mut WatchedStream) -> io::Result<usize> {
        let mut bytes = [0; 8];
        let mut buffer = ReadBuf::new(&mut bytes);
        poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut buffer)).await?;
        Ok(buffer.filled().len())
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_begins_while_the_response_before_it_is_sent_has_twenty_seconds_too() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("connects");
        let (stream, peer) = listener.accept().await.expect("a connection");
        let activity = Arc::new(Activity::new(peer.ip(), Arc::default()));
        let mut stream = WatchedStream::new(stream, Arc::clone(&activity));
        activity.note_head();
        activity.end_work();
        client.writable().await.expect("a socket");
        client.try_write(b"GET").expect("sent");
        assert_eq!(read(&mut stream).await.expect("read"), 3);
        poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, b"the rest of the response")).await.expect("sent");
        let rest = timeout(HEAD_WITHIN + Duration::from_secs(1), read(&mut stream)).await.expect("in time");
        assert_eq!(rest.expect_err("overdue").kind(), io::ErrorKind::TimedOut);
    }
}
