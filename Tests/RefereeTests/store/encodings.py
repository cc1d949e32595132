"""Compares the texts in a database with what iconv makes of the files, whose names say their encodings, and with what
`file` takes them for.

    encodings.py DATABASE FOLDER

prints one JSON object: for each file null or what is wrong.
"""

import json
import pathlib
import sqlite3
import subprocess
import sys

database, folder = sys.argv[1], pathlib.Path(sys.argv[2])
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
connection.text_factory = bytes
checks = {}


def program(*words):
    return subprocess.run(words, capture_output=True, check=True).stdout


def problem(path):
    row = connection.execute("SELECT id FROM document WHERE name = ?", (path.name,)).fetchone()
    if row is None:
        return "it was not read"
    text = b"".join(part for (part,) in connection.execute(
        "SELECT bytes FROM text WHERE place >> 32 = ? ORDER BY place", row))
    told = [message.decode() for (message,) in connection.execute(
        "SELECT message FROM warning WHERE document = ? AND code = 'encoding_guessed'", row)]
    # KOI8-R.plain.txt
    encoding = path.name.split(".")[0]
    wanted = program("iconv", "-f", encoding, "-t", "UTF-8", str(path)).removeprefix(b"\xef\xbb\xbf")
    if text != wanted:
        return f"read as {text[:60].decode()!r}; {told}"
    # What `file` is sure of, we may not have guessed.
    kind = program("file", "-b", "--mime-encoding", str(path)).decode().strip()
    if kind in ("utf-8", "us-ascii") and told and not encoding.startswith("ISO-2022"):
        return f"file says {kind}, we guessed: {told}"
    if kind.startswith("utf-16") and not encoding.startswith("UTF-16"):
        return f"file says {kind}"
    return None


for path in sorted(folder.iterdir()):
    checks[path.name] = problem(path)
print(json.dumps(checks))
