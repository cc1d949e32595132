package import JSON

/// When a fault happens.
package struct FaultRule: Sendable {
    package var fault: Fault
    /// Only to requests of this path, in which a `*` stands for anything; `batch-item` is the path of a request in a batch.
    package var path: String?
    /// Only to requests whose body holds this text.
    package var contains: String?
    /// Not to the first so many of them.
    package var skip = 0
    /// To so many of them; nil to all.
    package var times: Int?
    /// To this share of them, by the seed.
    package var rate: Double?

    package init(_ fault: Fault, times: Int? = nil, rate: Double? = nil) {
        self.fault = fault
        self.times = times
        self.rate = rate
    }

    /// Reads a rule as files write it: `{"fault": "overloaded", "times": 2}`.
    package init(json: JSONValue) throws(FaultError) {
        guard let text = json["fault"]?.string else { throw FaultError(text: json.text()) }
        fault = try Fault(text)
        path = json["path"]?.string
        contains = json["contains"]?.string
        skip = json["skip"]?.int ?? 0
        times = json["times"]?.int
        rate = json["rate"]?.double
    }
}

/// Decides which request meets which fault: the first rule that applies.
struct FaultPlan: Sendable {
    private var rules: [FaultRule]
    private var generator: SeededGenerator

    init(rules: [FaultRule], seed: UInt64) {
        self.rules = rules
        generator = SeededGenerator(seed: seed &+ 0xFA17)
    }

    /// Whether a path is the wanted one, in which each `*` stands for anything.
    private static func matches(_ path: String, _ wanted: String) -> Bool {
        let pieces = wanted.split(separator: "*", omittingEmptySubsequences: false)
        guard pieces.count > 1, path.hasPrefix(pieces[0]) else { return path == wanted }
        var rest = path.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(pieces[pieces.count - 1])
    }

    mutating func add(_ rule: FaultRule) { rules.append(rule) }
    mutating func clear() { rules = [] }

    mutating func fault(path: String, body: [UInt8]) -> Fault? {
        for number in rules.indices where rules[number].times != 0 {
            let rule = rules[number]
            if let wanted = rule.path, !Self.matches(path, wanted) { continue }
            if let text = rule.contains, !ByteSearch.contains(text, in: body) { continue }
            if rule.skip > 0 {
                rules[number].skip -= 1
                continue
            }
            if let rate = rule.rate, Double.random(in: 0..<1, using: &generator) >= rate { continue }
            if let times = rule.times { rules[number].times = times - 1 }
            return rule.fault
        }
        return nil
    }
}
