package import Claude
import HTTPServer
package import JSON
import Synchronization

/// A Claude API that runs here: on a port of this machine, without a key and without a cent.
///
///     let simulator = try Simulator()
///     defer { await simulator.stop() }
///     try simulator.enqueue(ScriptedReply(["text": "Six months."]))
///     // … point a client at simulator.url …
package final class Simulator: Sendable {
    package let configuration: SimulatorConfiguration
    package var clock: SimulatorClock { configuration.clock }
    package let port: Int
    package var url: String {
        let host = configuration.address.contains(":") ? "[\(configuration.address)]" : configuration.address
        return "http://\(host):\(port)"
    }

    let api: SimulatedAPI
    private let server: HTTPServer

    package init(_ configuration: SimulatorConfiguration = SimulatorConfiguration()) throws {
        self.configuration = configuration
        let api = try SimulatedAPI(configuration)
        self.api = api
        var serving = HTTPServer.Configuration(port: configuration.port)
        serving.address = configuration.address
        serving.bodyLimit = BodyLimits.limit
        serving.tooLarge = { head in api.tooLarge(head) }
        server = try HTTPServer(serving) { request in await api.respond(to: request) }
        port = server.port
        api.baseURL.withLock { [url] in $0 = url }
    }

    /// Lets requests that are being answered finish for so long, then closes the port.
    package func stop(grace: Duration = .zero) async {
        await server.stop(grace: grace)
        api.stop()
    }

    /// Gives the next request for a message this reply.
    package func enqueue(_ reply: ScriptedReply) { api.state.withLock { $0.script.append(reply) } }

    package func add(_ fault: FaultRule) { api.state.withLock { $0.faults.add(fault) } }

    /// Tokens and money so far, as `GET /simulator/account` tells.
    package var account: JSONValue { api.state.withLock { $0.account.json } }

    /// Puts a prompt through checks, layout and cache at the clock's time, as a request does whose response begins at once and
    /// has so many tokens: what usage says. Nothing goes over the wire and nothing is billed.
    package func usage(of body: JSONValue, outputTokens: Int) throws -> Usage {
        let catalogue = configuration.catalogue
        let check = RequestCheck(catalogue: catalogue, version: .current, betas: [], purpose: .message)
        let call = try check.check(body)
        let layout = PromptLayout(call, workspace: "", contents: SourceContents())
        if let window = call.facts.maxInputTokens, layout.totalTokens > window {
            throw APIFailure.invalid("prompt is too long: \(layout.totalTokens) tokens > \(window) maximum")
        }
        let plan = api.state.withLock { state in
            let plan = state.cache.plan(layout.prompt, at: clock.now)
            state.cache.requestStarted(plan)
            state.cache.responseBegan(plan)
            return plan
        }
        return Usage(object: plan.usage(outputTokens: outputTokens, thinkingTokens: 0, call: call, isBatch: false))
    }

    /// Forgets the cache, the account, faults and waiting replies.
    package func reset() { api.reset() }
}

/// The largest bodies that the API takes.
enum BodyLimits {
    static let limit: @Sendable (RequestHead) -> Int = { head in
        switch head.path {
        case "/v1/messages/batches": 256 << 20
        case "/v1/files": (500 << 20) + (1 << 16)
        default: 32 << 20
        }
    }
}
