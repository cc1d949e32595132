/// Whether words stand in a text: exactly, or but for white space, ligatures and hyphenation.
package enum QuoteSearch {
    package static func stands(_ quote: [UInt8], in text: [UInt8]) -> Bool {
        QuoteLocation.nearest(Quotation(quote), in: text, skeleton: { QuoteSkeleton(text[...]) }) != nil
    }
}
