/// Tells sentences that say something which a document would have to support from headings, list markers, questions and
/// what leads over.
enum Claiming {
    /// Of a sentence that is not ended, so many letters make more than a heading.
    private static let mostOfHeading = 24

    /// - Parameter isLast: whether the answer ends with it.
    static func claims(_ sentence: String, isLast: Bool) -> Bool {
        let text = withoutMarker(sentence)
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return false }
        if Declining.isDeclining(text) { return Declining.goesOn(text) }
        let last = text.last { !$0.isWhitespace && !"*_\"')]»”’".contains($0) }
        if let last, ":?？؟".contains(last) { return false }
        if text.hasPrefix("#") { return false }
        // A number is never only a heading's; a short sentence with its end is one all the same: "Six months."
        if text.contains(where: \.isNumber) || last.map({ ".!。！…।۔｡".contains($0) }) == true { return true }
        // What nothing follows is no heading.
        if isLast, sentence.last?.isNewline == false { return true }
        let letters = text.unicodeScalars.lazy.filter { $0.properties.isAlphabetic }
        return letters.prefix(mostOfHeading).count == mostOfHeading
    }

    /// Whether a sentence only opens the next one: "Yes.", "In short."
    static func isOpening(_ sentence: String) -> Bool {
        let words = sentence.lowercased().split { !$0.isLetter }
        return words.count <= 3 && openings.contains(words.joined(separator: " "))
    }

    private static let openings: Set<String> = [
        "yes", "no", "yes and no", "partly", "it depends", "in short", "in summary", "in brief", "note", "however",
        "also",
        "ja", "nein", "ja und nein", "teilweise", "kurz gesagt", "kurz", "zusammengefasst", "oui", "non", "en bref",
        "en résumé",
        "sí", "no exactamente", "en resumen", "sì", "in breve", "nee", "kortom",
    ]

    /// Without the marker of a list in front: "2. ", "- ", "b) ".
    private static func withoutMarker(_ sentence: String) -> Substring {
        let text = sentence.drop(while: \.isWhitespace)
        guard let end = text.firstIndex(where: \.isWhitespace) else { return text }
        return isMarker(text[..<end]) ? text[end...].drop(while: \.isWhitespace) : text
    }

    private static func isMarker(_ word: Substring) -> Bool {
        if word.allSatisfy({ "-*+•–".contains($0) }) { return true }
        guard let last = word.last, ".)".contains(last) else { return false }
        let label = word.dropLast().drop { $0 == "(" }
        return (1...3).contains(label.count) && label.allSatisfy(\.isWholeNumber)
            || label.count == 1 && label.allSatisfy(\.isLetter)
    }
}
