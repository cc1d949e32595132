/// The path of a file as the system keeps it: bytes, which need not be UTF-8.
package struct FilePath: Hashable, Sendable {
    /// Without a zero byte; `/` separates.
    package let bytes: [UInt8]

    package init(bytes: some Sequence<UInt8>) {
        var bytes = Array(bytes)
        if let zero = bytes.firstIndex(of: 0) { bytes.removeSubrange(zero...) }
        self.bytes = bytes
    }

    package init(_ string: String) {
        self.init(bytes: string.utf8)
    }

    /// The path as text for people and for keys: bytes that are not UTF-8 and control characters are shown as `\xNN`,
    /// and so is a backslash that would read as such an escape. Different paths have different displays.
    package var display: String {
        if let string = String(validating: bytes, as: UTF8.self),
            !string.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F || $0 == "\\" })
        {
            return string
        }
        return escapedDisplay()
    }

    /// The path that a display stands for: the inverse of `display`.
    package init(display: String) {
        var bytes: [UInt8] = []
        var rest = Array(display.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        self.init(bytes: bytes)
    }

    /// The part after the last slash.
    package var lastComponent: FilePath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
        return FilePath(bytes: bytes[(slash + 1)...])
    }

    /// Everything before the last slash; empty for a bare name, `/` for a file in the root.
    package var parent: FilePath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return FilePath("") }
        return FilePath(bytes: slash == 0 ? bytes[...0] : bytes[..<slash])
    }

    package var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// This folder's path with a relative path behind it.
    package func appending(_ other: FilePath) -> FilePath {
        if bytes.isEmpty { return other }
        if other.bytes.isEmpty { return self }
        var joined = bytes
        joined.reserveCapacity(bytes.count + 1 + other.bytes.count)
        if joined.last != UInt8(ascii: "/") { joined.append(UInt8(ascii: "/")) }
        joined.append(contentsOf: other.bytes)
        return FilePath(bytes: joined)
    }

    /// Calls the body with the path as C wants it.
    package func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        return try terminated.withUnsafeBufferPointer { buffer throws(Failure) in try body(buffer.baseAddress!) }
    }

    private func escapedDisplay() -> String {
        var shown = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = UTF8.sequenceLength(at: rest)
            guard length > 0, first >= 0x20, first != 0x7F else {
                shown += escape(first)
                rest = rest.dropFirst()
                continue
            }
            let isEscape = first == UInt8(ascii: "\\") && rest.dropFirst().first == UInt8(ascii: "x")
            shown += isEscape ? escape(first) : String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return shown
    }

    private func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
}

extension FilePath: Comparable {
    /// Byte order, with `/` before everything else so that a folder's files stay together.
    package static func < (a: FilePath, b: FilePath) -> Bool {
        a.bytes.withUnsafeBufferPointer { a in
            b.bytes.withUnsafeBufferPointer { b in
                let shared = min(a.count, b.count)
                var i = 0
                while i < shared, a[i] == b[i] { i += 1 }
                guard i < shared else { return a.count < b.count }
                let slash = UInt8(ascii: "/")
                return (a[i] == slash ? 0 : a[i]) < (b[i] == slash ? 0 : b[i])
            }
        }
    }
}

extension FilePath: CustomStringConvertible {
    package var description: String { display }
}

extension FilePath: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension UTF8 {
    /// The length of the well-formed sequence at the front of the bytes; 0 when there is none.
    static func sequenceLength(at bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        if first < 0x80 { return 1 }
        for length in 2...4 where bytes.count >= length {
            if String(validating: bytes.prefix(length), as: UTF8.self) != nil { return length }
        }
        return 0
    }
}
