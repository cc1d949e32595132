public import JSON

/// One request of a batch.
public struct BatchItem: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }
    public static let fields = ["custom_id", "params"]

    /// - Parameter customID: 1 to 64 letters, digits, `_` or `-`; unique in the batch.
    public init(customID: String, _ request: MessageRequest) {
        object = ["custom_id": customID.json, "params": .object(request.object.ordered(by: MessageRequest.fields))]
    }

    public var customID: String { self["custom_id"] ?? "" }
    public var request: MessageRequest { self["params"] ?? MessageRequest(object: JSONObject()) }
}

/// A batch of requests and how far it has come.
public struct Batch: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    public struct Status: OpenName {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let inProgress: Status = "in_progress"
        public static let canceling: Status = "canceling"
        public static let ended: Status = "ended"
    }

    /// How many requests ended in which way. All but `processing` stay 0 until the batch has ended.
    public struct Counts: WireObject {
        public var object: JSONObject
        public init(object: JSONObject) { self.object = object }

        public var processing: Int { self["processing"] ?? 0 }
        public var succeeded: Int { self["succeeded"] ?? 0 }
        public var errored: Int { self["errored"] ?? 0 }
        public var canceled: Int { self["canceled"] ?? 0 }
        public var expired: Int { self["expired"] ?? 0 }
    }

    public var id: String { self["id"] ?? "" }
    public var status: Status { self["processing_status"] ?? "" }
    public var counts: Counts { self["request_counts"] ?? Counts(object: JSONObject()) }
    /// RFC 3339, as all times here.
    public var createdAt: String? { self["created_at"] }
    public var expiresAt: String? { self["expires_at"] }
    public var endedAt: String? { self["ended_at"] }
    /// Where the results are, once the batch has ended.
    public var resultsURL: String? { self["results_url"] }
}

/// What came of one request of a batch. Results come in any order.
public struct BatchResult: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    public enum Outcome: Sendable, Hashable {
        case succeeded(Message)
        case errored(APIErrorBody)
        case canceled
        case expired
        case other(JSONObject)
    }

    public var customID: String { self["custom_id"] ?? "" }

    public var outcome: Outcome {
        let result: JSONObject = self["result"] ?? JSONObject()
        switch result["type"]?.string {
        case "succeeded":
            guard let message = result["message"].flatMap(Message.init(json:)), message.missingField == nil else {
                return .other(result)
            }
            return .succeeded(message)
        // The error is a whole error body, so the type lies two levels down.
        case "errored": return result["error"].flatMap(APIErrorBody.init(json:)).map(Outcome.errored) ?? .other(result)
        case "canceled": return .canceled
        case "expired": return .expired
        default: return .other(result)
        }
    }
}
