import Claude
import ClaudeSimulator
import CommandLine
import DocQA
import DocumentModel
import Glibc
import JSON
import Rendering
import TestSupport
import Testing

/// One question each, from the documents to the page a reader sees: what goes over the wire, byte for byte, what comes
/// back, and the answer in every rendering. `DOCQA_RECORD_GOLDEN=1` writes them anew and fails.
@Suite struct GoldenCaseTests {
    static let folder = "Tests/GoldenTests/cases"
    static let names = Set(
        Project.files(below: folder).compactMap { path in
            path.hasSuffix("/case.json") ? String(path.dropFirst(folder.count + 1).prefix { $0 != "/" }) : nil
        }
    ).sorted()

    @Test func everyDocumentFormAndEveryKindOfCitationHasItsCase() throws {
        let all = try Self.names.map { try #require(Project.text("\(Self.folder)/\($0)/case.json")) }.joined()
        for kind in [
            "char_location", "content_block_location", "page_location", "search_result_location",
            "web_search_result_location",
        ] { #expect(all.contains(kind), "no case cites by \(kind)") }
    }

    @Test(arguments: names) func isAsItWasRecorded(name: String) async throws {
        let golden = GoldenCase(name: name)
        let results = try await golden.run()
        if getenv("DOCQA_RECORD_GOLDEN") != nil {
            for (file, text) in results { golden.write(text, to: file) }
            Issue.record("\(name) was recorded; run the tests again without DOCQA_RECORD_GOLDEN")
            return
        }
        for (file, text) in results {
            #expect(text == golden.text(file), "\(name)/\(file)")
        }
    }
}

/// A case folder: `case.json` says what is asked and what the model says, `files` holds the documents.
struct GoldenCase {
    let name: String
    private var path: String { "\(GoldenCaseTests.folder)/\(name)" }

    func text(_ file: String) -> String? { Project.text("\(path)/\(file)") }

    func write(_ text: String, to file: String) {
        guard let stream = fopen("\(Project.root)/\(path)/\(file)", "w") else { return }
        defer { fclose(stream) }
        _ = Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, stream) }
    }

    /// What the case makes, by the file that it is held against.
    func run() async throws -> [(file: String, text: String)] {
        let description = try JSONValue(parsing: try #require(text("case.json")))
        let home = TemporaryFolder()
        var settings = SimulatorConfiguration()
        settings.records = home["calls"]
        let simulator = try Simulator(settings)
        for reply in description["replies"]?.array?.elements ?? [] { simulator.enqueue(try ScriptedReply(reply)) }
        let answer: Answer
        do {
            answer = try await ask(description, simulator, home)
        } catch {
            await simulator.stop()
            throw error
        }
        await simulator.stop()
        var results: [(file: String, text: String)] = []
        let calls = description["replies"]?.array?.elements.count ?? 0
        for number in 1...max(1, calls) {
            let record = "calls/00000\(number)"
            let request = Self.withoutMedia(Self.body(of: record + ".request", in: home))
            results.append(("request-\(number).json", request + "\n"))
            results.append(("stream-\(number).sse", Self.body(of: record + ".response", in: home)))
        }
        var timeless = answer
        timeless.timings = Answer.Timings()
        for index in timeless.receipt.calls.indices {
            timeless.receipt.calls[index].firstText = nil
            timeless.receipt.calls[index].duration = nil
            timeless.receipt.calls[index].requestID = nil
        }
        timeless.askedAt = nil
        timeless.prompt.plan?.inputs.at = 0
        // How sure the search is has its own tests, and moves when ranking is tuned.
        timeless.confidence = 0
        let terminal = Terminal(isTerminal: false, width: 80)
        for (file, format) in [
            ("answer.txt", AnswerFormat.terminal), ("answer.md", .markdown), ("answer.html", .html),
            ("answer.json", .json),
        ] {
            let text = format.renderer(on: terminal).render(timeless, [:])
            results.append((file, text.replacing(Project.root, with: "ROOT").replacing(home[""], with: "HOME/")))
        }
        return results
    }

    private func ask(_ description: JSONValue, _ simulator: Simulator, _ home: TemporaryFolder) async throws -> Answer {
        var configuration = ClientConfiguration(.apiKey(Secret("k")))
        configuration.baseURL = simulator.url
        let library = try await Library.open(at: home["docqa.db"])
        // So much else that not everything is sent, and a long document of which only a part is.
        if let parts = description["filler"]?.int {
            let filler = (1...parts).map { part in
                "Part \(part) of the manual\n\nIn part \(part) the fan turns \(part * 7) times. "
                    + (1...8).map { "Valve \($0) of part \(part) opens to the \($0 % 2 == 0 ? "left" : "right"). " }
                    .joined() + (part == 31 ? "The seal of the fan lasts for 70 hours.\n\n" : "\n\n")
            }
            home.write("more/long.txt", filler.joined())
        }
        _ = try await library.ingest(IngestRequest(paths: ["\(Project.root)/\(path)/files"]))
        if home.read("more/long.txt") != nil {
            _ = try await library.ingest(IngestRequest(paths: [home["more"]]))
        }
        var request = AskRequest(description["question"]?.string ?? "")
        request.model = .named(description["model"]?.string ?? "sonnet")
        request.isStrict = description["strict"]?.bool ?? false
        request.isDeep = description["deep"]?.bool ?? false
        request.pdfPages = description["pages"]?.string.flatMap { PDFPagesWish(rawValue: $0) } ?? .auto
        request.sendsPagePictures = description["pictures"]?.bool ?? false
        let answer = try await library.ask(request, with: AnsweringService(try ClaudeClient(configuration)))
        await library.close()
        return answer
    }

    /// Files in a request, whose bytes are those of the installed libraries; they have tests of their own.
    private static func withoutMedia(_ body: String) -> String {
        body.replacing(#/"media_type":"([a-z/]+)","data":"[A-Za-z0-9+/=]{100,}"/#) { match in
            "\"media_type\":\"\(match.output.1)\",\"data\":\"...\""
        }
    }

    /// A recorded message without its head.
    private static func body(of file: String, in home: TemporaryFolder) -> String {
        let text = String(decoding: home.read(file) ?? [], as: UTF8.self)
        return text.firstRange(of: "\n\n").map { String(text[$0.upperBound...]) } ?? text
    }
}
