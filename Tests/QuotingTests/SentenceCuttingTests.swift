import Quoting
import Testing

/// What can be quoted: sentences, rows, lines; and what stands around them.
@Suite struct SentenceCuttingTests {
    private func quotes(
        _ question: String, _ text: String, layout: QuoteCandidate.Layout = .prose, headings: [String] = []
    ) -> [String] {
        let candidate = QuoteCandidate(
            id: 0, text: Array(text.utf8), headingPath: headings, score: 1, layout: layout)
        return Quoter().answer(question, from: [candidate]).closest.map {
            String(decoding: candidate.text[$0.range], as: UTF8.self)
        }
    }

    private static let table = """
        The stove knows three programs, which are chosen with the wheel
        at its side.

        | Program | Fuel | Heat |
        | --- | --- | --- |
        | Ember | birch | 4 kW |
        | Blaze | beech | 9 kW |

        It cools down by itself.
        """

    @Test(arguments: [QuoteCandidate.Layout.prose, .table])
    func quotesOneRowOfATableAndSentencesWhole(layout: QuoteCandidate.Layout) {
        #expect(quotes("Which fuel does Blaze burn?", Self.table, layout: layout).first == "| Blaze | beech | 9 kW |")
        #expect(
            quotes("With what are the programs of the stove chosen?", Self.table, layout: layout).first
                == "The stove knows three programs, which are chosen with the wheel\nat its side.")
    }

    @Test func theHeadOfATableSpeaksForItsRows() {
        let values = "name,litres\nharbour,120\nmill,80"
        #expect(quotes("How many litres has the mill?", values, layout: .table).first == "mill,80")
    }

    @Test func linesOfALogStandByThemselves() {
        let log = "08:00 pump started\n08:05 valve stuck\n08:07 pump stopped"
        #expect(quotes("When was the valve stuck?", log, layout: .lines).first == "08:05 valve stuck")
    }

    @Test(arguments: [
        "# Returning a kettle\n\nSend it back within thirty days.",
        "Returning a kettle\n\nSend the kettle back within thirty days.",
    ])
    func aHeadingIsNoAnswer(text: String) {
        let all = quotes("How about returning a kettle?", text, headings: ["Returning a kettle"])
        #expect(all.first?.hasPrefix("Send") == true)
    }

    @Test func theHeadOfATableIsNoAnswerNorAreTwoTitlesInARow() {
        #expect(quotes("What is the heat of the program Ember in kW?", Self.table).first == "| Ember | birch | 4 kW |")
        let text = "2 What is covered\n2.1 Stoves and how long\n\nStoves are covered for nine years."
        let all = quotes(
            "How long are stoves covered?", text, headings: ["2 What is covered", "2.1 Stoves and how long"])
        #expect(all.first == "Stoves are covered for nine years.")
    }

    @Test func theAnswerMayStandBehindTheSentenceWithTheWordsAskedFor() {
        let text = """
            The old town had forty churches of wood. Most of them were destroyed in 1944. Its river freezes over in some \
            years. Boats take visitors to the island on Sundays.
            """
        let all = quotes("When were the churches of the old town lost?", text)
        #expect(all.prefix(2).contains("Most of them were destroyed in 1944."))
    }

    @Test func findsPartsOfCompoundWords() {
        let text = """
            Der Speicher wiegt achtzig Kilogramm. Die Batteriegarantie läuft zehn Jahre. Im Keller ist es kühl.
            """
        #expect(quotes("Wie lange läuft die Garantie?", text).first == "Die Batteriegarantie läuft zehn Jahre.")
    }

    @Test func doubtOfTheSearchCounts() {
        let candidate = QuoteCandidate(id: 0, text: Array(Self.table.utf8), score: 1)
        func confidence(_ retrieval: Double) -> Double {
            Quoter().answer("Which fuel does Blaze burn?", from: [candidate], retrieval: retrieval).confidence
        }
        #expect(confidence(0.1) < confidence(0.9))
    }
}
