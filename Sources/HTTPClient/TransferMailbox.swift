import Synchronization

/// The head of a response.
struct ResponseHead: Sendable {
    let status: Int
    let version: String
    let headers: HTTPHeaders
}

/// Where the curl thread leaves what arrived for one transfer, and where its reader picks it up.
final class TransferMailbox: Sendable {
    typealias HeadContinuation = CheckedContinuation<Result<ResponseHead, HTTPError>, Never>
    typealias ChunkResult = Result<[UInt8]?, HTTPError>
    typealias ChunkContinuation = CheckedContinuation<ChunkResult, Never>

    private struct State {
        var head: ResponseHead?
        var buffer: [UInt8] = []
        var isPaused = false
        /// How the transfer ended: nil while it runs.
        var end: Result<Void, HTTPError>?
        var headReader: HeadContinuation?
        var chunkReader: ChunkContinuation?
    }

    private let state = Mutex(State())
    private let bufferSize: Int

    init(bufferSize: Int) { self.bufferSize = bufferSize }

    // MARK: The curl thread's side

    var isFinished: Bool { state.withLock { $0.end != nil } }

    func deliver(_ head: ResponseHead) { state.withLock { $0.head = head } }

    /// Takes a piece of the body, or refuses it until the reader has caught up.
    func deliver(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            // A single piece may exceed the buffer; it is refused only when something is already waiting.
            guard state.buffer.isEmpty || state.buffer.count + bytes.count <= bufferSize else {
                state.isPaused = true
                return false
            }
            state.buffer.append(contentsOf: bytes)
            return true
        }
    }

    func finish(_ end: Result<Void, HTTPError>) {
        state.withLock { state in
            if state.end == nil { state.end = end }
        }
        wakeReader()
    }

    /// Hands what has arrived to whoever waits for it. Called once for all that one round of the thread brought: waking a task for
    /// the head, again for the body and again for the end would cost more than the request.
    func wakeReader() {
        let (head, chunk) = state.withLock { state in
            var head: (HeadContinuation, Result<ResponseHead, HTTPError>)?
            var chunk: (ChunkContinuation, ChunkResult)?
            if let ready = Self.head(state), let reader = state.headReader.take() { head = (reader, ready) }
            if state.chunkReader != nil, let ready = Self.chunk(&state), let reader = state.chunkReader.take() {
                chunk = (reader, ready)
            }
            return (head, chunk)
        }
        head?.0.resume(returning: head!.1)
        chunk?.0.resume(returning: chunk!.1)
    }

    private static func head(_ state: State) -> Result<ResponseHead, HTTPError>? {
        state.head.map { .success($0) } ?? state.end.map(head(after:))
    }

    private static func head(after end: Result<Void, HTTPError>) -> Result<ResponseHead, HTTPError> {
        switch end {
        case .success: .failure(HTTPError(.protocolViolation, detail: "a response without a head"))
        case .failure(let error): .failure(error)
        }
    }

    // MARK: The reader's side

    /// Ends the transfer for its reader; true when it was still running, so that the curl thread has to be told.
    func cancel() -> Bool {
        let readers = state.withLock { state -> (HeadContinuation?, ChunkContinuation?)? in
            guard state.end == nil else { return nil }
            state.end = .failure(HTTPError(.cancelled))
            state.buffer = []
            return (state.headReader.take(), state.chunkReader.take())
        }
        guard let readers else { return false }
        readers.0?.resume(returning: .failure(HTTPError(.cancelled)))
        readers.1?.resume(returning: .failure(HTTPError(.cancelled)))
        return true
    }

    func takeHead(_ reader: HeadContinuation) {
        let ready = state.withLock { state -> Result<ResponseHead, HTTPError>? in
            if let ready = Self.head(state) { return ready }
            state.headReader = reader
            return nil
        }
        if let ready { reader.resume(returning: ready) }
    }

    /// What can be read without waiting, and whether the transfer must be set going again.
    func takeReadyChunk() -> (ChunkResult?, resumes: Bool) {
        state.withLock { state in
            let resumes = state.isPaused && state.end == nil
            state.isPaused = false
            return (Self.chunk(&state), resumes)
        }
    }

    func takeChunk(_ reader: ChunkContinuation) {
        let ready = state.withLock { state -> ChunkResult? in
            if let chunk = Self.chunk(&state) { return chunk }
            precondition(state.chunkReader == nil, "a response body has one reader")
            state.chunkReader = reader
            return nil
        }
        if let ready { reader.resume(returning: ready) }
    }

    private static func chunk(_ state: inout State) -> ChunkResult? {
        if !state.buffer.isEmpty {
            defer { state.buffer = [] }
            return .success(state.buffer)
        }
        return state.end?.map { nil }
    }
}
