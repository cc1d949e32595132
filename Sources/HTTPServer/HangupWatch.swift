import CMicroHTTPD
import Glibc
import Synchronization

/// Tells when the other end of a connection is closed while its request is being answered.
///
/// libmicrohttpd does not look at a suspended connection, so without this a handler would work on for a client that has long
/// gone. One thread waits in `epoll_wait` for all of them.
final class HangupWatch: Sendable {
    private let watch: Int32
    /// Written to when the thread is to end.
    private let end: Int32
    private let watched = Mutex(Watched())

    private struct Watched {
        var next: UInt64 = 1
        var exchanges: [UInt64: Exchange] = [:]
    }

    init() {
        watch = cmicrohttpd_watch_open()
        end = cmicrohttpd_watch_end(watch)
        startThread { [self] in run() }
    }

    func stop() {
        var one: UInt64 = 1
        _ = write(end, &one, 8)
    }

    /// Watches a socket until it is forgotten. The number names the watch, since sockets' own numbers are used again.
    func watch(_ socket: Int32, for exchange: Exchange) -> UInt64 {
        let number = watched.withLock { watched in
            defer { watched.next += 1 }
            watched.exchanges[watched.next] = exchange
            return watched.next
        }
        cmicrohttpd_watch_add(watch, socket, number)
        return number
    }

    func forget(_ number: UInt64, _ socket: Int32) {
        cmicrohttpd_watch_remove(watch, socket)
        watched.withLock { $0.exchanges[number] = nil }
    }

    private func run() {
        var numbers = [UInt64](repeating: 0, count: 64)
        while true {
            let count = cmicrohttpd_watch_wait(watch, &numbers, Int32(numbers.count))
            guard count >= 0 else {
                close(watch)
                close(end)
                return
            }
            for number in numbers.prefix(Int(count)) {
                watched.withLock { $0.exchanges[number] }?.clientHasGone()
            }
        }
    }
}
