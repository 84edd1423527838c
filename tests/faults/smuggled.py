"""Requests that two readers may take differently. Each would rename a meeting by its host's own key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BODY = b'{"title":"Smuggled"}'
LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)


class Renaming:
    """``clean`` is the request as it should be, and as every client sends it."""

    def __init__(self, path: str, host: str, key: str) -> None:
        self.path, self.host = path.encode(), f"Host: {host}".encode()
        self.own = (b"Content-Type: application/json", f"Authorization: Bearer {key}".encode())

    def raw(self, headers: Sequence[bytes], body: bytes = BODY, line: bytes = b"", end: bytes = b"\r\n") -> bytes:
        first = line or b"PATCH %s HTTP/1.1" % self.path
        return end.join([first, *headers, *self.own, b"", b""]) + body

    @property
    def clean(self) -> bytes:
        return self.raw([self.host, LENGTH])

    def every(self) -> Iterator[tuple[str, bytes]]:
        """By what is wrong with each."""
        yield from self._lengths()
        yield from self._lines()
        yield from self._hosts()
        yield from self._hidden()

    def _lengths(self) -> Iterator[tuple[str, bytes]]:
        chunked = b"Transfer-Encoding: chunked"
        for name, both in (("length and chunks", [LENGTH, chunked]), ("chunks and length", [chunked, LENGTH])):
            yield name, self.raw([self.host, *both], CHUNKS)
            yield f"{name}, a plain body", self.raw([self.host, *both])
        for value in (b"5", b"0", b"%d" % (len(BODY) + 1)):
            yield f"two lengths, {value!r}", self.raw([self.host, LENGTH, b"Content-Length: " + value])
            yield f"two lengths, {value!r} first", self.raw([self.host, b"Content-Length: " + value, LENGTH])
        for value in (
            b"+20",
            b"-20",
            b"0x14",
            b"20,20",
            b"20, 5",
            b"2e1",
            b"2 0",
            b"20\x0b",
            b"",
            b"9" * 30,
            b"\xb2\xb0",
        ):
            yield f"length {value!r}", self.raw([self.host, b"Content-Length: " + value])
        for value in (
            b"xchunked",
            b"chunked, identity",
            b"identity, chunked, gzip",
            b"\x0bchunked",
            b"chunked\x00",
            b"gzip",
        ):
            yield f"encoding {value!r}", self.raw([self.host, b"Transfer-Encoding: " + value], CHUNKS)
        yield "two encodings", self.raw([self.host, chunked, b"Transfer-Encoding: identity"], CHUNKS)
        for size in (b"-14", b"0x14", b"+14", b"14 ;", b"14\n", b"f" * 20, b"g"):
            body = b"%s\r\n%s\r\n0\r\n\r\n" % (size, BODY)
            yield f"chunk of {size!r}", self.raw([self.host, chunked], body)

    def _lines(self) -> Iterator[tuple[str, bytes]]:
        yield "bare LF", self.raw([self.host, LENGTH], end=b"\n")
        yield "bare CR", self.raw([self.host, LENGTH], end=b"\r")
        yield "LF in a header", self.raw([self.host, b"X: a\nContent-Length: %d" % len(BODY)])
        yield "CR in a header", self.raw([self.host, b"X: a\rb", LENGTH])
        yield "NUL in a header", self.raw([self.host, b"X: a\x00b", LENGTH])
        yield "folded", self.raw([self.host, b"X: a", b" b", LENGTH])
        yield "folded length", self.raw([self.host, b"Content-Length:", b" %d" % len(BODY)])
        yield "folded encoding", self.raw([self.host, b"Transfer-Encoding:", b"\tchunked"], CHUNKS)
        yield "fold at the first header", self.raw([b" X: a", self.host, LENGTH])
        for name in (
            b"Content-Length ",
            b"Content-Length\t",
            b" Content-Length",
            b"Content_Length\x0b",
            b"Content(Length",
        ):
            yield f"name {name!r}", self.raw([self.host, name + LENGTH[14:], LENGTH])
        yield "no colon", self.raw([self.host, b"X", LENGTH])
        for line in (
            b"PATCH %s",
            b"PATCH %s HTTP/0.9",
            b"PATCH\t%s HTTP/1.1",
            b"PATCH %s HTTP/9.9",
            b"PATCH %s http/1.1",
        ):
            yield f"line {line!r}", self.raw([self.host, LENGTH], line=line % self.path)
        for method in (b"patch", b"PATCHX", b"PATCH\x00"):
            yield f"method {method!r}", self.raw([self.host, LENGTH], line=b"%s %s HTTP/1.1" % (method, self.path))

    def _hosts(self) -> Iterator[tuple[str, bytes]]:
        for name, hosts in (
            ("no host", []),
            ("an empty host", [b"Host:"]),
            ("a foreign host", [b"Host: elsewhere.example"]),
            ("two hosts", [self.host, self.host]),
            ("a foreign host behind ours", [self.host, b"Host: elsewhere.example"]),
            ("a foreign host before ours", [b"Host: elsewhere.example", self.host]),
            ("a folded host", [b"Host:", self.host[5:]]),
            ("a suffixed host", [self.host + b".elsewhere.example"]),
        ):
            yield name, self.raw([*hosts, LENGTH])
        for target in (b"http://elsewhere.example%s", b"https://elsewhere.example:443%s", b"//elsewhere.example%s"):
            line = b"PATCH " + target % self.path + b" HTTP/1.1"
            yield f"target {target!r}", self.raw([self.host, LENGTH], line=line)
            yield f"target {target!r}, its host", self.raw([b"Host: elsewhere.example", LENGTH], line=line)
        for line in (
            b"CONNECT elsewhere.example:80 HTTP/1.1",
            b"PATCH * HTTP/1.1",
            b"PATCH %s#x HTTP/1.1" % self.path[1:],
        ):
            yield f"line {line[:20]!r}", self.raw([self.host, LENGTH], line=line)

    def _hidden(self) -> Iterator[tuple[str, bytes]]:
        """The renaming is the body of another request, or lies behind its end."""
        hidden, first = self.clean, b"POST %s/join-code HTTP/1.1" % self.path
        plain = [self.host, b"Content-Type: text/plain", b"X-Length: 1"]
        yield "in the body", self.raw([*plain, b"Content-Length: %d" % len(hidden)], hidden, b"GET /healthz HTTP/1.1")
        both = [b"Content-Length: 4", b"Transfer-Encoding: chunked"]
        yield "behind the end of chunks", self.raw([*plain, *both], b"0\r\n\r\n" + hidden, first)
        lengths = [b"Content-Length: 0", b"Content-Length: %d" % len(hidden)]
        yield "behind the shorter length", self.raw([*plain, *lengths], hidden, first)
        yield "behind the longer length", self.raw([*plain, *lengths[::-1]], hidden, first)
        folded = [b"Content-Length:", b" 0"]
        yield "behind a folded length", self.raw([*plain, *folded, lengths[1]], hidden, first)
