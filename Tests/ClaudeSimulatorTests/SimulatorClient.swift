import HTTPClient
import JSON

@testable import ClaudeSimulator

/// Talks to a simulator of its own.
final class SimulatorClient: Sendable {
    let simulator: Simulator
    private let client = HTTPClient(HTTPConfiguration())

    init(_ change: (inout SimulatorConfiguration) -> Void = { _ in }) throws {
        var configuration = SimulatorConfiguration()
        configuration.clock = SimulatorClock(standingAt: Timestamp(seconds: 1_795_000_000))
        change(&configuration)
        simulator = try Simulator(configuration)
    }

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let bytes: [UInt8]

        var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
        var text: String { String(decoding: bytes, as: UTF8.self) }
        var message: String { json["error"]?["message"]?.string ?? "" }
        var usage: JSONValue { json["usage"] ?? .null }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPRequest(method, simulator.url + path)
        var fields = ["x-api-key": "test", "anthropic-version": "2026-10-21"]
        fields.merge(headers) { $1 }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            request.headers.append(name, value)
        }
        if let body { request.body = .bytes(body) }
        let response = try await client.send(request)
        return Answer(status: response.status, headers: response.headers, bytes: try await response.bytes())
    }

    func post(_ path: String, _ body: JSONValue, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.post, path, body.bytes(), headers: headers)
    }

    /// A request for a message: the fields given, over a small valid one.
    func message(_ fields: JSONObject = [:], headers: [String: String] = [:]) async throws -> Answer {
        try await post("/v1/messages", .object(Self.request(fields)), headers: headers)
    }

    static func request(_ fields: JSONObject = [:]) -> JSONObject {
        var request: JSONObject = [
            "model": "claude-sonnet-5-5", "max_tokens": 1024, "messages": [["role": "user", "content": "Hello?"]],
        ]
        for member in fields.members {
            request[member.key.value] = member.value.isNull ? JSONValue?.none : member.value
        }
        return request
    }

    func stop() async { await simulator.stop() }
}
