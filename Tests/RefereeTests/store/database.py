"""Reads a database that docqa made with Python's sqlite3 alone, and compares it with the files.

    database.py DATABASE FOLDER

prints one JSON object: what was checked, and null or what is wrong.
"""

import collections
import hashlib
import json
import pathlib
import re
import sqlite3
import subprocess
import sys

database, folder = sys.argv[1], pathlib.Path(sys.argv[2])
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
# A text of ours may hold U+0000, and a span may end inside what Python would call a character.
connection.text_factory = bytes
checks = {}


def check(name, problems):
    problems = list(problems)
    checks[name] = "; ".join(problems[:5]) if problems else None


def rows(sql, *values):
    return connection.execute(sql, values).fetchall()


def words(text):
    # pdftotext joins what was divided at the end of a line; the stored text is the page's.
    text = re.sub("[-\u2010]\\n(?=\\w)", "", text)
    return collections.Counter(re.findall(r"[^\W_]+", text))


documents = [
    (number, (folder / name.decode()), sha256, size, lines, form, collection)
    for number, name, sha256, size, lines, form, collection in rows(
        "SELECT id, name, sha256, text_size, line_count, format, collection FROM document ORDER BY name"
    )
]
texts = {
    number: b"".join(
        part for (part,) in rows(
            "SELECT bytes FROM text WHERE place >= ? AND place < ? ORDER BY place", number << 32, number + 1 << 32)
    )
    for number, *_ in documents
}


def source(path):
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf")


check("journal", [] if rows("PRAGMA journal_mode")[0][0] == b"wal" else ["it is not a write-ahead log"])
check("integrity", [row[0].decode() for row in rows("PRAGMA integrity_check") if row[0] != b"ok"])
check("documents", [] if len(documents) > 20 else [f"only {len(documents)} documents"])
check("hashes", [
    path.name for _, path, sha256, *_ in documents if hashlib.sha256(path.read_bytes()).digest() != sha256])
check("sizes", [
    f"{path.name}: {len(texts[number])} and {size}"
    for number, path, _, size, *_ in documents if len(texts[number]) != size])
check("lines", [
    path.name for number, path, _, _, lines, *_ in documents if texts[number].count(b"\n") + 1 != lines])

# For every UTF-8 file but HTML and PDF the text is the file.
exact = [row for row in documents if row[5] not in (b"html", b"pdf") and row[1].name != "winterbetrieb.txt"]
exact_paths = {path for _, path, *_ in exact}
check("exact files", [] if len(exact) > 15 else [f"only {len(exact)}"])
check("texts", [path.name for number, path, *_ in exact if texts[number] != source(path)])

passages, outside, split, uncovered, overlapping = 0, [], [], [], []
for number, path, _, size, _, _, collection in documents:
    text, end = texts[number], 0
    hidden = rows("SELECT start, end FROM hidden WHERE document = ?", number)
    covered = bytearray(len(text))
    for start, length in rows(
        f"SELECT start, length FROM passage_{collection} WHERE document = ? ORDER BY start", number
    ):
        passages += 1
        if start < end:
            overlapping.append(f"{path.name}@{start}")
        end = start + length
        if end > size or path in exact_paths and source(path)[start:end] != text[start:end]:
            outside.append(f"{path.name}@{start}")
        try:
            text[start:end].decode()
        except UnicodeDecodeError:
            split.append(f"{path.name}@{start}")
        covered[start:end] = b"\1" * length
    for start, stop in hidden:
        covered[start:stop] = b"\1" * (stop - start)
    # Front matter, rules and running heads are kept and not searched; running text is never left out.
    if path.suffix in (".txt", ".log", ".csv"):
        left = bytes(byte for byte, mark in zip(text, covered) if not mark)
        if left.strip():
            uncovered.append(f"{path.name}: {left.strip()[:40]!r}")
check("passages", [] if passages > 100 else [f"only {passages} passages"])
check("spans", outside)
check("characters", split)
check("overlaps", overlapping)
check("coverage", uncovered)

found, wanted, pages, apart = 0, 0, 0, []
for number, path, *_, form, _ in documents:
    if form != b"pdf":
        continue
    mine, theirs = collections.Counter(), collections.Counter()
    for page, start, end in rows("SELECT number, start, end FROM page WHERE document = ? ORDER BY number", number):
        pages += 1
        mine += words(texts[number][start:end].decode())
        told = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), str(path), "-"], capture_output=True, check=True)
        theirs += words(told.stdout.decode())
    overlap = sum((mine & theirs).values())
    found, wanted = found + overlap, wanted + sum(theirs.values())
    if overlap < 0.99 * sum(theirs.values()):
        apart.append(f"{path.name}: {overlap} of {sum(theirs.values())} words")
check("pdf pages", [] if pages > 10 else [f"only {pages} pages"])
check("pdf words", apart)
check("pdf words in all", [] if found >= 0.99 * wanted else [f"{found} of {wanted} words"])

print(json.dumps(checks))
