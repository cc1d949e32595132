import Testing
import Words

@Suite struct LanguageTests {
    @Test(arguments: [
        ("What is the maximum temperature of the battery?", Language.english),
        ("Wie hoch darf die Temperatur des Akkus sein?", .german),
        ("Quelle est la température maximale de la batterie ?", .french),
        ("¿Cuál es la temperatura máxima de la batería?", .spanish),
        ("Qual è la temperatura massima della batteria?", .italian),
        ("Qual é a temperatura máxima da bateria e como não ultrapassar?", .portuguese),
        ("Wat is de maximale temperatuur van de accu?", .dutch),
        ("Vad är den högsta temperaturen som batteriet tål och varför?", .swedish),
        ("Hvad er den højeste temperatur, som batteriet må have?", .danish),
        ("Mikä on akun korkein sallittu lämpötila ja miksi se on tärkeä?", .finnish),
        ("Jaka jest maksymalna temperatura baterii i dlaczego?", .polish),
        ("Akünün en yüksek sıcaklığı nedir ve ne için önemlidir?", .turkish),
        ("Какова максимальная температура батареи и почему она важна?", .russian),
        ("Яка максимальна температура батареї і чому вона важлива?", .ukrainian),
        ("ما هي أقصى درجة حرارة للبطارية؟", .arabic),
        ("حداکثر دمای باتری چقدر است و چرا؟", .persian),
        ("מהי הטמפרטורה המרבית של הסוללה?", .hebrew),
        ("Ποια είναι η μέγιστη θερμοκρασία της μπαταρίας;", .greek),
        ("बैटरी का अधिकतम तापमान क्या है?", .hindi), ("电池的最高温度是多少？", .chinese),
        ("バッテリーの最高温度は何度ですか。", .japanese), ("배터리의 최고 온도는 얼마입니까?", .korean),
        ("อุณหภูมิสูงสุดของแบตเตอรี่คือเท่าไร", .thai),
    ])
    func judgesSentences(text: String, language: Language) {
        #expect(Language.detect(text)?.language == language)
    }

    @Test(arguments: ["", "42", "?!", "\u{1F600}"])
    func judgesNothingWithoutWords(text: String) {
        #expect(Language.detect(text) == nil)
    }

    @Test func choosesAmongTheLanguagesThatCanBeMeant() {
        #expect(Language.detect("Die Temperatur", among: [.german, .english])?.language == .german)
        #expect(Language.detect("Температура", among: [.german, .english]) == nil)
    }

    @Test func readsCodes() {
        #expect(Language(code: "pt-BR") == .portuguese)
        #expect(Language(code: "NB") == .norwegian)
        #expect(Language(code: "xx") == nil)
        for language in Language.allCases { #expect(Language(code: language.code) == language) }
    }

    @Test(arguments: [
        (Language.german, "Häuser", "Haus"), (.french, "continuation", "continuer"),
        (.spanish, "teléfonos", "telefono"),
        (.russian, "книгами", "книга"), (.arabic, "كَتَبَ", "كتب"), (.turkish, "IŞIKLAR", "ışık"),
        (.greek, "ΔΡΌΜΟΣ", "δρόμος"),
        (.hebrew, "שָׁלוֹם", "שלום"), (.dutch, "foto's", "foto"), (.persian, "می‌روم", "میروم"), (.english, "ﬁle", "file"),
        (.hindi, "१२", "12"), (.english, "ＡＢＣ", "abc"), (.russian, "ёлка", "елка"),
    ])
    func bringsFormsOfAWordTogether(language: Language, a: String, b: String) {
        #expect(forms(a, language) == forms(b, language))
    }

    @Test func knowsStopWords() {
        #expect(StopWords.of(.english).contains("The"))
        #expect(StopWords.of(.english).contains("don\u{2019}t"))
        #expect(!StopWords.of(.english).contains("battery"))
        #expect(StopWords.of(.german).contains("welche"))
        #expect(StopWords.of(.lao).isEmpty)
    }
}
