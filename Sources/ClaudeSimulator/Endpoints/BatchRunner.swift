import JSON
import Synchronization

/// The tasks that work on batches.
final class BatchRunner: Sendable {
    private let tasks = Mutex<[String: Task<Void, Never>]>([:])

    func start(_ id: String, _ work: @escaping @Sendable () async -> Void) {
        // The lock is held until the task is noted, so that it cannot end before.
        tasks.withLock { tasks in
            tasks[id] = Task { [self] in
                await work()
                self.tasks.withLock { $0[id] = nil }
            }
        }
    }

    func cancel(_ id: String) { tasks.withLock { $0[id] }?.cancel() }

    func stop() { for task in tasks.withLock({ Array($0.values) }) { task.cancel() } }
}

extension SimulatedAPI {
    /// Works on the requests of a batch one after the other, spread over the time that a batch takes here.
    func process(_ batch: BatchStore.Batch, _ items: [(id: String, params: JSONValue)], _ context: RequestContext) async
    {
        let duration = configuration.batchSeconds * 1000
        for (number, item) in items.enumerated() {
            let share = duration * (number + 1) / items.count
            let due = Timestamp(milliseconds: batch.created.milliseconds + share)
            try? await clock.sleep(until: min(due, batch.expires))
            let result: JSONValue
            if Task.isCancelled {
                result = ["type": "canceled"]
            } else if due >= batch.expires {
                result = ["type": "expired"]
            } else {
                result = await self.result(of: item.params, context)
            }
            let line: JSONValue = ["custom_id": JSONValue(item.id), "result": result]
            state.withLock { $0.batches.update(batch.id) { $0.results.append(line) } }
        }
        let now = clock.now
        state.withLock { $0.batches.update(batch.id) { $0.ended = now } }
    }

    private func result(of params: JSONValue, _ context: RequestContext) async -> JSONValue {
        let item = RequestContext(item: context, id: state.withLock { $0.identifiers.next("req_") }, start: clock.now)
        do throws(APIFailure) {
            let fault = state.withLock { $0.faults.fault(path: "batch-item", body: params.bytes()) }
            if let failure = fault?.failure(at: item.start) { throw failure }
            var work = MessageWork(body: params, context: item, purpose: .batchItem)
            work.fault = fault
            let produced = try await produce(work)
            responseBegan(produced)
            bill(produced)
            return ["type": "succeeded", "message": .object(produced.message)]
        } catch {
            return ["type": "errored", "error": error.body(requestID: item.id)]
        }
    }
}
