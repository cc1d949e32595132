import Accounting
import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Prompts
import Retrieval
import Storage

extension Asking {
    /// Plans the request for a Claude model, follows its answer, and has it revised once when that was asked for.
    func claude(_ findings: Findings, _ watch: inout StopWatch) async throws -> FinishedAnswer {
        guard let service else {
            throw DocQAError(
                code: "no_key",
                message:
                    "A Claude model was asked for, and there is no API key: set ANTHROPIC_API_KEY, or leave the model "
                    + "away for an answer out of the documents' own sentences.")
        }
        var findings = findings
        let whole = findings.earlier?.prompt
        var draft = try await draft(&findings, after: whole, service)
        let key = try await evidenceKey(findings, draft.found.inOrder, draft.settings, service)
        if let reused = try await reused(key, findings) {
            watch.planned()
            watch.textCame()
            return reused
        }

        let conversation = await capped(&findings, service)
        if !draft.isDeep, conversation?.documents != whole?.documents {
            findings.notes.removeLast(draft.notes)
            draft.found = try await documents(&findings, after: conversation?.documents ?? [])
        }
        var made = try await planned(draft, findings, conversation, service)
        var lease: PrefixLease?
        (made, lease) = try await waitingForOthers(made, service) {
            try await planned(draft, findings, conversation, service, .crowded)
        }
        defer { lease?.release() }
        watch.planned()
        tell(.planned(told(made)))
        var settlement = made.memo.map { PrefixSettlement($0, of: library, lease) }
        let first: AnswerAssembly
        do {
            first = try await follow(made, service, &watch, settlement)
        } catch let failure as FailedCall
            where failure.code == AccountingError.Code.overBudget.rawValue && made.plan != nil
        {
            // There is no money to save money later.
            lease?.release()
            made = try await planned(draft, findings, conversation, service, .plain)
            tell(.planned(told(made)))
            settlement = nil
            first = try await follow(made, service, &watch, nil)
        }
        let (prompt, choice) = (made.prompt, made.choice)
        var making = AnswerMaking(asking: self, findings: findings)
        making.prompt = prompt
        making.plan = made.plan
        making.miss = await settlement?.finish()
        making.planned = told(made)
        var exchanges = Exchange.list(.answer, prompt, first)
        let answer: Answer
        if request.isStrict {
            let again = try await revision(of: first, prompt, service, choice, &watch)
            if let again {
                exchanges += Exchange.list(.revision, again.prompt, again.assembly)
                making.prompt?.call?.templates.append(service.note(.revision))
            }
            answer = try await making.settled(again?.assembly ?? first, wasRevised: again != nil)
        } else {
            answer = try await making.answer(first)
        }
        var finished = FinishedAnswer(
            answer, to: request, documents: first.documents.map(\.identity),
            exchanges: findings.helpers.map(\.exchange) + exchanges, conversation: findings.earlier?.id)
        finished.evidenceKey = key
        return finished
    }

    private func follow(
        _ made: PlannedAsking, _ service: AnsweringService, _ watch: inout StopWatch, _ settlement: PrefixSettlement?
    ) async throws -> AnswerAssembly {
        let options = options(made.choice)
        let payer = payer(for: made.prompt, made.choice)
        if made.isDeep {
            let model = SearchingModel(service.client, options: options, tools: searchTools(), payer: payer)
            return try await follow(model, made.prompt, &watch, isHeldBack: request.isStrict)
        }
        return try await follow(
            ClaudeModel(service.client, options: options, payer: payer), made.prompt, &watch,
            isHeldBack: request.isStrict, settlement: settlement)
    }

    private func options(_ choice: ModelRouting.Choice) -> CallOptions {
        CallOptions(
            deadline: request.timeout, priority: .interactive, fallbacks: choice.fallbacks.map { Fallback($0) })
    }

    /// The answer once more, when it claims things without support; nil when it does not, or when it did not come to its end.
    private func revision(
        of first: AnswerAssembly, _ prompt: PlannedPrompt, _ service: AnsweringService, _ choice: ModelRouting.Choice,
        _ watch: inout StopWatch
    ) async throws -> (prompt: PlannedPrompt, assembly: AnswerAssembly)? {
        let claims = first.segments.filter { $0.support == .unsupported }.map(\.text)
        guard !claims.isEmpty, first.stopReason == StopReason.endTurn.rawValue, let reply = first.replies.last,
            var call = prompt.call
        else { return nil }
        if let request = reply.request, let sent = (try? JSONValue(parsing: request, keepingLayout: true))?.object {
            call.request = MessageRequest(object: sent)
            call.request.toolChoice = ToolChoice.none
        }
        var prompt = prompt
        prompt.documents = first.documents
        let list = claims.map { "- " + $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        let again = PromptPlanner.revision(
            of: prompt, call, reply: reply.message,
            text: service.prompts.revision(claims: list.joined(separator: "\n")),
            catalogue: service.catalogue)
        tell(.step("\(claims.count) claims lack a source: the answer is revised."))
        tell(.planned(told(again, choice)))
        do {
            let assembly = try await follow(
                ClaudeModel(service.client, options: options(choice), payer: payer(for: again, choice, as: .revision)),
                again, &watch, isHeldBack: true, as: .revision)
            return (again, assembly)
        } catch let failure as FailedCall where !failure.isCancellation {
            // The first answer is there and paid; what lacks a source in it is left out.
            tell(.warning("The answer could not be revised. \(failure.sentence)"))
            return nil
        }
    }
}

extension Exchange {
    /// The call behind an answer, with both its ends.
    static func list(_ purpose: Purpose, _ prompt: PlannedPrompt, _ assembly: AnswerAssembly) -> [Exchange] {
        guard let call = prompt.call else { return [] }
        return assembly.replies.map { reply in
            Exchange(
                purpose, assembly.interruption == nil ? .complete : .cut, request: reply.request ?? call.bytes,
                response: reply.message.json.bytes(), sources: SourceMap.bytes(assembly.documents))
        }
    }
}
