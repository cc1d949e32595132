import Claude
import DocumentModel
import JSON
import LanguageModels
import Prompts
import Testing

@testable import Answering

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
        let mark = Array("\"cache_control\":{\"type\":\"ephemeral\"}".utf8)
        let last = try #require(places(of: mark, in: call.bytes).last)
        return Array(call.bytes[..<(last + mark.count)])
    }

    private func places(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
        var places: [Int] = []
        ByteSearch.forEach(wanted[...], in: bytes) {
            places.append($0)
            return true
        }
        return places
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

    /// Documents in each of the forms in which they are sent, and all of them together.
    enum Forms: CaseIterable { case text, blocks, pages, pictures, all, none }

    private func documents(_ forms: Forms, bytes: Int = 4_000) -> [PromptDocument] {
        let identity = DocumentIdentity(
            id: 90, path: nil, name: "scan.pdf", title: nil, sha256: "", collection: "default")
        switch forms {
        case .none: return []
        case .text: return documents(3, bytes: bytes)
        case .blocks:
            let table = String(repeating: "| part | 12 years |\n", count: bytes / 20)
            return EvidenceLayout.documents(
                [evidence(80, table, kind: .table), evidence(81, table, kind: .code)], cut: BlockCutting.ranges)
        case .pages:
            let pages = (1...2).map {
                SentPage(number: $0, span: TextSpan($0 * 10, $0 * 10 + 4), text: Array("page".utf8))
            }
            return [PageLayout.document(identity, pages, pdf: String(repeating: "QUJD", count: bytes))]
        case .pictures:
            return [PageLayout.picture(identity, page: 3, png: String(repeating: "QUJD", count: bytes), after: [])]
        case .all:
            return EvidenceLayout.inOrder(
                [Forms.text, .blocks, .pages, .pictures].flatMap { documents($0, bytes: bytes) })
        }
    }

    /// A conversation of a model that searched: what it found stands in results of its calls.
    private func searched(turns: Int) -> PromptConversation {
        var conversation = conversation(turns: turns)
        let found = SearchResults.document([evidence(70, String(repeating: "Found sentence. ", count: 200))])
        conversation.messages = (0..<turns).flatMap { turn -> [InputMessage] in
            let use = ToolUseBlock(id: "t\(turn)", name: "look", input: [:])
            let result = ToolResultBlock(toolUseID: "t\(turn)", .blocks([.searchResult(found.searchResult)]))
            return [
                .user("Question \(turn)?"), .assistant([.toolUse(use)]), .user([.toolResult(result)]),
                .assistant([.text("Answer \(turn).")]),
            ]
        }
        conversation.documents = [found]
        return conversation
    }

    @Test(arguments: Forms.allCases) func aNewQuestionLeavesEveryByteBeforeTheLastMarkUnchanged(forms: Forms) throws {
        var settings = settings
        settings.expectsMore = true
        for earlier in [nil, conversation(turns: 1), conversation(turns: 5), searched(turns: 2)] {
            let calls = try ["Why?", "A much longer question, with \"quotes\"?"].map {
                try #require(
                    PromptPlanner.plan($0, documents: documents(forms), conversation: earlier, settings).call)
            }
            #expect(try marked(calls[0]) == marked(calls[1]))
            #expect(calls[0].bytes != calls[1].bytes)
            let count = documents(forms).flatMap(\.contentBlocks).count
            let last = calls[0].request.messages.count - 1
            if count > 0 {
                #expect(calls[0].marks.last?.place == .message(last, block: count - 1))
            } else if earlier != nil {
                #expect(calls[0].marks.last?.place == .message(last - 1, block: 0))
            }
        }
    }

    /// A further turn begins with all that was sent before it, marks aside.
    @Test(arguments: Forms.allCases, [true, false])
    func theNextTurnBeginsWithTheBytesOfTheLast(forms: Forms, isDeep: Bool) throws {
        var settings = settings
        settings.expectsMore = true
        if isDeep { settings.tools = [Tool(name: "look", inputSchema: ["type": "object"])] }
        for turns in [0, 1, 4] {
            let earlier = turns == 0 ? nil : isDeep ? searched(turns: turns) : conversation(turns: turns)
            let first = PromptPlanner.plan("Why?", documents: documents(forms), conversation: earlier, settings)
            let call = try #require(first.call)
            var conversation = PromptConversation(
                system: earlier?.system ?? PromptPlanner.instructions(settings),
                messages: call.request.messages + [.assistant([.text("So.")])], documents: first.documents)
            conversation.messages = conversation.messages.map(unmarked)
            let next = try #require(
                PromptPlanner.plan("And?", documents: documents(2), conversation: conversation, settings).call)
            let (before, after) = (unmarked(call.request).encoded(), unmarked(next.request).encoded())
            // Without what closes the list of messages.
            #expect(before.suffix(2) == Array("]}".utf8)[...] && after.starts(with: before.dropLast(2)))
        }
    }

    private func unmarked(_ message: InputMessage) -> InputMessage {
        InputMessage(
            message.role,
            .blocks(
                message.blocks.map { block in
                    var block = block
                    block.cacheControl = nil
                    return block
                }))
    }

    private func unmarked(_ request: MessageRequest) -> MessageRequest {
        var request = request
        request.messages = request.messages.map(unmarked)
        request.system = request.system.map { .text($0.blocks.map(\.text).joined()) }
        request.tools = request.tools.map { tools in
            tools.map { tool in
                var tool = tool
                tool.cacheControl = nil
                return tool
            }
        }
        return request
    }

    @Test(arguments: [0, 1, 12], Forms.allCases)
    func thereAreNeverMoreThanFourMarksAndNoneBelowTheMinimum(turns: Int, forms: Forms) throws {
        for facts in Self.catalogue.models where facts.lifecycle == .active {
            for (bytes, isDeep) in [(64, false), (1_500, true), (8_000, false), (8_000, true)] {
                var settings = PlannerSettings(model: facts)
                settings.expectsMore = true
                settings.tools = [Tool(name: "look", inputSchema: ["type": "object"])]
                settings.searches = isDeep
                // A policy that wants too much.
                settings.marks = MarksPolicy { points, _, _ in
                    points.map { CacheMark(place: $0.place, reason: "all", lifetime: .fiveMinutes, tokens: $0.tokens) }
                }
                let call = try #require(
                    PromptPlanner.plan(
                        "Why?", documents: documents(forms, bytes: bytes),
                        conversation: isDeep ? searched(turns: turns) : conversation(turns: turns), settings
                    ).call)
                let written = places(of: Array("cache_control".utf8), in: call.bytes).count
                #expect(call.marks.count <= 4 && written == call.marks.count)
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

    @Test func logsGoInLinesAndTranscriptsInCues() {
        func blocks(_ text: String, _ format: DocumentFormat) -> [String] {
            let whole = evidence(1, text)
            let passage = Evidence(
                document: whole.document, span: whole.span, text: whole.text, headingPath: [], kind: .prose, score: 1,
                format: format)
            let document = EvidenceLayout.documents([passage], cut: BlockCutting.ranges)[0]
            #expect(document.form == (format == .text ? .text : .blocks))
            return document.blocks.map { String(decoding: $0.text, as: UTF8.self) }
        }
        let log = "00:01 INFO valve opened. Pressure 3\n00:02 WARN valve closed\n"
        #expect(blocks(log, .log) == ["00:01 INFO valve opened. Pressure 3\n", "00:02 WARN valve closed\n"])
        #expect(blocks(log, .text) == [log])
        let talk =
            "1\n00:01 --> 00:04\nHello. We begin\nnow.\n\n2\n00:05 --> 00:09\nGood.\r\n \r\n3\n00:10 --> 00:11\nYes."
        #expect(
            blocks(talk, .subtitles) == [
                "1\n00:01 --> 00:04\nHello. We begin\nnow.\n\n", "2\n00:05 --> 00:09\nGood.\r\n \r\n",
                "3\n00:10 --> 00:11\nYes.",
            ])
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
