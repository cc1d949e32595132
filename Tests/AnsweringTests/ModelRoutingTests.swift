import Claude
import DocumentModel
import Testing

@testable import Answering

/// Each rule by itself, and which of two wins.
@Suite struct ModelRoutingTests {
    private let routing = ModelRouting(.builtIn)

    private func facts(_ change: (inout ModelRouting.Facts) -> Void = { _ in }) -> ModelRouting.Facts {
        var facts = ModelRouting.Facts(promptTokens: 5_000, documents: 1, confidence: 0.9)
        change(&facts)
        return facts
    }

    private func line(_ change: (inout ModelRouting.Facts) -> Void = { _ in }) -> String? {
        routing.choice(nil, facts(change)).model.line
    }

    @Test func oneOrTwoDocumentsFoundWithConfidenceAreForHaiku() {
        #expect(line() == "haiku")
        #expect(
            line {
                $0.documents = 2; $0.confidence = 0.6
            } == "haiku")
        #expect(line { $0.documents = 3 } == "sonnet")
        #expect(line { $0.confidence = 0.59 } == "sonnet")
        #expect(line { $0.promptTokens = 20_001 } == "sonnet")
    }

    @Test(arguments: [Effort.extraHigh, .max]) func theGreatestEffortsAreForOpus(effort: Effort) {
        #expect(line { $0.effort = effort } == "opus")
        #expect(
            line {
                $0.effort = effort; $0.promptTokens = 200_000; $0.disagreeing = ["a", "b"]
            } == "opus")
    }

    @Test func documentsThatDisagreeAreNotForHaiku() {
        #expect(line { $0.disagreeing = ["a", "b"] } == "sonnet")
        #expect(
            line {
                $0.disagreeing = ["a", "b"]; $0.documents = 7
            } == "opus")
        #expect(
            line {
                $0.disagreeing = ["a", "b"]; $0.isDeep = true
            } == "opus")
        #expect(
            line {
                $0.disagreeing = ["a", "b"]; $0.effort = .low
            } == "haiku")
        let reasons = routing.choice(nil, facts { $0.disagreeing = ["old.md", "new.md"] }).reasons
        #expect(reasons.first?.contains("old.md and new.md") == true)
    }

    @Test func longPromptsAreNotForHaiku() {
        #expect(line { $0.promptTokens = 90_001 } == "sonnet")
        #expect(
            line {
                $0.promptTokens = 90_001; $0.effort = .low
            } == "sonnet")
    }

    @Test func effortDecidesBetweenTheSmallerTwo() {
        #expect(
            line {
                $0.effort = .low; $0.documents = 9; $0.confidence = 0.1
            } == "haiku")
        #expect(line { $0.effort = .medium } == "haiku")
        #expect(line { $0.effort = .high } == "sonnet")
    }

    @Test func searchingIsForSonnet() {
        #expect(line { $0.isDeep = true } == "sonnet")
        #expect(
            line {
                $0.isDeep = true; $0.effort = .low
            } == "sonnet")
    }

    @Test func everyChoiceHasReasonsAndModelsThatMayStandIn() {
        for effort in [nil, Effort.low, .medium, .high, .extraHigh, .max] {
            for documents in [1, 3, 9] {
                let choice = routing.choice(
                    nil,
                    facts {
                        $0.effort = effort; $0.documents = documents
                    })
                #expect(!choice.reasons.isEmpty && !choice.fallbacks.isEmpty)
                #expect(!choice.fallbacks.contains(choice.model.id))
            }
        }
    }

    @Test func aLineIsItsNewestModelAndAnIdIsTakenAtItsWord() {
        let sonnet = routing.choice("sonnet", facts())
        #expect(sonnet.model.id == ModelCatalogue.builtIn.newest(of: "sonnet")?.id && !sonnet.fallbacks.isEmpty)
        let exact = routing.choice("claude-opus-5-5", facts())
        #expect(exact.model.id == "claude-opus-5-5" && exact.fallbacks.isEmpty)
        let unknown = routing.choice("claude-next-9", facts())
        #expect(unknown.model.id == "claude-next-9" && unknown.fallbacks.isEmpty)
    }

    // MARK: Disagreement

    private func evidence(_ name: String, _ text: String) -> Evidence {
        let identity = DocumentIdentity(
            id: name.hashValue, path: nil, name: name, title: nil, sha256: "", collection: "default")
        let bytes = Array(text.utf8)
        return Evidence(
            document: identity, span: TextSpan(0, bytes.count), text: bytes, headingPath: [], kind: .prose, score: 1)
    }

    private let old =
        "The warranty on battery modules runs for 8 years from the first day of regular operation at home."
    private let new =
        "The WARRANTY on battery modules runs for 10 years from the first day of regular operation at home."

    @Test func nearlyTheSameWithOtherNumbersDisagrees() {
        #expect(Disagreement.documents(in: [evidence("old", old), evidence("new", new)]) == ["old", "new"])
        #expect(Disagreement.documents(in: [evidence("old", old), evidence("copy", old)]).isEmpty)
        let other = "Invoices are sent on the 3rd of each month and have to be paid within 14 days by bank transfer."
        #expect(Disagreement.documents(in: [evidence("old", old), evidence("other", other)]).isEmpty)
    }

    @Test func oneDocumentDoesNotDisagreeWithItself() {
        #expect(Disagreement.documents(in: [evidence("old", old), evidence("old", new)]).isEmpty)
    }
}
