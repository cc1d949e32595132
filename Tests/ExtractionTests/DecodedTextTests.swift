import DocumentModel
import Testing

@testable import Extraction

@Suite struct DecodedTextTests {
    func decode(_ bytes: [UInt8], _ encoding: String? = nil) throws -> (text: String, codes: [String]) {
        let text = try DecodedText(bytes, name: "x", encoding: encoding)
        return (String(decoding: text.utf8, as: UTF8.self), text.warnings.map(\.code.rawValue))
    }

    func units16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let pair = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
            return bigEndian ? pair.reversed() : pair
        }
    }

    func units32(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(8 * $0)) }
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    @Test(arguments: [
        "The year 2026, in short.\n", "これは日本語の文章です。\nとても短い。\n", "Привет, мир. Это текст.\n", "𝒳 and 😀, so.\n",
    ])
    func unicodeIsReadInEveryFormWithAndWithoutMark(text: String) throws {
        for bigEndian in [false, true] {
            for form in [units16, units32] {
                let marked = try decode(form("\u{FEFF}" + text, bigEndian))
                #expect(marked.text == text)
                #expect(marked.codes == [])
                let unmarked = try decode(form(text, bigEndian))
                #expect(unmarked.text == text)
                #expect(unmarked.codes == ["encoding_guessed"])
            }
        }
    }

    @Test func loneSurrogatesAndCutUnitsAreCounted() throws {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0, 0xD8, 0x62, 0, 0, 0xDC, 0x63]
        let text = try DecodedText(bytes, name: "x")
        #expect(String(decoding: text.utf8, as: UTF8.self) == "a\u{FFFD}b\u{FFFD}\u{FFFD}")
        #expect(text.warnings.map(\.message) == ["5 bytes are no text in the file's encoding and were replaced."])
    }

    @Test func damagedUTF8StaysUTF8() throws {
        let bytes = Array("Größe und Länge, süß".utf8) + [0xC3] + Array(" und überall Öl".utf8)
        #expect(try decode(bytes).text == "Größe und Länge, süß\u{FFFD} und überall Öl")
        #expect(try decode(bytes).codes == ["encoding_guessed", "bytes_replaced"])
    }

    @Test func illFormedPartsAreReplacedAsTheStandardRecommends() throws {
        // Unicode 15, table 3-8 and 3-11.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let cases: [([UInt8], Int)] = [
            ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], 8),
            ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], 8),
            ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], 7),
            ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], 4),
        ]
        for (bytes, marks) in cases {
            let text = try decode(mark + bytes).text
            #expect(text.unicodeScalars.count { $0 == "\u{FFFD}" } == marks)
            #expect(text == String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(
        arguments: [
            ([0x47, 0x72, 0xF6, 0xDF, 0x65, 0x20, 0x93, 0x66, 0xFC, 0x72, 0x94], "Größe “für”"),
            ([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2C, 0x20, 0xEC, 0xE8, 0xF0, 0x21], "Привет, мир!"),
            ([0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4, 0x2C, 0x20, 0xCD, 0xC9, 0xD2, 0x21], "Привет, мир!"),
            ([0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x2E], "日本."),
        ] as [([UInt8], String)])
    func legacyEncodingsAreGuessedAndTheGuessIsTold(bytes: [UInt8], expected: String) throws {
        let (text, codes) = try decode(bytes)
        #expect(text == expected)
        #expect(codes == ["encoding_guessed"])
    }

    @Test func whatTheCallerSaysIsBelieved() throws {
        #expect(try decode([0xA3, 0xB1], "iso-8859-2").text == "Łą")
        #expect(try decode([0xA3, 0xB1], "iso-8859-2").codes == [])
        // UTF-8 is never anything else.
        #expect(try decode(Array("ä".utf8), "iso-8859-2").text == "ä")
    }

    @Test func bytesAreNeverLostSilently() throws {
        var state: UInt64 = 42
        for _ in 0..<2_000 {
            let bytes = (0..<40).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            let text = try DecodedText(bytes, name: "x")
            let string = String(decoding: text.utf8, as: UTF8.self)
            let hasMarks = string.unicodeScalars.contains("\u{FFFD}")
            #expect(hasMarks == text.warnings.contains { $0.code == .bytesReplaced })
        }
    }

    @Test func validationAgreesWithTheStandardLibrary() {
        var state: UInt64 = 9
        let interesting: [UInt8] = [0x41, 0x80, 0xBF, 0xC1, 0xC2, 0xE0, 0xA0, 0x9F, 0xED, 0xF0, 0x90, 0xF4, 0x8F, 0xF5]
        for _ in 0..<20_000 {
            let bytes = (0..<12).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return interesting[Int(state >> 40) % interesting.count]
            }
            let isValid = bytes.withUnsafeBufferPointer { firstIllFormedByte(in: $0, from: 0) == nil }
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }
}
