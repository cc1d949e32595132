import Claude
import Glibc
import JSON
import Testing

/// Whatever a stream is turned into, it ends in a message or a typed error: no crash, no hang.
@Suite struct StreamMutationTests {
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// 5,000 with every run of the tests; more on demand.
    static let rounds = getenv("CLAUDE_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 5_000

    @Test func everyMutationEndsInAMessageOrATypedError() {
        var random = Generator(state: 27)
        var whole = 0
        var failed = 0
        let seeds = [RecordedStreams.citedAnswer, RecordedStreams.toolCalls].map { Array($0.utf8) }
        for round in 0..<Self.rounds {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, seeds, &random) }
            do throws(ClaudeError) {
                let (_, accumulator) = try accumulate(bytes, &random)
                if accumulator.isComplete { whole += 1 }
                // What came out can be written and looked at.
                _ = accumulator.message?.json.text()
                _ = accumulator.message?.text
                _ = accumulator.message?.usage.promptTokens
            } catch {
                failed += 1
                if error.description.isEmpty { Issue.record("an error without words: \(error.code)") }
                _ = error.partial?.json.text()
            }
        }
        #expect(whole > Self.rounds / 20)
        #expect(failed > Self.rounds / 20)
    }

    private func accumulate(
        _ bytes: [UInt8], _ random: inout Generator
    ) throws(ClaudeError) -> (Int, MessageAccumulator) {
        var decoder = ServerSentEventDecoder(eventLimit: 1 << 16)
        var accumulator = MessageAccumulator()
        var rest = bytes[...]
        var count = 0
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...900, using: &random))
            rest = rest.dropFirst(piece.count)
            decoder.append(Array(piece))
            while let event = decoder.next() ?? (rest.isEmpty ? decoder.finish() : nil) {
                count += 1
                if let event = try StreamEvent(event) { _ = try accumulator.received(event) }
            }
        }
        return (count, accumulator)
    }

    private func mutate(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ random: inout Generator) {
        guard bytes.count > 2 else { return }
        let position = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, position + Int.random(in: 1...200, using: &random))
        switch Int.random(in: 0..<9, using: &random) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(position..<end)
        case 3: bytes.insert(contentsOf: bytes[position..<end], at: position)
        case 4: bytes.removeSubrange(position...)
        case 5: bytes.insert(contentsOf: (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }, at: position)
        // Whole events: dropped, doubled, moved.
        case 6, 7, 8: moveEvents(&bytes, seeds, &random)
        default: break
        }
    }

    private func moveEvents(_ bytes: inout [UInt8], _ seeds: [[UInt8]], _ random: inout Generator) {
        var events = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").map(String.init)
        guard let position = events.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: events.remove(at: position)
        case 1: events.insert(events[position], at: position)
        case 2: events.swapAt(position, events.indices.randomElement(using: &random)!)
        default:
            let words = ["null", "-1", "1e99", "\"x\"", "[]", "{}", "true", "18446744073709551616"]
            let parts = events[position].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count > 2 else { return }
            let cut = Int.random(in: 2..<parts.count, using: &random)
            let word = words.randomElement(using: &random)!
            let rest = parts[cut].drop { !",}]".contains($0) }
            events[position] = (parts[..<cut] + [word + rest] + parts[(cut + 1)...]).joined(separator: ":")
        }
        bytes = Array((events.joined(separator: "\n\n") + "\n\n").utf8)
    }
}
