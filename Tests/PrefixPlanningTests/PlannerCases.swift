import Claude
import PrefixPlanning

/// Random numbers that a seed repeats.
struct TestNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

func prices(_ model: String = "claude-sonnet-5-5") -> PrefixPrices {
    PrefixPrices(ModelCatalogue.builtIn[model: model]!)!
}

func unit(_ number: Int, tokens: Int = 400) -> PrefixUnit { PrefixUnit(key: UInt64(number), tokens: tokens) }

let minute = 60_000

/// A past of questions at equal distances, each about these units.
func log(_ questions: [[Int]], every gap: Int) -> QuestionLog {
    var log = QuestionLog()
    for (number, units) in questions.enumerated() { log.append(time: number * gap, units.map { unit($0) }) }
    return log
}

/// A question with a random past and random prefixes, some of them warm.
func randomQuestion(_ seed: UInt64) -> PrefixQuestion {
    var random = TestNumbers(state: seed)
    let models = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-4-6"]
    let kinds = 5 + random.below(60)
    let tokens = (0..<kinds).map { _ in 1 + random.below(random.below(4) == 0 ? 30_000 : 900) }
    func some(_ most: Int) -> [PrefixUnit] {
        var numbers: Set<Int> = []
        for _ in 0..<random.below(most + 1) { numbers.insert(random.below(1 + random.below(kinds))) }
        return numbers.sorted().map { unit($0, tokens: tokens[$0]) }
    }
    var log = QuestionLog()
    var now = 1_000_000
    for _ in 0..<random.below(80) {
        now += random.below(10) == 0 ? random.below(300 * minute) : random.below(4 * minute)
        log.append(time: now, some(14))
    }
    now += random.below(10 * minute)
    let head = random.below(3_000)
    let warm = (0..<random.below(6)).map { _ in
        let units = some(20)
        return WarmPrefix(
            units: units.map(\.key), tokens: units.reduce(head) { $0 + $1.tokens },
            lifetime: random.below(2) == 0 ? .fiveMinutes : .oneHour, lastUse: now - random.below(90 * minute))
    }
    return PrefixQuestion(
        now: now, headTokens: head, needed: some(14), tailTokens: random.below(200),
        collection: random.below(3) == 0 ? (0..<kinds).map { unit($0, tokens: tokens[$0]) } : nil,
        correction: 0.5 + Double(random.below(100)) / 100, warm: warm, log: log,
        prices: prices(models[random.below(models.count)]), followUps: random.below(3) == 0 ? FollowUps() : nil)
}
