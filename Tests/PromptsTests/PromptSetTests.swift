import TestSupport
import Testing

@testable import Prompts

@Suite struct PromptSetTests {
    private func set(_ name: PromptSet.Name, _ text: String) throws(PromptError) -> PromptSet {
        try PromptSet { wanted throws(PromptError) in wanted == name ? ("mine.md", Array(text.utf8)) : nil }
    }

    private func refusal(_ name: PromptSet.Name, _ text: String) -> String {
        do throws(PromptError) {
            _ = try set(name, text)
            return "taken"
        } catch {
            return error.description
        }
    }

    @Test func everyTemplateThatComesAlongIsWhole() throws {
        let ours = try PromptSet { _ in nil }
        for name in PromptSet.Name.allCases {
            #expect(ours[name].version >= 1)
            #expect(ours[name].purpose.hasSuffix("."))
            #expect(Project.text("prompts/\(name.rawValue).md") == String(decoding: ours[name].source, as: UTF8.self))
        }
    }

    @Test func eachFunctionFillsEverySlotOfItsTemplate() {
        let ours = PromptSet.ours
        let texts = [
            ours.answering(), ours.deep(), ours.conversation(summary: "S1"), ours.revision(claims: "C1"),
            ours.rewriting(history: "H1", question: "Q1"), ours.summary(history: "H2"),
        ]
        for text in texts { #expect(!text.isEmpty && !text.contains("{{") && !text.contains("}}")) }
        #expect(texts[2].contains("S1") && texts[3].contains("C1") && texts[5].contains("H2"))
        #expect(texts[4].contains("H1") && texts[4].contains("Q1"))
    }

    @Test func whatIsPutIntoASlotIsNotLookedAtForSlots() {
        #expect(PromptSet.ours.rewriting(history: "{{question}}", question: "Why?").contains("{{question}}"))
    }

    @Test func aSlotThatTheFunctionDoesNotHaveIsRefusedWithItsLine() {
        let text = "name: revision\nversion: 3\npurpose: Ours.\n---\nFirst line\n{{claims}} and {{mood}}\n"
        #expect(refusal(.revision, text) == "mine.md:6: there is no slot {{mood}} in revision.")
    }

    @Test func aSlotThatIsMissingIsRefused() {
        let text = "name: revision\nversion: 3\npurpose: Ours.\n---\nDo better.\n"
        #expect(refusal(.revision, text) == "mine.md:1: the slot {{claims}} is missing.")
    }

    @Test func brokenHeadersAndSlotsAreRefused() {
        #expect(refusal(.answering, "Answer!").contains("mine.md:1: the header does not end"))
        #expect(refusal(.answering, "name: answering\nversion: x\npurpose: P.\n---\n").contains("version (a number)"))
        #expect(refusal(.answering, "name: deep\nversion: 1\npurpose: P.\n---\n").contains("names deep, not answering"))
        #expect(refusal(.answering, "name: answering\noops\n---\n").contains("mine.md:2: a line of the header"))
        let open = "name: answering\nversion: 1\npurpose: P.\n---\ntext\n{{never\nends}}"
        #expect(refusal(.answering, open) == "mine.md:6: a slot begins and does not end.")
    }

    @Test func aFolderReplacesTheTemplatesThatItHas() throws {
        let folder = TemporaryFolder()
        folder.write("answering.md", "name: answering\nversion: 9\npurpose: Short.\n---\nBe brief.\n")
        let mine = try PromptSet(folder: folder.path)
        #expect(mine.answering() == "Be brief.")
        #expect(mine[.deep] == PromptSet.ours[.deep])
        #expect(throws: PromptError.self) { try PromptSet(folder: folder["nowhere"]) }
    }
}
