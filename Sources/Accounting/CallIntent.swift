package import Claude
import JSON
package import Storage

/// A call that is about to be made, as far as the account cares.
package struct CallIntent: Sendable, Hashable {
    package enum Purpose: String, Sendable, Hashable, CaseIterable {
        case answer, revision, rewriting, summary
        case warmUp = "warm_up"
        case batch
    }

    package var purpose: Purpose
    package var model: String
    /// The most that it can cost; nil when the price is not known.
    package var worstCost: Money?
    package var collections: [String]
    package var tenant: String?
    package var conversation: Int?

    package init(
        _ purpose: Purpose, model: String, worstCost: Money?, collections: [String] = [], tenant: String? = nil,
        conversation: Int? = nil
    ) {
        self.purpose = purpose
        self.model = model
        self.worstCost = worstCost
        self.collections = collections
        self.tenant = tenant
        self.conversation = conversation
    }
}

/// The right to make a call. It is settled once, whatever becomes of the call.
package struct Reservation: Sendable, Hashable {
    package let call: LedgerCall
    /// What a person should know: a soft limit that is passed.
    package let warnings: [String]
}

/// What became of a call.
package struct CallOutcome: Sendable, Hashable {
    package var state: LedgerCall.State
    /// What the service answered: nothing, or a response for each round of a search.
    package var responses: [Response]
    /// Milliseconds to the first text, and in all.
    package var firstText: Int?
    package var duration: Int?
    package var requestID: String?
    package var error: String?

    package struct Response: Sendable, Hashable {
        /// The model that answered; nil: the one that was asked.
        package var model: String?
        package var usage: Usage

        package init(model: String?, usage: Usage) {
            self.model = model
            self.usage = usage
        }
    }

    package init(
        _ state: LedgerCall.State, model: String? = nil, usage: Usage? = nil, firstText: Int? = nil,
        duration: Int? = nil, requestID: String? = nil, error: String? = nil
    ) {
        self.state = state
        responses = usage.map { [Response(model: model, usage: $0)] } ?? []
        self.firstText = firstText
        self.duration = duration
        self.requestID = requestID
        self.error = error
    }
}

extension LedgerCall {
    /// The call with what became of it. What cannot be believed, or was not told, is charged as reserved: the account errs
    /// on the safe side.
    package func settled(_ outcome: CallOutcome, at moment: Int, catalogue: ModelCatalogue) -> LedgerCall {
        var call = self
        call.state = outcome.state
        call.settledAt = moment
        call.model = outcome.responses.last?.model ?? model
        call.firstText = outcome.firstText
        call.duration = outcome.duration
        call.requestID = outcome.requestID
        call.error = outcome.error
        guard !outcome.responses.isEmpty, outcome.responses.allSatisfy(\.usage.isCredible) else {
            // A service that refused a call charges nothing for it; one that was heard no more may have done the work.
            call.cost = outcome.state == .failed ? 0 : reserved
            call.uncachedCost = call.cost
            return call
        }
        // Each response is priced for itself: the price of a token can depend on the length of its prompt.
        var cost: Money? = .zero
        var uncachedCost: Money? = .zero
        for response in outcome.responses {
            let usage = response.usage
            call.tokens.input += usage.inputTokens
            call.tokens.fiveMinuteWrites += usage.fiveMinuteWriteTokens
            call.tokens.oneHourWrites += usage.oneHourWriteTokens
            call.tokens.cacheReads += usage.cacheReadTokens
            call.tokens.output += usage.outputTokens
            let answering = response.model ?? model
            cost = cost.flatMap { sum in catalogue.cost(of: usage, model: answering).map { sum + $0 } }
            uncachedCost = uncachedCost.flatMap { sum in
                catalogue.uncachedCost(of: usage, model: answering).map { sum + $0 }
            }
        }
        call.cost = cost?.nanoDollars ?? reserved
        call.uncachedCost = uncachedCost?.nanoDollars ?? call.cost
        return call
    }
}

extension Usage {
    /// Whether the service told what it charges for, and it can be true.
    fileprivate var isCredible: Bool {
        object["input_tokens"]?.int != nil && object["output_tokens"]?.int != nil && hasCredibleCounts
    }
}
