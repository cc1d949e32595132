import Folders
import JSON
import Storage

/// Cuts a request into what it shares with other requests, the document blocks, and what only it has.
///
/// Shared is the content of a block, without its marks: the same document sent once with a cache mark and once without is
/// kept once. One behind the other the parts are the request, byte for byte.
enum RequestParts {
    /// Shorter values are not worth a row of their own.
    private static let worthSharing = 200

    static func of(_ request: [UInt8]) -> [KeptExchange.Part] {
        var parts: [KeptExchange.Part] = []
        var start = 0
        for range in shared(in: request) {
            if start < range.lowerBound { parts.append(.own(Array(request[start..<range.lowerBound]))) }
            let bytes = Array(request[range])
            parts.append(.shared(bytes, sha256: ContentHash(of: bytes).bytes))
            start = range.upperBound
        }
        if start < request.count { parts.append(.own(Array(request[start...]))) }
        return parts
    }

    /// Where the contents of documents and search results stand, and long texts. What is not JSON shares nothing.
    private static func shared(in request: [UInt8]) -> [Range<Int>] {
        request.withUnsafeBufferPointer { bytes in
            var scan = JSONPlaces(bytes: bytes)
            return scan.document() ? scan.found.filter { $0.count >= worthSharing } : []
        }
    }
}

/// Walks over JSON without building values, and notes where the values stand that requests share.
private struct JSONPlaces {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var found: [Range<Int>] = []
    private var at = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether all of it could be walked over.
    mutating func document() -> Bool {
        guard value() != nil else { return false }
        skipSpace()
        return at == bytes.count
    }

    private mutating func value() -> Range<Int>? {
        skipSpace()
        guard at < bytes.count, depth < 200 else { return nil }
        let start = at
        switch bytes[at] {
        case UInt8(ascii: "{"): guard object() else { return nil }
        case UInt8(ascii: "["): guard array() else { return nil }
        case UInt8(ascii: "\""):
            guard string() else { return nil }
            // Instructions and tools are the same in every request.
            if at - start >= 1_024 { found.append(start..<at) }
        default:
            while at < bytes.count, !isEnd(bytes[at]) { at += 1 }
            guard at > start else { return nil }
        }
        return start..<at
    }

    private mutating func object() -> Bool {
        let before = found.count
        var content: Range<Int>?
        var isShared = false
        let isWhole = list(until: UInt8(ascii: "}")) { scan in
            scan.skipSpace()
            let from = scan.at
            guard scan.string() else { return false }
            let key = scan.bytes[from..<scan.at]
            scan.skipSpace()
            guard scan.at < scan.bytes.count, scan.bytes[scan.at] == UInt8(ascii: ":") else { return false }
            scan.at += 1
            guard let value = scan.value() else { return false }
            if key.elementsEqual("\"type\"".utf8) {
                let type = scan.bytes[value]
                isShared = ["\"document\"", "\"image\"", "\"search_result\""].contains { type.elementsEqual($0.utf8) }
            }
            let opens = scan.bytes[value.lowerBound]
            if key.elementsEqual("\"source\"".utf8), opens == UInt8(ascii: "{") { content = value }
            if key.elementsEqual("\"content\"".utf8), opens == UInt8(ascii: "[") { content = value }
            return true
        }
        if isWhole, isShared, let content {
            found.removeSubrange(before...)
            found.append(content)
        }
        return isWhole
    }

    private mutating func array() -> Bool { list(until: UInt8(ascii: "]")) { $0.value() != nil } }

    private mutating func list(until end: UInt8, _ element: (inout JSONPlaces) -> Bool) -> Bool {
        depth += 1
        defer { depth -= 1 }
        at += 1
        skipSpace()
        if at < bytes.count, bytes[at] == end {
            at += 1
            return true
        }
        while element(&self) {
            skipSpace()
            guard at < bytes.count else { return false }
            at += 1
            if bytes[at - 1] == end { return true }
            guard bytes[at - 1] == UInt8(ascii: ",") else { return false }
        }
        return false
    }

    private mutating func string() -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return false }
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\\"): at += 2
            case UInt8(ascii: "\""):
                at += 1
                return true
            default: at += 1
            }
        }
        return false
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    }
}
