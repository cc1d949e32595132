import DocumentModel
import PDFPages
import TestSupport
import Testing

/// What the real worker makes of PDFs.
@Suite struct PDFDocumentTests {
    @Test func eachPagesTextStandsInItsSpan() async throws {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("First page", x: 72, y: 700))
        pdf.addPage(TestPDF.text("Second page", x: 72, y: 700))
        let document = try await document(pdf)
        #expect(document.pages.map { document.string($0.span) } == ["First page", "Second page"])
        #expect(document.blocks.map { document.string($0.span) } == ["First page", "Second page"])
        #expect(document.warnings.filter { $0.code != .sandboxDegraded }.isEmpty)
    }

    @Test func columnsAreReadOneAfterTheOther() async throws {
        var content = ""
        for line in 0..<6 {
            content += TestPDF.text("left column line number \(line)", x: 72, y: 700 - 14 * line)
            content += TestPDF.text("right column line number \(line)", x: 330, y: 700 - 14 * line)
        }
        var pdf = TestPDF()
        pdf.addPage(content)
        let text = try await document(pdf).wholeText
        let left = try #require(text.range(of: "left column line number 5"))
        let right = try #require(text.range(of: "right column line number 0"))
        #expect(left.upperBound < right.lowerBound)
    }

    @Test func spaceBetweenTheCellsOfATableIsPutBack() async throws {
        var content = ""
        let rows = [
            ("Item", "Units", "Price"), ("Bolt", "1,200", "14.50"), ("Nut", "3,400", "9.75"), ("Pin", "5,600", "2.25"),
        ]
        for (index, row) in rows.enumerated() {
            content += TestPDF.text(row.0, x: 72, y: 700 - 24 * index)
            content += TestPDF.text(row.1, x: 250, y: 700 - 24 * index)
            content += TestPDF.text(row.2, x: 400, y: 700 - 24 * index)
        }
        var pdf = TestPDF()
        pdf.addPage(content)
        let document = try await document(pdf)
        let words = document.wholeText.split { $0 == " " || $0 == "\n" }.map(String.init)
        #expect(Set(words) == Set(rows.flatMap { [$0.0, $0.1, $0.2] }))
        let table = document.blocks.filter { $0.kind == .tableRow }
        #expect(table.count == 4)
        #expect(table.last?.tableHeader.map(document.string)?.contains("Units") == true)
        #expect(table.first?.tableHeader == nil)
    }

    @Test func pageLabelsRotationAndMetadataAreKept() async throws {
        var pdf = TestPDF()
        for rotation in [0, 90, 180, 270] {
            pdf.addPage(TestPDF.text("Some text", x: 300, y: 400), entries: "/Rotate \(rotation)")
        }
        pdf.catalog = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
        // The title is UTF-16, which the library converts with the help of files.
        pdf.information = "/Title <FEFF0047007200FC00DF0065> /Author (A. Writer)"
        let document = try await document(pdf)
        #expect(document.pages.map(\.label) == ["i", "ii", "1", "2"])
        #expect(document.pages.map(\.rotation) == [0, 90, 180, 270])
        #expect(document.title == "Grüße")
        #expect(document.author == "A. Writer")
    }

    @Test(arguments: ["Microsoft Word - report.doc", "untitled", "", "scan0001.pdf", "C:\\\\temp\\\\x"])
    func aTitleThatAProgramLeftThereIsNone(_ title: String) async throws {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("Text", x: 72, y: 700))
        pdf.information = "/Title (\(title))"
        #expect(try await document(pdf).title == nil)
    }

    @Test func theOutlineGivesTheHeadingsTheirOrder() async throws {
        var pdf = TestPDF()
        pdf.addPage(
            TestPDF.text("Installation", x: 72, y: 720, size: 12) + TestPDF.text("Unpack the box.", x: 72, y: 680)
                + TestPDF.text("Tools", x: 72, y: 600) + TestPDF.text("Take a wrench.", x: 72, y: 560))
        let root = pdf.add("<< /Type /Outlines >>")
        let page = pdf.object(ofPage: 1)
        // Entries refer to each other by number: they are the next three objects.
        let first = root + 1
        pdf.add(
            "<< /Title (Installation) /Parent \(root) 0 R /Dest [\(page) 0 R /XYZ 0 740 0] /First \(first + 1) 0 R /Last \(first + 1) 0 R /Count 1 /Next \(first + 2) 0 R >>"
        )
        pdf.add("<< /Title (Tools) /Parent \(first) 0 R /Dest [\(page) 0 R /XYZ 0 620 0] >>")
        pdf.add("<< /Title (Not in the text) /Parent \(root) 0 R /Dest [\(page) 0 R /XYZ 0 100 0] >>")
        let outlines = pdf.add("<< /Type /Outlines /First \(first) 0 R /Last \(first + 2) 0 R /Count 3 >>")
        pdf.catalog = "/Outlines \(outlines) 0 R"
        let document = try await document(pdf)
        #expect(document.headings.map(\.title) == ["Installation", "Tools", "Not in the text"])
        let tools = document.headings[1]
        #expect(tools.level == 2 && tools.parent == 0)
        #expect(document.string(tools.span) == "Tools")
        let wrench = try #require(document.blocks.first { document.string($0.span) == "Take a wrench." })
        #expect(wrench.heading == 1)
    }

    @Test func largeAndBoldLinesAreHeadings() async throws {
        var pdf = TestPDF()
        pdf.addPage(
            TestPDF.text("Warranty", x: 72, y: 720, size: 20)
                + TestPDF.text("We repair what breaks within two years.", x: 72, y: 690)
                + TestPDF.text("Exclusions", x: 72, y: 650, font: "F2")
                + TestPDF.text("Water is not covered by this warranty.", x: 72, y: 620))
        let document = try await document(pdf)
        #expect(document.headings.map(\.title) == ["Warranty", "Exclusions"])
        #expect(document.headings.map(\.level) == [1, 2])
        #expect(document.blocks.map(\.kind) == [.heading, .paragraph, .heading, .paragraph])
        #expect(document.blocks.map(\.heading) == [0, 0, 1, 1])
    }

    @Test func runningHeadsAreCaptions() async throws {
        var pdf = TestPDF()
        for page in 1...4 {
            pdf.addPage(
                TestPDF.text("Handbook 2031", x: 72, y: 760, size: 9)
                    + TestPDF.text("Body of page \(page).", x: 72, y: 400)
                    + TestPDF.text("Page \(page)", x: 280, y: 30, size: 9))
        }
        let document = try await document(pdf)
        #expect(document.blocks.filter { $0.kind == .caption }.count == 8)
        #expect(document.blocks.filter { $0.kind == .paragraph }.count == 4)
    }

    @Test func linksStandOnTheirText() async throws {
        var pdf = TestPDF()
        pdf.addPage(
            TestPDF.text("See our site for more", x: 72, y: 700),
            entries:
                "/Annots [<< /Type /Annot /Subtype /Link /Rect [92 695 140 715] /A << /S /URI /URI (https://example.com/a) >> >>]"
        )
        let document = try await document(pdf)
        let link = try #require(document.links.first)
        #expect(link.target == "https://example.com/a")
        #expect(document.string(link.span).contains("our"))
        #expect(!document.string(link.span).contains("more"))
    }

    @Test func aPageWithoutTextSaysWhetherItIsAPicture() async throws {
        var pdf = TestPDF()
        pdf.addPage("q 100 0 0 100 72 500 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q")
        pdf.addPage("")
        let document = try await document(pdf)
        #expect(document.pages.map(\.state) == [.withoutText, .withoutText])
        let messages = document.warnings.filter { $0.code == .pageWithoutText }.map(\.message)
        #expect(messages.count == 2)
        #expect(messages.first?.hasPrefix("Only a picture and no text: page 1;") == true)
    }

    @Test func japaneseWithoutAnEmbeddedCharacterMapIsRead() async throws {
        var pdf = TestPDF()
        pdf.fonts = """
            /J << /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /90ms-RKSJ-H /DescendantFonts [
            << /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe)
            /Ordering (Japan1) /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4
            /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>] >>
            """
        pdf.addPage("BT /J 20 Tf 72 700 Td <93FA967B8CEA> Tj ET")
        let document = try await document(pdf)
        #expect(document.wholeText == "日本語")
        // Drawn with a font of the system, which the sandbox lets the worker read: there is ink.
        let inked = try await Self.pool.read(PDFSource(bytes: pdf.bytes), checkInk: true).document()
        #expect(inked.hidden.isEmpty)
    }

    @Test func filledFormFieldsAreText() async throws {
        var pdf = TestPDF()
        pdf.add(
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada Lovelace) /Rect [120 690 300 715] /DA (/Helv 12 Tf) >>"
        )
        pdf.addPage(TestPDF.text("Name:", x: 72, y: 700), entries: "/Annots [1 0 R]")
        pdf.catalog = "/AcroForm << /Fields [1 0 R] /DA (/Helv 12 Tf) >>"
        let document = try await document(pdf)
        #expect(document.wholeText == "Name:\nAda Lovelace")
    }

    @Test func boxesAndPicturesComeFromThePageAgain() async throws {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("Find this word", x: 72, y: 700) + TestPDF.text("and this line", x: 72, y: 680))
        let source = try PDFSource(bytes: pdf.bytes)
        let boxes = try await Self.pool.boxes(source, page: 1, codePoints: 5..<19)
        #expect(boxes.count == 2)
        let first = try #require(boxes.first)
        // "this word" begins behind "Find " and stands 792 - 700 points from the top.
        #expect(first.left > 90 && first.left < 110)
        #expect(first.top < 92 && first.bottom > 92 && first.bottom < 100)
        let picture = try await Self.pool.picture(source, page: 1, highlights: boxes, dotsPerInch: 72)
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        // Width and height stand in the PNG's first chunk.
        #expect(picture[16..<24].elementsEqual([0, 0, 0x02, 0x64, 0, 0, 0x03, 0x18]))
        let plain = try await Self.pool.picture(source, page: 1, dotsPerInch: 72)
        #expect(plain != picture)
        await #expect(throws: PDFError(.noSuchPage)) { try await Self.pool.boxes(source, page: 2, codePoints: 0..<1) }
        await #expect(throws: PDFError(.pictureTooLarge)) {
            try await Self.pool.picture(source, page: 1, dotsPerInch: 2000)
        }
    }

    @Test func anExcerptHoldsTheTextOfItsPagesAndNothingElse() async throws {
        var pdf = TestPDF()
        for word in ["First", "Second", "Third"] { pdf.addPage(TestPDF.text("\(word) page speaks", x: 72, y: 700)) }
        let source = try PDFSource(bytes: pdf.bytes)
        let excerpt = try await Self.pool.excerpt(source, pages: [3, 1])
        let read = try await Self.pool.read(PDFSource(bytes: excerpt)).document()
        #expect(read.pages.map(letters(read)) == ["Thirdpagespeaks", "Firstpagespeaks"])
        #expect(excerpt.firstRange(of: Array("Second".utf8)) == nil && read.author == nil)
        #expect(try await Self.pool.excerpt(source, pages: [3, 1]) == excerpt)
        await #expect(throws: PDFError(.noSuchPage)) { try await Self.pool.excerpt(source, pages: [4]) }
        await #expect(throws: PDFError(.noSuchPage)) { try await Self.pool.excerpt(source, pages: []) }
    }

    /// What a service reads in an excerpt has to be what is stored but for white space, or what it cites could not be found.
    @Test func anExcerptOfASamplePDFReadsLikeThePDF() async throws {
        var pages = 0
        for path in Project.files(below: "corpus") where path.hasSuffix(".pdf") {
            let source = try PDFSource(bytes: try #require(Project.bytes(path)))
            let whole = try await Self.pool.read(source, checkInk: true).document()
            let excerpt = try await Self.pool.excerpt(source, pages: whole.pages.map(\.number))
            let again = try await Self.pool.read(PDFSource(bytes: excerpt)).document()
            for (page, twin) in zip(whole.pages, again.pages) {
                // Such a page is not sent as it is.
                if whole.hidden.contains(where: { $0.span.overlaps(page.span) }) { continue }
                #expect(letters(again)(twin) == letters(whole)(page), "\(path), page \(page.number)")
                pages += 1
            }
        }
        #expect(pages > 20)
    }

    private func letters(_ document: ExtractedDocument) -> (Page) -> String {
        { page in String(document.string(page.span).filter { !$0.isWhitespace }) }
    }

    /// Another process gives the same bytes: they are the beginning of a prompt that is to be read from a cache.
    @Test func anExcerptIsTheSameInEveryProcess() async throws {
        let source = try PDFSource(bytes: try #require(Project.bytes("corpus/manuals/ember-warranty-terms.pdf")))
        var excerpts: Set<[UInt8]> = []
        for _ in 0..<3 {
            let pool = PDFWorkerPool(width: 1)
            excerpts.insert(try await pool.excerpt(source, pages: [1, 2]))
        }
        #expect(excerpts.count == 1)
    }

    @Test func whatIsNotAPDFIsDamaged() async throws {
        let source = try PDFSource(bytes: Array("no PDF at all".utf8))
        await #expect(throws: PDFError(.damaged)) { try await Self.pool.read(source) }
        let empty = try PDFSource(bytes: [])
        await #expect(throws: PDFError(.damaged)) { try await Self.pool.read(empty) }
    }

    @Test(.timeLimit(.minutes(1))) func aDecompressionBombIsRefusedAndTheOtherPagesAreRead() async throws {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("Before", x: 72, y: 700))
        // 190 kB that become 26 MB that become 4 GB.
        pdf.addPage(TestPDF.bomb(copies: 100_000), filters: "/Filter [/FlateDecode /FlateDecode]")
        pdf.addPage(TestPDF.text("After", x: 72, y: 700))
        let limits = PDFLimits(page: .seconds(2))
        let reading = try await Self.pool.read(PDFSource(bytes: pdf.bytes), limits: limits)
        #expect(reading.document().wholeText == "Before\u{C}\u{C}After")
        #expect(reading.pages[1] == .missing(number: 2, reason: "the page took too long"))
    }

    static let pool = PDFWorkerPool(limits: PDFLimits(page: .seconds(30)), width: 2)

    private func document(_ pdf: TestPDF) async throws -> ExtractedDocument {
        try await Self.pool.read(PDFSource(bytes: pdf.bytes)).document()
    }
}

extension ExtractedDocument {
    var wholeText: String { String(decoding: text, as: UTF8.self) }
}

extension String {
    /// Where another string stands, without Foundation.
    func range(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
