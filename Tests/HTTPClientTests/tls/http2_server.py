"""Serves HTTP/2 over TLS for the tests, with a certificate from an authority made on the spot: http2_server.py FOLDER

Prints the port and goes on behind. Answers at these paths tell what the server saw:
  /plain       the number of the connection
  /gather/N    the same, to all at once when N such streams are open on one connection
  /flood/N     N bytes, as fast as the client lets them come
  /stalled     once a flood may send no more, or is over: how much of it was sent
  /hold        a first piece, and never an end
  /reset       once a held stream was reset: the number of its connection
"""

import os
import select
import signal
import socket
import ssl
import subprocess
import sys

import h2.config
import h2.connection
import h2.events

folder = sys.argv[1]


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)


def make_certificates():
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("authority", "stranger"):
        openssl("req", "-x509", *curve, "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("req", *curve, "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr")
    with open(f"{folder}/names", "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem")


class Connection:
    """One connection; what it must send later waits in `floods` and `gathered`."""

    def __init__(self, number, tls):
        self.number, self.tls = number, tls
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.h2.initiate_connection()
        self.floods, self.gathered, self.held = {}, [], set()
        self.out = bytearray()

    def answer(self, stream, text):
        self.h2.send_headers(stream, [(":status", "200")])
        self.h2.send_data(stream, text.encode(), end_stream=True)

    def handle(self, event, world):
        if isinstance(event, h2.events.RequestReceived):
            self.ask(event.stream_id, dict(event.headers)[b":path"].decode(), world)
        elif isinstance(event, h2.events.StreamReset):
            self.floods.pop(event.stream_id, None)
            if event.stream_id in self.held:
                world.resets.append(self.number)

    def ask(self, stream, path, world):
        word, _, count = path[1:].partition("/")
        if word == "plain":
            self.answer(stream, str(self.number))
        elif word == "gather":
            self.gathered.append(stream)
            if len(self.gathered) == int(count):
                for each in self.gathered:
                    self.answer(each, str(self.number))
        elif word == "flood":
            self.h2.send_headers(stream, [(":status", "200")])
            self.floods[stream] = [0, int(count)]
        elif word == "hold":
            self.h2.send_headers(stream, [(":status", "200")])
            self.h2.send_data(stream, b"first")
            self.held.add(stream)
        else:
            world.waiting.append((self, stream, word))

    def pour(self, world):
        """Sends what the windows take of each flood."""
        for stream, (sent, count) in list(self.floods.items()):
            while sent < count:
                size = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, count - sent)
                if size <= 0 or len(self.out) > 1 << 20:
                    world.stalled = sent if size <= 0 else world.stalled
                    break
                sent += size
                self.h2.send_data(stream, b"x" * size, end_stream=sent == count)
                self.out += self.h2.data_to_send()
            self.floods[stream][0] = sent
            if sent == count:
                del self.floods[stream]
                world.stalled = sent


class PlainConnection:
    """One that speaks HTTP/1.1, for a flood: its windows are the buffers of the sockets."""

    def __init__(self, tls):
        self.tls, self.head, self.out, self.sent, self.count = tls, b"", bytearray(), 0, None

    def receive(self, data):
        self.head += data
        if self.count is None and b"\r\n\r\n" in self.head:
            self.count = int(self.head.split(b" ")[1].rpartition(b"/")[2])
            self.out += b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % self.count

    def pour(self, world):
        if self.count is not None and not self.out:
            size = min(1 << 16, self.count - self.sent)
            self.sent += size
            self.out += b"x" * size
            if size == 0:
                world.stalled = self.sent


class World:
    def __init__(self):
        self.resets, self.waiting, self.stalled = [], [], None

    def tell(self):
        """Answers those who wait for something that has happened."""
        for connection, stream, word in list(self.waiting):
            seen = {"reset": self.resets[0] if self.resets else None, "stalled": self.stalled}.get(word)
            if seen is not None:
                connection.answer(stream, str(seen))
                self.waiting.remove((connection, stream, word))


make_certificates()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
context.set_alpn_protocols(["h2", "http/1.1"])
listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)
if os.fork():
    os._exit(0)

# Nobody waits for this process: it ends by itself, whatever becomes of the test.
signal.alarm(60)
connections, world, made = {}, World(), 0
while True:
    waiting = [listener, *connections]
    full = [tls for tls, connection in connections.items() if connection.out]
    readable, writable, _ = select.select(waiting, full, [], 0.2)
    if not readable and not writable:
        # Nothing has moved for so long: whoever is flooded does not read.
        world.stalled = max([c.sent for c in connections.values() if isinstance(c, PlainConnection)], default=world.stalled)
    for tls in readable:
        if tls is listener:
            try:
                tls = context.wrap_socket(listener.accept()[0], server_side=True)
                tls.setblocking(False)
                if tls.selected_alpn_protocol() == "h2":
                    made += 1
                    connections[tls] = Connection(made, tls)
                else:
                    connections[tls] = PlainConnection(tls)
            except OSError:
                pass
            continue
        try:
            data = tls.recv(1 << 16)
            while tls.pending():
                data += tls.recv(tls.pending())
        except ssl.SSLWantReadError:
            continue
        except OSError:
            data = b""
        if not data:
            tls.close()
            del connections[tls]
            continue
        if isinstance(connections[tls], PlainConnection):
            connections[tls].receive(data)
            continue
        for event in connections[tls].h2.receive_data(data):
            connections[tls].handle(event, world)
    for connection in connections.values():
        connection.pour(world)
    world.tell()
    for tls, connection in list(connections.items()):
        if isinstance(connection, Connection):
            connection.out += connection.h2.data_to_send()
        try:
            while connection.out:
                del connection.out[: tls.send(connection.out[: 1 << 16])]
                connection.pour(world)
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass
        except OSError:
            tls.close()
            del connections[tls]
