import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Prompts

/// What was asked and said before a question, of a conversation that goes on.
struct EarlierTurns: Sendable {
    /// The conversation's.
    var id: Int
    var questions: [String]
    /// How the last answer began, for understanding what comes now.
    var lastAnswer: String
    /// What a model is sent of it; nil when no call can be gone on from.
    var prompt: PromptConversation?
    /// What a later answer depends on of it.
    var keyed: [EvidenceKey.Turn]
    /// The call that it goes on from, and when that was made, in milliseconds since 1970.
    var lastCall: PromptConversation.Call?
    var lastAskedAt = 0
}

extension Asking {
    /// The conversation that the request names; nil without one.
    func earlierTurns() async throws(DocQAError) -> EarlierTurns? {
        let id: Int
        switch request.conversation {
        case nil: return nil
        case .id(let number): id = number
        case .last:
            let last = try await library.lastConversation(access: request.access, collections: request.collections)
            guard let last else {
                throw DocQAError(
                    code: "no_conversation",
                    message: "There is no conversation yet to go on with: ask without --continue.")
            }
            id = last
        }
        let turns = try await library.conversation(id, access: request.access, collections: request.collections)
        var earlier = EarlierTurns(
            id: id, questions: turns.map(\.answer.question), lastAnswer: turns.last?.answer.text ?? "",
            keyed: turns.map {
                EvidenceKey.Turn(key: $0.evidenceKey, question: $0.answer.question, answer: $0.answer.text)
            })
        earlier.goOn(from: turns)
        return earlier
    }

    /// What is searched for: a question that leans on earlier ones, put so that it stands by itself.
    func searchedQuestion(_ earlier: EarlierTurns?) async -> (String, [HelperCall.Result]) {
        guard let earlier, FollowUp.leansOnEarlier(request.question) else { return (request.question, []) }
        var searched = FollowUp.searched(request.question, after: earlier.questions)
        var helpers: [HelperCall.Result] = []
        if request.allowsHelperCalls, request.model != .extractive, let service {
            let history =
                earlier.questions.suffix(3).map { "Question: \($0)" }.joined(separator: "\n") + "\nLast answer: "
                + earlier.lastAnswer.prefix(800)
            let text = service.prompts.rewriting(history: history, question: request.question)
            // Whatever goes wrong here, the rule has an answer.
            if let result = await help(text, service, as: .rewriting) {
                helpers.append(result)
                let line = result.reply.message.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
                if !line.allSatisfy(\.isWhitespace), line.count < 500 { searched = line }
            }
        }
        tell(.step("Searching for: \(searched)"))
        return (searched, helpers)
    }

    /// The conversation as it is sent: all of it, or from a later turn on with a summary before it.
    func capped(_ findings: inout Findings, _ service: AnsweringService) async -> PromptConversation? {
        guard let conversation = findings.earlier?.prompt else { return nil }
        let cap = ConversationCap(limit: request.historyTokens, rest: request.historyTokens / 3)
        let tokenizer = service.catalogue[model: conversation.model]?.tokenizer
        guard let start = cap.cut(conversation, tokenizer: tokenizer) else { return conversation }
        let history = ConversationCap.history(conversation, before: start)
        var summary = ConversationCap.plainSummary(history)
        if request.allowsHelperCalls,
            let result = await help(service.prompts.summary(history: history), service, as: .summary)
        {
            findings.helpers.append(result)
            let text = result.reply.message.text
            if !text.allSatisfy(\.isWhitespace) { summary = text }
        }
        tell(.step("The conversation grew long: its first \(start) messages are left out, with a summary."))
        return ConversationCap.applied(
            conversation, from: start, opening: service.prompts.conversation(summary: summary))
    }
}

extension EarlierTurns {
    /// Takes the last call that can be gone on from, and the conversation as that left it.
    fileprivate mutating func goOn(from turns: [ConversationTurn]) {
        var lengths: [Int] = []
        var last: (call: PromptConversation.Call, lengths: [Int])?
        for turn in turns {
            let answers = turn.exchanges.filter {
                [.answer, .revision, .batch].contains($0.purpose) && $0.state == .complete
            }
            guard let first = answers.first, let end = answers.last, let sources = end.sources else { continue }
            lengths.append(EarlierTurns.messageCount(first.request))
            let call = PromptConversation.Call(request: end.request, response: end.response, sources: sources)
            // A refused turn is left out, as the API asks: the next one goes on from the one before it.
            guard PromptConversation(after: call, lengths: lengths) != nil else {
                lengths.removeLast()
                continue
            }
            last = (call, lengths)
            // An answer is kept at its end.
            lastAskedAt = (turn.answer.askedAt ?? 0) * 1_000 - turn.answer.timings.total
        }
        lastCall = last?.call
        prompt = last.flatMap { PromptConversation(after: $0.call, lengths: $0.lengths) }
    }

    private static func messageCount(_ request: [UInt8]) -> Int {
        (try? JSONValue(parsing: request))?["messages"]?.array?.elements.count ?? 1
    }
}
