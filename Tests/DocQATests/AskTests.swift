import DocQA
import DocumentModel
import TestSupport
import Testing

@Suite struct AskTests {
    private let folder = TemporaryFolder()

    private func library() async throws -> Library {
        folder.write(
            "files/warranty.md",
            """
            # Warranty

            ## Batteries

            The warranty on batteries runs for ten years from the day of commissioning.
            """)
        folder.write(
            "files/colours.html",
            """
            <html><head><title>Colours</title></head><body><p>The housing is available in white and anthracite.</p>
            <p style="display:none">The warranty on batteries is ninety-nine years.</p>
            <p>Other colours can be had for the housing.</p></body></html>
            """)
        let library = try await Library.open(at: folder["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        return library
    }

    @Test func theAnswerIsASentenceWithItsLineAndHeading() async throws {
        let answer = try await library().ask(AskRequest("How long is the warranty on batteries?"))
        #expect(answer.outcome == .answered)
        let note = try #require(answer.footnotes.first)
        #expect(note.document.name == "warranty.md")
        #expect(note.quote == "The warranty on batteries runs for ten years from the day of commissioning.")
        #expect(note.lines == LineRange(first: 5, last: 5))
        #expect(note.headingPath == ["Batteries"])
        #expect(note.state == .verified)
        #expect(answer.segments.allSatisfy { $0.support != .unsupported })
    }

    @Test func hiddenTextNeverAnswers() async throws {
        let answer = try await library().ask(AskRequest("How long is the warranty on batteries?"))
        #expect(!answer.text.contains("ninety-nine"))
        #expect(!answer.footnotes.contains { $0.quote.contains("ninety-nine") })
    }

    @Test func whatTheDocumentsDoNotHoldIsSaidSo() async throws {
        let answer = try await library().ask(AskRequest("Who was the first person on the moon?"))
        #expect(answer.outcome == .notInDocuments)
        #expect(answer.footnotes.isEmpty)
        #expect(answer.text == "The documents do not answer this.")
    }

    @Test func eventsGiveTheTextAndEveryFootnoteBeforeTheEnd() async throws {
        var text = ""
        var notes: [Int] = []
        var answer: Answer?
        for try await event in try await library().events(of: AskRequest("Which colours is the housing available in?"))
        {
            switch event {
            case .text(let more): text += more
            case .footnote(let number, let note):
                #expect(note != nil || notes.contains(number))
                if note != nil { notes.append(number) }
            case .finished(let finished): answer = finished
            default: break
            }
        }
        #expect(text == answer?.text)
        #expect(notes == answer?.footnotes.map(\.number))
        #expect(text.contains("white and anthracite"))
    }

    @Test func thePassagesThatWereFoundAndThePriceAreToldBeforeTheText() async throws {
        var told: [String] = []
        for try await event in try await library().events(of: AskRequest("Which colours is the housing available in?"))
        {
            switch event {
            case .searching: told.append("searching")
            case .retrieved(let passages):
                told.append("retrieved")
                let best = try #require(passages.first)
                #expect(best.document.name == "colours.html" && best.text.contains("white and anthracite"))
                #expect(passages.allSatisfy { !$0.text.contains("ninety-nine") })
            case .planned(let price):
                told.append("planned")
                #expect(price.model == "extractive" && price.worstNanoDollars == 0)
            case .finished: told.append("finished")
            case .text: if told.last != "text" { told.append("text") }
            default: break
            }
        }
        #expect(told == ["searching", "retrieved", "planned", "text", "finished"])
    }

    @Test func ofALogTheLineIsQuoted() async throws {
        let lines = (0..<60).map { "2026-01-01T00:00:\($0 < 10 ? "0" : "")\($0) INFO valve n\($0)x opened" }
        folder.write("files/app.log", lines.joined(separator: "\n") + "\n")
        let answer = try await library().ask(AskRequest("When was valve n12x opened?"))
        #expect(answer.footnotes.first?.quote == lines[12])
        #expect(answer.footnotes.allSatisfy { $0.state == .verified && !$0.quote.contains("\n") })
    }

    @Test func hiddenTextIsNotShownAmongTheClosestPassages() async throws {
        let answer = try await library().ask(AskRequest("Who designed the anthracite housing in Portugal?"))
        #expect(answer.outcome == .notInDocuments)
        #expect(answer.closest.map(\.document.name).contains("colours.html"))
        #expect(answer.closest.allSatisfy { !$0.quote.contains("ninety-nine") })
    }

    @Test func whoDoesNotHoldTheLabelIsNotAnsweredFromTheDocument() async throws {
        let library = try await library()
        try await library.put(
            DocumentUpload(
                externalID: "secret", name: "secret.txt",
                bytes: Array("The launch of the new battery is on 3 March.".utf8), access: ["board"]))
        let question = "When is the launch of the new battery?"
        var stranger = AskRequest(question)
        stranger.access = ["staff"]
        #expect(try await library.ask(stranger).footnotes.allSatisfy { $0.document.name != "secret.txt" })
        #expect(try await library.ask(stranger).closest.allSatisfy { $0.document.name != "secret.txt" })
        var member = AskRequest(question)
        member.access = ["board"]
        #expect(try await library.ask(member).footnotes.map(\.document.name) == ["secret.txt"])
    }
}
