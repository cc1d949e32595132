import Claude
import HTTPClient
import JSON
import Testing

@testable import ClaudeSimulator

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    @Test func everyErrorHasItsStatusAndBody() async throws {
        let client = try SimulatorClient()
        for (name, row) in Fault.errors.sorted(by: { $0.key < $1.key }) {
            let answer = try await client.message(headers: ["x-simulator-fault": "\(name); html=false"])
            #expect(answer.status == row.status, "\(name)")
            #expect(answer.json["error"]?["type"]?.string == row.type)
            #expect(answer.json["error"]?["details"]?["error_code"]?.string == row.code)
            let waits = row.status == 429 && name != "spend-limit"
            #expect((answer.headers["retry-after"] != nil) == waits, "\(name)")
        }
        await client.stop()
    }

    @Test func aRuleStrikesAsOftenAsItSays() async throws {
        let client = try SimulatorClient()
        let rule: JSONValue = ["fault": "status=503; retry-after=7", "skip": 1, "times": 2]
        #expect(try await client.post("/simulator/faults", rule).status == 200)
        var statuses: [Int] = []
        for _ in 0..<5 { statuses.append(try await client.message().status) }
        #expect(statuses == [200, 503, 503, 200, 200])
        await client.stop()
    }

    @Test func faultsByRateFollowFromTheSeed() async throws {
        func statuses(seed: UInt64) async throws -> [Int] {
            let client = try SimulatorClient { configuration in
                configuration.seed = seed
                configuration.faults = [FaultRule(try! Fault("overloaded"), rate: 0.5)]
            }
            var statuses: [Int] = []
            for _ in 0..<24 { statuses.append(try await client.message().status) }
            await client.stop()
            return statuses
        }
        let first = try await statuses(seed: 3)
        #expect(try await statuses(seed: 3) == first)
        #expect(try await statuses(seed: 4) != first)
        #expect(Set(first) == [200, 529])
    }

    @Test(arguments: [
        ("overloaded; retry-after=2.5", "retry-after", "2.5"),
        ("unavailable; retry-after-ms=40", "retry-after-ms", "40"),
        ("rate-limit", "retry-after", "1"), ("spend-limit", "retry-after", nil),
        ("invalid-request; should-retry=true", "x-should-retry", "true"),
        ("api-error; should-retry=false", "x-should-retry", "false"),
        // The clock of the test stands at 11:06:40 on November 18, 2026.
        ("status=502; retry-date=60", "retry-after", "Wed, 18 Nov 2026 11:07:40 GMT"),
        ("overloaded; html=true", "content-type", "text/html"), ("too-large", "content-type", "text/html"),
    ])
    func headersSayWhenToTryAgain(fault: String, header: String, value: String?) async throws {
        let client = try SimulatorClient()
        let answer = try await client.message(headers: ["x-simulator-fault": fault])
        #expect(answer.status >= 400 && answer.headers[header] == value, "\(answer.headers)")
        await client.stop()
    }

    @Test(arguments: ["nonsense", "status=200", "status=999", ""]) func aFaultThatDoesNotExistIsNamed(fault: String)
        async throws
    {
        let client = try SimulatorClient()
        let answer = try await client.message(headers: ["x-simulator-fault": fault.isEmpty ? ";" : fault])
        #expect(answer.status == 400 && answer.message.contains("is no fault"), "\(answer.text)")
        await client.stop()
    }

    @Test func aDisconnectCutsTheStreamAtTheByte() async throws {
        let client = try SimulatorClient()
        await #expect(throws: (any Error).self) {
            _ = try await client.message(["stream": true], headers: ["x-simulator-fault": "disconnect; bytes=100"])
        }
        await client.stop()
    }

    @Test func limitsCountAndRefillWithTheClock() async throws {
        let client = try SimulatorClient { $0.limits.requests = 3 }
        var answers: [SimulatorClient.Answer] = []
        for _ in 0..<4 { answers.append(try await client.message()) }
        #expect(answers.map(\.status) == [200, 200, 200, 429])
        #expect(answers.prefix(3).map { $0.headers["anthropic-ratelimit-requests-remaining"] } == ["2", "1", "0"])
        #expect(answers[3].headers["retry-after"] == "20")
        client.simulator.clock.advance(seconds: 20)
        #expect(try await client.message().status == 200)
        #expect(try await client.message().status == 429)
        await client.stop()
    }

    @Test func theSpendLimitHoldsUntilTheMonthEnds() async throws {
        let client = try SimulatorClient { $0.spendLimit = 1 }
        #expect(try await client.message().status == 200)
        let refused = try await client.message()
        #expect(refused.status == 429 && refused.headers["retry-after"] == nil)
        #expect(refused.json["error"]?["details"]?["error_code"] == "enforced_spend_limit_reached")
        client.simulator.clock.advance(seconds: 31 * 86_400)
        #expect(try await client.message().status == 200)
        await client.stop()
    }

    @Test func theWorkedExampleCostsWhatTheReferenceSays() {
        // 60,000 tokens cached, ten questions of 50 tokens, answers of 300: 0.205 and 0.030 dollars.
        var account = Account()
        for number in 0..<10 {
            let writes = number == 0 ? 60_000 : 0
            account.bill(
                [
                    "input_tokens": 50, "cache_creation_input_tokens": JSONValue(writes),
                    "cache_read_input_tokens": JSONValue(60_000 - writes),
                    "cache_creation": ["ephemeral_5m_input_tokens": JSONValue(writes), "ephemeral_1h_input_tokens": 0],
                    "output_tokens": 300,
                ], model: "claude-sonnet-5-5", catalogue: .builtIn)
        }
        #expect(account.nanoDollars == 150_000_000 + 54_000_000 + 1_000_000 + 30_000_000)
    }
}
