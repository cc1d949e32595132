/// What a plan is made from; nothing else has a say in it.
package struct PrefixQuestion: Sendable {
    /// Milliseconds since 1970.
    package var now: Int
    /// Tools and instructions, which every prompt begins with.
    package var headTokens: Int
    /// What retrieval chose, each once, in canonical order.
    package var needed: [PrefixUnit]
    /// What stands behind the documents: the question.
    package var tailTokens: Int
    /// Everything there is, in canonical order, when that is little enough to be thought of.
    package var collection: [PrefixUnit]?
    /// Real tokens for one estimated token.
    package var correction: Double
    package var warm: [WarmPrefix]
    /// Units of warm prefixes, as far as nothing else here names them.
    package var held: [PrefixUnit]
    package var log: QuestionLog
    package var prices: PrefixPrices
    /// For the first question of a conversation; nil when the question stands alone.
    package var followUps: FollowUps?
    /// Real tokens that the prompt may have at most.
    package var room: Int

    package init(
        now: Int, headTokens: Int, needed: [PrefixUnit], tailTokens: Int, collection: [PrefixUnit]? = nil,
        correction: Double = 1, warm: [WarmPrefix] = [], held: [PrefixUnit] = [], log: QuestionLog = QuestionLog(),
        prices: PrefixPrices, followUps: FollowUps? = nil, room: Int = .max
    ) {
        self.now = now
        self.headTokens = headTokens
        self.needed = needed
        self.tailTokens = tailTokens
        self.collection = collection
        self.correction = correction
        self.warm = warm
        self.held = held
        self.log = log
        self.prices = prices
        self.followUps = followUps
        self.room = room
    }
}
