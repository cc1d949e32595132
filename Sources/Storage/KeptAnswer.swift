/// An answer as it is kept: what was asked, by whom, what came back, and what was sent for it.
package struct KeptAnswer: Sendable, Hashable {
    package var id: Int
    /// The id of the answer that began the conversation.
    package var conversation: Int
    /// Counted from 1.
    package var turn: Int
    /// Seconds since 1970.
    package var askedAt: Int
    package var question: String
    /// The collections that were asked; empty: all.
    package var collections: [String]
    /// The access labels of whoever asked; nil: of somebody who may see everything.
    package var access: [String]?
    package var outcome: String
    /// The answer as JSON.
    package var record: [UInt8]
    /// A hash of all that it depends on; nil when no model was asked.
    package var evidenceKey: [UInt8]?
    /// When a model made it; nil when none did.
    package var madeAt: Int?
}

/// An answer on its way into the database.
package struct NewKeptAnswer: Sendable {
    /// The conversation it goes on with; nil: it begins one.
    package var conversation: Int?
    package var askedAt: Int
    package var question: String
    package var collections: [String]
    package var access: [String]?
    package var outcome: String
    package var sources: [KeptSource]
    package var exchanges: [KeptExchange]
    /// A hash of all that it depends on; nil when no model was asked.
    package var evidenceKey: [UInt8]?
    /// Whether it can be given again to whoever asks with the same key.
    package var isReusable = false
    /// The answer that it gives again: its sources and exchanges are those of that one as well.
    package var copyOf: Int?
    /// When a model made it.
    package var madeAt: Int?

    package init(
        conversation: Int?, askedAt: Int, question: String, collections: [String], access: [String]?, outcome: String,
        sources: [KeptSource], exchanges: [KeptExchange] = []
    ) {
        self.conversation = conversation
        self.askedAt = askedAt
        self.question = question
        self.collections = collections
        self.access = access
        self.outcome = outcome
        self.sources = sources
        self.exchanges = exchanges
    }
}

/// A document that an answer rests on, as it was then.
package struct KeptSource: Sendable, Hashable {
    package var document: Int
    package var collection: String
    package var externalID: String?
    package var path: String?
    package var name: String
    package var sha256: [UInt8]
    /// The version of the extractors that had read it; nil when the document had gone before the answer was kept.
    package var extraction: Int?
    package var access: [String]

    package init(
        document: Int, collection: String, externalID: String?, path: String?, name: String, sha256: [UInt8],
        extraction: Int?, access: [String]
    ) {
        self.document = document
        self.collection = collection
        self.externalID = externalID
        self.path = path
        self.name = name
        self.sha256 = sha256
        self.extraction = extraction
        self.access = access
    }
}

/// One call to a service: the request byte for byte, and the response as it was received.
package struct KeptExchange: Sendable, Hashable {
    package enum Part: Sendable, Hashable {
        case own([UInt8])
        /// What other requests may hold as well: kept once.
        case shared([UInt8], sha256: [UInt8])

        package var bytes: [UInt8] {
            switch self {
            case .own(let bytes), .shared(let bytes, _): bytes
            }
        }
    }

    package var purpose: String
    package var state: String
    package var request: [Part]
    package var response: [UInt8]
    /// Where the texts of the request's documents come from.
    package var sources: [UInt8]?

    package init(purpose: String, state: String, request: [Part], response: [UInt8], sources: [UInt8]? = nil) {
        self.purpose = purpose
        self.state = state
        self.request = request
        self.response = response
        self.sources = sources
    }

    /// What was sent.
    package var requestBytes: [UInt8] { request.flatMap(\.bytes) }
}
