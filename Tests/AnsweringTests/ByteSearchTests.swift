import Testing

@testable import Answering

@Suite struct ByteSearchTests {
    /// The search finds every occurrence, overlaps included, few and many.
    @Test(arguments: [40, 400]) func everyOccurrenceIsFoundOnce(most: Int) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let letters: UInt8 = .random(in: 1...3, using: &random)
            let text = (0..<Int.random(in: 0...most, using: &random)).map { _ in
                UInt8.random(in: 0..<letters, using: &random)
            }
            let wanted = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                UInt8.random(in: 0..<letters, using: &random)
            }
            var quick: [Int] = []
            ByteSearch.forEach(wanted[...], in: text) {
                quick.append($0); return true
            }
            let plain = text.indices.filter { text[$0...].starts(with: wanted) }
            #expect(quick == plain, "\(wanted) in \(text)")
        }
    }
}
