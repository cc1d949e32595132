import Folders
import Glibc
import Testing

@Suite struct ChangeBatcherTests {
    @Test func aBatchIsDueWhenChangesPause() {
        var batcher = ChangeBatcher(quiet: .seconds(1), longest: .seconds(10))
        #expect(batcher.due == nil)
        batcher.note("b", at: .seconds(100))
        batcher.note("a", at: .milliseconds(100_500))
        #expect(batcher.take(at: .milliseconds(101_400)) == nil)
        #expect(batcher.due == .milliseconds(101_500))
        #expect(batcher.take(at: .milliseconds(101_500)) == FolderChanges(paths: ["a", "b"], needsRescan: false))
        #expect(batcher.take(at: .seconds(200)) == nil)
    }

    @Test func noChangeWaitsForever() {
        var batcher = ChangeBatcher(quiet: .seconds(1), longest: .seconds(3))
        for tick in 0..<7 { batcher.note("log", at: .milliseconds(500 * tick)) }
        #expect(batcher.take(at: .seconds(3)) == FolderChanges(paths: ["log"], needsRescan: false))
    }

    @Test func anOverflowAsksForARescan() {
        var batcher = ChangeBatcher(quiet: .zero, longest: .seconds(3))
        batcher.note("a", at: .zero)
        batcher.note(nil, at: .zero)
        #expect(batcher.take(at: .zero) == FolderChanges(paths: ["a"], needsRescan: true))
    }
}

@Suite(.timeLimit(.minutes(1))) struct FolderWatchTests {
    let scratch = ScratchFolder()

    /// Waits until a batch names each of these paths.
    func wait(_ iterator: inout AsyncStream<FolderChanges>.Iterator, for names: Set<FilePath>) async -> Set<FilePath> {
        var missing = Set(names.map { scratch.path.appending($0) })
        while !missing.isEmpty, let batch = await iterator.next(isolation: #isolation) { missing.subtract(batch.paths) }
        return missing
    }

    func options(_ mostWatches: Int = 100) -> FolderWatch.Options {
        FolderWatch.Options(
            quiet: .milliseconds(1), longest: .milliseconds(10), rescan: .milliseconds(1), mostWatches: mostWatches)
    }

    @Test func writingMovingAndRemovingAreSeen() async throws {
        scratch.file("d/a.txt")
        scratch.file("d/b.txt")
        let watch = try FolderWatch(scratch.path, options: options())
        var iterator = watch.makeAsyncIterator()
        scratch.file("d/a.txt", "changed")
        #expect(await wait(&iterator, for: ["d/a.txt"]).isEmpty)
        let from = scratch.path.appending("d/b.txt")
        let to = scratch.path.appending("c.txt")
        #expect(from.withCString { from in to.withCString { rename(from, $0) } } == 0)
        #expect(await wait(&iterator, for: ["d/b.txt", "c.txt"]).isEmpty)
        #expect(to.withCString { unlink($0) } == 0)
        #expect(await wait(&iterator, for: ["c.txt"]).isEmpty)
    }

    @Test func newFoldersAreWatchedWithAllInThem() async throws {
        let watch = try FolderWatch(scratch.path, options: options())
        var iterator = watch.makeAsyncIterator()
        scratch.file("new/deep/er/a.txt")
        #expect(await wait(&iterator, for: ["new"]).isEmpty)
        scratch.file("new/deep/er/b.txt")
        #expect(await wait(&iterator, for: ["new/deep/er/b.txt"]).isEmpty)
    }

    @Test func ignoredFoldersAreNotWatched() async throws {
        scratch.file(".gitignore", "build/\n")
        scratch.file("build/a.txt")
        let watch = try FolderWatch(scratch.path, options: options())
        var iterator = watch.makeAsyncIterator()
        scratch.file("build/a.txt", "changed")
        scratch.file("build/sub/b.txt")
        scratch.file("seen.txt")
        let batch = try #require(await iterator.next(isolation: #isolation))
        #expect(batch.paths.allSatisfy { !$0.isInside(scratch.path.appending("build")) })
    }

    @Test func withoutEnoughWatchesRescansAreAskedFor() async throws {
        for folder in 0..<5 { scratch.file(FilePath("d\(folder)/a.txt")) }
        let watch = try FolderWatch(scratch.path, options: options(3))
        var iterator = watch.makeAsyncIterator()
        #expect(try #require(await iterator.next(isolation: #isolation)).needsRescan)
    }

    @Test func aMissingFolderCannotBeWatched() {
        #expect(throws: FolderError.self) { try FolderWatch(scratch.path.appending("none")) }
    }
}
