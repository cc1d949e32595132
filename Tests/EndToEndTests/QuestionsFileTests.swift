import JSON
import Testing

@testable import docqa

/// What a file of questions may look like.
@Suite struct QuestionsFileTests {
    private func read(_ text: String) -> QuestionsFile { QuestionsFile(Array(text.utf8)) }

    @Test func linesOfJSONHaveTheirFields() {
        let file = read(
            """
            {"id": 7, "question": "How?", "collection": "manuals", "labels": {"kind": "guide"}, "path": ["a", "b"],
            """.replacing("\n", with: "")
                + """
                 "type": "pdf", "after": "2026-01-01", "before": null, "access": ["staff"], "tenant": "acme"}

                {"question": "Why?"}
                {"id": "q1", "text": "As docqa eval has them?"}
                """)
        #expect(file.problems.isEmpty && file.ignored.isEmpty && file.questions.count == 3)
        var first = QuestionsFile.Question(line: 1, name: "7", question: "How?")
        first.collection = "manuals"
        first.labels = ["kind": "guide"]
        first.paths = ["a", "b"]
        first.types = ["pdf"]
        first.after = "2026-01-01"
        first.access = ["staff"]
        first.tenant = "acme"
        #expect(file.questions[0] == first)
        #expect(file.questions[2] == QuestionsFile.Question(line: 4, name: "q1", question: "As docqa eval has them?"))
        // Without an id the line's number is its name.
        #expect(file.questions[1] == QuestionsFile.Question(line: 3, name: "3", question: "Why?"))
    }

    @Test func tablesAreReadAsSpreadsheetsWriteThem() {
        let file = read(
            "\u{FEFF}id;Question;labels;path\r\n1;\"How; and \"\"why\"\"?\r\nAll of it.\";a=1;x\r\n"
                + "2;Plain?;a=1,b;x;y\r\n3;When?;kind=guide;\"x; y\"\r\n\r\n4;\r\n5;Where?;nothing;\r\n")
        #expect(file.questions.map(\.name) == ["1", "3"])
        #expect(file.questions[0].question == "How; and \"why\"?\r\nAll of it.")
        // One cell too many, no question, labels without a value.
        #expect(file.problems.map(\.line) == [4, 7, 8])
        #expect(file.questions[1].labels == ["kind": "guide"] && file.questions[1].paths == ["x", "y"])
        let quoted = read("question,id\n\"How, and \"\"why\"\"?\nAll of it.\",a\nNext?,b\n")
        #expect(quoted.questions.map(\.question) == ["How, and \"why\"?\nAll of it.", "Next?"])
        #expect(quoted.questions.map(\.line) == [2, 4])
        #expect(read("id\tquestion\n1\tTabs, and commas?\n").questions.map(\.question) == ["Tabs, and commas?"])
    }

    @Test func whatCannotBeUsedIsNamedByItsLine() {
        let file = read(
            """
            {"question": "One?", "id": "a"}
            [1]
            {"question": "  "}
            {"id": "b"}
            {"question": ["x"]}
            {"question": "Two?", "labels": "kind"}
            {"question": "Three?", "id": "a"}
            {"question": "Four?", "pages": 3}
            {"question": "broken
            """)
        #expect(file.questions.map(\.question) == ["One?", "Four?"])
        #expect(file.problems.map(\.line) == [2, 3, 4, 5, 6, 7, 9])
        #expect(file.ignored == ["pages"])
        #expect(read("name,words\na,b\n").problems.map(\.line) == [1])
        #expect(read("question\n\"never closed\nand on\n").problems.map(\.line) == [2])
        #expect(read("").questions.isEmpty && read("\n \n").problems.isEmpty)
        #expect(QuestionsFile([0x7B, 0xFF, 0x7D]).problems.map(\.line) == [1])
    }

    @Test func whatImpactPrintsIsAskedOnce() {
        let answers = """
            {"answers":[{"id":9,"question":"How?","turn":1,"collections":["m"],"access":["staff"]},\
            {"id":8,"question":"How?","turn":1,"collections":["m"],"access":["staff"]},\
            {"id":7,"question":"How?","turn":1,"collections":[],"access":null},\
            {"id":6,"question":"And then?","turn":2,"collections":[],"access":null},\
            {"id":5,"question":"Both?","turn":1,"collections":["a","b"],"access":null}]}
            """
        let file = read(answers)
        #expect(file.questions.map(\.name) == ["answer-9", "answer-7"])
        #expect(file.questions[0].collection == "m" && file.questions[0].access == ["staff"])
        #expect(file.questions[1].collection == nil && file.questions[1].access == nil)
        #expect(file.problems.count == 2 && file.ignored.isEmpty)
        #expect(file.problems[0].text.contains("answer 6 is turn 2"))
    }

    @Test func cellsThatASpreadsheetWouldRunAreMadeHarmless() {
        #expect(
            SeparatedValues.line(["=1+1", "a,b", "say \"so\"", "two\nlines", "-"])
                == "'=1+1,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",'-")
        let cells = ["plain", "a,b", "say \"so\"", "two\r\nlines", ""]
        #expect(SeparatedValues(Array((SeparatedValues.line(cells) + "\n").utf8))?.rows.map(\.cells) == [cells])
    }
}
