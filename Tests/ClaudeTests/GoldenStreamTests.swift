import Claude
import JSON
import TestSupport
import Testing

/// Recorded streams and the messages that they are: a folder of pairs, to which `scripts/live-check` adds what the API really sent.
@Suite struct GoldenStreamTests {
    static let folder = "Tests/ClaudeTests/Golden"
    static let streams = Project.files(below: folder).filter { $0.hasSuffix(".sse") }

    @Test func theFolderHoldsStreams() { #expect(Self.streams.count >= 2) }

    @Test(arguments: streams) func aStreamIsItsMessage(path: String) throws {
        let stream = try #require(Project.text(path))
        let message = try #require(Project.text(path.dropLast(3) + "json"))
        #expect(try RecordedStreams.accumulate(stream).1.message.map { $0.json.text() + "\n" } == message)
    }
}
