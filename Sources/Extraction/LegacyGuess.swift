/// Which legacy encoding some bytes are in: libuchardet's opinion, checked and where letters speak against it corrected.
struct LegacyGuess {
    let name: String

    init(_ sample: ArraySlice<UInt8>) {
        let detected = detectedCharset(sample).map(LegacyEncoding.superset(of:))
        if let detected, LegacyEncoding.multiByte.contains(detected), Self.explains(detected, sample) {
            name = detected
            return
        }
        if detected == nil, Self.explains("JOHAB", sample), HangulShare(sample).isText {
            name = "JOHAB"
            return
        }
        name = Self.bestSingleByte(sample, detected: detected)
    }

    /// Whether nearly every byte above ASCII is a character in a multi-byte encoding.
    private static func explains(_ name: String, _ sample: ArraySlice<UInt8>) -> Bool {
        guard let text = CharsetConverter(name: name).convert(sample) else { return false }
        let high = sample.count { $0 >= 0x80 }
        return text.replaced * 50 <= high + 50
    }

    private static func bestSingleByte(_ sample: ArraySlice<UInt8>, detected: String?) -> String {
        let fallback = "WINDOWS-1252"
        // The standards leave 0x80 to 0x9F to control characters; the vendors put quotes and dashes there.
        let isVendors = sample.contains { (0x80...0x9F).contains($0) }
        func isPossible(_ name: String) -> Bool { !(isVendors && name.hasPrefix("ISO-8859")) }
        let favourite = detected.flatMap { CharsetConverter.knows($0) ? $0 : nil }
        let candidates =
            favourite.map { name in
                LegacyEncoding.families.first { $0.contains(name) } ?? [name, fallback]
            } ?? LegacyEncoding.families.flatMap { $0 }
        var best = fallback
        var bestScore = -Double.infinity
        for candidate in candidates where isPossible(candidate) {
            var score = LetterScore(sample, encoding: candidate).value
            if candidate == favourite { score += LetterScore.favouriteBonus }
            if LegacyEncoding.isOfOldSystems(candidate) { score -= LetterScore.oldSystemMalus }
            if score > bestScore {
                best = candidate
                bestScore = score
            }
        }
        return best
    }
}

/// Whether bytes read as Johab are Korean: syllables that Korean uses, and little else beyond ASCII.
private struct HangulShare {
    let isText: Bool

    init(_ sample: ArraySlice<UInt8>) {
        let text = CharsetConverter(name: "JOHAB").convert(sample)?.utf8 ?? []
        var hangul = 0
        var other = 0
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars where scalar.value >= 0x80 {
            if (0xAC00...0xD7A3).contains(scalar.value) { hangul += 1 } else { other += 1 }
        }
        isText = hangul >= 10 && hangul >= 4 * other
    }
}
