/// Understands questions that lean on what was said before, without a model.
package enum FollowUp {
    /// Words that stand for something said before, in the languages of the sample questions.
    private static let leaning: Set<String> = [
        "it", "its", "that", "those", "this", "these", "they", "them", "their", "there", "he", "she", "him", "her",
        "one", "ones", "same", "former", "latter", "otherwise", "instead", "too", "either", "else",
        "das", "dies", "dieser", "diese", "dieses", "er", "sie", "ihn", "ihm", "ihr", "davon", "dafür", "damit", "dazu",
        "dort", "denen", "deren", "dessen", "auch", "sonst", "stattdessen",
        "ça", "cela", "celui", "celle", "ceux", "celles", "il", "elle", "ils", "elles", "leur", "aussi", "là",
        "eso", "esto", "ese", "esa", "este", "esta", "ello", "ellos", "ellas", "allí", "también",
    ]
    private static let openings = [
        "and ", "what about", "how about", "but ", "or ", "why", "und ", "was ist mit", "wie ist es mit", "aber ",
        "oder ",
        "warum", "wieso", "et ", "mais ", "ou ", "pourquoi", "y ", "pero ", "o ", "por qué",
    ]

    /// Whether a question can hardly be understood by itself.
    package static func leansOnEarlier(_ question: String) -> Bool {
        let text = question.lowercased().drop(while: \.isWhitespace)
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "'") }.map(String.init)
        if words.contains(where: leaning.contains) { return true }
        // "And for model C?", "Why?"; a long question that begins with "and" says what it means.
        return words.count <= 8 && openings.contains { text.hasPrefix($0) } || words.count <= 3
    }

    /// What to search for: the question, with the words of those before it when it leans on them. The newest of them that
    /// stands by itself is enough; what leans on it says what changed since.
    package static func searched(_ question: String, after earlier: [String]) -> String {
        guard leansOnEarlier(question), !earlier.isEmpty else { return question }
        let anchor = earlier.lastIndex { !leansOnEarlier($0) } ?? earlier.startIndex
        return ([question] + earlier[anchor...].suffix(3).reversed()).joined(separator: " ")
    }
}
