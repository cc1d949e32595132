internal import Glibc
internal import Quoting

/// Fits the weights of sentences by the likelihood of one with the answer among all of its question, and those of the
/// confidence by how many questions are rightly answered and rightly declined.
struct QuotingFit {
    static let parts = 4
    /// What the questions with their documents left out count together, and those of which the answer is not found.
    static let leftOut = 0.05

    private typealias Example = QuotingExamples.Example
    private let sets: [QuotingExamples]

    init(_ sets: [QuotingExamples]) { self.sets = sets }

    /// The weights that all questions together give.
    var named: [(name: String, value: Double)] {
        let sentences = sentenceWeights(without: nil)
        let first = max(1e-9, sentences[0])
        let confidence = confidenceWeights(without: nil)
        return zip(SentenceFeatures.names, sentences).map { ("sentence.\($0)", $1 / first) }
            + zip(["constant"] + AnswerEvidence.names, confidence).map { ("confidence.\($0)", $1) }
    }

    /// The questions of each set, judged by the weights that the other parts give.
    func tried() -> [[QuotingExamples.Example]] {
        var tried = sets.map { _ in [QuotingExamples.Example]() }
        for part in 0..<QuotingFit.parts {
            let sentences = sentenceWeights(without: part)
            let confidence = confidenceWeights(without: part)
            for (number, set) in sets.enumerated() {
                tried[number] += set.examples.filter { $0.part == part }.map { example in
                    var example = example
                    for place in example.sentences.indices {
                        example.sentences[place].score = QuotingFit.sum(
                            sentences, example.sentences[place].features)
                    }
                    example.sentences.sort { $0.score > $1.score }
                    example.confidence = QuotingFit.probability(confidence, example.evidence)
                    return example
                }
            }
        }
        return tried
    }

    private static func sum(_ weights: [Double], _ values: [Double]) -> Double {
        zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func probability(_ weights: [Double], _ values: [Double]) -> Double {
        1 / (1 + exp(-weights[0] - sum(Array(weights.dropFirst()), values)))
    }

    // MARK: Sentences

    private func sentenceWeights(without part: Int?) -> [Double] {
        let examples = sets.flatMap { set in
            set.examples.filter {
                $0.part != part && $0.sentences.contains(where: \.isGold) && !$0.sentences.allSatisfy(\.isGold)
            }
        }
        var descent = Descent(SentenceFeatures.names.count, penalty: 0.0003)
        for _ in 0..<150 {
            var gradient = [Double](repeating: 0, count: SentenceFeatures.names.count)
            for example in examples {
                let powers = example.sentences.map { exp(min(60, QuotingFit.sum(descent.weights, $0.features))) }
                let all = powers.reduce(0, +)
                let gold = zip(powers, example.sentences).reduce(0) { $0 + ($1.1.isGold ? $1.0 : 0) }
                for (power, sentence) in zip(powers, example.sentences) {
                    let error = power / all - (sentence.isGold ? power / gold : 0)
                    for (place, value) in sentence.features.enumerated() where value != 0 {
                        gradient[place] += error * value / Double(examples.count)
                    }
                }
            }
            descent.step(gradient)
        }
        return descent.weights
    }

    // MARK: Confidence

    /// What is gained by answering, positive or negative; a set's weight is shared by its questions of each kind.
    private static func gain(_ example: Example, in set: QuotingExamples) -> Double {
        if example.isLeftOut { return -leftOut / Double(set.examples.count(where: \.isLeftOut)) }
        let alike = set.examples.count { !$0.isLeftOut && $0.isAnswerable == example.isAnswerable }
        guard example.isAnswerable else { return -set.weight / Double(alike) }
        guard set.judgesByWords else { return set.weight / Double(alike) }
        let right = (example.isRightFirst ? 0.5 : 0) + (example.isRight ? 0.5 : 0)
        return (right > 0 ? set.weight * right : -leftOut) / Double(alike)
    }

    /// Weighs the questions that are rightly answered against those that wrongly are, by an answer's probability made
    /// steeper: what is sure already moves nothing.
    private func confidenceWeights(without part: Int?) -> [Double] {
        let examples = sets.filter { $0.weight > 0 }.flatMap { set in
            set.examples.filter { $0.part != part }.map { (values: $0.evidence, gain: QuotingFit.gain($0, in: set)) }
        }
        let count = AnswerEvidence.names.count
        let scales = (0..<count).map { place in
            let mean = examples.reduce(0) { $0 + $1.values[place] } / Double(examples.count)
            let square = examples.reduce(0) { $0 + ($1.values[place] - mean) * ($1.values[place] - mean) }
            return max(1e-6, (square / Double(examples.count)).squareRoot())
        }
        let scaled = examples.map { ([1] + zip($0.values, scales).map { $0 / $1 }, $0.gain) }
        var descent = Descent(count + 1, penalty: 0.004)
        for step in 0..<1_500 {
            // Begins with all questions at once (logistic regression), since the other measure has many hollows.
            let begins = step < 500
            var gradient = [Double](repeating: 0, count: count + 1)
            for (values, gain) in scaled {
                let value = 1 / (1 + exp((begins ? -1 : -2) * QuotingFit.sum(descent.weights, values)))
                let error =
                    begins ? abs(gain) * (value - (gain > 0 ? 1 : 0)) : -gain * 2 * value * (1 - value)
                for (place, value) in values.enumerated() { gradient[place] += error * value }
            }
            descent.step(gradient)
        }
        let weights = descent.weights
        return [weights[0]] + zip(weights.dropFirst(), scales).map { $0 / $1 }
    }
}

extension QuotingExamples {
    /// Whether nearly all answers stand in the documents word for word, so that an answer without its words is wrong.
    var judgesByWords: Bool {
        let asked = examples.filter { $0.isAnswerable && $0.isVerbatim }
        return asked.count(where: \.isReachable) * 10 >= asked.count * 9
    }
}

/// Descent with a step for each weight of its own (Adam), and a penalty on large weights.
private struct Descent {
    private(set) var weights: [Double]
    private var mean: [Double]
    private var square: [Double]
    private var count = 0
    private let penalty: Double

    init(_ count: Int, penalty: Double) {
        weights = [Double](repeating: 0, count: count)
        mean = weights
        square = weights
        self.penalty = penalty
    }

    mutating func step(_ gradient: [Double]) {
        count += 1
        for place in weights.indices {
            let slope = gradient[place] + penalty * weights[place]
            mean[place] = 0.9 * mean[place] + 0.1 * slope
            square[place] = 0.99 * square[place] + 0.01 * slope * slope
            let step = mean[place] / (1 - pow(0.9, Double(count)))
            let scale = (square[place] / (1 - pow(0.99, Double(count)))).squareRoot() + 1e-9
            weights[place] -= 0.1 * step / scale
        }
    }
}
