/// How soon a request gets its turn when requests have to wait.
public enum RequestPriority: Int, Sendable, CaseIterable, Comparable {
    /// Somebody looks at the screen.
    case interactive
    case normal
    /// Work that can wait, but does get on.
    case background

    /// Turns in a round.
    var weight: Int {
        switch self {
        case .interactive: 8
        case .normal: 4
        case .background: 1
        }
    }

    public static func < (a: RequestPriority, b: RequestPriority) -> Bool { a.rawValue < b.rawValue }
}

/// Decides whose turn it is: first come, first served within a priority, and turns in proportion to the weights between them, so
/// that nothing starves. Pure.
package struct RequestQueue<Ticket: Sendable & Hashable>: Sendable {
    private var waiting: [RequestPriority: [Ticket]] = [:]
    /// How far each priority has come; the one that is furthest behind is next.
    private var progress: [RequestPriority: Int] = [:]
    private var lastProgress = 0
    package private(set) var count = 0

    package init() {}

    package mutating func append(_ ticket: Ticket, _ priority: RequestPriority) {
        // Who was away does not catch up on the turns in which there was nothing to do.
        if waiting[priority, default: []].isEmpty { progress[priority] = max(progress[priority] ?? 0, lastProgress) }
        waiting[priority, default: []].append(ticket)
        count += 1
    }

    package var next: Ticket? { nextPriority.flatMap { waiting[$0]?.first } }

    package mutating func removeNext() {
        guard let priority = nextPriority else { return }
        waiting[priority]?.removeFirst()
        count -= 1
        lastProgress = progress[priority] ?? 0
        progress[priority] = lastProgress + 8 / priority.weight
    }

    package mutating func remove(_ ticket: Ticket) {
        for priority in RequestPriority.allCases {
            guard let position = waiting[priority]?.firstIndex(of: ticket) else { continue }
            waiting[priority]?.remove(at: position)
            count -= 1
        }
    }

    private var nextPriority: RequestPriority? {
        RequestPriority.allCases.filter { !(waiting[$0]?.isEmpty ?? true) }
            .min { (progress[$0] ?? 0, $0) < (progress[$1] ?? 0, $1) }
    }
}
