import DocumentModel
import Folders
import Glibc
import Storage
import TestSupport
import Testing

@testable import DocQA

/// What is kept of documents that were handed over, and what is drawn of it.
@Suite struct OriginalFilesTests {
    private let folder = TemporaryFolder()

    private func library() async throws -> Library { try await Library.open(at: folder["docqa.db"]) }

    private func put(_ id: String, _ text: String, in library: Library) async throws {
        try await library.put(DocumentUpload(externalID: id, name: "\(id).txt", bytes: Array(text.utf8)))
    }

    /// The kept files, by their path below the folder.
    private var kept: [String] {
        var found: [String] = []
        for byte in 0..<256 {
            let name = String(byte, radix: 16)
            let sub = "docqa.db.originals/" + (name.count == 1 ? "0" + name : name)
            guard let stream = opendir(folder[sub]) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { found.append("\(sub)/\(name)") }
            }
        }
        return found
    }

    private func mode(_ path: String) -> UInt32 {
        var facts = stat()
        return stat(folder[path], &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    @Test func theBytesAreKeptByTheirHashForTheirOwnerOnly() async throws {
        let library = try await library()
        try await put("7", "abc", in: library)
        // The SHA-256 of "abc" as the standard gives it.
        let path = "docqa.db.originals/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(kept == [path])
        #expect(folder.read(path) == Array("abc".utf8))
        #expect(mode(path) == 0o600)
        #expect(mode("docqa.db.originals") == 0o700 && mode("docqa.db.originals/ba") == 0o700)
        #expect(try await library.verify(repairs: false).findings == [])
    }

    @Test func theyGoWithTheLastDocumentThatHasThem() async throws {
        let library = try await library()
        try await put("1", "same words", in: library)
        try await put("2", "same words", in: library)
        #expect(kept.count == 1)
        try await library.remove(externalID: "1")
        #expect(kept.count == 1)
        try await put("2", "other words", in: library)
        #expect(kept.count == 1)
        #expect(folder.read(kept[0]) == Array("other words".utf8))
        try await put("3", "third words", in: library)
        try await library.remove(collection: "default")
        #expect(kept == [])
        #expect(mode("docqa.db.originals") == 0, "the empty folder stayed")
    }

    @Test func verifyFindsMissingAndDamagedOnes() async throws {
        let library = try await library()
        try await put("1", "one", in: library)
        try await put("2", "two", in: library)
        try await put("3", "three", in: library)
        let paths = kept.sorted()
        folder.write(paths[0], "forged")
        folder.remove(paths[1])
        let report = try await library.verify(repairs: false)
        #expect(report.findings.map(\.code) == [.original, .original])
        // Handing the document over again mends it.
        for (id, text) in [("1", "one"), ("2", "two"), ("3", "three")] { try await put(id, text, in: library) }
        #expect(try await library.verify(repairs: false).findings == [])
    }

    @Test func whatACrashLeftBehindGoesWithTheNextChange() async throws {
        let library = try await library()
        try await put("1", "one", in: library)
        // The process dies between keeping the bytes and storing their document.
        let (originals, bytes) = (library.originals, Array("never stored".utf8))
        try await library.store.write { connection throws(StorageError) in
            try connection.noteLooseOriginal(ContentHash(of: bytes).bytes)
            try originals.keep(bytes, ContentHash(of: bytes))
        }
        #expect(kept.count == 2)
        try await put("2", "two", in: library)
        #expect(kept.count == 2)
        #expect(!kept.contains { folder.read($0) == Array("never stored".utf8) })
    }
}

/// Boxes and pictures of pages, from the file or from the kept original.
@Suite struct PagePictureTests {
    private let folder = TemporaryFolder()
    private let pdf: [UInt8] = {
        var pdf = TestPDF()
        pdf.addPage("BT /F1 12 Tf 72 700 Td (Cold water enters below.) Tj ET")
        pdf.addPage("BT /F1 12 Tf 72 700 Td (Warm water leaves) Tj 0 -20 Td (above the grate.) Tj ET")
        return pdf.bytes
    }()

    private func library() async throws -> Library { try await Library.open(at: folder["docqa.db"]) }

    /// The document's number and where the words stand in its text.
    private func find(_ words: String, _ library: Library) async throws -> (document: Int, span: TextSpan) {
        let document = try #require(try await library.documents().first)
        let text = try await library.excerpt(
            of: PlaceReference(document: document.name), in: document, context: 0
        ).text
        let range = try #require(text.firstRange(of: words))
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return (document.id, TextSpan(start, start + words.utf8.count))
    }

    @Test(arguments: [true, false]) func boxesAndPicturesComeFromTheFileOrTheOriginal(isUpload: Bool) async throws {
        let library = try await library()
        if isUpload {
            try await library.put(DocumentUpload(externalID: "9", name: "grate.pdf", bytes: pdf))
        } else {
            folder.write("files/grate.pdf", pdf)
            _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        }
        let place = try await find("water leaves\nabove the", library)
        #expect(try await library.boxes(document: place.document, page: 1, span: place.span) == [])
        let boxes = try await library.boxes(document: place.document, page: 2, span: place.span)
        #expect(boxes.count == 2)
        // The first line stands 700 points above the lower edge of a page of 792, the second 20 points lower.
        #expect(boxes.allSatisfy { $0.left < $0.right && $0.top < $0.bottom })
        #expect(boxes[0].top < 92 && boxes[0].bottom > 92 && boxes[0].left > 90)
        #expect(boxes[1].top < 112 && boxes[1].bottom > 112 && boxes[1].left < 73)
        let plain = try await library.picture(document: place.document, page: 2, dotsPerInch: 40)
        let marked = try await library.picture(
            document: place.document, page: 2, highlights: boxes, dotsPerInch: 40)
        #expect(plain.starts(with: [0x89, 0x50, 0x4E, 0x47]) && marked.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(plain != marked)
    }

    @Test func aFileThatIsNotWhatWasReadIsNeverDrawn() async throws {
        folder.write("files/grate.pdf", pdf)
        let library = try await library()
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        let place = try await find("water leaves", library)
        var changed = TestPDF()
        for text in ["Something else.", "Warm water leaves"] {
            changed.addPage("BT /F1 12 Tf 72 700 Td (\(text)) Tj ET")
        }
        folder.write("files/grate.pdf", changed.bytes)
        let boxes = await #expect(throws: DocQAError.self) {
            try await library.boxes(document: place.document, page: 2, span: place.span)
        }
        #expect(boxes?.code == "changed_since_read")
        #expect(boxes?.message.contains("changed since it was read") == true)
        let picture = await #expect(throws: DocQAError.self) {
            try await library.picture(document: place.document, page: 2)
        }
        #expect(picture?.code == "changed_since_read")
        folder.remove("files/grate.pdf")
        let gone = await #expect(throws: DocQAError.self) {
            try await library.picture(document: place.document, page: 2)
        }
        #expect(gone?.code == "vanished")
    }

    @Test func pagesAndDocumentsThatAreNotThereAreSaidToBe() async throws {
        folder.write("files/grate.pdf", pdf)
        folder.write("files/notes.txt", "no pages")
        let library = try await library()
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        for document in try await library.documents() {
            let refused = await #expect(throws: DocQAError.self) {
                try await library.picture(document: document.id, page: 3)
            }
            #expect(refused?.code == "no_such_document")
        }
    }
}
