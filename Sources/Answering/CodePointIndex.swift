/// The way from code points, in which the API counts, to bytes: a checkpoint every few kilobytes, counted once. Also from
/// UTF-16 units, in which some clients wrongly count: there code points beyond U+FFFF count twice.
struct CodePointIndex {
    private static let step = 4_096

    /// The number of code points that begin before byte n * step, and of UTF-16 units.
    private let codePoints: [Int]
    private let units: [Int]

    init(_ text: [UInt8]) {
        var codePoints: [Int] = [0]
        var units: [Int] = [0]
        codePoints.reserveCapacity(text.count / CodePointIndex.step + 2)
        units.reserveCapacity(text.count / CodePointIndex.step + 2)
        var (starts, wide) = (0, 0)
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + CodePointIndex.step, bytes.count)
                for index in start..<end {
                    starts &+= bytes[index] & 0xC0 == 0x80 ? 0 : 1
                    wide &+= bytes[index] >= 0xF0 ? 1 : 0
                }
                codePoints.append(starts)
                units.append(starts + wide)
                start = end
            }
        }
        self.codePoints = codePoints
        self.units = units
    }

    /// The byte at which a code point begins; the end of the text for the one after the last; nil beyond.
    func byte(ofCodePoint wanted: Int, in text: [UInt8]) -> Int? {
        CodePointIndex.byte(wanted, text, codePoints) { _ in 1 }
    }

    /// The same for UTF-16 units; nil also in the middle of a code point.
    func byte(ofUTF16Unit wanted: Int, in text: [UInt8]) -> Int? {
        CodePointIndex.byte(wanted, text, units) { $0 >= 0xF0 ? 2 : 1 }
    }

    /// - Parameter width: what a code point counts, by its first byte.
    private static func byte(
        _ wanted: Int, _ text: [UInt8], _ checkpoints: [Int], width: (UInt8) -> Int
    ) -> Int? {
        guard wanted >= 0, let count = checkpoints.last, wanted <= count else { return nil }
        if wanted == count { return text.count }
        var low = 0
        var high = checkpoints.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if checkpoints[middle] <= wanted { low = middle } else { high = middle }
        }
        var missing = wanted - checkpoints[low]
        for byte in (low * step)..<text.count where text[byte] & 0xC0 != 0x80 {
            if missing == 0 { return byte }
            missing -= width(text[byte])
            if missing < 0 { return nil }
        }
        return nil
    }
}
