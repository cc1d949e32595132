/// How large passages are made, in the units of `TextWeight`.
struct Sizes: Sendable {
    /// Neighbours are packed together up to here.
    let target: Int
    /// What means one thing (a paragraph, a small rest) is left whole up to here.
    let tolerance: Int
    /// What cannot be divided by its meaning (a sentence, a line, a row) is left whole up to here; nothing is larger.
    let cap: Int
    /// Less than this is no passage of its own if it can be helped.
    let small: Int
    /// A section of at most this weight is packed with its neighbours under the same parent.
    let tinySection: Int
    /// The bytes of a passage, the white space between its blocks included: bounds its tokens in the index too.
    let bytes: Int

    /// Hidden text of more bytes than this is not enclosed in a passage.
    static let hiddenBetween = 200

    init(target: Int, cap: Int) {
        precondition(target >= 8 && cap >= target, "a passage's target is at least 8 tokens and its cap not below that")
        self.target = target * TextWeight.unit
        self.cap = cap * TextWeight.unit
        tolerance = min(self.target * 3 / 2, self.cap)
        small = self.target / 4
        tinySection = self.target / 6
        bytes = 6000
    }
}
