internal import Synchronization

/// Reads PDFs in worker processes, as many at a time as it is wide; the workers are started when they are needed, and end
/// with the pool.
package final class PDFWorkerPool: Sendable {
    private struct State {
        var idle: [PDFSlot]
        var waiting: [CheckedContinuation<PDFSlot?, Never>] = []
        /// Come before those that wait with a document of their own: what was begun is finished first.
        var helpers: [(document: ObjectIdentifier, continuation: CheckedContinuation<PDFSlot?, Never>)] = []
    }

    private let state: Mutex<State>
    package let program: PDFWorkerProgram
    package let limits: PDFLimits
    private let width: Int

    /// `width` workers at most; as many as there are cores unless told.
    package init(
        program: PDFWorkerProgram = .installed(), limits: PDFLimits = PDFLimits(), width: Int = processorCount()
    ) {
        self.program = program
        self.limits = limits
        self.width = max(1, width)
        state = Mutex(State(idle: (0..<max(1, width)).map { _ in PDFSlot(program) }))
    }

    deinit {
        // All at once; each is then waited for.
        state.withLock { state in for slot in state.idle { slot.end() } }
    }

    /// Starts workers before there is anything to read: at most so many, and without waiting for them.
    package func start(_ count: Int) {
        state.withLock { state in for slot in state.idle.suffix(count) { slot.start(limits) } }
    }

    /// All pages of a document; a page that cannot be read is reported in its place.
    package func read(
        _ source: PDFSource, password: String? = nil, checkInk: Bool = false, limits: PDFLimits? = nil
    ) async throws(PDFError) -> PDFReading {
        let shared = SharedPages()
        let result = await withTaskGroup(of: Void.self) { group in
            for _ in 1..<width {
                group.addTask { await self.help(shared, source, password, checkInk, limits) }
            }
            let result = await self.withConversation(limits) { conversation throws(PDFError) in
                try conversation.read(source, password: password, checkInk: checkInk, sharing: shared)
            }
            shared.end()
            self.dismissHelpers(of: shared)
            return result
        }
        return try result.get()
    }

    private func help(
        _ shared: SharedPages, _ source: PDFSource, _ password: String?, _ checkInk: Bool, _ limits: PDFLimits?
    ) async {
        guard await shared.wantsHelp(), let slot = await takeSlot(toHelp: shared) else { return }
        defer { giveBack(slot) }
        _ = await slot.run(PDFCancellation(), limits ?? self.limits) { conversation in
            conversation.help(source, password: password, checkInk: checkInk, with: shared)
        }
    }

    /// Where a range of code points of a page's text stands: one box for each line it touches.
    package func boxes(
        _ source: PDFSource, password: String? = nil, page: Int, codePoints: Range<Int>
    ) async throws(PDFError) -> [PDFBox] {
        guard let page = UInt32(exactly: page), UInt32(exactly: codePoints.lowerBound) != nil,
            UInt32(exactly: codePoints.upperBound) != nil
        else { throw PDFError(.noSuchPage) }
        return try await withConversation { conversation throws(PDFError) in
            try conversation.boxes(source, password: password, page: Int(page), codePoints: codePoints)
        }.get()
    }

    /// A page as a PNG file, with boxes highlighted.
    package func picture(
        _ source: PDFSource, password: String? = nil, page: Int, highlights: [PDFBox] = [], dotsPerInch: Int = 110
    ) async throws(PDFError) -> [UInt8] {
        guard let page = UInt32(exactly: page) else { throw PDFError(.noSuchPage) }
        guard (1...2400).contains(dotsPerInch) else { throw PDFError(.pictureTooLarge) }
        return try await withConversation { conversation throws(PDFError) in
            try conversation.picture(
                source, password: password, page: Int(page), highlights: highlights, dotsPerInch: dotsPerInch)
        }.get()
    }

    /// Some pages as a PDF of their own, in the order in which they are named: what is seen on them and its text, without
    /// metadata, attachments, forms or scripts. The same pages give the same bytes.
    package func excerpt(
        _ source: PDFSource, password: String? = nil, pages: [Int]
    ) async throws(PDFError) -> [UInt8] {
        guard !pages.isEmpty, pages.allSatisfy({ UInt32(exactly: $0) != nil }) else { throw PDFError(.noSuchPage) }
        return try await withConversation { conversation throws(PDFError) in
            try conversation.excerpt(source, password: password, pages: pages)
        }.get()
    }

    private func withConversation<Success: Sendable>(
        _ limits: PDFLimits? = nil, _ body: @escaping @Sendable (PDFConversation) throws(PDFError) -> Success
    ) async -> Result<Success, PDFError> {
        let slot = await takeSlot()
        defer { giveBack(slot) }
        let cancellation = PDFCancellation()
        return await withTaskCancellationHandler {
            await slot.run(cancellation, limits ?? self.limits, body)
        } onCancel: {
            cancellation.cancel()
        }
    }

    private func takeSlot() async -> PDFSlot {
        let slot = await withCheckedContinuation { continuation in
            let slot = state.withLock { state -> PDFSlot? in
                if let slot = state.idle.popLast() { return slot }
                state.waiting.append(continuation)
                return nil
            }
            if let slot { continuation.resume(returning: slot) }
        }
        // Only helpers are sent away.
        return slot!
    }

    /// Nil when the document needs no help any more.
    private func takeSlot(toHelp shared: SharedPages) async -> PDFSlot? {
        await withCheckedContinuation { continuation in
            let slot = state.withLock { state -> PDFSlot?? in
                if shared.isOver { return .some(nil) }
                if let slot = state.idle.popLast() { return slot }
                state.helpers.append((ObjectIdentifier(shared), continuation))
                return nil
            }
            if let slot { continuation.resume(returning: slot) }
        }
    }

    private func dismissHelpers(of shared: SharedPages) {
        let dismissed = state.withLock { state in
            let all = state.helpers
            state.helpers.removeAll { $0.document == ObjectIdentifier(shared) }
            return all.filter { $0.document == ObjectIdentifier(shared) }
        }
        for helper in dismissed { helper.continuation.resume(returning: nil) }
    }

    private func giveBack(_ slot: PDFSlot) {
        let next = state.withLock { state -> CheckedContinuation<PDFSlot?, Never>? in
            if !state.helpers.isEmpty { return state.helpers.removeFirst().continuation }
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.idle.append(slot)
            return nil
        }
        next?.resume(returning: slot)
    }
}
