/// Random numbers that are the same in every run (SplitMix64): a figure printed twice is the same figure.
struct SteadyRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

/// A mean over queries, and between what bounds it lies with 95 % confidence, were other queries asked (bootstrap).
package struct Mean: Sendable, Hashable {
    package let value: Double
    package let low: Double
    package let high: Double

    package init(_ values: [Double]) {
        guard !values.isEmpty else {
            (value, low, high) = (0, 0, 0)
            return
        }
        value = values.reduce(0, +) / Double(values.count)
        var random = SteadyRandom(seed: 1)
        var means: [Double] = []
        for _ in 0..<Mean.resamples {
            var sum = 0.0
            for _ in values.indices { sum += values[Int.random(in: 0..<values.count, using: &random)] }
            means.append(sum / Double(values.count))
        }
        means.sort()
        low = means[Mean.resamples * 25 / 1000]
        high = means[Mean.resamples * 975 / 1000]
    }

    private static let resamples = 1000
}

/// Whether two runs over the same queries differ by more than chance (paired randomisation, two-sided).
package struct RunDifference: Sendable, Hashable {
    /// The second run's mean less the first's.
    package let difference: Double
    /// How often chance alone would make a difference as large.
    package let probability: Double
    package let queries: Int

    package var isSignificant: Bool { probability < 0.05 }

    package init(_ first: [Double], _ second: [Double]) {
        precondition(first.count == second.count, "runs are compared query by query")
        let differences = zip(first, second).map { $1 - $0 }
        queries = differences.count
        guard !differences.isEmpty else {
            (difference, probability) = (0, 1)
            return
        }
        let observed = differences.reduce(0, +)
        difference = observed / Double(differences.count)
        var random = SteadyRandom(seed: 2)
        var asLarge = 0
        for _ in 0..<RunDifference.rounds {
            var sum = 0.0
            for value in differences { sum += random.next() & 1 == 0 ? value : -value }
            if abs(sum) >= abs(observed) - 1e-12 { asLarge += 1 }
        }
        probability = Double(asLarge + 1) / Double(RunDifference.rounds + 1)
    }

    private static let rounds = 10_000
}

/// What share of the values lies at or below a latency.
package struct Percentiles: Sendable, Hashable {
    package let p50: Double
    package let p95: Double
    package let p99: Double
    package let mean: Double

    package init(_ values: [Double]) {
        let sorted = values.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
        }
        p50 = at(0.5)
        p95 = at(0.95)
        p99 = at(0.99)
        mean = sorted.isEmpty ? 0 : sorted.reduce(0, +) / Double(sorted.count)
    }
}
