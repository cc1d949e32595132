import DocumentModel
import Testing

@testable import Extraction

@Suite struct RecognitionTests {
    let recogniser = Recogniser([
        FormatClaim(.pdf) { $0.starts(with: "%PDF-".utf8) ? .certain : .none },
        FormatClaim(.text, extensions: ["txt"]),
        FormatClaim(.markdown, extensions: ["md"]),
        FormatClaim(.html, extensions: ["html"]) { $0.starts(with: "<!doctype".utf8) ? .likely : .none },
        FormatClaim(.code, names: ["makefile"]),
    ])

    func recognise(_ name: String, _ text: String) -> Recognition {
        recogniser.recognise(name: name, head: Array(text.utf8))
    }

    @Test func contentGoesBeforeTheName() {
        #expect(recognise("a.txt", "%PDF-1.7") == .format(.pdf))
        #expect(recognise("a.md", "GIF89a\u{1}\u{2}") == .skip(.kindNotRead, reason: "a GIF image is not read"))
    }

    @Test func theNameDecidesWhereContentIsText() {
        #expect(recognise("x/y.MD", "a") == .format(.markdown))
        #expect(recognise("x.y/Makefile", "a") == .format(.code))
        #expect(recognise("a.txt", "<!doctype html>") == .format(.text))
    }

    @Test func contentDecidesWhereTheNameSaysNothing() {
        #expect(recognise("page", "<!doctype html>") == .format(.html))
        #expect(recognise("a.xyz", "hello") == .format(.text))
        #expect(recognise("", "") == .format(.text))
    }

    @Test func dataThatIsNoTextIsSkippedAndTextWithAFewZerosIsNot() {
        let noise = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }
        #expect(
            recogniser.recognise(name: "a.txt", head: noise)
                == .skip(.kindNotRead, reason: "data that is no text is not read"))
        let zeros = Array(repeating: Array("0123456789 ".utf8), count: 20).joined(separator: [0, 10])
        #expect(
            recogniser.recognise(name: "a.txt", head: Array(zeros).dropLast(0) + Array(repeating: 65, count: 1_000))
                == .format(.text))
    }

    @Test func unicodeInTwoAndFourBytesIsText() {
        let utf16 = "Hello, world. A line.\n".utf16.flatMap { unit -> [UInt8] in [UInt8(truncatingIfNeeded: unit), 0] }
        #expect(recogniser.recognise(name: "a", head: utf16) == .format(.text))
        let utf32 = "Hello, world.\n".unicodeScalars.flatMap { scalar -> [UInt8] in [0, 0, 0, UInt8(scalar.value)] }
        #expect(recogniser.recognise(name: "a", head: utf32) == .format(.text))
    }
}
