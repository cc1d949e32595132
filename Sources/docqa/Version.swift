import JSON
import Storage

/// What this binary is.
enum Version {
    static let number = "0.1.0"

    /// The commit it was built from; nil when it was not built from a checkout.
    static var commit: String? { buildCommit == "unknown" ? nil : buildCommit }

    /// "docqa 0.1.0 (commit 306c71b0d1f2, database schema 1)"
    static var line: String { "docqa \(number) (commit \(buildCommit), database schema \(Schema.version))" }

    static var json: JSONValue {
        [
            "name": "docqa", "version": JSONValue(number), "commit": commit.map { JSONValue($0) } ?? .null,
            "schema": JSONValue(Schema.version),
        ]
    }
}
