import Glibc

/// One event of a `text/event-stream`.
public struct ServerSentEvent: Hashable, Sendable {
    /// The name, or nil for an event without one.
    public let name: String?
    /// The data lines, joined by line feeds.
    public let data: [UInt8]

    /// An event or a decoder out of its parts.
    public init(name: String?, data: [UInt8]) {
        self.name = name
        self.data = data
    }
}

/// Finds events in bytes that arrive in pieces cut anywhere, also inside a character or a line end.
///
/// Lines end at LF, CR or CRLF and nowhere else: U+2028 and its kin are text. Comments are skipped, several data lines of one
/// event are joined, and an event that the end of the stream leaves without its blank line is still an event.
public struct ServerSentEventDecoder: Sendable {
    /// The most bytes that one event may have.
    public let eventLimit: Int
    /// Whether an event passed the limit; nothing more comes after it.
    public private(set) var isOverLimit = false

    private var buffer: [UInt8] = []
    /// Where the line begins that is not decoded yet, and up to where it was searched for its end.
    private var lineStart = 0
    private var searched = 0
    private var skipsLineFeed = false
    private var isFirstLine = true
    private var name: String?
    private var data: [UInt8] = []
    private var hasData = false

    /// An event or a decoder out of its parts.
    public init(eventLimit: Int = 32 << 20) { self.eventLimit = eventLimit }

    /// Takes the next bytes of the stream.
    public mutating func append(_ bytes: [UInt8]) {
        if lineStart == buffer.count {
            buffer = bytes
            searched = 0
        } else {
            buffer.removeSubrange(..<lineStart)
            buffer.append(contentsOf: bytes)
            searched -= lineStart
        }
        lineStart = 0
    }

    /// The next whole event, or nil when more bytes are needed.
    public mutating func next() -> ServerSentEvent? {
        while !isOverLimit, let line = nextLine() {
            guard line.isEmpty else {
                take(line)
                if data.count > eventLimit { isOverLimit = true }
                continue
            }
            if let event = dispatch() { return event }
        }
        if buffer.count - lineStart > eventLimit { isOverLimit = true }
        return nil
    }

    /// The last event, when the stream ended without the blank line after it. To be called once `next` has given nil.
    public mutating func finish() -> ServerSentEvent? {
        if isOverLimit { return nil }
        if lineStart < buffer.count {
            take(lineStart..<buffer.count)
            lineStart = buffer.count
        }
        return dispatch()
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            name = nil
            data = []
            hasData = false
        }
        return hasData ? ServerSentEvent(name: name, data: data) : nil
    }

    /// The range of the next line without its end.
    private mutating func nextLine() -> Range<Int>? {
        if skipsLineFeed, lineStart < buffer.count {
            skipsLineFeed = false
            if buffer[lineStart] == 0x0A { lineStart += 1 }
            searched = max(searched, lineStart)
        }
        guard let end = lineEnd() else {
            searched = buffer.count
            return nil
        }
        let line = lineStart..<end
        skipsLineFeed = buffer[end] == 0x0D
        lineStart = end + 1
        searched = lineStart
        return line
    }

    private func lineEnd() -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
            let feed = memchr(base + searched, 0x0A, bytes.count - searched).map {
                $0 - UnsafeMutableRawPointer(mutating: base)
            }
            let limit = feed ?? bytes.count
            let feedOrReturn = memchr(base + searched, 0x0D, limit - searched)
            return feedOrReturn.map { $0 - UnsafeMutableRawPointer(mutating: base) } ?? feed
        }
    }

    private mutating func take(_ line: Range<Int>) {
        var line = line
        if isFirstLine {
            isFirstLine = false
            // A byte order mark may stand before the first line.
            if buffer[line].starts(with: [0xEF, 0xBB, 0xBF]) { line = (line.lowerBound + 3)..<line.upperBound }
        }
        let colon = buffer[line].firstIndex(of: 0x3A) ?? line.upperBound
        var value = min(colon + 1, line.upperBound)
        if value < line.upperBound, buffer[value] == 0x20 { value += 1 }
        switch colon - line.lowerBound {
        case 4 where isField("data", at: line.lowerBound):
            if hasData { data.append(0x0A) }
            hasData = true
            data.append(contentsOf: buffer[value..<line.upperBound])
        case 5 where isField("event", at: line.lowerBound):
            name = value == line.upperBound ? nil : Self.name(buffer[value..<line.upperBound])
        default: break
        }
    }

    private func isField(_ field: StaticString, at start: Int) -> Bool {
        for offset in 0..<field.utf8CodeUnitCount where buffer[start + offset] != field.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The name as a string; the frequent one without making a new string each time.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.elementsEqual(StreamEvent.deltaName.utf8) ? StreamEvent.deltaName : String(decoding: bytes, as: UTF8.self)
    }
}
