package import DocumentModel

/// All that an answer took, for people: a fact a line.
package enum ReceiptText {
    package static func lines(of answer: Answer) -> [String] {
        var facts: [(name: String, text: String)] = []
        func add(_ name: String, _ text: String?) { if let text { facts.append((name, text)) } }
        let receipt = answer.receipt
        add("answer", answer.id.map { "#\($0)" })
        add("model", answer.model.name + (answer.model.fallbackFrom.map { " instead of \($0)" } ?? ""))
        add("stopped", answer.model.stopReason)
        add("tokens", answer.usage == Answer.TokenUsage() ? "none" : tokens(answer.usage))
        add("cost", answer.cost.map { ReceiptLine.exactly($0.nanoDollars) } ?? "not known: a price is missing")
        add("uncached", answer.cost.map { ReceiptLine.exactly($0.uncachedNanoDollars) })
        add("cache", cache(answer))
        if let miss = answer.prompt.miss {
            let reason = miss.reason.map { " (\(words($0)))" } ?? ""
            add(
                "missed",
                (miss.prefix.map { "prefix \($0): " } ?? "")
                    + "\(ReceiptLine.grouped(miss.expected)) tokens should have been read, \(ReceiptLine.grouped(miss.read)) were"
                    + reason)
        }
        for call in receipt.calls { add("call", self.call(call)) }
        for step in receipt.steps { add("step", step) }
        for template in answer.prompt.templates { add("template", template) }
        add("prefix", answer.prompt.prefixHash)
        let times = answer.timings
        add(
            "time",
            "\(times.searching) ms searching, \(times.planning) ms planning, first text after \(times.firstText) ms, "
                + "\(times.total) ms in all")
        add("footnotes", footnotes(answer))
        if let plan = receipt.planned {
            add(
                "planned",
                "about \(ReceiptLine.grouped(plan.promptTokens)) tokens in, "
                    + (plan.worstNanoDollars.map { "at most " + ReceiptLine.exactly($0) } ?? "price not known"))
            for reason in plan.reasons { add("why", reason) }
            for mark in plan.marks { add("mark", mark) }
        }
        if let plan = answer.prompt.plan {
            add(
                "prompt",
                "begins as " + way(plan.chosen) + "; input expected at \(ReceiptLine.exactly(plan.nanoDollars))")
            for other in plan.alternatives where other != plan.chosen { add("", "or " + way(other)) }
            add("judged by", inputs(plan.inputs))
        }
        for budget in receipt.budgets {
            add("left", "\(ReceiptLine.exactly(budget.left)) of \(ReceiptLine.exactly(budget.limit)), \(budget.name)")
        }
        return facts.map { fact in
            fact.name + String(repeating: " ", count: max(1, 11 - fact.name.count)) + fact.text.onOneLine
        }
    }

    private static func tokens(_ usage: Answer.TokenUsage) -> String {
        let kinds = [
            (usage.input, "fresh"), (usage.cacheRead, "read from the cache"),
            (usage.cacheWrite5m, "written for five minutes"), (usage.cacheWrite1h, "written for an hour"),
            (usage.output, "out"),
        ]
        return kinds.filter { $0.0 > 0 }.map { "\(ReceiptLine.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    private static func cache(_ answer: Answer) -> String {
        if let reused = answer.reused { return "given again from #\(reused.answer), no model was asked for the answer" }
        guard let cost = answer.cost, cost.nanoDollars != cost.uncachedNanoDollars else { return "saved nothing" }
        let saved = cost.uncachedNanoDollars - cost.nanoDollars
        return saved > 0
            ? "saved \(ReceiptLine.exactly(saved))"
            : "writing it cost \(ReceiptLine.exactly(-saved)) more than it saved"
    }

    private static func way(_ way: PromptPlan.Alternative) -> String {
        var text = words(way.kind.rawValue)
        if let lifetime = way.lifetime { text += " for \(lifetime == .oneHour ? "an hour" : "five minutes")" }
        text += ": \(ReceiptLine.exactly(way.nanoDollars))"
        return way.savesLater == 0 ? text : text + ", saves \(ReceiptLine.exactly(way.savesLater)) later"
    }

    private static func inputs(_ inputs: PromptPlan.Inputs) -> String {
        var facts = [
            "\(ReceiptLine.grouped(inputs.headTokens)) tokens of instructions, \(ReceiptLine.grouped(inputs.neededTokens)) of "
                + "\(inputs.neededPassages) passages, \(ReceiptLine.grouped(inputs.tailTokens)) behind them",
            "\(ReceiptLine.grouped(inputs.loggedQuestions)) questions before (log \(inputs.logHash))",
        ]
        if let passages = inputs.collectionPassages { facts.append("\(ReceiptLine.grouped(passages)) passages in all") }
        facts += inputs.warm.map { warm in
            "warm: \(ReceiptLine.grouped(warm.tokens)) tokens (\(warm.hash.prefix(12))), used \(warm.age / 1_000) s ago, kept "
                + warm.lifetime.rawValue
        }
        if let chance = inputs.followUpChance {
            facts.append(
                "a further question within 5m or 1h: \(percent(chance.fiveMinutes)), \(percent(chance.oneHour))")
        }
        return facts.joined(separator: "; ")
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

    private static func call(_ call: Receipt.Call) -> String {
        var facts = [call.purpose, call.model, call.state + (call.error.map { " (\($0))" } ?? "")]
        let used = tokens(call.usage)
        if !used.isEmpty { facts.append(used) }
        facts.append(call.cost.map { ReceiptLine.exactly($0.nanoDollars) } ?? "price not known")
        if let firstText = call.firstText { facts.append("first text after \(firstText) ms") }
        if let duration = call.duration { facts.append("\(duration) ms") }
        facts.append(call.requestID ?? "no request id")
        return facts.joined(separator: "; ")
    }

    private static func footnotes(_ answer: Answer) -> String {
        let unproved = answer.footnotes.count { $0.state == .unverified }
        let claims = answer.segments.count { $0.support == .unsupported }
        return
            "\(answer.footnotes.count), \(unproved) not verified; \(claims) \(claims == 1 ? "claim" : "claims") without a source"
    }
}
