import Claude
import Testing

@Suite struct ServerSentEventTests {
    func events(_ chunks: [[UInt8]], limit: Int = 1 << 20) -> [ServerSentEvent] {
        var decoder = ServerSentEventDecoder(eventLimit: limit)
        var events: [ServerSentEvent] = []
        for chunk in chunks {
            decoder.append(chunk)
            while let event = decoder.next() { events.append(event) }
        }
        if let last = decoder.finish() { events.append(last) }
        return events
    }

    func event(_ name: String?, _ data: String) -> ServerSentEvent {
        ServerSentEvent(name: name, data: Array(data.utf8))
    }

    static let stream = """
        \u{FEFF}: a comment\r\nevent: one\rdata: é😀\u{2028}x\n\nevent:two\ndata:  spaced\ndata\ndata: more: colons\r\n\r
        id: 7\nretry: 10\nunknown\n\n\n\ndata: nameless\n\nevent: empty\n\nevent: last\ndata: no blank line
        """

    var expected: [ServerSentEvent] {
        [
            event("one", "é😀\u{2028}x"), event("two", " spaced\n\nmore: colons"), event(nil, "nameless"),
            event("last", "no blank line"),
        ]
    }

    @Test func readsAllLineEndsCommentsAndJoinedData() {
        #expect(events([Array(Self.stream.utf8)]) == expected)
    }

    @Test func mayBeCutAnywhere() {
        let bytes = Array(Self.stream.utf8)
        for cut in 0...bytes.count { #expect(events([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected) }
        #expect(events(bytes.map { [$0] }) == expected)
    }

    @Test func anEventOverTheLimitEndsTheStream() {
        var decoder = ServerSentEventDecoder(eventLimit: 100)
        decoder.append(Array("data: \(String(repeating: "x", count: 200))".utf8))
        #expect(decoder.next() == nil)
        #expect(decoder.isOverLimit)
        var lines = ServerSentEventDecoder(eventLimit: 100)
        for _ in 0..<20 { lines.append(Array("data: 1234567890\n".utf8)) }
        #expect(lines.next() == nil)
        #expect(lines.isOverLimit)
    }
}
