import Claude
import DocumentModel
import JSON
import LanguageModels
import Testing

@testable import Answering

@Suite struct EvidenceKeyTests {
    private static let catalogue = ModelCatalogue.builtIn

    private func settings() throws -> PlannerSettings {
        PlannerSettings(model: try #require(Self.catalogue[model: "claude-sonnet-5-5"]))
    }

    private func evidence(_ id: Int, _ text: String, at start: Int = 0) -> Evidence {
        let document = DocumentIdentity(
            id: id, path: nil, name: "\(id).md", title: nil, sha256: String(repeating: "\(id)", count: 64),
            collection: "default")
        let bytes = Array(text.utf8)
        return Evidence(
            document: document, span: TextSpan(start, start + bytes.count), text: bytes, headingPath: [], kind: .prose,
            score: Double(id))
    }

    private func key(_ passages: [Evidence], _ settings: PlannerSettings) -> EvidenceKey {
        EvidenceKey(
            question: "How long?", passages: passages,
            frame: PromptPlanner.frame(PromptPlanner.instructions(settings), settings))
    }

    /// Ten plans around the same passages, no two with the same bytes: other documents before and behind them, other marks.
    @Test func whatIsPutAroundThePassagesIsNoPartOfIt() throws {
        let passages = [evidence(1, "Ten years."), evidence(2, "Five years.")]
        let long = String(repeating: "Something else that is warm. ", count: 400)
        var requests: Set<[UInt8]> = []
        var keys: Set<[UInt8]> = []
        for state in 0..<10 {
            var settings = try settings()
            settings.expectsMore = state % 2 == 0
            let around = (0..<state).map { evidence(3 + $0, long) }
            let prompt = PromptPlanner.plan(
                "How long?", documents: EvidenceLayout.documents(passages + around), settings)
            requests.insert(try #require(prompt.call).bytes)
            keys.insert(key(passages, settings).bytes)
        }
        #expect(requests.count == 10 && keys.count == 1)
    }

    @Test func everyChangeIsAnotherKey() throws {
        let settings = try settings()
        let one = evidence(1, "Ten years.")
        let two = evidence(2, "Five years.")
        var keys = [
            key([one, two], settings), key([two, one], settings), key([one], settings),
            key([one, evidence(2, "Five years.", at: 1)], settings), key([one, evidence(2, "Five year..")], settings),
            key([one, evidence(3, "Five years.")], settings),
        ]
        var other = settings
        other.model = try #require(Self.catalogue[model: "claude-opus-5-5"])
        keys.append(key([one, two], other))
        other = settings
        other.effort = .low
        keys.append(key([one, two], other))
        other = settings
        other.maxTokens = 77
        keys.append(key([one, two], other))
        for change in 0..<8 {
            var key = key([one, two], settings)
            switch change {
            case 0: key.question += " "
            case 1: key.access = []
            case 2: key.access = ["staff"]
            case 3: key.tenant = "acme"
            case 4: key.templates = ["answering 2"]
            case 5: key.modes = ["strict"]
            case 6: key.searchable = ["collections": []]
            default: key.earlier = [EvidenceKey.Turn(key: nil, question: "a", answer: "b")]
            }
            keys.append(key)
        }
        #expect(Set(keys.map(\.bytes)).count == keys.count)
    }
}
