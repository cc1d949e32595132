/// Words at the beginning of a sentence that stand for something said before it.
enum BackReference {
    static func begins(_ sentence: ArraySlice<UInt8>) -> Bool {
        let start = String(decoding: sentence.prefix(64), as: UTF8.self)
        if unspaced.contains(where: { start.hasPrefix($0) }) { return true }
        let words = start.split(maxSplits: 2, whereSeparator: { !$0.isLetter && $0 != "'" }).prefix(2)
        return words.contains { pronouns.contains($0.lowercased()) }
    }

    private static let pronouns = Set(
        """
        he she it they this these those that his her its their such him them there here er sie es dies diese dieser dieses \
        ihr ihre ihren seine sein seinen ihm ihnen dort il elle ils elles ce cette ces son sa ses leur leurs él ella ellos \
        esto este esta estos su sus egli lei essi questo questa questi suo sua loro ele ela eles isto seu hij zij dit deze \
        han hon hun de dessa disse он она они это этот эти то его её их هو هي هم هذا هذه ذلك تلك هؤلاء كما وهو وهي
        """.split(separator: " ").map(String.init))

    private static let unspaced = ["他", "她", "它", "这", "這", "该", "該", "其", "これ", "それ", "彼", "그는", "그녀", "이것"]
}
