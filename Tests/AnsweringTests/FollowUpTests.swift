import Answering
import Testing

@Suite struct FollowUpTests {
    @Test(arguments: [
        "And for model C?", "What about the older one?", "Why?", "How long does it take?",
        "Und wie ist es in der Schweiz?",
        "Gilt das auch für Module?", "Et pour le modèle B ?",
    ])
    func questionsThatLeanOnEarlierOnesAreRecognized(question: String) {
        #expect(FollowUp.leansOnEarlier(question))
    }

    @Test(arguments: [
        "How long is the warranty on batteries?", "Which fuse does model C need?",
        "Wie lange läuft die Garantie auf Batterien?", "What does ERR-1042 mean on the display?",
    ])
    func questionsThatStandByThemselvesStay(question: String) {
        #expect(!FollowUp.leansOnEarlier(question))
        #expect(FollowUp.searched(question, after: ["Who installs the heater?"]) == question)
    }

    @Test func whatIsSearchedHoldsTheWordsOfTheQuestionItLeansOn() {
        let earlier = ["How long is the warranty on batteries?", "And on inverters?"]
        let searched = FollowUp.searched("And in Switzerland?", after: earlier)
        #expect(searched.hasPrefix("And in Switzerland?"))
        #expect(searched.contains("inverters") && searched.contains("warranty on batteries"))
        #expect(FollowUp.searched("And then?", after: []) == "And then?")
    }
}
