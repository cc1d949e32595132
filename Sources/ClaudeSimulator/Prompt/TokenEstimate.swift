import Claude

/// How many tokens a text has, near enough and the same each time.
///
/// The tokenizer of 2026 makes about 1 M tokens of 2.5 M characters, and about 30 % more tokens than the one before it.
struct TokenEstimate: Sendable {
    /// Tokens for each thousand bytes of UTF-8.
    let perThousandBytes: Int

    init(tokenizer: String?) { perThousandBytes = tokenizer == "2024" ? 308 : 400 }

    func tokens(bytes: Int) -> Int { (bytes * perThousandBytes + 999) / 1000 }
    func tokens(_ text: String) -> Int { tokens(bytes: text.utf8.count) }

    /// What surrounds a turn, a request, a tool's definition.
    static let request = 6
    static let turn = 4
    static let tool = 12
    /// What the server says of the tools when the catalogue does not tell.
    static let toolPrompt = 320
    /// What the server says of citations.
    static let citationPrompt = 140
    /// The picture of a PDF's page.
    static let pagePicture = 1_600

    static func image(width: Int, height: Int, tokenizer: String?) -> Int {
        let (edge, most) = tokenizer == "2024" ? (1568, 1568) : (2576, 4784)
        var (width, height) = (max(1, width), max(1, height))
        let longest = max(width, height)
        if longest > edge { (width, height) = (max(1, width * edge / longest), max(1, height * edge / longest)) }
        return min(most, ((width + 27) / 28) * ((height + 27) / 28))
    }
}
