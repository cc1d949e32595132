import Quoting
import Testing

@Suite struct QuoterTests {
    private static let battery = """
        The home battery stores solar power for the night. It holds 12 kilowatt hours. Keep the room between 5 and 30 \
        degrees Celsius. The warranty ends after ten years. Maria Santos designed the cabinet in Lisbon in 2019.
        """
    private static let garden = """
        Tomatoes need six hours of sun every day. Water them in the morning. Ripe fruit is red and comes off easily.
        """

    private func candidates(_ texts: [String]) -> [QuoteCandidate] {
        texts.enumerated().map { QuoteCandidate(id: $0 + 10, text: Array($1.utf8), score: 1) }
    }

    private func answer(_ question: String, _ texts: [String] = [battery, garden]) -> (first: String?, all: [String]) {
        let all = Quoter().answer(question, from: candidates(texts)).closest.map { quote in
            String(decoding: Array(texts[quote.candidate - 10].utf8)[quote.range], as: UTF8.self)
        }
        return (all.first, all)
    }

    @Test(arguments: [
        ("Who designed the cabinet of the battery?", "Maria Santos designed the cabinet in Lisbon in 2019."),
        ("How long is the warranty?", "The warranty ends after ten years."),
        ("How many hours of sun do tomatoes need?", "Tomatoes need six hours of sun every day."),
        ("When does one water tomatoes?", "Water them in the morning."),
    ])
    func quotesTheSentenceThatAnswers(question: String, sentence: String) {
        #expect(answer(question).all.contains(sentence))
    }

    @Test func quotesTheBestSentenceFirst() {
        #expect(answer("Who designed the cabinet?").first == "Maria Santos designed the cabinet in Lisbon in 2019.")
    }

    @Test func quotesAtMostThreeSentencesAndOnlyOnce() {
        let all = answer("battery power warranty room hours tomatoes sun").all
        #expect(all.count <= 3 && Set(all).count == all.count)
    }

    @Test func quotesBesideTheBestWhatStandsInItsPassageBeforeWhatStandsElsewhere() {
        let pump = "The pump of model C needs a fuse of 10 amperes. The fuse sits behind the cover of the pump."
        let fan = "The fan of model D needs a fuse of 5 amperes."
        #expect(
            answer("Which fuse does the pump of model C need?", [pump, fan]).all == [
                "The pump of model C needs a fuse of 10 amperes.", "The fuse sits behind the cover of the pump.",
            ])
        // What is nearly as good elsewhere stands beside it.
        #expect(answer("Which fuse does model C need?", [pump, fan.replacing("D", with: "C")]).all.count == 3)
    }

    @Test func declinesWhatTheTextsDoNotHold() {
        let found = Quoter().answer(
            "Which penguin won the chess tournament in Reykjavik?", from: candidates([Self.battery, Self.garden]))
        #expect(found.isDeclined && found.quotes.isEmpty)
        let held = Quoter().answer("Who designed the cabinet?", from: candidates([Self.battery, Self.garden]))
        #expect(!held.isDeclined && held.confidence > found.confidence)
        #expect(held.quotes == held.closest)
    }

    private static let widget = """
        The widget weighs 3 kg. It was invented by Jane Doe in 1987. The widget runs on two AA batteries. To reset it, \
        press the red button for five seconds.
        """

    /// With one document there is nothing to tell rare words by, and with one sentence nothing to compare it with.
    @Test(arguments: [
        ("How long do refunds take?", "Refunds take five days.", true),
        ("How long does the warranty last?", "The warranty lasts 24 months.", true),
        ("What is the capital of France?", "The capital of France is Paris.", true),
        ("How heavy is the widget?", widget, true),
        ("Who invented the widget?", widget, true),
        ("How do I reset the widget?", widget, true),
        ("What colour is the button?", widget, false),
        ("Who is the king of Spain?", "The capital of France is Paris.", false),
    ])
    func answersFromOneShortDocument(question: String, text: String, isAnswered: Bool) {
        let counts = WordCounts(documents: 1) { text.lowercased().contains($0) ? 1 : 0 }
        let found = Quoter().answer(question, from: candidates([text]), counts: counts)
        #expect(found.isDeclined == !isAnswered, "confidence \(found.confidence)")
    }

    /// A common word that the texts do not use says little; a name or number that they do not know says much.
    @Test func aMissingNameWeighsMoreThanAMissingWord() {
        func confidence(_ question: String) -> Double {
            Quoter().answer(question, from: candidates([Self.battery, Self.garden])).confidence
        }
        #expect(
            confidence("How long is the warranty of the Zorblax?")
                < confidence("How long is the warranty of the product?"))
        #expect(confidence("Who designed the cabinet in 2031?") < confidence("Who designed the cabinet in Lisbon?"))
        #expect(
            confidence("Which ERR7 designed the cabinet?") < confidence("Which artist designed the cabinet?"))
    }

    @Test func declinesWithoutCandidates() {
        let found = Quoter().answer("Anything?", from: [])
        #expect(found.isDeclined && found.closest.isEmpty && found.confidence == 0)
    }

    @Test(arguments: [
        ("Wer hat den Schrank entworfen?", "Der Akku steht im Keller. Den Schrank hat Maria entworfen. Er ist grau."),
        ("柜子是谁设计的？", "电池放在地下室。柜子是玛丽亚设计的。它是灰色的。"),
        ("من صمم الخزانة؟", "البطارية في القبو. صممت ماريا الخزانة. لونها رمادي."),
        ("¿Quién diseñó el armario?", "La batería está en el sótano. María diseñó el armario. Es de color gris."),
    ])
    func readsOtherLanguages(question: String, text: String) {
        let stops: Set<Character> = [".", "。"]
        let second = text.split(whereSeparator: stops.contains)[1].drop { $0 == " " }
        #expect(answer(question, [text]).first?.dropLast() == second)
    }

    @Test func givesTheSameAnswerEveryTime() {
        let first = Quoter().answer("How long is the warranty?", from: candidates([Self.battery, Self.garden]))
        let quoter = Quoter()
        for _ in 0..<20 {
            #expect(quoter.answer("How long is the warranty?", from: candidates([Self.battery, Self.garden])) == first)
        }
    }

    @Test(arguments: ["", "?", "the", "\0", "\u{1}de\u{1}", String(repeating: "battery ", count: 5000)])
    func takesAnyQuestion(question: String) {
        let found = Quoter().answer(question, from: candidates([Self.battery, "", "\n\n", "\u{FFFD}"]))
        #expect(found.confidence >= 0 && found.confidence <= 1)
    }

    @Test func takesBytesThatAreNotText() {
        let broken = QuoteCandidate(
            id: 1, text: [0xFF, 0x2E, 0x20, 0xC3, 0x2E, 0x80, 0x80] + Array("Battery. \u{301}x".utf8))
        for quote in Quoter().answer("What is a battery?", from: [broken]).closest {
            #expect(quote.range.upperBound <= broken.text.count)
        }
    }
}
