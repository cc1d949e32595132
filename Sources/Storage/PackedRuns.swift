import DocumentModel

/// The map from a stored text to its source, packed as varints: text offset, source offset and length of each run, the
/// first two as distances from the end of the run before.
enum PackedRuns {
    static func pack(_ runs: [SourceRun]) -> [UInt8] {
        var bytes: [UInt8] = []
        var text = 0
        var source = 0
        for run in runs {
            Varint.append(run.text - text, to: &bytes)
            Varint.append(zigzag(run.source - source), to: &bytes)
            Varint.append(run.length, to: &bytes)
            text = run.text + run.length
            source = run.source + run.length
        }
        return bytes
    }

    static func unpack(_ bytes: UnsafeRawBufferPointer) -> [SourceRun] {
        var runs: [SourceRun] = []
        var text = 0
        var source = 0
        var index = 0
        while let gap = Varint.next(bytes, &index), let jump = Varint.next(bytes, &index),
            let length = Varint.next(bytes, &index)
        {
            let run = SourceRun(text: text + gap, source: source + unzigzag(jump), length: length)
            runs.append(run)
            text = run.text + length
            source = run.source + length
        }
        return runs
    }

    /// Sources are usually read forwards, but a table's caption may jump back.
    private static func zigzag(_ value: Int) -> Int { value >= 0 ? value * 2 : -value * 2 - 1 }
    private static func unzigzag(_ value: Int) -> Int { value % 2 == 0 ? value / 2 : -(value + 1) / 2 }
}

/// Numbers in as few bytes as they need.
enum Varint {
    static func append(_ value: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The next number, or nil at the end and for damaged bytes.
    static func next(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 42 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(value) }
            shift += 7
        }
        return nil
    }
}
