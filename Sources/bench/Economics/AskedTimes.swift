/// When people ask.
enum Arrivals: String, CaseIterable, Sendable {
    case everyTenSeconds = "10 s"
    case everyTwoMinutes = "2 min"
    case everyTwentyMinutes = "20 min"
    case workingDay = "working day"

    /// Milliseconds from midnight of the first day.
    func times(_ count: Int, _ random: inout RepeatableNumbers) -> [Int] {
        var time = 9 * 3_600_000.0
        return (0..<count).map { _ in
            time += random.wait(mean: mean(at: time))
            return Int(time)
        }
    }

    private func mean(at time: Double) -> Double {
        switch self {
        case .everyTenSeconds: return 10_000
        case .everyTwoMinutes: return 120_000
        case .everyTwentyMinutes: return 1_200_000
        case .workingDay:
            // A question each four minutes from eight to six, each hour and a half at night.
            let hour = time.truncatingRemainder(dividingBy: 86_400_000) / 3_600_000
            return (8..<18).contains(hour) ? 240_000 : 5_400_000
        }
    }
}

/// A question and when it comes.
struct AskedQuestion: Sendable {
    /// Milliseconds since the log begins.
    var time: Int
    var question: AskedCollection.Question
}

extension AskedCollection {
    /// Questions drawn by Zipf's law over the documents, in an order of popularity that the seed decides; each phrasing of a
    /// document is as likely as the next.
    func asked(_ count: Int, _ arrivals: Arrivals, seed: UInt64) -> [AskedQuestion] {
        var random = RepeatableNumbers(seed: seed)
        var order = Array(questions.indices)
        order.shuffle(using: &random)
        var shares: [Double] = []
        var sum = 0.0
        for rank in order.indices {
            sum += 1 / Double(rank + 1)
            shares.append(sum)
        }
        return arrivals.times(count, &random).map { time in
            let drawn = random.fraction() * sum
            let rank = shares.firstIndex { drawn <= $0 } ?? shares.count - 1
            let phrasings = questions[order[rank]]
            return AskedQuestion(time: time, question: phrasings[random.below(phrasings.count)])
        }
    }
}

/// A question of a conversation.
struct AskedTurn: Sendable {
    var conversation: Int
    var asked: AskedQuestion
}

extension AskedCollection {
    /// Conversations that begin every two minutes on average. Two of three questions have another one behind them, after fifteen
    /// seconds to read and a minute on average to think; two of three follow-ups stay with the document.
    func talks(_ count: Int, seed: UInt64) -> [AskedTurn] {
        var random = RepeatableNumbers(seed: seed ^ 0x5EED)
        var turns: [AskedTurn] = []
        for (number, first) in asked(count, .everyTwoMinutes, seed: seed).enumerated() {
            var asked = first
            var document = questions.firstIndex { $0.contains { $0.needed == first.question.needed } } ?? 0
            turns.append(AskedTurn(conversation: number, asked: asked))
            while random.below(3) < 2 {
                asked.time += 15_000 + Int(random.wait(mean: 60_000))
                if random.below(3) == 0 { document = random.below(questions.count) }
                asked.question = questions[document][random.below(questions[document].count)]
                turns.append(AskedTurn(conversation: number, asked: asked))
            }
        }
        return turns.sorted { ($0.asked.time, $0.conversation) < ($1.asked.time, $1.conversation) }
    }
}
