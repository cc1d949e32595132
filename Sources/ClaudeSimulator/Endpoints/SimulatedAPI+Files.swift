import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    func files(_ request: ServerRequest, _ path: [Substring], _ context: RequestContext) throws(APIFailure)
        -> ServerResponse
    {
        switch (request.method, path.count) {
        case ("POST", 0): return try upload(request, context)
        case ("GET", 0): return try listFiles(request, context)
        case ("GET", 1): return json(try file(String(path[0]), context).json)
        case ("DELETE", 1):
            let id = String(path[0])
            try change { (state) throws(APIFailure) in try state.files.delete(id, in: context.workspace) }
            return json(["id": JSONValue(id), "type": "file_deleted"])
        case ("GET", 2) where path[1] == "content":
            let id = try file(String(path[0]), context).id
            throw .invalid("File \(id) is not downloadable", code: "file_not_downloadable")
        default: throw .notFound("Not found")
        }
    }

    private func file(_ id: String, _ context: RequestContext) throws(APIFailure) -> FileStore.StoredFile {
        try change { (state) throws(APIFailure) in try state.files.file(id, in: context.workspace) }
    }

    /// Runs a body on the state, with its errors.
    func change<Value: Sendable>(
        _ body: (inout SimulatorState) throws(APIFailure) -> Value
    ) throws(APIFailure) -> Value {
        let result: Result<Value, APIFailure> = state.withLock { state in
            do throws(APIFailure) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func upload(_ request: ServerRequest, _ context: RequestContext) throws(APIFailure) -> ServerResponse {
        guard let form = MultipartForm(request.body, contentType: request.head["content-type"]),
            let part = form["file"],
            let given = part.fileName
        else { throw .invalid("file", "Field required") }
        let name = given.split(separator: "/").last.map(String.init) ?? ""
        let forbidden = "<>:\"|?*\\/"
        guard (1...255).contains(name.count), !name.unicodeScalars.contains(where: { $0.value < 0x20 }),
            !name.contains(where: { forbidden.contains($0) })
        else { throw .invalid("file", "The filename must have 1 to 255 characters and none of \(forbidden)") }
        guard part.bytes.count <= 500 << 20 else {
            throw APIFailure(413, "request_too_large", "File exceeds the maximum size of 500 MB")
        }
        var expires: Timestamp?
        if let field = form["expires_in_seconds"] {
            guard let seconds = Int(String(decoding: field.bytes, as: UTF8.self)), (3_600...7_776_000).contains(seconds)
            else { throw .invalid("expires_in_seconds", "Input should be from 3600 to 7776000") }
            expires = context.start + seconds
        }
        let type = String((part.type ?? "application/octet-stream").prefix { $0 != ";" })
        let bytes = Array(part.bytes)
        let file = state.withLock { [expires] state in
            let file = FileStore.StoredFile(
                id: state.identifiers.next("file_"), workspace: context.workspace, name: name, type: type, bytes: bytes,
                created: context.start, expires: expires)
            state.files.add(file)
            return file
        }
        return json(file.json)
    }

    private func listFiles(_ request: ServerRequest, _ context: RequestContext) throws(APIFailure) -> ServerResponse {
        let query = request.head.query
        let all = state.withLock { $0.files.list(context.workspace) }
        let ids = query.filter { $0.name == "ids[]" || $0.name == "ids" }.map(\.value)
        if !ids.isEmpty {
            guard ids.count <= 100 else { throw .invalid("ids", "List should have at most 100 items") }
            let found = all.filter { ids.contains($0.id) }
            return json(["data": .array(JSONArray(found.map(\.json))), "next_page": .null])
        }
        let limit = try PageQuery.limit(query)
        var start = 0
        if let page = query.first(where: { $0.name == "page" })?.value {
            guard page.hasPrefix("page_"), let offset = Int(page.dropFirst(5)), offset >= 0 else {
                throw .invalid("page", "the cursor is not valid")
            }
            start = offset
        }
        let data = all.dropFirst(start).prefix(limit)
        let next: JSONValue = start + data.count < all.count ? JSONValue("page_\(start + data.count)") : .null
        return json(["data": .array(JSONArray(data.map(\.json))), "next_page": next])
    }
}
