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

    /// The id that the batch's maker gave the request.
    public var customID: String { self["custom_id"] ?? "" }
    /// The request.
    public var request: MessageRequest { self["params"] ?? MessageRequest(object: JSONObject()) }
}

/// One request of a batch that is encoded already: kept in a file or a database since it was made.
public struct EncodedBatchItem: Sendable, Hashable {
    /// 1 to 64 letters, digits, `_` or `-`; unique in the batch.
    public var customID: String
    /// The body of a request for a message, byte for byte.
    public var request: [UInt8]

    /// A request with its name.
    public init(customID: String, request: [UInt8]) {
        self.customID = customID
        self.request = request
    }
}

/// A batch of requests and how far it has come.
public struct Batch: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// How far a batch has come.
    public struct Status: OpenName {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It is being worked on.
        public static let inProgress: Status = "in_progress"
        /// It was cancelled and is being wound up.
        public static let canceling: Status = "canceling"
        /// Nothing more will happen; the results are there.
        public static let ended: Status = "ended"
    }

    /// How many requests ended in which way. All but `processing` stay 0 until the batch has ended.
    public struct Counts: WireObject {
        public var object: JSONObject
        public init(object: JSONObject) { self.object = object }

        /// Not done yet.
        public var processing: Int { self["processing"] ?? 0 }
        /// Answered, and billed.
        public var succeeded: Int { self["succeeded"] ?? 0 }
        /// Failed, and free.
        public var errored: Int { self["errored"] ?? 0 }
        /// Cancelled before they were answered, and free.
        public var canceled: Int { self["canceled"] ?? 0 }
        /// Not answered within a day, and free.
        public var expired: Int { self["expired"] ?? 0 }
    }

    /// The id that the API gave it.
    public var id: String { self["id"] ?? "" }
    /// How far it has come.
    public var status: Status { self["processing_status"] ?? "" }
    /// How many requests ended in which way.
    public var counts: Counts { self["request_counts"] ?? Counts(object: JSONObject()) }
    /// RFC 3339, as all times here.
    public var createdAt: String? { self["created_at"] }
    /// When what is not answered is given up.
    public var expiresAt: String? { self["expires_at"] }
    /// When it ended, if it has.
    public var endedAt: String? { self["ended_at"] }
    /// Where the results are, once the batch has ended.
    public var resultsURL: String? { self["results_url"] }
}

/// What came of one request of a batch. Results come in any order.
public struct BatchResult: WireObject {
    public var object: JSONObject
    public init(object: JSONObject) { self.object = object }

    /// The ways in which a request ends.
    public enum Outcome: Sendable, Hashable {
        case succeeded(Message)
        case errored(APIErrorBody)
        case canceled
        case expired
        case other(JSONObject)
    }

    /// The id that the batch's maker gave the request.
    public var customID: String { self["custom_id"] ?? "" }

    /// How the request ended.
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
