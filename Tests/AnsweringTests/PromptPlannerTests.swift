import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Prompts
import Testing

@Suite struct PromptPlannerTests {
    static let catalogue = ModelCatalogue.builtIn
    private let settings = PlannerSettings(model: catalogue[model: "claude-sonnet-5-5"]!)

    private func evidence(_ id: Int, _ text: String, kind: Passage.Kind = .prose) -> Evidence {
        let identity = DocumentIdentity(
            id: id, path: nil, name: "file-\(id).txt", title: nil, sha256: "", collection: "default")
        let bytes = Array(text.utf8)
        return Evidence(
            document: identity, span: TextSpan(0, bytes.count), text: bytes, headingPath: ["Top", "Part \(id)"],
            kind: kind, score: 1)
    }

    private func documents(_ count: Int, bytes: Int = 4_000) -> [PromptDocument] {
        EvidenceLayout.documents(
            (0..<count).map { number in
                evidence(number, String(repeating: "Sentence \(number) says something. ", count: bytes / 32))
            }, cut: BlockCutting.ranges)
    }

    /// The bytes up to and including the last mark.
    private func marked(_ call: PlannedCall) throws -> [UInt8] {
        let text = String(decoding: call.bytes, as: UTF8.self)
        let mark = try #require(text.ranges(of: "\"cache_control\":{\"type\":\"ephemeral\"}").last)
        return Array(text[..<mark.upperBound].utf8)
    }

    private func conversation(turns: Int) -> PromptConversation {
        var messages: [InputMessage] = []
        var sent: [PromptDocument] = []
        for turn in 0..<turns {
            let documents = self.documents(2)
            sent += documents
            messages.append(
                .user(
                    documents.map {
                        .document(
                            DocumentBlock(
                                .text(String(decoding: $0.blocks[0].text, as: UTF8.self)), title: $0.title,
                                citations: true))
                    } + [.text("Question \(turn)?")]))
            messages.append(.assistant([.text("Answer \(turn).")]))
        }
        return PromptConversation(system: settings.prompts.answering(), messages: messages, documents: sent)
    }

    @Test func theOrderIsInstructionsDocumentsQuestion() throws {
        let call = try #require(PromptPlanner.plan("Why?", documents: documents(2), settings).call)
        let object = try #require(try JSONValue(parsing: call.bytes).object)
        let keys = object.members.map(\.key.value)
        #expect(keys.suffix(2) == ["system", "messages"])
        #expect(object["stream"] == true)
        #expect(call.request.thinking == .betweenTools && call.request.outputConfig?.effort == .medium)
        let blocks = call.request.messages[0].blocks
        #expect(blocks.map(\.type) == ["document", "document", "text"])
        #expect(blocks.last == .text("Why?"))
        #expect(blocks[0].object["title"]?.string == "file-0.txt > Top > Part 0")
        #expect(blocks.dropLast().allSatisfy { $0.object["citations"]?["enabled"]?.bool == true })
    }

    @Test func aNewQuestionLeavesEveryByteBeforeTheLastMarkUnchanged() throws {
        var settings = settings
        settings.expectsMore = true
        for earlier in [nil, conversation(turns: 1), conversation(turns: 5)] {
            let calls = try ["Why?", "A much longer question, with \"quotes\"?"].map {
                try #require(
                    PromptPlanner.plan($0, documents: documents(3), conversation: earlier, settings).call)
            }
            #expect(try marked(calls[0]) == marked(calls[1]))
            #expect(calls[0].bytes != calls[1].bytes)
            #expect(calls[0].marks.last?.place == .message(calls[0].request.messages.count - 1, block: 2))
        }
    }

    @Test(arguments: [0, 1, 3, 12])
    func thereAreNeverMoreThanFourMarksAndNoneBelowTheMinimum(turns: Int) throws {
        for facts in Self.catalogue.models where facts.lifecycle == .active {
            for (count, bytes) in [(1, 64), (1, 1_500), (3, 8_000)] {
                var settings = PlannerSettings(model: facts)
                settings.expectsMore = true
                settings.tools = [Tool(name: "look", inputSchema: ["type": "object"])]
                // A policy that wants too much.
                settings.marks = MarksPolicy { points, _, _ in
                    points.map { CacheMark(place: $0.place, reason: "all", lifetime: .fiveMinutes, tokens: $0.tokens) }
                }
                let call = try #require(
                    PromptPlanner.plan(
                        "Why?", documents: documents(count, bytes: bytes), conversation: conversation(turns: turns),
                        settings
                    ).call)
                let text = String(decoding: call.bytes, as: UTF8.self)
                #expect(call.marks.count <= 4 && text.ranges(of: "cache_control").count == call.marks.count)
                for mark in call.marks { #expect(mark.tokens >= facts.minCacheableTokens ?? .max, "\(facts.id)") }
                #expect(throws: Never.self) { try Self.catalogue.validate(call.request) }
            }
        }
    }

    @Test func withoutTheProspectOfMoreOnlyTheInstructionsAreMarked() {
        let call = PromptPlanner.plan("Why?", documents: documents(3), settings).call
        #expect(call?.marks.map(\.place) == [.system])
        #expect(call?.worstCost != nil && call!.promptTokens > 3_000)
    }

    @Test func theNextTurnMarksWhereTheLastOneWrote() {
        var settings = settings
        settings.expectsMore = true
        let first = PromptPlanner.plan("Why?", documents: documents(2), settings)
        let call = first.call!
        var earlier = conversation(turns: 1)
        earlier.messages[0] = InputMessage(
            .user,
            .blocks(
                call.request.messages[0].blocks.map { block in
                    var block = block
                    block.cacheControl = nil
                    return block
                }))
        let second = PromptPlanner.plan("And then?", documents: [], conversation: earlier, settings).call!
        #expect(call.marks.map(\.place) == [.system, .message(0, block: 1)])
        #expect(second.marks.map(\.place) == [.system, .message(0, block: 1), .message(1, block: 0)])
    }

    @Test func anUnknownModelGetsNeitherMarksNorSettings() {
        let facts = ModelFacts(object: ["id": "claude-future-9"])
        let call = PromptPlanner.plan("Why?", documents: documents(3), PlannerSettings(model: facts)).call!
        #expect(call.marks.isEmpty && call.worstCost == nil)
        #expect(call.request.thinking == nil && call.request.outputConfig == nil)
    }

    @Test func tablesAndLogsAreSentInLinesAndNoBlockIsOnlySpace() {
        let table = "| a | 1 |\n\n| b | 2 |\n"
        let document = EvidenceLayout.documents(
            [evidence(1, table, kind: .table)], cut: BlockCutting.ranges)[0]
        #expect(document.form == .blocks)
        let texts = document.blocks.map { String(decoding: $0.text, as: UTF8.self) }
        #expect(texts == ["| a | 1 |\n\n", "| b | 2 |\n"])
        #expect(document.blocks.map { $0.pieces[0].span } == [TextSpan(0, 11), TextSpan(11, 21)])
        #expect(EvidenceLayout.documents([evidence(1, " \n ", kind: .code)], cut: BlockCutting.ranges)[0].blocks == [])
    }
}
