extension JSONValue {
    /// How a value is written.
    public enum Style: Hashable, Sendable {
        /// As it was parsed, white space, escapes and all; compact where it was built in code.
        case exact
        /// Without white space and with the fewest escapes.
        case canonical
        /// For people: two spaces of indentation, one member a line.
        case pretty
    }

    /// The value as JSON text in UTF-8: the same bytes for the same value, in every process.
    public func bytes(_ style: Style = .exact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self)
        return writer.bytes
    }

    /// The value as a string of JSON text.
    public func text(_ style: Style = .exact) -> String { String(decoding: bytes(style), as: UTF8.self) }
}

/// Appends JSON text to bytes. It can be driven piece by piece, without building a value first.
public struct JSONWriter {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []
    /// How values are written.
    public let style: JSONValue.Style
    /// Writes U+FFFD for half surrogate pairs, which the Claude API refuses.
    public let replacesLoneSurrogates: Bool
    private var indentation = 0

    /// A writer that has written nothing.
    public init(style: JSONValue.Style = .exact, replacesLoneSurrogates: Bool = false) {
        self.style = style
        self.replacesLoneSurrogates = replacesLoneSurrogates
    }

    /// Makes room for this many bytes.
    public mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

    /// Writes a value.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let string): write(string)
        case .array(let array): write(array)
        case .object(let object): write(object)
        }
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func append(_ slice: Slice<UnsafeBufferPointer<UInt8>>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: slice))
    }

    private mutating func write(_ array: JSONArray) {
        let gaps = style == .exact ? array.layout?.gaps : nil
        bytes.append(UInt8(ascii: "["))
        indentation += 1
        writeGap(gaps?[0])
        for (number, element) in array.enumerated() {
            if number > 0 {
                bytes.append(UInt8(ascii: ","))
                writeGap(gaps?[2 * number])
            }
            if style == .pretty { breakLine() }
            write(element)
            writeGap(gaps?[2 * number + 1])
        }
        indentation -= 1
        if style == .pretty, !array.isEmpty { breakLine() }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject) {
        let gaps = style == .exact ? object.layout?.gaps : nil
        bytes.append(UInt8(ascii: "{"))
        indentation += 1
        writeGap(gaps?[0])
        for (number, member) in object.members.enumerated() {
            if number > 0 {
                bytes.append(UInt8(ascii: ","))
                writeGap(gaps?[4 * number])
            }
            if style == .pretty { breakLine() }
            write(member.key)
            writeGap(gaps?[4 * number + 1])
            bytes.append(UInt8(ascii: ":"))
            if style == .pretty { bytes.append(0x20) }
            writeGap(gaps?[4 * number + 2])
            write(member.value)
            writeGap(gaps?[4 * number + 3])
        }
        indentation -= 1
        if style == .pretty, !object.isEmpty { breakLine() }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func writeGap(_ gap: String?) {
        if let gap, !gap.isEmpty { bytes.append(contentsOf: gap.utf8) }
    }

    private mutating func breakLine() {
        bytes.append(0x0A)
        for _ in 0..<indentation {
            bytes.append(0x20)
            bytes.append(0x20)
        }
    }
}
