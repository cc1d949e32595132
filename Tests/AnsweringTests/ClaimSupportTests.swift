import DocumentModel
import Testing

@testable import Answering

/// What of an answer's text would have to have a source.
@Suite struct ClaimSupportTests {
    @Test(arguments: [
        "Six months.", "It is 25 A.", "Ten years", "42.", "保证期为十年。", "**63 A**", "2. Ten years.", "- 25 A",
        "The documents do not say so, but it is usually 25 A.",
        "The documents don\u{2019}t mention it; most installers use a fuse.", "Yes.",
        "Everything is covered for ten years by us", "They are covered!",
    ])
    func aShortClaimIsAClaim(text: String) {
        let support = ClaimSupport.settled([.init(text: text, footnotes: [], support: .connective)]).map(\.support)
        #expect(support.contains(.unsupported))
    }

    @Test(arguments: [
        "Here is what I found:", "\n- ", "2. ", "## Batteries of 2024\n", "**Batteries**\n", "Which one is yours?", " ",
        "...",
        "The documents do not say how long the 25 A fuse lasts.", "The documents don\u{2019}t say.", "and\n", "a) ",
    ])
    func whatClaimsNothingIsConnective(text: String) {
        let settled = ClaimSupport.settled([.init(text: text, footnotes: [], support: .connective)])
        #expect(settled.allSatisfy { $0.support == .connective })
    }

    @Test func aWordThatOpensACitedSentenceIsCarriedByIt() {
        func supports(_ second: Answer.Segment.Support) -> [Answer.Segment.Support] {
            ClaimSupport.settled([
                .init(text: "Yes. ", footnotes: [], support: .connective),
                .init(text: "Batteries are covered.", footnotes: second == .cited ? [1] : [], support: second),
            ]).map(\.support)
        }
        #expect(supports(.cited) == [.connective, .cited])
        #expect(supports(.connective) == [.unsupported, .unsupported])
    }

    @Test func stepsOfAListAreJudgedOneByOne() {
        let settled = ClaimSupport.settled([
            .init(text: "Do this:\n1. ", footnotes: [], support: .connective),
            .init(text: "Open the lid.", footnotes: [1], support: .cited),
            .init(text: "\n2. Call us.\n3. ", footnotes: [], support: .connective),
            .init(text: "Wait.", footnotes: [2], support: .cited),
        ])
        #expect(settled.filter { $0.support == .unsupported }.map { $0.text.trimmed } == ["2. Call us."])
        #expect(settled.map(\.text).joined() == "Do this:\n1. Open the lid.\n2. Call us.\n3. Wait.")
    }
}

extension String {
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
