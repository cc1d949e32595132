import JSON
import Synchronization
import TestSupport
import Testing

@testable import Claude

@Suite struct SecrecyTests {
    static let key = "sk-ant-api03-VerySecretKey_0123456789"

    @Test func secretsNeitherPrintNorDumpNorReflect() throws {
        var configuration = ClientConfiguration(.apiKey(Secret(Self.key)))
        configuration.fallbacks = [Fallback("m")]
        let client = try ClaudeClient(configuration)
        var text = "\(configuration.credentials) \(String(reflecting: configuration)) \(client)"
        dump(configuration, to: &text)
        dump(client, to: &text)
        #expect(!text.contains(Self.key) && !text.contains("VerySecret"))
    }

    @Test func errorsAndLogsHoldNoKey() async throws {
        // The worst of servers: it sends everything back.
        let server = try LoopbackServer { request, connection in
            let echo = "got \(request["x-api-key"] ?? "") and \(request["authorization"] ?? "") and Bearer abc.def"
            try connection.respond(
                400, ["x-echo": echo, "set-cookie": "session=1"], errorBody("invalid_request_error", echo))
        }
        let lines = Mutex<[String]>([])
        for credentials: Credentials in [.apiKey(Secret(Self.key)), .bearer(Secret("plain-token-42"))] {
            let client = try client(server) {
                $0.credentials = credentials
                $0.wireLog = WireLog(includesBodies: true) { line in lines.withLock { $0.append(line) } }
            }
            let error = await failure { () async throws(ClaudeError) in try await client.create(question) }
            let text = "\(error!) \(String(reflecting: error)) \(error!.serverMessage ?? "")"
            for secret in [Self.key, "plain-token-42", "abc.def"] { #expect(!text.contains(secret)) }
            #expect(text.contains("[redacted]"))
        }
        let log = lines.withLock { $0.joined(separator: "\n") }
        for secret in [Self.key, "plain-token-42", "abc.def", "session=1"] { #expect(!log.contains(secret)) }
        #expect(log.contains("> x-api-key: [redacted]") && log.contains("< 400") && log.contains("How long?"))
    }

    @Test func theLogHoldsNoBodiesUnlessAsked() async throws {
        let server = try LoopbackServer.scripted([(200, [:], plainMessage)])
        let lines = Mutex<[String]>([])
        _ = try await client(server) { $0.wireLog = WireLog { line in lines.withLock { $0.append(line) } } }.create(
            question)
        let log = lines.withLock { $0.joined(separator: "\n") }
        #expect(!log.contains("How long?") && !log.contains("Six months") && log.contains("bytes"))
    }

    @Test func aCrashShowsNoKey() async {
        let result = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            let client = try ClaudeClient(ClientConfiguration(.apiKey(Secret("sk-ant-api03-VerySecretKey_0123456789"))))
            fatalError("crashed with \(client) and \(client.configuration)")
        }
        let text = String(
            decoding: (result?.standardErrorContent ?? []) + (result?.standardOutputContent ?? []), as: UTF8.self)
        #expect(text.contains("crashed with"))
        #expect(!text.contains("VerySecret"))
    }
}
