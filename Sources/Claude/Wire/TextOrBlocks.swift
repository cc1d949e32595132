public import JSON

/// What the API takes in several places: a string, or blocks.
public enum TextOrBlocks<Block: TextHolding>: WireValue {
    case text(String)
    case blocks([Block])

    public init?(json: JSONValue) {
        if let text = json.string {
            self = .text(text)
        } else if let blocks = [Block](json: json) {
            self = .blocks(blocks)
        } else {
            return nil
        }
    }

    public var json: JSONValue {
        switch self {
        case .text(let text): text.json
        case .blocks(let blocks): blocks.json
        }
    }

    /// The content as blocks; a string counts as one block of text.
    public var blocks: [Block] {
        switch self {
        case .text(let text): [Block(holding: text)]
        case .blocks(let blocks): blocks
        }
    }
}

/// A block that can stand for a string.
public protocol TextHolding: WireValue {
    /// A block of this text alone.
    init(holding text: String)
}

extension TextBlock: TextHolding {
    /// A block of this text alone.
    public init(holding text: String) { self.init(text) }
}

extension ContentBlock: TextHolding {
    /// A block of this text alone.
    public init(holding text: String) { self = .text(TextBlock(text)) }
}
