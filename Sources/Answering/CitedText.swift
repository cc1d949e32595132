import LanguageModels

/// The text of a document that is cited, to be looked through again and again: what that takes is made once, when it is needed.
struct CitedText {
    /// All blocks, with a wall between two of them.
    let bytes: [UInt8]
    /// Where each block begins.
    let starts: [Int]
    private(set) lazy var codePoints = CodePointIndex(bytes)
    private(set) lazy var skeleton = QuoteSkeleton(bytes[...])
    private(set) lazy var skeletonWithoutSpaces = QuoteSkeleton(bytes[...], keepsSpaces: false)

    init(_ document: PromptDocument) {
        guard document.blocks.count != 1 else {
            (bytes, starts) = (document.blocks[0].text, [0])
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(document.blocks.reduce(document.blocks.count) { $0 + $1.text.count })
        starts = document.blocks.map { block in
            if !bytes.isEmpty { bytes.append(QuoteSkeleton.wall) }
            defer { bytes += block.text }
            return bytes.count
        }
        self.bytes = bytes
    }

    /// The block in which a byte stands.
    func block(at byte: Int) -> Int {
        var low = 0
        var high = starts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= byte { low = middle } else { high = middle }
        }
        return low
    }
}
