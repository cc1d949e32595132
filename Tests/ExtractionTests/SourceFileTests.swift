import DocumentModel
import Extraction
import Folders
import Glibc
import Testing

@Suite struct SourceFileTests {
    let extractors = Extractors(Extractors.ofText)

    func code(_ path: FilePath, options: ExtractionOptions = ExtractionOptions()) async -> ExtractionError? {
        do throws(ExtractionError) {
            _ = try await extractors.extract(SourceFile(path: path), options: options)
            return nil
        } catch {
            return error
        }
    }

    /// A sparse file costs no disk; read as a whole it would cost memory.
    func sparse(_ size: Int) -> FilePath {
        var template = Array("/tmp/docqa-sparse-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: min(size, Recognition.headLength))
        _ = write(descriptor, text, text.count)
        ftruncate(descriptor, off_t(size))
        close(descriptor)
        return FilePath(bytes: template.map { UInt8(bitPattern: $0) })
    }

    @Test func aFileOfThreeGigabytesIsRefusedWithTheReason() async {
        let path = sparse(3 << 30)
        defer { _ = path.withCString { unlink($0) } }
        #expect(await code(path)?.code == .tooLarge)
    }

    @Test func aLongFileOfTextIsRefusedAboveTheLimitAndReadBelow() async throws {
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 3 << 20)
        let source = SourceFile(name: "a.txt", bytes: line)
        var options = ExtractionOptions()
        options.maximumBytes = 2 << 20
        let error = await #expect(throws: ExtractionError.self) {
            try await extractors.extract(source, options: options)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.description.contains("2 MiB") ?? false)
        #expect(try await extractors.extract(source).blocks.count == 1)
    }

    @Test func missingFilesAndFoldersSaySo() async {
        #expect(await code("/nonexistent/file.txt")?.code == .vanished)
        #expect(await code("/tmp")?.code == .notAFile)
    }

    @Test func loadingGivesFactsAndBytesForTheHash() throws {
        let path = sparse(5)
        defer { _ = path.withCString { unlink($0) } }
        let loaded = try extractors.load(SourceFile(path: path), options: ExtractionOptions())
        #expect(loaded.facts?.size == 5)
        #expect(loaded.recognition == .format(.text))
        guard case .bytes(let bytes) = loaded.content else {
            Issue.record("text is loaded")
            return
        }
        #expect(bytes == Array("aaaaa".utf8))
    }
}
