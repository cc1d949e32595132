package import DocumentModel

/// What a file is: a format that is read, or a kind that is not, with the reason.
package enum Recognition: Sendable, Hashable {
    case format(DocumentFormat)
    case skip(ExtractionError.Code, reason: String)

    /// How many bytes from the front of a file decide.
    package static let headLength = 64 << 10
}

/// Judges what a file is from its first bytes, then from its name. Pure.
package struct Recogniser: Sendable {
    private let claims: [FormatClaim]
    private let decisive: [FormatClaim]
    private let byExtension: [String: Int]
    private let byName: [String: Int]

    /// Where claims compete, the earlier one wins.
    package init(_ claims: [FormatClaim]) {
        self.claims = claims
        decisive = claims.filter(\.isDecisive)
        var byExtension: [String: Int] = [:]
        var byName: [String: Int] = [:]
        for (index, claim) in claims.enumerated() {
            for name in claim.extensions { byExtension[name] = byExtension[name] ?? index }
            for name in claim.names { byName[name] = byName[name] ?? index }
        }
        self.byExtension = byExtension
        self.byName = byName
    }

    package func recognise(name: String, head: [UInt8]) -> Recognition {
        if let claim = decisive.first(where: { $0.evidence(head) == .certain }) { return .format(claim.format) }
        if let kind = BinaryKind(head: head) {
            return .skip(.kindNotRead, reason: "\(kind.name) is not read")
        }
        if let claim = claim(byName: name) { return .format(claim.format) }
        let likely = claims.first { $0.evidence(head) == .likely }
        return .format(likely?.format ?? .text)
    }

    private func claim(byName path: String) -> FormatClaim? {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folded = slash.map { path[path.utf8.index(after: $0)...].lowercased() } ?? path.lowercased()
        if let index = byName[folded] { return claims[index] }
        guard let dot = folded.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return byExtension[String(folded[folded.utf8.index(after: dot)...])].map { claims[$0] }
    }
}
