import Folders
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct RegularFileTests {
    let scratch = ScratchFolder()

    /// What reading a file after something happened to it gives.
    func failure(limit: Int = 1_000, after change: (FilePath) -> Void) -> RegularFile.Failure? {
        scratch.file("a.txt", "some content")
        do throws(RegularFile.Failure) {
            let file = try RegularFile(scratch.path.appending("a.txt"))
            let head = try file.head(4)
            change(scratch.path.appending("a.txt"))
            _ = try file.contents(limit: limit, after: head)
            return nil
        } catch {
            return error
        }
    }

    @Test func anUndisturbedFileIsRead() {
        #expect(failure { _ in } == nil)
    }

    @Test func aFileThatGrowsShrinksOrIsRewrittenIsNoticed() {
        #expect(failure { _ in scratch.file("a.txt", "some content and more") } == .changed)
        #expect(failure { path in _ = path.withCString { truncate($0, 3) } } == .changed)
        #expect(failure { path in _ = path.withCString { truncate($0, 0) } } == .changed)
        let rewritten = failure { path in
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            _ = path.withCString { utimensat(AT_FDCWD, $0, &times, 0) }
        }
        #expect(rewritten == .changed)
    }

    @Test func aFileThatIsRemovedWhileOpenIsStillRead() {
        #expect(failure { path in _ = path.withCString { unlink($0) } } == nil)
    }

    @Test func aFileAboveTheLimitIsNotRead() {
        #expect(failure(limit: 11) { _ in } == .larger(than: 11))
        #expect(failure(limit: 12) { _ in } == nil)
    }

    @Test func whatIsNoFileIsRefusedWithoutWaiting() {
        let pipe = scratch.path.appending("pipe")
        #expect(pipe.withCString { mkfifo($0, 0o600) } == 0)
        for (path, expected) in [
            (pipe, RegularFile.Failure.notRegular), (scratch.path, .notRegular),
            (scratch.path.appending("none"), .vanished),
            ("/dev/zero", .notRegular),
        ] {
            #expect(throws: expected) { _ = try RegularFile(path).facts }
        }
    }
}
