/// A text as a careless copyist would write it, with the way back: runs of white space are one space or nothing, ligatures are
/// letters, soft hyphens and hyphens at line ends are gone.
///
/// Most bytes stand in the same order on both sides, so the way back is a short list of the places where that breaks off.
struct QuoteSkeleton: Sendable {
    /// Stands between texts that are looked through together: no byte of UTF-8, and so part of no quote.
    static let wall: UInt8 = 0xFF

    let bytes: [UInt8]
    private let breaks: [Break]

    /// From this byte of the skeleton on, the text goes on at `origin`.
    private struct Break {
        var start: UInt32
        var origin: UInt32
        /// Bytes of the text that all bytes up to the next break stand for together; 0: each for its own.
        var whole: UInt32
    }

    init(_ text: ArraySlice<UInt8>, keepsSpaces: Bool = true) {
        var breaks: [Break] = []
        bytes = [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
            var writer = Writer(out: buffer.baseAddress, keepsSpaces: keepsSpaces)
            text.withUnsafeBufferPointer { writer.fold($0) }
            count = writer.count
            breaks = writer.breaks
        }
        self.breaks = breaks
    }

    /// What is left without a space at either end.
    var trimmed: Range<Int> {
        let start = bytes.first == 0x20 ? 1 : 0
        return start..<max(start, bytes.count - (bytes.last == 0x20 ? 1 : 0))
    }

    /// The bytes of the text for which a range of whole characters stands.
    func origin(of range: Range<Int>) -> Range<Int> {
        let first = segment(of: range.lowerBound)
        let last = segment(of: range.upperBound - 1)
        let start = Int(first.origin) + (first.whole > 0 ? 0 : range.lowerBound - Int(first.start))
        let end = Int(last.origin) + (last.whole > 0 ? Int(last.whole) : range.upperBound - Int(last.start))
        return start..<end
    }

    private func segment(of byte: Int) -> Break {
        var low = 0
        var high = breaks.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if Int(breaks[middle].start) <= byte { low = middle } else { high = middle }
        }
        return breaks[low]
    }

    /// Writes a skeleton, byte by byte.
    private struct Writer {
        /// Room for as many bytes as the text has; a skeleton is never longer.
        let out: UnsafeMutablePointer<UInt8>?
        let keepsSpaces: Bool
        var count = 0
        var breaks: [Break] = []
        /// How far the text is ahead of the skeleton; nil behind what stands for several bytes.
        private var lead: Int?
        private var isBehindSpace = false

        init(out: UnsafeMutablePointer<UInt8>?, keepsSpaces: Bool) {
            self.out = out
            self.keepsSpaces = keepsSpaces
        }

        mutating func fold(_ text: UnsafeBufferPointer<UInt8>) {
            var index = 0
            while index < text.count {
                let byte = text[index]
                switch byte {
                case 0x20, 0x09...0x0D:
                    space(at: index)
                    index += 1
                case 0x2D:
                    index = hyphen(text, at: index, length: 1)
                case 0xC2, 0xE1...0xE3, 0xEF:
                    index = special(text, at: index)
                default:
                    put(byte, from: index)
                    index += 1
                }
            }
        }

        private mutating func put(_ byte: UInt8, from origin: Int) {
            if lead != origin &- count {
                breaks.append(Break(start: UInt32(count), origin: UInt32(origin), whole: 0))
                lead = origin &- count
            }
            out![count] = byte
            count &+= 1
            isBehindSpace = false
        }

        private mutating func put(_ letters: [UInt8], for length: Int, from origin: Int) {
            breaks.append(Break(start: UInt32(count), origin: UInt32(origin), whole: UInt32(length)))
            for letter in letters {
                out![count] = letter
                count += 1
            }
            lead = nil
            isBehindSpace = false
        }

        private mutating func space(at origin: Int) {
            guard !isBehindSpace else { return }
            if keepsSpaces { put(0x20, from: origin) }
            isBehindSpace = true
        }

        /// A hyphen before a line end joins; any other is a letter of the text.
        private mutating func hyphen(_ text: UnsafeBufferPointer<UInt8>, at index: Int, length: Int) -> Int {
            let end = index + length
            if count > 0, !isBehindSpace, let next = Writer.lineEnd(text, at: end) { return next }
            if length == 1 { put(0x2D, from: index) } else { put([0x2D], for: length, from: index) }
            return end
        }

        /// Characters of two or three bytes, among which are those that are spaces, ligatures, or nothing.
        private mutating func special(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
            let length = text[index] < 0xE0 ? 2 : 3
            guard index + length <= text.count else {
                put(text[index], from: index)
                return index + 1
            }
            let tail = length == 2 ? UInt32(text[index + 1]) : UInt32(text[index + 1]) << 8 | UInt32(text[index + 2])
            switch UInt32(text[index]) << 16 | tail {
            case 0xC2_00AD, 0xE2_808B...0xE2_808D, 0xE2_81A0, 0xEF_BBBF: break  // U+AD, U+200B...200D, U+2060, U+FEFF
            case 0xE2_8090: return hyphen(text, at: index, length: 3)
            // U+85, U+A0, U+1680, U+2000...200A, U+2028, U+2029, U+202F, U+205F, U+3000
            case 0xC2_0085, 0xC2_00A0, 0xE1_9A80, 0xE2_8080...0xE2_808A, 0xE2_80A8, 0xE2_80A9, 0xE2_80AF, 0xE2_819F,
                0xE3_8080:
                space(at: index)
            case let ligature where (0xEF_AC80...0xEF_AC86).contains(ligature):
                put(Writer.ligatures[Int(ligature - 0xEF_AC80)], for: 3, from: index)
            default:
                for offset in 0..<length { put(text[index + offset], from: index + offset) }
            }
            return index + length
        }

        /// U+FB00...FB06
        private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"].map { Array($0.utf8) }

        /// The index behind a line end that begins at `index`, spaces around it included.
        private static func lineEnd(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
            var end = index
            while end < text.count, text[end] == 0x20 || text[end] == 0x09 || text[end] == 0x0D { end += 1 }
            guard end < text.count, text[end] == 0x0A else { return nil }
            end += 1
            while end < text.count, text[end] == 0x20 || text[end] == 0x09 { end += 1 }
            return end
        }
    }
}
