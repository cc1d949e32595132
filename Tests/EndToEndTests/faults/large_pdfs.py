"""Makes a PDF that is large in one way or another, has docqa read it, and says what that took.

    large_pdfs.py KIND DOCQA FOLDER [FLAG...]

prints one JSON object: seconds, seconds of the processor, the most memory (KiB) that any one process held, docqa's exit status and its report.
"""

import json
import random
import resource
import subprocess
import sys
import time
import zlib

MIB = 1 << 20


def repeated(pattern, total):
    """A deflated stream of `total` bytes, made from one block that refers to nothing before it."""
    deflate = zlib.compressobj(9)
    head = deflate.compress(b" ") + deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(pattern * (MIB // len(pattern))) + deflate.flush(zlib.Z_FULL_FLUSH)
    return head + block * (total // MIB)


def stream(data, entries=b"/Filter /FlateDecode"):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def document(contents, more=(), resources=b""):
    """One page for each number of a content object among `more`, which are objects 4 and on."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    first = 4 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + index) for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)), font]
    objects += more
    for content in contents:
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (content, resources))
    out, offsets = b"%PDF-1.5\n", []
    parts = [out]
    length = len(out)
    for number, body in enumerate(objects, 1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        length += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, length))
    return b"".join(parts)


TEXT = b"BT /F1 12 Tf 72 700 Td (All these words again and again) Tj ET\n"


def spaces():
    return document([4], [stream(repeated(b" ", 4096 * MIB))])


def text():
    return document([4] * 20, [stream(repeated(TEXT, 1024 * MIB))])


def states():
    return document([4] * 20, [stream(repeated(b"q ", 1024 * MIB))])


def string():
    return document([4] * 20, [stream(repeated(b"(" + b"a" * 1000 + b") Tj ", 2048 * MIB))])


def nested():
    data = zlib.compress(zlib.compress(repeated(b"(a) Tj ", 4096 * MIB)))
    return document([4], [stream(data, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")])


def objects():
    """A stream of objects that the reader has to unpack before it finds any page."""
    return document([4], [stream(repeated(b"<</A[1 2 3]>>", 1024 * MIB), b"/Filter /FlateDecode")]).replace(
        b"/MediaBox", b"/MediaBox 4 0 R /CropBox")


def picture():
    image = stream(
        repeated(b"\0", 2048 * MIB),
        b"/Filter /FlateDecode /Type /XObject /Subtype /Image /Width 30000 /Height 23000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8")
    return document([4], [stream(b"q 600 0 0 700 0 0 cm /I Do Q " + TEXT, b""), image], b"/XObject << /I 5 0 R >>")


def pages():
    """2,000 sound pages of 48 lines, each with words and strokes of its own."""
    dice = random.Random(7)
    words = [f"{a}{b}" for a in ("ba", "ke", "li", "mo", "nu", "ro", "ta") for b in ("lan", "mer", "nos", "ril", "tun")]
    contents = []
    for _ in range(2000):
        lines = "".join(
            "BT /F1 10 Tf 60 %d Td (%s) Tj ET\n" % (740 - 14 * line, " ".join(dice.choices(words, k=11)))
            for line in range(48))
        lines += "".join("%d %d m %d %d l S\n" % tuple(dice.randrange(600) for _ in range(4)) for _ in range(40))
        contents.append(stream(zlib.compress(lines.encode())))
    return document(range(4, 4 + len(contents)), contents)


kind, docqa, folder = sys.argv[1:4]
path = f"{folder}/{kind}.pdf"
with open(path, "wb") as file:
    file.write(globals()[kind]())
began = time.monotonic()
run = subprocess.run(
    [docqa, "ingest", path, "--db", f"{folder}/{kind}.db", "--json", *sys.argv[4:]], capture_output=True)
seconds = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "seconds": seconds,
    "processor_seconds": used.ru_utime + used.ru_stime,
    "peak_kib": used.ru_maxrss,
    "status": run.returncode,
    "report": json.loads(run.stdout),
}))
