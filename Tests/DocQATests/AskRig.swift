import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport

/// A library of one document, a simulator, and a service that asks it without waiting between attempts.
struct AskRig {
    static let battery = "The warranty on batteries runs for ten years from the day of commissioning."
    static let inverter = "The warranty on inverters runs for five years."
    static let question = "How long is the warranty on batteries?"
    let folder = TemporaryFolder()

    func library() async throws -> Library {
        folder.write("files/warranty.md", "# Warranty\n\n## Batteries\n\n\(Self.battery)\n\n\(Self.inverter)\n")
        let library = try await Library.open(at: folder["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        return library
    }

    /// Where the words about batteries stand in what is sent.
    static let batteryStart = "# Warranty\n\n## Batteries\n\n".count

    func service(_ simulator: Simulator) throws -> AnsweringService {
        var configuration = ClientConfiguration(.apiKey(Secret("k")))
        configuration.baseURL = simulator.url
        let clock = ClientClock(
            now: ClientClock.system.now, wallTime: ClientClock.system.wallTime, sleep: { _ in }, random: { 0.5 })
        return AnsweringService(try ClaudeClient(configuration, clock: clock))
    }

    func request(_ question: String = question) -> AskRequest {
        var request = AskRequest(question)
        request.model = .named("sonnet")
        return request
    }

    /// A text block with a citation of the first document of the request.
    func cited(_ text: String, _ quote: String, at start: Int) -> JSONValue {
        [
            "type": "text", "text": JSONValue(text),
            "citations": [
                [
                    "type": "char_location", "cited_text": JSONValue(quote), "document_index": 0,
                    "document_title": .null, "start_char_index": JSONValue(start),
                    "end_char_index": JSONValue(start + quote.unicodeScalars.count), "file_id": .null,
                ]
            ],
        ]
    }

    func plain(_ text: String) -> JSONValue { ["type": "text", "text": JSONValue(text)] }

    /// Runs the body with all three, and stops the simulator also when it throws.
    func with<Success>(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        _ body: (Simulator, Library, AnsweringService) async throws -> Success
    ) async throws -> Success {
        let simulator = try Simulator(configuration)
        let result: Result<Success, any Error>
        do {
            result = .success(try await body(simulator, try await library(), try service(simulator)))
        } catch {
            result = .failure(error)
        }
        await simulator.stop()
        return try result.get()
    }
}
