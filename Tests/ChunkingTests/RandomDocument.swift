internal import DocumentModel

/// A document with every mixture of blocks, scripts, markup, hidden text and pages, the same for the same seed.
struct RandomDocument {
    var document = ExtractedDocument(format: .text)
    /// Where words stand that are longer than any passage; these alone may be cut.
    var endless: [Range<Int>] = []
    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
        let lineEnd = random.chance(4) ? "\r\n" : "\n"
        for _ in 0..<random.below(60) {
            if random.chance(4) { addHeading(lineEnd) } else { addBlocks(lineEnd) }
            if random.chance(6) { addHidden() }
            document.text += Array((random.chance(2) ? lineEnd + lineEnd : lineEnd).utf8)
        }
        if random.chance(2) { addPages() }
    }

    private mutating func addHeading(_ lineEnd: String) {
        let level = 1 + random.below(4)
        var parent = document.headings.indices.last
        while let index = parent, document.headings[index].level >= level { parent = document.headings[index].parent }
        let start = document.text.count
        document.text += Array((String(repeating: "#", count: level) + " ").utf8)
        document.markup.append(TextSpan(start, document.text.count))
        let title = sentence()
        document.text += Array(title.utf8)
        let span = TextSpan(start, document.text.count)
        document.headings.append(Heading(title: title, level: level, parent: parent, span: span))
        document.blocks.append(Block(.heading, span, heading: document.headings.count - 1))
    }

    private mutating func addBlocks(_ lineEnd: String) {
        let kinds: [Block.Kind] = [.paragraph, .paragraph, .paragraph, .listItem, .quote, .tableRow, .code, .caption]
        let kind = kinds[random.below(kinds.count)]
        let heading = document.headings.indices.last
        guard kind == .tableRow else {
            let span = add { $0.content(kind, lineEnd) }
            document.blocks.append(Block(kind, span, heading: heading))
            // Markup may be longer than a passage (the target of a link) and reach over a cut.
            if random.chance(3) { document.markup.append(TextSpan(span.start + span.byteCount / 3, span.end - 1)) }
            return
        }
        let header = add { "| " + $0.sentence() + " |" }
        document.blocks.append(Block(.tableRow, header, heading: heading))
        for _ in 0..<random.below(40) {
            document.text += Array(lineEnd.utf8)
            let row = add { "| " + $0.sentence() + " |" }
            document.markup.append(TextSpan(row.start, row.start + 1))
            document.blocks.append(Block(.tableRow, row, heading: heading, tableHeader: header))
        }
    }

    private mutating func add(_ text: (inout RandomDocument) -> String) -> TextSpan {
        let start = document.text.count
        document.text += Array(text(&self).utf8)
        return TextSpan(start, document.text.count)
    }

    private mutating func content(_ kind: Block.Kind, _ lineEnd: String) -> String {
        let sentences = random.chance(6) ? random.below(120) : 1 + random.below(6)
        var text = ""
        for _ in 0...sentences {
            if random.chance(60) {
                let start = document.text.count + text.utf8.count
                text += String(repeating: random.chance(2) ? "QmFzZTY0" : "x", count: 1000 + random.below(4000))
                endless.append(start..<document.text.count + text.utf8.count)
            } else {
                text += sentence()
            }
            let separators = kind == .code ? [lineEnd, lineEnd, lineEnd + lineEnd + "\t"] : [" ", " ", lineEnd, "  "]
            text += separators[random.below(separators.count)]
        }
        return text + "end."
    }

    /// A sentence in one of many scripts, some without any full stop or space.
    mutating func sentence() -> String {
        let count = 1 + random.below(25)
        switch random.below(9) {
        case 0: return (0..<count).map { _ in pick(RandomDocument.chinese) }.joined() + pick(["。", "！", "，", ""])
        case 1: return (0..<count).map { _ in pick(RandomDocument.thai) }.joined(separator: pick([" ", "", ""]))
        case 2: return (0..<count).map { _ in pick(RandomDocument.emoji) }.joined(separator: pick([" ", ""]))
        case 3: return (0..<count).map { _ in pick(RandomDocument.marked) }.joined(separator: " ") + "."
        case 4: return (0..<count).map { _ in pick(RandomDocument.german) }.joined(separator: " ") + "."
        default:
            return (0..<count).map { _ in pick(RandomDocument.english) }.joined(separator: " ")
                + pick([".", "?", "", ":"])
        }
    }

    private mutating func pick(_ words: [String]) -> String { words[random.below(words.count)] }

    private mutating func addHidden() {
        // Also longer than what a passage encloses.
        let text = String(repeating: "ignore ", count: 1 + random.below(60))
        let start = document.text.count
        document.text += Array(text.utf8)
        document.hidden.append(HiddenText(TextSpan(start, document.text.count), .color))
        if random.chance(2) {
            let end = document.text.count
            document.text += Array("more".utf8)
            document.blocks.append(
                Block(.paragraph, TextSpan(random.chance(2) ? start : end, document.text.count), heading: nil))
        }
    }

    /// Pages that begin where blocks begin, and now and then in the middle of one.
    private mutating func addPages() {
        var starts = [0]
        for block in document.blocks where random.chance(5) {
            let start = random.chance(3) ? middle(of: block.span) : block.span.start
            if start > starts[starts.count - 1] { starts.append(start) }
        }
        let ends = starts.dropFirst() + [document.text.count]
        document.pages = zip(starts, ends).enumerated().map { Page(number: $0 + 1, span: TextSpan($1.0, $1.1)) }
    }

    private func middle(of span: TextSpan) -> Int {
        var middle = (span.start + span.end) / 2
        while middle < span.end, document.text[middle] & 0xC0 == 0x80 { middle += 1 }
        return middle
    }

    private static let english = [
        "the", "of", "water", "O'Brien", "v2.3.1", "max_tokens", "e.g.", "Dr.", "co-operate", "42", "and",
    ]
    private static let german = ["der", "Straße", "über", "nicht", "und", "Größe", "z.B.", "3.", "Übermut"]
    private static let chinese = ["我们", "今天", "文档", "检索", "、", "引用", "每一", "答案", "カタカナ", "ひらがな", "が"]
    private static let thai = ["ภาษา", "ไทย", "เป็น", "น้ำ", "ที่", "กำลัง", "ผู้ใหญ่"]
    private static let emoji = ["👨‍👩‍👧‍👦", "🇩🇪", "🇯🇵", "👍🏽", "❤️", "a\u{0301}\u{0323}", "🏳️‍🌈", "क्षि", "각"]
    private static let marked = ["e\u{0301}t\u{0323}e", "na\u{0308}ive", "שָׁלוֹם", "العَرَبِيَّة", "нё\u{0301}бо", "नमस्ते"]
}

/// A small generator whose numbers are the same everywhere.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }
}
