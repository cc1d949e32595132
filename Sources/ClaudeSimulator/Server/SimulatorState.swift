import Claude
import HTTPServer
import JSON

/// Everything that a simulator remembers from one request to the next.
struct SimulatorState: Sendable {
    var cache = PromptCache()
    var limiter: RateLimiter
    var account = Account()
    var faults: FaultPlan
    var identifiers: IdentifierSource
    /// Replies that wait for their requests, the first one first.
    var script: [ScriptedReply] = []
    var fingerprints = FingerprintStore()
    /// Signatures of thinking that scripts wrote.
    var scriptedSignatures: Set<String> = []
    var files = FileStore()
    var batches = BatchStore()
    var requestCount = 0

    init(_ configuration: SimulatorConfiguration) {
        limiter = RateLimiter(limits: configuration.limits)
        faults = FaultPlan(rules: configuration.faults, seed: configuration.seed)
        identifiers = IdentifierSource(seed: configuration.seed)
    }

    /// The scripted reply that this request is to get, if one is.
    mutating func nextScripted(for body: [UInt8]) -> ScriptedReply? {
        guard !script.isEmpty else { return nil }
        let position = script.firstIndex { reply in
            reply.contains.map { ByteSearch.contains($0, in: body) } ?? true
        }
        return position.map { script.remove(at: $0) }
    }
}

/// The prompts of recent messages that asked for diagnostics.
struct FingerprintStore: Sendable {
    private static let capacity = 10_000
    private var fingerprints: [String: PromptFingerprint] = [:]
    private var order: [String] = []

    subscript(id: String) -> PromptFingerprint? { fingerprints[id] }

    mutating func keep(_ fingerprint: PromptFingerprint, as id: String) {
        if fingerprints.updateValue(fingerprint, forKey: id) == nil { order.append(id) }
        if order.count > Self.capacity {
            for old in order.prefix(Self.capacity / 2) { fingerprints[old] = nil }
            order.removeFirst(Self.capacity / 2)
        }
    }
}
