/// The way from code points, in which the API counts, to bytes: a checkpoint every few kilobytes, counted once.
struct CodePointIndex {
    private static let step = 4_096

    /// The number of code points that begin before byte n * step.
    private let checkpoints: [Int]
    private let count: Int

    init(_ text: [UInt8]) {
        var checkpoints: [Int] = [0]
        checkpoints.reserveCapacity(text.count / CodePointIndex.step + 1)
        var total = 0
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + CodePointIndex.step, bytes.count)
                var starts = 0
                for index in start..<end { starts &+= bytes[index] & 0xC0 == 0x80 ? 0 : 1 }
                total += starts
                checkpoints.append(total)
                start = end
            }
        }
        self.checkpoints = checkpoints
        count = total
    }

    /// The byte at which a code point begins; the end of the text for the one after the last; nil beyond.
    func byte(ofCodePoint wanted: Int, in text: [UInt8]) -> Int? {
        guard wanted >= 0, wanted <= count else { return nil }
        if wanted == count { return text.count }
        var low = 0
        var high = checkpoints.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if checkpoints[middle] <= wanted { low = middle } else { high = middle }
        }
        var missing = wanted - checkpoints[low]
        var byte = low * CodePointIndex.step
        while byte < text.count {
            if text[byte] & 0xC0 != 0x80 {
                if missing == 0 { return byte }
                missing -= 1
            }
            byte += 1
        }
        return nil
    }

    /// The same for UTF-16 units, in which some clients wrongly count: code points beyond U+FFFF count twice.
    static func byte(ofUTF16Unit wanted: Int, in text: [UInt8]) -> Int? {
        guard wanted >= 0 else { return nil }
        var units = 0
        for (byte, value) in text.enumerated() where value & 0xC0 != 0x80 {
            if units == wanted { return byte }
            if units > wanted { return nil }
            units += value >= 0xF0 ? 2 : 1
        }
        return units == wanted ? text.count : nil
    }
}
