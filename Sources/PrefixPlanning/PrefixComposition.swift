/// Which units a new prefix should hold, for questions like some of the past.
struct PrefixComposition {
    let question: PrefixQuestion
    /// What it begins with.
    let base: PrefixForecast.Prefix
    private let baseKeys: Set<UInt64>
    /// What the question needs and the base does not hold.
    private let missing: [PrefixUnit]
    private let needed: Set<UInt64>

    init(_ question: PrefixQuestion, base: PrefixForecast.Prefix) {
        self.question = question
        self.base = base
        let keys = Set(base.keys)
        baseKeys = keys
        missing = question.needed.filter { !keys.contains($0.key) }
        needed = Set(question.needed.map(\.key))
    }

    /// Questions of the past for which a prefix is made, and how often they needed each unit.
    struct Crowd {
        let questions: [Int]
        let uses: PrefixForecast.Uses
        /// By the units' numbers in the log.
        fileprivate let counts: [Int32]
        fileprivate let units: [Int32]

        init?(_ questions: [Int], _ forecast: PrefixForecast) {
            guard !questions.isEmpty else { return nil }
            self.questions = questions
            uses = forecast.uses(by: questions)
            var counts = [Int32](repeating: 0, count: forecast.question.log.keys.count)
            var units: [Int32] = []
            for index in questions {
                for unit in forecast.units(index) {
                    if counts[Int(unit)] == 0 { units.append(unit) }
                    counts[Int(unit)] += 1
                }
            }
            self.counts = counts
            self.units = units
        }
    }

    /// The units to write behind the base so that such questions become cheapest: those whose use, so often as it is
    /// expected, is worth more than writing and reading them. The oftener used stand first.
    func units(for crowd: Crowd, _ lifetime: PrefixLifetime) -> [PrefixUnit] {
        let reads = crowd.uses.expectedReads(lifetime)
        guard reads > 0 else { return [] }
        let step = question.prices.step(Double(base.tokens) * question.correction)
        let (write, read, fresh) = (step.write(lifetime), step.read, step.fresh)
        // The question itself is one observation, and one more is half a use.
        let observations = Double(crowd.questions.count) + 2
        func isWorthIt(_ count: Int32, isNeededNow: Bool) -> Bool {
            let share = (Double(count) + (isNeededNow ? 1.5 : 0.5)) / observations
            return (share * fresh - read) * reads > write - (isNeededNow ? fresh : 0)
        }
        let log = question.log
        var chosen: [(unit: PrefixUnit, count: Int32)] = []
        for unit in missing {
            let count = log.number(of: unit.key).map { crowd.counts[$0] } ?? 0
            if isWorthIt(count, isNeededNow: true) { chosen.append((unit, count + 1)) }
        }
        for unit in crowd.units {
            let number = Int(unit)
            let count = crowd.counts[number]
            guard count > 1, isWorthIt(count, isNeededNow: false), !needed.contains(log.keys[number]),
                !baseKeys.contains(log.keys[number])
            else { continue }
            chosen.append((PrefixUnit(key: log.keys[number], tokens: log.tokens[number]), count))
        }
        return chosen.sorted { ($1.count, $0.unit.key) < ($0.count, $1.unit.key) }.map(\.unit)
    }

    /// The questions of the window that needed much of what this one needs and the base does not hold.
    func alike(_ forecast: inout PrefixForecast) -> [Int] {
        forecast.overlap(missing.map(\.key))
        let need = missing.reduce(0) { $0 + $1.tokens }
        return forecast.touched.sorted().filter {
            Int(forecast.shared[$0]) * 10 >= 3 * min(need, forecast.need($0))
        }
    }

    /// The questions that this base serves as cheaply as anything that is warm.
    func served(_ forecast: inout PrefixForecast) -> [Int] {
        forecast.overlap(base.keys)
        return (0..<forecast.count).filter {
            forecast.cost($0, base.tokens, forecast.shared[$0]) <= forecast.cheapest[$0] * 1.000001
        }
    }
}
