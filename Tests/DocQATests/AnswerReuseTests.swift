import Claude
import ClaudeSimulator
import DocumentModel
import JSON
import Prompts
import Storage
import TestSupport
import Testing

@testable import DocQA

/// An answer is given again while all that it rests on is the same, and never else.
@Suite struct AnswerReuseTests {
    private let rig = AskRig()

    private func paid(_ simulator: Simulator) -> Int { simulator.account["nano_dollars"]?.int ?? 0 }

    /// Runs the body with one answer that is paid for and cited.
    private func withAnswer(
        _ body: (Simulator, Library, AnsweringService, Answer) async throws -> Void
    ) async throws {
        try await rig.with { simulator, library, service in
            simulator.enqueue(
                try ScriptedReply(["content": [rig.cited("Ten years.", AskRig.battery, at: AskRig.batteryStart)]]))
            let first = try await library.ask(rig.request(), with: service)
            #expect(first.reused == nil && paid(simulator) > 0)
            try await body(simulator, library, service, first)
        }
    }

    @Test func theSameQuestionIsPaidForOnce() async throws {
        try await withAnswer { simulator, library, service, first in
            let bill = paid(simulator)
            var text = ""
            var marked: [Int] = []
            var again: Answer?
            for try await event in library.events(of: rig.request(), with: service) {
                switch event {
                case .text(let piece): text += piece
                case .footnote(let number, let note):
                    marked.append(number)
                    #expect(note?.quote == AskRig.battery)
                case .finished(let answer): again = answer
                default: break
                }
            }
            let answer = try #require(again)
            #expect(paid(simulator) == bill)
            #expect(text == first.text && marked == [1] && answer.footnotes == first.footnotes)
            #expect(answer.reused == Answer.Reuse(answer: first.id!, madeAt: first.askedAt!))
            #expect(answer.notes.count == 1 && answer.notes[0].contains("#\(first.id!)"))
            #expect(answer.cost?.nanoDollars == 0)
            #expect(answer.cost?.uncachedNanoDollars == first.cost?.uncachedNanoDollars)
            #expect(answer.id != first.id && answer.id != nil)
            let cache = answer.json["cache"]
            #expect(cache?["state"]?.string == "answer" && cache?["answer"]?["id"]?.int == first.id)
            // It is an answer like any other: it can be replayed, and one that is given a third time says the same once.
            #expect(try await library.replay(answer.id).footnotes.map(\.state) == [.verified])
            let third = try await library.ask(rig.request(), with: service)
            #expect(third.notes.count == 1 && third.reused?.madeAt == first.askedAt && paid(simulator) == bill)
            let calls = try await library.store.read { connection throws(StorageError) in try connection.calls() }
            #expect(calls.map(\.purpose).sorted() == ["answer", "reuse", "reuse"])
            #expect(calls.filter { $0.purpose == "reuse" }.allSatisfy { $0.cost == 0 && $0.uncachedCost ?? 0 > 0 })
        }
    }

    /// Ten times, each with another prefix warm: what is warm decides what would be sent, not what is answered.
    @Test func tenWarmStatesPayOnce() async throws {
        try await rig.with { simulator, library, service in
            for number in 0..<12 {
                let lines = (0..<20).map {
                    "The warranty rule \(number).\($0) says that part \(number) is repaired within \($0 + 2) days of the notice."
                }
                rig.folder.write("files/rule\(number).md", "# Rule \(number)\n\n\(lines.joined(separator: "\n\n"))\n")
            }
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            let request = rig.request("Within how many days does the warranty rule 3.4 repair a part?")
            #expect(try await library.ask(request, with: service).reused == nil)
            let bill = paid(simulator)
            let (scope, workspace) = try #require(
                try await library.store.read { connection throws(StorageError) in
                    try connection.first(
                        "SELECT s.key, s.model, w.workspace FROM prefix_scope s JOIN prefix_warm w ON w.scope = s.id"
                    ) { (PrefixMemory.Scope(key: $0.blob(0), model: $0.string(1)), $0.string(2)) }
                })
            let memory = try await library.store.read { connection throws(StorageError) in
                try connection.prefixMemory(of: scope, workspace: workspace)
            }
            let units = try #require(memory.questions.last?.units)
            let head = try #require(memory.prefixes.first { $0.units.isEmpty }?.tokens)
            try #require(units.count >= 10)

            var prompts: Set<[String]> = []
            for state in 0..<10 {
                let order = Array(units[state...] + units[..<state])
                let warm = PrefixMemory.Prefix(
                    hash: [UInt8(state)], units: order, tokens: order.reduce(head) { $0 + $1.tokens },
                    lifetimeMilliseconds: 300_000, lastUse: library.now() / 1_000_000, message: nil)
                try await library.store.account { connection throws(StorageError) in
                    try connection.setWarmPrefixes([warm], of: scope, workspace: workspace)
                }
                let planned = try await library.prompt(for: request, with: service)
                #expect(planned.plan?.tokens.read ?? 0 > 1_000, "state \(state)")
                prompts.insert(planned.blocks.map(\.sha256))
                let answer = try await library.ask(request, with: service)
                #expect(answer.reused != nil && paid(simulator) == bill, "state \(state)")
            }
            #expect(prompts.count == 10, "each state would have sent another prompt")
        }
    }

    @Test func whateverChangesTheAnswerAsksAnew() async throws {
        try await withAnswer { simulator, library, service, _ in
            func asks(_ what: String, _ change: (inout AskRequest, inout AnsweringService) -> Void) async throws {
                var request = rig.request()
                var changed = service
                change(&request, &changed)
                let bill = paid(simulator)
                let answer = try await library.ask(request, with: changed)
                #expect(answer.reused == nil && paid(simulator) > bill, "\(what)")
            }
            try await asks("question") { request, _ in request.question += " Really?" }
            try await asks("model") { request, _ in request.model = .named("haiku") }
            try await asks("effort") { request, _ in request.effort = "low" }
            try await asks("limit") { request, _ in request.maxTokens = 500 }
            try await asks("strict") { request, _ in request.isStrict = true }
            try await asks("deep") { request, _ in request.isDeep = true }
            try await asks("labels of whoever asks") { request, _ in request.access = ["staff"] }
            try await asks("tenant") { request, _ in request.tenant = "acme" }
            try await asks("fresh") { request, _ in request.isFresh = true }
            try await asks("no reuse") { request, _ in request.reuseDays = 0 }
            let folder = TemporaryFolder()
            var template = String(decoding: service.prompts[.answering].source, as: UTF8.self)
            template += "\nBe brief.\n"
            folder.write("answering.md", template)
            let prompts = try PromptSet(folder: folder.path)
            try await asks("template") { _, service in service.prompts = prompts }
        }
    }

    @Test func whateverChangesTheEvidenceAsksAnew() async throws {
        try await withAnswer { simulator, library, service, _ in
            func isReused() async throws -> Bool {
                let bill = paid(simulator)
                let answer = try await library.ask(rig.request(), with: service)
                #expect((answer.reused == nil) == (paid(simulator) > bill))
                return answer.reused != nil
            }
            #expect(try await isReused())
            let other = "How long is the warranty on batteries? The warranty on batteries is long."
            try await library.put(DocumentUpload(externalID: "b", name: "better.txt", bytes: Array(other.utf8)))
            #expect(try await !isReused(), "a better document")
            #expect(try await isReused())
            try await library.remove(externalID: "b")
            #expect(try await isReused(), "the evidence is again what it was")
            rig.folder.write(
                "files/warranty.md", "# Warranty\n\n## Batteries\n\n\(AskRig.battery)\n\nAs of now.\n")
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            #expect(try await !isReused(), "a changed passage")
        }
    }

    @Test(arguments: ["refusal; partial=true", "max-tokens", "context-window", "error-event; after=8; type=api_error"])
    func whatIsNotWholeIsNotGivenAgain(fault: String) async throws {
        try await rig.with { simulator, library, service in
            simulator.add(FaultRule(try Fault(fault), times: 1))
            let first = try await library.ask(rig.request(), with: service)
            #expect(first.outcome != .answered && first.outcome != .notInDocuments)
            #expect(try await library.ask(rig.request(), with: service).reused == nil)
        }
    }

    @Test func whatAnotherModelAnsweredIsNotGivenAgain() async throws {
        try await rig.with { simulator, library, service in
            simulator.add(try FaultRule(json: ["fault": "overloaded", "contains": "claude-sonnet-5-5", "times": 20]))
            let first = try await library.ask(rig.request(), with: service)
            #expect(first.model.fallbackFrom != nil)
            #expect(try await library.ask(rig.request(), with: service).reused == nil)
        }
    }

    @Test func ageAndNumberAreBounded() async throws {
        try await withAnswer { _, library, service, first in
            func moved(by seconds: Int) async throws {
                try await library.store.write { connection throws(StorageError) in
                    try connection.execute("UPDATE answer SET made_at = made_at + \(seconds)")
                }
            }
            var request = rig.request()
            request.reuseDays = 2
            request.keepDays = nil
            try await moved(by: -2 * 86_400 + 60)
            #expect(try await library.ask(request, with: service).reused != nil)
            try await moved(by: -120)
            #expect(try await library.ask(request, with: service).reused == nil, "too old: made anew")
            try await moved(by: 86_400)
            #expect(try await library.ask(request, with: service).reused == nil, "the clock was set back")
            request.reuseLimit = 0
            #expect(try await library.ask(request, with: service).reused == nil, "none can be given again")
            request.reuseLimit = 1
            _ = try await library.ask(request, with: service)
            #expect(try await library.ask(request, with: service).reused != nil)
            var other = request
            other.question = "How long is the warranty on inverters?"
            _ = try await library.ask(other, with: service)
            #expect(try await library.ask(request, with: service).reused == nil, "only the newest can be given again")
            #expect(try await library.history().contains { $0.id == first.id }, "it is still kept")
        }
    }

    @Test func whatIsForgottenOrNotKeptIsNotGivenAgain() async throws {
        try await withAnswer { _, library, service, first in
            let again = try await library.ask(rig.request(), with: service)
            try await library.forget(answers: [#require(first.id), #require(again.id)])
            var unkept = rig.request()
            unkept.keepDays = 0
            #expect(try await library.ask(unkept, with: service).reused == nil)
            #expect(try await library.ask(rig.request(), with: service).reused == nil)
            let document = try #require(try await library.documents(matching: "warranty.md").first)
            _ = try await library.ask(rig.request(), with: service)
            let forgotten = try await library.forget(documents: [document.id], from: "default")
            #expect(forgotten.answers == 2, "the answer and its copy")
            #expect(try await library.history().isEmpty)
        }
    }

    /// The label of a document is taken away from somebody who had an answer from it.
    @Test func accessIsCheckedAgain() async throws {
        try await rig.with { simulator, library, service in
            func put(access: [String]) async throws {
                try await library.put(
                    DocumentUpload(
                        externalID: "launch", name: "launch.txt", bytes: Array("The launch is on 3 March.".utf8),
                        access: access))
            }
            var request = rig.request("When is the launch?")
            request.access = ["staff"]
            try await put(access: [])
            _ = try await library.ask(request, with: service)
            #expect(try await library.ask(request, with: service).reused != nil)
            try await put(access: ["board"])
            let after = try await library.ask(request, with: service)
            #expect(after.reused == nil && !after.text.contains("March"))
            request.access = ["staff", "board"]
            #expect(try await library.ask(request, with: service).reused == nil, "other labels, another key")
        }
    }

    @Test func aFootnoteThatIsNoLongerProvedIsNotGivenAgain() async throws {
        try await withAnswer { _, library, service, _ in
            try await library.store.write { connection throws(StorageError) in
                try connection.execute(
                    "UPDATE answer SET record = CAST(replace(CAST(record AS TEXT), 'ten years', 'two years') AS BLOB)")
            }
            let answer = try await library.ask(rig.request(), with: service)
            #expect(answer.reused == nil && !answer.text.contains("two years"))
        }
    }

    /// A conversation that takes the same turns is not paid for twice, and goes on from there.
    @Test func aConversationIsPartOfTheKey() async throws {
        try await withAnswer { simulator, library, service, first in
            var followUp = rig.request("And on inverters?")
            followUp.conversation = .id(try #require(first.conversation))
            let second = try await library.ask(followUp, with: service)
            let bill = paid(simulator)
            let opening = try await library.ask(rig.request(), with: service)
            #expect(opening.conversation != first.conversation)
            followUp.conversation = .id(try #require(opening.conversation))
            let again = try await library.ask(followUp, with: service)
            #expect(again.reused?.answer == second.id && paid(simulator) == bill && again.turn == 2)
            followUp.question = "And what about modules?"
            let third = try await library.ask(followUp, with: service)
            #expect(third.reused == nil && third.turn == 3 && paid(simulator) > bill)
            // The same words without the conversation mean something else.
            #expect(try await library.ask(rig.request("And on inverters?"), with: service).reused == nil)
        }
    }
}
