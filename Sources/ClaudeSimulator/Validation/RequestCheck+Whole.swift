import Claude
import JSON

extension RequestCheck {
    /// The rules that look at the request as a whole.
    func checkAcross(_ call: inout MessageCall) throws(APIFailure) {
        try checkTurns(call)
        call.citesSources = try checkCitations(call)
        try checkMarks(call)
        try checkImageCount(call)
        if call.isWarmUp, purpose != .tokenCount { try checkWarmUp(call) }
    }

    /// Whether sources can be cited: all of them or none.
    private func checkCitations(_ call: MessageCall) throws(APIFailure) -> Bool {
        let sources = RequestSources.blocks(of: call)
        let enabled = sources.map { $0["citations"]?["enabled"]?.bool ?? false }
        let cites = enabled.contains(true)
        if cites, enabled.contains(false) {
            throw .invalid(
                "Citations must be enabled on all or none of the `document` and `search_result` blocks in the request.")
        }
        if cites, call.schema != nil {
            throw .invalid("Citations are not compatible with structured outputs (`output_config.format`).")
        }
        let hasResults = sources.contains { $0["type"]?.string == "search_result" }
        if call.usesWebSearch, hasResults, !cites {
            throw .invalid("All `search_result` blocks must have citations enabled when the web search tool is used.")
        }
        return cites
    }

    private func checkMarks(_ call: MessageCall) throws(APIFailure) {
        let marks = CacheMarks.explicit(in: call)
        let count = marks.count + (call.automaticMark == nil ? 0 : 1)
        if let automatic = call.automaticMark, let last = CacheMarks.lastCacheable(in: call),
            let own = CacheMarks.lifetime(of: last)
        {
            guard own == automatic else {
                throw .invalid(
                    "cache_control: the last block already has a cache_control with ttl='\(own.rawValue)', which differs from "
                        + "the top-level ttl='\(automatic.rawValue)'")
            }
        } else if count > 4 {
            throw .invalid("A maximum of 4 blocks with cache_control may be provided. Found \(count).")
        }
        if marks.count > 4 {
            throw .invalid("A maximum of 4 blocks with cache_control may be provided. Found \(marks.count).")
        }
        var lifetimes = marks
        if let automatic = call.automaticMark { lifetimes.append(("", automatic)) }
        var hasShort = false
        for mark in lifetimes {
            if mark.lifetime == .fiveMinutes { hasShort = true }
            if mark.lifetime == .oneHour, hasShort {
                throw .invalid(
                    "\(mark.path.isEmpty ? "" : mark.path + ".")cache_control.ttl",
                    "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are "
                        + "processed in the following order: `tools`, `system`, `messages`.")
            }
        }
    }

    private func checkImageCount(_ call: MessageCall) throws(APIFailure) {
        let limit = (call.facts.maxInputTokens ?? 0) > 200_000 ? 600 : 100
        let count = RequestSources.imageCount(of: call)
        if count > limit {
            throw .invalid("messages: at most \(limit) images and PDF pages are allowed, found \(count)")
        }
    }

    private func checkWarmUp(_ call: MessageCall) throws(APIFailure) {
        func refuse(_ what: String) -> APIFailure { .invalid("max_tokens", "0 is not supported with \(what)") }
        if purpose == .batchItem { throw refuse("batches") }
        if call.isStreamed { throw refuse("`stream: true`") }
        if case .manual = call.thinking { throw refuse("`thinking.type: enabled`") }
        if call.schema != nil { throw refuse("`output_config.format`") }
        if call.toolChoice.isForced { throw refuse("a forced `tool_choice`") }
    }
}

/// The cache marks of a request, in the order in which they are processed.
enum CacheMarks {
    static func lifetime(of block: JSONObject) -> PromptCache.Lifetime? {
        guard let mark = block["cache_control"]?.object else { return nil }
        return mark["ttl"]?.string.flatMap(PromptCache.Lifetime.init(rawValue:)) ?? .fiveMinutes
    }

    /// The mark of a block, or the last one inside it.
    static func markedLifetime(of block: JSONObject) -> PromptCache.Lifetime? {
        all(of: block, at: "").last?.lifetime
    }

    static func explicit(in call: MessageCall) -> [(path: String, lifetime: PromptCache.Lifetime)] {
        var marks: [(path: String, lifetime: PromptCache.Lifetime)] = []
        for (number, tool) in call.tools.enumerated() { marks += all(of: tool, at: "tools.\(number)") }
        for (number, block) in call.system.enumerated() { marks += all(of: block, at: "system.\(number)") }
        for (number, turn) in call.turns.enumerated() {
            for (position, block) in turn.blocks.enumerated() {
                marks += all(of: block, at: "messages.\(number).content.\(position)")
            }
        }
        return marks
    }

    private static func all(of block: JSONObject, at path: String) -> [(path: String, lifetime: PromptCache.Lifetime)] {
        var marks: [(path: String, lifetime: PromptCache.Lifetime)] = []
        for inner in block["content"]?.array?.elements ?? [] {
            if let object = inner.object { marks += all(of: object, at: path) }
        }
        for inner in block["source"]?["content"]?.array?.elements ?? [] {
            if let object = inner.object { marks += all(of: object, at: path) }
        }
        if let lifetime = lifetime(of: block) { marks.append((path, lifetime)) }
        return marks
    }

    static func isCacheable(_ block: JSONObject) -> Bool {
        let type = block["type"]?.string ?? ""
        return type != "thinking" && type != "redacted_thinking"
            && !(type == "text" && block["text"]?.string?.isEmpty == true)
    }

    /// The block on which an automatic mark stands.
    static func lastCacheable(in call: MessageCall) -> JSONObject? {
        call.turns.reversed().lazy.compactMap { $0.blocks.last(where: isCacheable) }.first ?? call.system.last
            ?? call.tools.last
    }
}

/// The documents, search results and images of a request, in its order.
enum RequestSources {
    /// Every document and search result, also those in tool results.
    static func blocks(of call: MessageCall) -> [JSONObject] {
        call.turns.flatMap { turn in turn.blocks.flatMap(sources(in:)) }
    }

    private static func sources(in block: JSONObject) -> [JSONObject] {
        switch block["type"]?.string {
        case "document", "search_result": [block]
        case "tool_result": (block["content"]?.array?.elements ?? []).compactMap(\.object).flatMap(sources(in:))
        default: []
        }
    }

    static func imageCount(of call: MessageCall) -> Int { images(of: call).count }

    /// Every image, also those in documents and tool results.
    static func images(of call: MessageCall) -> [JSONObject] {
        call.turns.flatMap { turn in turn.blocks.flatMap(images(in:)) }
    }

    private static func images(in block: JSONObject) -> [JSONObject] {
        if block["type"]?.string == "image" { return [block] }
        let inner = (block["content"]?.array?.elements ?? []) + (block["source"]?["content"]?.array?.elements ?? [])
        return inner.compactMap(\.object).flatMap(images(in:))
    }
}
