"""Sets a source text in pages: line breaking, columns, tables, notes, pictures and text that must not be seen."""

import re

import scan
from source import SOFT_HYPHEN
from truetype import TrueTypeFont

PAPERS = {"a4": (595, 842, 62), "a5": (420, 595, 46)}  # width, height, side margin
TOP, BOTTOM = 76, 70
INK, ACCENT, PALE, GREY = "0.13 0.15 0.18", "0.70 0.29 0.11", "0.97 0.94 0.91", "0.45 0.47 0.50"
LIGATURES = [("ffi", "\ufb03"), ("ffl", "\ufb04"), ("ff", "\ufb00"), ("fi", "\ufb01"), ("fl", "\ufb02")]
SCAN_WIDTH, SCAN_HEIGHT = 827, 1170


class Typesetter:
    def __init__(self, source, fonts):
        self.source = source
        self.faces = {style: TrueTypeFont(fonts / f"OpenSans-{name}.ttf")
                      for style, name in (("R", "Regular"), ("B", "Semibold"), ("I", "Italic"))}
        self.used = {style: set() for style in self.faces}
        settings = source.settings
        self.paper_width, self.paper_height, self.margin = PAPERS[settings.get("paper", "a4")]
        self.size = float(settings.get("size", "10"))
        self.leading = self.size * 1.46
        self.columns = int(settings.get("columns", "1"))
        self.justified = settings.get("justified") == "yes"
        self.ligatures = settings.get("ligatures") == "yes"
        self.roman = int(settings.get("roman", "0"))
        self.pages, self.pictures, self.outline = [], {}, []
        self.gutter = 24
        self.full = self.paper_width - 2 * self.margin
        self.measure = (self.full - self.gutter * (self.columns - 1)) / self.columns
        self.x, self.y = self.margin, 0

    # Text

    def shaped(self, text):
        if self.ligatures:
            for letters, ligature in LIGATURES:
                text = text.replace(letters, ligature)
        return text

    def width(self, style, text, size):
        return self.faces[style].width(self.shaped(text)) * size / 1000

    def words(self, text, style="R"):
        """The words of a text, each a list of (style, characters) pieces."""
        words, now, word = [], style, []
        for piece in re.split(r"(\*\*|\*| )", text):
            if piece == "**":
                now = style if now == "B" else "B"
            elif piece == "*":
                now = style if now == "I" else "I"
            elif piece == " ":
                words.append(word)
                word = []
            elif piece:
                word.append((now, piece))
        return [word for word in words + [word] if word]

    def word_width(self, word, size):
        return sum(self.width(style, text.replace(SOFT_HYPHEN, ""), size) for style, text in word)

    def broken(self, text, measure, size, style="R"):
        """Lines of words. A word that does not fit is divided at its last soft hyphen that does."""
        space = self.width("R", " ", size)
        lines, line, used = [], [], 0
        waiting = self.words(text, style)
        while waiting:
            word = waiting.pop(0)
            wide = self.word_width(word, size)
            room = measure - used - (space if line else 0)
            if wide <= room or (not line and SOFT_HYPHEN not in word[0][1]):
                line.append(word)
                used += wide + (space if used else 0)
                continue
            head, rest = self.divided(word, room, size)
            if head:
                line.append(head)
                word = rest
            lines.append(line)
            line, used = [], 0
            waiting.insert(0, word)
        return lines + [line]

    def divided(self, word, room, size):
        style, text = word[0]
        parts = text.split(SOFT_HYPHEN)
        for count in range(len(parts) - 1, 0, -1):
            head = "".join(parts[:count]) + "-"
            if self.width(style, head, size) <= room:
                return [(style, head)], [(style, SOFT_HYPHEN.join(parts[count:]))] + word[1:]
        return None, word

    def show(self, words, x, y, size, colour=INK, stretch=0, extra="", body=None):
        """Writes one line; `stretch` is added to each space, in points."""
        runs = []
        for index, word in enumerate(words):
            for style, text in word:
                text = self.shaped(text.replace(SOFT_HYPHEN, ""))
                if runs and runs[-1][0] == style:
                    runs[-1][1].append(text)
                else:
                    runs.append((style, [text]))
            if index + 1 < len(words):
                runs[-1][1].append(" ")
        parts = []
        for style, texts in runs:
            face, array = self.faces[style], []
            for text in texts:
                self.used[style].update(text)
                array.append("<" + "".join(f"{face.glyph(c):04X}" for c in text) + ">")
                if text == " " and stretch:
                    array.append(f"{-stretch * 1000 / size:.1f}")
            parts.append(f"/{style} {size:g} Tf [{''.join(array)}] TJ")
        (self.pages[-1] if body is None else body).append(
            f"BT {colour} rg {extra}1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(parts)} ET")

    def lines(self, text, x, measure, size=None, style="R", colour=INK, leading=None, justified=False):
        size = size or self.size
        leading = leading or size * 1.46
        broken = self.broken(text, measure, size, style)
        for number, line in enumerate(broken):
            # No line stands alone at the foot or the head of a page: the first two and the last two stay together.
            together = number == 0 and len(broken) > 1 or len(broken) - number == 2
            self.need(leading * 2 if together else leading)
            self.y -= leading
            stretch = 0
            if justified and number + 1 < len(broken) and len(line) > 1:
                natural = sum(self.word_width(w, size) for w in line) + self.width("R", " ", size) * (len(line) - 1)
                stretch = (measure - natural) / (len(line) - 1)
            self.show(line, self.x + x, self.y, size, colour, stretch)
        return len(broken)

    # Pages

    def new_page(self):
        self.pages.append([])
        self.column, self.x, self.y, self.top = 0, self.margin, self.paper_height - TOP, self.paper_height - TOP

    def need(self, height):
        if self.y - height >= BOTTOM:
            return
        if self.column + 1 < self.columns:
            self.column += 1
            self.x += self.measure + self.gutter
            self.y = self.top
        else:
            self.new_page()

    def label(self, page):
        if page < self.roman:
            return ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][page]
        return str(page + 1 - self.roman)

    def box(self, x, y, width, height, colour):
        self.pages[-1].append(f"{colour} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def masthead(self):
        settings, wide = self.source.settings, self.full
        if settings.get("cover") == "yes":
            self.box(0, 0, self.paper_width, self.paper_height, PALE)
            band = self.paper_height * 0.36
            self.box(0, self.paper_height - band, self.paper_width, band, ACCENT)
            self.y = self.paper_height - band / 2
            self.lines(settings["title"], 0, wide, self.full / 16, "B", "1 1 1", self.full / 12.5)
            self.y = self.paper_height - band - 30
            self.lines(settings["subtitle"], 0, wide, 14, "R", INK)
            self.y = 120
            self.lines(settings.get("imprint", ""), 0, wide, 9, "R", GREY)
            self.new_page()
            return
        self.box(self.margin, self.paper_height - 60, 46, 4, ACCENT)
        self.y = self.paper_height - 62
        self.lines(settings["title"], 0, wide, 21, "B", INK, 27)
        if "subtitle" in settings:
            self.lines(settings["subtitle"], 0, wide, 10.5, "I", GREY)
        self.y -= 14
        self.top = self.y

    def set(self):
        self.new_page()
        self.masthead()
        before = None
        for block in self.source.blocks:
            if before == "item" and block.kind != "item" and self.y < self.top:
                self.y -= self.size * 0.4
            before = block.kind
            getattr(self, "set_" + block.kind)(block)
        if not self.pages[-1]:
            self.pages.pop()
        self.furniture()

    def set_page(self, _):
        self.new_page()

    def set_heading(self, block):
        size = {1: self.size + 6, 2: self.size + 2}[block.level]
        self.need(size * 2.4 + 2 * self.leading)
        if self.y < self.top - 1:
            self.y -= size * 0.7
        self.outline.append((block.level, block.text.replace(SOFT_HYPHEN, ""), len(self.pages) - 1, self.y))
        self.lines(block.text, 0, self.measure, size, "B", ACCENT if block.level == 1 else INK, size * 1.3)
        self.y -= size * 0.25

    def set_text(self, block):
        self.lines(block.text, 0, self.measure, justified=self.justified)
        self.y -= self.size * 0.55

    def set_item(self, block):
        self.need(self.leading)
        start = self.y
        page = len(self.pages)
        self.lines(block.text, 16, self.measure - 16)
        # The marker belongs on the first line, wherever that one came to stand.
        if len(self.pages) == page and start - self.leading >= self.y:
            self.show([[("R", block.marker)]], self.x, start - self.leading, self.size, ACCENT)
        self.y -= self.size * 0.25

    def set_note(self, block):
        inner = self.measure - 28
        height = len(self.broken(block.text, inner, self.size)) * self.leading + 14
        self.need(height + 4)
        self.y -= 2
        self.box(self.x, self.y - height, self.measure, height, PALE)
        self.box(self.x, self.y - height, 3, height, ACCENT)
        bottom = self.y - height
        self.y -= 5
        self.lines(block.text, 14, inner)
        self.y = bottom - self.size * 0.8

    def set_table(self, block):
        size, pad = self.size - 1, 5
        self.y -= 3
        columns = list(zip(*block.rows))
        natural = [max(self.width("B", c, size) for c in column) + 2 * pad for column in columns]
        least = [max(self.word_width(w, size) for c in column for w in self.words(c, "B")) + 2 * pad + 1
                 for column in columns]
        spare, wish = self.measure - sum(least), sum(n - l for n, l in zip(natural, least)) or 1
        widths = [l + (n - l) * min(spare / wish, 1.6) for n, l in zip(natural, least)]
        for number, row in enumerate(block.rows):
            style = "R" if number else "B"
            cells = [self.broken(c, w - 2 * pad + 0.5, size, style) if c else [] for c, w in zip(row, widths)]
            height = max(len(c) for c in cells) * size * 1.36 + 7
            self.need(height + (0 if number else 2 * self.leading))
            self.y -= height
            if not number:
                self.box(self.x, self.y, sum(widths), height, PALE)
            x = self.x
            for cell, width in zip(cells, widths):
                for line_number, line in enumerate(cell):
                    y = self.y + height - 3.5 - size * 1.08 - line_number * size * 1.36
                    self.show(line, x + pad, y, size)
                x += width
            self.box(self.x, self.y, sum(widths), 0.5, "0.80 0.78 0.75")
        self.y -= self.size

    def set_hidden(self, block):
        words = self.words(block.text)
        if block.marker == "white":
            self.show(words, self.x, self.y - 8, 6, "1 1 1")
            self.y -= 12
        elif block.marker == "tiny":
            self.show(words, self.x, self.y - 2, 0.4, GREY)
        elif block.marker == "outside":
            self.show(words, self.x, self.paper_height + 60, 9)
        elif block.marker == "mode3":
            self.show(words, self.x, self.y - 9, 7, INK, extra="3 Tr ")
            self.pages[-1].append("0 Tr")
            self.y -= 12
        elif block.marker == "covered":
            self.show(words, self.x, self.y - 9, 6)
            self.box(self.x, self.y - 14, self.measure, 12, ACCENT)
            self.y -= 18
        else:
            raise ValueError(f"unknown way to hide text: {block.marker}")

    def set_scan(self, block):
        if self.pages[-1]:
            self.new_page()
        placed, baseline = [], 120
        for line in block.rows:
            size = 24 if line.startswith("# ") else 16
            placed.append((95, baseline, size, line.removeprefix("# ")))
            baseline += size * 1.75
        self.pictures[len(self.pages) - 1] = scan.scan(placed, self.faces["R"], SCAN_WIDTH, SCAN_HEIGHT)
        self.pages[-1].append(f"q {self.paper_width} 0 0 {self.paper_height} 0 0 cm /Scan Do Q")
        self.new_page()

    def furniture(self):
        """The running title and the page's printed number, on every page but the cover and the scans."""
        for number, body in enumerate(self.pages):
            if number in self.pictures or (number == 0 and self.source.settings.get("cover") == "yes"):
                continue
            footer = self.words(self.source.settings.get("footer", self.source.settings["title"]))
            self.show(footer, self.margin, 40, 8, GREY, body=body)
            label = [[("R", self.label(number))]]
            self.show(label, self.paper_width - self.margin - self.word_width(label[0], 8), 40, 8, GREY, body=body)
