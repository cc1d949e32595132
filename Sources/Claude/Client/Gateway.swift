public import JSON

/// The seam for other platforms: what stands between a request of the API and the wire.
///
/// `DirectGateway` speaks to the API itself and to proxies that are compatible with it. A gateway for another platform changes
/// the path, moves the model, signs, and need not be part of this package:
///
///     struct VertexGateway: Gateway {
///         func prepare(_ request: inout OutgoingRequest) async throws {
///             guard request.path == "/v1/messages", var body = request.bodyObject else { return }
///             let action = body["stream"]?.bool == true ? "streamRawPredict" : "rawPredict"
///             request.url = "\(endpoint)/models/\(body["model"]!.string!):\(action)"
///             body["model"] = nil
///             body["anthropic_version"] = "2026-10-21"
///             request.bodyObject = body
///             request.headers["authorization"] = "Bearer \(try await accessToken())"
///         }
///     }
public protocol Gateway: Sendable {
    /// Changes a request just before each attempt. An error ends the call.
    func prepare(_ request: inout OutgoingRequest) async throws
}

/// A request as it will be sent.
public struct OutgoingRequest: Sendable {
    /// `GET`, `POST` or `DELETE`.
    public let method: String
    /// The path of the API, such as `/v1/messages`, with its query.
    public let path: String
    /// Where it will go.
    public var url: String
    /// Names in lower case.
    public var headers: [String: String]
    /// The body, when it is JSON.
    public var body: [UInt8]?

    /// The body as an object; setting it encodes it.
    public var bodyObject: JSONObject? {
        get { body.flatMap { try? JSONValue(parsing: $0, keepingLayout: true).object } }
        set { body = newValue.map { JSONValue.object($0).bytes() } }
    }
}

/// The API itself, and whatever speaks as it does.
public struct DirectGateway: Gateway {
    /// A gateway that changes nothing.
    public init() {}
    /// Leaves the request as it is.
    public func prepare(_ request: inout OutgoingRequest) async throws {}
}
