import Folders

extension Library {
    /// Brings a collection in step with folders, and keeps it so: a report for the first run and for every run that a
    /// change caused. Ends when the task that iterates is cancelled, after finishing what is being written.
    ///
    /// Watching begins before the first run, so nothing that changes meanwhile is missed.
    public func watch(
        _ request: IngestRequest, tell: @escaping @Sendable (IngestEvent) -> Void = { _ in }
    ) throws(DocQAError) -> AsyncThrowingStream<IngestReport, any Error> {
        let options = FolderWatch.Options(walk: WalkOptions(include: request.include, exclude: request.exclude))
        var watches: [FolderWatch] = []
        for path in request.paths {
            guard let root = FilePath(path).resolved else {
                throw DocQAError(code: "folder_missing", message: "\(path) does not exist: check its spelling.")
            }
            do throws(FolderError) {
                watches.append(try FolderWatch(root, options: options))
            } catch {
                throw DocQAError(error)
            }
        }
        let changes = FolderWatching.changes(of: watches)
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    continuation.yield(try await ingestWhenFree(request, tell))
                    for await _ in changes {
                        if Task.isCancelled { break }
                        // A folder that was taken away for a moment comes back; one that is gone ends the watch.
                        continuation.yield(try await ingestWhenFree(request, tell))
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Waits while another process writes: a watch outlives many of them.
    private func ingestWhenFree(
        _ request: IngestRequest, _ tell: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> IngestReport {
        while true {
            let attempt = await attempt(request, tell)
            guard case .failure(let error) = attempt, error.code == "writer_busy" else { return try attempt.get() }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func attempt(
        _ request: IngestRequest, _ tell: @escaping @Sendable (IngestEvent) -> Void
    ) async -> Result<IngestReport, DocQAError> {
        do throws(DocQAError) { return .success(try await ingest(request, tell: tell)) } catch {
            return .failure(error)
        }
    }
}

enum FolderWatching {
    /// That something changed in any of the folders; changes that come while one is dealt with count once.
    static func changes(of watches: [FolderWatch]) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                await withTaskGroup { group in
                    for watch in watches {
                        group.addTask { for await _ in watch { continuation.yield() } }
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
