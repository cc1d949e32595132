import Glibc

/// What prefixes would have cost the questions of the log, as an estimate of what they will cost the next ones.
struct PrefixForecast {
    let question: PrefixQuestion
    /// What each question of the window would cost with what is warm now.
    private(set) var cheapest: [Double]
    /// The outcome of the last `overlap`: tokens by question, and the questions that have any.
    private(set) var shared: [Int32]
    private(set) var touched: [Int] = []
    private var shortest: Int?
    private let first: Int

    var count: Int { cheapest.count }

    init(_ question: PrefixQuestion) {
        self.question = question
        first = question.log.first
        cheapest = []
        cheapest.reserveCapacity(question.log.count - first)
        shared = [Int32](repeating: 0, count: question.log.count - first)
        for number in first..<question.log.count {
            let tokens =
                Double(question.headTokens + question.log.needs[number] + question.tailTokens)
                * question.correction
            cheapest.append(question.prices.step(tokens).fresh * tokens)
        }
    }

    /// From now on this prefix is there as well.
    mutating func add(_ prefix: Prefix) {
        overlap(prefix.keys)
        // A question that needs nothing of it profits only when it is the shortest one that holds the instructions.
        let isShortest = shortest.map { prefix.tokens < $0 } ?? true
        if isShortest { shortest = prefix.tokens }
        for index in isShortest ? Array(0..<count) : touched {
            cheapest[index] = min(cheapest[index], cost(index, prefix.tokens, shared[index]))
        }
    }

    /// Units behind the instructions with the tokens from the very start.
    struct Prefix {
        var keys: [UInt64]
        var tokens: Int
    }

    /// Counts how many tokens of what each question needed stand among these units.
    mutating func overlap(_ keys: [UInt64]) {
        for index in touched { shared[index] = 0 }
        touched.removeAll(keepingCapacity: true)
        for key in keys {
            guard let number = question.log.number(of: key) else { continue }
            let tokens = Int32(max(1, question.log.tokens[number]))
            var place = question.log.lastPlaces[number]
            while place >= 0 {
                let (holder, earlier) = question.log.places[Int(place)]
                let index = Int(holder) - first
                guard index >= 0 else { break }
                if shared[index] == 0 { touched.append(index) }
                shared[index] += tokens
                place = earlier
            }
        }
    }

    /// What a question of the window costs when it reads a prefix and sends the rest fresh.
    @inline(__always) func cost(_ index: Int, _ prefixTokens: Int, _ shared: Int32) -> Double {
        let missing = question.log.needs[first + index] - Int(shared) + question.tailTokens
        let read = Double(prefixTokens) * question.correction
        let fresh = Double(missing) * question.correction
        let step = question.prices.step(read + fresh)
        return step.read * read + step.fresh * fresh
    }

    /// The units that a question of the window needed, by their numbers in the log.
    func units(_ index: Int) -> [Int32] { question.log.units[first + index] }
    func time(_ index: Int) -> Int { question.log.times[first + index] }
    func need(_ index: Int) -> Int { question.log.needs[first + index] }

    // MARK: How often

    /// How a prefix would have been used.
    struct Uses {
        /// The questions of the window that it would have made cheaper.
        var questions: [Int] = []
        /// What it would have saved them.
        var saved = 0.0
        fileprivate var withinFiveMinutes = 0
        fileprivate var withinOneHour = 0
        fileprivate var rate = 0.0

        var meanSaving: Double { questions.isEmpty ? 0 : saved / Double(questions.count) }

        /// How often the prefix will be read before it goes cold, when it is written now.
        ///
        /// Each use keeps it warm until the next one, so this is the number of successes before the first failure. The chance
        /// of a success is the share of past gaps that were short enough, with one gap more that is of Poisson's kind. Nobody
        /// knows that a habit goes on for longer than twice as long as it was seen.
        func expectedReads(_ lifetime: PrefixLifetime) -> Double {
            let gaps = Double(questions.count)
            guard gaps > 0 else { return 0 }
            let guess = 1 - exp(-rate * Double(lifetime.milliseconds))
            let hits = Double(lifetime == .oneHour ? withinOneHour : withinFiveMinutes)
            let chance = (hits + guess) / (gaps + 1)
            return min(chance / max(1 - chance, 1e-9), 2 * gaps)
        }

        func value(_ lifetime: PrefixLifetime) -> Double { expectedReads(lifetime) * meanSaving }
    }

    mutating func uses(_ prefix: Prefix) -> Uses {
        overlap(prefix.keys)
        var uses = Uses()
        let isShortest = shortest.map { prefix.tokens < $0 } ?? true
        for index in isShortest ? Array(0..<count) : touched.sorted() {
            let saving = cheapest[index] - cost(index, prefix.tokens, shared[index])
            guard saving > 0 else { continue }
            uses.questions.append(index)
            uses.saved += saving
        }
        measureGaps(&uses)
        return uses
    }

    /// The same for questions that are given.
    func uses(by questions: [Int]) -> Uses {
        var uses = Uses()
        uses.questions = questions
        measureGaps(&uses)
        return uses
    }

    private func measureGaps(_ uses: inout Uses) {
        guard let last = uses.questions.last else { return }
        let margin = WarmPrefix.margin
        func count(_ gap: Int) {
            if gap + margin < PrefixLifetime.fiveMinutes.milliseconds { uses.withinFiveMinutes += 1 }
            if gap + margin < PrefixLifetime.oneHour.milliseconds { uses.withinOneHour += 1 }
        }
        for (earlier, later) in zip(uses.questions, uses.questions.dropFirst()) { count(time(later) - time(earlier)) }
        count(max(0, question.now - time(last)))
        uses.rate = Double(uses.questions.count) / Double(max(1, question.now - time(0)))
    }
}
