/// Recognises UTF-16 and UTF-32 without a byte order mark.
///
/// Text of any language has spaces, line ends, digits or full stops. Each of these contains, as a unit, a byte that
/// 8-bit text has no use for, so that a share of them shows both that the text is UTF-16 and in which byte order.
func unmarkedUnicodeForm(_ bytes: ArraySlice<UInt8>) -> UnicodeForm? {
    Array(bytes.prefix(16 << 10)).withUnsafeBufferPointer { sample in
        for form in [UnicodeForm.utf32LittleEndian, .utf32BigEndian] where UnitCount(sample, form).isText {
            return form
        }
        let little = UnitCount(sample, .utf16LittleEndian)
        let big = UnitCount(sample, .utf16BigEndian)
        if little.isText, little.anchors >= 10 * big.anchors { return .utf16LittleEndian }
        if big.isText, big.anchors >= 10 * little.anchors { return .utf16BigEndian }
        return nil
    }
}

/// What the units of a form of Unicode are, were the bytes in it.
private struct UnitCount {
    private(set) var units = 0
    /// Characters that text is made of.
    private(set) var plausible = 0
    /// Spaces, line ends, digits and the punctuation of East Asia.
    private(set) var anchors = 0

    var isText: Bool { anchors >= 2 && anchors * 100 >= units && plausible * 100 >= units * 95 }

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ form: UnicodeForm) {
        let reader = UnitReader(form)
        for at in stride(from: 0, through: bytes.count - reader.length, by: reader.length) {
            let unit = reader.unit(bytes, at)
            units += 1
            if Self.isPlausible(unit) { plausible += 1 }
            if Self.isAnchor(unit) { anchors += 1 }
        }
    }

    private static func isAnchor(_ unit: UInt32) -> Bool {
        switch unit {
        case 10, 13, 0x20, 0x2C, 0x2E, 0x30...0x39, 0x3001, 0x3002, 0xFF0C, 0xFF0E: true
        default: false
        }
    }

    private static func isPlausible(_ unit: UInt32) -> Bool {
        switch unit {
        case 9, 10, 12, 13, 0x20...0x7E, 0xA0...0x24F, 0x2B0...0x6FF, 0x900...0x11FF, 0x1E00...0x1FFF: true
        case 0x2010...0x218F, 0x2500...0x25FF, 0x3000...0x318F, 0x3400...0x9FFF, 0xAC00...0xDFFF: true
        case 0xF900...0xFAFF, 0xFB50...0xFDFF, 0xFE30...0xFEFF, 0xFF01...0xFFEE, 0x10000...0x2FFFF: true
        default: false
        }
    }
}
