import CPoppler
import PDFPages

/// Answers requests about the document that is open.
struct Conversation {
    let channel: FrameChannel
    let memory: MemoryGauge
    private var document: OpenDocument?

    /// The library keeps what it parsed; above this the document is opened anew between two pages.
    private static let comfortableMemory = 56 << 20

    init(channel: FrameChannel, memory: MemoryGauge) {
        self.channel = channel
        self.memory = memory
    }

    mutating func answer(_ request: PDFRequest) throws(FrameChannel.Failure) {
        switch request {
        case .open(let password): try open(password)
        case .pages(let first, let last, let checkInk): try pages(first, last, checkInk)
        case .boxes(let page, let codePoints):
            try withPage(page) { .boxes(PageReader(page: $0, number: page).boxes(of: codePoints)) }
        case .picture(let page, let highlights, let dotsPerInch):
            try withPage(page) { drawing(of: $0, highlights: highlights, dotsPerInch: dotsPerInch) }
        case .excerpt(let pages):
            guard let document else { return try reply(.failed(.notOpen)) }
            try reply(excerpt(of: document, pages: pages))
        }
    }

    private mutating func open(_ password: String?) throws(FrameChannel.Failure) {
        // What the last document left goes first, so that a small one finds room after a large one.
        document = nil
        WorkerSandbox.startProcessorTime()
        let descriptor = channel.takeDescriptor()
        guard descriptor >= 0 else { return try reply(.failed(.notOpen)) }
        let answer: PDFReply
        do throws(PDFFailure) {
            let opened = try OpenDocument(descriptor: descriptor, password: password)
            document = opened
            answer = .opened(opened.front())
        } catch {
            answer = .failed(error)
        }
        try reply(answer)
    }

    private mutating func pages(_ first: Int, _ last: Int, _ checkInk: Bool) throws(FrameChannel.Failure) {
        guard let document else { return try reply(.failed(.notOpen)) }
        guard first >= 1, first <= last, last <= document.pageCount else { return try reply(.failed(.noSuchPage)) }
        for number in first...last {
            if let read = document.withPage(
                number, { PageReader(page: $0, number: number, of: document).read(checkInk) })
            {
                try reply(.page(read))
            } else {
                try reply(.pageFailed(number: number))
            }
            if number % 8 == 0, memory.resident > Self.comfortableMemory, !document.reopen() {
                return try reply(.failed(.damaged))
            }
        }
        try reply(.done(peakMemory: memory.peak))
    }

    private func withPage(_ number: Int, _ body: (OpaquePointer) -> PDFReply) throws(FrameChannel.Failure) {
        guard let document else { return try reply(.failed(.notOpen)) }
        try reply(document.withPage(number, body) ?? .failed(.noSuchPage))
    }

    private func reply(_ reply: PDFReply) throws(FrameChannel.Failure) {
        try channel.send(reply.encoded())
    }
}
