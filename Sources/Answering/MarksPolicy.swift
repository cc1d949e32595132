package import Claude
package import LanguageModels

/// A place behind which a mark could stand, and what is known of the prompt up to there.
package struct CutPoint: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Tool definitions, instructions.
        case tools, system
        /// The end of what an earlier request of this conversation sent: its entry is read here.
        case earlierTurn
        /// The last document in front of the question.
        case documents
        /// The end of each request of a search: the next round begins with all of it.
        case round
        /// The question, which a further question repeats.
        case question
    }

    package var kind: Kind
    package var place: CacheMark.Place
    /// Estimated tokens from the very start up to here.
    package var tokens: Int
}

/// Decides where marks stand. A value, so that a policy that knows prices and habits can take its place.
package struct MarksPolicy: Sendable {
    /// Any number of places in their order; the planner holds the API's rules against them.
    package var choose: @Sendable (_ points: [CutPoint], _ model: ModelFacts, _ expectsMore: Bool) -> [CacheMark]

    package init(
        _ choose: @escaping @Sendable (_ points: [CutPoint], _ model: ModelFacts, _ expectsMore: Bool) -> [CacheMark]
    ) {
        self.choose = choose
    }

    /// Marks what is identical next time as far as that is known: the instructions always, the documents when more
    /// questions about the same documents are expected, and what an earlier turn wrote.
    package static let standard = MarksPolicy { points, _, expectsMore in
        points.compactMap { point in
            let reason: String
            switch point.kind {
            case .tools, .question: return nil
            case .system: reason = "the instructions are the same for every question"
            case .round: reason = "each round of the search begins with the one before"
            case .earlierTurn: reason = "an earlier question of this conversation wrote up to here"
            case .documents:
                guard expectsMore else { return nil }
                reason = "the next question about these documents begins the same way"
            }
            return CacheMark(place: point.place, reason: reason, lifetime: .fiveMinutes, tokens: point.tokens)
        }
    }

    /// No marks at all.
    package static let none = MarksPolicy { _, _, _ in [] }
}
