internal import CStemmer

/// The stemmers of libstemmer, made when first needed. Not thread-safe, as libstemmer's are not.
final class Stemmers {
    private var made: [Language: OpaquePointer] = [:]

    deinit {
        for stemmer in made.values { sb_stemmer_delete(stemmer) }
    }

    /// Replaces the word in `word` by its stem and returns the new length; without a stemmer the word stays.
    func stem(_ word: UnsafeMutablePointer<UInt8>, _ count: Int, _ language: Language) -> Int {
        guard count > 0, let stemmer = stemmer(language),
            let stem = sb_stemmer_stem(stemmer, word, Int32(count))
        else { return count }
        let length = Int(sb_stemmer_length(stemmer))
        // A stem is never empty here: a word that is all suffix keeps its letters.
        guard length > 0, length <= count + 4 else { return count }
        word.update(from: stem, count: length)
        return length
    }

    private func stemmer(_ language: Language) -> OpaquePointer? {
        if let stemmer = made[language] { return stemmer }
        guard let name = language.stemmerName, let stemmer = sb_stemmer_new(name, nil) else { return nil }
        made[language] = stemmer
        return stemmer
    }
}
