internal import Dispatch
internal import Glibc

/// Watches a folder and all that lies in it: a sequence of batches of changes.
///
/// Watching starts before `init` returns, so that a scan made afterwards and the batches together miss nothing: each
/// folder is watched before it is listed, new ones too. Iterate it once; the watch ends with the iteration.
package struct FolderWatch: AsyncSequence, Sendable {
    package typealias Element = FolderChanges

    package struct Options: Sendable {
        package var quiet: Duration
        package var longest: Duration
        /// How often to ask for a rescan while the system has no watches left.
        package var rescan: Duration
        package var walk: WalkOptions
        /// At most so many watches of its own; the system's limit holds besides.
        package var mostWatches: Int

        package init(
            quiet: Duration = .milliseconds(500), longest: Duration = .seconds(10), rescan: Duration = .seconds(60),
            walk: WalkOptions = WalkOptions(), mostWatches: Int = 1_000_000
        ) {
            self.quiet = quiet
            self.longest = longest
            self.rescan = rescan
            self.walk = walk
            self.mostWatches = mostWatches
        }
    }

    private let stream: AsyncStream<FolderChanges>

    package init(_ root: FilePath, options: Options = Options()) throws(FolderError) {
        let loop = try WatchLoop(root, options)
        stream = AsyncStream { continuation in
            continuation.onTermination = { _ in loop.stop() }
            DispatchQueue(label: "docqa.folder-watch").async {
                loop.run { continuation.yield($0) }
                continuation.finish()
            }
        }
    }

    package func makeAsyncIterator() -> AsyncStream<FolderChanges>.Iterator { stream.makeAsyncIterator() }
}

/// The thread behind a watch: it waits for the system's events and for the batch to be due.
// Unchecked: after `init` its state is touched by the one thread that runs `run`; `stop` only writes to a descriptor.
private final class WatchLoop: @unchecked Sendable {
    private let root: FilePath
    private let options: FolderWatch.Options
    private let events: Int32
    /// Both ends of a pipe: a byte in it ends the loop.
    private let wake, waker: Int32
    private var folders: [Int32: FilePath] = [:]
    private var batcher: ChangeBatcher
    private var isIncomplete = false
    private var lastRescan = Duration.zero

    init(_ root: FilePath, _ options: FolderWatch.Options) throws(FolderError) {
        self.root = root
        self.options = options
        batcher = ChangeBatcher(quiet: options.quiet, longest: options.longest)
        events = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        (wake, waker) = (ends[0], ends[1])
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard events >= 0, wake >= 0 else {
            throw FolderError(
                .cannotWatch, "The system gives no more watchers (error \(errno)): raise fs.inotify.max_user_instances."
            )
        }
        try watchTree(FilePath(""))
        guard !folders.isEmpty || isIncomplete else {
            throw FolderError(.notAFolder, "\(root) is not a folder: only folders can be watched.")
        }
    }

    deinit {
        for descriptor in [events, wake, waker] where descriptor >= 0 { close(descriptor) }
    }

    func stop() {
        _ = write(waker, [1], 1)
    }

    func run(_ deliver: (FolderChanges) -> Void) {
        lastRescan = now()
        while true {
            var waiting = [
                pollfd(fd: events, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&waiting, 2, timeout())
            if waiting[1].revents != 0 { return }
            if waiting[0].revents != 0 { readEvents() }
            if isIncomplete, now() - lastRescan >= options.rescan {
                lastRescan = now()
                rewatch()
                batcher.note(nil, at: now())
            }
            if let batch = batcher.take(at: now()) { deliver(batch) }
        }
    }

    private func timeout() -> Int32 {
        var due = batcher.due
        if isIncomplete { due = min(due ?? .seconds(1 << 30), lastRescan + options.rescan) }
        guard let due else { return -1 }
        let wait = due - now()
        let milliseconds = wait.components.seconds * 1_000 + wait.components.attoseconds / 1_000_000_000_000_000 + 1
        return Int32(clamping: max(0, milliseconds))
    }

    private func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    // MARK: Watches

    /// Watches a folder below the root with all in it that the rules do not leave out.
    private func watchTree(_ relative: FilePath) throws(FolderError) {
        _ = try FolderWalk(root, under: relative, options: options.walk) { [self] folder in
            guard folders.count < options.mostWatches else {
                isIncomplete = true
                return
            }
            let mask =
                IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
                | Int32(IN_ONLYDIR)
            let watch = folder.withCString { inotify_add_watch(events, $0, UInt32(mask)) }
            if watch >= 0 { folders[watch] = folder } else if errno == ENOSPC { isIncomplete = true }
        }
    }

    private func rewatch() {
        isIncomplete = false
        try? watchTree(FilePath(""))
    }

    private func forget(_ folder: FilePath) {
        for (watch, path) in folders where path == folder || path.isInside(folder) {
            inotify_rm_watch(events, watch)
            folders[watch] = nil
        }
    }

    // MARK: Events

    private func readEvents() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let got = read(events, buffer.baseAddress!, buffer.count)
            guard got > 0 else { return }
            var at = 0
            let header = MemoryLayout<inotify_event>.size
            while at + header <= got {
                let event = UnsafeRawPointer(buffer.baseAddress! + at).loadUnaligned(as: inotify_event.self)
                let name = buffer[(at + header)..<(at + header + Int(event.len))].prefix { $0 != 0 }
                handle(event, FilePath(bytes: Array(name)))
                at += header + Int(event.len)
            }
        }
    }

    private func handle(_ event: inotify_event, _ name: FilePath) {
        let mask = Int32(bitPattern: event.mask)
        if mask & IN_Q_OVERFLOW != 0 {
            rewatch()
            batcher.note(nil, at: now())
            return
        }
        guard let folder = folders[event.wd] else { return }
        if mask & IN_IGNORED != 0 {
            folders[event.wd] = nil
            return
        }
        if mask & IN_DELETE_SELF != 0 {
            batcher.note(folder == root ? nil : folder, at: now())
            return
        }
        let isRuleFile = options.walk.ignoreFiles.contains { name == FilePath($0) }
        if isRuleFile {
            rewatch()
            batcher.note(nil, at: now())
            return
        }
        let path = folder.appending(name)
        if UInt32(bitPattern: mask) & UInt32(IN_ISDIR) != 0 {
            if mask & (IN_MOVED_FROM | IN_DELETE) != 0 { forget(path) }
            if mask & (IN_MOVED_TO | IN_CREATE) != 0 {
                // It may be gone again, or left out by a rule.
                let prefix = root.bytes.last == UInt8(ascii: "/") ? root.bytes.count : root.bytes.count + 1
                try? watchTree(FilePath(bytes: path.bytes.dropFirst(prefix)))
            }
        }
        batcher.note(path, at: now())
    }
}
