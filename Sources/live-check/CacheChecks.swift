internal import Claude
internal import JSON

/// A write and a read of the cache, and the count of tokens.
enum CacheChecks {
    /// Long enough for the smallest prefix that is cached, and like no other, so that nobody wrote it before.
    static func long(_ model: String, tokens: Int, mark: CacheControl = .fiveMinutes) -> MessageRequest {
        let number = UInt64.random(in: .min ... .max)
        let text = (0..<tokens / 8).map { "Line \($0 &* 7919 % 1000) of note \(number % 9973)." }.joined(separator: " ")
        var request = MessageRequest(model: model, maxTokens: 16, messages: [.user("Say ok.")])
        request.system = .blocks([TextBlock(text, cacheControl: mark)])
        return request
    }

    static let all: [Check] = {
        let cached = long("claude-haiku-5-5", tokens: 1500)
        let counted = DocumentChecks.question(.document(DocumentBlock(.text(DocumentChecks.text), citations: true)))
        return [
            Check("cache: write, then read", "written > 0, then read > 0", costOf: [cached, cached]) { probe in
                let first = try await probe.create(cached).usage
                let second = try await probe.create(cached).usage
                return "written \(first.cacheWriteTokens), then read \(second.cacheReadTokens)"
            },
            Check("count_tokens", "the prompt tokens of the response", costOf: [counted]) { probe in
                let count = try await probe.client.countTokens(counted)
                let usage = try await probe.create(counted).usage
                let guess = TokenEstimator().estimate(counted)
                return "counted \(count), billed \(usage.promptTokens), estimated \(guess)"
            },
        ]
    }()
}
