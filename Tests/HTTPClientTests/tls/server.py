"""Makes a certificate for 127.0.0.1 in a folder and serves some TLS connections with it; prints the port and goes on behind."""

import os
import signal
import socket
import ssl
import subprocess
import sys

folder, connections = sys.argv[1], int(sys.argv[2])
key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    + ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
    check=True,
    capture_output=True,
)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
if os.fork():
    os._exit(0)

# Nobody waits for this process: it ends by itself, whatever becomes of the test.
signal.alarm(30)
for _ in range(connections):
    plain, _ = listener.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
    except OSError:
        pass
