/// A language that words are treated by: ISO 639-1 codes of every language that has a stemmer, and of some that have
/// only stop words or a script of their own.
///
/// Raw values are stored (as the tag in front of indexed text), so they never change.
package enum Language: String, Sendable, CaseIterable, Hashable {
    case arabic = "ar"
    case armenian = "hy"
    case basque = "eu"
    case bulgarian = "bg"
    case burmese = "my"
    case catalan = "ca"
    case chinese = "zh"
    case czech = "cs"
    case danish = "da"
    case dutch = "nl"
    case english = "en"
    case finnish = "fi"
    case french = "fr"
    case german = "de"
    case greek = "el"
    case hebrew = "he"
    case hindi = "hi"
    case hungarian = "hu"
    case indonesian = "id"
    case irish = "ga"
    case italian = "it"
    case japanese = "ja"
    case khmer = "km"
    case korean = "ko"
    case lao = "lo"
    case lithuanian = "lt"
    case nepali = "ne"
    case norwegian = "no"
    case persian = "fa"
    case polish = "pl"
    case portuguese = "pt"
    case romanian = "ro"
    case russian = "ru"
    case serbian = "sr"
    case slovak = "sk"
    case spanish = "es"
    case swedish = "sv"
    case tamil = "ta"
    case thai = "th"
    case turkish = "tr"
    case ukrainian = "uk"
    case vietnamese = "vi"
    case yiddish = "yi"

    /// The two letters of ISO 639-1.
    package var code: String { rawValue }

    /// The language of a code, in any case, with or without a region ("de", "EN", "pt-BR", "nb").
    package init?(code: String) {
        let head = code.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first.map(String.init) ?? ""
        switch head {
        case "nb", "nn": self = .norwegian
        case "iw": self = .hebrew
        case "in": self = .indonesian
        default: self.init(rawValue: head)
        }
    }

    /// The language of two ASCII letters, as they stand in a language tag.
    init?(_ first: UInt8, _ second: UInt8) {
        let (a, b) = (Int(first | 0x20) - 0x61, Int(second | 0x20) - 0x61)
        guard (0..<26).contains(a), (0..<26).contains(b), let language = Language.byLetters[a * 26 + b] else {
            return nil
        }
        self = language
    }

    /// The language that a text with this code is tagged with: as the tag, which has room for two letters, is read.
    package init?(tag code: String?) {
        var letters = code?.utf8.makeIterator()
        guard code?.utf8.count == 2, let first = letters?.next(), let second = letters?.next() else { return nil }
        self.init(first, second)
    }

    private static let byLetters: [Language?] = {
        var table = [Language?](repeating: nil, count: 26 * 26)
        for language in Language.allCases {
            let letters = language.rawValue.utf8.map { Int($0) - 0x61 }
            table[letters[0] * 26 + letters[1]] = language
        }
        return table
    }()

    /// What libstemmer calls the algorithm for this language, or nil when it has none.
    var stemmerName: String? {
        switch self {
        case .arabic: "arabic"
        case .armenian: "armenian"
        case .basque: "basque"
        case .catalan: "catalan"
        case .danish: "danish"
        case .dutch: "dutch"
        case .english: "english"
        case .finnish: "finnish"
        case .french: "french"
        case .german: "german"
        case .greek: "greek"
        case .hindi: "hindi"
        case .hungarian: "hungarian"
        case .indonesian: "indonesian"
        case .irish: "irish"
        case .italian: "italian"
        case .lithuanian: "lithuanian"
        case .nepali: "nepali"
        case .norwegian: "norwegian"
        case .portuguese: "portuguese"
        case .romanian: "romanian"
        case .russian: "russian"
        case .serbian: "serbian"
        case .spanish: "spanish"
        case .swedish: "swedish"
        case .tamil: "tamil"
        case .turkish: "turkish"
        case .yiddish: "yiddish"
        case .bulgarian, .burmese, .chinese, .czech, .hebrew, .japanese, .khmer, .korean, .lao, .persian, .polish,
            .slovak, .thai, .ukrainian, .vietnamese:
            nil
        }
    }

    /// The script its words are written in.
    var script: Script {
        switch self {
        case .arabic, .persian: .arabic
        case .armenian: .armenian
        case .bulgarian, .russian, .serbian, .ukrainian: .cyrillic
        case .greek: .greek
        case .hebrew, .yiddish: .hebrew
        case .hindi, .nepali: .devanagari
        case .tamil: .tamil
        case .chinese, .japanese, .korean: .eastAsian
        case .thai, .lao, .khmer, .burmese: .southEastAsian
        default: .latin
        }
    }
}
