import PrefixPlanning
import Storage

/// What is remembered, as the planner takes it.
extension PrefixMemory {
    /// So many questions say how far off estimates are: the newest, for texts change and so does the way in which they are
    /// counted.
    private static let calibration = 200

    /// Reported tokens for an estimated one, as far as is known.
    var correction: Double {
        let questions = questions.suffix(PrefixMemory.calibration)
        let estimated = questions.reduce(0) { $0 + $1.estimated }
        let reported = questions.reduce(0) { $0 + $1.reported }
        return estimated > 0 && reported > 0 ? min(4, max(0.25, Double(reported) / Double(estimated))) : 1
    }

    /// As if only such questions had been asked as drew mostly on these collections.
    func drawing(on collections: Set<Int>) -> PrefixMemory {
        var memory = self
        memory.questions.removeAll { question in
            let all = question.units.reduce(0) { $0 + $1.tokens }
            let own = question.units.reduce(0) { $0 + (collections.contains($1.collection) ? $1.tokens : 0) }
            return own * 2 <= all
        }
        return memory
    }

    func followUps(at now: Int) -> FollowUps {
        FollowUps(turns: questions.map { (time: $0.askedAt, gap: $0.gap) }, now: now)
    }

    func warm(without gone: Set<UInt64>) -> [WarmPrefix] {
        prefixes.map(WarmPrefix.init).filter { gone.isDisjoint(with: $0.units) }
    }

    /// Further questions of conversations repeat what stands before them and need no prefix of their own.
    func log(without gone: Set<UInt64>) -> QuestionLog {
        var log = QuestionLog(units: questions.reduce(0) { $0 + $1.units.count })
        for question in questions where question.gap == nil {
            log.append(
                time: question.askedAt,
                question.units.compactMap { gone.contains($0.key) ? nil : PrefixUnit(key: $0.key, tokens: $0.tokens) })
        }
        return log
    }

    func places(of keys: [UInt64]) -> [Unit] {
        guard !keys.isEmpty else { return [] }
        let wanted = Set(keys)
        var places: [UInt64: Unit] = [:]
        // The last place is where it stood most recently.
        for unit in questions.lazy.flatMap(\.units) where wanted.contains(unit.key) { places[unit.key] = unit }
        for unit in prefixes.lazy.flatMap(\.units) where wanted.contains(unit.key) {
            if places[unit.key] == nil { places[unit.key] = unit }
        }
        return keys.compactMap { places[$0] }
    }
}

extension WarmPrefix {
    init(_ prefix: PrefixMemory.Prefix) {
        self.init(
            units: prefix.units.map(\.key), tokens: prefix.tokens,
            lifetime: PrefixLifetime(milliseconds: prefix.lifetimeMilliseconds), lastUse: prefix.lastUse)
    }
}

extension PrefixLifetime {
    init(milliseconds: Int) {
        self = milliseconds == PrefixLifetime.oneHour.milliseconds ? .oneHour : .fiveMinutes
    }
}
