internal import DocumentModel
internal import Glibc

/// Keeps a page from nesting without end: the parser takes time that grows with the depth at every tag, and stack.
///
/// Tags beyond the depth that browsers keep are overwritten with spaces, so that all offsets stay; elements there that
/// hide their content are overwritten as a whole. Elements that end by themselves do not count.
struct HTMLDepthGuard {
    let source: [UInt8]
    /// Whether anything was overwritten.
    let isCut: Bool

    static let deepest = 400
    private static let mostAttributes = 300

    init(_ html: [UInt8]) {
        let cuts = html.withUnsafeBufferPointer { buffer -> [TextSpan] in
            var scan = Scan(text: buffer)
            scan.run()
            return scan.cuts
        }
        isCut = !cuts.isEmpty
        guard isCut else {
            source = html
            return
        }
        var source = html
        source.withUnsafeMutableBufferPointer { buffer in
            for cut in cuts { buffer[cut.range].update(repeating: 0x20) }
        }
        self.source = source
    }

    private struct Scan {
        let text: UnsafeBufferPointer<UInt8>
        var cuts: [TextSpan] = []
        private var at = 0
        private var open: [String] = []
        /// Where an overwritten element that hides its content started, and the depth of it.
        private var hidden: (start: Int, depth: Int)?
        private var unclosedRaw: Set<String> = []

        init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

        mutating func run() {
            guard let base = text.baseAddress else { return }
            while at < text.count, let hit = memchr(base + at, 0x3C, text.count - at) {
                at = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(hit))
                readAngle()
            }
            if let hidden { cuts.append(TextSpan(hidden.start, text.count)) }
        }

        private mutating func readAngle() {
            if text[at...].starts(with: "<!--".utf8) {
                at = find("-->", from: at + 4) ?? text.count
                return
            }
            let nameStart = at + 1 < text.count && text[at + 1] == UInt8(ascii: "/") ? at + 2 : at + 1
            guard nameStart < text.count, isLetter(text[nameStart]) else {
                at += 1
                return
            }
            guard let tagEnd = end(of: nameStart) else {
                // A tag that never ends swallows the rest of the page, at a price for each attribute.
                cut(TextSpan(at, text.count))
                at = text.count
                return
            }
            let span = TextSpan(at, tagEnd)
            at = tagEnd
            let tag = HTMLTag(text, span, readsVisibility: open.count >= HTMLDepthGuard.deepest && hidden == nil)
            if tag.attributeCount > HTMLDepthGuard.mostAttributes { cut(span) }
            if tag.isClosing {
                close(tag)
            } else if !HTMLTag.void.contains(tag.name) {
                skipRaw(tag)
                if !Self.endsItself.contains(tag.name) { push(tag) }
            }
        }

        private mutating func push(_ tag: HTMLTag) {
            open.append(tag.name)
            guard open.count > HTMLDepthGuard.deepest, hidden == nil else { return }
            if tag.hidingReason != nil || tag.name == "template" || tag.name == "nav" {
                hidden = (tag.span.start, open.count)
            } else {
                cut(tag.span)
            }
        }

        private mutating func close(_ tag: HTMLTag) {
            // Far down only the nearest elements are looked at, which keeps stray end tags cheap.
            let searched = open.suffix(open.count > HTMLDepthGuard.deepest ? 64 : HTMLDepthGuard.deepest)
            guard let index = searched.lastIndex(of: tag.name) else { return }
            let depth = index + 1
            open.removeSubrange(index...)
            if let element = hidden {
                guard depth <= element.depth else { return }
                cuts.append(TextSpan(element.start, tag.span.end))
                hidden = nil
            } else if depth > HTMLDepthGuard.deepest {
                cut(tag.span)
            }
        }

        private mutating func cut(_ span: TextSpan) {
            if cuts.last != span { cuts.append(span) }
        }

        /// Goes behind the content of elements that hold no tags.
        private mutating func skipRaw(_ tag: HTMLTag) {
            guard Self.rawText.contains(tag.name) else { return }
            let needle = "</" + tag.name
            guard !unclosedRaw.contains(needle) else { return }
            if let end = find(needle, from: at) {
                at = end - needle.utf8.count
            } else {
                unclosedRaw.insert(needle)
                at = text.count
            }
        }

        /// The end of the tag whose name starts here; nil when it does not end.
        private func end(of name: Int) -> Int? {
            var scan = name
            var quote: UInt8 = 0
            var before: UInt8 = 0
            while scan < text.count {
                let byte = text[scan]
                if quote != 0 {
                    if byte == quote { quote = 0 }
                } else if byte == UInt8(ascii: ">") {
                    return scan + 1
                } else if (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && before == UInt8(ascii: "=") {
                    quote = byte
                }
                if !isWhiteSpace(byte) { before = byte }
                scan += 1
            }
            return nil
        }

        private func find(_ needle: String, from start: Int) -> Int? {
            let needle = Array(needle.utf8)
            guard let base = text.baseAddress else { return nil }
            var at = start
            while at + needle.count <= text.count,
                let hit = memchr(base + at, Int32(needle[0]), text.count - at - needle.count + 1)
            {
                at = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(hit))
                let isHere = needle.indices.allSatisfy { index in
                    let byte = text[at + index]
                    return byte == needle[index] || (isLetter(byte) && byte | 0x20 == needle[index])
                }
                if isHere { return at + needle.count }
                at += 1
            }
            return nil
        }

        private static let rawText: Set<String> = [
            "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext",
        ]
        private static let endsItself: Set<String> = [
            "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup", "rp",
            "rt", "html", "head", "body",
        ]
    }
}
