import JSON

/// The batches of all workspaces, as a value.
struct BatchStore: Sendable {
    struct Batch: Sendable {
        var id: String
        var workspace: String
        var created: Timestamp
        var total: Int
        var results: [JSONValue] = []
        var ended: Timestamp?
        var cancelInitiated: Timestamp?

        var expires: Timestamp { created + 86_400 }

        func json(baseURL: String) -> JSONValue {
            func counted(_ type: String) -> JSONValue {
                JSONValue(ended == nil ? 0 : results.count { $0["result"]?["type"]?.string == type })
            }
            let status = ended != nil ? "ended" : cancelInitiated != nil ? "canceling" : "in_progress"
            let url = "\(baseURL)/v1/messages/batches/\(id)/results"
            let counts: JSONValue = [
                "processing": JSONValue(ended == nil ? total : 0), "succeeded": counted("succeeded"),
                "errored": counted("errored"), "canceled": counted("canceled"), "expired": counted("expired"),
            ]
            return [
                "id": JSONValue(id), "type": "message_batch", "processing_status": JSONValue(status),
                "request_counts": counts, "created_at": JSONValue(created.text),
                "expires_at": JSONValue(expires.text), "ended_at": ended.map { JSONValue($0.text) } ?? .null,
                "cancel_initiated_at": cancelInitiated.map { JSONValue($0.text) } ?? .null, "archived_at": .null,
                "results_url": ended == nil ? .null : JSONValue(url),
            ]
        }
    }

    private var batches: [Batch] = []

    mutating func add(_ batch: Batch) { batches.append(batch) }

    /// The newest first.
    func list(_ workspace: String) -> [Batch] { batches.filter { $0.workspace == workspace }.reversed() }

    func batch(_ id: String, in workspace: String) throws(APIFailure) -> Batch {
        guard let batch = batches.first(where: { $0.id == id && $0.workspace == workspace }) else {
            throw .notFound("Message Batch \(id) not found")
        }
        return batch
    }

    /// Changes a batch, if it is still there.
    mutating func update(_ id: String, _ change: (inout Batch) -> Void) {
        if let position = batches.firstIndex(where: { $0.id == id }) { change(&batches[position]) }
    }

    mutating func remove(_ id: String) { batches.removeAll { $0.id == id } }
}
