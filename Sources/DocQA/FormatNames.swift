import DocumentModel
import Extraction

extension DocumentFormat {
    /// The format that a person means, who may name it (`markdown`) or say what its files end with (`md`, `.MD`).
    init(named name: String) {
        let name = name.lowercased().drop { $0 == "." }
        let claims = Extractors.ofText.flatMap(\.claims)
        let meant = claims.first { $0.format.rawValue == name } ?? claims.first { $0.extensions.contains(String(name)) }
        self = meant?.format ?? DocumentFormat(rawValue: String(name))
    }
}
