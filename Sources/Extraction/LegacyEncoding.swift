/// The legacy encodings that are told apart, under the names the system's converter knows.
///
/// Where a vendor's encoding contains the standard it grew from, only the vendor's stands here: files labelled with the
/// standard use its characters all the time.
enum LegacyEncoding {
    /// The superset that is read in place of what a detector or a document says.
    static func superset(of name: String) -> String {
        supersets[name.uppercased()] ?? name.uppercased()
    }

    private static let supersets: [String: String] = [
        "ASCII": "WINDOWS-1252", "US-ASCII": "WINDOWS-1252", "ISO-8859-1": "WINDOWS-1252", "LATIN1": "WINDOWS-1252",
        "ISO-8859-9": "WINDOWS-1254", "TIS-620": "CP874", "ISO-8859-11": "CP874", "WINDOWS-874": "CP874",
        "GB2312": "GB18030", "GBK": "GB18030", "GB_2312-80": "GB18030", "EUC-KR": "CP949", "UHC": "CP949",
        "KS_C_5601-1987": "CP949", "SHIFT_JIS": "CP932", "SHIFT-JIS": "CP932", "SJIS": "CP932", "X-SJIS": "CP932",
        "WINDOWS-31J": "CP932", "BIG5": "CP950", "ISO-8859-8": "WINDOWS-1255", "ISO-8859-8-I": "WINDOWS-1255",
        "EUC-JP": "EUC-JP-MS", "X-EUC-JP": "EUC-JP-MS", "X-MAC-ROMAN": "MACINTOSH", "X-MAC-CYRILLIC": "MAC-CYRILLIC",
    ]

    /// Encodings with more than one byte a character.
    static let multiByte: Set<String> = [
        "GB18030", "CP949", "CP932", "CP950", "BIG5-HKSCS", "EUC-JP-MS", "EUC-TW", "JOHAB", "ISO-2022-JP",
        "ISO-2022-KR", "ISO-2022-CN",
    ]

    /// Single-byte encodings that hold the same letters, so that only statistics tell them apart.
    static let families: [[String]] = [
        [
            "WINDOWS-1252", "WINDOWS-1250", "ISO-8859-2", "ISO-8859-15", "ISO-8859-16", "WINDOWS-1254", "WINDOWS-1257",
            "ISO-8859-3", "ISO-8859-13", "ISO-8859-4", "ISO-8859-10", "CP850", "CP437", "CP852", "CP865", "MACINTOSH",
            "MAC-CENTRALEUROPE", "WINDOWS-1258",
        ],
        ["WINDOWS-1251", "KOI8-R", "KOI8-U", "ISO-8859-5", "IBM866", "IBM855", "MAC-CYRILLIC"],
        ["WINDOWS-1253", "ISO-8859-7", "CP737", "IBM869"],
        ["WINDOWS-1255", "CP862"],
        ["WINDOWS-1256", "ISO-8859-6"],
        ["CP874"],
    ]

    /// Code pages of DOS and of old Macintosh systems: rare today.
    static func isOfOldSystems(_ name: String) -> Bool {
        name.hasPrefix("IBM") || name.hasPrefix("MAC") || (name.hasPrefix("CP") && name != "CP874")
    }
}
