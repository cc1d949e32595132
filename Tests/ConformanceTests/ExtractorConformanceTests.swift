import DocumentModel
import Extraction
import Testing

/// What every extractor of text has to keep, on whatever it is given.
@Suite struct ExtractorConformanceTests {
    static let extractors = Extractors(Extractors.ofText)
    static let names = [
        "a.txt", "a.md", "a.html", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.rst", "a.adoc", "a.srt", "a.vtt", "a.py",
        "a.log", "unknown",
    ]

    /// A document must hold together whatever its source was.
    static func check(_ document: ExtractedDocument, _ context: String) {
        let text = document.text
        #expect(String(validating: text, as: UTF8.self) != nil, "text is UTF-8: \(context)")
        func isBoundary(_ offset: Int) -> Bool { offset == text.count || text[offset] & 0xC0 != 0x80 }
        func areOrdered(_ spans: [TextSpan]) -> Bool {
            spans.allSatisfy { $0.end <= text.count && isBoundary($0.start) && isBoundary($0.end) }
                && zip(spans, spans.dropFirst()).allSatisfy { $0.end <= $1.start }
        }
        let blocks = document.blocks.map(\.span)
        #expect(areOrdered(blocks) && blocks.allSatisfy { !$0.isEmpty }, "blocks are in order: \(context)")
        #expect(areOrdered(document.markup), "markup is in order: \(context)")
        #expect(areOrdered(document.hidden.map(\.span)), "hidden text is in order: \(context)")
        #expect(areMarksInside(document.markup, blocks), "markup lies in blocks: \(context)")
        let merged = (blocks + document.hidden.map(\.span)).sorted()
        #expect(areOrdered(merged), "hidden text is in no block: \(context)")
        for (index, heading) in document.headings.enumerated() {
            #expect(heading.parent.map { $0 < index && document.headings[$0].level < heading.level } ?? true)
            #expect(heading.span.end <= text.count)
        }
        #expect(document.blocks.allSatisfy { $0.heading.map { $0 < document.headings.count } ?? true })
        #expect(document.blocks.allSatisfy { $0.tableHeader.map { $0.end <= text.count } ?? true })
        #expect(document.links.allSatisfy { $0.span.end <= text.count })
        #expect(
            document.sourceRuns.allSatisfy { $0.text + $0.length <= text.count && $0.length > 0 },
            "runs lie in the text")
    }

    static func areMarksInside(_ marks: [TextSpan], _ blocks: [TextSpan]) -> Bool {
        var index = 0
        for mark in marks {
            while index < blocks.count, blocks[index].end < mark.end { index += 1 }
            guard index < blocks.count, blocks[index].contains(mark) else { return false }
        }
        return true
    }

    static func extract(_ name: String, _ bytes: [UInt8]) async throws -> ExtractedDocument? {
        do {
            return try await extractors.extract(SourceFile(name: name, bytes: bytes))
        } catch {
            #expect(error.code == .kindNotRead, "\(name): \(error)")
            return nil
        }
    }

    @Test(arguments: names) func samplesOfEveryFormatHoldTogether(name: String) async throws {
        for sample in Samples.all {
            let bytes = Array(sample.utf8)
            let document = try #require(try await Self.extract(name, bytes))
            Self.check(document, name)
            #expect(try await Self.extract(name, bytes) == document, "the same bytes give the same document")
            if document.format != .html { #expect(document.text == bytes, "the text is the file") }
        }
    }

    @Test(arguments: names) func noWordIsLost(name: String) async throws {
        for sample in Samples.prose {
            let document = try #require(try await Self.extract(name, Array(sample.utf8)))
            let covered = document.blocks.map { document.string($0.span) }.joined(separator: " ")
            for word in sample.split(whereSeparator: { !$0.isLetter }) where word.count > 3 {
                #expect(covered.contains(word), "\(word) in \(name)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: names) func damagedAndRandomBytesAreSurvived(name: String) async throws {
        var random = SplitMix(state: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
        for round in 0..<150 {
            let sample = Array(Samples.all[round % Samples.all.count].utf8)
            let bytes = round % 5 == 0 ? random.garbage() : random.mutated(sample)
            if let document = try await Self.extract(name, bytes) { Self.check(document, "\(name), round \(round)") }
        }
    }

    @Test(arguments: names) func everyBeginningOfAFileIsSurvived(name: String) async throws {
        for sample in Samples.all {
            let bytes = Array(sample.utf8)
            for count in stride(from: 0, to: bytes.count, by: 37) {
                if let document = try await Self.extract(name, Array(bytes.prefix(count))) {
                    Self.check(document, "\(name) cut at \(count)")
                }
            }
        }
    }

    @Test func emptyFilesHaveNoBlocks() async throws {
        for name in Self.names {
            for bytes in [[], [0xEF, 0xBB, 0xBF], Array(" \n\t\r\n ".utf8)] as [[UInt8]] {
                let document = try #require(try await Self.extract(name, bytes))
                #expect(document.blocks.isEmpty)
            }
        }
    }
}

/// A small random generator with a fixed course.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }

    mutating func garbage() -> [UInt8] {
        let alphabet =
            Array("ab \n\t#*_`[]()<>!-=|:\\\"'&;,{}.0123/".utf8) + [0xC3, 0xA4, 0xE2, 0x80, 0x94, 0xF0, 0xFF]
        let isText = below(4) > 0
        return (0..<below(600)).map { _ in isText ? alphabet[below(alphabet.count)] : UInt8(truncatingIfNeeded: next())
        }
    }

    mutating func mutated(_ sample: [UInt8]) -> [UInt8] {
        var bytes = sample
        for _ in 0..<(1 + below(12)) where !bytes.isEmpty {
            let at = below(bytes.count)
            let end = min(bytes.count, at + below(40))
            switch below(5) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: below(bytes.count))
            case 3: bytes.insert(contentsOf: Array("\n> - ```<!--<div>|[".utf8.prefix(1 + below(19))), at: at)
            default: bytes.swapAt(at, below(bytes.count))
            }
        }
        return bytes
    }
}
