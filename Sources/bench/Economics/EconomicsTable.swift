internal import Glibc
internal import JSON

/// What was measured, and whether it holds what is claimed of it.
struct EconomicsTable {
    struct CollectionLine {
        var size: Int
        var bytes: Int
        var passages: Int
        var documentsAsked: Int
    }

    let seeds: [UInt64]
    let questions: Int
    var collections: [CollectionLine] = []
    var cells: [EconomicsCell] = []
    var talks: [ConversationCell] = []

    init(seeds: [UInt64], questions: Int) {
        self.seeds = seeds
        self.questions = questions
    }

    /// One seed in a few numbers.
    struct Summary {
        /// The fixed policy with the smallest geometric mean.
        var bestFixed: CachePolicy
        /// Ours to that one: the geometric mean over all cells.
        var mean: Double
        /// The same of the input alone.
        var inputMean: Double
        /// Ours to the cheapest of the others in the cell where that is worst.
        var worst: Double
        /// How far planned and charged lie apart in the cell where that is worst.
        var inaccuracy: Double
        /// The smallest share of repeated input that follow-ups read.
        var readShare: Double
        /// What conversations cost, of what they would cost uncached.
        var talkCost: Double
    }

    func summary(_ seed: UInt64) -> Summary {
        let cells = self.cells.filter { $0.seed == seed }
        let talks = self.talks.filter { $0.seed == seed }
        func mean(_ values: [Double]) -> Double {
            exp(values.reduce(0) { $0 + log($1) } / Double(max(1, values.count)))
        }
        let fixed = CachePolicy.allCases.dropLast()
        let ratios = fixed.indices.map { index in mean(cells.map { $0.ours / $0.charged[index] }) }
        let best = ratios.indices.max { ratios[$0] < ratios[$1] } ?? 0
        let drifts =
            cells.map { abs($0.accuracy - 1) } + talks.map { abs($0.bill.planned / Double($0.bill.input) - 1) }
        return Summary(
            bestFixed: fixed[best], mean: ratios[best],
            inputMean: mean(cells.map { Double($0.bills[3].input) / Double($0.bills[best].input) }),
            worst: cells.map(\.ratio).max() ?? 0, inaccuracy: drifts.max() ?? 0,
            readShare: talks.map(\.readShare).min() ?? 0,
            talkCost: mean(talks.map { Double($0.bill.input) / Double($0.bill.uncachedInput) }))
    }

    var json: JSONObject {
        [
            "questions_per_cell": JSONValue(questions),
            "collections": .array(
                JSONArray(
                    collections.map {
                        [
                            "bytes": JSONValue($0.bytes), "passages": JSONValue($0.passages),
                            "documents_asked_about": JSONValue($0.documentsAsked),
                        ]
                    })),
            "seeds": .array(JSONArray(seeds.map(summaryLine))),
            "cells": .array(
                JSONArray(
                    cells.map { cell in
                        [
                            "seed": JSONValue(Int(cell.seed)), "bytes": JSONValue(cell.size),
                            "arrivals": JSONValue(cell.arrivals.rawValue), "model": JSONValue(cell.model),
                            "nano_dollars": .array(JSONArray(cell.bills.map { JSONValue($0.charged) })),
                            "thousandths_of_cheapest": Self.thousandths(cell.ratio),
                        ]
                    })),
        ]
    }

    private func summaryLine(_ seed: UInt64) -> JSONValue {
        let summary = summary(seed)
        return [
            "seed": JSONValue(Int(seed)), "best_fixed_policy": JSONValue(summary.bestFixed.rawValue),
            "thousandths_of_best_fixed": Self.thousandths(summary.mean),
            "thousandths_of_best_fixed_input": Self.thousandths(summary.inputMean),
            "worst_thousandths_of_cheapest": Self.thousandths(summary.worst),
            "planned_off_by_thousandths": Self.thousandths(summary.inaccuracy),
            "follow_ups_read_thousandths": Self.thousandths(summary.readShare),
        ]
    }

    private static func thousandths(_ value: Double) -> JSONValue { JSONValue(Int((value * 1000).rounded())) }
}
