/// What this binary is.
enum Version {
    static let number = "0.1.0"

    /// "docqa 0.1.0 (commit 306c71b0d1f2)"
    static let line = "docqa \(number) (commit \(buildCommit))"
}
