internal import Words

/// What a sentence's words look like: names, numbers, times that the question does not have.
struct SentenceWords {
    private(set) var hasNewName = false
    private(set) var hasNewTime = false
    private(set) var hasNewNumber = false
    private(set) var hasReason = false
    /// Letters' runs, roughly the words.
    private(set) var count = 0

    /// - Parameter known: the words of the question, lower-case.
    init(_ text: ArraySlice<UInt8>, known: Set<String>) {
        var start: Int?
        var isFirst = true
        for i in text.startIndex...text.endIndex {
            let byte = i < text.endIndex ? text[i] : 0x20
            let isWord =
                byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
                || (byte == 0x2C && i + 1 < text.endIndex && text[i + 1] &- 0x30 < 10)
            if isWord {
                if start == nil { start = i }
            } else if let from = start {
                add(text[from..<i], isFirst: isFirst, known)
                isFirst = false
                start = nil
            }
        }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, isFirst: Bool, _ known: Set<String>) {
        count += 1
        let word = String(decoding: bytes, as: UTF8.self)
        let lowered = word.lowercased()
        if SentenceWords.reasons.contains(lowered) { hasReason = true }
        guard !known.contains(lowered) else { return }
        let digits = bytes.filter { $0 &- 0x30 < 10 }.count
        if digits > 0 || SentenceWords.numbers.contains(lowered) { hasNewNumber = true }
        if digits == 4 || SentenceWords.months.contains(lowered) { hasNewTime = true }
        if bytes.first! >= 0x80 { addUnspaced(word) }
        let scalar = word.unicodeScalars.first!
        if !isFirst && scalar.properties.isUppercase && digits == 0 { hasNewName = true }
        if !scalar.properties.isCased && scalar.value >= 0x80 { hasNewName = true }
    }

    /// Scripts without spaces: numbers and dates inside runs.
    private mutating func addUnspaced(_ word: String) {
        for scalar in word.unicodeScalars {
            switch scalar.value {
            case 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x4E07,
                0x4E24,
                0x534A:
                hasNewNumber = true
            case 0x5E74, 0x6708, 0x65E5, 0x4E16: hasNewTime = true
            case 0x660, 0x661...0x669, 0x6F0...0x6F9: hasNewNumber = true
            default: break
            }
        }
    }

    private static func table(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
    }

    private static let numbers = table(
        """
        one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million \
        billion half third quarter dozen once twice double none zwei drei vier fünf sechs sieben acht neun zehn elf zwölf \
        hundert tausend million millionen milliarden hälfte deux trois quatre cinq sept huit neuf dix cent mille dos tres cuatro \
        cinco seis siete ocho nueve diez cien mil millones due tre quattro cinque sei sette otto nove dieci cento duas dois \
        два три четыре пять шесть семь восемь девять десять сто тысяч тысячи миллион twee drie vier vijf zes zeven negen tien \
        اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر مائة مئة ألف مليون مليار نصف
        """)

    private static let months = table(
        """
        january february march april june july august september october november december century decade januar februar märz \
        mai juni juli oktober dezember jahrhundert janvier février mars avril juin juillet août septembre octobre novembre \
        décembre siècle enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre siglo \
        gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre secolo janeiro fevereiro março maio junho julho \
        setembro outubro dezembro século января февраля марта апреля мая июня июля августа сентября октября ноября декабря \
        года году век веке يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر عام سنة القرن \
        monday tuesday wednesday thursday friday saturday sunday
        """)

    private static let reasons = table(
        """
        because since due therefore cause caused causes reason reasons so weil da denn deshalb daher grund wegen aufgrund parce \
        car puisque raison cause porque debido razón causa perché poiché motivo causa pois porque razão потому поскольку причина \
        because لأن بسبب omdat doordat
        """)
}
