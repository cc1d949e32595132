import Claude
import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    /// `POST /v1/messages`
    func createMessage(
        _ request: ServerRequest, _ context: RequestContext, _ fault: Fault?
    ) async throws(APIFailure) -> ServerResponse {
        let body = try parse(request)
        let script = try scripted(request)
        switch script?.kind {
        case .response(let status, let headers, let bytes):
            return ServerResponse(
                status, headers.isEmpty ? [("content-type", "application/json")] : headers, .bytes(bytes))
        case .stream(let pieces): return scriptedStream(pieces)
        default: break
        }
        var work = MessageWork(body: body, context: context, purpose: .message)
        work.fault = fault
        if case .message(let object) = script?.kind { work.script = object }
        work.toolOrder = request.head["x-simulator-tools"]
        let produced = try await produce(work)
        if fault?.name == "silence", fault?["after"] == nil { await silence() }
        await pause(milliseconds: configuration.firstEventMilliseconds)
        let headers = state.withLock { $0.limiter.headers(produced.pool, at: clock.now) }
        guard produced.isStreamed else { return whole(produced, headers, fault) }
        return stream(produced, headers, fault)
    }

    private func scripted(_ request: ServerRequest) throws(APIFailure) -> ScriptedReply? {
        guard let name = request.head["x-simulator-reply"] else {
            return state.withLock { $0.nextScripted(for: request.body) }
        }
        guard let reply = scripts[name] else { throw .invalid("x-simulator-reply", "there is no reply \"\(name)\"") }
        return reply
    }

    /// What a script says. Its thinking can be replayed like any other.
    private func scripted(_ script: JSONObject) -> Reply {
        let reply = ScriptedReply.reply(script)
        let signatures = reply.blocks.compactMap { $0["signature"]?.string }
        if !signatures.isEmpty { state.withLock { $0.scriptedSignatures.formUnion(signatures) } }
        return reply
    }

    /// Waits until the client goes away.
    func silence() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    func pause(milliseconds: Int) async {
        if milliseconds > 0 { try? await Task.sleep(for: .milliseconds(milliseconds)) }
    }

    /// Makes the message: checks the request, looks into the cache, and finds out what to say.
    func produce(_ work: MessageWork) async throws(APIFailure) -> ProducedMessage {
        let context = work.context
        let check = RequestCheck(
            catalogue: configuration.catalogue, version: context.version, betas: context.betas, purpose: work.purpose)
        var call = try check.check(work.body)
        try ThinkingSignature.check(&call, scripted: state.withLock { $0.scriptedSignatures })
        let contents = try await self.contents(of: call, context)
        let layout = PromptLayout(call, workspace: context.workspace, contents: contents)
        let total = layout.totalTokens
        if let window = call.facts.maxInputTokens, total > window {
            throw .invalid("prompt is too long: \(total) tokens > \(window) maximum")
        }
        let estimate = TokenEstimate(tokenizer: call.facts.tokenizer)
        let admitted = try admit(call, layout, work)
        var reply = work.script.map(scripted) ?? compose(call, contents, work, seed: admitted.seed)
        if let fault = work.fault { fault.change(&reply, call: call) }
        if call.isWarmUp {
            reply = Reply(stopReason: "max_tokens", outputTokens: 0)
        } else {
            reply.fit(maxTokens: call.maxTokens, stopSequences: call.stopSequences, estimate: estimate)
        }
        let usage = admitted.plan.usage(
            outputTokens: reply.totalOutputTokens(estimate), thinkingTokens: reply.thinkingTokens, call: call,
            isBatch: work.purpose == .batchItem)
        let message: JSONObject = [
            "id": JSONValue(admitted.id), "type": "message", "role": "assistant", "model": JSONValue(call.facts.id),
            "content": .array(JSONArray(reply.blocks.map { .object($0) })), "stop_reason": JSONValue(reply.stopReason),
            "stop_sequence": reply.stopSequence.map { JSONValue($0) } ?? .null, "stop_details": reply.stopDetails,
            "container": .null, "diagnostics": admitted.diagnostics, "usage": .object(usage),
        ]
        let billed: Set<String> = ["bio", "frontier_llm", "reasoning_extraction"]
        let isFree =
            reply.stopReason == "refusal" && reply.blocks.isEmpty
            && !billed.contains(reply.stopDetails["category"]?.string ?? "")
        return ProducedMessage(
            message: message, isStreamed: call.isStreamed, plan: admitted.plan, model: call.facts.id,
            pool: call.facts.rateLimitPool, estimate: estimate, isFree: isFree)
    }

    private struct Admission {
        var id: String
        var seed: UInt64
        var plan: PromptCache.Plan
        var diagnostics: JSONValue
    }

    /// Holds the request against limits, and lets it start.
    private func admit(_ call: MessageCall, _ layout: PromptLayout, _ work: MessageWork) throws(APIFailure) -> Admission
    {
        let now = work.context.start
        let result: Result<Admission, APIFailure> = state.withLock { state in
            do throws(APIFailure) {
                if let limit = configuration.spendLimit, state.account.spentThisMonth(at: now) >= limit {
                    throw APIFailure.spendLimitReached(until: now.nextMonth)
                }
                let plan = state.cache.plan(layout.prompt, at: now)
                if work.purpose == .message {
                    let counted = plan.fresh + plan.fiveMinuteWrite + plan.oneHourWrite
                    try state.limiter.admit(call.facts.rateLimitPool, inputTokens: counted, at: now)
                }
                state.cache.requestStarted(plan)
                let id = state.identifiers.next("msg_")
                let diagnostics = diagnose(call, layout, id: id, &state)
                let seed = configuration.seed &+ UInt64(state.requestCount)
                return .success(Admission(id: id, seed: seed, plan: plan, diagnostics: diagnostics))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func diagnose(
        _ call: MessageCall, _ layout: PromptLayout, id: String, _ state: inout SimulatorState
    ) -> JSONValue {
        switch call.diagnostics {
        case .none: return .null
        case .first:
            state.fingerprints.keep(layout.fingerprint, as: id)
            return .null
        case .after(let previous):
            defer { state.fingerprints.keep(layout.fingerprint, as: id) }
            guard let earlier = state.fingerprints[previous] else {
                return ["cache_miss_reason": ["type": "previous_message_not_found"]]
            }
            let reason = layout.fingerprint.divergence(from: earlier, totalTokens: layout.totalTokens)
            return reason.map { ["cache_miss_reason": .object($0)] } ?? .null
        }
    }

    /// Books a message whose response has begun.
    func responseBegan(_ produced: ProducedMessage) {
        state.withLock { $0.cache.responseBegan(produced.plan) }
    }

    /// Books what was sent of a message.
    func bill(_ produced: ProducedMessage, outputTokens: Int? = nil) {
        guard !produced.isFree else { return }
        var usage = produced.usage
        if let outputTokens { usage["output_tokens"] = JSONValue(outputTokens) }
        let now = clock.now
        state.withLock { state in
            state.account.bill(usage, model: produced.model, catalogue: configuration.catalogue)
            state.limiter.produced(usage["output_tokens"]?.int ?? 0, in: produced.pool, at: now)
        }
    }
}

/// What is to be made a message of.
struct MessageWork: Sendable {
    let body: JSONValue
    let context: RequestContext
    let purpose: RequestCheck.Purpose
    var fault: Fault?
    var script: JSONObject?
    /// `call`, `call=NAME` or `call=NAME {…}`: which tool to call.
    var toolOrder: String?

    init(body: JSONValue, context: RequestContext, purpose: RequestCheck.Purpose) {
        self.body = body
        self.context = context
        self.purpose = purpose
    }
}

extension APIFailure {
    /// It has no `retry-after`: it lasts until the month ends.
    static func spendLimitReached(until end: Timestamp) -> APIFailure {
        APIFailure(
            429, "rate_limit_error",
            "Your organization has reached its monthly spend limit. Access returns at \(end.text).",
            code: "enforced_spend_limit_reached")
    }
}
