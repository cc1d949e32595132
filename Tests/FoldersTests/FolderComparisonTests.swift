import Folders
import Testing

@Suite struct FolderComparisonTests {
    func facts(_ size: Int, _ time: Int64 = 1, inode: UInt64 = 1) -> FileFacts {
        FileFacts(size: size, modified: time, inode: inode, device: 1)
    }

    func known(_ path: FilePath, _ facts: FileFacts, _ content: String, readAt: Int64? = nil) -> KnownFile {
        KnownFile(path: path, facts: facts, hash: ContentHash(of: Array(content.utf8)), readAt: readAt)
    }

    @Test func sizeTimeAndInodeDecideFirst() {
        let comparison = FolderComparison(
            known: [
                known("a", facts(1), "a"), known("b", facts(1), "b"), known("c", facts(1), "c"),
                known("d", facts(1), "d"), known("gone", facts(1), "gone"),
            ],
            walked: [
                WalkedFile(path: "a", facts: facts(1)), WalkedFile(path: "b", facts: facts(2)),
                WalkedFile(path: "c", facts: facts(1, 2)), WalkedFile(path: "d", facts: facts(1, inode: 2)),
                WalkedFile(path: "new", facts: facts(1)),
            ])
        #expect(comparison.unchanged.map(\.walked.path) == ["a"])
        #expect(comparison.maybeChanged.map(\.walked.path) == ["b", "c", "d"])
        #expect(comparison.new.map(\.path) == ["new"])
        #expect(comparison.removed.map(\.path) == ["gone"])
    }

    @Test func aTimeTooCloseToTheReadingIsNotTrusted() {
        let time: Int64 = 5_000_000_000
        let tick = FolderComparison.clockTick
        let comparison = FolderComparison(
            known: [
                known("fresh", facts(1, time), "", readAt: time + tick),
                known("settled", facts(1, time), "", readAt: time + tick + 1),
            ],
            walked: [
                WalkedFile(path: "fresh", facts: facts(1, time)), WalkedFile(path: "settled", facts: facts(1, time)),
            ])
        #expect(comparison.maybeChanged.map(\.walked.path) == ["fresh"])
    }

    @Test func aMovedFileIsTakenOncePreferablyByItsInode() {
        var comparison = FolderComparison(
            known: [known("a", facts(1, inode: 1), "same"), known("b", facts(1, inode: 2), "same")],
            walked: [
                WalkedFile(path: "x", facts: facts(1, inode: 2)), WalkedFile(path: "y", facts: facts(1, inode: 9)),
                WalkedFile(path: "z", facts: facts(1, inode: 1)),
            ])
        let hash = ContentHash(of: Array("same".utf8))
        let origins = comparison.new.map { comparison.takeOrigin(of: $0, hash: hash)?.path }
        #expect(origins == ["b", "a", nil])
        #expect(comparison.removed.isEmpty)
    }

    @Test func anotherHashIsAnotherFile() {
        var comparison = FolderComparison(
            known: [known("a", facts(1), "one")], walked: [WalkedFile(path: "b", facts: facts(1))])
        #expect(comparison.takeOrigin(of: comparison.new[0], hash: ContentHash(of: [])) == nil)
        #expect(comparison.removed.map(\.path) == ["a"])
    }
}
