import DocumentModel
import Glibc
import Retrieval
import Storage
import Testing
import Words

/// A database that is gone after the test.
final class ScratchDatabase: Sendable {
    let folder: String

    init() {
        var template = Array("/tmp/docqa-retrieval-XXXXXX".utf8CString)
        folder = String(cString: mkdtemp(&template))
    }

    deinit {
        for ending in ["", "-wal", "-shm", ".lock"] { unlink("\(folder)/a.db\(ending)") }
        rmdir(folder)
    }

    /// A store with collections of documents: name to paragraphs, each a passage.
    func store(_ collections: [String: [(name: String, paragraphs: [String])]]) async throws -> SQLiteStore {
        let store = try await SQLiteStore.open(path: "\(folder)/a.db", create: true)
        let filling = collections.mapValues { $0.map { document($0.name, $0.paragraphs) } }
        try await store.write { connection throws(StorageError) in
            for (name, documents) in filling.sorted(by: { $0.key < $1.key }) {
                try CollectionWriter.transaction(name, on: connection, now: 1) { writer throws(StorageError) in
                    for document in documents { try writer.put(document, now: 1) }
                }
            }
        }
        return store
    }
}

private func document(_ name: String, _ paragraphs: [String]) -> NewDocument {
    var text: [UInt8] = []
    var passages: [Passage] = []
    for paragraph in paragraphs {
        let start = text.count
        text += Array(paragraph.utf8)
        passages.append(Passage(span: TextSpan(start, text.count), language: Language.detect(paragraph)?.language.code))
        text += [0x0A, 0x0A]
    }
    return NewDocument(
        source: DocumentSource(
            path: nil, name: name, externalID: name, sha256: [UInt8](repeating: 1, count: 32), size: text.count),
        extracted: ExtractedDocument(format: .text, text: text), passages: passages)
}

private let helpdesk: [(name: String, paragraphs: [String])] = [
    (
        "refunds.txt",
        [
            "A customer may return the boiler within thirty days and get the money back.",
            "The refund is paid to the same account that the customer paid from, usually after five days.",
        ]
    ),
    ("warranty.txt", ["The warranty of the boiler lasts five years and covers the pump and the burner."]),
    (
        "cleaning.txt",
        ["The burner is cleaned once a year by a technician.", "Switch the boiler off before cleaning the burner."]
    ),
    ("errors.txt", ["Error E-1042 means that the pump is blocked.", "Error E-2001 means that the water is too hot."]),
    ("garantie.txt", ["Die Garantie des Kessels gilt fünf Jahre und umfasst die Pumpe und den Brenner."]),
]

@Suite struct RetrieverTests {
    private let database = ScratchDatabase()

    private func names(_ question: String, _ retriever: some Retriever, _ store: SQLiteStore) async throws -> [String] {
        let found = try await retriever.passages(for: RetrievalRequest(question)).passages.map(\.document)
        return try await store.read { connection throws(StorageError) in
            var names: [String] = []
            for document in found { names.append(try connection.document(document)?.name ?? "") }
            return names
        }
    }

    @Test func putsThePassageThatAnswersFirst() async throws {
        let store = try await database.store(["default": helpdesk])
        let retriever = WordRetriever(store)
        #expect(try await names("How long does the warranty last?", retriever, store).first == "warranty.txt")
        #expect(try await names("When is the refund paid?", retriever, store).first == "refunds.txt")
        #expect(try await names("What does E-1042 mean?", retriever, store).first == "errors.txt")
        #expect(try await names("Wie lange gilt die Garantie?", retriever, store).first == "garantie.txt")
    }

    @Test func whatIsExcludedIsNotFoundAndWhatIsRequiredIs() async throws {
        let store = try await database.store(["default": helpdesk])
        let retriever = WordRetriever(store)
        #expect(try await names("burner -warranty", retriever, store).allSatisfy { $0 == "cleaning.txt" })
        #expect(try await names("boiler +thirty", retriever, store) == ["refunds.txt"])
        // In a sentence that asks, a dash is a dash.
        #expect(try await names("burner -warranty?", retriever, store).contains("warranty.txt"))
    }

    @Test func aQuestionOfStopWordsAloneIsStillAsked() async throws {
        let store = try await database.store(["default": [("a.txt", ["To be or not to be."]), ("b.txt", ["Nothing."])]])
        #expect(try await names("to be or not to be", WordRetriever(store), store) == ["a.txt"])
    }

    @Test func theEvidenceAddsUpToTheScore() async throws {
        let store = try await database.store(["default": helpdesk])
        let found = try await WordRetriever(store).passages(
            for: RetrievalRequest("how is the burner of the boiler cleaned"))
        #expect(!found.passages.isEmpty)
        for passage in found.passages {
            let evidence = passage.evidence
            let sum =
                evidence.terms.reduce(0) { $0 + $1.share } + evidence.pairs + evidence.document + evidence.name
                + evidence.feedback
            #expect(abs(sum - passage.score) < 1e-9)
        }
    }

    @Test func nearlyEqualPassagesAreOneWithTwoPlaces() async throws {
        let text = "The pump has to be vented every spring, before the heating is switched on for the first time."
        let store = try await database.store(["default": [("old.txt", [text]), ("new.txt", [text + " "])] + helpdesk])
        let found = try await WordRetriever(store).passages(for: RetrievalRequest("when is the pump vented"))
        #expect(found.passages.first?.otherPlaces.count == 1)
    }

    @Test func neighboursThatAreBothFoundBecomeOnePassage() async throws {
        let store = try await database.store(["default": helpdesk])
        let found = try await WordRetriever(store).passages(for: RetrievalRequest("burner cleaning"))
        let first = try #require(found.passages.first)
        #expect(first.numbers.count == 2)
        #expect(found.passages.filter { $0.document == first.document }.count == 1)
    }

    @Test func aWeakNeighbourStaysApart() async throws {
        let store = try await database.store([
            "default": [
                (
                    "burner.txt",
                    ["How the burner of the boiler is cleaned: with the brush, once a year.", "The boiler is blue."]
                ), ("pump.txt", ["The pump is vented in spring."]),
            ]
        ])
        let found = try await WordRetriever(store).passages(for: RetrievalRequest("cleaning the burner of the boiler"))
        #expect(found.passages.map(\.numbers.count) == [1, 1])
    }

    @Test func theNameOfADocumentSpeaksForAllItsPassages() async throws {
        let store = try await database.store([
            "default": [
                ("ACME_2024Q2.txt", ["Revenue grew in all stores, as it did in 2023 and 2024, by four percent."]),
                ("BESTBUY_2023Q2.txt", ["Revenue of the stores was lower, since fewer people came than in 2024."]),
                ("BESTBUY_2024Q2.txt", ["Stores had more revenue than before; how it will grow is not known yet."]),
                ("FOOTLOCKER_2024Q2.txt", ["No store was closed, and revenue is what the board expected of 2023."]),
            ]
        ])
        let retriever = WordRetriever(store)
        // Two words that the name writes as one, and a year that stands in it together with a quarter.
        #expect(
            try await names("How did revenue of Best Buy stores grow in 2024?", retriever, store).first
                == "BESTBUY_2024Q2.txt")
        #expect(
            try await names("revenue of best buy stores, 2023", retriever, store).first == "BESTBUY_2023Q2.txt")
        #expect(
            try await names("How did revenue of Foot Locker grow?", retriever, store).first == "FOOTLOCKER_2024Q2.txt")
    }

    @Test func itIsSurerOfWhatTheDocumentsSpeakOf() async throws {
        let store = try await database.store(["default": helpdesk])
        func confidence(_ question: String) async throws -> Double {
            try await WordRetriever(store).passages(for: RetrievalRequest(question)).confidence
        }
        #expect(try await confidence("How long does the warranty of the boiler last?") > 0.5)
        #expect(try await confidence("Who discovered the rings of Saturn?") < 0.1)
        // One word of the question is everywhere, the others are nowhere.
        #expect(try await confidence("Which boiler did Napoleon take to Moscow in winter?") < 0.5)
        #expect(try await confidence("?") == 0)
    }

    @Test func unknownWordsGetSuggestionsFromTheIndex() async throws {
        let store = try await database.store(["default": helpdesk])
        let found = try await WordRetriever(store).passages(for: RetrievalRequest("waranty of the boiler"))
        #expect(found.unknownWords.map(\.word) == ["waranty"])
        #expect(found.unknownWords.first?.suggestions == ["warranty"])
    }

    @Test func anUnknownCollectionIsNamedInTheError() async throws {
        let store = try await database.store(["default": helpdesk])
        do {
            _ = try await WordRetriever(store).passages(for: RetrievalRequest("x", collections: ["nowhere"]))
            Issue.record("no error")
        } catch {
            #expect(error.code == .noCollection)
            #expect(error.message.contains("nowhere") && error.message.contains("default"))
        }
    }

    /// Another tenant's documents change neither scores nor order nor what is found.
    @Test func aTenantAmongFiftyFindsWhatItFindsAlone() async throws {
        let questions = [
            "burner of the boiler", "how long is the warranty", "refund after five days", "error of the pump",
        ]
        func found(_ tenants: Int) async throws -> [[RetrievedPassage]] {
            let database = ScratchDatabase()
            var collections: [String: [(name: String, paragraphs: [String])]] = ["a": helpdesk]
            for tenant in 1..<tenants {
                collections["b\(tenant)"] = [
                    ("x.txt", ["The warranty of tenant \(tenant) covers the burner, the boiler, all."])
                ]
            }
            let store = try await database.store(collections)
            var all: [[RetrievedPassage]] = []
            for question in questions {
                let retrieval = try await WordRetriever(store).passages(
                    for: RetrievalRequest(question, collections: ["a"]))
                all.append(retrieval.passages)
            }
            return all
        }
        let alone = try await found(1)
        #expect(alone.allSatisfy { !$0.isEmpty })
        #expect(try await found(50) == alone)
    }

    /// Whatever is typed gives passages or none, never an error.
    @Test func anyInputIsAClearAnswer() async throws {
        let store = try await database.store(["default": helpdesk])
        let retriever = WordRetriever(store)
        let odd = [
            "", " ", "a", "?", "\"", "\"\"", "*", "-", "+", "--", "AND OR NOT NEAR", "body:boiler", "NEAR(a b)",
            "boiler*",
            "\u{0}", "\u{1}de\u{1}boiler", "\u{1}==\u{1}boiler", "\u{202E}reliob", "'; DROP TABLE document; --", "漢",
            "👩‍👩‍👧", "the of and",
            String(repeating: "boiler ", count: 15_000), String(repeating: "\"", count: 1_000),
            "\u{FFFD}\u{D7FF}\u{E000}",
        ]
        for question in odd { _ = try await retriever.passages(for: RetrievalRequest(question)) }

        var random = SeededRandom(11)
        let pieces: [String] = [
            "boiler", "\"", "+", "-", " ", "(", ")", "*", ":", "^", "{", "}", "NOT ", " AND ", "\u{0}", "\u{1}", "ü",
            "漢字", "ก", "\u{200F}",
            "\n", "E-1042", "\u{201C}", "\u{201D}", "«", "»", "'", "\\", ";", "%", "_", "[", "]", "🔥",
        ]
        for _ in 0..<400 {
            let question = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            _ = try await retriever.passages(
                for: RetrievalRequest(question, limit: Int.random(in: 0...30, using: &random)))
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
