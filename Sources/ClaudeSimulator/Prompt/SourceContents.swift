import JSON

/// What stands in a document or an image whose bytes are not plain text in the request.
enum SourceContent: Sendable {
    case text(String)
    /// The text of each page of a PDF.
    case pages([String])
    case image(width: Int, height: Int)
}

/// The contents of the sources of one request, found before its prompt is laid out.
struct SourceContents: Sendable {
    private var contents: [String: SourceContent] = [:]

    subscript(source: JSONValue?) -> SourceContent? {
        get { source.flatMap(Self.key).flatMap { contents[$0] } }
        set { if let key = source.flatMap(Self.key) { contents[key] = newValue } }
    }

    /// What names a source: its file, or a digest of its bytes. Plain text needs no name.
    static func key(_ source: JSONValue) -> String? {
        switch source["type"]?.string {
        case "file": return source["file_id"]?.string
        case "base64":
            var digest = Digest()
            digest.absorb(source["data"]?.string ?? "")
            return digest.hexadecimal
        default: return nil
        }
    }
}
