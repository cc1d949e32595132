import Accounting
import Claude
import DocumentModel
import LanguageModels
import Storage

/// Questions with what is to be sent for them, and what that is expected to cost. Nothing is paid or kept yet.
public struct BatchPlan: Sendable {
    /// A question with its prompt.
    struct Item: Sendable {
        var question: BatchQuestion
        /// What is sent; nil: nothing was found, so nobody is asked.
        var prompt: PlannedPrompt?
        var findings: BatchFindings
        /// A kept answer of which nothing has changed; nobody is asked then.
        var unchanged: Kept?
        /// An earlier question that is the same: it is asked once.
        var sameAs: Int?
        /// Real tokens, as estimated: of the prompt, and of what others share of it.
        var estimated = 0
        var shared = 0
        /// In the order in which they are best sent.
        var rank = 0
        var model: String { prompt?.call?.request.model ?? unchanged?.reuse.model ?? "" }
        /// Whose documents are sent.
        var collections: [String] { Set(prompt?.documents.map(\.identity.collection) ?? []).sorted() }
    }

    /// An answer that is given again.
    struct Kept: Sendable {
        var answer: Int
        /// How it stands in the account.
        var reuse: CallIntent
        var uncachedCost: Money?
    }

    var request: BatchRequest
    /// As they were listed.
    var items: [Item]
    public internal(set) var estimate: BatchEstimate
}

/// Which questions are handed in together: a batch of the service takes so many, and so many bytes. Pure.
enum BatchParts {
    struct Limits: Sendable {
        var count = 100_000
        /// The API says 256 MB; names and commas need room too, and a megabyte may have a million bytes.
        var bytes = 250_000_000
    }

    /// - Parameter sizes: of the requests, in the order in which they are sent.
    /// - Returns: the places of the requests, part by part. One that is larger than a part may be stands alone.
    static func split(_ sizes: [Int], _ limits: Limits) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, bytes) = (0, 0)
        for (index, size) in sizes.enumerated() {
            // {"custom_id":"","params":}, and its comma.
            let needed = size + 100
            if index > start, index - start >= limits.count || bytes + needed > limits.bytes {
                parts.append(start..<index)
                (start, bytes) = (index, 0)
            }
            bytes += needed
        }
        if start < sizes.count { parts.append(start..<sizes.count) }
        return parts
    }
}
