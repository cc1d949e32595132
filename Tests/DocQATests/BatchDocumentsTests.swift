import Claude
import ClaudeSimulator
import DocumentModel
import LanguageModels
import TestSupport
import Testing

@testable import DocQA

/// A question of a batch is sent what it would be sent by itself.
@Suite(.timeLimit(.minutes(2))) struct BatchDocumentsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var question: String
        var paths: [String]
        var form: PromptDocument.Form
        var change: @Sendable (inout AskRequest) -> Void = { _ in }

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "passages", question: "What does the pump need?", paths: ["pump.md", "battery.md"], form: .text),
        Case(name: "a short document", question: "Who repairs the fan?", paths: ["fan.md", "pump.md"], form: .text) {
            $0.passages = 1
        },
        Case(name: "all of a few", question: "Who repairs the fan?", paths: ["fan.md", "fuses.csv"], form: .text),
        Case(name: "rows", question: "Which fuse does the fan have?", paths: ["fuses.csv"], form: .blocks),
        Case(name: "code", question: "How is the reset written?", paths: ["code.md"], form: .blocks),
        Case(name: "pages", question: "Which fuse does the mixer have?", paths: ["mixer.pdf"], form: .pages) {
            $0.pdfPages = .always
        },
        Case(name: "a drawing", question: "Which fuse does the drawing show?", paths: ["mixer.pdf"], form: .pages),
        Case(name: "no pages", question: "Which fuse does the drawing show?", paths: ["mixer.pdf"], form: .text) {
            $0.pdfPages = .never
        },
        Case(name: "pictures", question: "Which fuse does the mixer have?", paths: ["mixer.pdf"], form: .picture) {
            $0.sendsPagePictures = true
        },
    ]

    private static func rig() async throws -> BatchRig {
        let rig = try await BatchRig()
        var mixer = TestPDF()
        mixer.addPage(TestPDF.text("The fuse of the mixer is 25 A.", x: 72, y: 700))
        mixer.addPage("q 200 0 0 100 50 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q")
        rig.folder.write("files/mixer.pdf", mixer.bytes)
        rig.folder.write("files/fan.md", "# Fan\n\nThe workshop in Ulm repairs the fan.\n\n## Colour\n\nGrey.\n")
        rig.folder.write("files/fuses.csv", "part,fuse\nfan,10 A\npump,25 A\nboiler,16 A\n")
        rig.folder.write(
            "files/code.md", "# Reset\n\nThe reset is written so:\n\n```c\nvoid reset(void) { pump = 0; }\n```\n")
        _ = try await rig.library.ingest(IngestRequest(paths: [rig.folder["files"]]))
        return rig
    }

    private static func request(_ one: Case) -> AskRequest {
        var request = AskRequest(one.question, paths: one.paths)
        request.model = .named("sonnet")
        one.change(&request)
        return request
    }

    @Test(arguments: cases) func itsDocumentsAreThoseOfTheSameQuestionAlone(_ one: Case) async throws {
        let rig = try await Self.rig()
        let request = Self.request(one)
        let alone = try await Asking(library: rig.library, request: request, service: rig.service) { _ in }
            .plannedOnly(rig.service).prompt
        let plan = try await rig.library.plan(BatchRequest([BatchQuestion("1", request)]), with: rig.service)
        let prompt = try #require(plan.items[0].prompt)
        #expect(prompt.documents == alone.documents)
        #expect(prompt.documents.contains { $0.form == one.form }, "\(prompt.documents.map(\.form))")
        #expect(prompt.call?.request.system?.blocks.map(\.text) == alone.call?.request.system?.blocks.map(\.text))

        let id = try await rig.library.start(plan, with: rig.service).id
        #expect(try await rig.follow(id).answered == 1)
        let answer = try #require(try await rig.library.results(ofBatch: id)[0].answer)
        let readsPicture = one.form == .picture
        #expect(answer.footnotes.allSatisfy { $0.state == .verified || readsPicture }, "\(answer.footnotes)")
        #expect(answer.receipt.planned?.model == answer.model.name && answer.receipt.planned?.reasons.isEmpty == false)
        // It is the answer to the same question when that is asked alone.
        let again = try await rig.library.ask(request, with: rig.service)
        #expect(again.reused?.answer == answer.id && rig.answered == 1)
        await rig.stop()
    }

    @Test func whatCouldNotBeSentAsItLooksIsSaidInTheAnswer() async throws {
        let rig = try await Self.rig()
        rig.folder.remove("files/mixer.pdf")
        let request = Self.request(Self.cases[5])
        let plan = try await rig.library.plan(BatchRequest([BatchQuestion("1", request)]), with: rig.service)
        let id = try await rig.library.start(plan, with: rig.service).id
        #expect(try await rig.follow(id).answered == 1)
        let answer = try #require(try await rig.library.results(ofBatch: id)[0].answer)
        #expect(answer.notes.contains { $0.contains("mixer.pdf were not sent, only their text") }, "\(answer.notes)")
        await rig.stop()
    }
}
