internal import DocumentModel
internal import Folders
internal import JSON
internal import Storage
internal import Words

/// Any number of passages that read like the English texts of a folder, the same on every run.
///
/// A passage copies runs of some ten words from one text and goes on at another place where the last word stands, so words
/// keep their frequencies and their company. A text ten times as long has more than the same words more often: of those
/// that the folder holds at most three times most are replaced, by a word that was made before as often as it was used, or
/// by a new one. That is how names and numbers are spread in real texts (Simon 1955: a tail that follows Zipf's law).
struct Babble {
    private var words: [[UInt8]] = []
    /// The texts one after the other, and where each begins.
    private var tokens: [Int32] = []
    private var textStarts: [Int] = []
    /// For each word, where it stands: `places[first[w]..<first[w + 1]]`.
    private var places: [Int32] = []
    private var first: [Int32] = []
    /// Every use of a made word so far; the process starts as if each of some had been used once.
    private var made = (0..<Babble.firstMade).map { $0 }
    private var madeCount = Babble.firstMade
    private static let firstMade: Int32 = 5_000
    private var state: UInt64 = 42
    /// Questions that people asked about these texts.
    private(set) var questions: [String] = []

    init(_ folder: String) throws {
        var numbers: [[UInt8]: Int32] = [:]
        for file in try FolderWalk(FilePath(folder)).files {
            let name = file.path.lastComponent.display
            guard let bytes = try? RegularFile(file.path).contents(limit: 1 << 26) else { continue }
            if name == "queries.jsonl" { addQuestions(bytes) }
            guard name.hasSuffix(".txt") || name.hasSuffix(".md"), Babble.isEnglish(bytes) else { continue }
            textStarts.append(tokens.count)
            for word in bytes.split(whereSeparator: { $0 <= 0x20 }) {
                let word = Array(word)
                let number = numbers[word] ?? Int32(words.count)
                if number == words.count {
                    numbers[word] = number
                    words.append(word)
                }
                tokens.append(number)
            }
        }
        guard tokens.count > 1_000 else { throw BenchmarkError(description: "\(folder) holds no English text.") }
        index()
    }

    private mutating func addQuestions(_ bytes: [UInt8]) {
        for line in bytes.split(separator: 0x0A) {
            guard let text = try? JSONValue(parsing: String(decoding: line, as: UTF8.self))["text"]?.string,
                Babble.isEnglish(Array(text.utf8)),
                (8...15).contains(text.split(whereSeparator: \.isWhitespace).count)
            else { continue }
            questions.append(text)
        }
    }

    private static func isEnglish(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { Language.detect($0, among: nil)?.language == .english }
    }

    private mutating func index() {
        var counts = [Int32](repeating: 0, count: words.count + 1)
        for token in tokens { counts[Int(token) + 1] += 1 }
        for word in 1..<counts.count { counts[word] += counts[word - 1] }
        first = counts
        places = [Int32](repeating: 0, count: tokens.count)
        for (place, token) in tokens.enumerated() {
            places[Int(counts[Int(token)])] = Int32(place)
            counts[Int(token)] += 1
        }
    }

    /// SplitMix64.
    private mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }

    private mutating func append(_ count: Int, to text: inout [UInt8]) {
        var place = next(below: tokens.count)
        for word in 0..<count {
            if word > 0 { text.append(0x20) }
            let token = Int(tokens[place])
            let uses = Int(first[token + 1] - first[token])
            if uses <= 3, next(below: 4) > 0 {
                appendMade(to: &text)
            } else {
                text += words[token]
            }
            if next(below: 10) == 0 { place = Int(places[Int(first[token]) + next(below: uses)]) }
            place = place + 1 < tokens.count ? place + 1 : 0
        }
    }

    private mutating func appendMade(to text: inout [UInt8]) {
        var number = madeCount
        if next(below: 5) > 0 {
            number = made[next(below: made.count)]
        } else {
            madeCount += 1
        }
        made.append(number)
        // Syllables of a consonant and a vowel, and a last one that no stemmer takes off.
        var rest = Int(number)
        repeat {
            text.append(Babble.consonants[rest % 16])
            text.append(Babble.vowels[rest / 16 % 4])
            rest /= 64
        } while rest > 0
        text += [0x78, 0x6F, 0x6B]
    }

    private static let consonants = Array("bdfghjklmnprtvwz".utf8)
    private static let vowels = Array("aeio".utf8)

    /// A text of that many words.
    mutating func text(_ count: Int) -> [UInt8] {
        var text: [UInt8] = []
        append(count, to: &text)
        return text
    }

    /// A document of passages of 60 to 200 words, a line each.
    mutating func document(_ number: Int, passages count: Int) -> NewDocument {
        var text: [UInt8] = []
        var passages: [Passage] = []
        for _ in 0..<count {
            let start = text.count
            append(60 + next(below: 140), to: &text)
            passages.append(Passage(span: TextSpan(start, text.count), language: "en"))
            text.append(0x0A)
        }
        return NewDocument(
            source: DocumentSource(
                path: nil, name: "document-\(number).txt", externalID: "\(number)",
                sha256: [UInt8](repeating: 0, count: 32), size: text.count),
            extracted: ExtractedDocument(format: .text, text: text), passages: passages, language: "en")
    }

    /// Questions of 8 to 15 words spread over those that people asked; made from the texts where there are none.
    func questions(_ count: Int) -> [String] {
        if !questions.isEmpty {
            let count = min(count, questions.count)
            return (0..<count).map { questions[$0 * questions.count / count] }
        }
        var copy = self
        copy.state = 7
        return (0..<count).map { _ in String(decoding: copy.text(8 + copy.next(below: 8)), as: UTF8.self) }
    }
}
