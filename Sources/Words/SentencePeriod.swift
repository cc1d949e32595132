/// Whether a period, followed by white space and no lower-case letter, ends its sentence.
struct SentencePeriod {
    let ends: Bool

    /// - Parameters:
    ///   - at: where the period stands
    ///   - start: where the sentence starts
    ///   - next: where the next word starts
    init(
        _ p: UnsafePointer<UInt8>, _ n: Int, at: Int, start: Int, next: Int, _ hasPeriodOrdinals: Bool
    ) {
        var from = at
        while from > start && at - from < 32 && !SentencePeriod.separates(p[from - 1]) { from -= 1 }
        let word = UnsafeBufferPointer(start: p + from, count: at - from)
        let digits = word.allSatisfy { asciiKind($0) == .digit }
        // The number or letter of a list item, a section: "1. Introduction", "a. First", "IV. Results".
        if from == start && (digits && word.count <= 3 || word.count <= 4 && SentencePeriod.isListMark(word)) {
            ends = false
            return
        }
        switch SentencePeriod.kind(word, digits: digits) {
        case .word: ends = true
        case .title: ends = false
        case .ordinal:
            ends = !hasPeriodOrdinals || SentencePeriod.startsWithStopWord(p, n, next)
        case .abbreviation: ends = SentencePeriod.startsWithStopWord(p, n, next)
        }
    }

    private enum Kind { case word, title, ordinal, abbreviation }

    private static func kind(_ word: UnsafeBufferPointer<UInt8>, digits: Bool) -> Kind {
        if word.isEmpty { return .word }
        if digits { return word.count <= 2 ? .ordinal : .word }
        // An initial, or letters with periods between them: "J.", "U.S.", "z.B.".
        if word.count == 1 && asciiKind(word[0]) == .letter { return .abbreviation }
        if word.count <= 8 && word.contains(0x2E) && asciiKind(word[0]) == .letter { return .abbreviation }
        guard word.count <= 8 else { return .word }
        let lowered = word.map { $0 < 0x80 ? $0 | 0x20 : $0 }
        if titles.contains(lowered) { return .title }
        return abbreviations.contains(lowered) ? .abbreviation : .word
    }

    /// After an abbreviation, a capitalised function word begins a sentence and any other is likely a name.
    private static func startsWithStopWord(_ p: UnsafePointer<UInt8>, _ n: Int, _ start: Int) -> Bool {
        var word = WordKey()
        var i = start
        while i < n && word.length < 16 {
            let decoded = decodeScalar(p, i, n)
            guard decoded.value >= 0x80 || asciiKind(p[i]) == .letter else { break }
            word.append(LanguageDetector.lowercase(decoded.value))
            i += decoded.length
        }
        return word.length > 1 && LanguageEvidence.words.contains(word.hash)
    }

    private static func isListMark(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        if word.count == 1 { return asciiKind(word[0]) == .letter && word[0] | 0x20 != 0x69 || word[0] == 0x49 }
        return word.allSatisfy { $0 == 0x49 || $0 == 0x56 || $0 == 0x58 }
    }

    private static func separates(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x28 || byte == 0x22 || byte == 0x5B || byte == 0x2F || byte == 0x27
    }

    /// Always followed by what they belong to.
    private static let titles = table(
        """
        dr mr mrs ms prof rev hon gen col lt sgt capt cmdr adm sr sra srta dra st ste mme mlle mm hr hrn fr dipl ing sen rep \
        gov pres fig figs eq eqs sec sect chap vol nos pp vs cf viz ca approx abb abs bd nr art tab kap vgl bspw sog geb \
        gest pág núm cap bzw evtl ggf inkl exkl zzgl abt mag univ núms ed eds dhr mevr им г ул стр рис см табл
        """)

    /// Also at the end of sentences.
    private static let abbreviations = table(
        """
        jr inc ltd co corp llc plc dept est no etc al ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed \
        thu fri sat sun min max tel ext op usw usf uvm str etc ff md ph esq bros mt ft assn natl intl gov okt dez mrd mio \
        янв фев авг сент окт нояб дек др пр т.д руб тыс млн млрд
        """)

    private static func table(_ words: String) -> Set<[UInt8]> {
        Set(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) })
    }
}
