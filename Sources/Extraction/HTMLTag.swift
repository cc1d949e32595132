internal import DocumentModel

/// A tag as it stands in Markdown, with what its attributes say about visibility.
struct HTMLTag {
    let span: TextSpan
    let name: String
    let isClosing: Bool
    let isSelfClosing: Bool
    /// Why a reader does not see the element; nil when it is visible.
    let hidingReason: HiddenText.Reason?
    let attributeCount: Int

    init(_ text: UnsafeBufferPointer<UInt8>, _ span: TextSpan, readsVisibility: Bool = true) {
        self.span = span
        var at = span.start + 1
        isClosing = at < span.end && text[at] == UInt8(ascii: "/")
        if isClosing { at += 1 }
        let nameStart = at
        while at < span.end, isWordByte(text[at]) || text[at] == UInt8(ascii: "-") { at += 1 }
        name = String(decoding: text[nameStart..<at], as: UTF8.self).lowercased()
        isSelfClosing = span.byteCount > 2 && text[span.end - 2] == UInt8(ascii: "/")
        var visibility = Visibility()
        if readsVisibility {
            var count = 0
            while let attribute = Self.attribute(text, &at, span.end) {
                visibility.read(attribute.name, attribute.value)
                count += 1
            }
            attributeCount = count
        } else {
            // An upper limit.
            attributeCount = span.byteCount < 2_000 ? 0 : text[span.range].count { isWhiteSpace($0) }
        }
        hidingReason = visibility.reason
    }

    private static func attribute(
        _ text: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ end: Int
    ) -> (name: String, value: String)? {
        while at < end, isWhiteSpace(text[at]) || text[at] == UInt8(ascii: "/") { at += 1 }
        let nameStart = at
        while at < end, !isWhiteSpace(text[at]), text[at] != UInt8(ascii: "="), text[at] != UInt8(ascii: ">") {
            at += 1
        }
        guard at > nameStart else { return nil }
        let name = String(decoding: text[nameStart..<at], as: UTF8.self).lowercased()
        guard at < end, text[at] == UInt8(ascii: "=") else { return (name, "") }
        at += 1
        let quote = at < end && (text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "'")) ? text[at] : 0
        if quote != 0 { at += 1 }
        let valueStart = at
        while at < end, quote != 0 ? text[at] != quote : !isWhiteSpace(text[at]) && text[at] != UInt8(ascii: ">") {
            at += 1
        }
        let value = String(decoding: text[valueStart..<at], as: UTF8.self)
        if quote != 0, at < end { at += 1 }
        return (name, value)
    }

    /// Elements without content.
    static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]
}
