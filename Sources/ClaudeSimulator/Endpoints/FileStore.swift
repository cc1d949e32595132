import JSON

/// The files of all workspaces.
struct FileStore: Sendable {
    struct StoredFile: Sendable {
        var id: String
        var workspace: String
        var name: String
        var type: String
        var bytes: [UInt8]
        var created: Timestamp
        var expires: Timestamp?

        var json: JSONValue {
            [
                "id": JSONValue(id), "type": "file", "filename": JSONValue(name), "mime_type": JSONValue(type),
                "size_bytes": JSONValue(bytes.count), "created_at": JSONValue(created.text), "downloadable": false,
                "expires_at": expires.map { JSONValue($0.text) } ?? .null,
            ]
        }
    }

    /// In the order in which they were uploaded.
    private var files: [StoredFile] = []

    mutating func add(_ file: StoredFile) { files.append(file) }

    /// The newest first.
    func list(_ workspace: String) -> [StoredFile] { files.filter { $0.workspace == workspace }.reversed() }

    func file(_ id: String, in workspace: String) throws(APIFailure) -> StoredFile {
        guard let file = files.first(where: { $0.id == id && $0.workspace == workspace }) else {
            throw .notFound("File not found: \(id)")
        }
        return file
    }

    /// A file whose content is needed.
    func usable(_ id: String, in workspace: String, at now: Timestamp) throws(APIFailure) -> StoredFile {
        let file = try file(id, in: workspace)
        if let expires = file.expires, expires <= now {
            throw .notFound("File has expired: \(id)", code: "file_expired")
        }
        return file
    }

    mutating func delete(_ id: String, in workspace: String) throws(APIFailure) {
        _ = try file(id, in: workspace)
        files.removeAll { $0.id == id }
    }
}
