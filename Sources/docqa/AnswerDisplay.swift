import Claude
import CommandLine
import DocQA
import DocumentModel
import Rendering

/// Shows an answer while it comes.
struct AnswerDisplay {
    let call: Invocation

    /// Follows a question to its end. Whoever stops reading the output, or the program, stops the question and its cost; what
    /// it has cost until then is settled and kept before this returns.
    func follow(
        _ ask: @Sendable @escaping (_ tell: @escaping @Sendable (AskEvent) -> Void) async throws -> Answer
    ) async throws -> Answer {
        let output = call.console.output
        let isText = AnswerOutput.isStreamed(call)
        var streamed = StreamedAnswer(output.terminal)
        let (events, continuation) = AsyncStream<AskEvent>.makeStream()
        async let asked = {
            defer { continuation.finish() }
            return try await ask { continuation.yield($0) }
        }()
        for await event in events {
            switch event {
            case .text(let text): if isText { try show(streamed.text(text)) }
            case .footnote(let number, _): streamed.marker(number)
            case .planned(let plan): explain(plan)
            case .step(let step):
                if call[AskCommand.explain] || call[AskCommand.deep] {
                    call.console.note(call.console.errors.terminal.styled(HarmlessText.of(step, oneLine: true), .dim))
                }
            case .warning(let text): call.console.warn(HarmlessText.of(text, oneLine: true))
            case .notKept(let error): call.console.warn("The answer could not be kept. \(error.message)")
            case .searching, .retrieved, .thinking, .usage, .finished: break
            }
        }
        let answer: Answer
        do {
            answer = try await asked
        } catch {
            // What had come is not to stand in one line with what is said about its end.
            if isText { try? output.write(streamed.rest()) }
            throw error
        }
        // Whatever is said about it comes behind it, also where both streams go to one place.
        if isText { try show(streamed.end(answer)) }
        if call[AskCommand.explain] { call.console.note(account(answer)) }
        return answer
    }

    /// A program at the other end of a pipe gets the text as it comes, too.
    private func show(_ text: String) throws {
        guard !text.isEmpty else { return }
        try call.console.output.write(text)
        try call.console.output.flush()
    }

    private func explain(_ plan: PlannedQuestion) {
        guard call[AskCommand.explain] else { return }
        if plan.promptTokens == 0 {
            call.console.note("Asking no model: nothing is paid.")
            for reason in plan.reasons { call.console.note("  " + reason) }
            return
        }
        let price = plan.worstNanoDollars.map { "at most \(Money(nanoDollars: $0))" } ?? "at a price that is not known"
        call.console.note(
            "Asking \(plan.model): about \(Quantity.grouped(plan.promptTokens)) tokens, \(price).")
        for reason in plan.reasons { call.console.note("  " + HarmlessText.of(reason, oneLine: true)) }
        for mark in plan.marks { call.console.note("  Cached. " + mark) }
        if plan.marks.isEmpty { call.console.note("  Nothing is marked for the cache.") }
        for line in plan.plan.map(PromptPlanListing.lines) ?? [] { call.console.note("  " + line) }
    }

    private func account(_ answer: Answer) -> String {
        guard answer.usage != Answer.TokenUsage() else { return "Nothing was paid." }
        let usage = answer.usage
        let read = usage.cacheRead + usage.input + usage.cacheWrite5m + usage.cacheWrite1h
        let price = answer.cost.map { "\(Money(nanoDollars: $0.nanoDollars))" } ?? "a price that is not known"
        return "\(answer.model.name): \(Quantity.grouped(read)) tokens in (\(Quantity.grouped(usage.cacheRead)) from "
            + "the cache), \(Quantity.grouped(usage.output)) out, \(price)."
    }
}
