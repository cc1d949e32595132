internal import Synchronization

/// Ends a conversation from outside: a cancelled task does not wait for a page.
final class PDFCancellation: Sendable {
    private struct State {
        var isCancelled = false
        // The channel is used by one thread at a time, but for `interrupt`, which any thread may call.
        nonisolated(unsafe) var channel: FrameChannel?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// The channel that the conversation waits on from now; nil before it is closed.
    func use(_ channel: FrameChannel?) {
        nonisolated(unsafe) let channel = channel
        state.withLock { state in
            state.channel = channel
            if state.isCancelled { channel?.interrupt() }
        }
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.channel?.interrupt()
        }
    }
}
