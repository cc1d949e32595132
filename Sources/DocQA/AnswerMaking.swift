import Answering
import Claude
import DocumentModel
import Folders
import JSON
import LanguageModels
import Retrieval

/// Makes the answer of what a model said and what was found.
struct AnswerMaking {
    let asking: Asking
    let findings: Asking.Findings
    /// As it was sent; nil when nothing was.
    var prompt: PlannedPrompt?
    /// What was weighed before it was sent, and what should have been read from the cache and was not.
    var plan: PromptPlan?
    var miss: CacheMiss?
    var planned: PlannedQuestion?

    func answer(_ assembly: AnswerAssembly) async throws -> Answer {
        let answer = try await answer(assembly, segments: assembly.segments, notes: [])
        // What stands in place of no text was not in the stream.
        if answer.segments != assembly.segments { asking.tell(.text(answer.text)) }
        return answer
    }

    /// The answer without what still lacks a source, shown only now.
    func settled(_ assembly: AnswerAssembly, wasRevised: Bool) async throws -> Answer {
        let all = assembly.segments
        var kept = all.filter { $0.support != .unsupported }
        let removed = all.count - kept.count
        while removed > 0, kept.last?.text.allSatisfy(\.isWhitespace) == true { kept.removeLast() }
        var notes: [String] = []
        if wasRevised { notes.append("The answer was revised once because claims in it lacked a source.") }
        if removed > 0 {
            notes.append(
                removed == 1
                    ? "One sentence without a source was removed."
                    : "\(removed) sentences without a source were removed.")
        }
        var answer = try await answer(assembly, segments: kept, notes: notes)
        if removed > 0, !answer.segments.contains(where: { $0.rests }), answer.outcome == .answered {
            answer.outcome = .notInDocuments
            answer.segments = [Answer.Segment(text: AnswerMaking.declined, footnotes: [], support: .connective)]
            answer.closest = try await asking.library.closest(findings.evidence.prefix(3).map { $0 })
        }
        asking.show(answer)
        return answer
    }

    private static let declined = "The documents do not answer this."
    private static let extracted = "These are sentences of the documents, word for word; no model wrote them."
    private static let unfinished = "The search ended before there was an answer."

    private func answer(
        _ assembly: AnswerAssembly, segments: [Answer.Segment], notes: [String]
    ) async throws -> Answer {
        let library = asking.library
        var segments = segments
        var outcome = outcome(assembly, segments)
        let isEmpty = segments.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
        if isEmpty, outcome == .answered || outcome == .notInDocuments {
            outcome = .notInDocuments
            segments = [Answer.Segment(text: AnswerMaking.declined, footnotes: [], support: .connective)]
        } else if isEmpty, assembly.curtailment != nil {
            segments = [Answer.Segment(text: AnswerMaking.unfinished, footnotes: [], support: .connective)]
        }
        let footnotes = try await library.footnotes(assembly.footnotes, of: assembly.documents)
        let isCited = segments.contains { $0.rests }
        let closest =
            (outcome == .notInDocuments || assembly.curtailment != nil) && !isCited
            ? try await library.closest(findings.evidence.prefix(3).map { $0 }) : []
        var answer = Answer(
            question: asking.request.question, segments: segments, footnotes: footnotes, outcome: outcome,
            unread: try await unread(assembly.documents), closest: closest,
            confidence: assembly.confidence.map { min($0, 1) } ?? findings.retrieval.confidence,
            model: Answer.ModelNote(
                name: assembly.model.isEmpty ? ExtractiveModel.name : assembly.model,
                stopReason: assembly.curtailment.map { FailedCall.code(of: $0) } ?? assembly.stopReason
                    ?? ExtractiveModel.extracted),
            usage: asking.purse.usage, cost: asking.purse.cost)
        answer.notes = findings.notes + self.notes(assembly, outcome) + notes
        if let reply = assembly.replies.last, reply.isByAnother {
            answer.model.fallbackFrom = reply.requestedModel
        }
        answer.receipt.steps = assembly.steps
        answer.receipt.planned = planned
        // It stands beside the prompt.
        answer.receipt.planned?.plan = nil
        if let call = prompt?.call {
            answer.prompt.templates = call.templates
            answer.prompt.prefixHash = call.prefixHash
            answer.prompt.plan = plan
            answer.prompt.miss = miss
        }
        return answer
    }

    /// What was not searched and not sent as a picture either.
    private func unread(_ sent: [PromptDocument]) async throws(DocQAError) -> [Answer.UnreadPart] {
        let parts = try await asking.library.unread(near: findings.evidence, findings.retrieval, asking.request)
        return parts.compactMap { part in
            guard !part.pages.isEmpty else { return part }
            let pictures = sent.filter { $0.form == .picture && $0.identity.name == part.name }.flatMap(\.pages)
            var rest = part
            rest.pages.removeAll { pictures.contains($0) }
            return rest.pages.isEmpty ? nil : rest
        }
    }

    private func outcome(_ assembly: AnswerAssembly, _ segments: [Answer.Segment]) -> Answer.Outcome {
        switch assembly.stopReason {
        case ExtractiveModel.declined: return .notInDocuments
        case StopReason.refusal.rawValue: return .refused
        case StopReason.maxTokens.rawValue, StopReason.contextWindowExceeded.rawValue: return .truncated
        case "interrupted": return .interrupted
        default: break
        }
        // What the model did not get to see may say what it misses.
        if assembly.curtailment != nil { return .truncated }
        // The model's own words count; where it says nothing and cites nothing, retrieval's doubt does.
        if Declining.begins(segments.map(\.text).joined()) { return .notInDocuments }
        let isCited = segments.contains { $0.rests }
        return !isCited && findings.retrieval.confidence < 0.3 ? .notInDocuments : .answered
    }

    private func notes(_ assembly: AnswerAssembly, _ outcome: Answer.Outcome) -> [String] {
        var notes: [String] = []
        if assembly.stopReason == ExtractiveModel.extracted { notes.append(AnswerMaking.extracted) }
        if let error = assembly.interruption {
            notes.append("\(FailedCall.brokenOff(by: error.description)) What stands here is what had come.")
        }
        switch assembly.stopReason {
        case StopReason.maxTokens.rawValue:
            let limit = prompt?.call?.request.maxTokens ?? 0
            notes.append("The answer stops at the limit of \(limit) tokens: allow more with --max-tokens.")
        case StopReason.contextWindowExceeded.rawValue:
            notes.append("The answer stops because the model's window is full: ask with fewer passages.")
        case StopReason.refusal.rawValue:
            let details = assembly.replies.last?.message.stopDetails
            let category = details?.category.map { " (\($0))" } ?? ""
            let explanation = details?.explanation.map { " " + $0 } ?? ""
            let isEmpty = assembly.segments.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
            let rest = isEmpty ? "" : " What had come before is shown and not to be relied on."
            notes.append("The service refused to answer\(category).\(explanation)\(rest)")
        default: break
        }
        if let reason = assembly.curtailment {
            notes.append("The search ended before the model was done with it. \(FailedCall.sentence(of: reason))")
        }
        for reply in assembly.replies where reply.isByAnother {
            let changes = reply.adjustments.isEmpty ? "" : " (without \(reply.adjustments.joined(separator: ", ")))"
            let isOverloaded = reply.failedAttempts.contains { $0.failure == .overloaded }
            let note =
                "\(reply.requestedModel) \(isOverloaded ? "was overloaded" : "could not answer"); "
                + "\(reply.message.model) answered\(changes)."
            if !notes.contains(note) { notes.append(note) }
        }
        return notes
    }
}

extension ModelReply {
    /// Whether another model stood in.
    fileprivate var isByAnother: Bool { message.model != requestedModel && !message.model.isEmpty }
}

extension Answer.Segment {
    /// Whether it says what a source says, proved or not.
    fileprivate var rests: Bool { support == .cited || support == .picture }
}

extension PlannedCall {
    /// Of the bytes up to the last mark in front of the question: what other questions are to read from the cache. Nil when
    /// nothing is.
    var prefixHash: String? {
        let question = CacheMark.Place.message(
            request.messages.count - 1, block: (request.messages.last?.blocks.count ?? 0) - 1)
        guard let last = marks.last(where: { $0.place != question }) else { return nil }
        let bytes = bytes
        let isFollowed = last != marks.last
        var end = bytes.count
        for _ in 0..<(isFollowed ? 2 : 1) {
            guard let mark = bytes[..<end].lastRange(of: Array("\"cache_control\":".utf8)) else { return nil }
            end = mark.lowerBound
        }
        return ContentHash(of: Array(bytes[..<end])).description
    }
}

extension ArraySlice<UInt8> {
    fileprivate func lastRange(of wanted: [UInt8]) -> Range<Int>? {
        guard wanted.count <= count else { return nil }
        for start in stride(from: endIndex - wanted.count, through: startIndex, by: -1)
        where self[start] == wanted[0] && self[start..<(start + wanted.count)].elementsEqual(wanted) {
            return start..<(start + wanted.count)
        }
        return nil
    }
}
