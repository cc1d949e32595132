package import Claude
import DocumentModel
import JSON

/// Chooses the model that answers, by rules that can be shown. Pure.
package struct ModelRouting: Sendable {
    /// What is known before a call.
    package struct Facts: Sendable, Hashable {
        /// Estimated.
        package var promptTokens: Int
        package var documents: Int
        /// How likely it is that the documents speak of what was asked, judged from retrieval.
        package var confidence: Double
        /// Names of documents that say the same with different numbers.
        package var disagreeing: [String]
        package var effort: Effort?
        package var isDeep: Bool

        package init(
            promptTokens: Int = 0, documents: Int = 0, confidence: Double = 0, disagreeing: [String] = [],
            effort: Effort? = nil,
            isDeep: Bool = false
        ) {
            self.promptTokens = promptTokens
            self.documents = documents
            self.confidence = confidence
            self.disagreeing = disagreeing
            self.effort = effort
            self.isDeep = isDeep
        }
    }

    package struct Choice: Sendable, Hashable {
        package var model: ModelFacts
        /// Asked in this order when the model cannot answer.
        package var fallbacks: [String]
        /// Each a sentence.
        package var reasons: [String]
    }

    private let catalogue: ModelCatalogue

    package init(_ catalogue: ModelCatalogue) { self.catalogue = catalogue }

    /// A line ("sonnet"), an id or an alias; nil for `auto`. An id that the catalogue does not know is taken as it is.
    package func choice(_ name: String?, _ facts: Facts) -> Choice {
        guard let name else {
            let (line, reasons) = ModelRouting.line(for: facts)
            return choice(ofLine: line, reasons: reasons)
                ?? Choice(model: ModelFacts(object: ["id": "claude-sonnet-5-5"]), fallbacks: [], reasons: reasons)
        }
        if let choice = choice(ofLine: name, reasons: ["You asked for \(name)."]) { return choice }
        // Whoever names an exact model wants that one.
        return Choice(
            model: catalogue[model: name] ?? ModelFacts(object: ["id": name.json]), fallbacks: [],
            reasons: ["You asked for exactly \(name), so no other model stands in."])
    }

    private func choice(ofLine line: String, reasons: [String]) -> Choice? {
        guard let model = catalogue.newest(of: line) else { return nil }
        let others: [String] =
            switch line {
            case "haiku": ["sonnet"]
            case "sonnet": ["haiku", "opus"]
            default: ["sonnet", "haiku"]
            }
        return Choice(model: model, fallbacks: others.compactMap { catalogue.newest(of: $0)?.id }, reasons: reasons)
    }

    /// The rules, the strongest first.
    static func line(for facts: Facts) -> (line: String, reasons: [String]) {
        if let effort = facts.effort, ["xhigh", "max"].contains(effort) {
            return ("opus", ["Effort \(effort) is for hard questions, which opus answers best."])
        }
        if facts.disagreeing.count > 1, facts.effort != .low {
            let names = facts.disagreeing.prefix(3).joined(separator: " and ")
            return (
                facts.documents > 6 || facts.isDeep ? "opus" : "sonnet",
                [
                    "\(names) seem to disagree, so haiku is not asked.",
                    facts.isDeep ? "The model searches by itself." : "\(facts.documents) documents are sent.",
                ]
            )
        }
        if facts.promptTokens > 90_000 {
            return (
                "sonnet", ["About \(facts.promptTokens) tokens are sent: above 100,000 haiku costs five times as much."]
            )
        }
        if facts.isDeep { return ("sonnet", ["The model searches by itself, which sonnet does well."]) }
        if let effort = facts.effort, effort == .high {
            return ("sonnet", ["Effort high is more than haiku is for."])
        }
        if facts.effort == .low { return ("haiku", ["Effort low: haiku is the quickest and cheapest."]) }
        if facts.documents <= 2, facts.confidence >= 0.6, facts.promptTokens <= 20_000 {
            return (
                "haiku",
                [
                    "\(facts.documents == 1 ? "One document answers" : "Two documents answer") with confidence "
                        + "\(Int((facts.confidence * 100).rounded())) %, and nothing seems to disagree."
                ]
            )
        }
        return ("sonnet", ["\(facts.documents) documents have to be weighed against each other."])
    }
}

/// Finds passages that say nearly the same with different numbers: an old and a new version, two contracts.
package enum Disagreement {
    /// The names of the documents, in their order among the passages.
    package static func documents(in evidence: [Evidence]) -> [String] {
        let passages = evidence.prefix(12).map { Words($0) }
        var names: [String] = []
        for (index, a) in passages.enumerated() {
            for b in passages[(index + 1)...] where a.document != b.document {
                guard a.isLike(b), !a.numbers.isEmpty, !b.numbers.isEmpty, a.numbers != b.numbers else { continue }
                for name in [a.document, b.document] where !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    /// The words of a passage, by their hashes: ASCII letters in lower case, and other letters as they are.
    private struct Words {
        let document: String
        var words: Set<UInt64> = []
        var numbers: Set<UInt64> = []

        init(_ evidence: Evidence) {
            document = evidence.document.name
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            var length = 0
            var isNumber = false
            for byte in evidence.text + [0x20] {
                let lower = byte | 0x20
                let isDigit = (0x30...0x39).contains(byte)
                guard isDigit || byte >= 0x80 || (0x61...0x7A).contains(lower) else {
                    if length > 0, isNumber { numbers.insert(hash) } else if length > 3 { words.insert(hash) }
                    hash = 0xCBF2_9CE4_8422_2325
                    length = 0
                    continue
                }
                if length == 0 { isNumber = isDigit }
                length += 1
                hash = (hash ^ UInt64(isDigit || byte >= 0x80 ? byte : lower)) &* 0x100_0000_01B3
            }
        }

        func isLike(_ other: Words) -> Bool {
            let (few, many) = words.count < other.words.count ? (words, other.words) : (other.words, words)
            let common = few.count { many.contains($0) }
            return common >= 8 && Double(common) >= 0.4 * Double(few.count)
        }
    }
}
