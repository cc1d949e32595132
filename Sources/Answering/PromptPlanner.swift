package import Claude
import JSON
package import LanguageModels
package import Prompts

/// What a plan needs to know besides question and documents.
package struct PlannerSettings: Sendable {
    package var model: ModelFacts
    package var catalogue: ModelCatalogue
    package var effort: Effort?
    package var maxTokens: Int?
    package var prompts: PromptSet
    /// "answering 1 (3f9a0c2b7d41)"
    package var templates: [String]
    package var marks: MarksPolicy
    /// Whether more questions about the same documents are expected.
    package var expectsMore: Bool
    package var tools: [Tool]
    /// Asks the service why the cache missed; nil does not ask.
    package var diagnostics: DiagnosticsRequest?
    /// Whether the model may call the tools now; else they are only there because the conversation has them.
    package var searches = false

    package init(
        model: ModelFacts, catalogue: ModelCatalogue = .builtIn, effort: Effort? = nil, maxTokens: Int? = nil,
        prompts: PromptSet = .ours, templates: [String] = [], marks: MarksPolicy = .standard,
        expectsMore: Bool = false, tools: [Tool] = []
    ) {
        self.model = model
        self.catalogue = catalogue
        self.effort = effort
        self.maxTokens = maxTokens
        self.prompts = prompts
        self.templates = templates
        self.marks = marks
        self.expectsMore = expectsMore
        self.tools = tools
    }
}

/// Plans a request: a pure function of what is asked, found and known. The same values give the same bytes.
///
/// The order is tools, instructions, earlier turns with their documents, new documents, question; nothing that varies
/// stands in front of a mark.
package enum PromptPlanner {
    /// At most this many marks are taken by the API.
    static let markLimit = 4

    package static func plan(
        _ question: String, documents: [PromptDocument], conversation: PromptConversation? = nil,
        _ settings: PlannerSettings
    ) -> PlannedPrompt {
        let system = conversation?.system ?? instructions(settings)
        var request = frame(system, settings)
        request.diagnostics = settings.diagnostics
        let sent = documents.flatMap(\.contentBlocks)
        let earlier = conversation?.messages ?? []
        request.messages = earlier + [.user(sent + [.text(question)])]

        let points = cutPoints(system, earlier, sent, question, settings)
        let marks = lawful(settings.marks.choose(points, settings.model, settings.expectsMore), settings.model)
        request.setMarks(marks)
        let all = (conversation?.documents ?? []) + documents
        let tokens = TokenEstimator().estimate(request, catalogue: settings.catalogue) + surplus(of: all)
        return PlannedPrompt(
            question: question, documents: all,
            call: PlannedCall(
                request: request, marks: marks, promptTokens: tokens,
                worstCost: settings.catalogue.worstCost(of: request, promptTokens: tokens),
                templates: settings.templates))
    }

    /// Everything of a request but its messages and marks.
    package static func frame(_ system: String, _ settings: PlannerSettings) -> MessageRequest {
        var request = MessageRequest(model: settings.model.id, maxTokens: 0, messages: [], system: .text(system))
        request.stream = true
        if !settings.tools.isEmpty {
            request.tools = settings.tools
            if !settings.searches { request.toolChoice = ToolChoice.none }
        }
        let depth = ThinkingDepth(settings.model, effort: settings.effort)
        request.thinking = depth.thinking
        request.outputConfig = depth.effort.map { OutputConfig(effort: $0) }
        request.maxTokens = outputTokens(settings)
        return request
    }

    package static func instructions(_ settings: PlannerSettings) -> String {
        settings.tools.isEmpty ? settings.prompts.answering() : settings.prompts.deep()
    }

    /// What pages of PDFs may take beyond the estimate, which guesses their number from the size of the file.
    private static func surplus(of documents: [PromptDocument]) -> Int {
        documents.reduce(0) { sum, document in
            guard document.form == .pages else { return sum }
            let guess = document.media.map { TokenEstimator.estimate(DocumentSource.pdf(base64: $0)) } ?? 0
            return sum + max(0, document.pages.count * TokenEstimator.tokensOfPDFPage - guess)
        }
    }

    /// Tools and instructions as they are estimated, with what the API adds for itself.
    package static func headTokens(_ settings: PlannerSettings) -> Int {
        headTokens(instructions(settings), tokenizer: settings.model.tokenizer)
    }

    static func headTokens(_ instructions: String, tokenizer: String?) -> Int {
        TokenEstimator.estimate(instructions, tokenizer: tokenizer) + 150
    }

    /// The most that the model may say.
    package static func outputTokens(_ settings: PlannerSettings) -> Int {
        let wanted = settings.maxTokens ?? ThinkingDepth(settings.model, effort: settings.effort).maxTokens
        return min(wanted, settings.model.maxOutputTokens ?? .max)
    }

    /// What else than its blocks makes a prompt another one for the cache.
    package static func shape(_ settings: PlannerSettings) -> [String] {
        let depth = ThinkingDepth(settings.model, effort: settings.effort)
        return [
            settings.model.id, depth.thinking.map { String(decoding: $0.json.bytes(), as: UTF8.self) } ?? "",
            depth.effort?.rawValue ?? "", instructions(settings),
        ]
    }

    /// At most four, the last ones when there are more, and none below what the model takes. The estimate may be off by a
    /// third, hence the distance.
    private static func lawful(_ marks: [CacheMark], _ model: ModelFacts) -> [CacheMark] {
        guard let least = model.minCacheableTokens else { return [] }
        return marks.filter { $0.tokens * 3 >= least * 4 }.suffix(markLimit)
    }

    private static func cutPoints(
        _ system: String, _ earlier: [InputMessage], _ sent: [ContentBlock], _ question: String,
        _ settings: PlannerSettings
    ) -> [CutPoint] {
        let tokenizer = settings.model.tokenizer
        func tokens(_ value: some WireValue) -> Int { TokenEstimator.estimateContent(value, tokenizer: tokenizer) }
        var points: [CutPoint] = []
        var total = 0
        if !settings.tools.isEmpty {
            total += TokenEstimator.estimate(settings.tools, tokenizer: tokenizer)
            points.append(CutPoint(kind: .tools, place: .tools, tokens: total))
        }
        total += headTokens(system, tokenizer: tokenizer)
        points.append(CutPoint(kind: .system, place: .system, tokens: total))
        // The last turn that the user sent: up to its last document, or its question, an entry was written.
        let written = earlier.lastIndex { $0.role == .user && !$0.isToolResult }
        for (number, message) in earlier.enumerated() {
            if number == written {
                let block = max(0, message.blocks.count - 2)
                let before = message.blocks.prefix(block + 1).reduce(0) { $0 + tokens($1) }
                points.append(
                    CutPoint(kind: .earlierTurn, place: .message(number, block: block), tokens: total + before))
            }
            total += tokens(message)
        }
        if !sent.isEmpty {
            total += sent.reduce(0) { $0 + tokens($1) }
            let place = CacheMark.Place.message(earlier.count, block: sent.count - 1)
            points.append(CutPoint(kind: .documents, place: place, tokens: total))
        } else if let last = earlier.last, let block = last.lastMarkableBlock {
            points.append(
                CutPoint(kind: .documents, place: .message(earlier.count - 1, block: block), tokens: total))
        }
        if settings.searches { points.append(CutPoint(kind: .round, place: .moving, tokens: total)) }
        points.append(
            CutPoint(
                kind: .question, place: .message(earlier.count, block: sent.count), tokens: total + tokens([question]))
        )
        return points
    }
}

extension InputMessage {
    var isToolResult: Bool {
        if case .toolResult? = blocks.first { return true }
        return false
    }

    /// Thinking and empty texts carry no marks.
    fileprivate var lastMarkableBlock: Int? {
        blocks.lastIndex { block in
            switch block {
            case .thinking, .redactedThinking, .other: false
            case .text(let text): !text.text.isEmpty
            default: true
            }
        }
    }
}

extension MessageRequest {
    fileprivate mutating func setMarks(_ marks: [CacheMark]) {
        var messages = messages
        for mark in marks {
            let control = CacheControl(mark.lifetime == .fiveMinutes ? nil : mark.lifetime)
            switch mark.place {
            case .tools:
                guard var tools, !tools.isEmpty else { continue }
                tools[tools.count - 1].cacheControl = control
                self.tools = tools
            case .moving: cacheControl = control
            case .system:
                guard var blocks = system?.blocks, !blocks.isEmpty else { continue }
                blocks[blocks.count - 1].cacheControl = control
                system = .blocks(blocks)
            case .message(let number, let block):
                var blocks = messages[number].blocks
                blocks[block].cacheControl = control
                messages[number].content = .blocks(blocks)
            }
        }
        self.messages = messages
    }
}
