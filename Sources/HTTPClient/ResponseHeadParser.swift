/// Gathers the lines of a response's head, which libcurl hands over one by one.
struct ResponseHeadParser {
    enum Action {
        case more
        case head(ResponseHead)
        case tooLarge
    }

    /// Servers send a few kilobytes; a head without end would otherwise fill the memory.
    static let limit = 256 << 10

    private var status = 0
    private var version = ""
    private var headers = HTTPHeaders()
    private var byteCount = 0
    private var isDelivered = false

    mutating func received(_ line: UnsafeRawBufferPointer) -> Action {
        byteCount += line.count
        guard byteCount <= Self.limit else { return .tooLarge }
        // Lines after the body are trailers, which nothing here needs.
        if isDelivered { return .more }
        let text = Self.trimmed(String(decoding: line, as: UTF8.self)[...])
        if text.utf8.starts(with: "HTTP/".utf8) {
            let parts = text.split(separator: " ", maxSplits: 2)
            version = String(parts[0].dropFirst(5))
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            headers = HTTPHeaders()
        } else if text.isEmpty {
            // 1xx heads come before the real one.
            guard status >= 200 else { return .more }
            isDelivered = true
            return .head(ResponseHead(status: status, version: version, headers: headers))
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let value = text[text.index(after: colon)...]
            headers.append(String(text[..<colon]), String(Self.trimmed(value)))
        }
        return .more
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isSpace(_ character: Character) -> Bool { character.isASCII && character.isWhitespace }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
        return start[...last]
    }
}
