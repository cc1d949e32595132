internal import Synchronization

/// Reads PDFs in worker processes, as many at a time as it is wide; the workers are started when they are needed, and end
/// with the pool.
package final class PDFWorkerPool: Sendable {
    private struct State {
        var idle: [PDFSlot]
        var waiting: [CheckedContinuation<PDFSlot, Never>] = []
    }

    private let state: Mutex<State>
    package let program: PDFWorkerProgram
    package let limits: PDFLimits

    /// `width` workers at most; as many as there are cores unless told.
    package init(
        program: PDFWorkerProgram = .installed(), limits: PDFLimits = PDFLimits(), width: Int = processorCount()
    ) {
        self.program = program
        self.limits = limits
        state = Mutex(State(idle: (0..<max(1, width)).map { _ in PDFSlot(program) }))
    }

    /// All pages of a document; a page that cannot be read is reported in its place.
    package func read(
        _ source: PDFSource, password: String? = nil, checkInk: Bool = false, limits: PDFLimits? = nil
    ) async throws(PDFError) -> PDFReading {
        try await withConversation(limits) { conversation throws(PDFError) in
            try conversation.read(source, password: password, checkInk: checkInk)
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
        }
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
        }
    }

    /// Some pages as a PDF of their own, in the order in which they are named: what is seen on them and its text, without
    /// metadata, attachments, forms or scripts. The same pages give the same bytes.
    package func excerpt(
        _ source: PDFSource, password: String? = nil, pages: [Int]
    ) async throws(PDFError) -> [UInt8] {
        guard !pages.isEmpty, pages.allSatisfy({ UInt32(exactly: $0) != nil }) else { throw PDFError(.noSuchPage) }
        return try await withConversation { conversation throws(PDFError) in
            try conversation.excerpt(source, password: password, pages: pages)
        }
    }

    private func withConversation<Result: Sendable>(
        _ limits: PDFLimits? = nil, _ body: @escaping @Sendable (PDFConversation) throws(PDFError) -> Result
    ) async throws(PDFError) -> Result {
        let slot = await takeSlot()
        defer { giveBack(slot) }
        let cancellation = PDFCancellation()
        let result = await withTaskCancellationHandler {
            await slot.run(cancellation, limits ?? self.limits, body)
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private func takeSlot() async -> PDFSlot {
        await withCheckedContinuation { continuation in
            let slot = state.withLock { state -> PDFSlot? in
                if let slot = state.idle.popLast() { return slot }
                state.waiting.append(continuation)
                return nil
            }
            if let slot { continuation.resume(returning: slot) }
        }
    }

    private func giveBack(_ slot: PDFSlot) {
        let next = state.withLock { state -> CheckedContinuation<PDFSlot, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.idle.append(slot)
            return nil
        }
        next?.resume(returning: slot)
    }
}
