import Claude
import HTTPClient
import JSON
import Testing

@testable import ClaudeSimulator

/// Batches on a clock that stands until it is moved on.
@Suite(.timeLimit(.minutes(1))) struct BatchTests {
    private func item(_ id: String, _ fields: JSONObject = [:]) -> JSONValue {
        ["custom_id": JSONValue(id), "params": .object(SimulatorClient.request(fields))]
    }

    private func create(_ client: SimulatorClient, _ items: JSONValue...) async throws -> JSONValue {
        let answer = try await client.post("/v1/messages/batches", ["requests": .array(JSONArray(items))])
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json
    }

    private func path(_ batch: JSONValue, _ rest: String = "") -> String {
        "/v1/messages/batches/\(batch["id"]?.string ?? "")\(rest)"
    }

    /// Waits until the work that is due has been done.
    private func ended(_ client: SimulatorClient, _ batch: JSONValue) async throws -> JSONValue {
        while true {
            let now = try await client.send(.get, path(batch)).json
            if now["processing_status"] == "ended" { return now }
            await Task.yield()
        }
    }

    private func outcomes(_ client: SimulatorClient, _ batch: JSONValue) async throws -> [String: String] {
        let lines = try await client.send(.get, path(batch, "/results")).text.split(separator: "\n")
        let results = try lines.map { try JSONValue(parsing: String($0)) }
        return Dictionary(
            uniqueKeysWithValues: results.map {
                ($0["custom_id"]?.string ?? "", $0["result"]?["type"]?.string ?? "")
            })
    }

    @Test func aBatchEndsWhenItsTimeHasCome() async throws {
        let client = try SimulatorClient { $0.batchSeconds = 600 }
        let batch = try await create(client, item("a"), item("b", ["max_tokens": -1]))
        #expect(batch["processing_status"] == "in_progress" && batch["results_url"]?.isNull == true)
        #expect(batch["request_counts"]?["processing"] == 2)
        #expect(try await client.send(.get, path(batch, "/results")).status == 404)
        #expect(try await client.send(.delete, path(batch)).status == 400)
        client.simulator.clock.advance(seconds: 600)
        let done = try await ended(client, batch)
        #expect(done["request_counts"]?["succeeded"] == 1 && done["request_counts"]?["errored"] == 1)
        #expect(done["results_url"]?.string == client.simulator.url + path(batch, "/results"))
        #expect(try await outcomes(client, batch) == ["a": "succeeded", "b": "errored"])
        #expect(try await client.send(.delete, path(batch)).json["type"] == "message_batch_deleted")
        #expect(try await client.send(.get, path(batch)).status == 404)
        await client.stop()
    }

    @Test func cancellingKeepsWhatWasAnswered() async throws {
        let client = try SimulatorClient { $0.batchSeconds = 300 }
        let batch = try await create(client, item("a"), item("b"), item("c"))
        client.simulator.clock.advance(seconds: 100)
        // The first of three is due; its answer is billed once it is there.
        while try await client.send(.get, "/simulator/account").json["nano_dollars"] == 0 { await Task.yield() }
        let cancelled = try await client.post(path(batch, "/cancel"), [:])
        #expect(["canceling", "ended"].contains(cancelled.json["processing_status"]?.string))
        let done = try await ended(client, batch)
        #expect(done["cancel_initiated_at"]?.string != nil)
        #expect(done["request_counts"]?["succeeded"] == 1 && done["request_counts"]?["canceled"] == 2)
        #expect(try await outcomes(client, batch) == ["a": "succeeded", "b": "canceled", "c": "canceled"])
        await client.stop()
    }

    @Test func whatIsNotAnsweredWithinADayExpires() async throws {
        let client = try SimulatorClient { $0.batchSeconds = 2 * 86_400 }
        let batch = try await create(client, item("a"), item("b"), item("c"), item("d"))
        client.simulator.clock.advance(seconds: 86_400)
        let done = try await ended(client, batch)
        #expect(done["request_counts"]?["succeeded"] == 1 && done["request_counts"]?["expired"] == 3)
        #expect(done["ended_at"] == done["expires_at"])
        client.simulator.clock.advance(seconds: 28 * 86_400)
        #expect(try await client.send(.get, path(batch, "/results")).status == 404)
        await client.stop()
    }

    @Test(
        arguments: [
            ["stream": true], ["speed": "fast"], ["max_tokens": 0], ["frob": 1], ["model": "claude-9"],
        ] as [JSONObject])
    func whatABatchDoesNotTakeFailsWhenItsTurnComes(fields: JSONObject) async throws {
        let client = try SimulatorClient()
        let done = try await ended(client, try await create(client, item("a", fields)))
        #expect(done["request_counts"]?["errored"] == 1)
        let line = try await client.send(.get, path(done, "/results")).json
        #expect(line["result"]?["error"]?["type"] == "error")
        #expect(line["result"]?["error"]?["error"]?["type"]?.string?.hasSuffix("_error") == true)
        await client.stop()
    }

    @Test func faultsStrikeSingleRequestsAndWhatIsSentOfABatch() async throws {
        let client = try SimulatorClient()
        func add(_ fault: String, _ path: String, contains: String? = nil) throws {
            var rule = FaultRule(try Fault(fault), times: 1)
            rule.path = path
            rule.contains = contains
            client.simulator.add(rule)
        }
        try add("overloaded", "batch-item", contains: "beta")
        try add("disconnect; bytes=30", "/v1/messages/batches/*/results")
        let second: JSONObject = ["messages": [["role": "user", "content": "beta"]]]
        let done = try await ended(client, try await create(client, item("a"), item("b", second), item("c", second)))
        await #expect(throws: HTTPError.self) { try await client.send(.get, path(done, "/results")) }
        #expect(try await outcomes(client, done) == ["a": "succeeded", "b": "errored", "c": "succeeded"])
        // Made, though nobody heard of it.
        try add("disconnect; bytes=5", "/v1/messages/batches")
        let lost: JSONValue = ["requests": [item("x")]]
        await #expect(throws: HTTPError.self) { try await client.post("/v1/messages/batches", lost) }
        #expect(try await client.send(.get, "/v1/messages/batches").json["data"]?.array?.count == 2)
        await client.stop()
    }

    @Test func idsAreCheckedAtOnce() async throws {
        let client = try SimulatorClient()
        for items in [
            [item("a"), item("a")], [item("a b")], [item("")], [item(String(repeating: "a", count: 65))], [],
        ] {
            let answer = try await client.post("/v1/messages/batches", ["requests": .array(JSONArray(items))])
            #expect(answer.status == 400 && answer.message.hasPrefix("requests"), "\(answer.text)")
        }
        await client.stop()
    }

    @Test func pagesGoForwardAndBack() async throws {
        let client = try SimulatorClient()
        var ids: [String] = []
        for _ in 0..<5 { ids.insert(try await create(client, item("a"))["id"]?.string ?? "", at: 0) }
        func page(_ query: String) async throws -> (ids: [String], more: Bool?) {
            let page = try await client.send(.get, "/v1/messages/batches?\(query)").json
            let ids = page["data"]?.array?.elements.compactMap { $0["id"]?.string } ?? []
            #expect(page["first_id"]?.string == ids.first && page["last_id"]?.string == ids.last)
            return (ids, page["has_more"]?.bool)
        }
        #expect(try await page("limit=2") == (Array(ids[0..<2]), true))
        #expect(try await page("limit=2&after_id=\(ids[1])") == (Array(ids[2..<4]), true))
        #expect(try await page("limit=2&after_id=\(ids[3])") == ([ids[4]], false))
        #expect(try await page("limit=2&before_id=\(ids[4])") == (Array(ids[2..<4]), true))
        for wrong in ["limit=0", "limit=1001", "limit=x", "after_id=nobody"] {
            #expect(try await client.send(.get, "/v1/messages/batches?\(wrong)").status == 400)
        }
        let others = try await client.send(.get, "/v1/messages/batches", headers: ["x-api-key": "another"]).json
        #expect(others["data"]?.array?.count == 0)
        await client.stop()
    }
}
