/// The best `count` of the scores that were offered, as a heap with the least of them on top.
struct BestScores {
    private var heap: [Double] = []
    private let count: Int

    init(count: Int) {
        self.count = count
        heap.reserveCapacity(count)
    }

    /// The score that a new one must pass.
    var least: Double { heap.count < count ? 0 : heap[0] }

    @inline(__always)
    mutating func offer(_ score: Double) {
        if heap.count < count {
            heap.append(score)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2] > heap[child] {
                heap.swapAt((child - 1) / 2, child)
                child = (child - 1) / 2
            }
        } else if let top = heap.first, score > top {
            heap[0] = score
            sink()
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
