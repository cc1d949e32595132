import DocumentModel
import Glibc
import PDFPages
import Testing

@Suite struct PDFWorkerPoolTests {
    @Test func readsAllPagesInOrder() async throws {
        let reading = try await read(faults: "")
        #expect(reading.numbers == [1, 2, 3, 4, 5])
        #expect(reading.missing.isEmpty)
    }

    @Test(arguments: ["crash", "killed", "leave", "garbage", "endless", "other", "hang"])
    func onlyTheBadPageIsLost(_ fault: String) async throws {
        let reading = try await read(faults: "\(fault)@3")
        #expect(reading.numbers == [1, 2, 4, 5])
        #expect(reading.missing == [3])
    }

    @Test(arguments: ["crash", "hang", "garbage"])
    func aPageIsTriedOnceMoreInAFreshWorker(_ fault: String) async throws {
        #expect(try await read(faults: "\(fault)@3!").missing.isEmpty)
    }

    @Test func aPageThatUsesItsTimeUpIsNotTriedAgain() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let reading = try await read(faults: "spin@2", page: .milliseconds(600))
        #expect(reading.missing == [2])
        #expect(clock.now - start < .seconds(30))
        #expect(reading.reason(of: 2) == "the page took too long")
    }

    @Test func aPageThatNeedsTooMuchMemoryIsLostAndSaysSo() async throws {
        let reading = try await read(faults: "bloat@4", page: .seconds(20), memory: 200 << 20)
        #expect(reading.missing == [4])
        #expect(reading.reason(of: 4) == "the page needs more memory than allowed")
    }

    @Test func aCrashIsNoLackOfMemoryHoweverLargeThisProcessIs() async {
        await #expect(processExitsWith: .success) {
            let large = [UInt8](repeating: 1, count: 300 << 20)
            let reading = try await read(faults: "crash@3", page: .seconds(20))
            exit(large.last == 1 && reading.reason(of: 3) == "the PDF library broke down over the page" ? 0 : 1)
        }
    }

    @Test func afterManySlowPagesTheRestIsGivenUp() async throws {
        let reading = try await read(faults: "hang@2,hang@3,hang@4,hang@5", page: .milliseconds(500), pages: 7)
        #expect(reading.numbers == [1])
        #expect(reading.reason(of: 7) == "the pages before it took too long")
    }

    @Test func whatBadPagesCostTogetherIsBounded() async throws {
        let limits = PDFLimits(page: .seconds(1), losses: .milliseconds(1_500))
        let start = ContinuousClock.now
        let reading = try await read(faults: "spin@2,spin@3,spin@4,spin@5,spin@6,spin@7", pages: 8, limits: limits)
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(reading.numbers == [1])
        #expect(reading.reason(of: 2) == "the page took too long")
        #expect(reading.reason(of: 8) == "the pages before it took too long")
    }

    @Test func aDocumentWithMoreTextThanAnybodyReadsIsCut() async throws {
        let reading = try await read(faults: "", limits: PDFLimits(textBytes: 1))
        #expect(reading.numbers == [1])
        #expect(reading.reason(of: 5) == "the pages before it hold more text than a document may")
    }

    @Test func theDocumentsTimeIsALimitToo() async throws {
        var limits = PDFLimits(page: .seconds(20), document: .seconds(3))
        limits.slowPages = 100
        let reading = try await read(faults: "hang@2", limits: limits)
        #expect(reading.numbers == [1])
        #expect(reading.reason(of: 5) == "the document's time was used up")
    }

    @Test func aDocumentThatCannotBeOpenedIsAnError() async throws {
        await #expect(throws: PDFError(.crashed)) { try await read(faults: "crash@open") }
        await #expect(throws: PDFError(.tooSlow)) { try await read(faults: "hang@open", page: .milliseconds(100)) }
    }

    @Test(arguments: ["mute", "old"]) func aWorkerThatDoesNotSpeakTheProtocolIsUnusable(_ fault: String) async throws {
        let error = await #expect(throws: PDFError.self) {
            try await read(faults: fault, limits: PDFLimits(start: .milliseconds(300)))
        }
        #expect(error?.code == .workerUnusable)
    }

    @Test func aMissingWorkerSaysWhereItBelongs() async throws {
        let pool = PDFWorkerPool(program: PDFWorkerProgram(path: "/nonexistent/docqa-pdf-worker"))
        let source = try PDFSource(bytes: [1])
        let error = await #expect(throws: PDFError.self) { try await pool.read(source) }
        #expect(error?.code == .workerMissing)
        #expect(error?.description.contains("/nonexistent/docqa-pdf-worker") == true)
    }

    @Test func aCancelledReadingEndsAtOnceAndThePoolGoesOn() async throws {
        let pool = PDFWorkerPool(program: faulty("hang@2"), limits: PDFLimits(page: .seconds(60)), width: 1)
        let source = try PDFSource(bytes: [1])
        let task = Task { try await pool.read(source) }
        let next = Task { try await pool.read(source, limits: PDFLimits(page: .milliseconds(500))) }
        task.cancel()
        await #expect(throws: PDFError(.cancelled)) { try await task.value }
        #expect(try await next.value.missing == [2])
    }

    @Test func aCancelledReadingDoesNotWaitForAWorkerThatSaysNothing() async throws {
        let pool = PDFWorkerPool(program: faulty("mute"), limits: PDFLimits(start: .seconds(60)), width: 1)
        let source = try PDFSource(bytes: [1])
        let began = ContinuousClock.now
        let task = Task { try await pool.read(source) }
        // Long enough for the worker to be started; if it is not, the reading is cancelled before.
        while ContinuousClock.now - began < .milliseconds(300) { await Task.yield() }
        task.cancel()
        await #expect(throws: PDFError(.cancelled)) { try await task.value }
        #expect(ContinuousClock.now - began < .seconds(30))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func workersKilledAtRandomLoseOnlyPagesThatKillTwice(_ seed: UInt64) async throws {
        var program = faulty("", pages: 40)
        program.environment.append("FAULT_SEED=\(seed)")
        let reading = try await PDFWorkerPool(program: program, width: 1).read(PDFSource(bytes: [1]))
        #expect(reading.pages.count == 40)
        #expect((reading.numbers + reading.missing).sorted() == Array(1...40))
        let again = try await PDFWorkerPool(program: program, width: 1).read(PDFSource(bytes: [1]))
        #expect(again == reading)
        // A third of the workers die over a page, and a third of those again: a ninth is lost, give or take.
        #expect(reading.missing.count < 20)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func severalWorkersOverOneDocumentLoseNoMoreThanOne(_ seed: UInt64) async throws {
        var program = faulty("", pages: 90)
        program.environment.append("FAULT_SEED=\(seed)")
        let reading = try await PDFWorkerPool(program: program, width: 3).read(PDFSource(bytes: [1]))
        #expect((reading.numbers + reading.missing).sorted() == Array(1...90))
        #expect(reading.pages.map(\.number) == Array(1...90))
        #expect(reading.missing.count < 30)
        for case .read(let page) in reading.pages { #expect(page.text == Array("page \(page.number)".utf8)) }
    }

    @Test(arguments: ["crash@80", "hang@80", "garbage@80", "spin@85", "other@90", "crash@50,crash@70"])
    func whatAHelperMeetsIsReadAgainAndReported(_ faults: String) async throws {
        let limits = PDFLimits(page: .milliseconds(600))
        let pool = PDFWorkerPool(program: faulty(faults, pages: 90), limits: limits, width: 2)
        let reading = try await pool.read(PDFSource(bytes: [1]))
        let bad = faults.split { $0 == "@" || $0 == "," }.compactMap { Int($0) }
        #expect(reading.missing == bad)
        #expect(reading.numbers == (1...90).filter { !bad.contains($0) })
    }

    @Test func aLongDocumentIsReadByAllWorkers() async throws {
        // While the first hangs, the second has time to come.
        var program = faulty("hang@20", pages: 90)
        program.environment.append("FAULT_SIGNED=1")
        let pool = PDFWorkerPool(program: program, limits: PDFLimits(page: .seconds(2)), width: 2)
        let reading = try await pool.read(PDFSource(bytes: [1]))
        #expect(reading.missing == [20])
        func reader(of number: Int) -> String? {
            if case .read(let page) = reading.pages[number - 1] { page.label } else { nil }
        }
        #expect(reader(of: 1) != reader(of: 90) && reader(of: 1) == reader(of: 19))
    }

    @Test func whoWantsToReadGetsAWorkerAlsoWhileALongDocumentIsRead() async throws {
        let pool = PDFWorkerPool(program: faulty("", pages: 400), width: 2)
        try await withThrowingTaskGroup(of: PDFReading.self) { group in
            for _ in 0..<12 { group.addTask { try await pool.read(PDFSource(bytes: [1])) } }
            for try await reading in group { #expect(reading.numbers == Array(1...400)) }
        }
    }

    @Test func aCancelledReadingEndsItsHelpersToo() async throws {
        let pool = PDFWorkerPool(
            program: faulty("hang@8!,hang@80", pages: 90), limits: PDFLimits(page: .seconds(60)), width: 2)
        let source = try PDFSource(bytes: [1])
        let began = ContinuousClock.now
        let task = Task { try await pool.read(source) }
        while ContinuousClock.now - began < .milliseconds(300) { await Task.yield() }
        task.cancel()
        await #expect(throws: PDFError(.cancelled)) { try await task.value }
        #expect(ContinuousClock.now - began < .seconds(30))
    }

    @Test func moreReadersThanWorkersTakeTurns() async throws {
        let pool = PDFWorkerPool(program: faulty("crash@2"), width: 2)
        let source = try PDFSource(bytes: [1])
        try await withThrowingTaskGroup(of: PDFReading.self) { group in
            for _ in 0..<20 { group.addTask { try await pool.read(source) } }
            for try await reading in group { #expect(reading.missing == [2]) }
        }
    }

    @Test func noProcessAndNoDescriptorStaysBehind() async {
        await #expect(processExitsWith: .success) {
            func readFive() async throws {
                let pool = PDFWorkerPool(program: faulty("crash@2,garbage@4"), width: 2)
                for _ in 0..<5 { _ = try await pool.read(PDFSource(bytes: [1])) }
            }
            // The first round opens what the runtime keeps for itself; what a pool leaves open, each round would add.
            try await readFive()
            let before = openDescriptors()
            try await readFive()
            // No child is left, not even a dead one.
            let hasChild = waitpid(-1, nil, WNOHANG) >= 0 || errno != ECHILD
            exit(hasChild ? 2 : openDescriptors() > before ? 3 : 0)
        }
    }
}

@Suite struct WorkerSandboxTests {
    @Test(arguments: ["socket", "program"]) func whatAReaderHasNoUseForEndsTheProcess(_ fault: String) async throws {
        let reading = try await read(faults: "\(fault)@2")
        #expect(reading.missing == [2])
    }

    @Test(arguments: ["file", "write"]) func filesStayClosed(_ fault: String) async throws {
        // The worker leaves when it can open the file.
        let reading = try await read(faults: "\(fault)@2")
        if reading.worker.landlock > 0 { #expect(reading.missing.isEmpty) }
    }

    @Test func aMissingPartOfTheSandboxIsSaid() {
        #expect(PDFWorkerHello(landlock: 3, seccomp: true, library: "").degradation == nil)
        let degradation = PDFWorkerHello(landlock: 0, seccomp: true, library: "").degradation
        #expect(degradation == "PDFs are read without Landlock, which this kernel does not offer.")
    }
}

/// The pool speaks to a worker that goes wrong as the faults say.
private func read(
    faults: String, page: Duration = .seconds(1), pages: Int = 5, memory: Int = 512 << 20,
    limits: PDFLimits? = nil
) async throws -> PDFReading {
    var program = faulty(faults, pages: pages)
    program.memoryLimit = memory
    let pool = PDFWorkerPool(program: program, limits: limits ?? PDFLimits(page: page), width: 1)
    return try await pool.read(PDFSource(bytes: [1]))
}

private func faulty(_ faults: String, pages: Int = 5) -> PDFWorkerProgram {
    let folder = PDFWorkerProgram.installed().path.dropLast("docqa-pdf-worker".utf8.count)
    return PDFWorkerProgram(
        path: folder + "pdf-worker-faults", environment: ["FAULT=\(faults)", "FAULT_PAGES=\(pages)"])
}

private func openDescriptors() -> Int {
    (0..<256).count { fcntl(Int32($0), F_GETFD) >= 0 }
}

extension PDFReading.Outcome {
    fileprivate var number: Int {
        switch self {
        case .read(let page): page.number
        case .missing(let number, _): number
        }
    }
}

extension PDFReading {
    fileprivate var numbers: [Int] {
        pages.compactMap { if case .read(let page) = $0 { page.number } else { nil } }
    }

    fileprivate var missing: [Int] {
        pages.compactMap { if case .missing(let number, _) = $0 { number } else { nil } }
    }

    fileprivate func reason(of number: Int) -> String? {
        if case .missing(_, let reason) = pages[number - 1] { reason } else { nil }
    }
}
