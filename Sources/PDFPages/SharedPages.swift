internal import Dispatch
internal import Synchronization

/// The pages of one document that several workers read. One of them, the owner, goes from the first page on and answers for
/// what is lost; the others help from the last page back. A helper that meets any trouble stops helping: whatever it has not
/// handed in, the owner reads as if nobody had helped, with all its tries and limits.
final class SharedPages: Sendable {
    /// What the owner does next.
    enum Step {
        case take(PDFReading.Outcome)
        case read(through: Int)
    }

    fileprivate struct State {
        var pageCount = 0
        /// Nobody has taken these on.
        var free = 1..<1
        /// What helpers have read and the owner has not come to yet.
        var pages: [Int: PDFReading.Outcome] = [:]
        var helpers: [PDFCancellation] = []
        /// Nobody helps any longer.
        var isOver = false
        var isLong: Bool?
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let state = Mutex(State())
    private let handedIn = DispatchSemaphore(value: 0)

    /// The owner reads so many pages before it calls for help: most bombs and broken files show themselves in them.
    private static let pagesAlone = 8
    /// Fewer are read sooner than the document is opened once more.
    private static let pagesWorthHelp = 24
    fileprivate static let longestStretch = 16
    /// How long the owner waits for a page that a helper is at, before it reads that page itself: no page may cost much more
    /// than it would alone.
    private static let patience = DispatchTimeInterval.milliseconds(250)

    var isOver: Bool { state.withLock { $0.isOver } }

    func begin(pageCount: Int) {
        state.withLock { state in
            state.pageCount = pageCount
            state.free = 1..<pageCount + 1
        }
    }

    /// What the owner does about this page, the first that it has not got. Waits while a helper is at it.
    func step(at page: Int) -> Step {
        if page > Self.pagesAlone { callForHelp() }
        while true {
            let step = state.withLock { state -> Step? in
                if let read = state.pages.removeValue(forKey: page) { return .take(read) }
                if state.isOver { return .read(through: state.lastMissing(from: page)) }
                if page < state.free.lowerBound { return .read(through: state.free.lowerBound - 1) }
                guard !state.free.isEmpty else { return nil }
                let stretch = page == 1 ? Self.pagesAlone : state.stretch
                let last = min(page + stretch, state.free.upperBound) - 1
                state.free = last + 1..<state.free.upperBound
                return .read(through: last)
            }
            if let step { return step }
            if handedIn.wait(timeout: .now() + Self.patience) == .timedOut { endHelp() }
        }
    }

    /// The pages a helper is to read next; nil when there is nothing left to help with.
    func stretchForHelper() -> ClosedRange<Int>? {
        state.withLock { state in
            guard !state.isOver, state.free.count > 1 else { return nil }
            let stretch = state.free.suffix(state.stretch)
            state.free = state.free.lowerBound..<stretch.lowerBound
            return stretch.lowerBound...stretch.upperBound - 1
        }
    }

    func handIn(_ page: PDFReading.Outcome, number: Int) {
        state.withLock { $0.pages[number] = page }
        handedIn.signal()
    }

    /// From here on the owner reads alone. What helpers are at is given up.
    func endHelp() {
        let helpers = state.withLock { state in
            defer { state.helpers = [] }
            return state.helpers
        }
        end()
        for helper in helpers { helper.cancel() }
        handedIn.signal()
    }

    /// Nothing is left to help with.
    func end() {
        state.withLock { $0.isOver = true }
        answer(isLong: false)
    }

    /// Whether another worker would be of use; waits until that is known.
    func wantsHelp() async -> Bool {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Bool? in
                if state.isLong == nil { state.waiting.append(continuation) }
                return state.isLong.map { $0 && !state.isOver }
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// False when it is too late for it.
    func join(_ helper: PDFCancellation) -> Bool {
        state.withLock { state in
            if !state.isOver { state.helpers.append(helper) }
            return !state.isOver
        }
    }

    private func callForHelp() {
        answer(isLong: state.withLock { $0.free.count >= Self.pagesWorthHelp })
    }

    private func answer(isLong: Bool) {
        let waiting = state.withLock { state in
            state.isLong = state.isLong ?? isLong
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: isLong) }
    }
}

extension SharedPages.State {
    fileprivate func lastMissing(from page: Int) -> Int {
        var last = page
        while last < pageCount, pages[last + 1] == nil { last += 1 }
        return last
    }

    /// Shorter towards the end, so that all come to it at the same time.
    fileprivate var stretch: Int { min(SharedPages.longestStretch, max(1, free.count / 4)) }
}
