import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import Rendering
import Storage
import Synchronization
import TestSupport
import Testing

/// What stands in front of a prompt when questions come again.
@Suite struct PrefixTests {
    private let rig = AskRig()
    private static let topics = ["warranty", "refund", "delivery", "colour", "battery"]

    /// Documents with a few hundred words each, so that prices have something to weigh.
    private func writeManuals() {
        for topic in Self.topics {
            let text = (0..<8).map { part in
                "## Part \(part)\n\n"
                    + (0..<14).map {
                        "The \(topic) rule \(part).\($0) says that every \(topic) is settled within \($0 + 2) days."
                    }
                    .joined(separator: " ")
            }
            rig.folder.write("files/\(topic).md", "# About \(topic)\n\n" + text.joined(separator: "\n\n") + "\n")
        }
    }

    private func ask(_ question: String, _ library: Library, _ service: AnsweringService) async throws -> Answer {
        var request = rig.request(question)
        request.isFresh = true
        return try await library.ask(request, with: service)
    }

    @Test func questionsThatComeBackReadTheirPassagesFromTheCache() async throws {
        try await rig.with { simulator, library, service in
            writeManuals()
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            var answers: [Answer] = []
            for question in ["What says the refund rule 3.4?", "Which refund rule is the fourth of part 3?"] {
                for _ in 0..<3 { answers.append(try await ask(question, library, service)) }
            }
            let last = try #require(answers.last)
            #expect(last.usage.cacheRead * 10 > last.usage.prompt * 9, "\(answers.map(\.usage))")
            let plan = try #require(last.prompt.plan)
            #expect(plan.inputs.loggedQuestions == 5 && !plan.inputs.warm.isEmpty)
            #expect(plan.alternatives.contains { $0.kind == .uncached })
            #expect(plan.chosen.tokens.read > 0)
            let charged = answers.dropFirst().reduce(0) { $0 + ($1.cost?.nanoDollars ?? 0) }
            let uncached = answers.dropFirst().reduce(0) { $0 + ($1.cost?.uncachedNanoDollars ?? 0) }
            #expect(charged * 2 < uncached)
        }
    }

    @Test func whatChangedSinceIsNotSentFromMemory() async throws {
        try await rig.with { _, library, service in
            for _ in 0..<4 { _ = try await ask(AskRig.question, library, service) }
            rig.folder.write(
                "files/warranty.md", "# Warranty\n\n## Batteries\n\nThe warranty on batteries runs for two years.\n")
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.footnotes.allSatisfy { $0.state == .verified })
            #expect(answer.text.contains("two years") && !answer.text.contains("ten years"))
        }
    }

    /// The service forgot what it was believed to hold.
    @Test func whatShouldHaveBeenReadAndWasNotIsNamed() async throws {
        try await rig.with { simulator, library, service in
            writeManuals()
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            let question = "What says the refund rule 3.4?"
            for _ in 0..<3 { _ = try await ask(question, library, service) }
            let before = try await ask(question, library, service)
            #expect(before.usage.cacheRead > 1_000 && before.prompt.miss == nil)
            simulator.reset()
            let missed = try await ask(question, library, service)
            let miss = try #require(missed.prompt.miss)
            #expect(miss.read == 0 && miss.expected > 1_000)
            #expect(miss.reason == "previous_message_not_found", "the service was reset")
            // It names what was to be read, and so does the record of it.
            let believed = try #require(missed.prompt.plan?.inputs.warm.max { $0.tokens < $1.tokens })
            #expect(miss.prefix == believed.hash && !believed.hash.isEmpty)
            #expect(try await misses(library) == ["\(believed.hash) previous_message_not_found"])
            #expect(ReceiptText.lines(of: missed).contains { $0.contains("missed") && $0.contains(believed.hash) })
            // What is gone is not counted on again: it was written anew, and is read from then on.
            #expect(try await ask(question, library, service).usage.cacheRead > 1_000)
        }
    }

    /// Hash and reason of what is on record.
    private func misses(_ library: Library) async throws -> [String] {
        try await library.store.read { connection throws(StorageError) in
            try connection.rows("SELECT lower(hex(hash)), reason FROM prefix_miss ORDER BY id") {
                "\($0.string(0)) \($0.string(1))"
            }
        }
    }

    @Test func aConversationThatIsNotReadIsNamedByAllThatStoodInIt() async throws {
        try await rig.with { simulator, library, service in
            writeManuals()
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            let first = try await ask("What says the refund rule 3.4?", library, service)
            func next(_ question: String) async throws -> Answer {
                var request = rig.request(question)
                request.isFresh = true
                request.conversation = .last
                return try await library.ask(request, with: service)
            }
            let second = try await next("And the delivery rule 2.1?")
            #expect(second.usage.cacheRead >= first.usage.prompt && second.prompt.miss == nil)
            let end = try #require(second.prompt.plan?.inputs.warm.max { $0.tokens < $1.tokens })
            simulator.reset()
            let third = try await next("And the colour rule 4.2?")
            let miss = try #require(third.prompt.miss)
            let believed = try #require(third.prompt.plan?.inputs.warm.max { $0.tokens < $1.tokens })
            #expect(miss.read == 0 && miss.prefix == believed.hash)
            #expect(believed.hash != end.hash && !believed.hash.isEmpty, "each turn ends in another prefix")
            #expect(try await misses(library) == ["\(believed.hash) previous_message_not_found"])
        }
    }

    /// What one person's questions made warm is not sent for another who may not see it.
    @Test func whoMayNotSeeItIsNotSentItFromTheCache() async throws {
        var settings = SimulatorConfiguration()
        settings.records = rig.folder["calls"]
        try await rig.with(settings) { _, library, service in
            writeManuals()
            rig.folder.write(
                "board/refund.md",
                "# The refund of the board\n\nThe refund rule 3.4 is waived for MARIGOLD customers.\n")
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            var board = IngestRequest(paths: [rig.folder["board"]])
            board.access = ["board"]
            _ = try await library.ingest(board)
            func asked(by groups: Set<String>) async throws -> Answer {
                var request = rig.request("What says the refund rule 3.4?")
                request.isFresh = true
                request.access = groups
                return try await library.ask(request, with: service)
            }
            for _ in 0..<4 { _ = try await asked(by: ["board"]) }
            let staff = try await asked(by: ["staff"])
            #expect(staff.prompt.plan?.inputs.loggedQuestions == 0)
        }
        let requests = (1...5).compactMap { rig.folder.read("calls/00000\($0).request") }
            .map { String(decoding: $0, as: UTF8.self) }
        try #require(requests.count == 5)
        #expect(requests[3].contains("MARIGOLD") && !requests[4].contains("MARIGOLD"))
        #expect(requests[4].contains("refund rule 3.4"))
    }
}
