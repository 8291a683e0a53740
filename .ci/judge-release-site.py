"""judge-release-site.py FOLDER KEYS: serves the folder over https on 127.0.0.1:443. Part of judge-release, which runs it in
a network of its own."""
import functools
import http.server
import pathlib
import ssl
import sys

folder, keys = map(pathlib.Path, sys.argv[1:])
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(keys / "site.crt", keys / "site.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
(folder / "ready").touch()
server.serve_forever()
