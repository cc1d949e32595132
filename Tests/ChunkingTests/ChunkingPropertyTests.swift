internal import DocumentModel
internal import Testing
internal import Words

@testable internal import Chunking

/// What holds for every document, over random ones with fixed seeds.
@Suite struct ChunkingPropertyTests {
    @Test(arguments: 0..<12)
    func passagesHoldTheVisibleTextExactlyOnce(series: Int) {
        for seed in series * 5..<series * 5 + 5 {
            let random = RandomDocument(seed: UInt64(seed))
            let passages = Chunker().passages(of: random.document).passages
            #expect(violations(of: random, passages, Sizes(target: 340, cap: 680)) == [], "seed \(seed)")
        }
    }

    @Test(arguments: 0..<12)
    func passagesHoldTheVisibleTextExactlyOnceWhenTheyAreTiny(series: Int) {
        for seed in series * 5..<series * 5 + 5 {
            let random = RandomDocument(seed: UInt64(1_000_000 + seed))
            let passages = Chunker(target: 30, cap: 60).passages(of: random.document).passages
            #expect(violations(of: random, passages, Sizes(target: 30, cap: 60)) == [], "seed \(seed)")
        }
    }

    @Test func bytesThatAreNoTextAreCutWithoutLoss() {
        var random = SplitMix(seed: 7)
        for _ in 0..<50 {
            var generated = RandomDocument(seed: random.next())
            for _ in 0..<generated.document.text.count / 8 {
                let at = random.below(generated.document.text.count)
                generated.document.text[at] = UInt8(truncatingIfNeeded: random.next())
            }
            let passages = Chunker().passages(of: generated.document).passages
            #expect(coverageViolations(of: generated.document, passages) == [])
        }
    }

    // MARK: - The rules, told independently of the code

    private func violations(of random: RandomDocument, _ passages: [Passage], _ sizes: Sizes) -> [String] {
        let document = random.document
        var found = coverageViolations(of: document, passages)
        let visible = visibleMask(document)
        let forced = Set(
            document.blocks.flatMap { [$0.span.start, $0.span.end] } + document.pages.map(\.span.start)
                + document.hidden.flatMap { [$0.span.start, $0.span.end] })
        for passage in passages {
            let weight = passage.span.range.reduce(0) {
                $0 + (visible[$1] ? TextWeight.of(leadByte: document.text[$1]) : 0)
            }
            if weight > sizes.cap { found.append("too heavy: \(passage.span)") }
            if passage.span.byteCount > 6000 { found.append("too long: \(passage.span)") }
            if unsearchedMask(passage, document) != expectedUnsearched(passage, document) {
                found.append("unsearched of \(passage.span)")
            }
            let pages = document.pages.filter { $0.span.overlaps(passage.span) }
            if pages.count > 1 { found.append("crosses pages: \(passage.span)") }
            found += cutViolations(passage, random, forced)
        }
        return found
    }

    private func coverageViolations(of document: ExtractedDocument, _ passages: [Passage]) -> [String] {
        var found: [String] = []
        var held = [Bool](repeating: false, count: document.text.count)
        let visible = visibleMask(document)
        for (before, after) in zip(passages, passages.dropFirst()) where before.span.end > after.span.start {
            found.append("out of order: \(after.span)")
        }
        for passage in passages {
            for offset in passage.span.range { held[offset] = true }
            if !passage.span.range.contains(where: { visible[$0] }) { found.append("nothing visible: \(passage.span)") }
        }
        var lost: [UInt8] = []
        for offset in held.indices where visible[offset] && !held[offset] {
            lost.append(document.text[offset])
            guard offset + 1 < held.count, visible[offset + 1], !held[offset + 1] else {
                let isSpace = String(decoding: lost, as: UTF8.self).unicodeScalars.allSatisfy {
                    $0.properties.isWhitespace || $0 == "\u{200B}"
                }
                if !isSpace { found.append("lost: \(lost.count) bytes before \(offset + 1)") }
                lost = []
                continue
            }
        }
        return found
    }

    private func visibleMask(_ document: ExtractedDocument) -> [Bool] {
        var visible = [Bool](repeating: false, count: document.text.count)
        for block in document.blocks { for offset in block.span.range { visible[offset] = true } }
        for hidden in document.hidden { for offset in hidden.span.range { visible[offset] = false } }
        return visible
    }

    private func unsearchedMask(_ passage: Passage, _ document: ExtractedDocument) -> Set<Int> {
        passage.unsearched.reduce(into: []) { $0.formUnion($1.range) }
    }

    private func expectedUnsearched(_ passage: Passage, _ document: ExtractedDocument) -> Set<Int> {
        let spans = document.markup + document.hidden.map(\.span)
        return spans.compactMap { $0.intersection(passage.span) }.reduce(into: []) { $0.formUnion($1.range) }
    }

    /// A passage begins and ends at the end of its block, a page, hidden text, or where a word may end.
    private func cutViolations(_ passage: Passage, _ random: RandomDocument, _ forced: Set<Int>) -> [String] {
        let document = random.document
        return [passage.span.start, passage.span.end].compactMap { cut in
            guard !forced.contains(cut), cut > 0, cut < document.text.count else { return nil }
            let isWhole = document.text.withUnsafeBufferPointer { text in
                random.endless.contains(where: { $0.contains(cut) })
                    ? Graphemes.isBoundary(cut, in: text) : WordBoundaries.isBoundary(cut, in: text)
            }
            return isWhole ? nil : "cut inside a word: \(cut)"
        }
    }
}
