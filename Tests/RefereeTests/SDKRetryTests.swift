import HTTPClient
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Claude

/// Our decisions to try again, and our waits, are those of the SDK.
@Suite(.enabled(if: OfficialSDK.isInstalled)) struct SDKRetryTests {
    struct Row: Sendable {
        let status: Int
        let headers: [String: String]
    }

    static let rows: [Row] = {
        let statuses = [
            400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 422, 425, 429, 431, 499, 500, 501, 502, 503, 504, 507,
            520, 529,
            599,
        ]
        var rows = statuses.map { Row(status: $0, headers: [:]) }
        for status in [400, 404, 429, 500] {
            rows += ["true", "false", "TRUE", ""].map { Row(status: status, headers: ["x-should-retry": $0]) }
        }
        let waits = [
            "0", "1", "2.5", "-3", "61", "1e2", " 7 ", "+4", "nan", "inf", "infinity", "-inf", "1_0", "_1", "0x10",
            ".5", "5.",
            "ten", "", "99999999", "1,5", "Fri, 15 Jan 2027 08:00:05 GMT", "Friday, 15-Jan-27 08:00:06 GMT",
            "Fri Jan 15 08:00:07 2027", "Fri, 15 Jan 2027 09:00:08 +0100", "15 Jan 2027 08:00:09 GMT",
            "Fri, 15 Jan 2027 07:59:00 GMT", "Fri, 15 Jan 2027 03:00:10 EST", "2027-01-15T08:00:05Z",
        ]
        rows += waits.map { Row(status: 429, headers: ["retry-after": $0]) }
        rows += ["1500", "0", "-1", "x", "2.5", "inf"].flatMap { value in
            [
                Row(status: 503, headers: ["retry-after-ms": value]),
                Row(status: 503, headers: ["retry-after-ms": value, "retry-after": "9"]),
            ]
        }
        return rows
    }()

    @Test func everyRowOfTheTableIsDecidedAsTheSDKDecides() async throws {
        let table = Self.rows.map { row -> JSONValue in
            let headers = row.headers.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, JSONValue($0.value)) }
            return ["status": row.status.json, "headers": .object(JSONObject(headers))]
        }
        let expected = try #require(try OfficialSDK.run("retries.py", on: table.json).array)
        try #require(expected.count == Self.rows.count)
        for (row, expected) in zip(Self.rows, expected) {
            let seen = try await outcome(row)
            let sleeps = expected["sleeps"]?.array?.compactMap(\.double) ?? []
            #expect(seen.asked == expected["asked"]?.int, "\(row)")
            #expect(seen.sleeps.count == sleeps.count, "\(row)")
            for (ours, theirs) in zip(seen.sleeps, sleeps) { #expect(abs(ours - theirs) < 0.001, "\(row)") }
        }
    }

    private func outcome(_ row: Row) async throws -> (asked: Int, sleeps: [Double]) {
        let body = APIErrorBody(type: "api_error", message: "scripted").json.text()
        let server = try LoopbackServer { _, connection in
            try connection.respond(row.status, row.headers, row.status == 204 ? "" : body)
        }
        let sleeps = Mutex<[Double]>([])
        let clock = ClientClock(
            now: { .zero }, wallTime: { 1_800_000_000 },
            sleep: { duration in sleeps.withLock { $0.append(duration / .seconds(1)) } }, random: { 0.5 })
        var configuration = ClientConfiguration(.apiKey(Secret("none")))
        configuration.baseURL = server.url
        let client = try ClaudeClient(configuration, http: HTTPClient(HTTPConfiguration()), clock: clock)
        // Through a call that no rate limit holds back: only the policy is looked at.
        _ = try? await client.countTokens(MessageRequest(model: "m", maxTokens: 1, messages: [.user("q")]))
        return (server.requests.count, sleeps.withLock { $0 })
    }
}
