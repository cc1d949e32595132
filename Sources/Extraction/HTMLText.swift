internal import DocumentModel

/// The text of a page as it grows: white space collapsed, blocks apart, each run with its place in the source.
struct HTMLText {
    /// How the text around a place is laid out.
    struct Context {
        var kind = Block.Kind.paragraph
        var isPreformatted = false
        /// Inside a table row nothing starts a new block.
        var isRow = false
        var hidden: HiddenText.Reason?
        var color: StyleColor?
        var background: StyleColor?
    }

    private struct HiddenPiece {
        var text: [UInt8] = []
        var runs: [SourceRun] = []
        var reason: HiddenText.Reason
    }

    private(set) var text: [UInt8] = []
    private(set) var runs: [SourceRun] = []
    private var structure = StructureBuilder()
    private var start: Int?
    private var kind = Block.Kind.paragraph
    private var headingLevel: Int?
    private var tableHeader: TextSpan?
    private var wantsSpace = false
    private var hiddenPieces: [HiddenPiece] = []
    private var lastKind: Block.Kind?
    private var openLink: (start: Int, target: String)?

    // MARK: Blocks

    /// Ends the open block; the next text starts one of this kind.
    mutating func startBlock(_ kind: Block.Kind, headingLevel: Int? = nil, tableHeader: TextSpan? = nil) {
        endBlock()
        self.kind = kind
        self.headingLevel = headingLevel
        self.tableHeader = tableHeader
    }

    /// Ends the open block; its span when it has text.
    @discardableResult
    mutating func endBlock() -> TextSpan? {
        defer { flushHidden() }
        wantsSpace = false
        guard let start else { return nil }
        self.start = nil
        while let last = text.last, isWhiteSpace(last), text.count > start { dropLast() }
        let span = TextSpan(start, text.count)
        guard !span.isEmpty else { return nil }
        if let level = headingLevel {
            let title = String(decoding: text[span.range].map { isWhiteSpace($0) ? 0x20 : $0 }, as: UTF8.self)
            structure.addHeading(title, level: level, span)
        } else {
            structure.addBlock(kind, span, tableHeader: tableHeader)
        }
        lastKind = kind
        return span
    }

    private mutating func dropLast() {
        text.removeLast()
        if let run = runs.last, run.text + run.length > text.count {
            runs[runs.count - 1].length -= 1
            if run.length == 1 { runs.removeLast() }
        }
    }

    private mutating func openBlock() {
        guard start == nil else { return }
        if !text.isEmpty {
            let isClose = lastKind == kind && (kind == .tableRow || kind == .listItem)
            text.append(contentsOf: isClose ? [10] : [10, 10])
        }
        start = text.count
    }

    private mutating func flushHidden() {
        for piece in hiddenPieces {
            var bytes = piece.text[...]
            while let last = bytes.last, isWhiteSpace(last) { bytes = bytes.dropLast() }
            guard !bytes.isEmpty else { continue }
            if !text.isEmpty { text.append(10) }
            let offset = text.count
            text.append(contentsOf: bytes)
            structure.addHidden(TextSpan(offset, text.count), piece.reason)
            for run in piece.runs where run.text < bytes.count {
                let length = min(run.length, bytes.count - run.text)
                runs.append(SourceRun(text: run.text + offset, source: run.source, length: length))
            }
        }
        hiddenPieces = []
    }

    // MARK: Text

    /// Appends bytes that stand in the source at an offset, or nowhere.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, source: Int?, _ context: Context) {
        if let reason = context.hidden {
            appendHidden(bytes, source: source, reason)
            return
        }
        if context.isPreformatted {
            if start == nil, bytes.allSatisfy({ isWhiteSpace($0) }) { return }
            openBlock()
            copy(bytes, from: 0, to: bytes.count, source)
            return
        }
        var at = 0
        while at < bytes.count {
            if isWhiteSpace(bytes[at]) {
                wantsSpace = true
                at += 1
                continue
            }
            let isFirst = start == nil
            openBlock()
            if wantsSpace, !isFirst, let last = text.last, !isWhiteSpace(last) {
                // The space is the source's own when it stands right before the word.
                if let source, at > 0, bytes[at - 1] == 0x20 {
                    addRun(text.count, source + at - 1, 1)
                }
                text.append(0x20)
            }
            wantsSpace = false
            var end = at + 1
            while end < bytes.count, !isWhiteSpace(bytes[end]) { end += 1 }
            copy(bytes, from: at, to: end, source)
            at = end
        }
    }

    private mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ source: Int?) {
        if let source { addRun(text.count, source + start, end - start) }
        text.append(contentsOf: bytes[start..<end])
    }

    private mutating func addRun(_ at: Int, _ source: Int, _ length: Int) {
        if let last = runs.last, last.text + last.length == at, last.source + last.length == source {
            runs[runs.count - 1].length += length
        } else {
            runs.append(SourceRun(text: at, source: source, length: length))
        }
    }

    private mutating func appendHidden(_ bytes: UnsafeBufferPointer<UInt8>, source: Int?, _ reason: HiddenText.Reason) {
        if hiddenPieces.last?.reason != reason { hiddenPieces.append(HiddenPiece(reason: reason)) }
        let index = hiddenPieces.count - 1
        for (at, byte) in bytes.enumerated() {
            let isSpace = isWhiteSpace(byte)
            if isSpace, hiddenPieces[index].text.last.map({ $0 == 0x20 }) ?? true { continue }
            let place = hiddenPieces[index].text.count
            hiddenPieces[index].text.append(isSpace ? 0x20 : byte)
            guard let source, !isSpace || byte == 0x20 else { continue }
            if let last = hiddenPieces[index].runs.last, last.text + last.length == place,
                last.source + last.length == source + at
            {
                hiddenPieces[index].runs[hiddenPieces[index].runs.count - 1].length += 1
            } else {
                hiddenPieces[index].runs.append(SourceRun(text: place, source: source + at, length: 1))
            }
        }
    }

    /// White space between what stands before and what follows.
    mutating func space() { wantsSpace = true }

    mutating func lineBreak(_ context: Context) {
        guard context.hidden == nil, start != nil, !context.isRow else {
            wantsSpace = true
            return
        }
        while let last = text.last, last == 0x20 { dropLast() }
        text.append(10)
        wantsSpace = false
    }

    /// Between two cells of a row.
    mutating func cellBreak() {
        guard start != nil else { return }
        text.append(9)
        wantsSpace = false
    }

    // MARK: Links

    mutating func startLink(_ target: String) { openLink = (text.count, target) }

    mutating func endLink() {
        guard let link = openLink else { return }
        openLink = nil
        var from = link.start
        while from < text.count, isWhiteSpace(text[from]) { from += 1 }
        if from < text.count { structure.links.append(Link(TextSpan(from, text.count), target: link.target)) }
    }

    mutating func finish(_ document: inout ExtractedDocument) {
        endBlock()
        document.text = text
        document.sourceRuns = runs
        structure.fill(&document)
    }
}
