/// How much bytes read in a single-byte encoding look like words: the mean over all bytes above ASCII.
///
/// A wrong encoding shows in symbols inside words, capitals behind small letters, scripts that change within a word,
/// control characters and letters that hardly any language uses.
struct LetterScore {
    let value: Double

    /// What an encoding must gain over the detector's choice, in the same unit.
    static let favouriteBonus = 0.25
    /// What an encoding of old systems must be better by.
    static let oldSystemMalus = 0.2

    private enum Kind: UInt8 {
        case none, control, space, symbol, quote, digit, small, capital, caseless, rareSmall, rareCapital
    }

    private enum Script: UInt8 {
        case none, latin, greek, cyrillic, hebrew, arabic, thai
    }

    private struct Letter {
        var kind: Kind
        var script: Script
        var isLetter: Bool { kind.rawValue >= Kind.small.rawValue }
        var isSmall: Bool { kind == .small || kind == .rareSmall }
        var isCapital: Bool { kind == .capital || kind == .rareCapital }
    }

    init(_ sample: ArraySlice<UInt8>, encoding: String) {
        let table = Self.tables[encoding] ?? Self.table(encoding)
        var sum = 0.0
        var count = 0
        var before = Letter(kind: .space, script: .none)
        let bytes = Array(sample)
        for (index, byte) in bytes.enumerated() {
            let letter = table[Int(byte)]
            if byte >= 0x80 {
                let after = index + 1 < bytes.count ? table[Int(bytes[index + 1])] : Letter(kind: .space, script: .none)
                sum += Self.points(before, letter, after)
                count += 1
            } else if letter.isLetter, before.isLetter, before.script != .latin {
                // An ASCII letter right behind one of another script.
                sum -= 1
            }
            before = letter
        }
        value = count > 0 ? sum / Double(count) : 0
    }

    private static let tables: [String: [Letter]] = {
        let names = LegacyEncoding.families.joined()
        return Dictionary(uniqueKeysWithValues: names.map { ($0, table($0)) })
    }()

    /// What each of the 256 bytes is in an encoding.
    private static func table(_ encoding: String) -> [Letter] {
        let lower = (0..<0x80).map { letter(Unicode.Scalar(UInt8($0))) }
        return lower + CharsetConverter(name: encoding).upperHalf().map(letter)
    }

    private static func points(_ before: Letter, _ letter: Letter, _ after: Letter) -> Double {
        let isInside = before.isLetter && after.isLetter
        switch letter.kind {
        case .none: return -6
        case .control: return -5
        case .space: return before.isLetter || after.isLetter ? 0.5 : 0
        case .quote: return isInside ? -0.5 : 0.8
        case .symbol: return isInside ? -3 : before.isLetter || after.isLetter ? -1 : -0.2
        case .digit: return 0
        case .caseless: return isSameScript(before, letter, after) ? 1 : 0.2
        case .small, .rareSmall:
            var points = letter.kind == .small ? 1.0 : -0.4
            if !isSameScript(before, letter, after) { points -= 2 }
            if before.isCapital, after.isCapital { points -= 1.5 }
            if !before.isLetter, !after.isLetter { points -= 0.7 }
            return points
        case .capital, .rareCapital:
            var points = letter.kind == .capital ? 0.9 : -0.5
            if !isSameScript(before, letter, after) { points -= 2 }
            if before.isSmall { points -= 2 }
            return points
        }
    }

    private static func isSameScript(_ before: Letter, _ letter: Letter, _ after: Letter) -> Bool {
        (!before.isLetter || before.script == letter.script) && (!after.isLetter || after.script == letter.script)
    }

    private static func letter(_ scalar: Unicode.Scalar?) -> Letter {
        guard let scalar else { return Letter(kind: .none, script: .none) }
        return Letter(kind: kind(scalar), script: script(scalar.value))
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        let properties = scalar.properties
        let isCommon = scalar.value < 0x80 || commonLetters.contains(scalar)
        switch properties.generalCategory {
        case .control: return scalar.value < 0x80 && scalar.value > 8 && scalar.value < 14 ? .space : .control
        case .unassigned, .privateUse, .surrogate: return .none
        case .spaceSeparator, .format: return .space
        case .initialPunctuation, .finalPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .otherPunctuation, .currencySymbol:
            return .quote
        case .decimalNumber, .otherNumber, .letterNumber: return .digit
        case .lowercaseLetter: return isCommon || script(scalar.value) != .latin ? .small : .rareSmall
        case .uppercaseLetter, .titlecaseLetter:
            return isCommon || script(scalar.value) != .latin ? .capital : .rareCapital
        case .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .enclosingMark: return .caseless
        default: return .symbol
        }
    }

    private static func script(_ value: UInt32) -> Script {
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF: .greek
        case 0x400...0x52F: .cyrillic
        case 0x590...0x5FF: .hebrew
        case 0x600...0x6FF: .arabic
        case 0xE00...0xE7F: .thai
        default: .none
        }
    }

    /// Letters with marks that languages of the Latin script use all the time.
    private static let commonLetters = Set(
        "äöüßéèêëàâçîïôùûœæñáíóúåøãõčćšžđąęłńśźżěřťďňůýľĺŕôőűșțşţăâîğıİāēģīķļņūėįųõÄÖÜÉÈÊÀÇÎÔÁÍÓÚÅØÆÑČĆŠŽĐĄĘŁŃŚŹŻĚŘŤĎŇŮÝĽŐŰȘȚŞŢĂÂĞĀĒĪŪĖ"
            .unicodeScalars)
}
