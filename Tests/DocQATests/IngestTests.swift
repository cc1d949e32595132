import DocQA
import Glibc
import Storage
import TestSupport
import Testing

@Suite struct IngestTests {
    private let folder = TemporaryFolder()

    private func library() async throws -> Library { try await Library.open(at: folder["docqa.db"]) }

    private func ingest(
        _ library: Library, _ change: (inout IngestRequest) -> Void = { _ in }
    ) async throws -> IngestReport {
        var request = IngestRequest(paths: [folder["files"]])
        change(&request)
        return try await library.ingest(request)
    }

    private func names(_ library: Library) async throws -> [String] {
        try await library.store.read { connection throws(StorageError) in
            try connection.documents().map(\.name)
        }
    }

    private func found(_ word: String, _ library: Library) async throws -> Int {
        try await library.store.read { connection throws(StorageError) in
            try connection.first("SELECT count(*) FROM index_1 WHERE index_1 MATCH '\"\(word)\"'") { $0.int(0) } ?? -1
        }
    }

    @Test func aSecondRunOverAnUnchangedFolderChangesNothing() async throws {
        folder.write("files/a.txt", "Alpha stands here.")
        folder.write("files/sub/b.txt", "Beta stands there.")
        // A file that was changed just before it was read is looked at again.
        for name in ["files/a.txt", "files/sub/b.txt"] { setTime(folder[name]) }
        let library = try await library()
        let first = try await ingest(library)
        #expect((first.added, first.unchanged) == (2, 0))
        let generation = try await library.store.read { connection throws(StorageError) in
            try connection.collection(named: "default")?.generation
        }
        let second = try await ingest(library)
        #expect((second.added, second.updated, second.unchanged) == (0, 0, 2))
        let after = try await library.store.read { connection throws(StorageError) in
            try connection.collection(named: "default")?.generation
        }
        #expect(generation == after)
    }

    @Test func aFileOfTheSameSizeAndTimeIsNotRead() async throws {
        folder.write("files/a.txt", "Alpha")
        setTime(folder["files/a.txt"])
        let library = try await library()
        _ = try await ingest(library)
        // Only reading could tell that the words are others.
        folder.write("files/a.txt", "Gamma")
        setTime(folder["files/a.txt"])
        let report = try await ingest(library)
        #expect(report.unchanged == 1)
        #expect(try await found("alpha", library) == 1)
        let forced = try await ingest(library) { $0.force = true }
        #expect(forced.updated == 1)
        #expect(try await found("gamma", library) == 1)
    }

    @Test func changedVanishedMovedAndNewFilesAreFollowed() async throws {
        folder.write("files/changes.txt", "before")
        folder.write("files/goes.txt", "vanishing")
        folder.write("files/original.txt", "wandering")
        let library = try await library()
        _ = try await ingest(library)
        folder.write("files/changes.txt", "afterwards")
        folder.remove("files/goes.txt")
        folder.move("files/original.txt", to: "files/elsewhere/moved.txt")
        folder.write("files/new.txt", "novelty")
        let report = try await ingest(library)
        #expect((report.added, report.updated, report.moved, report.removed) == (1, 1, 1, 1))
        #expect(try await names(library) == ["changes.txt", "elsewhere/moved.txt", "new.txt"])
        #expect(try await found("before", library) == 0)
        #expect(try await found("afterwards", library) == 1)
        #expect(try await found("vanishing", library) == 0)
        #expect(try await found("elsewhere", library) == 1)
        #expect(try await found("original", library) == 0)
    }

    @Test func withoutPruningVanishedFilesStay() async throws {
        folder.write("files/a.txt", "stays")
        folder.write("files/b.txt", "other")
        let library = try await library()
        _ = try await ingest(library)
        folder.remove("files/a.txt")
        let report = try await ingest(library) { $0.prunes = false }
        #expect(report.removed == 0)
        #expect(try await found("stays", library) == 1)
    }

    @Test func anEmptyFolderIsTakenForAMissingDisk() async throws {
        folder.write("files/a.txt", "precious")
        let library = try await library()
        _ = try await ingest(library)
        folder.remove("files/a.txt")
        let careful = try await ingest(library)
        #expect(careful.removed == 0)
        #expect(careful.notes.count == 1)
        let forced = try await ingest(library) { $0.force = true }
        #expect(forced.removed == 1)
    }

    @Test func filesLeftOutByThisRunsPatternsAreNotRemoved() async throws {
        folder.write("files/a.txt", "kept")
        folder.write("files/b.text", "read")
        let library = try await library()
        _ = try await ingest(library)
        let report = try await ingest(library) { $0.include = ["*.text"] }
        #expect(report.removed == 0)
        #expect(try await found("kept", library) == 1)
    }

    @Test func aFileThatIsIgnoredFromNowOnIsRemoved() async throws {
        folder.write("files/a.txt", "secret")
        folder.write("files/b.txt", "open")
        let library = try await library()
        _ = try await ingest(library)
        folder.write("files/.docqaignore", "a.txt\n")
        let report = try await ingest(library)
        #expect(report.removed == 1)
        #expect(try await found("secret", library) == 0)
    }

    @Test func onePartOfTheArchiveDoesNotDisturbTheOther() async throws {
        folder.write("files/one/a.txt", "first")
        folder.write("files/two/b.txt", "second")
        let library = try await library()
        _ = try await ingest(library)
        folder.write("files/one/c.txt", "third")
        let report = try await ingest(library) { $0.paths = [self.folder["files/one"]] }
        #expect((report.added, report.unchanged, report.removed) == (1, 1, 0))
        #expect(try await names(library).count == 3)
    }

    @Test func aBinaryFileIsSkippedWithItsReasonAndNotReadAgain() async throws {
        folder.write("files/a.txt", "text")
        folder.write("files/picture.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0])
        let library = try await library()
        let first = try await ingest(library)
        #expect(first.skipped.map(\.code) == ["kind_not_read"])
        #expect(!first.hasFailures)
        let second = try await ingest(library)
        #expect(second.skipped == first.skipped)
        folder.remove("files/picture.png")
        let third = try await ingest(library)
        #expect(third.skipped.isEmpty)
    }

    @Test func aDryRunWritesNothing() async throws {
        folder.write("files/a.txt", "text")
        let library = try await library()
        let report = try await ingest(library) { $0.isDryRun = true }
        #expect(report.planned.map(\.path) == [realPath(folder["files/a.txt"])])
        #expect(report.planned.map(\.action) == [.add])
        #expect(try await names(library) == [])
    }

    @Test func aPreviewNeedsNoDatabase() throws {
        folder.write("files/a.txt", "text")
        folder.write("files/b.txt", "text")
        let report = try Library.preview(IngestRequest(paths: [folder["files"]]))
        #expect(report.isDryRun)
        #expect(report.planned.map(\.action) == [.add, .add])
    }

    @Test func twoWritersAtOnceAreToldApart() async throws {
        folder.write("files/a.txt", "text")
        let library = try await library()
        let lock = try WriterLock(database: folder["docqa.db"], command: "docqa ingest elsewhere")
        let refused = await #expect(throws: DocQAError.self) { try await ingest(library) }
        #expect(refused?.code == "writer_busy")
        #expect(refused?.message.contains("docqa ingest elsewhere") == true)
        withExtendedLifetime(lock) {}
    }

    @Test func anInterruptedRunKeepsWhatIsDoneAndTheNextOneGoesOn() async throws {
        for number in 0..<300 { folder.write("files/\(number).txt", "document \(number) of many") }
        let library = try await library()
        let request = IngestRequest(paths: [folder["files"]], jobs: 1)
        let task = Task {
            try await library.ingest(request) { event in
                if case .progress(let progress) = event, progress.filesDone > 0 {
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
        }
        let interrupted = try await task.value
        #expect(interrupted.isInterrupted)
        #expect(interrupted.added > 0 && interrupted.added < 300)
        #expect(try await names(library).count == interrupted.added)
        let rest = try await library.ingest(request)
        #expect(rest.added == 300 - interrupted.added)
        #expect(rest.unchanged == interrupted.added)
    }

    @Test func labelsAreKeptWithEachDocument() async throws {
        folder.write("files/a.txt", "text")
        let library = try await library()
        _ = try await ingest(library) {
            $0.labels = ["product": "boiler"]
            $0.access = ["staff"]
        }
        let kept = try await library.store.read { connection throws(StorageError) in
            (try connection.labels(of: 1), try connection.access(of: 1))
        }
        #expect(kept.0 == ["product": "boiler"])
        #expect(kept.1 == ["staff"])
    }

    private func facts(_ library: Library) async throws -> [String: String] {
        var facts: [String: String] = [:]
        for document in try await library.documents() {
            facts[document.name] = (document.labels.map { "\($0.key)=\($0.value)" } + document.access).sorted()
                .joined(separator: " ")
        }
        return facts
    }

    @Test func aChangedFileKeepsItsLabelsWhenTheRunGivesNone() async throws {
        folder.write("files/a.txt", "text")
        let library = try await library()
        _ = try await ingest(library) {
            $0.labels = ["product": "boiler"]
            $0.access = ["staff"]
        }
        folder.write("files/a.txt", "a text that changed")
        #expect(try await ingest(library).updated == 1)
        #expect(try await facts(library) == ["a.txt": "product=boiler staff"])
    }

    @Test func filesThatNeedNotBeReadAgainGetTheLabelsOfTheRun() async throws {
        folder.write("files/same.txt", "text")
        folder.write("files/before.txt", "to be moved")
        let library = try await library()
        _ = try await ingest(library) { $0.labels = ["product": "boiler"] }
        folder.move("files/before.txt", to: "files/after.txt")
        let report = try await ingest(library) { $0.access = ["staff"] }
        #expect((report.unchanged, report.moved, report.notes.count) == (1, 1, 1))
        #expect(try await facts(library) == ["same.txt": "product=boiler staff", "after.txt": "product=boiler staff"])
        let again = try await ingest(library) { $0.access = ["staff"] }
        #expect(again.notes == [])
        _ = try await ingest(library) { $0.labels = ["site": "north"] }
        #expect(try await facts(library)["same.txt"] == "site=north staff")
    }

    @Test func eventsEndWithTheReport() async throws {
        folder.write("files/a.txt", "text")
        var report: IngestReport?
        for try await event in try await library().events(of: IngestRequest(paths: [folder["files"]])) {
            if case .finished(let finished) = event { report = finished }
        }
        #expect(report?.added == 1)
    }
}

@Suite struct UploadTests {
    private let folder = TemporaryFolder()

    @Test func aSecondUploadReplacesTheFirstAndRemovalTakesItAway() async throws {
        let library = try await Library.open(at: folder["docqa.db"])
        try await library.put(DocumentUpload(externalID: "7", name: "a.txt", bytes: Array("old words".utf8)))
        try await library.put(DocumentUpload(externalID: "7", name: "a.txt", bytes: Array("new words".utf8)))
        let count = try await library.store.read { connection throws(StorageError) in
            (
                try connection.documents().count,
                try connection.first("SELECT count(*) FROM index_1 WHERE index_1 MATCH 'old'") { $0.int(0) }
            )
        }
        #expect(count.0 == 1)
        #expect(count.1 == 0)
        #expect(try await library.remove(externalID: "7"))
        #expect(try await !library.remove(externalID: "7"))
    }
}

/// A time long enough ago to be trusted.
private func setTime(_ path: String) {
    let then = timespec(tv_sec: 1_700_000_000, tv_nsec: 0)
    utimensat(AT_FDCWD, path, [then, then], 0)
}

private func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
}

@Suite struct WatchTests {
    private let folder = TemporaryFolder()

    @Test(.timeLimit(.minutes(1))) func aChangedFolderIsReadAgain() async throws {
        folder.write("files/a.txt", "first")
        let library = try await Library.open(at: folder["docqa.db"])
        var added: [Int] = []
        for try await report in try library.watch(IngestRequest(paths: [folder["files"]])) {
            added.append(report.added)
            // The second report can only come from the watch.
            if added.count == 1 { folder.write("files/deep/b.txt", "second") }
            if added.reduce(0, +) == 2 { break }
        }
        #expect(added.first == 1)
        let names = try await library.documents().map(\.name)
        #expect(names == ["a.txt", "deep/b.txt"])
    }
}
