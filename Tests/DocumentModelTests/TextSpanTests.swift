import DocumentModel
import Testing

@Suite struct TextSpanTests {
    @Test func neighboursShareNoByte() {
        #expect(!TextSpan(0, 3).overlaps(TextSpan(3, 5)))
        #expect(TextSpan(0, 3).intersection(TextSpan(3, 5)) == nil)
        #expect(TextSpan(0, 4).intersection(TextSpan(3, 5)) == TextSpan(3, 4))
    }

    @Test func sortsInReadingOrder() {
        let sorted = [TextSpan(4, 5), TextSpan(0, 9), TextSpan(0, 2)].sorted()
        #expect(sorted == [TextSpan(0, 2), TextSpan(0, 9), TextSpan(4, 5)])
    }
}
