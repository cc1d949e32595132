"""Writes PDF files whose bytes depend on nothing but what is put in: no dates, no random ids, our own compressor."""

import hashlib
import zlib


def deflate(data):
    """A zlib stream with fixed Huffman codes.

    Python's own `zlib` may be zlib or zlib-ng and gives other bytes from one version to the next; these never change.
    """
    bits, length, out = 0, 0, bytearray(b"\x78\x01")

    def put(value, count):
        nonlocal bits, length
        bits |= value << length
        length += count
        while length >= 8:
            out.append(bits & 255)
            bits >>= 8
            length -= 8

    def reversed_bits(value, count):
        return int(f"{value:0{count}b}"[::-1], 2)

    def symbol(value):
        if value < 144:
            put(reversed_bits(0x30 + value, 8), 8)
        elif value < 256:
            put(reversed_bits(0x190 + value - 144, 9), 9)
        elif value < 280:
            put(reversed_bits(value - 256, 7), 7)
        else:
            put(reversed_bits(0xC0 + value - 280, 8), 8)

    put(0b011, 3)
    seen, at = {}, 0
    while at < len(data):
        key = data[at:at + 4]
        before = seen.get(key, -1)
        seen[key] = at
        size = 0
        if len(key) == 4 and before >= 0 and at - before <= 32768:
            size = 4
            while size < 258 and at + size < len(data) and data[before + size] == data[at + size]:
                size += 1
        if not size:
            symbol(data[at])
            at += 1
            continue
        code, extra, base = _bucket(size, _LENGTHS)
        symbol(257 + code)
        put(size - base, extra)
        code, extra, base = _bucket(at - before, _DISTANCES)
        put(reversed_bits(code, 5), 5)
        put(at - before - base, extra)
        for skipped in range(at + 1, at + size):
            seen[data[skipped:skipped + 4]] = skipped
        at += size
    symbol(256)
    put(0, (8 - length) % 8)
    return bytes(out) + zlib.adler32(data).to_bytes(4, "big")


def _buckets(first, extras):
    table, base = [], first
    for code, extra in enumerate(extras):
        table.append((code, extra, base))
        base += 1 << extra
    return table


_LENGTHS = _buckets(3, [0] * 8 + [n for n in range(1, 6) for _ in range(4)])[:28] + [(28, 0, 258)]
_DISTANCES = _buckets(1, [0] * 4 + [n for n in range(1, 14) for _ in range(2)])


def _bucket(value, table):
    return next(row for row in reversed(table) if row[2] <= value)


def text_string(text):
    """A PDF text string: ASCII as it is, all else as UTF-16 with a byte order mark."""
    if text.isascii():
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


class PDFFile:
    """Numbered objects, written in order with a cross-reference table."""

    def __init__(self):
        self.objects = []

    def reserve(self):
        self.objects.append(None)
        return len(self.objects)

    def put(self, number, body):
        self.objects[number - 1] = body.encode("latin-1") if isinstance(body, str) else body
        return number

    def add(self, body):
        return self.put(self.reserve(), body)

    def stream(self, data, entries=""):
        packed = deflate(data)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
        return self.add(head + packed + b"\nendstream")

    def font(self, face, name, used):
        """Embeds a face as a two-byte font whose ToUnicode map gives back the very characters that were set."""
        program = self.stream(face.data, f"/Length1 {len(face.data)}")
        descriptor = self.add(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox {face.bounds} /ItalicAngle "
            f"{-12 if 'Italic' in name else 0} /Ascent {face.ascent} /Descent {face.descent} /CapHeight 714 "
            f"/StemV {120 if 'Semibold' in name else 80} /FontFile2 {program} 0 R >>".replace(",", ""))
        glyphs = {face.glyph(c): c for c in sorted(used)}
        widths = " ".join(f"{glyph} [{face.advances[glyph]}]" for glyph in sorted(glyphs))
        descendant = self.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) "
            f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 600 /W [{widths}] "
            "/CIDToGIDMap /Identity >>")
        rows = [f"<{g:04X}> <{glyphs[g].encode('utf-16-be').hex().upper()}>" for g in sorted(glyphs)]
        blocks = [rows[i:i + 100] for i in range(0, len(rows), 100)]
        unicode_map = self.stream("\n".join(
            ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
             "/CMapName /Characters def /CMapType 2 def",
             "1 begincodespacerange <0000> <FFFF> endcodespacerange"]
            + [f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks]
            + ["endcmap CMapName currentdict /CMap defineresource pop end end"]).encode())
        return self.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode_map} 0 R >>")

    def bytes(self, catalog, info):
        out, places = bytearray(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        mark = hashlib.sha256(bytes(out)).hexdigest()[:32]
        table = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += (f"trailer\n<< /Size {len(places) + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{mark}> <{mark}>] >>\n"
                f"startxref\n{table}\n%%EOF\n").encode()
        return bytes(out)
