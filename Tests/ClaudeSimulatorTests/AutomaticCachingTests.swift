import HTTPClient
import JSON
import Testing

/// The mark that the API places itself, on request at the top level.
@Suite(.timeLimit(.minutes(1))) struct AutomaticCachingTests {
    private static let long = String(repeating: "Batteries are covered for 6 months. ", count: 100)
    private static let mark: JSONValue = ["type": "ephemeral"]
    private static let hour: JSONValue = ["type": "ephemeral", "ttl": "1h"]

    private func turn(_ role: String, _ text: String, _ mark: JSONValue? = nil) -> JSONValue {
        var block: JSONObject = ["type": "text", "text": JSONValue(text)]
        block.append("cache_control", ifPresent: mark)
        return ["role": JSONValue(role), "content": .array(JSONArray([.object(block)]))]
    }

    /// What a request wrote and read, or the status with which it was refused.
    private func cached(
        _ client: SimulatorClient, _ turns: [JSONValue], _ automatic: JSONValue = mark
    ) async throws -> (write: Int, read: Int) {
        let answer = try await client.message(["messages": .array(JSONArray(turns)), "cache_control": automatic])
        #expect(answer.status == 200, "\(answer.message)")
        return (
            answer.usage["cache_creation_input_tokens"]?.int ?? -1, answer.usage["cache_read_input_tokens"]?.int ?? -1
        )
    }

    @Test func theMarkMovesAlongWithTheConversation() async throws {
        let client = try SimulatorClient()
        let opening = [turn("user", Self.long)]
        let first = try await cached(client, opening)
        #expect(first.write > 512 && first.read == 0)
        let longer = opening + [turn("assistant", Self.long), turn("user", "And the case?")]
        let second = try await cached(client, longer)
        #expect(second.read == first.write && second.write > 512)
        let third = try await cached(client, longer + [turn("assistant", "Two years."), turn("user", "Why?")])
        #expect(third.read == first.write + second.write && third.write > 0)
        await client.stop()
    }

    @Test func aChangingLastBlockWritesEachTimeAndReadsNothing() async throws {
        let client = try SimulatorClient()
        for question in ["How long?", "How much?"] {
            let result = try await cached(client, [turn("user", Self.long + question)])
            #expect(result.write > 512 && result.read == 0)
        }
        await client.stop()
    }

    @Test func besideAMarkOfItsOwnKindItDoesNothing() async throws {
        let client = try SimulatorClient()
        let marked = [turn("user", Self.long, Self.mark)]
        let first = try await cached(client, marked)
        #expect(try await cached(client, marked).read == first.write)
        let other = try await client.message(["messages": .array(JSONArray(marked)), "cache_control": Self.hour])
        #expect(other.status == 400 && other.message.contains("differs"))
        await client.stop()
    }

    @Test func itCountsAmongTheFour() async throws {
        let client = try SimulatorClient()
        func refused(marks: Int) async throws -> Bool {
            var turns: [JSONValue] = []
            for number in 0..<marks {
                turns += [turn("user", "Question \(number)", Self.mark), turn("assistant", "Answer")]
            }
            turns.append(turn("user", "The last question"))
            let body: JSONObject = ["messages": .array(JSONArray(turns)), "cache_control": Self.mark]
            return try await client.message(body).status == 400
        }
        #expect(try await !refused(marks: 3))
        #expect(try await refused(marks: 4))
        await client.stop()
    }

    @Test func aResetForgetsEverything() async throws {
        let client = try SimulatorClient()
        let turns = [turn("user", Self.long)]
        let first = try await cached(client, turns)
        #expect(try await cached(client, turns).read == first.write)
        let account = try await client.send(.get, "/simulator/account")
        #expect(account.json["nano_dollars"]?.int ?? 0 > 0)
        #expect(try await client.post("/simulator/reset", [:]).json["reset"]?.bool == true)
        #expect(try await client.send(.get, "/simulator/account").json["nano_dollars"]?.int == 0)
        #expect(try await cached(client, turns).read == 0)
        await client.stop()
    }
}
