package import HTTPClient

/// When a request is tried again, and after how long: the official SDK's rules, and a few that spare time and money.
///
/// Tried again are 408, 409, 429, every status from 500 on, and failed connections. `x-should-retry` overrides this either way.
/// The wait is what `retry-after-ms` or `retry-after` ask for, else half a second, doubled each time up to eight, shortened by
/// up to a quarter at random. Never tried again is a request that a spend limit stopped, and a stream that has shown content.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is tried again, so 2 makes three attempts.
    public var maxRetries: Int
    /// The wait before the first retry when the server asks for none.
    public var initialDelay: Duration
    /// The longest wait that the client chooses by itself.
    public var maximalDelay: Duration

    /// The official SDK's policy, or a part of it changed.
    public init(maxRetries: Int = 2, initialDelay: Duration = .milliseconds(500), maximalDelay: Duration = .seconds(8))
    {
        self.maxRetries = maxRetries
        self.initialDelay = initialDelay
        self.maximalDelay = maximalDelay
    }

    /// Sleeping longer than this is more than a timer can do on some systems.
    private static let longestWait = 4_294_967.0

    /// Whether a response with this status and these headers is worth another attempt.
    package static func allowsRetry(status: Int, headers: HTTPHeaders) -> Bool {
        switch headers["x-should-retry"] {
        case "true": true
        case "false": false
        default: status == 408 || status == 409 || status == 429 || status >= 500
        }
    }

    /// How long the server asks to wait, in seconds: nil when it does not say, 0 or less when it says nonsense.
    package static func retryAfter(_ headers: HTTPHeaders, wallTime: Double) -> Double? {
        if let milliseconds = headers["retry-after-ms"].flatMap(LenientNumber.parse) { return milliseconds / 1000 }
        guard let value = headers["retry-after"] else { return nil }
        if let seconds = LenientNumber.parse(value) { return seconds }
        return HTTPDate.parse(value).map { $0 - wallTime }
    }

    /// The wait before retry `number` (0 for the first), in seconds.
    package func delay(before number: Int, headers: HTTPHeaders?, wallTime: Double, random: Double) -> Double {
        if let asked = headers.flatMap({ Self.retryAfter($0, wallTime: wallTime) }), asked > 0 {
            return min(asked, Self.longestWait)
        }
        var delay = initialDelay / .seconds(1)
        let longest = maximalDelay / .seconds(1)
        for _ in 0..<min(number, 1000) where delay < longest { delay *= 2 }
        return min(delay, longest) * (1 - 0.25 * random)
    }
}

/// A number as the SDK's language reads it: with white space around, with `inf` and `nan`, without hexadecimal digits.
enum LenientNumber {
    static func parse(_ text: String) -> Double? {
        let spaces: (Character) -> Bool = { $0.isWhitespace }
        let trimmed = text.drop(while: spaces).reversed().drop(while: spaces).reversed()
        guard !trimmed.isEmpty, !trimmed.contains(where: { "xXpP".contains($0) }) else { return nil }
        // An underscore may stand between two digits.
        let parts = String(trimmed).split(separator: "_", omittingEmptySubsequences: false)
        for (left, right) in zip(parts, parts.dropFirst()) {
            guard let last = left.last, let first = right.first, last.isASCII, last.isNumber, first.isASCII,
                first.isNumber
            else { return nil }
        }
        return Double(parts.joined())
    }
}
