internal import Glibc

/// Converts a legacy encoding to UTF-8 with the system's tables.
struct CharsetConverter {
    let name: String

    /// Whether the system knows the encoding.
    static func knows(_ name: String) -> Bool {
        let descriptor = iconv_open("UTF-8", name)
        guard descriptor != noDescriptor else { return false }
        iconv_close(descriptor)
        return true
    }

    /// The text; bytes that are none in this encoding are replaced one by one. Nil when the system lacks the encoding.
    func convert(_ bytes: ArraySlice<UInt8>) -> UnicodeText? {
        let descriptor = iconv_open("UTF-8", name)
        guard descriptor != Self.noDescriptor else { return nil }
        defer { iconv_close(descriptor) }
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count * 3 / 2 + 16)
        var replaced = 0
        let piece = UnsafeMutablePointer<CChar>.allocate(capacity: Self.pieceLength)
        defer { piece.deallocate() }
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            var input: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: base)
                .assumingMemoryBound(to: CChar.self)
            var inputLeft = source.count
            var isFlushing = false
            while true {
                var output: UnsafeMutablePointer<CChar>? = piece
                var outputLeft = Self.pieceLength
                errno = 0
                let result =
                    isFlushing
                    ? iconv(descriptor, nil, nil, &output, &outputLeft)
                    : iconv(descriptor, &input, &inputLeft, &output, &outputLeft)
                let problem = result == -1 ? errno : 0
                UnsafeRawBufferPointer(start: piece, count: Self.pieceLength - outputLeft).withMemoryRebound(
                    to: UInt8.self
                ) { utf8.append(contentsOf: $0) }
                switch problem {
                case 0:
                    if isFlushing { return }
                    isFlushing = true
                case E2BIG: continue
                case EINVAL where !isFlushing:
                    utf8.append(contentsOf: replacementCharacter)
                    replaced += inputLeft
                    inputLeft = 0
                    isFlushing = true
                default:
                    guard inputLeft > 0 else { return }
                    utf8.append(contentsOf: replacementCharacter)
                    replaced += 1
                    input = input.map { $0 + 1 }
                    inputLeft -= 1
                }
            }
        }
        return UnicodeText(utf8: name == "JOHAB" ? Self.withBackslashes(utf8) : utf8, replaced: replaced)
    }

    /// The system's table for Johab puts a won sign where all programs wrote and showed a backslash.
    private static func withBackslashes(_ utf8: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        var rest = utf8[...]
        while let byte = rest.first {
            let isWon = byte == 0xE2 && rest.starts(with: [0xE2, 0x82, 0xA9])
            result.append(isWon ? UInt8(ascii: "\\") : byte)
            rest = rest.dropFirst(isWon ? 3 : 1)
        }
        return result
    }

    /// The scalars of the upper half of a single-byte encoding; nil where a byte is no character.
    func upperHalf() -> [Unicode.Scalar?] {
        let lines = (UInt8(0x80)...0xFF).flatMap { byte -> [UInt8] in [byte, 10] }
        guard let text = convert(lines[...]) else { return Array(repeating: nil, count: 128) }
        return text.utf8.split(separator: 10, omittingEmptySubsequences: false).prefix(128).map { line in
            let scalar = String(decoding: line, as: UTF8.self).unicodeScalars.first
            return scalar == "\u{FFFD}" ? nil : scalar
        }
    }

    private static let pieceLength = 64 << 10
    private static var noDescriptor: iconv_t? { iconv_t(bitPattern: -1) }
}
