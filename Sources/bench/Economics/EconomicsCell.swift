internal import Claude
internal import PrefixPlanning

/// One log of questions to one collection and one model.
struct EconomicsCell: Sendable {
    var seed: UInt64
    var size: Int
    var arrivals: Arrivals
    var model: String
    /// By policy.
    var bills: [Bill] = []

    var charged: [Double] { bills.map { Double($0.charged) } }
    var ours: Double { charged[CachePolicy.allCases.count - 1] }
    /// Ours to the cheapest of the others.
    var ratio: Double { ours / (charged.dropLast().min() ?? ours) }
    /// Planned to charged.
    var accuracy: Double { bills.last.map { $0.planned / Double($0.input) } ?? 1 }

    mutating func measure(
        _ collection: AskedCollection, questions: Int, instructions: String, _ meter: PromptMeter
    ) throws {
        let facts = try ModelFacts.known(model)
        let asked = collection.asked(questions, arrivals, seed: seed)
        for policy in CachePolicy.allCases {
            meter.restart()
            var replay = try Replay(collection, facts, instructions: instructions, policy)
            for question in asked { try replay.ask(question, of: meter) }
            bills.append(replay.bill)
        }
    }
}

/// Conversations about one collection with one model.
struct ConversationCell: Sendable {
    var seed: UInt64
    var size: Int
    var model: String
    var followUps = 0
    /// Of what the request before had sent as well, how much was read.
    var readShare = 0.0
    var bill = Bill()

    mutating func measure(
        _ collection: AskedCollection, conversations: Int, instructions: String, _ meter: PromptMeter
    ) throws {
        meter.restart()
        var replay = try ConversationReplay(collection, ModelFacts.known(model), instructions: instructions)
        for turn in collection.talks(conversations, seed: seed) { try replay.ask(turn, of: meter) }
        followUps = replay.followUps
        readShare = Double(replay.read) / Double(max(1, replay.repeated))
        bill = replay.bill
    }
}

extension ModelFacts {
    fileprivate static func known(_ model: String) throws -> ModelFacts {
        guard let facts = ModelCatalogue.builtIn[model: model] else {
            throw BenchmarkError(description: "There is no model \(model).")
        }
        return facts
    }
}
