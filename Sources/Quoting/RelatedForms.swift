/// Words that stemming leaves apart and that are of one family or name nearly the same: they share a long beginning, or
/// one holds the other (`invention` and `invented`, `Garantie` and `Batteriegarantie`).
struct RelatedForms {
    struct Relative {
        let term: Int
        /// 1 for a family, less for what may be chance.
        let likeness: Double
    }

    private let terms: [(term: Int, scalars: [Unicode.Scalar])]
    private var known: [String: [Relative]] = [:]

    init(_ question: Question) {
        terms = question.terms.enumerated().compactMap { index, term in
            guard !term.isStopWord, term.sameAs == nil, let scalars = RelatedForms.scalars(of: term.form) else {
                return nil
            }
            return (index, scalars)
        }
    }

    /// The terms that a word is related to.
    subscript(form: String) -> [Relative] {
        mutating get {
            if let found = known[form] { return found }
            let found = RelatedForms.scalars(of: form).map(relatives) ?? []
            known[form] = found
            return found
        }
    }

    private func relatives(_ word: [Unicode.Scalar]) -> [Relative] {
        terms.compactMap { term in
            let likeness = RelatedForms.likeness(term.scalars, word)
            return likeness > 0 ? Relative(term: term.term, likeness: likeness) : nil
        }
    }

    private static let letters = 5

    /// Of words that are long enough to be told apart; numbers are the same or others.
    private static func scalars(of form: String) -> [Unicode.Scalar]? {
        guard form.utf8.count >= letters - 1, !form.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return nil }
        let scalars = Array(form.unicodeScalars)
        return scalars.count >= letters - 1 ? scalars : nil
    }

    private static func likeness(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Double {
        let shared = zip(a, b).prefix { $0 == $1 }.count
        if shared >= letters { return 1 }
        let (short, long) = a.count < b.count ? (a, b) : (b, a)
        if short.count >= letters && long.indices.contains(where: { long[$0...].starts(with: short) }) { return 0.8 }
        let share = Double(shared) / Double(long.count)
        return shared == letters - 1 && share >= 0.5 ? share : 0
    }
}
