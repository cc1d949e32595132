/// Joins the rankings of several retrievers by ranks alone, since their scores mean different things (reciprocal rank
/// fusion, Cormack, Clarke and Büttcher 2009).
package enum RankFusion {
    /// How slowly the worth of a rank falls; the authors' constant.
    package static let constant = 60.0

    /// Items by their summed worth, best first; equal ones in the order in which they were first met.
    ///
    /// - Parameter weights: how much each ranking counts; all alike when nil.
    package static func fuse<Item: Hashable>(
        _ rankings: [[Item]], weights: [Double]? = nil
    ) -> [(item: Item, score: Double)] {
        var scores: [Item: Double] = [:]
        var order: [Item] = []
        for (place, ranking) in rankings.enumerated() {
            let weight = weights.flatMap { place < $0.count ? $0[place] : nil } ?? 1
            var seen: Set<Item> = []
            for item in ranking where seen.insert(item).inserted {
                if scores[item] == nil { order.append(item) }
                scores[item, default: 0] += weight / (constant + Double(seen.count))
            }
        }
        return order.enumerated()
            .map { (item: $1, score: scores[$1] ?? 0, met: $0) }
            .sorted { $0.score != $1.score ? $0.score > $1.score : $0.met < $1.met }
            .map { (item: $0.item, score: $0.score) }
    }
}
