import Testing
import Words

/// A token as tests see it.
struct Token: Equatable, CustomStringConvertible {
    var text: String
    var start: Int
    var end: Int
    var colocated: Bool
    var description: String { "\(colocated ? "=" : "")\(text)[\(start)..<\(end)]" }
}

func tokens(
    _ bytes: [UInt8], _ language: Language? = .english, _ purpose: Tokenizer.Purpose = .document,
    tokenizer: Tokenizer? = nil
) -> [Token] {
    var found: [Token] = []
    bytes.withUnsafeBufferPointer { bytes in
        let tokenizer = tokenizer ?? Tokenizer(defaultLanguage: language)
        tokenizer.tokenize(bytes, for: purpose) { token, start, end, colocated in
            found.append(
                Token(text: String(decoding: token, as: UTF8.self), start: start, end: end, colocated: colocated))
            return true
        }
    }
    return found
}

/// The tokens with `=` before those that share the position of the one before.
func forms(_ text: String, _ language: Language? = .english, _ purpose: Tokenizer.Purpose = .document) -> String {
    tokens(Array(text.utf8), language, purpose).map { ($0.colocated ? "=" : "") + $0.text }.joined(separator: " ")
}

@Suite struct TokenizerTests {
    @Test func stemsWordsAndKeepsTheirPlaces() {
        #expect(
            tokens(Array("The running dogs.".utf8)) == [
                Token(text: "the", start: 0, end: 3, colocated: false),
                Token(text: "run", start: 4, end: 11, colocated: false),
                Token(text: "dog", start: 12, end: 16, colocated: false),
            ])
    }

    @Test(arguments: [
        ("well-known", "well =wellknown known"),
        ("max_tokens", "max =maxtoken token"),
        ("ERR-1042", "err =err1042 1042"),
        ("v2.3.1", "v =v2.3.1 2 =2.3.1 3 1"),
        ("file_name.txt", "file =filenametxt name txt"),
        ("fileName", "file =filenam name"),
        ("HTTPServer", "http =httpserver server"),
        ("PDFs", "pdfs"),
        ("O'Brien", "o =obrien brien"),
        ("John's don\u{2019}t", "john dont"),
        ("U.S.A.", "usa"),
        ("H2O Q3 FY2023 10km 2nd", "h2o q3 fy =fy2023 2023 10 =10km km 2nd"),
        ("1,234.56 1,234 3.14", "1234.56 1234 3.14"),
        ("2023-10-05 and 2023/10/05", "2023 =2023-10-05 10 05 and 2023 =2023-10-05 10 05"),
        ("C++ and C#", "c =c++ and c =c#"),
    ])
    func findsIdentifiersWholeAndByPart(text: String, expected: String) {
        #expect(forms(text) == expected)
    }

    @Test func readsAWordAcrossALineEnd() {
        let found = tokens(Array("inter-\nnational trade".utf8))
        #expect(found.map(\.text) == ["intern", "inter", "nation", "trade"])
        #expect(found.map(\.colocated) == [false, true, true, false])
        #expect(found[0].start == 0 && found[0].end == 15)
        #expect(forms("inter\u{AD}\nnational") == "intern")
        #expect(forms("inter\u{AD}national") == "intern")
    }

    @Test func readsTheLanguageTag() {
        #expect(forms("\u{1}de\u{1}Häuser", nil) == "haus")
        #expect(tokens(Array("\u{1}de\u{1}Häuser".utf8), .english).first?.start == 4)
    }

    @Test func indexesScriptsWithoutSpacesByPairs() {
        // A run's last character stands at the place of the last pair: a phrase may go on behind a comma.
        #expect(forms("东京大学", .chinese) == "东京 京大 大学 =学")
        #expect(forms("东京，大学", .chinese) == "东京 =京 大学 =学")
        #expect(forms("东京大学", .chinese, .query) == "东京 京大 大学")
        #expect(forms("学", .chinese, .query) == "学")
        #expect(forms("学", .chinese) == "学")
    }

    @Test func aLastCharacterStandsByItselfOnlyWhereNoTokenBeginsWithIt() {
        #expect(forms("学生，大学", .chinese) == "学生 =生 大学")
        #expect(forms("大学，大学", .chinese) == "大学 =学 大学")
        #expect(forms("大学，学生", .chinese) == "大学 =学 学生 =生")
        // Each text by itself.
        let tokenizer = Tokenizer(defaultLanguage: .chinese)
        for _ in 0..<2 {
            var count = 0
            Array("大学".utf8).withUnsafeBufferPointer {
                tokenizer.tokenize($0) { _, _, _, _ in
                    count += 1; return true
                }
            }
            #expect(count == 2)
        }
        // Beyond three bytes, and with marks.
        #expect(forms("𠮷𠮶，𠮷𠮶", .chinese) == "𠮷𠮶 =𠮶 𠮷𠮶 =𠮶")
    }
}
