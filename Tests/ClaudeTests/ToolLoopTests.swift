import JSON
import TestSupport
import Testing

@testable import Claude

@Suite struct ToolLoopTests {
    static let schema: JSONValue = ["type": "object"]

    func message(_ stop: String, _ content: String) -> (status: Int, fields: [String: String], body: String) {
        (
            200, [:],
            #"{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[\#(content)],"stop_reason":"\#(stop)","usage":{"input_tokens":100,"output_tokens":10}}"#
        )
    }

    func call(_ id: String, _ name: String, _ input: String = "{}") -> String {
        #"{"type":"tool_use","id":"\#(id)","name":"\#(name)","input":\#(input)}"#
    }

    struct Broken: Error, CustomStringConvertible {
        var description: String { "index offline" }
    }

    func tools(_ gates: [String: Gate] = [:]) -> [RunnableTool] {
        let echo = RunnableTool(Tool(name: "echo", inputSchema: Self.schema)) { input in
            for (name, gate) in gates where name != input["q"]?.string { gate.open() }
            if let own = input["q"]?.string.flatMap({ gates[$0] }) { await own.passed() }
            return .text(input["q"]?.string ?? "nothing")
        }
        return [echo, RunnableTool(Tool(name: "broken", inputSchema: Self.schema)) { _ in throw Broken() }]
    }

    @Test func runsAllCallsAtOnceAndAnswersInOneMessage() async throws {
        // Each of the two calls waits until the other has begun.
        let gates = ["a": Gate(), "b": Gate()]
        let calls = [
            call("1", "echo", #"{"q":"a"}"#), call("2", "broken"), call("3", "echo", #"{"q":"b"}"#),
            call("4", "missing"),
        ]
        let server = try LoopbackServer.scripted([
            message("tool_use", calls.joined(separator: ",")), message("end_turn", #"{"type":"text","text":"done"}"#),
        ])
        let result = try await ToolLoop(tools: tools(gates)).run(question, with: client(server))
        #expect(result.response.message.text == "done")
        #expect(result.rounds == 2)
        #expect(result.cost?.nanoDollars == 2 * (100 * 2000 + 10 * 10_000))
        #expect(result.messages.count == 4)
        let results = result.messages[2].blocks.compactMap { block in
            if case .toolResult(let result) = block { result } else { nil }
        }
        #expect(results.map(\.toolUseID) == ["1", "2", "3", "4"])
        #expect(results.map(\.isError) == [false, true, false, true])
        #expect(results[1].content == .text("index offline"))
        #expect(server.requests[0].text.contains(#""tools":[{"name":"echo""#))
    }

    @Test func resumesATurnThatTheServerPaused() async throws {
        let search = #"{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"x"}}"#
        let server = try LoopbackServer.scripted([
            message("pause_turn", search), message("end_turn", #"{"type":"text","text":"done"}"#),
        ])
        let result = try await ToolLoop(tools: []).run(question, with: client(server))
        #expect(result.rounds == 2)
        #expect(server.requests[1].text.contains("[\(search)]"))
    }

    func error(_ loop: ToolLoop, _ responses: [(status: Int, fields: [String: String], body: String)]) async throws
        -> ClaudeError?
    {
        let server = try LoopbackServer.scripted(responses)
        let client = try client(server)
        return await failure { () async throws(ClaudeError) in try await loop.run(question, with: client) }
    }

    @Test func endsWhenTheModelRepeatsItself() async throws {
        let same = [
            message("tool_use", call("1", "echo", #"{"q":"a","r":1}"#)),
            message("tool_use", call("2", "echo", #"{ "q" : "a", "r":1}"#)),
        ]
        let error = try await error(ToolLoop(tools: tools(), maxIdenticalCalls: 1), same)
        #expect(error?.code == .toolLoop && error?.field == "echo")
        #expect(error?.partial?.toolUses.first?.id == "2")
    }

    @Test func endsAfterTheLastRound() async throws {
        let error = try await error(
            ToolLoop(tools: tools(), maxRounds: 2, maxIdenticalCalls: 9), [message("tool_use", call("1", "echo"))])
        #expect(error?.code == .toolLoop)
        #expect(error?.detail.contains("2 rounds") == true)
    }

    @Test func endsBeforeARoundThatTheBudgetDoesNotCover() async throws {
        let cheap = try await error(ToolLoop(tools: tools(), budget: Money(nanoDollars: 10)), [message("end_turn", "")])
        #expect(cheap?.code == .toolLoop && cheap?.partial == nil)
        var unknown = question
        unknown.model = "no-such-model"
        let server = try LoopbackServer.scripted([message("end_turn", "")])
        let client = try client(server)
        let error = await failure { () async throws(ClaudeError) in
            try await ToolLoop(tools: [], budget: .dollars(100)).run(unknown, with: client)
        }
        #expect(error?.detail.contains("price") == true)
    }

    @Test func aCallThatWasCutOffIsNotRun() async throws {
        let server = try LoopbackServer.scripted([message("max_tokens", call("1", "broken"))])
        let result = try await ToolLoop(tools: tools()).run(question, with: client(server))
        #expect(result.rounds == 1 && result.response.message.stopReason == .maxTokens)
    }

    @Test func endsWhenTimeIsOver() async throws {
        let clock = TestClock()
        let server = try LoopbackServer.scripted([message("tool_use", call("1", "slow"))])
        let slow = RunnableTool(Tool(name: "slow", inputSchema: Self.schema)) { _ in
            clock.advance(by: .seconds(100))
            return .text("x")
        }
        let client = try client(server, clock)
        let error = await failure { () async throws(ClaudeError) in
            try await ToolLoop(tools: [slow], deadline: .seconds(50)).run(question, with: client)
        }
        #expect(error?.code == .deadlineExceeded && error?.partial != nil)
    }
}
