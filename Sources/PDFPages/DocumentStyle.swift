internal import DocumentModel

/// What is usual in a document: the size of its running text, and the lines that stand at the edge of page after page.
struct DocumentStyle {
    /// In points.
    private(set) var bodySize: Float = 10
    private var edgeLines: Set<UInt64> = []

    init(_ pages: [PageLayout], _ text: UnsafeBufferPointer<UInt8>) {
        var bytesBySize = [Int](repeating: 0, count: 200)
        var pagesByLine: [UInt64: Int] = [:]
        for page in pages {
            for line in page.lines where line.size.isFinite {
                bytesBySize[min(199, max(0, Int(line.size * 2 + 0.5)))] += line.span.byteCount
            }
            for signature in Set(Self.edges(of: page).map({ Self.signature($0, text) })) {
                pagesByLine[signature, default: 0] += 1
            }
        }
        if let most = bytesBySize.indices.max(by: { bytesBySize[$0] < bytesBySize[$1] }), bytesBySize[most] > 0 {
            bodySize = max(1, Float(most) / 2)
        }
        // A heading may repeat ("Notes"); a running head repeats on many pages.
        let enough = max(3, pages.count / 10)
        edgeLines = Set(pagesByLine.lazy.filter { $0.value >= enough }.map(\.key))
    }

    func isRunning(_ line: LayoutLine, _ height: Float, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Self.isAtEdge(line, height) && edgeLines.contains(Self.signature(line, text))
    }

    private static func edges(of page: PageLayout) -> [LayoutLine] {
        page.lines.filter { isAtEdge($0, page.height) }
    }

    private static func isAtEdge(_ line: LayoutLine, _ height: Float) -> Bool {
        (line.box.bottom < height * 0.1 || line.box.top > height * 0.9) && line.span.byteCount < 160
    }

    /// The same for lines that differ in their digits only: page numbers count up.
    private static func signature(_ line: LayoutLine, _ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var inNumber = false
        for offset in line.span.range {
            var byte = text[offset]
            let isDigit = byte >= 48 && byte <= 57
            if isDigit, inNumber { continue }
            inNumber = isDigit
            if isDigit { byte = 48 }
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        // Top and bottom apart.
        return hash ^ (line.box.top < 100 ? 0 : 1)
    }
}
