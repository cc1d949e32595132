import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    func batches(
        _ request: ServerRequest, _ path: [Substring], _ context: RequestContext
    ) throws(APIFailure) -> ServerResponse {
        let base = baseURL.withLock { $0 }
        let workspace = context.workspace
        func found(_ id: Substring) throws(APIFailure) -> BatchStore.Batch {
            try change { (state) throws(APIFailure) in try state.batches.batch(String(id), in: workspace) }
        }
        switch (request.method, path.count) {
        case ("POST", 0): return try createBatch(request, context)
        case ("GET", 0):
            let all = state.withLock { $0.batches.list(workspace) }
            return json(
                try PageQuery.page(of: all, request.head.query, id: { $0.id }, json: { $0.json(baseURL: base) }))
        case ("GET", 1): return json(try found(path[0]).json(baseURL: base))
        case ("DELETE", 1):
            let batch = try found(path[0])
            guard batch.ended != nil else {
                throw .invalid("Message Batch \(batch.id) is still processing; cancel it first")
            }
            state.withLock { $0.batches.remove(batch.id) }
            return json(["id": JSONValue(batch.id), "type": "message_batch_deleted"])
        case ("POST", 2) where path[1] == "cancel":
            var batch = try found(path[0])
            if batch.ended == nil, batch.cancelInitiated == nil {
                batch.cancelInitiated = context.start
                state.withLock { $0.batches.update(batch.id) { $0.cancelInitiated = context.start } }
                runner.cancel(batch.id)
            }
            return json(batch.json(baseURL: base))
        case ("GET", 2) where path[1] == "results": return try results(try found(path[0]), context)
        default: throw .notFound("Not found")
        }
    }

    private func results(_ batch: BatchStore.Batch, _ context: RequestContext) throws(APIFailure) -> ServerResponse {
        guard batch.ended != nil else { throw .notFound("The results of \(batch.id) are not there yet") }
        guard context.start < batch.created + 29 * 86_400 else {
            throw .notFound("The results of \(batch.id) are no longer there")
        }
        var lines: [UInt8] = []
        for result in batch.results { lines += result.bytes() + [0x0A] }
        return ServerResponse(200, [("content-type", "application/x-jsonl")], .bytes(lines))
    }

    private func createBatch(_ request: ServerRequest, _ context: RequestContext) throws(APIFailure) -> ServerResponse {
        var reader = try FieldReader(try parse(request), at: "")
        guard let values = try reader.array("requests") else { throw .invalid("requests", "Field required") }
        try reader.finish()
        guard (1...100_000).contains(values.count) else {
            throw .invalid("requests", "List should have from 1 to 100000 items after validation, not \(values.count)")
        }
        var items: [(id: String, params: JSONValue)] = []
        var ids: Set<String> = []
        for (number, value) in values.enumerated() {
            var fields = try FieldReader(value, at: "requests.\(number)")
            let id = try fields.string("custom_id")
            guard id.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil else {
                throw .invalid(fields.path(of: "custom_id"), "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")
            }
            guard ids.insert(id).inserted else {
                throw .invalid(fields.path(of: "custom_id"), "custom_id must be unique in a batch: \(id)")
            }
            // What the parameters say is looked at when their turn has come.
            let params = try FieldReader(try fields.required("params"), at: fields.path(of: "params"))
            items.append((id, .object(params.object)))
            try fields.finish()
        }
        let count = items.count
        let batch = state.withLock { state in
            let id = state.identifiers.next("msgbatch_")
            let batch = BatchStore.Batch(
                id: id, workspace: context.workspace, created: context.start, total: count)
            state.batches.add(batch)
            return batch
        }
        runner.start(batch.id) { [self, items] in await process(batch, items, context) }
        return json(batch.json(baseURL: baseURL.withLock { $0 }))
    }
}
