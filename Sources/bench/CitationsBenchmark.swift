internal import Answering
internal import DocumentModel
internal import Glibc
internal import JSON
internal import LanguageModels

/// How long it takes to prove a hundred citations in 40 documents of 250 kB: where they are said to stand, elsewhere, with
/// other white space, and of words that stand nowhere, in processor time. As plain text, in a script without spaces, and in blocks.
enum CitationsBenchmark: Benchmark {
    static let name = "citations"
    static let usage = "  (needs nothing)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let latin = { (document: Int, number: Int) in
            "Sentence \(number) of part \(document) says naïvely that 日本 🔋 has \(number * 7) cells.\n"
        }
        let chinese = { (document: Int, number: Int) in
            "第\(document)部分的第\(number)句话说，这个电池的保修期为\(number * 7)个月，从安装之日算起。\n"
        }
        return [
            "text": measured(documents(.text, latin)), "chinese": measured(documents(.text, chinese)),
            "blocks": measured(documents(.blocks, latin)),
        ]
    }

    private static func documents(_ form: PromptDocument.Form, _ line: (Int, Int) -> String) -> [PromptDocument] {
        (0..<40).map { number in
            var text: [UInt8] = []
            var blocks: [PromptBlock] = []
            var sentence = 0
            while text.count < 250_000 {
                let bytes = Array(line(number, sentence).utf8)
                let piece = PromptPiece(range: 0..<bytes.count, span: TextSpan(text.count, text.count + bytes.count))
                blocks.append(PromptBlock(text: bytes, pieces: [piece]))
                text += bytes
                sentence += 1
            }
            let identity = DocumentIdentity(
                id: number, path: nil, name: "\(number).txt", title: nil, sha256: "", collection: "default")
            let whole = PromptBlock(
                text: text, pieces: [PromptPiece(range: 0..<text.count, span: TextSpan(0, text.count))])
            return PromptDocument(identity: identity, title: "", form: form, blocks: form == .text ? [whole] : blocks)
        }
    }

    private static func measured(_ documents: [PromptDocument]) -> JSONValue {
        let exact = (0..<100).map { citation($0, documents) }
        func elsewhere(_ quote: (String) -> String) -> [ModelCitation] {
            exact.map { citation in
                var citation = citation
                if case .blocks = citation.place {
                    citation.place = .blocks(0..<1)
                } else {
                    citation.place = .characters(0..<10)
                }
                citation.quote = quote(citation.quote)
                return citation
            }
        }
        // Another character of white space behind each, and where there is none, a soft hyphen.
        func rewritten(_ quote: String) -> String {
            quote.contains(" ")
                ? quote.split(separator: " ").joined(separator: "\n ")
                : quote.map { "\($0)" }.joined(separator: "\u{AD}")
        }
        return [
            "megabytes": JSONValue(documents.flatMap(\.blocks).reduce(0) { $0 + $1.text.count } / 1_000_000),
            "where_said_ms": milliseconds(documents, exact, .verified),
            "elsewhere_ms": milliseconds(documents, elsewhere { $0 }, .verifiedMoved),
            "elsewhere_written_in_another_way_ms": milliseconds(documents, elsewhere(rewritten), .verifiedMoved),
            "nowhere_ms": milliseconds(documents, elsewhere { $0 + "?" }, .unverified),
        ]
    }

    private static func citation(_ number: Int, _ documents: [PromptDocument]) -> ModelCitation {
        let document = number * 7 % documents.count
        let blocks = documents[document].blocks
        guard documents[document].form == .text else {
            let block = blocks.count / 100 * (number % 97) + 1
            let quote = String(decoding: blocks[block].text.dropLast(), as: UTF8.self)
            return ModelCitation(document: document, place: .blocks(block..<(block + 1)), quote: quote)
        }
        let text = blocks[0].text
        let middle = text.count / 100 * (number % 97)
        let start = text[middle...].firstIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = text[start...].firstIndex(of: 0x0A) ?? text.count
        let first = text[..<start].count { $0 & 0xC0 != 0x80 }
        let length = text[start..<end].count { $0 & 0xC0 != 0x80 }
        return ModelCitation(
            document: document, place: .characters(first..<(first + length)),
            quote: String(decoding: text[start..<end], as: UTF8.self))
    }

    private static func milliseconds(
        _ documents: [PromptDocument], _ citations: [ModelCitation], _ state: Footnote.State
    ) -> JSONValue {
        var times: [Double] = []
        for _ in 0..<7 {
            let start = processorTime()
            var resolver = CitationResolver(documents)
            let isRight = citations.allSatisfy { resolver.resolve($0).first?.state == state }
            times.append((processorTime() - start) * 1e3)
            precondition(isRight, "every citation is found, as it was made")
        }
        return JSONNumber((times.sorted()[times.count / 2] * 10).rounded() / 10).map { .number($0) } ?? .null
    }

    /// Seconds of this process, which other processes do not lengthen.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
