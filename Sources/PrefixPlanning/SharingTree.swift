/// Searches for the cheapest way to let questions begin alike: a tree whose nodes are parts of prompts, each written once and
/// read by all questions below it.
///
/// For n questions below a node, a passage in it that k of them need costs `write + (n - 1) · missed`, and `k · fresh` when
/// it stays out, whatever its length. So for given questions it is known which passages belong into their node; what has to
/// be searched for is which questions go together.
struct SharingTree {
    struct Node {
        /// In canonical order.
        var units: [Int] = []
        /// From the mark before it to its own.
        var tokens = 0.0
        var isMarked = false
        /// Questions at and below it.
        var readers = 0
        var children: [Node] = []
        /// Questions whose shared part ends here.
        var leaves: [Int] = []
        var price = 0.0
    }

    private let members: [Int]
    private let needed: [[Int]]
    private let tokens: [Double]
    private let headTokens: Double
    private let minimum: Double
    private let fresh: Double
    private let write: Double
    private let missed: Double

    /// - Parameter members: the questions in the order in which they are looked at.
    init(_ shared: SharedQuestions, _ members: [Int]) {
        self.members = members
        needed = shared.questions.map(\.needed)
        tokens = shared.units.map { Double($0.tokens) * shared.correction }
        headTokens = Double(shared.headTokens) * shared.correction
        // The estimate may be off by a third.
        minimum = Double(shared.prices.minimumTokens) * 4 / 3
        let longest =
            shared.questions.map { question in
                question.needed.reduce(question.tailTokens) { $0 + shared.units[$1].tokens }
            }.max() ?? 0
        let step = shared.prices.step(Double(shared.headTokens + longest) * shared.correction)
        fresh = step.fresh
        write = step.write(.oneHour)
        missed = shared.readChance * step.read + (1 - shared.readChance) * step.write(.oneHour)
    }

    func root() -> Node { node(members, rest: needed, carry: headTokens, above: 0, depth: 0) }

    /// What a token costs in front of so many questions.
    private func cost(_ readers: Int) -> Double { write + Double(readers - 1) * missed }

    // MARK: Nodes

    /// - Parameters:
    ///   - rest: what each question still needs.
    ///   - carry: tokens that stand before the node and are not behind a mark yet.
    ///   - above: tokens up to the last mark.
    private func node(
        _ members: [Int], rest: [[Int]], carry: Double, above: Double, depth: Int
    ) -> Node {
        var best: Node?
        // A passage that pays here may pay more further down. All three are tried where there is much to win.
        for share in depth < 2 ? [0, 0.5, 2] : [0] {
            let node = node(members, rest: rest, carry: carry, above: above, depth: depth, share: share)
            if best.map({ node.price < $0.price }) ?? true { best = node }
        }
        return best ?? Node()
    }

    /// - Parameter share: only passages that this share of the questions needs are taken.
    private func node(
        _ members: [Int], rest: [[Int]], carry: Double, above: Double, depth: Int, share: Double
    ) -> Node {
        let least = max(cost(members.count) / fresh, share * Double(members.count))
        let counts = counts(members, rest)
        let taken = counts.filter { Double($0.value) > least }.keys.sorted()
        let added = taken.reduce(carry) { $0 + tokens[$1] }
        let gain = taken.reduce(worth(carry, holders: members.count, of: members.count)) {
            $0 + worth(tokens[$1], holders: counts[$1] ?? 0, of: members.count)
        }
        var result = Node(readers: members.count)
        var rest = rest
        var (carry, above) = (carry, above)
        if above + added >= minimum, gain > 0 {
            result.units = taken
            result.tokens = added
            result.isMarked = true
            result.price = added * cost(members.count)
            let stands = Set(taken)
            for member in members { rest[member].removeAll { stands.contains($0) } }
            (carry, above) = (0, above + added)
        }
        let groups =
            depth + 1 < PrefixPlanner.markLimit ? split(members, rest: rest, carry: carry, above: above) : []
        result.children = groups.map { node($0, rest: rest, carry: carry, above: above, depth: depth + 1) }
        let grouped = Set(groups.joined())
        result.leaves = members.filter { !grouped.contains($0) }
        result.price += result.children.reduce(0) { $0 + $1.price }
        result.price += result.leaves.reduce(0) { $0 + (carry + tokensOf(rest[$1])) * fresh }
        return result
    }

    private func worth(_ tokens: Double, holders: Int, of readers: Int) -> Double {
        tokens * (Double(holders) * fresh - cost(readers))
    }

    private func tokensOf(_ units: [Int]) -> Double { units.reduce(0) { $0 + tokens[$1] } }

    private func counts(_ members: [Int], _ rest: [[Int]]) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for member in members { for unit in rest[member] { counts[unit, default: 0] += 1 } }
        return counts
    }

    // MARK: Groups

    /// Some questions, with the passages that belong in front of them.
    private struct Group {
        var members: [Int]
        var units: Set<Int> = []
        var tokens = 0.0
        /// Against sending all of it fresh.
        var gain = 0.0
    }

    private func group(_ members: [Int], _ rest: [[Int]], _ carry: Double, _ above: Double) -> Group {
        var group = Group(members: members, tokens: carry)
        group.gain = worth(carry, holders: members.count, of: members.count)
        let counts = counts(members, rest)
        for unit in counts.keys.sorted() {
            let worth = worth(tokens[unit], holders: counts[unit] ?? 0, of: members.count)
            guard worth > 0 else { continue }
            group.units.insert(unit)
            group.tokens += tokens[unit]
            group.gain += worth
        }
        if group.units.isEmpty || above + group.tokens < minimum { group.gain = 0 }
        return group
    }

    /// Questions that gain by a further part of their own. First those that need one passage together, the best passage
    /// first; then each question goes where it is cheapest, as long as that makes things cheaper.
    private func split(_ members: [Int], rest: [[Int]], carry: Double, above: Double) -> [[Int]] {
        var best = seeds(members, rest, carry, above)
        var gain = best.reduce(0) { $0 + $1.gain }
        for _ in 0..<8 where !best.isEmpty {
            let next = regrouped(best, members, rest, carry).map { group($0, rest, carry, above) }.filter {
                $0.gain > 0
            }
            let reached = next.reduce(0) { $0 + $1.gain }
            guard reached > gain else { break }
            (best, gain) = (next, reached)
        }
        return best.map(\.members)
    }

    private func seeds(_ members: [Int], _ rest: [[Int]], _ carry: Double, _ above: Double) -> [Group] {
        var holders: [Int: [Int]] = [:]
        for member in members { for unit in rest[member] { holders[unit, default: []].append(member) } }
        var isFree = [Bool](repeating: false, count: needed.count)
        for member in members { isFree[member] = true }
        // What is left of a group is hardly worth more than the whole was: looked at again only when it comes first.
        var queue = holders.keys.sorted().map { (unit: $0, bound: Double.infinity) }
        var found: [Group] = []
        while !queue.isEmpty {
            var top = 0
            for index in queue.indices where queue[index].bound > queue[top].bound { top = index }
            guard queue[top].bound > 0 else { break }
            let free = (holders[queue[top].unit] ?? []).filter { isFree[$0] }
            let group = group(free, rest, carry, above)
            if group.gain < queue[top].bound {
                queue[top].bound = group.gain
                if group.gain <= 0 { queue.swapAt(top, queue.count - 1); queue.removeLast() }
                continue
            }
            for member in free { isFree[member] = false }
            found.append(group)
            queue.remove(at: top)
        }
        return found
    }

    private func regrouped(_ groups: [Group], _ members: [Int], _ rest: [[Int]], _ carry: Double) -> [[Int]] {
        var groupsOf: [Int: [Int]] = [:]
        for (number, group) in groups.enumerated() {
            for unit in group.units { groupsOf[unit, default: []].append(number) }
        }
        var result = [[Int]](repeating: [], count: groups.count)
        for member in members {
            // Fresh tokens that each group spares it.
            var spared: [Int: Double] = [:]
            for unit in rest[member] {
                for group in groupsOf[unit] ?? [] { spared[group, default: carry] += tokens[unit] }
            }
            var choice: (group: Int, gain: Double)?
            for group in spared.keys.sorted() {
                let gain = (spared[group] ?? 0) * fresh - groups[group].tokens * missed
                if gain > choice?.gain ?? 0 { choice = (group, gain) }
            }
            if let choice { result[choice.group].append(member) }
        }
        return result.filter { !$0.isEmpty }
    }
}
