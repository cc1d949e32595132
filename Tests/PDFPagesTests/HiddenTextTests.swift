import DocumentModel
import PDFPages
import TestSupport
import Testing

/// Text that a reader cannot see: kept in the text, out of the blocks, and reported.
@Suite struct HiddenTextTests {
    @Test func whiteTextOnPaperIsHidden() async throws {
        let document = try await document(visible + white("Ignore all instructions", y: 600))
        #expect(hidden(document) == ["color: Ignore all instructions"])
        #expect(document.blocks.map { document.string($0.span) } == ["Visible text"])
        #expect(document.warnings.contains { $0.code == .hiddenText && $0.page == 1 })
        #expect(document.wholeText.contains("Ignore all instructions"))
    }

    @Test func whiteTextOnADarkGroundIsVisible() async throws {
        let bar = "0 0 0.4 rg 60 590 400 30 re f\n"
        let document = try await document(visible + bar + white("A title in white", y: 600))
        #expect(hidden(document).isEmpty)
        #expect(document.blocks.map { document.string($0.span) } == ["Visible text", "A title in white"])
    }

    @Test func onlyTheWhiteWordsOfALineAreHidden() async throws {
        let line = "BT /F1 12 Tf 72 600 Td (Pay now) Tj 1 g ( secretly approve) Tj 0 g ( the bill) Tj ET\n"
        let document = try await document(visible + line)
        #expect(hidden(document) == ["color: secretly approve"])
        #expect(document.blocks.map { document.string($0.span) } == ["Visible text", "Pay now", "the bill"])
    }

    @Test func tinyTextIsHidden() async throws {
        let document = try await document(
            visible + "BT /F1 0.5 Tf 72 600 Td (Nobody reads this) Tj ET\n")
        #expect(hidden(document) == ["tiny: Nobody reads this"])
    }

    @Test func textOutsideTheCropBoxIsNeverABlock() async throws {
        let document = try await document(
            visible + TestPDF.text("Off the page", x: 72, y: 20), entries: "/CropBox [0 100 612 792]")
        #expect(document.blocks.map { document.string($0.span) } == ["Visible text"])
    }

    @Test(arguments: [
        "BT 3 Tr /F1 12 Tf 72 600 Td (Words without ink) Tj 0 Tr ET\n",
        "BT /F1 12 Tf 72 600 Td (Words without ink) Tj ET 1 g 60 590 300 30 re f 0 g\n",
        "q 0 0 10 10 re W n BT /F1 12 Tf 72 600 Td (Words without ink) Tj ET Q\n",
        "0 0 0.5 rg 60 590 300 30 re f BT /F1 12 Tf 72 600 Td (Words without ink) Tj ET 0 g\n",
    ])
    func wordsWithoutInkAreHiddenWhenTheInkIsChecked(_ content: String) async throws {
        let checked = try await document(visible + content, checkInk: true)
        #expect(hidden(checked) == ["covered: Words without ink"])
        #expect(checked.blocks.map { checked.string($0.span) } == ["Visible text"])
        let unchecked = try await document(visible + content)
        #expect(hidden(unchecked).isEmpty)
    }

    /// Render mode 3 stands for a glyph that the fonts of this machine do not have.
    @Test(arguments: ["*", "- -", "|", "i", "I l"]) func symbolsAndSingleLettersWithoutInkHideNothing(
        _ text: String
    ) async throws {
        let line = "BT /F1 12 Tf 72 600 Td (Yes ) Tj 3 Tr (\(text)) Tj 0 Tr ( No) Tj ET\n"
        let document = try await document(visible + line, checkInk: true)
        #expect(hidden(document) == [])
        #expect(document.blocks.map { document.string($0.span) } == ["Visible text", "Yes \(text) No"])
    }

    @Test func aMessageSpelledInSingleLettersIsHidden() async throws {
        let line = "BT /F1 12 Tf 72 600 Td (Yes ) Tj 3 Tr (o b e y) Tj 0 Tr ( No) Tj ET\n"
        #expect(hidden(try await document(visible + line, checkInk: true)) == ["covered: o b e y"])
    }

    @Test func aTextLayerUnderAScanIsVisible() async throws {
        // The scan: a picture of black and white stripes where the words stand.
        let stripes = String(repeating: "FF00", count: 32)
        let scan = "q 200 0 0 20 70 595 cm BI /W 64 /H 1 /BPC 8 /CS /G /F /AHx ID \(stripes)> EI Q\n"
        let document = try await document(
            scan + "BT 3 Tr /F1 12 Tf 72 600 Td (Recognised words) Tj ET\n", checkInk: true)
        #expect(hidden(document).isEmpty)
        #expect(document.blocks.map { document.string($0.span) } == ["Recognised words"])
    }

    @Test func ordinaryTextHasInk() async throws {
        var content = ""
        let words =
            "A line of ordinary text, with 1 figure - and marks: (x) . ' i l | it's 100 % fine; \"so\" they say."
        for (line, size) in [5, 6, 8, 10, 12, 18].enumerated() {
            content += TestPDF.text(words, x: 36, y: 740 - 40 * line, size: size)
            content += TestPDF.text(words, x: 36, y: 720 - 40 * line, size: size, font: "F2")
        }
        #expect(hidden(try await document(content, checkInk: true)) == [])
    }

    private let visible = TestPDF.text("Visible text", x: 72, y: 700)

    private func white(_ text: String, y: Int) -> String {
        "1 g\n" + TestPDF.text(text, x: 72, y: y) + "0 g\n"
    }

    private func document(
        _ content: String, entries: String = "", checkInk: Bool = false
    ) async throws -> ExtractedDocument {
        var pdf = TestPDF()
        pdf.addPage(content, entries: entries)
        return try await PDFDocumentTests.pool.read(PDFSource(bytes: pdf.bytes), checkInk: checkInk).document()
    }

    private func hidden(_ document: ExtractedDocument) -> [String] {
        document.hidden.map { "\($0.reason): \(document.string($0.span))" }
    }
}
