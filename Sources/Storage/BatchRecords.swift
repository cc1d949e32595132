/// Questions that are answered together, at half the price, by batches of the service.
package struct BatchRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Questions are still to be answered.
        case open
        /// Somebody wants it to end: nothing more is handed in.
        case cancelling
        case done
    }

    package var id = 0
    /// Seconds since 1970.
    package var createdAt: Int
    package var state = State.open
    /// Where the questions came from, for people.
    package var source: String
    /// Nano-dollars: what it was expected to cost, the most that it could, and what each question alone was expected to cost.
    /// Nil: nobody knows the price.
    package var expected: Int?
    package var worst: Int?
    package var alone: Int?
    /// For how many days after the last question a conversation is kept; nil: for ever.
    package var keepDays: Int?
    /// At most so many questions are handed in together.
    package var partLimit: Int?

    package init(createdAt: Int, source: String) {
        self.createdAt = createdAt
        self.source = source
    }
}

/// A question of a batch.
package struct BatchItemRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// To be answered.
        case open
        case answered
        /// Not answered, and not tried again.
        case failed
        case cancelled
        /// Nothing that its kept answer rests on has changed, so nobody was asked.
        case unchanged
        /// A document that was sent for it is forgotten: whatever comes back is thrown away.
        case forgotten
    }

    package var batch = 0
    /// Counted from 0, as they were listed.
    package var position: Int
    /// The id that its asker gave it.
    package var name: String
    package var question: String
    /// Where its answer may come from, as JSON.
    package var wish: [UInt8]
    package var state = State.open
    /// The part it is in, or was in last; nil: it needs none.
    package var part: Int?
    /// In the order in which they are best sent.
    package var rank: Int
    /// An earlier question that is the same; whatever becomes of that becomes of this one.
    package var sameAs: Int?
    /// How often it was handed in.
    package var tries = 0
    /// The key of its call in the ledger; nil when none is open.
    package var call: String?
    package var model: String
    /// Estimated tokens of the prompt, and of what other questions share of it.
    package var estimated: Int
    package var shared: Int
    package var answer: Int?
    /// Why there is no answer: a code, and a sentence.
    package var problem: String?
    package var problemText: String?

    package init(
        position: Int, name: String, question: String, wish: [UInt8], rank: Int, model: String, estimated: Int = 0,
        shared: Int = 0
    ) {
        self.position = position
        self.name = name
        self.question = question
        self.wish = wish
        self.rank = rank
        self.model = model
        self.estimated = estimated
        self.shared = shared
    }
}

/// What is sent for a question, and what its result is made into an answer with. Kept until it is answered.
package struct BatchItemContent: Sendable, Hashable {
    /// The body of the request; empty: nothing was found, so nobody is asked.
    package var request: [UInt8]
    /// As `SourceMap` writes it.
    package var sources: [UInt8]
    /// What retrieval knew, as JSON.
    package var findings: [UInt8]

    package init(request: [UInt8], sources: [UInt8], findings: [UInt8]) {
        self.request = request
        self.sources = sources
        self.findings = findings
    }
}

/// A batch of the service.
package struct BatchPartRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Written down and not handed in.
        case prepared
        /// It was being handed in; whether it arrived is known only once the service's id is noted.
        case attempted
        case submitted
        /// Every result is taken in.
        case collected
        /// Never handed in.
        case dropped
    }

    package var id = 0
    package var batch: Int
    package var state = State.prepared
    /// Drawn at random: what its requests are called at the service.
    package var name: String
    package var remote: String?
    package var requests: Int
    package var bytes: Int
    /// Seconds since 1970.
    package var attemptedAt: Int?
    /// As the service told it.
    package var expiresAt: String?
    /// How often its results were read to their end without being complete.
    package var readings = 0

    package init(batch: Int, name: String, requests: Int, bytes: Int) {
        self.batch = batch
        self.name = name
        self.requests = requests
        self.bytes = bytes
    }
}
