import JSON
import Testing

/// Whatever the bytes are, parsing ends in a value that gives the same bytes back, or in a typed error.
@Suite struct JSONMutationTests {
    /// A small generator whose sequence depends on nothing but its seed.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    static let seeds = [
        #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"é\u00e9\ud83d\ude00 \"x\" \\ \/ "}}"#,
        #" [ 1 , -0.5e+10 , true,false ,null, { "a" : [ ] , "b":{}, "\u0061":"\ud800" } ] "#,
        #"{"a":{"a":{"a":[[["deep"]]]}},"long":"0123456789abcdefghijklmnopqrstuvwxyz\t0123456789"}"#,
    ].map { Array($0.utf8) }

    @Test func givesTheSameBytesBackOrATypedError() throws {
        var random = Generator(state: 11)
        var parsed = 0
        for round in 0..<20_000 {
            var bytes = Self.seeds[round % Self.seeds.count]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: position)
                case 2: bytes.insert(bytes.randomElement(using: &random)!, at: position)
                default: bytes.removeSubrange(position...)
                }
                if bytes.isEmpty { break }
            }
            guard let value = try? JSONValue(parsing: bytes, keepingLayout: true) else { continue }
            parsed += 1
            let spaces: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09]
            let trimmed = bytes.drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }.reversed()
            try #require(value.bytes() == Array(trimmed))
            try #require(try JSONValue(parsing: value.bytes(.canonical)).bytes(.canonical) == value.bytes(.canonical))
        }
        #expect(parsed > 4_000)
    }
}
