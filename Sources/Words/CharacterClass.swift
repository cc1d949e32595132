internal import CUTF8Proc
internal import Glibc

/// What a character does to words.
enum CharacterClass: UInt8 {
    /// Not looked up yet; the table starts with it.
    case unknown = 0
    /// Ends a word: white space, punctuation, symbols, controls, bytes that are not UTF-8.
    case separator
    case letter
    /// Continues a word and never starts one.
    case mark
    case digit
    /// Not there as far as search is concerned: soft hyphens, joiners, directional marks, variation selectors.
    case ignorable
    /// A character of a script that is indexed by overlapping grams.
    case gram
    /// ' and its relatives.
    case apostrophe
    /// - and its relatives that stand inside words.
    case hyphen
    /// Other characters that can join the parts of an identifier: _ . @ & and so on.
    case joiner
}

/// The class of every character, found once per character and table.
final class CharacterClasses {
    /// The Basic Multilingual Plane; untouched pages cost no memory.
    private let table: UnsafeMutablePointer<UInt8>

    init() {
        guard let zeroed = calloc(0x10000, 1) else { fatalError("out of memory") }
        table = zeroed.bindMemory(to: UInt8.self, capacity: 0x10000)
    }

    deinit { free(table) }

    @inline(__always)
    subscript(scalar: UInt32) -> CharacterClass {
        guard scalar < 0x10000 else {
            return scalar == DecodedScalar.invalid ? .separator : CharacterClasses.classify(scalar)
        }
        let known = table[Int(scalar)]
        if known != 0 { return unsafeBitCast(known, to: CharacterClass.self) }
        let found = CharacterClasses.classify(scalar)
        table[Int(scalar)] = found.rawValue
        return found
    }

    static func classify(_ scalar: UInt32) -> CharacterClass {
        switch scalar {
        case 0x27, 0x2019, 0x2BC, 0xFF07: return .apostrophe
        case 0x2D, 0x2010, 0x2011, 0x58A: return .hyphen
        // A period, @ and & join what they stand between.
        case 0x2E, 0x40, 0x26: return .joiner
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x206F, 0xFEFF, 0xFE00...0xFE0F,
            0x180B...0x180F,
            0x34F, 0xE0100...0xE01EF, 0x640:
            return .ignorable
        case 0xFFFD: return .separator
        default: break
        }
        if isEastAsian(scalar) || isSouthEastAsian(scalar) {
            switch category(scalar) {
            case UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_MC: return .mark
            case UTF8PROC_CATEGORY_ND: return .digit
            case UTF8PROC_CATEGORY_PO, UTF8PROC_CATEGORY_SO, UTF8PROC_CATEGORY_ZS: return .separator
            // SARA AM decomposes into a mark and a vowel, and belongs to the character before it.
            default: return scalar == 0xE33 || scalar == 0xEB3 ? .mark : .gram
            }
        }
        switch category(scalar) {
        case UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT, UTF8PROC_CATEGORY_LM,
            UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_CN:
            return .letter
        case UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME: return .mark
        case UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_NO: return .digit
        case UTF8PROC_CATEGORY_PC: return .joiner
        default: return .separator
        }
    }

    private static func category(_ scalar: UInt32) -> utf8proc_category_t {
        utf8proc_category(Int32(bitPattern: scalar))
    }
}
