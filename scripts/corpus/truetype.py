"""Reads what a PDF needs from a TrueType file: characters, advance widths, metrics and outlines."""

import struct


class TrueTypeFont:
    """One face. Widths and metrics are in thousandths of the type size, as PDF counts them."""

    def __init__(self, path):
        self.data = path.read_bytes()
        self.tables = {}
        for index in range(struct.unpack_from(">H", self.data, 4)[0]):
            tag, _, offset, length = struct.unpack_from(">4sLLL", self.data, 12 + 16 * index)
            self.tables[tag.decode()] = (offset, length)
        head, hhea = self.tables["head"][0], self.tables["hhea"][0]
        self.units = struct.unpack_from(">H", self.data, head + 18)[0]
        self.bounds = [self._scaled(v) for v in struct.unpack_from(">4h", self.data, head + 36)]
        self.ascent, self.descent = (self._scaled(v) for v in struct.unpack_from(">2h", self.data, hhea + 4))
        self.glyph_count = struct.unpack_from(">H", self.data, self.tables["maxp"][0] + 4)[0]
        self._long_offsets = struct.unpack_from(">h", self.data, head + 50)[0] == 1
        self.glyphs = self._read_characters()
        self.advances = self._read_advances(struct.unpack_from(">H", self.data, hhea + 34)[0])

    def _scaled(self, value):
        return value * 1000 // self.units

    def _read_characters(self):
        base = self.tables["cmap"][0]
        glyphs = {}
        for index in range(struct.unpack_from(">H", self.data, base + 2)[0]):
            at = base + struct.unpack_from(">L", self.data, base + 8 + 8 * index)[0]
            if struct.unpack_from(">H", self.data, at)[0] != 4:
                continue
            doubled = struct.unpack_from(">H", self.data, at + 6)[0]
            for segment in range(0, doubled, 2):
                last = struct.unpack_from(">H", self.data, at + 14 + segment)[0]
                first = struct.unpack_from(">H", self.data, at + 16 + doubled + segment)[0]
                delta = struct.unpack_from(">h", self.data, at + 16 + 2 * doubled + segment)[0]
                place = at + 16 + 3 * doubled + segment
                reach = struct.unpack_from(">H", self.data, place)[0]
                for code in range(first, min(last, 0xFFFE) + 1):
                    glyph = code
                    if reach:
                        glyph = struct.unpack_from(">H", self.data, place + reach + 2 * (code - first))[0]
                    if glyph or not reach:
                        glyphs[code] = (glyph + delta) & 0xFFFF
        return glyphs

    def _read_advances(self, count):
        base = self.tables["hmtx"][0]
        widths = [self._scaled(struct.unpack_from(">H", self.data, base + 4 * i)[0]) for i in range(count)]
        return widths + widths[-1:] * (self.glyph_count - count)

    def glyph(self, character):
        """The glyph of a character. A character the face lacks is a mistake in the source text, so it raises."""
        try:
            return self.glyphs[ord(character)]
        except KeyError:
            raise ValueError(f"the font has no glyph for {character!r} (U+{ord(character):04X})") from None

    def width(self, text):
        return sum(self.advances[self.glyph(c)] for c in text)

    def contours(self, glyph):
        """The outline as closed contours of (x, y, on_curve) in font units; composite glyphs are put together."""
        loca, glyf = self.tables["loca"][0], self.tables["glyf"][0]
        if self._long_offsets:
            start, end = struct.unpack_from(">2L", self.data, loca + 4 * glyph)
        else:
            start, end = (2 * v for v in struct.unpack_from(">2H", self.data, loca + 2 * glyph))
        if start == end:
            return []
        at = glyf + start
        count = struct.unpack_from(">h", self.data, at)[0]
        return self._composite(at + 10) if count < 0 else self._simple(at + 10, count)

    def _composite(self, at):
        parts, more = [], True
        while more:
            flags, glyph = struct.unpack_from(">2H", self.data, at)
            dx, dy = struct.unpack_from(">2h" if flags & 1 else ">2b", self.data, at + 4)
            if flags & 0xC8:
                raise ValueError("scaled composite glyphs are not supported")
            at += 8 if flags & 1 else 6
            parts += [[(x + dx, y + dy, on) for x, y, on in contour] for contour in self.contours(glyph)]
            more = flags & 0x20
        return parts

    def _simple(self, at, count):
        ends = struct.unpack_from(f">{count}H", self.data, at)
        at += 2 * count
        at += 2 + struct.unpack_from(">H", self.data, at)[0]
        flags = []
        while len(flags) <= ends[-1]:
            flag = self.data[at]
            at += 1
            repeats = 1
            if flag & 8:
                repeats += self.data[at]
                at += 1
            flags += [flag] * repeats
        columns = []
        for short, same in ((2, 16), (4, 32)):
            values, value = [], 0
            for flag in flags:
                if flag & short:
                    value += self.data[at] if flag & same else -self.data[at]
                    at += 1
                elif not flag & same:
                    value += struct.unpack_from(">h", self.data, at)[0]
                    at += 2
                values.append(value)
            columns.append(values)
        points = [(x, y, bool(flag & 1)) for x, y, flag in zip(*columns, flags)]
        starts = [0] + [end + 1 for end in ends[:-1]]
        return [points[a:b + 1] for a, b in zip(starts, ends)]
