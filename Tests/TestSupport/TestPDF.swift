/// Makes small PDFs, byte for byte the same each time.
package struct TestPDF {
    private var objects: [[UInt8]] = []
    private var pages: [Int] = []
    /// More entries of the catalog and of the information dictionary, in PDF syntax.
    package var catalog = ""
    package var information = ""
    /// More entries of the font resources: `/F1` is Helvetica, `/F2` Helvetica-Bold, `/F3` Courier.
    package var fonts = ""

    package init() {}

    /// A page with these content operators. The first one has number 1.
    package mutating func addPage(
        _ content: String, mediaBox: String = "0 0 612 792", entries: String = "", filters: String = ""
    ) {
        addPage(Array(content.utf8), mediaBox: mediaBox, entries: entries, filters: filters)
    }

    package mutating func addPage(
        _ content: [UInt8], mediaBox: String = "0 0 612 792", entries: String = "", filters: String = ""
    ) {
        let stream = add("<< /Length \(content.count) \(filters) >>\nstream\n", content, "\nendstream")
        let page = """
            << /Type /Page /Parent PARENT /MediaBox [\(mediaBox)] /Contents \(stream) 0 R \(entries)
            /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>
            /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>
            /F3 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> \(fonts) >> >> >>
            """
        pages.append(add(page))
    }

    /// Adds an object and returns its number.
    @discardableResult
    package mutating func add(_ start: String, _ middle: [UInt8] = [], _ end: String = "") -> Int {
        objects.append(Array(start.utf8) + middle + Array(end.utf8))
        return objects.count
    }

    /// The object number of a page, counted from 1.
    package func object(ofPage number: Int) -> Int { pages[number - 1] }

    /// Text at a place, counted from the lower left corner.
    package static func text(
        _ text: String, x: Int, y: Int, size: Int = 12, font: String = "F1", before: String = ""
    ) -> String {
        let escaped = text.map { "()\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return "BT \(before) /\(font) \(size) Tf \(x) \(y) Td (\(escaped)) Tj ET\n"
    }

    package var bytes: [UInt8] {
        var all = objects
        let tree = all.count + 1
        let kids = pages.map { "\($0) 0 R" }.joined(separator: " ")
        all.append(Array("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>".utf8))
        all.append(Array("<< /Type /Catalog /Pages \(tree) 0 R \(catalog) >>".utf8))
        all.append(Array("<< \(information) >>".utf8))
        var file = Array("%PDF-1.7\n%\u{E2}\u{E3}\n".utf8)
        var offsets: [Int] = []
        for (index, object) in all.enumerated() {
            offsets.append(file.count)
            file += Array("\(index + 1) 0 obj\n".utf8)
            file += object.replacingFirst("PARENT", with: "\(tree) 0 R")
            file += Array("\nendobj\n".utf8)
        }
        let start = file.count
        file += Array("xref\n0 \(all.count + 1)\n0000000000 65535 f \n".utf8)
        for offset in offsets {
            let digits = String(offset)
            file += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
        }
        let trailer = "trailer\n<< /Size \(all.count + 1) /Root \(tree + 1) 0 R /Info \(tree + 2) 0 R >>\n"
        file += Array((trailer + "startxref\n\(start)\n%%EOF\n").utf8)
        return file
    }
}

extension [UInt8] {
    fileprivate func replacingFirst(_ word: String, with other: String) -> [UInt8] {
        let word = Array(word.utf8)
        guard count >= word.count, let at = (0...(count - word.count)).first(where: { self[$0...].starts(with: word) })
        else { return self }
        return self[..<at] + Array(other.utf8) + self[(at + word.count)...]
    }
}

extension TestPDF {
    /// White space for a stream with the filters `/FlateDecode /FlateDecode`: about 40 kB for each copy of 15 bits.
    ///
    /// The inner stream is a space and copies of it, 258 at a time and 13 bits each, so its bytes repeat every 13; the outer
    /// one copies them at that distance. The streams end in the middle, which readers forgive.
    package static func bomb(copies: Int) -> [UInt8] {
        var inner = BitWriter()
        inner.putHeader()
        inner.putLiteral(0x20)
        for _ in 0..<64 { inner.putLongestCopy(distanceCode: 0, extraBits: 0) }
        var outer = BitWriter()
        outer.putHeader()
        for byte in ([0x78, 0x01] + inner.finished).prefix(40) { outer.putLiteral(byte) }
        // Distances from 13 to 16 are code 7 with two more bits.
        for _ in 0..<copies { outer.putLongestCopy(distanceCode: 7, extraBits: 2) }
        return [0x78, 0x01] + outer.finished
    }
}

/// Writes a Flate block with the fixed codes.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var current: UInt8 = 0
    private var used = 0

    /// The lowest bit first, as numbers go.
    mutating func put(_ value: Int, _ count: Int) {
        for bit in 0..<count { putBit(value >> bit & 1) }
    }

    /// The highest bit first, as Huffman codes go.
    mutating func putCode(_ value: Int, _ count: Int) {
        for bit in (0..<count).reversed() { putBit(value >> bit & 1) }
    }

    mutating func putHeader() {
        put(1, 1)
        put(1, 2)
    }

    mutating func putLiteral(_ byte: UInt8) {
        if byte < 144 { putCode(0x30 + Int(byte), 8) } else { putCode(0x190 + Int(byte) - 144, 9) }
    }

    /// 258 bytes: code 285. Only the nearest distance of its code.
    mutating func putLongestCopy(distanceCode: Int, extraBits: Int) {
        putCode(0b1100_0101, 8)
        putCode(distanceCode, 5)
        put(0, extraBits)
    }

    private mutating func putBit(_ bit: Int) {
        current |= UInt8(bit) << UInt8(used)
        used += 1
        if used == 8 {
            bytes.append(current)
            (current, used) = (0, 0)
        }
    }

    var finished: [UInt8] { used == 0 ? bytes : bytes + [current] }
}
