package import DocumentModel
package import JSON

/// `prompt.plan` and `cache.missed` of the answer's contract.
package enum PromptPlanJSON {
    package static func value(_ plan: PromptPlan) -> JSONValue {
        [
            "chosen": value(plan.chosen),
            "ending": plan.ending.map { ending in
                [
                    "lifetime": JSONValue(ending.lifetime.rawValue), "nano_dollars": JSONValue(ending.nanoDollars),
                    "saves_later_nano_dollars": JSONValue(ending.savesLater),
                ]
            } ?? .null,
            "tokens": value(plan.tokens), "nano_dollars": JSONValue(plan.nanoDollars),
            "alternatives": .array(JSONArray(plan.alternatives.map(value))),
            "inputs": value(plan.inputs),
        ]
    }

    static func value(_ miss: CacheMiss) -> JSONValue {
        [
            "prefix": miss.prefix.map { JSONValue($0) } ?? .null,
            "expected_tokens": JSONValue(miss.expected), "read_tokens": JSONValue(miss.read),
            "reason": miss.reason.map { JSONValue($0) } ?? .null,
        ]
    }

    package static func value(_ alternative: PromptPlan.Alternative) -> JSONValue {
        [
            "kind": JSONValue(alternative.kind.rawValue),
            "lifetime": alternative.lifetime.map { JSONValue($0.rawValue) } ?? .null,
            "tokens": value(alternative.tokens), "nano_dollars": JSONValue(alternative.nanoDollars),
            "saves_later_nano_dollars": JSONValue(alternative.savesLater),
        ]
    }

    private static func value(_ tokens: PromptPlan.Tokens) -> JSONValue {
        [
            "read": JSONValue(tokens.read), "write_5m": JSONValue(tokens.write5m),
            "write_1h": JSONValue(tokens.write1h), "fresh": JSONValue(tokens.fresh),
        ]
    }

    private static func value(_ inputs: PromptPlan.Inputs) -> JSONValue {
        [
            "at_ms": JSONValue(inputs.at), "head_tokens": JSONValue(inputs.headTokens),
            "needed_passages": JSONValue(inputs.neededPassages), "needed_tokens": JSONValue(inputs.neededTokens),
            "tail_tokens": JSONValue(inputs.tailTokens),
            "collection_passages": inputs.collectionPassages.map { JSONValue($0) } ?? .null,
            "correction": number(inputs.correction),
            "logged_questions": JSONValue(inputs.loggedQuestions),
            "logged_since_ms": inputs.loggedSince.map { JSONValue($0) } ?? .null,
            "log_hash": JSONValue(inputs.logHash),
            "warm": .array(
                JSONArray(
                    inputs.warm.map { warm in
                        [
                            "hash": JSONValue(warm.hash), "tokens": JSONValue(warm.tokens),
                            "lifetime": JSONValue(warm.lifetime.rawValue), "age_ms": JSONValue(warm.age),
                        ]
                    })),
            "follow_up_chance": inputs.followUpChance.map {
                ["within_5m": number($0.fiveMinutes), "within_1h": number($0.oneHour)]
            } ?? .null,
        ]
    }

    private static func number(_ value: Double) -> JSONValue {
        JSONNumber((value * 10_000).rounded() / 10_000).map { .number($0) } ?? .null
    }

    // MARK: Reading

    static func plan(_ value: JSONValue) -> PromptPlan? {
        guard let chosen = value["chosen"].flatMap(alternative), let inputs = value["inputs"].flatMap(inputs),
            let alternatives = value["alternatives"]?.array, let price = value["nano_dollars"]?.int
        else { return nil }
        return PromptPlan(
            chosen: chosen, ending: value["ending"].flatMap(ending), tokens: tokens(value["tokens"]),
            nanoDollars: price, alternatives: alternatives.compactMap(alternative), inputs: inputs)
    }

    static func miss(_ value: JSONValue) -> CacheMiss? {
        guard let expected = value["expected_tokens"]?.int, let read = value["read_tokens"]?.int else { return nil }
        return CacheMiss(
            prefix: value["prefix"]?.string, expected: expected, read: read, reason: value["reason"]?.string)
    }

    private static func alternative(_ value: JSONValue) -> PromptPlan.Alternative? {
        guard let kind = value["kind"]?.string.flatMap(PromptPlan.Kind.init(rawValue:)),
            let price = value["nano_dollars"]?.int, let later = value["saves_later_nano_dollars"]?.int
        else { return nil }
        return PromptPlan.Alternative(
            kind: kind, lifetime: value["lifetime"]?.string.flatMap(PromptPlan.Lifetime.init(rawValue:)),
            tokens: tokens(value["tokens"]), nanoDollars: price, savesLater: later)
    }

    private static func ending(_ value: JSONValue) -> PromptPlan.Ending? {
        guard let lifetime = value["lifetime"]?.string.flatMap(PromptPlan.Lifetime.init(rawValue:)),
            let price = value["nano_dollars"]?.int, let later = value["saves_later_nano_dollars"]?.int
        else { return nil }
        return PromptPlan.Ending(lifetime: lifetime, nanoDollars: price, savesLater: later)
    }

    private static func tokens(_ value: JSONValue?) -> PromptPlan.Tokens {
        var tokens = PromptPlan.Tokens()
        tokens.read = value?["read"]?.int ?? 0
        tokens.write5m = value?["write_5m"]?.int ?? 0
        tokens.write1h = value?["write_1h"]?.int ?? 0
        tokens.fresh = value?["fresh"]?.int ?? 0
        return tokens
    }

    private static func inputs(_ value: JSONValue) -> PromptPlan.Inputs? {
        guard let at = value["at_ms"]?.int else { return nil }
        var inputs = PromptPlan.Inputs()
        inputs.at = at
        inputs.headTokens = value["head_tokens"]?.int ?? 0
        inputs.neededPassages = value["needed_passages"]?.int ?? 0
        inputs.neededTokens = value["needed_tokens"]?.int ?? 0
        inputs.tailTokens = value["tail_tokens"]?.int ?? 0
        inputs.collectionPassages = value["collection_passages"]?.int
        inputs.correction = value["correction"]?.double ?? 1
        inputs.loggedQuestions = value["logged_questions"]?.int ?? 0
        inputs.loggedSince = value["logged_since_ms"]?.int
        inputs.logHash = value["log_hash"]?.string ?? ""
        inputs.warm = (value["warm"]?.array ?? []).compactMap { warm in
            guard let hash = warm["hash"]?.string, let tokens = warm["tokens"]?.int, let age = warm["age_ms"]?.int,
                let lifetime = warm["lifetime"]?.string.flatMap(PromptPlan.Lifetime.init(rawValue:))
            else { return nil }
            return PromptPlan.WarmPrefix(hash: hash, tokens: tokens, lifetime: lifetime, age: age)
        }
        if let chance = value["follow_up_chance"], let short = chance["within_5m"]?.double,
            let long = chance["within_1h"]?.double
        {
            inputs.followUpChance = PromptPlan.FollowUpChance(fiveMinutes: short, oneHour: long)
        }
        return inputs
    }
}
