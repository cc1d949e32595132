internal import DocumentModel
internal import Words

/// Which language a document and each of its passages is written in.
///
/// A document is judged by samples of its visible text. Most passages are in its language, which their function words
/// tell at a glance; only what looks foreign is judged by itself.
struct PassageLanguages {
    let document: Language?
    private let text: UnsafeBufferPointer<UInt8>
    private let functionWords: FunctionWords?

    private static let samples = 4
    private static let sampleBytes = 256
    /// As much of a passage is judged.
    private static let judgedBytes = 512
    /// Less text than this has no language of its own.
    private static let leastBytes = 40
    /// A passage is another language's only when that is clear.
    private static let confidence = 0.6

    init(_ document: ExtractedDocument, _ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        let sample = PassageLanguages.sample(of: document, text)
        let guess = sample.withUnsafeBufferPointer { Language.detect($0) }
        self.document = guess?.language
        functionWords = guess.flatMap { FunctionWords.of($0.language) }
    }

    func language(of span: TextSpan, _ kind: Passage.Kind) -> Language? {
        guard kind != .code, span.byteCount >= PassageLanguages.leastBytes else { return document }
        let end = min(span.end, span.start + PassageLanguages.judgedBytes)
        let judged = UnsafeBufferPointer(rebasing: text[span.start..<end])
        if let functionWords {
            let glance = judged.prefix(PassageLanguages.sampleBytes)
            if functionWords.areUsed(in: UnsafeBufferPointer(rebasing: glance)) { return document }
        }
        guard let guess = Language.detect(judged), guess.confidence >= PassageLanguages.confidence else {
            return document
        }
        return guess.language
    }

    /// Pieces of the document's prose from its beginning to its end; of anything when there is no prose.
    private static func sample(of document: ExtractedDocument, _ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let blocks = document.blocks
        if blocks.count == 1 { return sample(of: blocks[0].span, text) }
        var bytes: [UInt8] = []
        for part in 0..<samples {
            let end = blocks.count * (part + 1) / samples
            let first = blocks.count * part / samples
            var wanted = sampleBytes * (part + 1) - bytes.count
            // Code says little about the language around it.
            for block in blocks[first..<min(end, first + 64)] where wanted > 0 && block.kind != .code {
                let piece = block.span.start..<min(block.span.end, block.span.start + wanted)
                bytes.append(contentsOf: text[piece])
                bytes.append(0x20)
                wanted -= piece.count
            }
        }
        return bytes.isEmpty ? blocks.first.map { sample(of: $0.span, text) } ?? [] : bytes
    }

    /// Pieces of one span, each from the beginning of a word on.
    private static func sample(of span: TextSpan, _ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard span.byteCount > samples * sampleBytes else { return Array(text[span.range]) }
        var bytes: [UInt8] = []
        for part in 0..<samples {
            var start = span.start + span.byteCount / samples * part
            let end = start + sampleBytes
            while part > 0, start < end, !WhiteSpace.isASCII(text[start]) { start += 1 }
            // Without white space, any place is as good.
            bytes.append(contentsOf: text[(start < end ? start : end - sampleBytes)..<end])
            bytes.append(0x20)
        }
        return bytes
    }
}
