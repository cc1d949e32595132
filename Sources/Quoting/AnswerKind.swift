/// What kind of answer a question asks for, as far as its question word tells.
enum AnswerKind: Sendable {
    case person, time, number, place, reason, other

    /// Judged by the first question word that says something; the earliest in the text wins, and of those the longest.
    ///
    /// - Returns: the words that tell, too: they ask for what is sought and do not describe it. The answer to "how heavy"
    ///   seldom says "heavy".
    static func of(question: String) -> (kind: AnswerKind, asking: Set<String>) {
        let text = " " + question.lowercased().map { $0.isPunctuation && $0 != "'" ? " " : String($0) }.joined() + " "
        var best: (kind: AnswerKind, start: String.Index, phrase: String)?
        for (kind, phrases) in AnswerKind.phrases {
            for phrase in phrases {
                guard let found = AnswerKind.firstRange(of: phrase, in: text) else { continue }
                guard let known = best else {
                    best = (kind, found, phrase)
                    continue
                }
                if found < known.start || (found == known.start && phrase.utf8.count > known.phrase.utf8.count) {
                    best = (kind, found, phrase)
                }
            }
        }
        return (best?.kind ?? .other, Set((best?.phrase ?? "").split(separator: " ").map(String.init)))
    }

    private static func firstRange(of phrase: String, in text: String) -> String.Index? {
        let pattern = Array(phrase.utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= pattern.count else { return nil }
        for start in 0...bytes.count - pattern.count
        where bytes[start] == pattern[0] && bytes[start..<start + pattern.count].elementsEqual(pattern) {
            return text.utf8.index(text.startIndex, offsetBy: start)
        }
        return nil
    }

    /// With spaces around words of languages that have them.
    private static let phrases: [(AnswerKind, [String])] = [
        (
            .person,
            [
                " who ", " whom ", " whose ", " who's ", " wer ", " wem ", " wen ", " wessen ", " qui ", " quién ",
                " quiénes ",
                " chi ", " quem ", " wie is ", " vem ", " hvem ", " kuka ", " ktokolwiek ", " kto ", " кто ", " кого ",
                " kim ",
                " من الذي ", " من هو ", " من هي ", " من كان ", "谁", "誰", "누가", "누구", "ใคร", " ποιος ", " कौन ",
            ]
        ),
        (
            .time,
            [
                " when ", " what year ", " which year ", " what date ", " what day ", " what month ", " what century ",
                " what decade ", " what years ", " which years ", " what decades ", " which decade ", " which century ",
                " what time ", " wann ", " in welchem jahr ", " welches jahr ", " quand ", " quelle année ",
                " cuándo ",
                " qué año ", " quando ", " che anno ", " em que ano ", " wanneer ", " när ", " hvornår ", " når ",
                " milloin ",
                " kiedy ", " когда ", " в каком году ", " ne zaman ", " متى ", " أي عام ", " عام كم ", "何时", "何時",
                "什么时候",
                "哪一年", "哪年", "いつ", "언제", "เมื่อไ", "เมื่อใด", " πότε ", " कब ",
            ]
        ),
        (
            .number,
            [
                " how many ", " how much ", " how long ", " how old ", " how far ", " how high ", " how tall ",
                " how large ",
                " how big ", " how often ", " how fast ", " how wide ", " how deep ", " how heavy ",
                " what percentage ",
                " what percent ", " what number ", " what age ", " what is the number ", " what was the number ",
                " wie viel ",
                " wie viele ", " wieviel ", " wie lange ", " wie hoch ", " wie alt ", " wie groß ", " combien ",
                " cuánto ",
                " cuántos ", " cuánta ", " cuántas ", " quanto ", " quanti ", " quanta ", " quante ", " quantos ",
                " quantas ",
                " hoeveel ", " hur många ", " hur mycket ", " hvor mange ", " hvor meget ", " hvor mye ",
                " kuinka monta ",
                " ile ", " сколько ", " kaç ", " ne kadar ", " كم ", "多少", "几", "幾", "多大", "多长", "多高", "百分比", "いくつ",
                "いくら", "何人", "何%", "몇", "얼마", "เท่าไ", "กี่", " πόσ", " कितन",
            ]
        ),
        (
            .place,
            [
                " where ", " what country ", " what city ", " which country ", " which city ", " wo ", " woher ",
                " wohin ",
                " où ", " dónde ", " dove ", " onde ", " waar ", " var ", " hvor ", " missä ", " gdzie ", " где ",
                " куда ",
                " nerede ", " أين ", "哪里", "哪裡", "哪儿", "何处", "どこ", "어디", "ที่ไหน", " πού ", " कहाँ ",
            ]
        ),
        (
            .reason,
            [
                " why ", " warum ", " wieso ", " weshalb ", " pourquoi ", " por qué ", " perché ", " por que ",
                " waarom ",
                " varför ", " hvorfor ", " miksi ", " dlaczego ", " почему ", " зачем ", " neden ", " niçin ",
                " لماذا ", "为什么",
                "為什麼", "为何", "なぜ", "왜", "ทำไม", " γιατί ", " क्यों ",
            ]
        ),
    ]

    /// Whether a sentence holds something of this kind. What the question said itself is no answer to it.
    func isMet(by words: SentenceWords) -> Bool {
        switch self {
        case .person, .place: words.hasNewName
        case .time: words.hasNewTime
        case .number: words.hasNewNumber
        case .reason: words.hasReason
        case .other: false
        }
    }
}
