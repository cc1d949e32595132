/// The scripts that words are told apart by: a word is stemmed by the text's language when it is written in that
/// language's script, else by the script's most common language.
enum Script: UInt8 {
    case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, tamil, eastAsian, southEastAsian, other

    init(_ scalar: UInt32) {
        switch scalar {
        case 0...0x24F, 0x1E00...0x1EFF, 0xFB00...0xFB06, 0xFF21...0xFF5A, 0x2C60...0x2C7F, 0xA720...0xA7FF:
            self = .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
        case 0x530...0x58F, 0xFB13...0xFB17: self = .armenian
        case 0x590...0x5FF, 0xFB1D...0xFB4F: self = .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFE: self = .arabic
        case 0x900...0x97F: self = .devanagari
        case 0xB80...0xBFF: self = .tamil
        default:
            if isEastAsian(scalar) {
                self = .eastAsian
            } else if isSouthEastAsian(scalar) {
                self = .southEastAsian
            } else {
                self = .other
            }
        }
    }

    /// The language whose stemmer treats a word of this script that stands in a text of another script.
    var commonLanguage: Language? {
        switch self {
        case .latin: .english
        case .greek: .greek
        case .cyrillic: .russian
        case .armenian: .armenian
        case .arabic: .arabic
        case .devanagari: .hindi
        case .tamil: .tamil
        case .hebrew, .eastAsian, .southEastAsian, .other: nil
        }
    }
}

/// Han, kana, bopomofo, Hangul: no spaces that mark words (or, in Korean, words with particles grown on).
@inline(__always)
func isEastAsian(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3041...0x30FF, 0xAC00...0xD7A3, 0x3400...0x4DBF, 0x3005...0x3007, 0x3021...0x3029,
        0x3031...0x3035, 0x3105...0x312F, 0x3131...0x318E, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x1100...0x11FF,
        0xA960...0xA97C, 0xD7B0...0xD7FB, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x20000...0x3FFFF, 0x1B000...0x1B16F:
        // The katakana middle dot and the double hyphen separate words.
        scalar != 0x30FB && scalar != 0x30A0
    default: false
    }
}

/// Thai, Lao, Myanmar, Khmer and their neighbours: words without spaces between them.
@inline(__always)
func isSouthEastAsian(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xE01...0xE3A, 0xE40...0xE4E, 0xE81...0xEBD, 0xEC0...0xECE, 0xEDC...0xEDF, 0x1000...0x103F,
        0x1050...0x109D, 0xA9E0...0xA9EF, 0xA9FA...0xA9FE, 0xAA60...0xAA7F, 0x1780...0x17D3, 0x17D7, 0x17DC...0x17DD,
        0x1950...0x19DF, 0x1A20...0x1A7F:
        true
    default: false
    }
}
