import HTTPClient
import JSON

extension ClaudeClient {
    /// Uploads bytes as a file.
    ///
    /// - Parameters:
    ///   - mimeType: decides how the file is read and cited: `application/pdf`, `text/plain`, or an image type.
    ///   - expiresIn: an hour to 90 days; nil keeps the file until it is deleted.
    public func uploadFile(
        _ bytes: [UInt8], name: String, mimeType: String, expiresIn: Duration? = nil,
        options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> FileObject {
        try await upload(.bytes(bytes), name, mimeType, expiresIn, options)
    }

    /// Uploads a file from the disk; it is read while it is sent.
    public func uploadFile(
        at path: String, name: String? = nil, mimeType: String, expiresIn: Duration? = nil,
        options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> FileObject {
        let name = name ?? path.split(separator: "/").last.map(String.init) ?? path
        return try await upload(.file(path), name, mimeType, expiresIn, options)
    }

    private func upload(
        _ content: HTTPRequestBody.Piece, _ name: String, _ mimeType: String, _ expiresIn: Duration?,
        _ options: CallOptions
    ) async throws(ClaudeError) -> FileObject {
        let isAllowed = name.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && !"<>:\"|?*\\/".unicodeScalars.contains($0)
        }
        guard isAllowed, (1...255).contains(name.count) else {
            throw ClaudeError(
                .refusedLocally, field: "filename", detail: "has to be 1 to 255 characters without < > : \" | ? * \\ /")
        }
        guard mimeType.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F || $0 == 0x20 }) else {
            throw ClaudeError(.refusedLocally, field: "mime type", detail: "has to be plain ASCII")
        }
        let boundary = "----claude-" + (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        var head = ""
        if let expiresIn {
            let seconds = Int(expiresIn / .seconds(1))
            guard (3_600...7_776_000).contains(seconds) else {
                throw ClaudeError(
                    .refusedLocally, field: "expires_in_seconds", detail: "has to be between an hour and 90 days")
            }
            head += "--\(boundary)\r\ncontent-disposition: form-data; name=\"expires_in_seconds\"\r\n\r\n\(seconds)\r\n"
        }
        head += "--\(boundary)\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
        head += "content-type: \(mimeType)\r\n\r\n"
        var call = APICall(.post, "/v1/files")
        call.contentType = "multipart/form-data; boundary=\(boundary)"
        call.body = HTTPRequestBody([.bytes(Array(head.utf8)), content, .bytes(Array("\r\n--\(boundary)--\r\n".utf8))])
        return FileObject(object: try await object(of: call, options))
    }

    /// One page of files.
    public func files(
        limit: Int? = nil, page: String? = nil, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Page<FileObject> {
        let query = query([("limit", limit.map(String.init)), ("page", page)])
        return Page(object: try await object(of: APICall(.get, "/v1/files" + query), options))
    }

    /// The files with these ids, at most 100; ids that nobody knows are left out.
    public func files(
        ids: [String], options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> [FileObject] {
        let query = query(ids.map { ("ids[]", $0) })
        return Page<FileObject>(object: try await object(of: APICall(.get, "/v1/files" + query), options)).data
    }

    /// What is known of a file.
    public func file(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) -> FileObject {
        FileObject(object: try await object(of: APICall(.get, "/v1/files/\(percentEncoded(id))"), options))
    }

    /// Deletes a file at once.
    public func deleteFile(_ id: String, options: CallOptions = CallOptions()) async throws(ClaudeError) {
        _ = try await object(of: APICall(.delete, "/v1/files/\(percentEncoded(id))"), options)
    }

    /// Writes a file that a tool made to the disk, readable for its owner only. Uploaded files cannot be downloaded.
    ///
    /// - Returns: the number of bytes.
    public func downloadFile(
        _ id: String, to path: String, options: CallOptions = CallOptions()
    ) async throws(ClaudeError) -> Int {
        var call = APICall(.get, "/v1/files/\(percentEncoded(id))/content")
        call.isReadInPieces = true
        call.responseLimit = Int.max
        call.idleTimeout = configuration.idleTimeout
        let response = try await response(to: call, options)
        do throws(HTTPError) {
            return try await response.body.write(to: path)
        } catch {
            throw error.code == .file
                ? ClaudeError(.configuration, detail: error.detail, cause: error) : ClaudeError(error)
        }
    }
}
