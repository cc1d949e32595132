/// One worker slot: a process that is started when it is needed and replaced when it fails. Every call blocks its thread.
///
/// What can go wrong with a page goes wrong in the worker: it dies, hangs, or says nonsense. Then it is replaced, the page
/// is tried once more in the fresh one, and given up if that fails too; all other pages are read.
final class PDFConversation {
    private var limits = PDFLimits()
    private let program: PDFWorkerProgram
    private var worker: WorkerProcess?
    private var cancellation = PDFCancellation()
    /// What the latest worker said of itself.
    private var hello = PDFWorkerHello(landlock: 0, seccomp: false, library: "")
    private var peakMemory = 0
    /// The processor time of the worker when it was last heard of, and whether it then stayed silent without working.
    private var lastProcessorTime = Duration.zero
    private var wasStarved = false
    /// What failures may still cost, and since when nothing of use has come.
    private var patience = Duration.zero
    private var lastUse = ContinuousClock.now

    init(program: PDFWorkerProgram) {
        self.program = program
    }

    /// The exchanges from here on keep to these limits, and end when this is cancelled.
    func begin(_ cancellation: PDFCancellation, _ limits: PDFLimits) {
        self.cancellation = cancellation
        self.limits = limits
        patience = limits.losses
        cancellation.use(worker?.channel)
    }

    func finish() {
        cancellation.use(nil)
    }

    /// How an exchange with a worker can fail.
    private enum Loss: Error {
        case refused(PDFFailure)
        /// The worker is gone; the same request may succeed in another.
        case ended(PDFError.Code)
        case fatal(PDFError)
    }

    /// Reads a document whose pages others may help with.
    func read(
        _ source: PDFSource, password: String?, checkInk: Bool, sharing shared: SharedPages
    ) throws(PDFError) -> PDFReading {
        let end = Deadline(in: limits.document)
        var pages: [PDFReading.Outcome] = []
        var (lastTried, slowPages, textBytes) = (0, 0, 0)
        let front = try retrying { () throws(Loss) in try self.open(source, password, end) }
        var isOpen = true
        pages.reserveCapacity(front.pageCount)
        shared.begin(pageCount: front.pageCount)
        func take(_ page: PDFReading.Outcome) -> Bool {
            pages.append(page)
            if case .read(let page) = page { textBytes += page.text.count }
            return textBytes < limits.textBytes
        }
        while patience > .zero, textBytes < limits.textBytes, pages.count < front.pageCount {
            let next = pages.count + 1
            do throws(Loss) {
                switch shared.step(at: next) {
                case .take(let page): _ = take(page)
                case .read(let last):
                    if !isOpen { _ = try open(source, password, end) }
                    isOpen = true
                    try stream(next, last, checkInk, end, take)
                }
            } catch {
                isOpen = false
                guard case .ended(let code) = error else {
                    shared.endHelp()
                    throw publicError(error)
                }
                if end.isOver { break }
                let failed = pages.count + 1
                // A page that used its time up would do so again; one whose worker was kept from working gets another try.
                if failed == lastTried || (code == .tooSlow && !wasStarved) {
                    pages.append(.missing(number: failed, reason: Self.reason(code)))
                    if code == .tooSlow { slowPages += 1 }
                }
                lastTried = failed
                if slowPages >= limits.slowPages { break }
            }
        }
        if pages.count < front.pageCount { shared.endHelp() }
        for number in pages.count..<front.pageCount {
            let reason =
                textBytes >= limits.textBytes
                ? "the pages before it hold more text than a document may"
                : end.isOver ? "the document's time was used up" : "the pages before it took too long"
            pages.append(.missing(number: number + 1, reason: reason))
        }
        retireIfLarge()
        return PDFReading(front: front, pages: pages, worker: hello)
    }

    /// Reads pages for the worker that owns the document, until there are no more or anything goes wrong.
    func help(_ source: PDFSource, password: String?, checkInk: Bool, with shared: SharedPages) {
        let end = Deadline(in: limits.document)
        guard shared.join(cancellation) else { return }
        do throws(Loss) {
            _ = try open(source, password, end)
            while patience > .zero, !end.isOver, let stretch = shared.stretchForHelper() {
                var number = stretch.lowerBound
                try stream(stretch.lowerBound, stretch.upperBound, checkInk, end) { page in
                    shared.handIn(page, number: number)
                    number += 1
                    return true
                }
            }
        } catch {
            shared.endHelp()
        }
        retireIfLarge()
    }

    func boxes(_ source: PDFSource, password: String?, page: Int, codePoints: Range<Int>) throws(PDFError) -> [PDFBox] {
        try one(source, password, .boxes(page: page, codePoints: codePoints)) { reply in
            if case .boxes(let boxes) = reply { boxes } else { nil }
        }
    }

    func picture(
        _ source: PDFSource, password: String?, page: Int, highlights: [PDFBox], dotsPerInch: Int
    ) throws(PDFError) -> [UInt8] {
        try one(source, password, .picture(page: page, highlights: highlights, dotsPerInch: dotsPerInch)) { reply in
            if case .file(let file) = reply { file } else { nil }
        }
    }

    func excerpt(_ source: PDFSource, password: String?, pages: [Int]) throws(PDFError) -> [UInt8] {
        try one(source, password, .excerpt(pages: pages), pages: pages.count) { reply in
            if case .file(let file) = reply { file } else { nil }
        }
    }

    private func one<Result>(
        _ source: PDFSource, _ password: String?, _ request: PDFRequest, pages: Int = 1,
        _ result: (PDFReply) -> Result?
    ) throws(PDFError) -> Result {
        let end = Deadline(in: limits.page * (pages + 1))
        return try retrying { () throws(Loss) in
            _ = try self.open(source, password, end)
            guard let result = result(try self.exchange(request, end)) else { throw self.lose(.workerUnusable) }
            return result
        }
    }

    private func retrying<Result>(_ body: () throws(Loss) -> Result) throws(PDFError) -> Result {
        lastUse = .now
        do throws(Loss) {
            return try body()
        } catch {
            guard case .ended(let code) = error, code != .tooSlow || wasStarved, patience > .zero else {
                throw publicError(error)
            }
        }
        do throws(Loss) {
            return try body()
        } catch {
            throw publicError(error)
        }
    }

    private func open(_ source: PDFSource, _ password: String?, _ end: Deadline) throws(Loss) -> PDFFront {
        if worker == nil { worker = try start() }
        let before = worker?.processorTime ?? .zero
        let reply = try exchange(.open(password: password), end, descriptor: source.descriptor)
        guard case .opened(let front) = reply else { throw lose(.workerUnusable) }
        patience -= (worker?.processorTime ?? before) - before
        lastUse = .now
        return front
    }

    func startAhead() {
        if worker == nil { worker = try? start() }
    }

    private func start() throws(Loss) -> WorkerProcess {
        if cancellation.isCancelled { throw .fatal(PDFError(.cancelled)) }
        do throws(PDFError) {
            let worker = try WorkerProcess(program, deadline: Deadline(in: limits.start), cancellation)
            hello = worker.hello
            lastUse = .now
            return worker
        } catch {
            throw .fatal(error)
        }
    }

    /// Asks for pages and hands each on as it comes, until there are no more or no more are wanted.
    private func stream(
        _ first: Int, _ last: Int, _ checkInk: Bool, _ end: Deadline, _ take: (PDFReading.Outcome) -> Bool
    ) throws(Loss) {
        var reply = try exchange(.pages(first: first, last: last, checkInk: checkInk), end)
        var next = first
        while true {
            let isEnough: Bool
            switch reply {
            case .page(let page) where page.number == next: isEnough = !take(.read(page))
            case .pageFailed(let number) where number == next:
                isEnough = !take(.missing(number: number, reason: "the page is damaged"))
            case .done where next == last + 1: return
            default: throw lose(.workerUnusable)
            }
            // The worker is in the middle of the next page.
            if isEnough, next < last {
                endWorker()
                return
            }
            lastUse = .now
            next += 1
            reply = try receive(end)
        }
    }

    private func exchange(_ request: PDFRequest, _ end: Deadline, descriptor: Int32 = -1) throws(Loss) -> PDFReply {
        guard let worker else { throw .ended(.crashed) }
        do throws(FrameChannel.Failure) {
            try worker.channel.send(
                request.encoded(), descriptor: descriptor, deadline: Deadline(in: pageTime).orEarlier(end))
        } catch {
            throw lose(error)
        }
        return try receive(end)
    }

    private func receive(_ end: Deadline) throws(Loss) -> PDFReply {
        guard let worker else { throw .ended(.crashed) }
        lastProcessorTime = worker.processorTime
        let reply: PDFReply?
        do throws(FrameChannel.Failure) {
            reply = try worker.channel.receive(deadline: Deadline(in: pageTime).orEarlier(end)) {
                PDFReply(decoding: $0)
            }
        } catch {
            throw lose(error)
        }
        guard let reply else { throw lose(.workerUnusable) }
        if case .done(let peakMemory) = reply { self.peakMemory = peakMemory }
        if case .failed(let failure) = reply { throw .refused(failure) }
        return reply
    }

    /// A worker that has grown over one document is not kept for the next.
    private func retireIfLarge() {
        if peakMemory > limits.retirementMemory { endWorker() }
        peakMemory = 0
    }

    private func lose(_ failure: FrameChannel.Failure) -> Loss {
        switch failure {
        case .deadline: loseByDeadline()
        case .closed: lose(.crashed)
        case .malformed: lose(.workerUnusable)
        }
    }

    private func loseByDeadline() -> Loss {
        let worked = (worker?.processorTime ?? .zero) - lastProcessorTime
        wasStarved = worked < pageTime / 4
        // On a machine that is too busy nobody is to blame.
        lastUse = .now - worked
        return lose(.tooSlow)
    }

    /// What the next answer may take.
    private var pageTime: Duration { max(.zero, min(limits.page, patience)) }

    private func lose(_ code: PDFError.Code) -> Loss {
        patience -= lastUse.duration(to: .now)
        lastUse = .now
        let end = endWorker()
        if cancellation.isCancelled { return .fatal(PDFError(.cancelled)) }
        switch end {
        case .outOfMemory: return .ended(.outOfMemory)
        case .outOfProcessorTime: return .ended(.tooSlow)
        case .crashed, nil: return .ended(code)
        }
    }

    @discardableResult
    private func endWorker() -> WorkerProcess.End? {
        cancellation.use(nil)
        defer { worker = nil }
        return worker?.end(memoryLimit: program.memoryLimit)
    }

    private func publicError(_ loss: Loss) -> PDFError {
        switch loss {
        case .fatal(let error): error
        case .ended(let code): PDFError(code)
        case .refused(.encrypted): PDFError(.encrypted)
        case .refused(.wrongPassword): PDFError(.wrongPassword)
        case .refused(.noSuchPage): PDFError(.noSuchPage)
        case .refused(.pictureTooLarge): PDFError(.pictureTooLarge)
        case .refused(.damaged): PDFError(.damaged)
        case .refused(.notOpen): PDFError(.workerUnusable)
        }
    }

    private static func reason(_ code: PDFError.Code) -> String {
        switch code {
        case .tooSlow: "the page took too long"
        case .outOfMemory: "the page needs more memory than allowed"
        case .workerUnusable: "the worker's answer for the page made no sense"
        default: "the PDF library broke down over the page"
        }
    }
}
