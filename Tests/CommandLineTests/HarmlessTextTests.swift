import Testing

@testable import CommandLine

@Suite struct HarmlessTextTests {
    @Test func leavesOrdinaryTextOfAnyLanguageAlone() {
        let text = "Straße, 東京, عربي, हिन्दी, 👩‍👩‍👧 and e\u{301}\n\tnext line"
        #expect(HarmlessText.of(text) == text)
    }

    @Test func showsEscapeSequencesInsteadOfObeyingThem() {
        #expect(HarmlessText.of("\u{1B}[2Jgone\u{7}") == "␛[2Jgone␇")
        #expect(HarmlessText.of("a\rb\u{7F}") == "a␍b␡")
    }

    @Test func replacesC1ControlsWhichSomeTerminalsObey() {
        #expect(HarmlessText.of("\u{9B}31m \u{85} \u{80}") == "\u{FFFD}31m \u{FFFD} \u{FFFD}")
    }

    @Test func replacesEveryBidirectionalControl() {
        for value in [0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069) {
            let scalar = Unicode.Scalar(UInt32(value))!
            #expect(HarmlessText.of("a\(scalar)b") == "a\u{FFFD}b", "U+\(String(value, radix: 16))")
        }
    }

    @Test func replacesInvisibleTagsAndLineSeparators() {
        #expect(HarmlessText.of("a\u{E0041}b\u{2028}c\u{FFF9}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    }

    @Test func makesOneLineOfManyWhenAsked() {
        #expect(HarmlessText.of("a\nb\tc", oneLine: true) == "a b c")
    }

    @Test func leavesNoControlInAnyText() {
        for value in UInt32(0)...0x2100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = HarmlessText.of(String(scalar), oneLine: true).unicodeScalars
            #expect(!shown.contains { $0.properties.generalCategory == .control }, "U+\(String(value, radix: 16))")
        }
    }
}
