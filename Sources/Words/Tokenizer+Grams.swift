// Scripts without spaces: overlapping pairs of characters. A query of two characters or more becomes pairs as well; a
// query of one is looked for as a prefix, and so that this finds it also at the end of a run, a run's last character
// stands in the index by itself, at the place of the last pair, unless a token before it in the same text begins with it.
extension Tokenizer {
    /// Emits the grams of the run at `start` and returns where to go on, or -1 when the taker wants no more.
    func gramRun(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ context: Context, _ emit: Emit) -> Int {
        var previous = -1
        var previousEnd = start
        var i = start
        while i < n {
            let unit = gramUnit(p, i, n)
            guard unit.end > i else { break }
            if previous >= 0 {
                guard emitGram(p, previous, unit.contentEnd, emit) else { return -1 }
                if context.purpose == .document { gramStarts.insert(p, previous, previousEnd) }
            }
            previous = i
            previousEnd = unit.contentEnd
            i = unit.end
        }
        guard previous >= 0 else { return i }
        let isAlone = previous == start
        let isNew = context.purpose == .document && gramStarts.insert(p, previous, previousEnd)
        if isAlone || isNew {
            guard emitGram(p, previous, previousEnd, atSamePlace: !isAlone, emit) else { return -1 }
        }
        return i
    }

    /// Whether a token is one character of a script that is indexed by grams: to be looked for as a prefix.
    package static func isSingleGram(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let p = token.baseAddress, token.count > 0 else { return false }
        let first = decodeScalar(p, 0, token.count)
        guard isEastAsian(first.value) || isSouthEastAsian(first.value) else { return false }
        var i = first.length
        while i < token.count {
            let next = decodeScalar(p, i, token.count)
            guard CharacterClasses.classify(next.value) == .mark else { return false }
            i += next.length
        }
        return true
    }

    /// A character with its marks. `end` is where the next may start, `contentEnd` leaves out ignorable characters.
    private func gramUnit(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int) -> (end: Int, contentEnd: Int) {
        let first = decodeScalar(p, start, n)
        guard classes[first.value] == .gram else { return (start, start) }
        var i = start + first.length
        var contentEnd = i
        while i < n {
            let next = decodeScalar(p, i, n)
            switch classes[next.value] {
            case .mark: contentEnd = i + next.length
            case .ignorable: break
            // Half-width katakana carry their voice marks as characters.
            case .gram where next.value == 0xFF9E || next.value == 0xFF9F: contentEnd = i + next.length
            default: return (i, contentEnd)
            }
            i += next.length
        }
        return (i, contentEnd)
    }

    private func emitGram(
        _ p: UnsafePointer<UInt8>, _ start: Int, _ end: Int, atSamePlace: Bool = false, _ emit: Emit
    ) -> Bool {
        let gram = UnsafeBufferPointer(start: p + start, count: end - start)
        // Most characters are their own normal form.
        if isPlainGram(gram) { return emit(gram, start, end, atSamePlace) }
        let form = wordForm.form(gram, nil, stem: false)
        return form.count == 0 || emit(form, start, end, atSamePlace)
    }

    /// Unified ideographs, kana and Hangul syllables, three bytes each.
    private func isPlainGram(_ gram: UnsafeBufferPointer<UInt8>) -> Bool {
        var i = 0
        while i + 2 < gram.count {
            let lead = gram[i]
            guard lead >= 0xE3 && lead <= 0xED else { return false }
            let scalar = UInt32(lead & 0x0F) << 12 | UInt32(gram[i + 1] & 0x3F) << 6 | UInt32(gram[i + 2] & 0x3F)
            let plain =
                (scalar >= 0x4E00 && scalar <= 0x9FFF) || (scalar >= 0xAC00 && scalar <= 0xD7A3)
                || (scalar >= 0x3041 && scalar <= 0x3096) || (scalar >= 0x30A1 && scalar <= 0x30FC)
            guard plain else { return false }
            i += 3
        }
        return i == gram.count
    }
}
