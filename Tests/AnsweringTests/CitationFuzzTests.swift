import DocumentModel
import LanguageModels
import Testing

@testable import Answering

/// Quotations that are shifted, trimmed, written in another way and invented, of every form in which documents are sent.
@Suite struct CitationFuzzTests {
    private static let alphabet: [String] = [
        "a", "b", "c", " ", " ", "\n", "\r\n", "é", "e\u{301}", "ß", "中", "文", "。", "😀", "👩‍👩‍👧", "\u{FB01}", "\u{AD}",
        "-\n", "\u{2010}\r\n", "ש", "\u{200F}", "ل", "1", "2", ".", "-", "\u{A0}", "\u{3000}", "\u{FB03}", "  ",
    ]

    /// Without white space, hyphens at line ends and invisible characters, ligatures as letters: an oracle of its own.
    private func essence(_ text: String) -> String {
        var out = ""
        var isBehindSpace = true
        var scalars = Array(text.unicodeScalars)
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        for (index, scalar) in scalars.enumerated() {
            let rest = scalars[(index + 1)...].drop { $0 == " " || $0 == "\t" || $0 == "\r" }
            if scalar == "-" || scalar == "\u{2010}", rest.first == "\n", !isBehindSpace { continue }
            switch scalar {
            case "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}": continue
            case "\u{FB01}": out += "fi"
            case "\u{FB03}": out += "ffi"
            case "\u{2010}": out += "-"
            default: if !scalar.properties.isWhitespace { out.unicodeScalars.append(scalar) }
            }
            isBehindSpace = scalar.properties.isWhitespace
        }
        return out
    }

    /// The same where a separator of ours may stand in it, and cut it: without what that consists of.
    private func core(_ text: String) -> String { essence(text).filter { !"[.]-".contains($0) } }

    /// One document of random passages, in one of the forms.
    private func document(_ form: PromptDocument.Form, _ random: inout SeededNumbers) -> PromptDocument {
        let identity = DocumentIdentity(id: 1, path: nil, name: "a", title: nil, sha256: "", collection: "default")
        var start = 0
        let passages = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let text = (0..<Int.random(in: 5...60, using: &random)).map { _ in
                CitationFuzzTests.alphabet.randomElement(using: &random)!
            }.joined()
            defer { start += text.utf8.count + Int.random(in: 0...9, using: &random) }
            return Evidence(
                document: identity, span: TextSpan(start, start + text.utf8.count), text: Array(text.utf8),
                headingPath: [], kind: form == .blocks ? .table : .prose, score: 1)
        }
        switch form {
        case .text: return EvidenceLayout.documents(passages)[0]
        case .blocks: return EvidenceLayout.documents(passages, cut: BlockCutting.ranges)[0]
        case .results: return SearchResults.document(passages)
        default:
            let pages = passages.enumerated().map { SentPage(number: $0 + 1, span: $1.span, text: $1.text) }
            return PageLayout.document(identity, pages, pdf: "")
        }
    }

    /// The same words as somebody else would write them. White space around hyphens stays: it decides what they mean.
    private func rewritten(_ quote: String, isPage: Bool, _ random: inout SeededNumbers) -> String {
        func isHyphen(_ scalar: Unicode.Scalar?) -> Bool { scalar == "-" || scalar == "\u{2010}" }
        var out = ""
        let scalars = Array(quote.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let before = scalars[..<index].last { !$0.properties.isWhitespace }
            let next = scalars[(index + 1)...].first { !$0.properties.isWhitespace }
            switch scalar {
            case "\u{FB01}": out += "fi"
            case "\u{FB03}": out += "ffi"
            case "\u{AD}", "\u{200D}": break
            case _ where scalar.properties.isWhitespace && !isHyphen(before) && !isHyphen(next):
                out += [" ", "\n", "\t ", "\u{A0}", isPage ? "" : " "].randomElement(using: &random)!
            case _ where scalar.properties.isAlphabetic && Int.random(in: 0..<8, using: &random) == 0:
                out.unicodeScalars.append(scalar)
                let isInside = scalars[(index + 1)...].first?.properties.isAlphabetic == true
                out += ["\u{AD}", "\u{200B}", isInside ? "-\n" : "", isPage && isInside ? " " : ""]
                    .randomElement(using: &random)!
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private func isSafe(_ quote: String) -> Bool {
        func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
        }
        return isLetter(quote.unicodeScalars.first) && isLetter(quote.unicodeScalars.last)
    }

    @Test(arguments: [PromptDocument.Form.text, .blocks, .results, .pages])
    func noInventedQuoteIsVerifiedAndNoCorrectOneIsLost(form: PromptDocument.Form) {
        var random = SeededNumbers(state: 20_261_121)
        var counts = (found: 0, refused: 0)
        for _ in 0..<3_000 {
            let document = document(form, &random)
            guard let block = document.blocks.indices.randomElement(using: &random) else { continue }
            let text = String(decoding: document.blocks[block].text, as: UTF8.self)
            let scalars = Array(text.unicodeScalars)
            let start = Int.random(in: 0..<scalars.count, using: &random)
            let end = Int.random(in: start...scalars.count, using: &random)
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start..<end])
            var quote = String(view)
            let way = ["exact", "trimmed", "utf16", "rewritten", "invented"].randomElement(using: &random)!
            // What a line end makes of a hyphen at the edge cannot be seen from within the quotation.
            if way == "rewritten", !isSafe(quote) { continue }
            switch way {
            case "trimmed":
                quote = String(quote.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            case "rewritten": quote = rewritten(quote, isPage: form == .pages, &random)
            case "invented":
                var letters = Array(quote.unicodeScalars)
                let place = Int.random(in: 0...letters.count, using: &random)
                let letter: Unicode.Scalar = ["Z", "1", "b", "文"].randomElement(using: &random)!
                if place < letters.count, Bool.random(using: &random) {
                    letters[place] = letter
                } else {
                    letters.insert(letter, at: place)
                }
                quote = String(String.UnicodeScalarView(letters))
            default: break
            }
            let shift = [0, 0, 1, -1, 5].randomElement(using: &random)!
            func units(_ count: Int) -> Int {
                scalars[..<count].reduce(0) { $0 + (way == "utf16" && $1.value > 0xFFFF ? 2 : 1) }
            }
            func shifted(_ range: Range<Int>) -> Range<Int> {
                max(0, range.lowerBound + shift)..<max(max(0, range.lowerBound + shift), range.upperBound + shift)
            }
            let place: ModelCitation.Place =
                switch form {
                case .text: .characters(shifted(units(start)..<units(end)))
                case .pages: .pages(shifted((block + 1)..<(block + 2)))
                default: .blocks(shifted(block..<(block + 1)))
                }
            var resolver = CitationResolver([document])
            let found = resolver.resolve(ModelCitation(document: 0, place: place, quote: quote))
            let label = Comment(rawValue: "\(way) \(shift) \(quote.debugDescription) of \(text.debugDescription)")
            guard found[0].state != .unverified else {
                counts.refused += 1
                #expect(found.count == 1 && found[0].span == nil && found[0].quote == quote, label)
                let isNothing = core(quote).isEmpty || essence(quote).isEmpty
                #expect(way == "invented" || isNothing || quote.allSatisfy(\.isWhitespace), label)
                continue
            }
            counts.found += 1
            // Every footnote is stored text, and together they say what the quotation says and nothing else.
            for place in found {
                let source = document.blocks.lazy.flatMap { block in block.pieces.map { (block, $0) } }
                    .first { $0.1.span.contains(place.span!) }
                let (holder, piece) = source!
                let offset = piece.range.lowerBound + place.span!.start - piece.span.start
                let bytes = holder.text[offset..<(offset + place.span!.byteCount)]
                #expect(String(decoding: bytes, as: UTF8.self) == place.quote, label)
            }
            let isCut = text.contains("[...]")
            let said = found.map { isCut ? core($0.quote) : essence($0.quote) }.joined()
            let wanted = isCut ? core(quote) : essence(quote)
            // Of a ligature all is cited, or nothing.
            let isGrown =
                said.contains(wanted) && said.count <= wanted.count + 4 && found[0].quote.contains { $0 >= "\u{FB00}" }
            #expect(said == wanted || isGrown, label)
            if shift == 0, way != "utf16", way != "invented", !found[0].quote.isEmpty {
                #expect(found.allSatisfy { $0.state == .verified }, label)
            }
        }
        #expect(counts.found > 1_000 && counts.refused > 200)
    }
}

/// The same numbers in every run.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
