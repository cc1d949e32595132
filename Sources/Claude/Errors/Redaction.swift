/// Takes keys out of text that may be shown or written down.
package enum Redaction {
    static let mark = "[redacted]"

    /// The text without anything that looks like a key of Anthropic or a bearer token, and without the given secrets.
    package static func redacted(_ text: String, secrets: [String] = []) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: mark) }
        text = replacing(in: text, after: "sk-ant-", keepingPrefix: false)
        text = replacing(in: text, after: "Bearer ", keepingPrefix: true)
        return replacing(in: text, after: "bearer ", keepingPrefix: true)
    }

    /// Headers whose values are secrets, in lower case.
    static let secretHeaders: Set<String> = [
        "x-api-key", "api-key", "authorization", "proxy-authorization", "cookie", "set-cookie", "x-goog-api-key",
        "x-amz-security-token",
    ]

    private static func replacing(in text: String, after prefix: String, keepingPrefix: Bool) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: prefix) {
            result += rest[..<(keepingPrefix ? found.upperBound : found.lowerBound)]
            let token = rest[found.upperBound...].prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_.~+/=".contains($0))
            }
            if !token.isEmpty || !keepingPrefix { result += mark }
            rest = rest[token.endIndex...]
        }
        return result + rest
    }
}
