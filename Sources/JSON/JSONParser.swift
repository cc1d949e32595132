extension JSONValue {
    /// Parses JSON text (RFC 8259, one value; a byte order mark in front is skipped).
    ///
    /// With `keepingLayout` the white space inside arrays and objects is kept, so that encoding gives back the same bytes.
    public init(
        parsing bytes: UnsafeBufferPointer<UInt8>, keepingLayout: Bool = false, maximumDepth: Int = 256
    ) throws(JSONError) {
        var parser = JSONParser(bytes, keepsLayout: keepingLayout, maximumDepth: maximumDepth)
        self = try parser.parseDocument()
    }

    /// Parses JSON text; see the form for buffers.
    public init(
        parsing bytes: [UInt8], keepingLayout: Bool = false, maximumDepth: Int = 256
    ) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try JSONValue(parsing: buffer, keepingLayout: keepingLayout, maximumDepth: maximumDepth)
        }
    }

    /// Parses JSON text; see the form for buffers.
    public init(
        parsing bytes: ArraySlice<UInt8>, keepingLayout: Bool = false, maximumDepth: Int = 256
    ) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try JSONValue(parsing: buffer, keepingLayout: keepingLayout, maximumDepth: maximumDepth)
        }
    }

    /// Parses JSON text; see the form for buffers.
    public init(parsing text: String, keepingLayout: Bool = false, maximumDepth: Int = 256) throws(JSONError) {
        self = try JSONValue(parsing: Array(text.utf8), keepingLayout: keepingLayout, maximumDepth: maximumDepth)
    }

    /// The part of a value that has arrived so far: text that ends early gives the members, elements and characters that are
    /// complete, for showing progress only. Nil when nothing has arrived or the text is wrong before its end.
    public init?(partial bytes: [UInt8]) {
        let value = bytes.withUnsafeBufferPointer { buffer -> JSONValue? in
            var parser = JSONParser(buffer, keepsLayout: false, maximumDepth: 256)
            parser.acceptsTruncation = true
            return try? parser.parseDocument()
        }
        guard let value else { return nil }
        self = value
    }
}

/// A recursive descent over bytes.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let keepsLayout: Bool
    let maximumDepth: Int
    /// Whether the end of the text closes what is open.
    var acceptsTruncation = false
    var position = 0
    var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, keepsLayout: Bool, maximumDepth: Int) {
        self.bytes = bytes
        self.keepsLayout = keepsLayout
        self.maximumDepth = maximumDepth
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw error("the end of the text") }
        return value
    }

    func error(_ expectation: String, _ code: JSONError.Code? = nil) -> JSONError {
        JSONError(code ?? (position < bytes.count ? .malformed : .truncated), expectation, at: position, in: bytes)
    }

    var isAtEnd: Bool { position >= bytes.count }

    @inline(__always) mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func parseValue() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw error("a value") }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in .object(try parser.parseObject()) }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in .array(try parser.parseArray()) }
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        default: throw error("a value")
        }
    }

    private mutating func nested(
        _ parse: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < maximumDepth else { throw error("at most \(maximumDepth) levels", .tooDeep) }
        depth += 1
        let value = try parse(&self)
        depth -= 1
        return value
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[offset] else { throw error("\(word)") }
            position += 1
        }
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
        } else {
            try parseDigits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try parseDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try parseDigits()
        }
        // More digits may follow: a number that is still arriving is not shown.
        if acceptsTruncation, isAtEnd, depth > 0 { throw error("the rest of the number") }
        return JSONNumber(
            verified: String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self))
    }

    private mutating func parseDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
        guard position > start else { throw error("a digit") }
    }
}
