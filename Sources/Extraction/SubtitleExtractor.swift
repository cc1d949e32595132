package import DocumentModel

/// SubRip and WebVTT subtitles: each cue is a paragraph whose number, times and tags are markup.
package struct SubtitleExtractor: Extractor {
    package init() {}

    package let claims = [
        FormatClaim(.subtitles, extensions: ["srt", "vtt", "sbv"], isDecisive: false) {
            $0.starts(with: "WEBVTT".utf8) ? .likely : .none
        }
    ]

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let text = try DecodedText(source, options: options)
        var document = text.document(.subtitles)
        text.utf8.withUnsafeBufferPointer { bytes in
            var structure = StructureBuilder()
            var cue: [TextLine] = []
            var lines = LineScanner(bytes)
            while let line = lines.next() {
                if !line.isBlank {
                    cue.append(line)
                } else {
                    add(cue, bytes, &structure)
                    cue = []
                }
            }
            add(cue, bytes, &structure)
            structure.fill(&document)
        }
        return document
    }

    private func add(_ cue: [TextLine], _ text: UnsafeBufferPointer<UInt8>, _ structure: inout StructureBuilder) {
        guard let first = cue.first, let last = cue.last else { return }
        let timing = cue.prefix(2).firstIndex { isTiming(text, $0) }
        let words = timing.map { cue[($0 + 1)...] } ?? cue[...]
        guard let firstWords = words.first else { return }
        if timing == nil {
            let head = text[first.content..<first.contentEnd]
            let isDirective = ["WEBVTT", "NOTE", "STYLE", "REGION"].contains { head.starts(with: $0.utf8) }
            if isDirective { return }
        }
        var markup = firstWords.content > first.content ? [TextSpan(first.content, firstWords.content)] : []
        for line in words { markup += tags(text, line) }
        structure.addBlock(.paragraph, TextSpan(first.content, last.contentEnd), markup: markup)
    }

    private func isTiming(_ text: UnsafeBufferPointer<UInt8>, _ line: TextLine) -> Bool {
        guard isDigit(text[line.content]) else { return false }
        var at = line.content
        while at + 2 < line.contentEnd {
            if text[at] == UInt8(ascii: "-"), text[at + 1] == UInt8(ascii: "-"), text[at + 2] == UInt8(ascii: ">") {
                return true
            }
            at += 1
        }
        return false
    }

    /// `<i>` and `{\an8}`.
    private func tags(_ text: UnsafeBufferPointer<UInt8>, _ line: TextLine) -> [TextSpan] {
        var tags: [TextSpan] = []
        var open: (at: Int, close: UInt8)?
        for at in line.content..<line.contentEnd {
            let byte = text[at]
            if let start = open, byte == start.close {
                tags.append(TextSpan(start.at, at + 1))
                open = nil
            } else if open == nil, byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{"), at + 1 < line.contentEnd,
                !isWhiteSpace(text[at + 1])
            {
                open = (at, byte == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "}"))
            }
        }
        return tags
    }
}
