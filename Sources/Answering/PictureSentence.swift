import Words

/// Sentences that rest on a picture: the instructions ask that each begins with "Picture 2:".
enum PictureSentence {
    /// The number of the picture that a sentence names; nil when it names none.
    static func number(_ sentence: some StringProtocol) -> Int? {
        let start = sentence.drop { $0.isWhitespace || "*-_[(".contains($0) }
        guard start.hasPrefix("Picture ") else { return nil }
        let rest = start.dropFirst("Picture ".count)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard rest.dropFirst(digits.count).first.map({ ":,)]".contains($0) }) == true else { return nil }
        return Int(digits)
    }

    /// A text in pieces, so that each sentence which rests on a picture is one of its own. Together they are the text.
    static func pieces(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        // The name of a picture opens a sentence also where the one before ends like an abbreviation ("400 V.").
        let sentences = bytes.withUnsafeBufferPointer { Sentences.ranges(in: $0) }.map(\.lowerBound)
        let name = Array("Picture ".utf8)
        let names = bytes.indices.filter { at in
            at > 0 && bytes[at - 1] <= 0x20 && bytes[at...].starts(with: name)
                && number(String(decoding: bytes[at...].prefix(24), as: UTF8.self)) != nil
        }
        let starts = Set(sentences + names).filter { $0 > 0 }.sorted()
        var pieces: [String] = []
        for (start, end) in zip([0] + starts, starts + [bytes.count]) where start < end {
            let sentence = String(decoding: bytes[start..<end], as: UTF8.self)
            if let last = pieces.last, number(last) == nil, number(sentence) == nil {
                pieces[pieces.count - 1] = last + sentence
            } else {
                pieces.append(sentence)
            }
        }
        return pieces
    }
}
