internal import Glibc

/// The forms in which Unicode text is stored.
enum UnicodeForm: String, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case utf32LittleEndian = "UTF-32LE"
    case utf32BigEndian = "UTF-32BE"

    fileprivate var unitLength: Int {
        switch self {
        case .utf8: 1
        case .utf16LittleEndian, .utf16BigEndian: 2
        case .utf32LittleEndian, .utf32BigEndian: 4
        }
    }

    fileprivate var isBigEndian: Bool { self == .utf16BigEndian || self == .utf32BigEndian }
}

/// Text as UTF-8 and the number of source bytes that had to be replaced.
struct UnicodeText {
    var utf8: [UInt8]
    var replaced = 0
    /// Whether the text is the source's bytes.
    var isVerbatim = false

    init(utf8: [UInt8], replaced: Int = 0, isVerbatim: Bool = false) {
        self.utf8 = utf8
        self.replaced = replaced
        self.isVerbatim = isVerbatim
    }

    /// Decodes bytes from an offset on.
    init(_ bytes: [UInt8], from start: Int, _ form: UnicodeForm) {
        switch form {
        case .utf8: self.init(repairing: bytes, from: start)
        case .utf16LittleEndian, .utf16BigEndian: self.init(utf16: bytes, from: start, form)
        case .utf32LittleEndian, .utf32BigEndian: self.init(utf32: bytes, from: start, form)
        }
    }

    /// UTF-8 with each maximal ill-formed part replaced.
    private init(repairing bytes: [UInt8], from start: Int) {
        var bad = bytes.withUnsafeBufferPointer { firstIllFormedByte(in: $0, from: start) }
        guard bad != nil else {
            self.init(utf8: start == 0 ? bytes : Array(bytes[start...]), isVerbatim: true)
            return
        }
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count + 64)
        var replaced = 0
        var from = start
        bytes.withUnsafeBufferPointer { buffer in
            while let at = bad {
                utf8.append(contentsOf: buffer[from..<at])
                let length = illFormedLength(buffer, at)
                utf8.append(contentsOf: replacementCharacter)
                replaced += length
                from = at + length
                bad = firstIllFormedByte(in: buffer, from: from)
            }
            utf8.append(contentsOf: buffer[from...])
        }
        self.init(utf8: utf8, replaced: replaced)
    }

    private init(utf16 bytes: [UInt8], from start: Int, _ form: UnicodeForm) {
        var writer = UTF8Writer(capacity: (bytes.count - start) / 2 + 16)
        let reader = UnitReader(form)
        bytes.withUnsafeBufferPointer { buffer in
            var at = start
            while at + 1 < buffer.count {
                let unit = reader.unit(buffer, at)
                at += 2
                if unit & 0xF800 != 0xD800 {
                    writer.append(unit)
                } else if unit < 0xDC00, at + 1 < buffer.count, reader.unit(buffer, at) & 0xFC00 == 0xDC00 {
                    writer.append(0x10000 + (unit & 0x3FF) << 10 + reader.unit(buffer, at) & 0x3FF)
                    at += 2
                } else {
                    writer.replace(2)
                }
            }
            if at < buffer.count { writer.replace(1) }
        }
        self.init(utf8: writer.utf8, replaced: writer.replaced)
    }

    private init(utf32 bytes: [UInt8], from start: Int, _ form: UnicodeForm) {
        var writer = UTF8Writer(capacity: (bytes.count - start) / 4 + 16)
        let reader = UnitReader(form)
        bytes.withUnsafeBufferPointer { buffer in
            var at = start
            while at + 3 < buffer.count {
                let unit = reader.unit(buffer, at)
                if unit < 0x110000, unit & 0xFFFF_F800 != 0xD800 { writer.append(unit) } else { writer.replace(4) }
                at += 4
            }
            if at < buffer.count { writer.replace(buffer.count - at) }
        }
        self.init(utf8: writer.utf8, replaced: writer.replaced)
    }
}

/// U+FFFD in UTF-8.
let replacementCharacter: [UInt8] = [0xEF, 0xBF, 0xBD]

/// How many bytes from an ill-formed byte on one replacement stands for: a sequence that is cut short, or one byte.
private func illFormedLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let lead = bytes[at]
    let expected = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : 1
    guard expected > 1, at + 1 < bytes.count else { return 1 }
    let second = bytes[at + 1]
    let low: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    guard second >= low, second <= high else { return 1 }
    var length = 2
    while length < expected - 1, at + length < bytes.count, bytes[at + length] & 0xC0 == 0x80 { length += 1 }
    return length
}

/// Reads the units of UTF-16 and UTF-32.
struct UnitReader {
    let length: Int
    private let isBigEndian: Bool

    init(_ form: UnicodeForm) {
        length = form.unitLength
        isBigEndian = form.isBigEndian
    }

    @inline(__always) func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32 {
        let raw = UnsafeRawPointer(bytes.baseAddress!) + at
        if length == 2 {
            let unit = raw.loadUnaligned(as: UInt16.self)
            return UInt32(isBigEndian ? unit.bigEndian : unit.littleEndian)
        }
        let unit = raw.loadUnaligned(as: UInt32.self)
        return isBigEndian ? unit.bigEndian : unit.littleEndian
    }
}

/// Collects scalars as UTF-8.
struct UTF8Writer {
    private(set) var utf8: [UInt8] = []
    private(set) var replaced = 0

    init(capacity: Int) { utf8.reserveCapacity(capacity) }

    /// Appends a scalar value, which must not be a surrogate.
    @inline(__always) mutating func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            utf8.append(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            utf8.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            utf8.append(tail(scalar))
        } else if scalar < 0x10000 {
            utf8.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            utf8.append(tail(scalar >> 6))
            utf8.append(tail(scalar))
        } else {
            utf8.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            utf8.append(tail(scalar >> 12))
            utf8.append(tail(scalar >> 6))
            utf8.append(tail(scalar))
        }
    }

    mutating func append(contentsOf bytes: some Sequence<UInt8>) { utf8.append(contentsOf: bytes) }

    /// Puts one replacement for so many source bytes.
    mutating func replace(_ count: Int) {
        utf8.append(contentsOf: replacementCharacter)
        replaced += count
    }

    @inline(__always) private func tail(_ bits: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | bits & 0x3F) }
}
