import HTTPServer
import JSON
import Synchronization

extension SimulatedAPI {
    typealias Fields = [(name: String, value: String)]

    /// The message as one JSON body.
    func whole(_ produced: ProducedMessage, _ headers: Fields, _ fault: Fault?) -> ServerResponse {
        responseBegan(produced)
        bill(produced)
        let bytes = JSONValue.object(produced.message).bytes()
        let fields = [("content-type", "application/json")] + headers
        switch fault?.name {
        case "malformed-json": return ServerResponse(200, fields, .bytes(Array(bytes.dropLast(bytes.count / 3 + 1))))
        case "disconnect":
            let end = min(fault?.int("bytes") ?? bytes.count / 2, bytes.count)
            return ServerResponse(
                200, fields,
                .stream { writer in
                    try await writer.write(Array(bytes[..<end]))
                    throw CancellationError()
                })
        case "slow":
            let pause = fault?.int("ms") ?? 10
            return ServerResponse(
                200, fields,
                .stream { [self] writer in
                    for byte in bytes {
                        try await writer.write([byte])
                        await self.pause(milliseconds: pause)
                    }
                })
        default: return ServerResponse(200, fields, .bytes(bytes))
        }
    }

    /// The message as a stream of events.
    func stream(_ produced: ProducedMessage, _ headers: Fields, _ fault: Fault?) -> ServerResponse {
        var generator = SeededGenerator(seed: configuration.seed)
        var events = MessageEvents.events(of: produced.message, generator: &generator, estimate: produced.estimate)
        fault?.change(&events)
        let fields = [("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache")] + headers
        return ServerResponse(
            200, fields,
            .stream { [self, events] writer in
                responseBegan(produced)
                var progress = StreamProgress(fault: fault)
                do {
                    for (number, event) in events.enumerated() {
                        if number > 0 { await pause(milliseconds: configuration.eventMilliseconds) }
                        try await progress.send(event, number, to: writer, self)
                    }
                    bill(produced)
                } catch {
                    // What was sent until the client went away, or the fault came, is billed.
                    bill(produced, outputTokens: min(produced.outputTokens, max(1, progress.tokens)))
                    throw error
                }
            })
    }

    func scriptedStream(_ pieces: [String]) -> ServerResponse {
        ServerResponse(
            200, [("content-type", "text/event-stream; charset=utf-8")],
            .stream { [self] writer in
                for (number, piece) in pieces.enumerated() {
                    if number > 0 { await pause(milliseconds: configuration.eventMilliseconds) }
                    try await writer.write(piece)
                }
            })
    }
}

/// How far a stream has come, and where its fault strikes.
struct StreamProgress {
    let fault: Fault?
    var tokens = 0
    private var sentBytes = 0

    init(fault: Fault?) { self.fault = fault }

    mutating func send(
        _ event: MessageEvent, _ number: Int, to writer: ResponseWriter, _ api: SimulatedAPI
    ) async throws {
        var bytes = event.bytes
        switch fault?.name {
        case "silence" where number == fault?.int("after"):
            await api.silence()
            throw CancellationError()
        case "slow":
            for byte in bytes {
                try await writer.write([byte])
                await api.pause(milliseconds: fault?.int("ms") ?? 10)
            }
            tokens += event.tokens
            return
        case "disconnect":
            let limit = fault?.int("bytes") ?? 600
            if sentBytes + bytes.count > limit {
                try await writer.write(Array(bytes.prefix(max(0, limit - sentBytes))))
                throw CancellationError()
            }
        case "malformed-json" where number == fault?.int("after") ?? 3: bytes = Array(bytes.dropLast(5)) + [0x0A, 0x0A]
        default: break
        }
        try await writer.write(bytes)
        sentBytes += bytes.count
        tokens += event.tokens
    }
}
