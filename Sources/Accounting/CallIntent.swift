package import Claude
import DocumentModel
import JSON
package import Storage

/// A call that is about to be made, as far as the account cares.
package struct CallIntent: Sendable, Hashable {
    package enum Purpose: String, Sendable, Hashable, CaseIterable {
        case answer, revision, rewriting, summary
        /// A round in which the model looked something up instead of answering.
        case search
        case warmUp = "warm_up"
        case batch
        /// No call: an answer that was given again.
        case reuse
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
    /// What it is charged with.
    package var charge: Charge
    /// The model that answered; nil: the one that was asked.
    package var model: String?
    /// What it turned out to be for, when that was not known before.
    package var purpose: CallIntent.Purpose?
    /// Milliseconds to the first text, and in all.
    package var firstText: Int?
    package var duration: Int?
    package var requestID: String?
    package var error: String?

    package enum Charge: Sendable, Hashable {
        /// The service refused it, or it never arrived.
        case nothing
        /// Nobody heard what became of it: what was reserved.
        case worst
        case usage(Usage)
        /// It broke off: the counts are those of its beginning, and it may have written so many tokens, thinking that nobody
        /// sees included.
        case cut(Usage, output: Int)
    }

    package init(
        _ state: LedgerCall.State, _ charge: Charge, model: String? = nil, firstText: Int? = nil, duration: Int? = nil,
        requestID: String? = nil, error: String? = nil
    ) {
        self.state = state
        self.charge = charge
        self.model = model
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
        call.model = outcome.model ?? model
        call.purpose = outcome.purpose?.rawValue ?? purpose
        call.firstText = outcome.firstText
        call.duration = outcome.duration
        call.requestID = outcome.requestID
        call.error = outcome.error
        call.cost = reserved
        switch outcome.charge {
        case .nothing: call.cost = 0
        case .worst: break
        case .usage(let usage): call.charge(usage, as: usage, catalogue)
        case .cut(let usage, let output):
            var worst = usage
            worst["output_tokens"] = max(usage.outputTokens, output)
            call.charge(usage, as: worst, catalogue)
        }
        call.uncachedCost = call.uncachedCost ?? call.cost
        return call
    }

    private mutating func charge(_ told: Usage, as usage: Usage, _ catalogue: ModelCatalogue) {
        guard told.isCredible else { return }
        tokens.input = told.inputTokens
        tokens.cacheWrite5m = told.fiveMinuteWriteTokens
        tokens.cacheWrite1h = told.oneHourWriteTokens
        tokens.cacheRead = told.cacheReadTokens
        tokens.output = told.outputTokens
        cost = catalogue.cost(of: usage, model: model)?.nanoDollars ?? reserved
        uncachedCost = catalogue.uncachedCost(of: usage, model: model)?.nanoDollars ?? cost
    }
}
