/// What a footnote stands in, for those who show it: the text around the quote, and for a PDF its pages.
public struct Illustration: Sendable, Hashable {
    /// The stored text right before and right behind the quote.
    public var before: String
    public var after: String
    /// The pages it stands on, the quote highlighted.
    public var pictures: [PagePicture]
    /// Why there is no picture though the document has pages.
    public var problem: String?

    public init(before: String, after: String, pictures: [PagePicture] = [], problem: String? = nil) {
        self.before = before
        self.after = after
        self.pictures = pictures
        self.problem = problem
    }
}

/// A page drawn as a PNG file.
public struct PagePicture: Sendable, Hashable {
    public var page: PageNumber
    public var png: [UInt8]

    public init(page: PageNumber, png: [UInt8]) {
        self.page = page
        self.png = png
    }
}
