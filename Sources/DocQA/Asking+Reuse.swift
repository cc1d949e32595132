import Accounting
import Answering
import Claude
import DocumentModel
import Folders
import JSON
import LanguageModels
import Prompts
import Storage

extension Asking {
    /// The hash of all that the answer will depend on.
    func evidenceKey(
        _ findings: Findings, _ documents: [PromptDocument], _ settings: PlannerSettings, _ service: AnsweringService
    ) async throws -> [UInt8] {
        let system = findings.earlier?.prompt?.system ?? PromptPlanner.instructions(settings)
        var key = EvidenceKey(
            question: request.question, passages: findings.evidence, frame: PromptPlanner.frame(system, settings))
        key.earlier = findings.earlier?.keyed ?? []
        key.templates = settings.templates
        key.access = request.access?.sorted()
        key.tenant = request.tenant
        if request.isStrict {
            key.modes.append("strict")
            key.templates.append(service.note(.revision))
        }
        if settings.searches {
            key.modes.append("deep")
            key.searchable = try await searchable()
        }
        // What is sent as it looks, besides being found by its text.
        for document in documents where document.form == .pages || document.form == .picture {
            key.modes.append("\(document.form.rawValue) \(document.identity.sha256) \(document.pages)")
        }
        // A small collection is sent whole.
        let found = Set(findings.evidence.map(\.document.id))
        for document in documents where document.form != .pages && document.form != .picture {
            if !found.contains(document.identity.id) { key.modes.append("with \(document.identity.sha256)") }
        }
        if findings.earlier != nil { key.modes.append("history \(request.historyTokens) \(request.allowsHelperCalls)") }
        return ContentHash(of: key.bytes).bytes
    }

    /// What a model that searches by itself can come upon: every change of a collection makes it something else.
    private func searchable() async throws(DocQAError) -> JSONValue {
        let names = request.collections
        let states = try await library.reading { connection throws(StorageError) in
            try connection.collections().filter { names.isEmpty || names.contains($0.name) }
                .map { [$0.id, $0.generation] }
        }
        func texts(_ texts: [String]) -> JSONValue { .array(JSONArray(texts.sorted().map { JSONValue($0) })) }
        return [
            "collections": .array(JSONArray(states.map { .array(JSONArray($0.map { JSONValue($0) })) })),
            "labels": texts(request.labels.map { "\($0.key)=\($0.value)" }), "paths": texts(request.paths),
            "formats": texts(request.formats), "after": request.after.map { JSONValue($0) } ?? .null,
            "before": request.before.map { JSONValue($0) } ?? .null,
        ]
    }

    /// An earlier answer that rests on the same evidence, proved again; nil when there is none.
    func reused(_ key: [UInt8], _ findings: Findings) async throws -> FinishedAnswer? {
        guard !request.isFresh, request.reuseLimit > 0, var answer = try await library.reusable(key, for: request)
        else { return nil }
        let saved = answer.cost
        let reuse = CallIntent(
            .reuse, model: answer.model.name, worstCost: .zero,
            collections: Set(findings.evidence.map(\.document.collection)).sorted(), tenant: request.tenant)
        let noted = await library.ledger.note(
            reuse: reuse, uncachedCost: saved.map { Money(nanoDollars: $0.uncachedNanoDollars) })
        answer.usage = purse.usage
        answer.cost = purse.cost
        answer.cost?.uncachedNanoDollars += saved?.uncachedNanoDollars ?? 0
        answer.unread = try await library.unread(near: findings.evidence, findings.retrieval, request)
        show(answer)
        var finished = FinishedAnswer(
            answer, to: request, documents: [], exchanges: findings.helpers.map(\.exchange),
            conversation: findings.earlier?.id)
        finished.evidenceKey = key
        finished.calls = [noted.key]
        return finished
    }

    /// Passes on a whole answer as if it came now.
    func show(_ answer: Answer) {
        var shown: Set<Int> = []
        for segment in answer.segments {
            tell(.text(segment.text))
            for number in segment.footnotes {
                let isNew = shown.insert(number).inserted
                tell(.footnote(number, isNew ? answer.footnotes.first { $0.number == number } : nil))
            }
        }
    }
}

extension Library {
    /// The kept answer with a key, when whoever asks may see all that it rests on and every proof of it still holds.
    func reusable(_ key: [UInt8], for request: AskRequest) async throws(DocQAError) -> Answer? {
        let reader = AnswerReader(access: request.access, collections: request.collections)
        let seconds = now() / 1_000_000_000
        return try await reading { connection throws(StorageError) in
            guard let kept = try connection.keptAnswers(for: reader, reusable: key, limit: 1).first,
                let madeAt = kept.madeAt,
                // A clock that was set back says nothing about age.
                madeAt <= seconds, seconds - madeAt < request.reuseDays * 86_400
            else { return nil }
            let before = try connection.answer(of: kept)
            var answer = try connection.provedAgain(kept)
            let holds = zip(before.footnotes, answer.footnotes).allSatisfy { old, new in
                new.state == old.state && (new.span == nil || new.since == .same)
            }
            guard holds else { return nil }
            for index in answer.footnotes.indices { answer.footnotes[index].since = nil }
            if let earlier = answer.reused?.note { answer.notes.removeAll { $0 == earlier } }
            let reused = Answer.Reuse(answer: kept.id, madeAt: madeAt)
            answer.reused = reused
            answer.receipt = Receipt()
            answer.prompt.plan = nil
            answer.prompt.miss = nil
            answer.notes.insert(reused.note, at: 0)
            answer.id = nil
            answer.conversation = nil
            answer.turn = nil
            answer.askedAt = nil
            return answer
        }
    }
}

extension Answer.Reuse {
    fileprivate var note: String {
        "This answer was made on \(CalendarDay.minute(of: madeAt)) UTC (#\(answer)); what it rests on has not changed since, so no model "
            + "was asked."
    }
}

extension Answer {
    /// Whether it came whole and from the model that was asked.
    var isReusable: Bool {
        let isWhole = outcome == .answered || outcome == .notInDocuments
        return isWhole && model.stopReason == StopReason.endTurn.rawValue && model.fallbackFrom == nil
    }
}
